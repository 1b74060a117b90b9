//! Templates of URIs (RFC 6570, section 2).

use super::uri::{is_international, is_private};

pub(super) fn is_uri_template(text: &str) -> bool {
    let mut rest = text;
    loop {
        let (literals, expression) = match rest.split_once('{') {
            Some((literals, rest)) => (literals, Some(rest)),
            None => (rest, None),
        };
        if !are_literals(literals) {
            return false;
        }
        let Some(behind) = expression else {
            return true;
        };
        let Some((expression, behind)) = behind.split_once('}') else {
            return false;
        };
        if !is_expression(expression) {
            return false;
        }
        rest = behind;
    }
}

/// Characters that stand for themselves, and escapes.
fn are_literals(text: &str) -> bool {
    text.char_indices().all(|(at, c)| match c {
        '%' => is_escape(text, at),
        c if c.is_ascii() => c.is_ascii_graphic() && !"\"<>\\^`{|}".contains(c),
        c => is_international(c) || is_private(c),
    })
}

fn is_escape(text: &str, at: usize) -> bool {
    let digits = text.as_bytes().get(at + 1..at + 3);
    digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
}

fn is_expression(text: &str) -> bool {
    // The last five are reserved for operators to come.
    const OPERATORS: [char; 12] = ['+', '#', '.', '/', ';', '?', '&', '=', ',', '!', '@', '|'];
    let variables = text.strip_prefix(OPERATORS).unwrap_or(text);
    variables.split(',').all(is_variable)
}

fn is_variable(text: &str) -> bool {
    let name = match text.split_once(':') {
        Some((name, length)) => {
            let is_length = (1..=4).contains(&length.len())
                && !length.starts_with('0')
                && length.bytes().all(|byte| byte.is_ascii_digit());
            if !is_length {
                return false;
            }
            name
        }
        None => text.strip_suffix('*').unwrap_or(text),
    };
    name.split('.').all(|part| {
        !part.is_empty()
            && part.char_indices().all(|(at, c)| match c {
                '%' => is_escape(part, at),
                c => c.is_ascii_alphanumeric() || c == '_',
            })
    })
}
