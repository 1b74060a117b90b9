//! From an event to its lines (WHATWG HTML, section 9.2.5).

use super::Event;
use crate::bodies::StreamError;
use std::fmt::Write;

/// A comment, which readers skip.
#[cfg(feature = "server")]
pub(super) const COMMENT: &[u8] = b":\n\n";

/// Writes an event.
pub(super) fn event(event: &Event<String>) -> Result<String, StreamError> {
    let mut text = String::with_capacity(event.data.len() + 16);
    if let Some(name) = &event.event {
        push(&mut text, "event", name, |byte| {
            matches!(byte, b'\r' | b'\n')
        })?;
    }
    if let Some(id) = &event.id {
        push(&mut text, "id", id, |byte| {
            matches!(byte, b'\r' | b'\n' | 0)
        })?;
    }
    if let Some(retry) = event.retry {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "retry: {}", retry.as_millis());
    }
    for line in lines(&event.data) {
        text.push_str("data: ");
        text.push_str(line);
        text.push('\n');
    }
    text.push('\n');
    Ok(text)
}

fn push(
    text: &mut String,
    name: &'static str,
    value: &str,
    is_forbidden: fn(u8) -> bool,
) -> Result<(), StreamError> {
    if value.bytes().any(is_forbidden) {
        return Err(StreamError::Field(name));
    }
    let _ = writeln!(text, "{name}: {value}");
    Ok(())
}

/// The lines of a text, each of CR LF, LF and CR being a line break.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let text = rest?;
        let Some(end) = text.find(['\r', '\n']) else {
            rest = None;
            return Some(text);
        };
        let length = if text[end..].starts_with("\r\n") {
            2
        } else {
            1
        };
        rest = Some(&text[end + length..]);
        Some(&text[..end])
    })
}
