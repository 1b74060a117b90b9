//! Base64 (RFC 4648): the standard alphabet with padding (section 4), and that for URLs without (section 5).

/// Which text stands for bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Alphabet {
    /// `+` and `/`, and padding.
    Standard,
    /// `-` and `_`, and no padding.
    Url,
}

impl Alphabet {
    const fn digits(self) -> &'static [u8; 64] {
        match self {
            Self::Standard => b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/",
            Self::Url => b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_",
        }
    }
}

/// Encodes bytes in the standard way.
pub(crate) fn encode(bytes: &[u8]) -> String {
    encode_in(Alphabet::Standard, bytes)
}

/// Encodes bytes.
pub(crate) fn encode_in(alphabet: Alphabet, bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let byte = |index| u32::from(chunk.get(index).copied().unwrap_or(0));
        let group = byte(0) << 16 | byte(1) << 8 | byte(2);
        for place in 0..4 {
            if place <= chunk.len() {
                let sextet = (group >> (18 - 6 * place)) & 0x3f;
                text.push(char::from(alphabet.digits()[sextet as usize]));
            } else if alphabet == Alphabet::Standard {
                text.push('=');
            }
        }
    }
    text
}

/// Decodes text in the standard alphabet; `None` when it is not Base64, or lacks its padding.
#[cfg(any(feature = "server", test))]
pub(crate) fn decode(text: &str) -> Option<Vec<u8>> {
    let is_standard = text.len().is_multiple_of(4) && !text.contains(['-', '_']);
    let digits = text.strip_suffix("==").or_else(|| text.strip_suffix('='));
    decode_digits(digits.unwrap_or(text).as_bytes()).filter(|_| is_standard)
}

/// Decodes text in either alphabet, with its padding or without; `None` when it is not Base64.
///
/// Bits that the last digit has beside those of the last byte have to be zero, as each encoder writes them (RFC 4648, section
/// 3.5): others would be lost.
pub(crate) fn decode_any(text: &str) -> Option<Vec<u8>> {
    let digits = text.trim_end_matches('=');
    let padding = text.len() - digits.len();
    let is_padded = padding == 0 || padding < 3 && text.len().is_multiple_of(4);
    let bytes = decode_digits(digits.as_bytes()).filter(|_| is_padded)?;
    is_canonical(digits.as_bytes()).then_some(bytes)
}

/// Whether the last digit has no bits beside those of the last byte.
fn is_canonical(digits: &[u8]) -> bool {
    let unused = match digits.len() % 4 {
        2 => 0b1111,
        3 => 0b11,
        _ => 0,
    };
    let last = digits.last().and_then(|digit| sextet(*digit));
    last.is_none_or(|last| last & unused == 0)
}

/// Whether text is Base64 in either alphabet, with its padding or without.
pub(crate) fn is_any(text: &str) -> bool {
    let digits = text.trim_end_matches('=');
    let padding = text.len() - digits.len();
    let digits = digits.as_bytes();
    // One digit holds no byte.
    digits.len() % 4 != 1
        && (padding == 0 || padding < 3 && text.len().is_multiple_of(4))
        && digits.iter().all(|digit| sextet(*digit).is_some())
        && is_canonical(digits)
}

fn decode_digits(digits: &[u8]) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(digits.len() * 3 / 4 + 1);
    for chunk in digits.chunks(4) {
        let mut group = 0u32;
        for index in 0..4 {
            let value = chunk.get(index).map_or(Some(0), |digit| sextet(*digit))?;
            group = group << 6 | u32::from(value);
        }
        // Two digits hold one byte, three hold two, four hold three; one holds none.
        let [_, decoded @ ..] = group.to_be_bytes();
        let count = chunk.len().checked_sub(1).filter(|count| *count > 0)?;
        bytes.extend_from_slice(decoded.get(..count)?);
    }
    Some(bytes)
}

const fn sextet(digit: u8) -> Option<u8> {
    Some(match digit {
        b'A'..=b'Z' => digit - b'A',
        b'a'..=b'z' => digit - b'a' + 26,
        b'0'..=b'9' => digit - b'0' + 52,
        b'+' | b'-' => 62,
        b'/' | b'_' => 63,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn vectors_of_the_rfc() {
        for (bytes, text) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ] {
            assert_eq!(encode(bytes.as_bytes()), text);
            assert_eq!(decode(text).as_deref(), Some(bytes.as_bytes()));
            let bare = text.trim_end_matches('=');
            assert_eq!(encode_in(Alphabet::Url, bytes.as_bytes()), bare);
            assert_eq!(decode_any(text).as_deref(), Some(bytes.as_bytes()));
            assert_eq!(decode_any(bare).as_deref(), Some(bytes.as_bytes()));
        }
    }

    #[test]
    fn either_alphabet_is_read() {
        assert_eq!(encode(&[0xfb, 0xef, 0xff]), "++//");
        assert_eq!(encode_in(Alphabet::Url, &[0xfb, 0xef, 0xff]), "--__");
        for text in ["++//", "--__"] {
            assert_eq!(decode_any(text), Some(vec![0xfb, 0xef, 0xff]));
        }
        assert_eq!(decode("--__"), None);
    }

    #[test]
    fn what_is_no_base64_is_told() {
        for text in [
            "Y", "Y===", "YQ=", "YQ===", "=", "====", "YQ\n", "Y Q=", "YQ==YQ==", "é", "YQ%3D",
        ] {
            assert_eq!(decode_any(text), None, "{text}");
            assert!(!is_any(text), "{text}");
        }
        // The last digits hold more than the bytes.
        for text in ["YR==", "YR", "YWJ", "YWJ="] {
            assert_eq!(decode_any(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_encoded_is_decoded(bytes: Vec<u8>) {
            prop_assert_eq!(decode(&encode(&bytes)), Some(bytes.clone()));
            for alphabet in [Alphabet::Standard, Alphabet::Url] {
                let text = encode_in(alphabet, &bytes);
                prop_assert_eq!(decode_any(&text), Some(bytes.clone()));
            }
        }

        #[test]
        fn what_is_decoded_is_told_without(text in "[A-Za-z0-9+/_=-]{0,12}") {
            prop_assert_eq!(decode_any(&text).is_some(), is_any(&text));
        }

        #[test]
        fn no_text_panics(text: String) {
            let _ = (decode(&text), decode_any(&text), is_any(&text));
        }
    }
}
