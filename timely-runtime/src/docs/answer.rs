//! Answers that may be kept: with an entity tag, and 304 for those who have it already.

use axum::body::Body;
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode, header};
use http_body::{Frame, SizeHint};
use sha2::{Digest as _, Sha256};
use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

/// A body of a few parts, which are shared and not joined, with its entity tag.
pub(super) struct Parts {
    pub(super) parts: Vec<Bytes>,
    pub(super) tag: String,
}

/// What is the same for all who ask.
pub(super) struct Fixed {
    pub(super) media_type: &'static str,
    pub(super) text: Bytes,
    tag: String,
    /// Further fields.
    fields: Vec<(HeaderName, HeaderValue)>,
}

impl Fixed {
    pub(super) fn new(
        media_type: &'static str,
        text: Bytes,
        fields: Vec<(HeaderName, HeaderValue)>,
    ) -> Self {
        Self {
            tag: format!("\"{}\"", digest([text.as_ref()])),
            media_type,
            text,
            fields,
        }
    }

    pub(super) fn answer(&self, request: &HeaderMap) -> Response<Body> {
        let text = Parts {
            parts: vec![self.text.clone()],
            tag: self.tag.clone(),
        };
        let mut response = answer(request, self.media_type, text);
        response.headers_mut().extend(self.fields.iter().cloned());
        response
    }
}

/// The first half of a digest, which is enough to tell texts apart.
pub(super) fn digest<'t>(parts: impl IntoIterator<Item = &'t [u8]>) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part);
    }
    let bytes = hash.finalize();
    bytes[..16]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// The answer with this text: 304 without it where the request names its entity tag (RFC 9110, section 13.1.2).
pub(super) fn answer(request: &HeaderMap, media_type: &'static str, text: Parts) -> Response<Body> {
    let is_known = is_known(request, &text.tag);
    let mut response = match is_known {
        true => Response::new(Body::empty()),
        false => Response::new(Body::new(Pieces {
            parts: text.parts.into_iter().collect(),
        })),
    };
    if is_known {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
    }
    let headers = response.headers_mut();
    // Hexadecimal digits in quotes are a value.
    if let Ok(tag) = HeaderValue::from_str(&text.tag) {
        headers.insert(header::ETAG, tag);
    }
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    if !is_known {
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
        let nosniff = HeaderValue::from_static("nosniff");
        headers.insert(header::X_CONTENT_TYPE_OPTIONS, nosniff);
    }
    response
}

/// Whether `If-None-Match` names a tag; tags are compared weakly, and those here hold no commas.
fn is_known(request: &HeaderMap, tag: &str) -> bool {
    let values = request.get_all(header::IF_NONE_MATCH).iter();
    let mut named = values
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(str::trim);
    named.any(|named| named == "*" || named.strip_prefix("W/").unwrap_or(named) == tag)
}

/// A body whose parts are sent one after the other, and whose length is known.
struct Pieces {
    parts: std::collections::VecDeque<Bytes>,
}

impl http_body::Body for Pieces {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let next = self.parts.pop_front();
        Poll::Ready(next.map(|part| Ok(Frame::data(part))))
    }

    fn is_end_stream(&self) -> bool {
        self.parts.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.parts.iter().map(|part| part.len() as u64).sum())
    }
}
