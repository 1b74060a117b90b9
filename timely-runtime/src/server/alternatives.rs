//! Responses in another of the documented forms of the same value, for a sender that would rather have that (RFC 9110, section
//! 12.5.1).

use super::Rejection;
use super::content_negotiation::{Range, quality};
use crate::body_codec;
use crate::{MediaType, Operation, RawResponse, media_type};
use http::{HeaderMap, HeaderValue, header};

/// What a sender accepts, where an operation has a choice; it is kept while the request is handled.
pub(super) fn accepted(operation: &'static Operation, headers: &HeaderMap) -> Option<String> {
    let rows = operation.media_types.iter();
    let mut media = rows.flat_map(|(_, media)| media.iter());
    if !media.any(|media| media.alternative_to.is_some()) {
        return None;
    }
    let fields = headers.get_all(header::ACCEPT).iter();
    let fields: Vec<&str> = fields.filter_map(|field| field.to_str().ok()).collect();
    Some(fields.join(","))
}

/// A response in the form that its sender would rather have.
pub(super) fn choose(
    operation: &'static Operation,
    accepted: &str,
    mut response: RawResponse,
) -> Result<RawResponse, Rejection> {
    let media = operation.response_media(response.status.as_u16());
    if media.iter().any(|media| media.alternative_to.is_some()) {
        // RFC 9110, section 12.5.5.
        let accept = HeaderValue::from_static("accept");
        response.headers.append(header::VARY, accept);
    }
    let sent = media_type::content_type(&response.headers).map(media_type::bare);
    let preferred = sent.and_then(|sent| preferred(accepted, media, sent));
    let (Some(preferred), Some(text)) = (preferred, response.body.as_bytes()) else {
        return Ok(response);
    };
    let Some(written) = body_codec::instead(text, preferred) else {
        return Ok(response);
    };
    let written = written.map_err(|error| Rejection::encode(operation.id, &error))?;
    response.body = written.body;
    if let Some(name) = written.content_type {
        response.headers.insert(header::CONTENT_TYPE, name);
    }
    Ok(response)
}

/// Of these media types, one under which the same value goes as what is sent, and to which more weight is given.
fn preferred(
    accepted: &str,
    media: &'static [MediaType],
    sent: &str,
) -> Option<&'static MediaType> {
    let accepted: Vec<Range<'_>> = accepted.split(',').filter_map(Range::new).collect();
    let own = quality(sent, &accepted);
    let others = media
        .iter()
        .filter(|media| media.alternative_to == Some(sent));
    let weighed = others.map(|media| (quality(media.essence(), &accepted), media));
    // Of equals the first.
    let best = weighed.rev().max_by_key(|(quality, _)| *quality);
    best.filter(|(quality, _)| *quality > own)
        .map(|(_, media)| media)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_weight_is_preferred_to_the_default() {
        static MEDIA: [MediaType; 3] = [
            MediaType::named("application/json"),
            MediaType::named("application/xml").alternative_to("application/json"),
            MediaType::named("text/xml").alternative_to("application/json"),
        ];
        for (accept, expected) in [
            ("application/xml", Some("application/xml")),
            ("text/xml, application/xml;q=0.5", Some("text/xml")),
            ("application/xml, text/xml", Some("application/xml")),
            ("application/json, application/xml", None),
            ("application/json;q=0.8, text/*", Some("text/xml")),
            (
                "text/html, application/xml;q=0.9, */*;q=0.8",
                Some("application/xml"),
            ),
            ("*/*", None),
            ("application/*", None),
            ("text/html", None),
            ("application/xml;q=0", None),
        ] {
            let found = preferred(accept, &MEDIA, "application/json");
            assert_eq!(found.map(|media| media.name), expected, "{accept}");
        }
    }
}
