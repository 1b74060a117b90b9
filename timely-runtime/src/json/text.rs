//! How texts are written: nearly none has anything to escape, which is told eight bytes at a time.

/// Writes a text in quotes.
pub(super) fn write(text: &str, out: &mut Vec<u8>) {
    if has_escapes(text.as_bytes()) {
        return write_escaped(text, out);
    }
    out.reserve(text.len() + 2);
    out.push(b'"');
    out.extend_from_slice(text.as_bytes());
    out.push(b'"');
}

#[cold]
fn write_escaped(text: &str, out: &mut Vec<u8>) {
    // A text can always be written to memory.
    serde_json::to_writer(out, text).unwrap_or_default();
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

    proptest! {
        #[test]
        fn texts_are_written_as_by_serde_json(text in ".{0,40}") {
            prop_assert_eq!(written(&text), format!("x{}", serde_json::to_string(&text).unwrap()));
        }
    }
}
