//! Which addresses a sender may be made to call, where others choose them.

use http::Uri;
use std::collections::BTreeSet;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::Arc;
use url::{Host, Url};

/// Names that lead into one's own network wherever they are resolved: RFC 6761 and 6762, RFC 8375, and what clouds and routers use.
const INTERNAL_SUFFIXES: [&str; 9] = [
    "localhost",
    "localdomain",
    "local",
    "internal",
    "intranet",
    "lan",
    "home",
    "corp",
    "home.arpa",
];

/// Which addresses may be called: a guard against requests that somebody makes a server send into its own network (SSRF), where
/// the addresses are chosen by others, such as those of webhooks.
///
/// An address is judged twice. What its URL says is judged before anything is sent: the scheme, the port, names such as
/// `localhost`, and addresses of IP in whatever spelling a URL has for them (`127.1`, `0x7f000001`, `2130706433`). What a name leads to
/// is judged when a connection is made, by the addresses that are connected to, so that no name can lead elsewhere in between. This
/// second part is the [`HttpTransport`](super::HttpTransport)'s, which does it for each request that carries these rules: a
/// transport of your own, one of reqwest included, has to do it itself, and must not follow redirects. What goes through a proxy is looked
/// up by the proxy, which has to refuse what it should not reach.
///
/// ```
/// use timely_runtime::transport::Destinations;
///
/// let public = Destinations::public().https_only();
/// assert!(public.check(&"https://hooks.example.com/crm".parse()?).is_ok());
/// for url in ["http://hooks.example.com/", "https://169.254.169.254/latest", "https://[::ffff:10.0.0.1]/", "https://0x7f.1/"] {
///     assert!(public.check(&url.parse()?).is_err(), "{url}");
/// }
/// assert!(public.allow_host("hooks.internal").check(&"https://hooks.internal/".parse()?).is_ok());
/// # Ok::<(), url::ParseError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "rules hold where they are given to a sender"]
pub struct Destinations(Arc<Rules>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Rules {
    https_only: bool,
    /// Any port, unless some are stated.
    ports: Option<BTreeSet<u16>>,
    private: bool,
    hosts: BTreeSet<String>,
    /// Networks, by their first address and the length of their prefix.
    networks: BTreeSet<(IpAddr, u8)>,
}

/// Why an address may not be called.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DestinationError {
    /// The scheme is not `https`, or not `http` either.
    #[error("the scheme `{0}` is not allowed")]
    Scheme(String),
    /// The address names no host.
    #[error("the address names no host")]
    NoHost,
    /// The port is none of those that are allowed.
    #[error("the port {0} is not allowed")]
    Port(u16),
    /// The name of the host can only be one of a private network.
    #[error("the host `{0}` is one of a private network")]
    Host(String),
    /// The host is, or its name leads to, an address that does not belong to the public internet.
    #[error("the address {0} does not belong to the public internet")]
    Address(IpAddr),
}

impl Destinations {
    /// Addresses of the public internet, by `http` and `https`, with any port.
    ///
    /// Not among them are loopback, private and shared addresses, those of a link (such as the metadata service of clouds,
    /// 169.254.169.254), multicast and broadcast, those for documentation and benchmarks, and what is reserved: all that the
    /// registries of special-purpose addresses (RFC 6890) do not have as globally reachable; and 168.63.129.16, the host of a machine at
    /// Azure. An address of IPv6 that stands for one
    /// of IPv4 (mapped, NAT64) is judged by that; 6to4 and Teredo are not allowed.
    pub fn public() -> Self {
        Self(Arc::new(Rules {
            https_only: false,
            ports: None,
            private: false,
            hosts: BTreeSet::new(),
            networks: BTreeSet::new(),
        }))
    }

    /// All addresses, private ones included, by `http` and `https`: for addresses that nobody else has chosen, and for tests.
    pub fn any() -> Self {
        Self::public().rules(|rules| rules.private = true)
    }

    /// Allows `https` alone.
    pub fn https_only(self) -> Self {
        self.rules(|rules| rules.https_only = true)
    }

