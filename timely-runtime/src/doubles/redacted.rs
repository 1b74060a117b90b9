//! What is left out of recorded exchanges: by the names of headers, of parameters, and of members of bodies.

use super::body_text::{BodyText, PartText};
use super::exchange::{RequestText, ResponseText};
use super::members;
use super::text_secrets::redact_text;
use crate::client::OperationInfo;
use crate::percent;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeSet;

/// What stands in place of a secret.
pub(super) const PLACEHOLDER: &str = "REDACTED";

/// Members that are secrets by their names.
const MEMBERS: &[&str] = &[
    "access_token",
    "api_key",
    "apiKey",
    "client_secret",
    "id_token",
    "password",
    "refresh_token",
    "secret",
    "token",
];

/// Parameters of queries that are, beside those.
const QUERY: &[&str] = &[
    "key",
    "sig",
    "signature",
    "X-Amz-Credential",
    "X-Amz-Security-Token",
    "X-Amz-Signature",
];

/// Headers that are. Nothing at all is kept of those that are not chosen in requests.
const HEADERS: &[&str] = &[
    "authorization",
    "cookie",
    "proxy-authenticate",
    "proxy-authorization",
    "set-cookie",
    "x-api-key",
    "x-auth-token",
];

/// The names of what is left out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Redacted {
    /// In lower case.
    pub(super) headers: BTreeSet<String>,
    pub(super) query: BTreeSet<String>,
    /// Of JSON, wherever they stand in it, and of forms.
    pub(super) members: BTreeSet<String>,
}

impl Redacted {
    /// What is left out in any case.
    pub(super) fn usual() -> Self {
        let set = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        let mut query: BTreeSet<String> = set(QUERY);
        query.extend(MEMBERS.iter().map(|name| (*name).to_owned()));
        Self {
            headers: set(HEADERS),
            query,
            members: set(MEMBERS),
        }
    }

    /// Adds what the document says of an operation: its credentials, and what it has as a password or `writeOnly`.
    pub(super) fn add(&mut self, operation: OperationInfo) {
        members::add(operation.operation(), self);
    }

    /// Takes the secrets out of a request.
    pub(super) fn clean_request(&self, request: &mut RequestText) {
        for pair in &mut request.query {
            redact_pair(pair, &self.query);
        }
        for (name, value) in &mut request.headers {
            if self.headers.contains(name) {
                PLACEHOLDER.clone_into(value);
            }
        }
        let content_type = request.headers.get("content-type").cloned();
        self.clean_body(&mut request.body, content_type.as_deref());
    }

    /// Takes the secrets out of an answer.
    pub(super) fn clean_response(&self, response: &mut ResponseText) {
        let headers = &mut response.headers;
        headers.retain(|name, _| !self.headers.contains(name));
        self.clean_body(&mut response.body, None);
    }

    fn clean_body(&self, body: &mut BodyText, content_type: Option<&str>) {
        let is_form = content_type.is_some_and(|name| name.contains("x-www-form-urlencoded"));
        match body {
            BodyText::Json(value) => redact(value, &self.members),
            BodyText::Text(lines) if is_form => {
                let mut pairs: Vec<String> = lines.concat().split('&').map(str::to_owned).collect();
                for pair in &mut pairs {
                    redact_pair(pair, &self.members);
                }
                *lines = vec![pairs.join("&")];
            }
            BodyText::Parts(parts) => {
                for part in parts {
                    self.clean_part(part);
                }
            }
            // It may hold JSON: with numbers that only text keeps, or in lines or events.
            BodyText::Text(lines) => {
                let text = redact_text(&lines.concat(), &self.members, PLACEHOLDER);
                *lines = text.split_inclusive('\n').map(str::to_owned).collect();
            }
            BodyText::Empty | BodyText::Base64(_) => {}
        }
    }

    fn clean_part(&self, part: &mut PartText) {
        let is_secret = part
            .name
            .as_ref()
            .is_some_and(|name| self.members.contains(name));
        match is_secret {
            true => part.content = BodyText::Text(vec![PLACEHOLDER.to_owned()]),
            false => self.clean_body(&mut part.content, None),
        }
    }
}

/// `name=value` with another value, if its name is one of these.
fn redact_pair(pair: &mut String, names: &BTreeSet<String>) {
    let name = pair.split('=').next().unwrap_or_default();
    let is_secret = percent::decode_query(name).is_ok_and(|name| {
        // A member of an object, such as `filter[password]`.
        let mut members = name.split(['[', ']']);
        names.contains(&name) || members.any(|member| names.contains(member))
    });
    if is_secret {
        *pair = format!("{name}={PLACEHOLDER}");
    }
}

/// Replaces members by what is of the same type, so that an answer is still read.
fn redact(value: &mut Value, names: &BTreeSet<String>) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                match names.contains(name) {
                    true => blank(member),
                    false => redact(member, names),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| redact(item, names)),
        _ => {}
    }
}

fn blank(value: &mut Value) {
    match value {
        Value::String(text) => PLACEHOLDER.clone_into(text),
        Value::Number(number) => *number = 0.into(),
        Value::Bool(boolean) => *boolean = false,
        Value::Array(items) => items.iter_mut().for_each(blank),
        Value::Object(members) => members.values_mut().for_each(blank),
        Value::Null => {}
    }
}
