//! Content negotiation (RFC 9110, section 12): whether a sender takes what an operation answers with.

use super::Rejection;
use crate::Operation;
use http::{HeaderMap, StatusCode, header};

/// Refuses a request none of whose accepted media types the operation's successes have (RFC 9110, section 12.5.1).
///
/// Errors are sent in their own form whatever a sender accepts: to learn of an error in an unwanted form is better
/// than not to learn of it.
pub(super) fn check(operation: &'static Operation, headers: &HeaderMap) -> Result<(), Rejection> {
    let mut fields = headers.get_all(header::ACCEPT).iter().peekable();
    if fields.peek().is_none() {
        return Ok(());
    }
    // What is no text accepts nothing in particular.
    let accepted: Vec<Range<'_>> = fields
        .filter_map(|field| field.to_str().ok())
        .flat_map(|field| field.split(','))
        .filter_map(Range::new)
        .collect();
    if accepted.is_empty() {
        return Ok(());
    }
    let offered = operation.offered();
    if offered.is_empty() || offered.iter().any(|name| is_accepted(name, &accepted)) {
        return Ok(());
    }
    Err(Rejection::new(
        StatusCode::NOT_ACCEPTABLE,
        format!("The response can be sent as {} only.", offered.join(", ")),
    ))
}

/// What weight a sender gives a media type, in thousandths; the most specific range decides.
pub(super) fn quality(name: &str, accepted: &[Range<'_>]) -> u16 {
    let (main, sub) = split(name);
    let fitting = accepted.iter().filter(|range| range.holds(main, sub));
    fitting
        .max_by_key(|range| range.weight())
        .map_or(0, |range| range.quality)
}

/// What a sender accepts.
#[cfg(feature = "mock")]
pub(crate) struct Accepted<'h>(Vec<Range<'h>>);

#[cfg(feature = "mock")]
impl<'h> Accepted<'h> {
    pub(crate) fn of(headers: &'h HeaderMap) -> Self {
        let fields = headers.get_all(header::ACCEPT).iter();
        let fields = fields.filter_map(|field| field.to_str().ok());
        Self(
            fields
                .flat_map(|field| field.split(','))
                .filter_map(Range::new)
                .collect(),
        )
    }

    /// What weight the sender gives a media type, or a range on offer, in thousandths.
    pub(crate) fn quality(&self, name: &str) -> u16 {
        match (self.0.is_empty(), quality(name, &self.0)) {
            (true, _) => 1000,
            (false, 0) => u16::from(is_accepted(name, &self.0)),
            (false, quality) => quality,
        }
    }
}

/// The most specific range that a media type is in decides, and it may refuse with `q=0`.
fn is_accepted(name: &str, accepted: &[Range<'_>]) -> bool {
    let (main, sub) = split(name);
    // A range on offer is whatever the handler makes of it.
    if main == "*" || sub.contains('*') {
        return accepted.iter().any(|range| {
            !range.refused && (main == "*" || range.main == "*" || same(range.main, main))
        });
    }
    let fitting = accepted.iter().filter(|range| range.holds(main, sub));
    fitting
        .max_by_key(|range| range.weight())
        .is_some_and(|range| !range.refused)
}

/// One member of an `Accept` field. Parameters other than the weight are not looked at: a sender that asks for a
/// version gets the one there is.
pub(super) struct Range<'h> {
    main: &'h str,
    sub: &'h str,
    refused: bool,
    /// Its weight, in thousandths.
    quality: u16,
}

impl<'h> Range<'h> {
    pub(super) fn new(text: &'h str) -> Option<Self> {
        let (name, parameters) = text.split_once(';').unwrap_or((text, ""));
        let (main, sub) = split(name);
        if main.is_empty() || sub.is_empty() {
            return None;
        }
        let weight = parameters.split(';').find_map(|parameter| {
            let (key, value) = parameter.split_once('=')?;
            let is_weight = key.trim().eq_ignore_ascii_case("q");
            is_weight.then(|| value.trim().parse::<f32>().ok())?
        });
        let weight = weight.filter(|weight| (0.0..=1.0).contains(weight));
        let weight = weight.unwrap_or(1.0);
        Some(Self {
            main,
            sub,
            refused: weight == 0.0,
            quality: thousandths(weight),
        })
    }

    fn holds(&self, main: &str, sub: &str) -> bool {
        self.main == "*" || same(self.main, main) && (self.sub == "*" || same(self.sub, sub))
    }

    fn weight(&self) -> u8 {
        u8::from(self.main != "*") + u8::from(self.sub != "*")
    }
}

/// A weight that is not above one.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn thousandths(weight: f32) -> u16 {
    (weight * 1000.0).round() as u16
}

fn same(a: &str, b: &str) -> bool {
    a.eq_ignore_ascii_case(b)
}

/// The two halves of a media type; `*` alone is what old clients send for any.
fn split(name: &str) -> (&str, &str) {
    let name = name.split(';').next().unwrap_or(name).trim();
    match name.split_once('/') {
        Some((main, sub)) => (main.trim(), sub.trim()),
        None if name == "*" => ("*", "*"),
        None => (name, ""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accepts(accept: &str, name: &str) -> bool {
        let accepted: Vec<Range<'_>> = accept.split(',').filter_map(Range::new).collect();
        is_accepted(name, &accepted)
    }

    #[test]
    fn the_most_specific_range_decides() {
        for accept in [
            "application/json",
            "APPLICATION/JSON; charset=utf-8",
            "*/*",
            "*",
            "application/*;q=0.1",
            "text/html, application/xhtml+xml, */*;q=0.8",
            "*/*;q=0, application/json",
        ] {
            assert!(accepts(accept, "application/json"), "{accept}");
        }
        for accept in [
            "text/html",
            "application/xml",
            "application/json;q=0",
            "*/*;q=1, application/json;q=0.000",
            "text/*",
        ] {
            assert!(!accepts(accept, "application/json"), "{accept}");
        }
    }

    #[test]
    fn ranges_on_offer() {
        assert!(accepts("image/png", "image/*"));
        assert!(accepts("text/plain", "*/*"));
        assert!(!accepts("text/plain", "image/*"));
        assert!(!accepts("image/png;q=0", "image/*"));
    }

    #[test]
    fn nonsense_is_no_range() {
        for text in ["", " ", ";q=1", "json", "/", "a/", "/b"] {
            assert!(Range::new(text).is_none(), "{text:?}");
        }
    }
}