    /// Allows these ports alone, in place of any: none, if there are none here.
    pub fn ports(self, ports: impl IntoIterator<Item = u16>) -> Self {
        self.rules(|rules| rules.ports.get_or_insert_default().extend(ports))
    }

    /// Allows this host, whatever its addresses are.
    pub fn allow_host(self, host: impl AsRef<str>) -> Self {
        let host = host.as_ref();
        // As a URL has it: in small letters, in ASCII, and with brackets around an address of IPv6.
        let host = match host.parse::<Ipv6Addr>() {
            Ok(address) => format!("[{address}]"),
            Err(_) => Host::parse(host).map_or(host.to_ascii_lowercase(), |host| host.to_string()),
        };
        self.rules(|rules| {
            rules.hosts.insert(host);
        })
    }

    /// Allows the addresses of this network, such as `10.1.0.0` with a prefix of 16 bits.
    pub fn allow_network(self, address: IpAddr, prefix: u8) -> Self {
        self.rules(|rules| {
            rules.networks.insert((address, prefix));
        })
    }

    fn rules(mut self, change: impl FnOnce(&mut Rules)) -> Self {
        change(Arc::make_mut(&mut self.0));
        self
    }

    /// Judges what a URL says. A name that is allowed here may still lead to addresses that are not.
    ///
    /// # Errors
    /// When it may not be called.
    pub fn check(&self, url: &Url) -> Result<(), DestinationError> {
        let host = url.host().ok_or(DestinationError::NoHost)?.to_owned();
        self.judge(url.scheme(), &host, url.port_or_known_default())
    }

    /// As [`Destinations::check`], of the address of a request.
    pub(crate) fn check_uri(&self, uri: &Uri) -> Result<(), DestinationError> {
        let host = uri.host().and_then(|host| Host::parse(host).ok());
        let scheme = uri.scheme_str().unwrap_or_default();
        let port = uri.port_u16().or(match scheme {
            "http" => Some(80),
            "https" => Some(443),
            _ => None,
        });
        self.judge(scheme, &host.ok_or(DestinationError::NoHost)?, port)
    }

    fn judge(
        &self,
        scheme: &str,
        host: &Host<String>,
        port: Option<u16>,
    ) -> Result<(), DestinationError> {
        let is_allowed = match scheme {
            "https" => true,
            "http" => !self.0.https_only,
            _ => false,
        };
        if !is_allowed {
            return Err(DestinationError::Scheme(scheme.to_owned()));
        }
        if let (Some(port), Some(ports)) = (port, &self.0.ports)
            && !ports.contains(&port)
        {
            return Err(DestinationError::Port(port));
        }
        if self.allows_host(&host.to_string()) {
            return Ok(());
        }
        match host {
            Host::Domain(name) if is_internal(name) => Err(DestinationError::Host(name.clone())),
            Host::Domain(_) => Ok(()),
            Host::Ipv4(address) => self.check_address((*address).into()),
            Host::Ipv6(address) => self.check_address((*address).into()),
        }
    }

    /// Whether a host may be called whatever its addresses are.
    pub(super) fn allows_host(&self, host: &str) -> bool {
        self.0.private || self.0.hosts.contains(host)
    }

    /// Judges an address that a host has, for a transport of your own, which should connect to that address then.
    ///
    /// # Errors
    /// When it may not be called.
    pub fn check_address(&self, address: IpAddr) -> Result<(), DestinationError> {
        let mut networks = self.0.networks.iter().copied();
        let is_allowed = self.0.private
            || is_public(address)
            || networks.any(|(network, prefix)| is_within(address, network, prefix));
        match is_allowed {
            true => Ok(()),
            false => Err(DestinationError::Address(address)),
        }
    }
}

/// Those of the public internet.
impl Default for Destinations {
    fn default() -> Self {
        Self::public()
    }
}

/// Whether a name can only be one of a private network: one without a dot is no name of the public internet.
fn is_internal(name: &str) -> bool {
    let name = name.strip_suffix('.').unwrap_or(name);
    let ends_with = |suffix: &&str| {
        let rest = name.strip_suffix(*suffix);
        rest.is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    };
    !name.contains('.') || INTERNAL_SUFFIXES.iter().any(ends_with)
}

