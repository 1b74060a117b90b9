//! E-mail addresses (RFC 5321, section 4.1.2; RFC 6531, section 3.3).

use super::bytes;
use super::hosts;
use std::net::{Ipv4Addr, Ipv6Addr};

/// `Mailbox` with characters of all scripts.
pub(super) fn is_international_mailbox(text: &str) -> bool {
    // The domain has none.
    let Some((local, domain)) = text.rsplit_once('@') else {
        return false;
    };
    // Section 4.5.3.1.1.
    if local.len() > 64 || !(is_dotted(local) || is_quoted(local)) {
        return false;
    }
    match domain.strip_prefix('[').map(|it| it.strip_suffix(']')) {
        Some(Some(literal)) => is_address(literal),
        Some(None) => false,
        None if domain.is_ascii() => hosts::is_domain(domain),
        None => hosts::is_idn_hostname(domain),
    }
}

/// `Dot-string`.
fn is_dotted(text: &str) -> bool {
    text.split('.').all(|atom| {
        let is_right = |byte: u8| !byte.is_ascii() || bytes::is(byte, bytes::ATOM);
        !atom.is_empty() && atom.bytes().all(is_right)
    })
}

/// `Quoted-string`.
fn is_quoted(text: &str) -> bool {
    let inner = text.strip_prefix('"').and_then(|it| it.strip_suffix('"'));
    let Some(inner) = inner else { return false };
    let mut chars = inner.chars();
    while let Some(c) = chars.next() {
        let is_right = match c {
            '"' => false,
            '\\' => chars.next().is_some_and(|c| matches!(c, ' '..='~')),
            c => !c.is_ascii() || matches!(c, ' '..='~'),
        };
        if !is_right {
            return false;
        }
    }
    true
}

/// `address-literal`, without its brackets.
fn is_address(text: &str) -> bool {
    let Some((tag, address)) = text.split_once(':') else {
        return text.parse::<Ipv4Addr>().is_ok();
    };
    if tag.eq_ignore_ascii_case("IPv6") {
        return address.parse::<Ipv6Addr>().is_ok();
    }
    let is_tag = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    let is_content = |byte: u8| byte.is_ascii_graphic() && !matches!(byte, b'['..=b']');
    !tag.is_empty()
        && !tag.ends_with('-')
        && tag.bytes().all(is_tag)
        && !address.is_empty()
        && address.bytes().all(is_content)
}
