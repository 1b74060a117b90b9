//! Conditional requests: whether what a request is about is still what its sender thinks it is (RFC 9110, section 13).

use super::Context;
use crate::response::set_fields::SetFields;
use crate::{ErrorResponse, Response};
use http::{HeaderMap, HeaderName, Method, StatusCode, header};
use httpdate::HttpDate;
use std::time::SystemTime;

/// What tells one state of a thing from another: an entity tag, a time of its last change, or both (RFC 9110, section 8.8).
///
/// ```
/// use timely_runtime::server::{ETag, Validators};
///
/// let version = 7;
/// let validators = Validators::new().etag(ETag::strong(format!("v{version}")));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[must_use = "validators do nothing until a request is held to them or a response has them"]
pub struct Validators {
    etag: Option<ETag>,
    last_modified: Option<HttpDate>,
}

/// An entity tag (RFC 9110, section 8.8.3).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ETag {
    is_weak: bool,
    opaque: String,
}

impl ETag {
    /// A tag that changes with every byte of what is sent.
    ///
    /// Signs that no tag can have (quotes, spaces, and what is not ASCII) are written by their numbers.
    pub fn strong(tag: impl AsRef<str>) -> Self {
        Self::new(false, tag.as_ref())
    }

    /// A tag that changes with the meaning of what is sent. Neither `If-Match` nor ranges go by it.
    pub fn weak(tag: impl AsRef<str>) -> Self {
        Self::new(true, tag.as_ref())
    }

    fn new(is_weak: bool, tag: &str) -> Self {
        let mut opaque = String::with_capacity(tag.len());
        for byte in tag.bytes() {
            match byte {
                // So that what is written by its number is not taken for a tag that has that text.
                b'%' | b'"' => opaque.push_str(&format!("%{byte:02X}")),
                0x21..=0x7E => opaque.push(char::from(byte)),
                _ => opaque.push_str(&format!("%{byte:02X}")),
            }
        }
        Self { is_weak, opaque }
    }

    fn value(&self) -> String {
        let weak = if self.is_weak { "W/" } else { "" };
        format!("{weak}\"{}\"", self.opaque)
    }

    /// Whether a member of a list of tags is this one.
    fn matches(&self, other: Listed<'_>, comparison: Comparison) -> bool {
        let is_allowed = match comparison {
            Comparison::Weak => true,
            Comparison::Strong => !self.is_weak && !other.is_weak,
        };
        is_allowed && self.opaque == other.opaque
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Comparison {
    Strong,
    Weak,
}

/// A tag as a request has it.
#[derive(Clone, Copy)]
struct Listed<'h> {
    is_weak: bool,
    opaque: &'h str,
}

impl Validators {
    /// Neither of them.
    pub const fn new() -> Self {
        Self {
            etag: None,
            last_modified: None,
        }
    }

    /// Sets the entity tag.
    pub fn etag(mut self, etag: ETag) -> Self {
        self.etag = Some(etag);
        self
    }

    /// Sets the time of the last change, which counts in whole seconds: what changes more than once a second needs a tag.
    /// A time before 1970 or after 9999, as files may have by mistake, is none.
    pub fn last_modified(mut self, time: impl Into<SystemTime>) -> Self {
        self.last_modified = http_date(time.into());
        self
    }

    pub(super) fn put(&self, fields: &mut SetFields) {
        if let Some(etag) = &self.etag {
            fields.insert_of_http(header::ETAG, etag.value());
        }
        if let Some(time) = &self.last_modified {
            fields.insert_of_http(header::LAST_MODIFIED, time.to_string());
        }
    }