fn is_public(address: IpAddr) -> bool {
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
        || address.is_documentation()
        // This network, shared address space, protocol assignments, 6to4 relays, benchmarks; multicast, reserved and broadcast.
        || a == 0
        || (a == 100 && (64..128).contains(&b))
        || (a == 192 && b == 0 && c == 0)
        || (a == 192 && b == 88 && c == 99)
        || (a == 198 && (b == 18 || b == 19))
        || a >= 224
        // Of no registry, but the same for all: what Azure gives each of its machines as the address of its host.
        || address == Ipv4Addr::new(168, 63, 129, 16);
    !is_special
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    if let Some(inner) = embedded_v4(address) {
        return is_public_v4(inner);
    }
    let [a, b, ..] = address.segments();
    // Global unicast is 2000::/3 (RFC 4291, section 2.4), less Teredo and the other protocol assignments, 6to4 and documentation.
    let is_global = a & 0xe000 == 0x2000;
    let is_special = match a {
        0x2001 => b < 0x200 || b == 0xdb8,
        0x2002 => true,
        0x3fff => b < 0x1000,
        _ => false,
    };
    is_global && !is_special
}

/// The address of IPv4 that an address of IPv6 is another form of: mapped (RFC 4291, section 2.5.5.2) or of NAT64 (RFC 6052,
/// section 2.1).
fn embedded_v4(address: Ipv6Addr) -> Option<Ipv4Addr> {
    match address.segments() {
        [0, 0, 0, 0, 0, 0xffff, high, low] | [0x64, 0xff9b, 0, 0, 0, 0, high, low] => {
            Some(Ipv4Addr::from((u32::from(high) << 16) | u32::from(low)))
        }
        _ => None,
    }
}

