//! Names of media types (RFC 9110, section 8.3.1): which is JSON, which a range, and which of those that a document lists a
//! message has. Content negotiation on both sides rests on this.

use crate::{MediaKind, MediaType};
use http::{HeaderMap, header};
use std::borrow::Cow;

/// What a range such as `*/*` is sent as when it holds bytes.
pub(crate) const OCTETS: &str = "application/octet-stream";

/// Whether a media type is JSON: `application/json`, or a `+json` suffix (RFC 6839).
pub(crate) fn is_json(name: &str) -> bool {
    name.ends_with("/json") || name.ends_with("+json")
}

/// The one of the documented media types that a response has: by its name, or by a range, or else the first, since the names
/// that servers give are often wrong. None where that is a stream of items and the name is that of something else: as such
/// it would be a stream without items, whatever it says.
pub(crate) fn choose(
    media: &'static [MediaType],
    content_type: Option<&str>,
) -> Option<&'static MediaType> {
    find(media, content_type).or_else(|| {
        let first = media.first()?;
        match content_type.map(bare) {
            Some(sent) if first.kind == MediaKind::Items => {
                may_be_items(sent, first.essence()).then_some(first)
            }
            _ => Some(first),
        }
    })
}

/// Whether a stream of items may well have another name than the documented one. Lines of JSON have many, and what is no
/// JSON among them does not go unseen; events have one.
fn may_be_items(sent: &str, documented: &str) -> bool {
    let sent = lower(sent);
    let is_unspecific = matches!(&*sent, "" | "text/plain" | OCTETS);
    let is_lines = sent.contains("json") && !is_json(&sent);
    documented != "text/event-stream" && (is_unspecific || is_lines)
}

/// As [`choose`], but none where nothing fits.
///
/// A documented media type may have parameters, where several of a body differ in them alone: the one with the most
/// that are all sent goes first (RFC 9110, section 8.3.1).
pub(crate) fn find(
    media: &'static [MediaType],
    content_type: Option<&str>,
) -> Option<&'static MediaType> {
    // A message is of one media type: a range is none.
    let sent = content_type.filter(|sent| !is_range(bare(sent)))?;
    let name = bare(sent);
    let same = |media: &&MediaType| media.essence().eq_ignore_ascii_case(name);
    let has_all = |media: &&MediaType| {
        let mut wanted = parameters(media.name);
        wanted.all(|wanted| parameters(sent).any(|sent| sent.eq_ignore_ascii_case(wanted)))
    };
    // Of equals the first; of ranges the narrowest, which is the longest (OpenAPI 3.1, section 4.8.14).
    let exact = media.iter().filter(same).filter(has_all).rev();
    let ranges = media
        .iter()
        .filter(|media| in_range(name, media.essence()))
        .rev();
    exact
        .max_by_key(|media| parameters(media.name).count())
        .or_else(|| media.iter().find(same))
        .or_else(|| ranges.max_by_key(|media| media.essence().len()))
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
fn parameters(content_type: &str) -> impl Iterator<Item = &str> {
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

/// Whether a response is to be handed over as it comes.
#[cfg(feature = "client")]
pub(crate) fn is_stream(media: &'static [MediaType], headers: &HeaderMap) -> bool {
    choose(media, content_type(headers)).is_some_and(|media| media.kind.is_stream())
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

    #[test]
    fn the_narrowest_range_is_the_one() {
        static MEDIA: [MediaType; 4] = [
            MediaType::named("*/*"),
            MediaType::named("text/*"),
            MediaType::named("text/*+json"),
            MediaType::named("text/csv"),
        ];
        for (sent, found) in [
            ("text/csv; header=present", "text/csv"),
            ("text/plain", "text/*"),
            ("text/x+json", "text/*+json"),
            ("image/png", "*/*"),
        ] {
            assert_eq!(
                find(&MEDIA, Some(sent)).map(|media| media.name),
                Some(found)
            );
        }
        for sent in [None, Some("text/*"), Some("*/*")] {
            assert!(find(&MEDIA, sent).is_none(), "{sent:?}");
        }
    }

    #[test]
    fn a_stream_of_items_has_its_name() {
        static EVENTS: [MediaType; 1] = [MediaType::items("text/event-stream")];
        static LINES: [MediaType; 1] = [MediaType::items("application/x-ndjson")];
        static BYTES: [MediaType; 1] = [MediaType::stream("application/pdf")];
        let is_one = |media, name| choose(media, name).is_some();
        for name in [None, Some("Text/event-stream; charset=utf-8")] {
            assert!(is_one(&EVENTS, name), "{name:?}");
        }
        for name in ["text/plain", "application/json", "text/html", ""] {
            assert!(!is_one(&EVENTS, Some(name)), "{name}");
        }
        for name in [
            "application/jsonl",
            "text/plain",
            "application/json-seq",
            "",
        ] {
            assert!(is_one(&LINES, Some(name)), "{name}");
        }
        for name in ["application/json", "application/problem+json", "text/html"] {
            assert!(!is_one(&LINES, Some(name)), "{name}");
        }
        assert!(is_one(&BYTES, Some("text/html")));
    }
}
