//! Responses as errors are shown: the status, and the start of the body.

use crate::excerpt::Excerpt;
use crate::{Content, Response};
use http::StatusCode;
use std::fmt;

/// Writes a status and the start of the body that came with it, as errors are shown.
///
/// # Errors
/// When the formatter cannot be written to.
pub fn show<B: Content, H>(
    f: &mut fmt::Formatter<'_>,
    status: StatusCode,
    response: &Response<B, H>,
) -> fmt::Result {
    let shown = response.body.shown();
    let Some(received) = response.received() else {
        return show_text(f, status, &shown, b"");
    };
    let shown = received.covered(shown.as_bytes());
    let shown = String::from_utf8_lossy(&shown);
    show_text(f, status, &shown, &received.covered(received.body()))
}

/// A body of which the document knows nothing is shown as it came, if it is text.
fn show_text(
    f: &mut fmt::Formatter<'_>,
    status: StatusCode,
    text: &str,
    received: &[u8],
) -> fmt::Result {
    write!(f, "{status}")?;
    match text {
        "" | "null" | "{}" => match received.trim_ascii() {
            b"" | b"null" | b"{}" => Ok(()),
            received if is_text(received) => write!(f, ": {}", Excerpt(received)),
            _ => Ok(()),
        },
        text => write!(f, ": {}", Excerpt(text.as_bytes())),
    }
}

/// Whether the start of a body is text; its last character may be cut off.
fn is_text(bytes: &[u8]) -> bool {
    let start = &bytes[..bytes.len().min(Excerpt::BYTES)];
    let is_utf8 = match std::str::from_utf8(start) {
        Ok(_) => true,
        Err(error) => error.error_len().is_none() && start.len() < bytes.len(),
    };
    is_utf8 && !start.contains(&0)
}
