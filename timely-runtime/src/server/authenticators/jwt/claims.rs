//! What a token must claim (RFC 7519, section 4.1; RFC 8725, sections 3.8 to 3.10).

use super::token::Refusal;
use serde_json::{Map, Value};
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::time::Duration;

/// What a token must claim.
#[derive(Clone, Debug)]
pub(super) struct Rules {
    /// Any of these; whoever it may be, if there are none.
    pub(super) issuers: Vec<String>,
    /// One of these; a token that is for someone is refused if there are none.
    pub(super) audiences: Vec<String>,
    pub(super) any_audience: bool,
    pub(super) leeway: Duration,
    pub(super) may_be_unlimited: bool,
    pub(super) required: Vec<String>,
    /// The claims that hold scopes: names, or JSON pointers.
    pub(super) scopes: Vec<Cow<'static, str>>,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            issuers: Vec::new(),
            audiences: Vec::new(),
            any_audience: false,
            leeway: Duration::from_secs(60),
            may_be_unlimited: false,
            required: Vec::new(),
            // RFC 8693, section 4.2, and what some issuers write instead.
            scopes: vec![Cow::Borrowed("scope"), Cow::Borrowed("scp")],
        }
    }
}

impl Rules {
    /// Holds the claims of a token to the rules, at a time in seconds since 1970.
    pub(super) fn check(&self, claims: &Map<String, Value>, now: f64) -> Result<(), Refusal> {
        self.check_times(claims, now)?;
        if !self.issuers.is_empty() {
            let issuer = claims.get("iss").and_then(Value::as_str);
            let is_known = |known: &String| Some(known.as_str()) == issuer;
            if !self.issuers.iter().any(is_known) {
                return Err(Refusal::Issuer);
            }
        }
        self.check_audience(claims)?;
        let is_there = |name: &String| claims.get(name).is_some_and(|claim| !claim.is_null());
        match self.required.iter().all(is_there) {
            true => Ok(()),
            false => Err(Refusal::Missing),
        }
    }

    fn check_times(&self, claims: &Map<String, Value>, now: f64) -> Result<(), Refusal> {
        let leeway = self.leeway.as_secs_f64();
        match date(claims, "exp")? {
            Some(end) if now >= end + leeway => return Err(Refusal::Expired),
            None if !self.may_be_unlimited => return Err(Refusal::Unlimited),
            _ => {}
        }
        date(claims, "iat")?;
        match date(claims, "nbf")? {
            Some(start) if now < start - leeway => Err(Refusal::Early),
            _ => Ok(()),
        }
    }

    /// Who is not among those that a token is for must refuse it (RFC 7519, section 4.1.3).
    fn check_audience(&self, claims: &Map<String, Value>) -> Result<(), Refusal> {
        if self.any_audience {
            return Ok(());
        }
        let is_meant = |name: &Value| {
            let mut own = self.audiences.iter();
            own.any(|own| Some(own.as_str()) == name.as_str())
        };
        let is_fine = match claims.get("aud") {
            None => self.audiences.is_empty(),
            Some(Value::Array(names)) => {
                names.iter().all(Value::is_string) && names.iter().any(is_meant)
            }
            Some(name) => is_meant(name),
        };
        is_fine.then_some(()).ok_or(Refusal::Audience)
    }

    /// The scopes that a token grants: words of a text, or the texts of a list.
    pub(super) fn scopes(&self, claims: &Map<String, Value>) -> BTreeSet<String> {
        let mut scopes = BTreeSet::new();
        for place in &self.scopes {
            match find(claims, place) {
                Some(Value::String(words)) => {
                    let words = words.split(' ').filter(|word| !word.is_empty());
                    scopes.extend(words.map(str::to_owned));
                }
                Some(Value::Array(names)) => {
                    scopes.extend(names.iter().filter_map(Value::as_str).map(str::to_owned));
                }
                _ => {}
            }
        }
        scopes
    }
}

/// A claim by its name, or by a JSON pointer (RFC 6901).
fn find<'c>(claims: &'c Map<String, Value>, place: &str) -> Option<&'c Value> {
    let Some(path) = place.strip_prefix('/') else {
        return claims.get(place);
    };
    let (first, rest) = path.split_once('/').unwrap_or((path, ""));
    let first = claims.get(&first.replace("~1", "/").replace("~0", "~"))?;
    match rest {
        "" => Some(first),
        rest => first.pointer(&format!("/{rest}")),
    }
}

/// A point in time, in seconds since 1970 (RFC 7519, section 2).
fn date(claims: &Map<String, Value>, name: &str) -> Result<Option<f64>, Refusal> {
    match claims.get(name) {
        None => Ok(None),
        Some(Value::Number(number)) => Ok(number.as_f64()),
        Some(_) => Err(Refusal::Claims),
    }
}
