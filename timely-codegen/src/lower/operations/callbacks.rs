//! Webhooks and callbacks as operations in the other direction: the API calls, and its user answers.

use super::names::{Names, PendingCallback};
use super::source::{Called, Source, own_id};
use super::template::Template;
use crate::diagnostic::Code;
use crate::ir::{Body, Callback, OutgoingRequest, OutgoingRequests};
use crate::lower::operations::Operations;
use crate::naming::snake;

/// A request that the API sends, before it is lowered.
pub(super) struct Sent<'n> {
    pub(super) id: String,
    /// The word that tells its name from another one.
    pub(super) word: &'n str,
    /// Its body, if that was lowered before.
    pub(super) body: Option<Body>,
}

impl<'a> Operations<'a> {
    /// Lowers the callbacks of the operations that were lowered.
    pub(in crate::lower) fn lower_callbacks(
        &mut self,
        names: &mut Names<'a>,
    ) -> Option<OutgoingRequests> {
        let pending = std::mem::take(&mut names.callbacks);
        let mut requests = Vec::new();
        for callback in &pending {
            let name = callback_name(callback, &pending);
            let id = self
                .unshared_id(
                    callback.operation,
                    (&callback.at, &callback.item_at),
                    &name,
                    names,
                )
                .map_or(name, str::to_owned);
            let source = Source {
                key: None,
                path: Template::default(),
                item: callback.item,
                item_at: callback.item_at.clone(),
                method: callback.method,
                operation: callback.operation,
                at: callback.at.clone(),
            };
            self.report_inner_callbacks(&source);
            let sent = Sent {
                id,
                word: "Callback",
                body: None,
            };
            let Some(mut request) = self.lower_outgoing(&source, sent, names) else {
                continue;
            };
            request.callback = Some(Callback {
                expression: callback.expression.to_owned(),
                follows: callback.follows.clone(),
            });
            requests.push(request);
        }
        self.finish_outgoing("callbacks", requests, names)
    }

    /// Lowers a request that the API sends.
    pub(super) fn lower_outgoing(
        &mut self,
        source: &Source<'a>,
        sent: Sent<'_>,
        names: &mut Names<'a>,
    ) -> Option<OutgoingRequest> {
        let Sent { id, word, body } = sent;
        names.seen.push(id.clone());
        if self.context.settings.leaves_out(&id) {
            return None;
        }
        if own_id(source.operation) == Some(&id) {
            self.take_id(&id, &source.at, names);
        }
        let wanted = self.given_name(&id, source).unwrap_or(&id);
        let method_name = names.functions.claim(&snake(wanted), &[word]);
        // The security of the document as a whole is what callers of the API show, not what the API shows them.
        let own = source.operation.security.as_deref().unwrap_or_default();
        let (security, security_optional) = self.lower_security(own, &source.at.child("security"));
        let called = Called {
            id,
            word,
            method_name,
        };
        let mut operation = self.lower_source(source, called, body, names);
        operation.security = security;
        operation.security_optional = security_optional;
        Some(OutgoingRequest {
            operation,
            callback: None,
        })
    }

    /// The requests as a group, unless there are none.
    pub(super) fn finish_outgoing(
        &mut self,
        module: &str,
        requests: Vec<OutgoingRequest>,
        names: &mut Names<'a>,
    ) -> Option<OutgoingRequests> {
        if requests.is_empty() {
            return None;
        }
        // The modules of tags have other endings.
        let module = module.to_owned();
        let operations = requests.iter().map(|request| &request.operation);
        self.put_into(&module, operations, names);
        Some(OutgoingRequests { module, requests })
    }

    /// Names callbacks of what is no operation of this API.
    pub(super) fn report_inner_callbacks(&mut self, source: &Source<'a>) {
        if !source.operation.callbacks.is_empty() {
            self.bodies
                .types
                .diagnostics
                .warning(
                    Code::UnsupportedFeature,
                    &source.at.child("callbacks"),
                    "callbacks of a webhook or callback are not generated",
                )
                .help("describe them under `webhooks` to have them generated");
        }
    }
}

/// What a callback without `operationId` is called: by its own name where that is enough.
fn callback_name(callback: &PendingCallback<'_>, all: &[PendingCallback<'_>]) -> String {
    let same: Vec<_> = all
        .iter()
        .filter(|other| other.name == callback.name)
        .collect();
    let owner = callback.follows.first().map(String::as_str);
    let is_mine =
        |other: &&&PendingCallback<'_>| other.follows.first().map(String::as_str) == owner;
    let mine = same.iter().filter(is_mine).count();
    let mut words = Vec::new();
    if mine < same.len() {
        words.extend(owner);
    }
    words.push(callback.name);
    if mine > 1 {
        words.push(callback.method);
    }
    words.join("/")
}
