//! The fast paths of formats: the usual forms of addresses and times, told at a glance. What these functions allow is
//! allowed by the standard, and what they do not may be all the same. They copy nothing, and take a fraction of the time
//! of a full parser.

use super::bytes::{self, Eight};
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
    /// Whether a label of it has two hyphens where encoded ones have them.
    is_encoded: bool,
}

/// The labels of letters, digits and hyphens that a text begins with; none where they make no domain.
fn domain_of(text: &[u8]) -> Option<Domain> {
    let (mut start, mut end, mut is_encoded) = (0, 0, false);
    loop {
        while text
            .get(end)
            .is_some_and(|byte| bytes::is(*byte, bytes::LABEL))
        {
            end += 1;
        }
        let label = &text[start..end];
        let ([first, ..], [.., last]) = (label, label) else {
            return None;
        };
        if *first == b'-' || *last == b'-' || label.len() > 63 {
            return None;
        }
        is_encoded |= matches!(label, [_, _, b'-', b'-', ..]);
        if text.get(end) != Some(&b'.') {
            return (end <= 253).then_some(Domain {
                length: end,
                last: *first,
                is_encoded,
            });
        }
        end += 1;
        start = end;
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
    let Some((start, rest)) = text.as_bytes().split_first_chunk::<19>() else {
        return false;
    };
    let (Some(date), Some(middle), Some(time)) = (
        Eight::at::<0>(start).digits(b"0000-00-"),
        Eight::at::<8>(start).digits(b"00T00:00"),
        Eight::at::<11>(start).digits(b"00:00:00"),
    ) else {
        return false;
    };
    let fraction = match rest {
        [b'Z'] => &b"0"[..],
        [b'.', digits @ .., b'Z'] => digits,
        _ => return false,
    };
    // Later days depend on the month and the year.
    date.pair::<0>() != 0
        && (1..=12).contains(&date.pair::<5>())
        && (1..=28).contains(&middle.pair::<0>())
        && time.pair::<0>() <= 23
        && time.pair::<3>() <= 59
        && time.pair::<6>() <= 59
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
