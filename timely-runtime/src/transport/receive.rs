//! Reading the body of a response, as far as its operation needs it.

use super::{Body, TransportError, TransportErrorKind, coding};
use crate::media_type::content_type;
use crate::operation::media;
use crate::response::Origin;
use crate::{Operation, RawResponse, ReceivedResponse};
use bytes::{Bytes, BytesMut};

/// How much of a response's body to read.
#[derive(Clone, Copy, Debug)]
pub(crate) enum ReadBody {
    /// What a response of an operation needs: nothing yet of a stream, all of anything else, but no more than this many
    /// bytes.
    Of(&'static Operation, usize),
    /// All of it, but no more than this many bytes.
    #[cfg_attr(
        not(test),
        allow(dead_code, reason = "what has no operation is read by tests alone")
    )]
    UpTo(usize),
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
    let (parts, body) = response.into_parts();
    let (is_stream, limit) = match read {
        ReadBody::UpTo(limit) => (false, limit),
        ReadBody::Of(operation, limit) => (is_stream(operation, &parts), limit),
    };
    let response = RawResponse::new(parts.status, parts.headers, body);
    if parts.extensions.get::<Origin>().is_some() {
        // It has come through here before, and then through layers.
        return if is_stream {
            Ok(response)
        } else {
            whole(response, limit).await
        };
    }
    let codings = coding::codings(response.status, &response.headers);
    if is_stream && coding::are_known(&codings) {
        return decode(response, &codings);
    }
    collect(response, &codings, limit).await
}

/// Whether the body of a response goes to the caller bit by bit.
fn is_stream(operation: &'static Operation, parts: &http::response::Parts) -> bool {
    let media = operation.response_media(parts.status.as_u16());
    media::choose(media, content_type(&parts.headers)).is_some_and(|media| media.kind.is_stream())
}

/// The response with its body in memory and without its codings.
async fn collect(
    response: RawResponse,
    codings: &[String],
    limit: usize,
) -> Result<RawResponse, TransportError> {
    let response = whole(response, limit).await?;
    let coded = response.body.as_bytes().cloned().unwrap_or_default();
    if coded.is_empty() || codings.is_empty() {
        return Ok(response);
    }
    let (status, headers) = (response.status, response.headers.clone());
    let decoded = match decode(response, codings) {
        Ok(response) => whole(response, limit).await,
        Err(error) => Err(error),
    };
    decoded.map_err(|error| match error.kind {
        TransportErrorKind::Coding => TransportError {
            response: Some(ReceivedResponse::coded(status, headers, coded)),
            ..error
        },
        _ => error,
    })
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

/// The response with its body in memory.
async fn whole(response: RawResponse, limit: usize) -> Result<RawResponse, TransportError> {
    let mut read = BytesMut::new();
    match response.body.read(limit, &mut read).await {
        Ok(bytes) => Ok(RawResponse {
            body: bytes.into(),
            ..response
        }),
        Err(error) => {
            let received = ReceivedResponse::new(response.status, response.headers, read.freeze());
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
