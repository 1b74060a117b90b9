//! The fast paths of formats: the usual forms of addresses and times, told at a glance. What these functions allow is
//! allowed by the standard, and what they do not may be all the same. They copy nothing, and take a fraction of the time
//! of a full parser.

use super::bytes;
use super::checks::is_uri_text;

/// `name@example.com`, in ASCII.
pub(super) fn is_email(text: &str) -> bool {
    let text = text.as_bytes();
    let mut at = 0;
    loop {
        let atom = bytes::count(&text[at..], bytes::ATOM);
        at += atom;
        match text.get(at) {
            Some(b'.') if atom > 0 => at += 1,
            Some(b'@') if atom > 0 => break,
            _ => return false,
        }
    }
    let domain = &text[at + 1..];
    at <= 64 && domain_of(domain).is_some_and(|domain| domain.length == text.len() - at - 1)
}

/// A domain at the beginning of a text.
struct Domain {
    length: usize,
    /// The first byte of its last label.
    last: u8,
    /// Whether two hyphens stand in it side by side.
    is_encoded: bool,
}

/// The labels of letters, digits and hyphens that a text begins with; none where they make no domain.
fn domain_of(text: &[u8]) -> Option<Domain> {
    let (mut start, mut is_encoded) = (0, false);
    loop {
        let first = *text.get(start).filter(|first| **first != b'-')?;
        let (mut end, mut last) = (start, b'-');
        while let Some(byte) = text.get(end).filter(|byte| bytes::is(**byte, bytes::LABEL)) {
            is_encoded |= last == b'-' && *byte == b'-';
            last = *byte;
            end += 1;
        }
        // It ends with a hyphen, or is empty.
        if last == b'-' || end - start > 63 {
            return None;
        }
        if text.get(end) == Some(&b'.') {
            start = end + 1;
            continue;
        }
        return (end <= 253).then_some(Domain {
            length: end,
            last: first,
            is_encoded,
        });
    }
}

/// `https://example.com/…`.
pub(super) fn is_web_address(text: &str) -> bool {
    let text = text.as_bytes();
    let rest = text
        .strip_prefix(b"https://")
        .or(text.strip_prefix(b"http://"));
    let Some(rest) = rest else { return false };
    // An address that ends with a number is one of IPv4, and two hyphens may begin an encoded name.
    domain_of(rest).is_some_and(|domain| {
        let rest = &rest[domain.length..];
        domain.last.is_ascii_alphabetic()
            && !domain.is_encoded
            && matches!(rest.first(), None | Some(b'/' | b'?' | b'#'))
            && is_uri_text(rest)
    })
}

/// `2026-01-31T08:30:00.123Z`.
pub(super) fn is_date_time(text: &str) -> bool {
    let Some((
        &[
            y0,
            y1,
            y2,
            y3,
            b'-',
            m0,
            m1,
            b'-',
            d0,
            d1,
            b'T',
            h0,
            h1,
            b':',
            n0,
            n1,
            b':',
            s0,
            s1,
        ],
        rest,
    )) = text.as_bytes().split_first_chunk::<19>()
    else {
        return false;
    };
    let pair = |tens: u8, ones: u8| match (tens, ones) {
        (b'0'..=b'9', b'0'..=b'9') => (tens - b'0') * 10 + (ones - b'0'),
        _ => u8::MAX,
    };
    let fraction = match rest {
        [b'Z'] => &b"0"[..],
        [b'.', digits @ .., b'Z'] => digits,
        _ => return false,
    };
    let (century, year) = (pair(y0, y1), pair(y2, y3));
    // Later days depend on the month and the year.
    (1..=99).contains(&century)
        && year <= 99
        && (1..=12).contains(&pair(m0, m1))
        && (1..=28).contains(&pair(d0, d1))
        && pair(h0, h1) <= 23
        && pair(n0, n1) <= 59
        && pair(s0, s1) <= 59
        && (1..=9).contains(&fraction.len())
        && fraction.iter().all(u8::is_ascii_digit)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn usual_forms_are_told() {
        assert!(is_email("joao.silva+crm@mail.empresa.com.br"));
        assert!(is_web_address(
            "https://example.com/hooks/timely?source=crm#top"
        ));
        assert!(is_web_address("http://localhost"));
        assert!(is_date_time("2026-01-28T08:30:00Z") && is_date_time("2026-01-28T08:30:59.123Z"));
    }

    #[test]
    fn what_takes_a_closer_look_is_not() {
        for text in [
            "",
            "@b.c",
            "a@",
            "a@b@c",
            "a..b@c",
            "\"a\"@b.c",
            "a@[::1]",
            "é@b.c",
            "a@-b.c",
            "a@b.",
        ] {
            assert!(!is_email(text), "{text}");
        }
        for text in [
            "https://",
            "https:///a",
            "https://a:80",
            "https://1.2",
            "https://a.0x1",
            "https://xn--a.b",
            "ftp://a.b",
            "https://a@b",
        ] {
            assert!(!is_web_address(text), "{text}");
        }
        for text in [
            "2026-01-29T08:30:00Z",
            "2026-13-01T08:30:00Z",
            "2026-01-01T08:30:60Z",
            "2026-01-01T08:30:00",
            "2026-01-01T08:30:00+00:00",
            "2026-01-01T08:30:00.Z",
        ] {
            assert!(!is_date_time(text), "{text}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4_000))]

        #[test]
        fn all_that_is_told_is_allowed(
            email in r#"[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~"()<>\[\] -]{1,8}@[a-z0-9.\-\[\]]{1,8}"#,
            address in r"https?://[a-zA-Z0-9.\-]{1,10}([/?#][ -~]{0,8})?",
            time in r"[0-2]\d\d\d-[01]\d-[0-3]\dT[0-2]\d:[0-6]\d:[0-6]\d(\.\d{0,10})?Z",
        ) {
            for check in super::super::ROWS.iter().filter_map(|row| row.text.as_ref()) {
                let Some(fast) = check.fast else { continue };
                for text in [&email, &address, &time] {
                    prop_assert!(!fast(text) || (check.full)(text), "{}", text);
                }
            }
        }
    }
}
