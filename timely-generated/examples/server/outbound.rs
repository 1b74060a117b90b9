//! Which addresses the server may be made to call: those of the public internet only (SSRF protection).

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use timely_runtime::Url;

/// Names that lead into the own network, or to the metadata service of a cloud, wherever they are resolved.
const INTERNAL_SUFFIXES: [&str; 8] = [
    "localhost",
    "localdomain",
    "local",
    "internal",
    "intranet",
    "lan",
    "home",
    "corp",
];

/// What callers are told of URLs that lead into the own network.
pub(crate) const PRIVATE: &str = "Private and internal URLs are not allowed";

/// Whether a URL is one that HTTP can call.
fn is_web(url: &Url) -> bool {
    matches!(url.scheme(), "http" | "https")
}

/// Why a URL may not be called, or nothing when it may. Names are judged by what they say; what they resolve to is checked
/// by [`is_public`] at the time of the connection.
pub(crate) fn refusal(url: &Url) -> Option<&'static str> {
    if !is_web(url) {
        return Some("url must start with http:// or https://");
    }
    let Some(host) = url.host_str() else {
        return Some("url must name a host");
    };
    // The parser has turned every way to write an IPv4 address (octal, hexadecimal, one number) into the usual one.
    let is_internal = match host.trim_matches(['[', ']']).parse::<IpAddr>() {
        Ok(address) => !is_public(address),
        Err(_) => is_internal_name(host),
    };
    is_internal.then_some(PRIVATE)
}

fn is_internal_name(host: &str) -> bool {
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    let last = host.rsplit('.').next().unwrap_or_default();
    // A name without a dot can only be one of the own network.
    !host.contains('.') || INTERNAL_SUFFIXES.contains(&last)
}

/// Whether an address belongs to the public internet (the registries of special-purpose addresses, RFC 6890).
pub(crate) fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let is_special = address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_multicast()
        || address.is_documentation()
        // This network, shared address space, protocol assignments, 6to4 relays, benchmarks, reserved and broadcast.
        || a == 0
        || (a == 100 && (64..128).contains(&b))
        || (a == 192 && b == 0 && c == 0)
        || (a == 192 && b == 88 && c == 99)
        || (a == 198 && (b == 18 || b == 19))
        || a >= 240;
    !is_special
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    if let Some(inner) = embedded_v4(address) {
        return is_public_v4(inner);
    }
    let [a, b, ..] = address.segments();
    // Global unicast is 2000::/3, less Teredo and the other protocol assignments (2001::/23) and documentation.
    let is_global = a & 0xe000 == 0x2000;
    let is_special = match a {
        0x2001 => b < 0x200 || b == 0xdb8,
        0x3fff => b < 0x1000,
        _ => false,
    };
    is_global && !is_special
}

/// The IPv4 address that an IPv6 address leads to: mapped, compatible, NAT64 or 6to4.
fn embedded_v4(address: Ipv6Addr) -> Option<Ipv4Addr> {
    let v4 = |high: u16, low: u16| Ipv4Addr::from((u32::from(high) << 16) | u32::from(low));
    match address.segments() {
        [0, 0, 0, 0, 0, 0 | 0xffff, high, low] => Some(v4(high, low)),
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] => Some(v4(high, low)),
        [0x2002, high, low, ..] => Some(v4(high, low)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refuses_what_is_not_on_the_public_internet() {
        let refused = [
            "ftp://example.com/",
            "http://localhost/",
            "http://LOCALHOST.:80/",
            "http://api.localhost/",
            "http://intranet/",
            "http://printer.local/",
            "http://metadata.google.internal/",
            "http://127.1/",
            "http://0177.0.0.1/",
            "http://0x7f000001/",
            "http://2130706433/",
            "http://0.0.0.0/",
            "http://10.1.2.3/",
            "http://172.31.255.255/",
            "http://192.168.0.1/",
            "http://169.254.169.254/latest/meta-data",
            "http://100.64.0.1/",
            "http://198.19.0.1/",
            "http://224.0.0.1/",
            "http://255.255.255.255/",
            "http://[::]/",
            "http://[::1]/",
            "http://[fd00::1]/",
            "http://[fe80::1]/",
            "http://[ff02::1]/",
            "http://[::ffff:10.0.0.1]/",
            "http://[::127.0.0.1]/",
            "http://[64:ff9b::7f00:1]/",
            "http://[2002:7f00:1::]/",
            "http://[2001:db8::1]/",
        ];
        for url in refused {
            assert!(refusal(&Url::parse(url).unwrap()).is_some(), "{url}");
        }
    }

    #[test]
    fn takes_what_is() {
        for url in [
            "https://mcp.example.com/api",
            "http://8.8.8.8/",
            "http://172.32.0.1/",
            "http://[2606:4700::1111]/",
            "http://[::ffff:8.8.8.8]/",
        ] {
            assert_eq!(refusal(&Url::parse(url).unwrap()), None, "{url}");
        }
    }
}
