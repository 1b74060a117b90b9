//! Bodies in messages.

use crate::Content;
use http::StatusCode;
use std::fmt;

/// Writes a status and the start of the body that came with it, as errors are shown.
///
/// # Errors
/// When the formatter cannot be written to.
pub fn show<B: Content>(f: &mut fmt::Formatter<'_>, status: StatusCode, body: &B) -> fmt::Result {
    show_text(f, status, &body.shown())
}

fn show_text(f: &mut fmt::Formatter<'_>, status: StatusCode, text: &str) -> fmt::Result {
    write!(f, "{status}")?;
    match text {
        "" | "null" | "{}" => Ok(()),
        text => write!(f, ": {}", Excerpt(text.as_bytes())),
    }
}

/// The start of a body, as text on one line.
pub(crate) struct Excerpt<'a>(pub(crate) &'a [u8]);

impl Excerpt<'_> {
    const LENGTH: usize = 200;
}

impl fmt::Display for Excerpt<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Four bytes a character at most, so that a large body is not converted whole.
        let start = &self.0[..self.0.len().min(Self::LENGTH * 4)];
        let text = String::from_utf8_lossy(start);
        let mut characters = text.chars();
        for character in characters.by_ref().take(Self::LENGTH) {
            match character {
                control if control.is_control() => f.write_str(" ")?,
                other => write!(f, "{other}")?,
            }
        }
        if characters.next().is_some() || start.len() < self.0.len() {
            f.write_str("…")
        } else {
            Ok(())
        }
    }
}
