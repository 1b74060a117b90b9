//! Names of media types (RFC 9110, section 8.3.1): which is JSON, and which in which range. Content negotiation on both
//! sides rests on this.

use http::{HeaderMap, header};
use std::borrow::Cow;

/// What a range such as `*/*` is sent as when it holds bytes.
pub(crate) const OCTETS: &str = "application/octet-stream";

/// Whether a media type is JSON: `application/json`, or a `+json` suffix (RFC 6839).
pub(crate) fn is_json(name: &str) -> bool {
    name.ends_with("/json") || name.ends_with("+json")
}

/// Whether a media type is YAML (RFC 9512).
#[cfg(feature = "yaml")]
pub(crate) fn is_yaml(name: &str) -> bool {
    name.ends_with("yaml") || name.ends_with("yml")
}

/// Whether a media type is one of a list of media types and ranges, separated by commas.
pub(crate) fn is_allowed(name: &str, allowed: &str) -> bool {
    let mut allowed = allowed.split(',').map(bare);
    let name = bare(name);
    allowed.any(|one| one.eq_ignore_ascii_case(name) || in_range(name, one))
}

/// A media type in lower case and without its parameters.
#[cfg(feature = "client")]
pub(crate) fn essence(content_type: &str) -> String {
    lower(bare(content_type)).into_owned()
}

/// A name in lower case, in which it most often comes.
pub(crate) fn lower(name: &str) -> Cow<'_, str> {
    if name.bytes().any(|byte| byte.is_ascii_uppercase()) {
        Cow::Owned(name.to_ascii_lowercase())
    } else {
        Cow::Borrowed(name)
    }
}

/// A media type without its parameters.
pub(crate) fn bare(content_type: &str) -> &str {
    let name = content_type.split(';').next().unwrap_or(content_type);
    name.trim()
}

/// The parameters of a media type, such as `version=1`.
pub(crate) fn parameters(content_type: &str) -> impl Iterator<Item = &str> {
    content_type.split(';').skip(1).map(str::trim)
}

/// Whether a media type is a range.
pub(crate) fn is_range(name: &str) -> bool {
    name.contains('*')
}

/// Whether a media type is in a range: `*/*`, `text/*` or `application/*+json`, in which plain `application/json` is as
/// well, for it is what those who write so mean.
pub(crate) fn in_range(name: &str, range: &str) -> bool {
    if is_range(name) {
        return false;
    }
    if matches!(range, "*/*" | "*") {
        return true;
    }
    let Some((start, end)) = range
        .split_once('*')
        .filter(|(start, _)| start.ends_with('/'))
    else {
        return false;
    };
    let Some(rest) = name.get(start.len()..).filter(|_| is_prefix(start, name)) else {
        return false;
    };
    let suffix = rest
        .len()
        .checked_sub(end.len())
        .and_then(|at| rest.get(at..));
    suffix.is_some_and(|suffix| suffix.eq_ignore_ascii_case(end))
        || end
            .strip_prefix('+')
            .is_some_and(|end| end.eq_ignore_ascii_case(rest))
}

fn is_prefix(start: &str, text: &str) -> bool {
    text.get(..start.len())
        .is_some_and(|prefix| prefix.eq_ignore_ascii_case(start))
}

/// The media type that headers name, with its parameters.
pub(crate) fn content_type(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::CONTENT_TYPE)?.to_str().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_hold_what_they_say() {
        for (name, range) in [
            ("image/png", "image/*"),
            ("IMAGE/PNG", "image/*"),
            ("a/b", "*/*"),
            ("a/b", "*"),
            ("application/problem+json", "application/*+json"),
            ("application/json", "application/*+json"),
            ("application/Hal+JSON", "application/*+json"),
        ] {
            assert!(in_range(name, range), "{name} {range}");
        }
        for (name, range) in [
            ("text/png", "image/*"),
            ("image", "image/*"),
            ("imagery/png", "image/*"),
            ("application/xml", "application/*+json"),
            ("application/on", "application/*+json"),
            ("text/json", "application/*+json"),
            ("é/png", "image/*"),
            ("image/png", "image/png"),
            ("image/png", "im*"),
            ("", "image/*"),
            ("image/*", "image/*"),
            ("*/*", "*/*"),
        ] {
            assert!(!in_range(name, range), "{name} {range}");
        }
    }
}
