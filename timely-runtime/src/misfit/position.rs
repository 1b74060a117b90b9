//! Where in a JSON text a reader stopped.

use crate::json::pointer;
use serde_json::error::Error;
use std::ops::Range;

/// A value in a text.
#[derive(Debug, PartialEq)]
pub(super) struct Found {
    pub(super) pointer: String,
    pub(super) span: Range<usize>,
}

/// The number of bytes that were read before an error.
pub(super) fn offset(text: &[u8], error: &Error) -> usize {
    let mut start = 0;
    for _ in 1..error.line() {
        let rest = text.get(start..).unwrap_or_default();
        match rest.iter().position(|byte| *byte == b'\n') {
            Some(end) => start += end + 1,
            None => break,
        }
    }
    start.saturating_add(error.column()).min(text.len())
}

/// The value that an error is about: the last one before it, or the array or object that begins there, if it is
/// that which is wrong.
pub(super) fn of(text: &[u8], error: &Error) -> Found {
    let at = offset(text, error);
    let words = error.to_string();
    let is_container = ["sequence", "map"]
        .iter()
        .any(|kind| words.starts_with("invalid type: ") && words[14..].starts_with(kind));
    let mut last = 0..0;
    walk(text, |_, span| {
        let is_it = match is_container {
            true => span.start == at,
            false => span.end <= at,
        };
        if is_it {
            last = span;
        }
    });
    // Only now, so that not every pointer on the way is copied.
    let mut found = Found {
        pointer: String::new(),
        span: last,
    };
    walk(text, |pointer, span| {
        if span == found.span {
            pointer.clone_into(&mut found.pointer);
        }
    });
    found
}

/// The value at a pointer; of one that is very long, the start of the text.
pub(super) fn span(text: &[u8], wanted: &str) -> Range<usize> {
    const LONGEST: usize = 1000;
    let mut found = 0..0;
    if wanted.len() <= LONGEST {
        walk(text, |pointer, span| {
            if pointer == wanted {
                found = span;
            }
        });
    }
    found
}

/// What a walk is in the middle of.
enum Frame {
    /// An array, with the number of the item.
    Array(usize),
    Object,
}

/// Tells each value of a text that is JSON, in the order in which they end.
fn walk(text: &[u8], mut tell: impl FnMut(&str, Range<usize>)) {
    let mut pointer = String::new();
    // Where a container begins, and how long the pointer to it is.
    let mut open: Vec<(Frame, usize, usize)> = Vec::new();
    let mut at = 0;
    while let Some(byte) = text.get(at) {
        let start = at;
        match byte {
            b'{' | b'[' => {
                let length = enter(&mut pointer, &mut open);
                let frame = match byte {
                    b'{' => Frame::Object,
                    _ => Frame::Array(0),
                };
                open.push((frame, start, length));
                at += 1;
            }
            b'}' | b']' => {
                at += 1;
                if let Some((_, start, length)) = open.pop() {
                    tell(&pointer, start..at);
                    pointer.truncate(length);
                }
            }
            b'"' => {
                at = string_end(text, at);
                let is_name = matches!(open.last(), Some((Frame::Object, ..)))
                    && text[at..].trim_ascii_start().first() == Some(&b':');
                if is_name {
                    let name: String = serde_json::from_slice(&text[start..at]).unwrap_or_default();
                    pointer::push(&mut pointer, &name);
                } else {
                    let length = enter(&mut pointer, &mut open);
                    tell(&pointer, start..at);
                    pointer.truncate(length);
                }
            }
            b',' | b':' | b' ' | b'\t' | b'\r' | b'\n' => at += 1,
            _ => {
                let is_end = |byte: &u8| b",:]} \t\r\n[{\"".contains(byte);
                let rest = &text[at..];
                at += rest.iter().position(is_end).unwrap_or(rest.len()).max(1);
                let length = enter(&mut pointer, &mut open);
                tell(&pointer, start..at);
                pointer.truncate(length);
            }
        }
    }
}

/// Adds to the pointer what leads to the next value, and returns how long it is without.
fn enter(pointer: &mut String, open: &mut [(Frame, usize, usize)]) -> usize {
    match open.last_mut() {
        Some((Frame::Array(next), ..)) => {
            let length = pointer.len();
            pointer.push_str(&format!("/{next}"));
            *next += 1;
            length
        }
        // The name has been read, and is the last token.
        Some((Frame::Object, ..)) => pointer.rfind('/').unwrap_or_default(),
        None => pointer.len(),
    }
}

/// The end of the string that begins here.
fn string_end(text: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while let Some(byte) = text.get(at) {
        match byte {
            b'"' => return at + 1,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    text.len()
}
