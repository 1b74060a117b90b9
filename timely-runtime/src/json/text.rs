//! How texts are written: nearly none has anything to escape, which is told eight bytes at a time.

use std::fmt;

/// Writes a text in quotes.
pub(super) fn write(text: &str, out: &mut Vec<u8>) {
    out.reserve(text.len() + 2);
    out.push(b'"');
    push(text, out);
    out.push(b'"');
}

/// Writes a text in quotes that is put together while it is written.
///
/// # Errors
/// Those of its `Display`.
pub(super) fn write_shown<T: fmt::Display + ?Sized>(shown: &T, out: &mut Vec<u8>) -> fmt::Result {
    struct Pieces<'o>(&'o mut Vec<u8>);

    impl fmt::Write for Pieces<'_> {
        fn write_str(&mut self, piece: &str) -> fmt::Result {
            push(piece, self.0);
            Ok(())
        }
    }

    out.push(b'"');
    fmt::Write::write_fmt(&mut Pieces(out), format_args!("{shown}"))?;
    out.push(b'"');
    Ok(())
}

fn push(text: &str, out: &mut Vec<u8>) {
    let mut rest = text.as_bytes();
    while let Some(at) = first_escape(rest) {
        let (plain, escaped) = rest.split_at(at);
        out.extend_from_slice(plain);
        let [byte, after @ ..] = escaped else { return };
        push_escape(*byte, out);
        rest = after;
    }
    out.extend_from_slice(rest);
}

/// RFC 8259, section 7.
fn push_escape(byte: u8, out: &mut Vec<u8>) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let short = match byte {
        b'\n' => b'n',
        b'\r' => b'r',
        b'\t' => b't',
        0x08 => b'b',
        0x0c => b'f',
        0..=0x1f => {
            let [high, low] = [byte >> 4, byte & 15].map(|digit| DIGITS[usize::from(digit)]);
            out.extend_from_slice(&[b'\\', b'u', b'0', b'0', high, low]);
            return;
        }
        itself => itself,
    };
    out.extend_from_slice(&[b'\\', short]);
}

/// Where the first character is that is escaped in JSON: a quote, a backslash, or a control character.
#[inline]
fn first_escape(bytes: &[u8]) -> Option<usize> {
    let length = bytes.len();
    // The last word takes in bytes of the one before it, so that none is looked at by itself.
    if let Some(last) = bytes.last_chunk::<8>() {
        let (words, _) = bytes.as_chunks::<8>();
        for (index, word) in words.iter().enumerate() {
            if let Some(at) = first_in(u64::from_le_bytes(*word)) {
                return Some(8 * index + at);
            }
        }
        return first_in(u64::from_le_bytes(*last)).map(|at| length - 8 + at);
    }
    if let (Some(first), Some(last)) = (bytes.first_chunk::<4>(), bytes.last_chunk::<4>()) {
        let [first, last] = [first, last].map(|half| u64::from(u32::from_le_bytes(*half)));
        let at = first_in(first | last << 32)?;
        return Some(if at < 4 { at } else { length + at - 8 });
    }
    bytes.iter().position(is_escaped)
}

#[inline]
fn is_escaped(byte: &u8) -> bool {
    *byte < 0x20 || *byte == b'"' || *byte == b'\\'
}

/// As [`first_escape`], in the eight bytes of a word. A byte that is zero after an exclusive or, or less than a blank, takes
/// a bit from the byte above it, which may then look like one of these as well: the lowest is one.
#[inline]
const fn first_in(word: u64) -> Option<usize> {
    const ONES: u64 = u64::MAX / 255;
    const HIGH: u64 = ONES << 7;
    let quote = word ^ (ONES * b'"' as u64);
    let backslash = word ^ (ONES * b'\\' as u64);
    let control = word.wrapping_sub(ONES * 0x20) & !word;
    let quote = quote.wrapping_sub(ONES) & !quote;
    let backslash = backslash.wrapping_sub(ONES) & !backslash;
    match (control | quote | backslash) & HIGH {
        0 => None,
        found => Some(found.trailing_zeros() as usize / 8),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn written(text: &str) -> String {
        let mut out = b"x".to_vec();
        write(text, &mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn each_byte_is_told_at_each_place() {
        let letters = "abcdefghijklmnopqrstuvwxyzabcdefghijklmn";
        for point in 0..=0x7f_u8 {
            for length in 1..=letters.len() {
                for place in 0..length {
                    let mut text = letters[..length].to_owned();
                    text.replace_range(place..=place, &char::from(point).to_string());
                    let expected = format!("x{}", serde_json::to_string(&text).unwrap());
                    assert_eq!(written(&text), expected);
                }
            }
        }
    }

    #[test]
    fn what_is_put_together_is_written_likewise() {
        let mut out = Vec::new();
        write_shown(&format_args!("a{}b{:?}", "\u{1}\n", "c"), &mut out).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), r#""a\u0001\nb\"c\"""#);
    }

    proptest! {
        #[test]
        fn texts_are_written_as_by_serde_json(text in "([a-z]{0,4}|[\"\\\\\n\u{1}\u{7f}é!\\]]|.){0,20}") {
            prop_assert_eq!(written(&text), format!("x{}", serde_json::to_string(&text).unwrap()));
        }
    }
}
