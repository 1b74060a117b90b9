//! Reading the body of a response, as far as its operation needs it.

use super::{Body, TransportError, TransportErrorKind, coding};
use crate::bodies::Chunks;
use crate::media_type::content_type;
use crate::operation::media;
use crate::response::Origin;
use crate::{MediaKind, Operation, RawResponse, ReceivedResponse};
use bytes::Bytes;
use http::header;

/// How much of a response's body to read.
#[derive(Clone, Copy, Debug)]
pub(crate) enum ReadBody {
    /// Nothing yet, but no more than this many bytes where its coding cannot be undone.
    Stream(usize),
    /// All of it, but no more than this many bytes.
    UpTo(usize),
}

impl ReadBody {
    /// What there is to read of a body of this kind.
    pub(crate) fn of(kind: Option<MediaKind>, limit: usize) -> Self {
        match kind.is_some_and(MediaKind::is_stream) {
            true => Self::Stream(limit),
            false => Self::UpTo(limit),
        }
    }
}

/// The response without its codings, and with its body in memory unless it is a stream. What was read of one that fails is
/// kept with the error.
///
/// # Errors
/// When the body breaks off, is too large, or is not what its coding says.
pub(crate) async fn receive(
    response: http::Response<Body>,
    read: ReadBody,
) -> Result<RawResponse, TransportError> {
    let (mut response, rest) = begin(response, read)?;
    match rest {
        Rest::None => {}
        Rest::Whole(limit) => whole(&mut response, limit).await?,
        // Boxed, since it is large and comes of few responses that are in memory anyway.
        Rest::Coded(codings, limit) => Box::pin(collect(&mut response, codings, limit)).await?,
    }
    Ok(response)
}

/// What there is to do about the body of a response.
enum Rest {
    /// It is a stream.
    None,
    /// It is read up to this many bytes.
    Whole(usize),
    /// As before, and has codings.
    Coded(Vec<String>, usize),
}

fn begin(
    response: http::Response<Body>,
    read: ReadBody,
) -> Result<(RawResponse, Rest), TransportError> {
    let (parts, body) = response.into_parts();
    let (is_stream, limit) = match read {
        ReadBody::UpTo(limit) => (false, limit),
        ReadBody::Stream(limit) => (true, limit),
    };
    // It has come through here before, and then through layers.
    let is_decoded = parts.extensions.get::<Origin>().is_some();
    let response = RawResponse::new(parts.status, parts.headers, body);
    let codings = match is_decoded {
        true => Vec::new(),
        false if !response.headers.contains_key(header::CONTENT_ENCODING) => Vec::new(),
        false => coding::codings(response.status, &response.headers),
    };
    Ok(match (codings.is_empty(), is_stream) {
        (true, true) => (response, Rest::None),
        (true, false) => (response, Rest::Whole(limit)),
        (false, true) if coding::are_known(&codings) => (decode(response, &codings)?, Rest::None),
        (false, _) => (response, Rest::Coded(codings, limit)),
    })
}

/// What the body of a response is by its operation, so that it is read or handed over bit by bit.
pub(crate) fn kind_of(
    operation: &'static Operation,
    response: &http::Response<Body>,
) -> Option<MediaKind> {
    // Fast path: all that it answers is plain JSON.
    if operation.media_types.is_empty() {
        return Some(MediaKind::Value);
    }
    let media = operation.response_media(response.status().as_u16());
    media::choose(media, content_type(response.headers())).map(|media| media.kind)
}

/// Reads the body of a response into memory, and undoes its codings.
async fn collect(
    response: &mut RawResponse,
    codings: Vec<String>,
    limit: usize,
) -> Result<(), TransportError> {
    whole(response, limit).await?;
    let coded = response.body.as_bytes().cloned().unwrap_or_default();
    if coded.is_empty() {
        return Ok(());
    }
    let (status, headers) = (response.status, response.headers.clone());
    let copy = RawResponse::new(status, headers.clone(), coded.clone().into());
    let decoded = match decode(copy, &codings) {
        Ok(mut decoded) => match whole(&mut decoded, limit).await {
            Ok(()) => Ok(decoded.body),
            Err(error) => Err(error),
        },
        Err(error) => Err(error),
    };
    match decoded {
        Ok(body) => response.body = body,
        Err(error) if error.kind == TransportErrorKind::Coding => {
            return Err(TransportError {
                response: Some(ReceivedResponse::coded(status, headers, coded)),
                ..error
            });
        }
        Err(error) => return Err(error),
    }
    Ok(())
}

fn decode(response: RawResponse, codings: &[String]) -> Result<RawResponse, TransportError> {
    match coding::decoded(codings, response.body) {
        Ok(body) => Ok(RawResponse { body, ..response }),
        Err(error) => {
            let received = ReceivedResponse::coded(response.status, response.headers, Bytes::new());
            Err(TransportError::receive(error, received))
        }
    }
}

/// Reads the body of a response into memory.
async fn whole(response: &mut RawResponse, limit: usize) -> Result<(), TransportError> {
    let mut chunks = Chunks::default();
    match response.body.read(limit, &mut chunks).await {
        Ok(bytes) => {
            response.body = bytes.into();
            Ok(())
        }
        Err(error) => {
            let headers = std::mem::take(&mut response.headers);
            let received = ReceivedResponse::new(response.status, headers, chunks.take());
            Err(TransportError::receive(error, received))
        }
    }
}

/// What tests ask of a transport.
#[cfg(test)]
pub(crate) trait Answers: super::Transport {
    /// Sends a request, and reads so much of the response.
    fn answer(
        &self,
        request: http::Request<Body>,
        read: ReadBody,
    ) -> impl Future<Output = Result<RawResponse, TransportError>> + Send {
        let exchange = self.exchange(request);
        async move { receive(exchange.await?, read).await }
    }
}

#[cfg(test)]
impl<T: super::Transport> Answers for T {}
