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
    if has_escapes(text.as_bytes()) {
        push_escaped(text.as_bytes(), out);
    } else {
        out.extend_from_slice(text.as_bytes());
    }
}

/// RFC 8259, section 7.
fn push_escaped(text: &[u8], out: &mut Vec<u8>) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut start = 0;
    for (at, byte) in text.iter().enumerate() {
        let short = match byte {
            b'"' | b'\\' => *byte,
            b'\n' => b'n',
            b'\r' => b'r',
            b'\t' => b't',
            0x08 => b'b',
            0x0c => b'f',
            0..=0x1f => 0,
            _ => continue,
        };
        out.extend_from_slice(&text[start..at]);
        match short {
            0 => {
                let digits = [byte >> 4, byte & 15].map(|digit| DIGITS[usize::from(digit)]);
                out.extend_from_slice(b"\\u00");
                out.extend_from_slice(&digits);
            }
            short => out.extend_from_slice(&[b'\\', short]),
        }
        start = at + 1;
    }
    out.extend_from_slice(&text[start..]);
}

/// Whether a text may hold a character that is escaped in JSON: a quote, a backslash, or a control character. What it
/// finds may be none of these.
#[inline]
fn has_escapes(bytes: &[u8]) -> bool {
    let (words, rest) = bytes.as_chunks::<8>();
    let in_words = words.iter().any(|word| has_one(u64::from_le_bytes(*word)));
    in_words
        || rest
            .iter()
            .any(|byte| *byte < 0x20 || *byte == b'"' || *byte == b'\\')
}

/// As [`has_escapes`], of the eight bytes of a word: a byte that is zero after an exclusive or, or less than a blank, takes a
/// bit from the byte above it.
#[inline]
const fn has_one(word: u64) -> bool {
    const ONES: u64 = u64::MAX / 255;
    const HIGH: u64 = ONES << 7;
    let quote = word ^ (ONES * b'"' as u64);
    let backslash = word ^ (ONES * b'\\' as u64);
    let control = word.wrapping_sub(ONES * 0x20) & !word;
    let quote = quote.wrapping_sub(ONES) & !quote;
    let backslash = backslash.wrapping_sub(ONES) & !backslash;
    (control | quote | backslash) & HIGH != 0
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
        for point in 0..=0x7f_u8 {
            for place in 0..20 {
                let mut text = "abcdefghijklmnopqrst".to_owned();
                text.replace_range(place..=place, &char::from(point).to_string());
                let expected = format!("x{}", serde_json::to_string(&text).unwrap());
                assert_eq!(written(&text), expected);
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
        fn texts_are_written_as_by_serde_json(text in ".{0,40}") {
            prop_assert_eq!(written(&text), format!("x{}", serde_json::to_string(&text).unwrap()));
        }
    }
}
