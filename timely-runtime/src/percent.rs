//! Percent-encoding (RFC 3986, section 2.1).

use std::borrow::Cow;

/// Encodes all but unreserved characters.
pub(crate) fn encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    push_encoded(&mut encoded, text, |byte| {
        byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~')
    });
    encoded
}

/// Encodes a value of a query that may hold reserved characters: all that would not end or change it stay as they are.
pub(crate) fn encode_reserved(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    push_encoded(&mut encoded, text, |byte| {
        byte.is_ascii_alphanumeric() || b"-._~:/?@!$'()*,;=".contains(&byte)
    });
    encoded
}

/// Encodes the literal parts of a path template: what may stand in a path stays, escapes included.
pub(crate) fn encode_literal(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    push_encoded(&mut encoded, text, |byte| LITERAL[usize::from(byte)]);
    encoded
}

/// Which bytes may stand in a path.
static LITERAL: [bool; 256] = {
    let others = b"-._~!$&'()*+,;=:@/%";
    let mut table = [false; 256];
    let mut byte = 0_u8;
    while byte < 128 {
        table[byte as usize] = byte.is_ascii_alphanumeric();
        byte += 1;
    }
    let mut at = 0;
    while at < others.len() {
        table[others[at] as usize] = true;
        at += 1;
    }
    table
};

fn push_encoded(encoded: &mut String, text: &str, keep: impl Fn(u8) -> bool) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    if text.bytes().all(&keep) {
        encoded.push_str(text);
        return;
    }
    for byte in text.bytes() {
        if keep(byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push('%');
            encoded.push(char::from(HEX[usize::from(byte >> 4)]));
            encoded.push(char::from(HEX[usize::from(byte & 15)]));
        }
    }
}

/// Text that is not percent-encoded UTF-8.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Broken;

/// What `+` stands for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Plus {
    /// Itself, as in a path.
    Itself,
    /// A blank, as in a query.
    Blank,
}

/// Decodes text of a path.
pub(crate) fn decode(text: &str) -> Result<String, Broken> {
    decoded(text, Plus::Itself).map(Cow::into_owned)
}

/// Decodes text of a query, where `+` stands for a blank.
pub(crate) fn decode_query(text: &str) -> Result<String, Broken> {
    decoded(text, Plus::Blank).map(Cow::into_owned)
}

/// Decodes text, which most often is what it stands for already.
pub(crate) fn decoded(text: &str, plus: Plus) -> Result<Cow<'_, str>, Broken> {
    let is_escape = |byte| byte == b'%' || byte == b'+' && plus == Plus::Blank;
    if !text.bytes().any(is_escape) {
        return Ok(Cow::Borrowed(text));
    }
    let mut decoded = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        decoded.push(match byte {
            b'%' => hex(bytes.next())? << 4 | hex(bytes.next())?,
            b'+' if plus == Plus::Blank => b' ',
            other => other,
        });
    }
    String::from_utf8(decoded)
        .map(Cow::Owned)
        .map_err(|_| Broken)
}

fn hex(digit: Option<u8>) -> Result<u8, Broken> {
    match digit {
        Some(digit @ b'0'..=b'9') => Ok(digit - b'0'),
        Some(digit @ b'a'..=b'f') => Ok(digit - b'a' + 10),
        Some(digit @ b'A'..=b'F') => Ok(digit - b'A' + 10),
        _ => Err(Broken),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn broken_text_is_told() {
        for text in ["%", "%4", "%zz", "%ff", "%c3", "a%+1"] {
            assert_eq!(decode(text), Err(Broken), "{text}");
        }
        assert_eq!(decode("a+b%20c").as_deref(), Ok("a+b c"));
        assert_eq!(decode_query("a+b%2B").as_deref(), Ok("a b+"));
        assert_eq!(encode_literal("/a b/%41/é"), "/a%20b/%41/%C3%A9");
    }

    proptest! {
        #[test]
        fn what_is_encoded_is_decoded(text: String) {
            let encoded = encode(&text);
            prop_assert!(encoded.is_ascii());
            prop_assert_eq!(decode(&encoded), Ok(text.clone()));
            prop_assert_eq!(decode_query(&encoded), Ok(text));
        }
    }
}