/// Whether an address has the first bits of a network, of the same version of IP.
fn is_within(address: IpAddr, network: IpAddr, prefix: u8) -> bool {
    let same = |differing: u128, width: u8| {
        let rest = width.saturating_sub(prefix);
        differing.checked_shr(rest.into()).unwrap_or(0) == 0
    };
    match (address.to_canonical(), network.to_canonical()) {
        (IpAddr::V4(one), IpAddr::V4(other)) => same((one.to_bits() ^ other.to_bits()).into(), 32),
        (IpAddr::V6(one), IpAddr::V6(other)) => same(one.to_bits() ^ other.to_bits(), 128),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(rules: &Destinations, url: &str) -> Option<DestinationError> {
        let uri: Option<Uri> = url.parse().ok();
        let url = Url::parse(url).unwrap();
        let refused = rules.check(&url).err();
        // A request is judged as its URL is.
        if let Some(uri) = uri.filter(|uri| uri.host().is_some()) {
            assert_eq!(rules.check_uri(&uri).err(), refused, "{url}");
        }
        refused
    }

    #[test]
    fn what_is_not_of_the_public_internet_is_refused() {
        for url in [
            "ftp://example.com/",
            "file:///etc/passwd",
            "http://localhost/",
            "http://LOCALHOST.:80/",
            "http://api.localhost/",
            "http://intranet/",
            "http://printer.local/",
            "http://metadata.google.internal/",
            "http://router.home.arpa/",
            "http://127.0.0.1/",
            "http://127.255.255.254:8080/",
            "http://127.1/",
            "http://0177.0.0.1/",
            "http://0x7f.1/",
            "http://0x7f000001/",
            "http://2130706433/",
            "http://017700000001/",
            "http://127.0.0.1./",
            "http://%31%32%37.0.0.1/",
            "http://１２７.0.0.1/",
            "http://0.0.0.0/",
            "http://0/",
            "http://10.1.2.3/",
            "http://172.16.0.1/",
            "http://172.31.255.255/",
            "http://192.168.0.1/",
            "http://169.254.169.254/latest/meta-data",
            "http://168.63.129.16/machine",
            "http://100.100.100.200/latest/meta-data",
            "http://127。0。0。1/",
            "http://localhost。/",
            "http://ⓛocalhost/",
            "http://user:password@169.254.169.254/",
            "http://100.64.0.1/",
            "http://100.127.255.255/",
            "http://192.0.0.1/",
            "http://192.0.2.1/",
            "http://192.88.99.1/",
            "http://198.18.0.1/",
            "http://198.19.0.1/",
            "http://198.51.100.1/",
            "http://203.0.113.1/",
            "http://224.0.0.1/",
            "http://239.255.255.255/",
            "http://240.0.0.1/",
            "http://255.255.255.255/",
            "http://[::]/",
            "http://[::1]/",
            "http://[fc00::1]/",
            "http://[fd00:ec2::254]/",
            "http://[fe80::1]/",
            "http://[fec0::1]/",
            "http://[ff02::1]/",
            "http://[::ffff:10.0.0.1]/",
            "http://[::ffff:7f00:1]/",
            "http://[::ffff:0:127.0.0.1]/",
            "http://[::127.0.0.1]/",
            "http://[64:ff9b::7f00:1]/",
            "http://[64:ff9b::169.254.169.254]/",
            "http://[64:ff9b:1::8.8.8.8]/",
            "http://[2002:7f00:1::]/",
            "http://[2002:808:808::1]/",
            "http://[2001::1]/",
            "http://[2001:db8::1]/",
            "http://[3fff::1]/",
            "http://[100::1]/",
        ] {
            assert!(refusal(&Destinations::public(), url).is_some(), "{url}");
        }
    }

    #[test]
    fn what_is_of_the_public_internet_is_not() {
        for url in [
            "https://hooks.example.com/a?b=c",
            "https://localhost.example.com/",
            "https://notlocal.example/",
            "http://8.8.8.8/",
            "http://172.32.0.1/",
            "http://100.128.0.1:8443/",
            "http://[2606:4700::1111]/",
            "http://[2001:4860:4860::8888]/",
            "http://[::ffff:8.8.8.8]/",
            "http://[64:ff9b::8.8.8.8]/",
            "https://xn--bcher-kva.example/",
        ] {
            assert_eq!(refusal(&Destinations::public(), url), None, "{url}");
        }
    }

    #[test]
    fn rules_are_for_the_user_to_choose() {
        let secure = Destinations::public().https_only().ports([443, 8443]);
        assert_eq!(refusal(&secure, "https://example.com/"), None);
        assert_eq!(refusal(&secure, "https://example.com:8443/"), None);
        assert_eq!(
            refusal(&secure, "http://example.com:443/"),
            Some(DestinationError::Scheme("http".to_owned()))
        );
        assert_eq!(
            refusal(&secure, "https://example.com:22/"),
            Some(DestinationError::Port(22))
        );
        let some = Destinations::public()
            .allow_host("Hooks.Internal")
            .allow_host("127.0.0.1")
            .allow_network([10, 1, 0, 0].into(), 16);
        for (url, is_allowed) in [
            ("http://hooks.internal/", true),
            ("http://x.hooks.internal/", false),
            ("http://127.1/", true),
            ("http://127.0.0.2/", false),
            ("http://10.1.255.1/", true),
            ("http://[::ffff:10.1.0.1]/", true),
            ("http://10.2.0.1/", false),
        ] {
            assert_eq!(refusal(&some, url).is_none(), is_allowed, "{url}");
        }
        // What is allowed stays allowed.
        let both = Destinations::public()
            .allow_network([10, 0, 0, 0].into(), 8)
            .allow_network([10, 0, 0, 0].into(), 16)
            .allow_host("::1");
        assert_eq!(refusal(&both, "http://10.9.0.1/"), None);
        assert_eq!(refusal(&both, "http://[::1]/"), None);
        assert!(refusal(&both, "http://[::2]/").is_some());
        // A list that is empty allows none.
        let none = Destinations::public().ports([]);
        assert!(refusal(&none, "https://example.com/").is_some());
        assert_eq!(refusal(&Destinations::any(), "http://127.0.0.1:80/"), None);
        assert!(refusal(&Destinations::any(), "ftp://127.0.0.1/").is_some());
        let all = Destinations::public().allow_network([0, 0, 0, 0].into(), 0);
        assert_eq!(refusal(&all, "http://127.0.0.1/"), None);
        assert!(refusal(&all, "http://[::1]/").is_some());
    }
}
