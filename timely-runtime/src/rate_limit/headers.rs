//! The header fields that tell what is left.

use super::limit::Take;
use super::{Decision, Quota};
use axum::body::Body;
use http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode, header};
use std::cmp::Reverse;
use std::time::Duration;

/// Which header fields tell a caller what is left.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Fields {
    /// Those of [`HeaderNames`], `X-RateLimit-*` unless set: of several quotas, the one that has the least left.
    #[default]
    Legacy,
    /// `RateLimit-Policy` and `RateLimit` (draft-ietf-httpapi-ratelimit-headers-11, sections 3 and 4), in which all quotas have their place.
    Draft,
    /// Both.
    Both,
}

/// The names of the draft's fields.
const DRAFTED: [&str; 2] = ["ratelimit-policy", "ratelimit"];

/// The names of the header fields that tell a caller what is left; a field without a name is not sent.
///
/// ```
/// use timely_runtime::http::HeaderName;
/// use timely_runtime::rate_limit::HeaderNames;
///
/// let names = HeaderNames {
///     limit: Some(HeaderName::from_static("ratelimit-limit")),
///     reset: None,
///     ..HeaderNames::default()
/// };
/// ```
#[derive(Clone, Debug)]
pub struct HeaderNames {
    /// How many requests a window has room for; `X-RateLimit-Limit`.
    pub limit: Option<HeaderName>,
    /// For how many more there is room; `X-RateLimit-Remaining`.
    pub remaining: Option<HeaderName>,
    /// When the window ends, in seconds since 1970 (Unix time), rounded up; `X-RateLimit-Reset`.
    pub reset: Option<HeaderName>,
    /// On refusals alone: how many seconds to wait, rounded up (RFC 9110, section 10.2.3); `Retry-After`. It is sent whichever
    /// [`Fields`] are.
    pub retry_after: Option<HeaderName>,
}

impl Default for HeaderNames {
    fn default() -> Self {
        Self {
            limit: Some(HeaderName::from_static("x-ratelimit-limit")),
            remaining: Some(HeaderName::from_static("x-ratelimit-remaining")),
            reset: Some(HeaderName::from_static("x-ratelimit-reset")),
            retry_after: Some(header::RETRY_AFTER),
        }
    }
}

/// A quota that a request takes part of, and what the store says of it.
pub(super) type Taken<'a> = (&'a Take<'a>, &'a Decision);

/// The quota that refuses a request: of several the one that does so for the longest time, after which none does.
pub(super) fn refusing<'a>(taken: impl Iterator<Item = Taken<'a>>) -> Option<Taken<'a>> {
    taken
        .filter(|(_, decision)| !decision.admitted)
        .max_by_key(|(_, decision)| decision.wait)
}

/// The quota that is nearest to its end. That of bursts is left out: a caller who heeds it would take the whole for used up.
fn nearest<'a>(taken: impl Iterator<Item = Taken<'a>>) -> Option<Taken<'a>> {
    taken
        .filter(|(take, _)| !take.is_burst)
        .min_by_key(|(_, decision)| (decision.remaining, Reverse(decision.wait)))
}

impl HeaderNames {
    /// What is told along with an answer, or with the refusal if one of the quotas refuses.
    pub(super) fn fields(
        &self,
        which: Fields,
        takes: &[Take<'_>],
        decisions: &[Decision],
    ) -> HeaderMap {
        let taken = || takes.iter().zip(decisions);
        let refusing = refusing(taken());
        let mut fields = HeaderMap::with_capacity(6);
        if which != Fields::Draft
            && let Some((take, decision)) = refusing.or_else(|| nearest(taken()))
        {
            self.legacy(&mut fields, take.quota, decision);
        }
        if which != Fields::Legacy {
            let mut put = |name, items: Vec<String>| {
                if let Ok(value) = HeaderValue::try_from(items.join(", ")) {
                    fields.insert(HeaderName::from_static(name), value);
                }
            };
            put(DRAFTED[0], takes.iter().map(policy).collect());
            put(DRAFTED[1], taken().map(service_limit).collect());
        }
        if let (Some((_, decision)), Some(name)) = (refusing, &self.retry_after) {
            fields.insert(name.clone(), seconds(decision.wait).into());
        }
        fields
    }

    /// Adds what this limit tells to an answer, which may have fields of a limit further in: of `X-RateLimit-*` those stay that have less
    /// left, and the lists of the draft are joined.
    pub(super) fn tell(&self, fields: HeaderMap, answer: &mut Response<Body>) {
        let is_refusal = answer.status() == StatusCode::TOO_MANY_REQUESTS;
        let answer = answer.headers_mut();
        let names = [&self.limit, &self.remaining, &self.reset];
        let has_own = names
            .into_iter()
            .flatten()
            .any(|name| answer.contains_key(name));
        let left = |headers: &HeaderMap| -> Option<u64> {
            headers
                .get(self.remaining.as_ref()?)?
                .to_str()
                .ok()?
                .parse()
                .ok()
        };
        let is_nearer = left(&fields)
            .zip(left(answer))
            .is_some_and(|(own, other)| own < other);
        let keeps = has_own && (is_refusal || !is_nearer);
        for (name, value) in &fields {
            if DRAFTED.contains(&name.as_str()) {
                answer.append(name, value.clone());
            } else if !(keeps && names.into_iter().flatten().any(|own| own == name)) {
                answer.insert(name, value.clone());
            }
        }
    }

    fn legacy(&self, fields: &mut HeaderMap, quota: Quota, decision: &Decision) {
        // Rounded up: at the second named here, the window is over.
        let reset =
            decision.reset.timestamp() + i64::from(decision.reset.timestamp_subsec_nanos() > 0);
        let mut put = |name: &Option<HeaderName>, value: HeaderValue| {
            if let Some(name) = name {
                fields.insert(name.clone(), value);
            }
        };
        put(&self.limit, quota.requests.into());
        put(&self.remaining, decision.remaining.into());
        put(&self.reset, reset.into());
    }
}

/// A quota policy item (section 3.1 of the draft).
fn policy(take: &Take<'_>) -> String {
    let window = integer(seconds(take.quota.window));
    format!("{};q={};w={window}", string(take.name), take.quota.requests)
}

/// A service limit item (section 4.1 of the draft).
fn service_limit((take, decision): Taken<'_>) -> String {
    // As `Retry-After`, which must not name an earlier time than this.
    let window = integer(seconds(decision.wait));
    format!("{};r={};t={window}", string(take.name), decision.remaining)
}

/// A text as a string of a structured field (RFC 9651, section 4.1.6), without the characters that one cannot have.
pub(super) fn string(text: &str) -> String {
    let mut string = String::with_capacity(text.len() + 2);
    string.push('"');
    for char in text.chars().filter(|char| matches!(char, ' '..='~')) {
        if matches!(char, '"' | '\\') {
            string.push('\\');
        }
        string.push(char);
    }
    string.push('"');
    string
}

/// The largest integer of a structured field has 15 digits (RFC 9651, section 3.3.1).
fn integer(number: u64) -> u64 {
    number.min(999_999_999_999_999)
}

/// Whole seconds, rounded up, and at least one.
pub(super) fn seconds(wait: Duration) -> u64 {
    let rounded = wait
        .as_secs()
        .saturating_add(u64::from(wait.subsec_nanos() > 0));
    rounded.max(1)
}
