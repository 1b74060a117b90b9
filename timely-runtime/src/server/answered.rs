//! What handlers answer in place of documented responses, as it goes out.

use super::Rejection;
use super::pipeline::Core;
use crate::response::error_response::{Answer, Parts, raw};
use crate::{Body, EncodeError, ErrorResponse, Operation, RawResponse};
use http::StatusCode;

/// What a handler has answered.
#[allow(
    clippy::large_enum_variant,
    reason = "nearly all are responses, and a box is an allocation for each"
)]
pub(super) enum Handled {
    /// A response that the operation documents.
    Response(RawResponse),
    /// Another one.
    Error(ErrorResponse),
}

/// What goes out of it.
pub(super) fn written<A>(
    handled: Result<Handled, Rejection>,
    operation: &'static Operation,
    core: &Core<A>,
) -> Result<RawResponse, Rejection> {
    match handled? {
        Handled::Response(response) => Ok(response),
        Handled::Error(error) => write(error, operation, core),
    }
}

/// Writes an answer in the format of the document, or as it is if it is made to be so.
///
/// # Errors
/// When one of its header fields cannot be sent.
fn write<A>(
    error: ErrorResponse,
    operation: &'static Operation,
    core: &Core<A>,
) -> Result<RawResponse, Rejection> {
    let parts = error.into_parts();
    log(&parts, operation);
    let cannot = |error: EncodeError| Rejection::encode(operation.id, &error);
    let Parts {
        status,
        fields,
        content,
        is_documented,
        ..
    } = parts;
    let Answer::Error {
        message,
        code,
        violations,
    } = content
    else {
        let body = content.body().unwrap_or_default();
        let mut response = raw(status, fields, body).map_err(cannot)?;
        if is_documented && !operation.has_response(status.as_u16()) {
            response.beyond.get_or_insert_default().is_whole = true;
        }
        return Ok(response);
    };
    let rejection = if is_documented && !is_known(status, operation) {
        Rejection::internal()
    } else {
        Rejection::answered(status, message, code, violations)
    };
    let written = rejection.of(operation).write(core.errors, &core.options);
    let (head, body) = match written {
        Ok(written) => {
            let (head, text) = written.into_parts();
            (head, Body::from(text))
        }
        Err(rendered) => {
            let (head, body) = rendered.into_parts();
            (head, Body::from_http(body))
        }
    };
    let mut response = RawResponse::new(head.status, head.headers, body);
    // Which fields the document's errors declare is not known here, so none of these is held to it.
    fields.put(&mut response.headers).map_err(cannot)?;
    Ok(response)
}

/// Whether an operation may fail with a status. It may always fail.
fn is_known(status: StatusCode, operation: &Operation) -> bool {
    operation.documents(status.as_u16()) || status == StatusCode::INTERNAL_SERVER_ERROR
}

fn log(parts: &Parts, operation: &'static Operation) {
    let (id, status) = (operation.id, parts.status.as_u16());
    let because = parts.because.as_deref();
    if parts.status.is_server_error() {
        tracing::error!(operation = id, status, because, "a handler has failed");
    } else if because.is_some() {
        tracing::info!(operation = id, status, because, "a handler has refused");
    }
    let is_error = matches!(parts.content, Answer::Error { .. });
    if is_error && parts.is_documented && !is_known(parts.status, operation) {
        let message = match &parts.content {
            Answer::Error { message, .. } => message.as_ref(),
            Answer::Body(_) => "",
        };
        tracing::error!(
            operation = id,
            status,
            message,
            "a handler fails with a status that the document does not have, and 500 is answered"
        );
    }
}
