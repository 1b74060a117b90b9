//! Base64, as far as documents write it in defaults and examples.

/// The bytes of a text in either alphabet of RFC 4648, with padding or without; `None` when it is no Base64.
pub(super) fn decode(text: &str) -> Option<Vec<u8>> {
    let digits = text.trim_end_matches('=').as_bytes();
    if text.len() - digits.len() > 2 {
        return None;
    }
    let mut bytes = Vec::new();
    for chunk in digits.chunks(4) {
        let mut group = 0u32;
        for place in 0..4 {
            let value = chunk.get(place).map_or(Some(0), |digit| sextet(*digit))?;
            group = group << 6 | u32::from(value);
        }
        let [_, decoded @ ..] = group.to_be_bytes();
        // Two digits hold one byte; one holds none.
        let count = chunk.len().checked_sub(1).filter(|count| *count > 0)?;
        let (whole, rest) = decoded.split_at(count);
        if rest.iter().any(|byte| *byte != 0) {
            return None;
        }
        bytes.extend_from_slice(whole);
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
    use super::decode;

    #[test]
    fn what_the_runtime_reads_is_read() {
        for (text, bytes) in [
            ("", Some("")),
            ("aGk=", Some("hi")),
            ("aGk", Some("hi")),
            ("aGV5", Some("hey")),
            ("Pz8_", Some("???")),
            ("Pz8/", Some("???")),
            ("a", None),
            ("aGl", None),
            ("aG k=", None),
            ("aGk===", None),
        ] {
            assert_eq!(decode(text).as_deref(), bytes.map(str::as_bytes), "{text}");
        }
    }
}