    /// Whether `If-Range` still means this (RFC 9110, section 13.1.5).
    pub(super) fn fits_range(&self, headers: &HeaderMap) -> bool {
        let Some(condition) = headers.get(header::IF_RANGE) else {
            return true;
        };
        let Ok(condition) = condition.to_str() else {
            return false;
        };
        match (listed(condition).next(), condition.parse::<HttpDate>()) {
            (Some(tag), _) => self
                .etag
                .as_ref()
                .is_some_and(|etag| etag.matches(tag, Comparison::Strong)),
            (None, Ok(time)) => self.last_modified == Some(time),
            (None, Err(_)) => false,
        }
    }
}

impl<P> Context<P> {
    /// Holds the conditions of a request to what there is now, before anything is done: `If-Match`,
    /// `If-Unmodified-Since`, `If-None-Match` and `If-Modified-Since`, in that order (RFC 9110, section 13.2.2). `None` says
    /// that there is nothing yet, as before a `PUT` that makes it.
    ///
    /// ```
    /// use timely_runtime::server::{Context, ETag, ErrorResponse, Validators};
    ///
    /// fn show(cx: &Context<()>, version: u64) -> Result<(), ErrorResponse> {
    ///     let validators = Validators::new().etag(ETag::strong(version.to_string()));
    ///     // Ends here with 304 for who has this version, and with 412 for who would change another one.
    ///     cx.check_preconditions(Some(&validators))?;
    ///     Ok(())
    /// }
    /// ```
    ///
    /// # Errors
    /// With the answer, if a condition does not hold: 304 where what would be read is known already, 412 in the error format
    /// of the document else. Both need not be documented.
    pub fn check_preconditions(&self, current: Option<&Validators>) -> Result<(), ErrorResponse> {
        let is_read = matches!(*self.method(), Method::GET | Method::HEAD);
        match failing(self.headers(), is_read, current) {
            None => Ok(()),
            Some(name) if is_read && is_of_reads(&name) => {
                let mut response = ErrorResponse::of_http(StatusCode::NOT_MODIFIED, None);
                if let Some(validators) = current {
                    validators.put(response.fields());
                }
                Err(response)
            }
            Some(_) => Err(ErrorResponse::of_http(
                StatusCode::PRECONDITION_FAILED,
                Some("A condition of the request does not hold."),
            )),
        }
    }
}

/// Whether a condition asks for what is not known yet.
fn is_of_reads(name: &HeaderName) -> bool {
    [header::IF_NONE_MATCH, header::IF_MODIFIED_SINCE].contains(name)
}

/// The condition that does not hold.
fn failing(headers: &HeaderMap, is_read: bool, current: Option<&Validators>) -> Option<HeaderName> {
    let etag = current.and_then(|validators| validators.etag.as_ref());
    let modified = current.and_then(|validators| validators.last_modified);
    if headers.contains_key(header::IF_MATCH) {
        let is_matched = matches(headers, header::IF_MATCH, current, etag, Comparison::Strong);
        if !is_matched {
            return Some(header::IF_MATCH);
        }
    } else if let Some(since) = date(headers, header::IF_UNMODIFIED_SINCE)
        && modified.is_some_and(|modified| modified > since)
    {
        return Some(header::IF_UNMODIFIED_SINCE);
    }
    if headers.contains_key(header::IF_NONE_MATCH) {
        let is_known = matches(
            headers,
            header::IF_NONE_MATCH,
            current,
            etag,
            Comparison::Weak,
        );
        return is_known.then_some(header::IF_NONE_MATCH);
    }
    let since = date(headers, header::IF_MODIFIED_SINCE).filter(|_| is_read)?;
    (modified? <= since).then_some(header::IF_MODIFIED_SINCE)
}

/// Whether one of the tags that a field lists is the current one; `*` is any that there is.
fn matches(
    headers: &HeaderMap,
    name: HeaderName,
    current: Option<&Validators>,
    etag: Option<&ETag>,
    comparison: Comparison,
) -> bool {
    let fields = headers.get_all(name).iter();
    let mut fields = fields.filter_map(|field| field.to_str().ok());
    fields.any(|field| match field.trim() {
        "*" => current.is_some(),
        field => etag.is_some_and(|etag| listed(field).any(|tag| etag.matches(tag, comparison))),
    })
}

/// The tags of a list, up to what is none.
fn listed(mut text: &str) -> impl Iterator<Item = Listed<'_>> {
    std::iter::from_fn(move || {
        text = text.trim_start_matches([' ', '\t', ',']);
        let (is_weak, rest) = match text.strip_prefix("W/") {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (opaque, rest) = rest.strip_prefix('"')?.split_once('"')?;
        text = rest;
        Some(Listed { is_weak, opaque })
    })
}

/// A time as fields have it; none for what is no date of HTTP to the crate that writes it, which panics then.
fn http_date(time: SystemTime) -> Option<HttpDate> {
    const YEAR_10000: u64 = 253_402_300_800;
    let since = time.duration_since(SystemTime::UNIX_EPOCH).ok()?;
    (since.as_secs() < YEAR_10000).then(|| HttpDate::from(time))
}

/// The date that a field has; one that is none is not looked at (RFC 9110, sections 13.1.3 and 13.1.4).
fn date(headers: &HeaderMap, name: HeaderName) -> Option<HttpDate> {
    headers.get(name)?.to_str().ok()?.parse().ok()
}

impl<B, H> Response<B, H> {
    /// Sets what tells this state of a thing from others: the fields `ETag` and `Last-Modified`.
    #[must_use]
    pub fn with_validators(mut self, validators: &Validators) -> Self {
        validators.put(self.fields_mut());
        self
    }
}

#[cfg(test)]
mod tests;
