//! References by URIs, IRIs and references by these (RFC 3986, appendix A; RFC 3987, section 2.2).

use std::net::Ipv6Addr;

/// What of the two grammars a text is held to.
#[derive(Clone, Copy)]
struct Grammar {
    /// Whether a scheme is asked for.
    is_absolute: bool,
    /// Whether characters beyond ASCII stand for themselves.
    is_international: bool,
}

/// `URI-reference`.
pub(super) fn is_uri_reference(text: &str) -> bool {
    Grammar::of(false, false).allows(text)
}

/// `IRI`.
pub(super) fn is_iri(text: &str) -> bool {
    Grammar::of(true, true).allows(text)
}

/// `IRI-reference`.
pub(super) fn is_iri_reference(text: &str) -> bool {
    Grammar::of(false, true).allows(text)
}

impl Grammar {
    const fn of(is_absolute: bool, is_international: bool) -> Self {
        Self {
            is_absolute,
            is_international,
        }
    }

    fn allows(self, text: &str) -> bool {
        let (text, fragment) = cut(text, '#');
        let (text, query) = cut(text, '?');
        let scheme_end = text.find(':').filter(|end| is_scheme(&text[..*end]));
        let rest = match scheme_end {
            Some(end) => &text[end + 1..],
            // A first segment with a colon would be taken for a scheme (RFC 3986, section 4.2).
            None => {
                let first = text.split('/').next().unwrap_or_default();
                if self.is_absolute || first.contains(':') {
                    return false;
                }
                text
            }
        };
        let path = match rest.strip_prefix("//") {
            Some(rest) => {
                let end = rest.find('/').unwrap_or(rest.len());
                if !self.is_authority(&rest[..end]) {
                    return false;
                }
                &rest[end..]
            }
            None => rest,
        };
        self.consists_of(path, "/:@")
            && query.is_none_or(|query| self.is_query(query))
            && fragment.is_none_or(|fragment| self.consists_of(fragment, "/?:@"))
    }

    fn is_authority(self, text: &str) -> bool {
        let (user, host) = match text.split_once('@') {
            Some((user, host)) => (user, host),
            None => ("", text),
        };
        let (host, port) = match host.strip_prefix('[') {
            Some(rest) => {
                let Some((literal, port)) = rest.split_once(']') else {
                    return false;
                };
                if !is_ip_literal(literal) {
                    return false;
                }
                ("", port)
            }
            None => host.split_at(host.find(':').unwrap_or(host.len())),
        };
        let is_port = |port: &str| port.bytes().all(|byte| byte.is_ascii_digit());
        self.consists_of(user, ":")
            && self.consists_of(host, "")
            && (port.is_empty() || port.strip_prefix(':').is_some_and(is_port))
    }

    fn is_query(self, text: &str) -> bool {
        if !self.is_international {
            return self.consists_of(text, "/?:@");
        }
        // Characters for private use stand in queries alone.
        let parts = text.split(is_private);
        parts.into_iter().all(|part| self.consists_of(part, "/?:@"))
    }

    /// Whether a text consists of unreserved characters, escapes, delimiters within parts, and these.
    fn consists_of(self, text: &str, others: &str) -> bool {
        let bytes = text.as_bytes();
        text.char_indices().all(|(at, c)| match c {
            '%' => {
                let digits = bytes.get(at + 1..at + 3);
                digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
            }
            c if c.is_ascii() => {
                c.is_ascii_alphanumeric() || "-._~!$&'()*+,;=".contains(c) || others.contains(c)
            }
            c => self.is_international && is_international(c),
        })
    }
}

/// A text up to a sign, and what is behind it if it is there.
fn cut(text: &str, sign: char) -> (&str, Option<&str>) {
    match text.split_once(sign) {
        Some((text, rest)) => (text, Some(rest)),
        None => (text, None),
    }
}

fn is_scheme(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
}

/// What stands in brackets: an address of IPv6, or of a version to come.
fn is_ip_literal(text: &str) -> bool {
    let Some(future) = text.strip_prefix(['v', 'V']) else {
        return text.parse::<Ipv6Addr>().is_ok();
    };
    future.split_once('.').is_some_and(|(version, address)| {
        let is_hex = version.bytes().all(|byte| byte.is_ascii_hexdigit());
        let is_part =
            |byte: u8| byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:".contains(&byte);
        !version.is_empty() && is_hex && !address.is_empty() && address.bytes().all(is_part)
    })
}

/// `ucschar`.
pub(super) fn is_international(c: char) -> bool {
    let code = u32::from(c);
    match code {
        0xa0..=0xd7ff | 0xf900..=0xfdcf | 0xfdf0..=0xffef => true,
        0xe0000..=0xe0fff => false,
        // The last two of each plane are no characters.
        0x1_0000..=0xe_fffd => code & 0xffff <= 0xfffd,
        _ => false,
    }
}

/// `iprivate`.
pub(super) fn is_private(c: char) -> bool {
    matches!(u32::from(c), 0xe000..=0xf8ff | 0xf_0000..=0xf_fffd | 0x10_0000..=0x10_fffd)
}
