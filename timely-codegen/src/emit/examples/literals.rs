//! Texts of the document as literals of Rust, which stand in documentation.

use crate::emit::rustdoc::is_hidden;
use proc_macro2::Literal;

/// A text as a literal on one line: what could not be seen in it, or ends a line, is escaped.
pub(super) fn text(text: &str) -> Literal {
    let mut source = String::with_capacity(text.len() + 2);
    source.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => source.extend(['\\', c]),
            '\n' => source.push_str("\\n"),
            '\r' => source.push_str("\\r"),
            '\t' => source.push_str("\\t"),
            '\u{2028}' | '\u{2029}' => source.extend(c.escape_unicode()),
            c if is_hidden(c) => source.extend(c.escape_unicode()),
            c => source.push(c),
        }
    }
    source.push('"');
    // Every character stands for itself in it, or is escaped.
    source.parse().unwrap_or_else(|_| Literal::string(text))
}
