//! How the server reaches MCP servers: behind a trait, so that a test can stay off the network.

use futures_util::future::BoxFuture;
use std::net::SocketAddr;
use std::time::Duration;
use timely_generated::models::McpServer;
use timely_runtime::Url;
use timely_runtime::transport::{DestinationError, Destinations};
use tokio::net::{TcpStream, lookup_host};
use tokio::time::timeout;

/// What callers are told of URLs that lead into the own network (SSRF protection).
pub(crate) const PRIVATE: &str = "Private and internal URLs are not allowed";

/// Why a URL may not be called, or nothing when it may. Names are judged by what they say; what they lead to is checked at the
/// time of the connection.
pub(crate) fn refusal(url: &Url) -> Option<&'static str> {
    match Destinations::public().check(url) {
        Ok(()) => None,
        Err(DestinationError::Scheme(_)) => Some("url must start with http:// or https://"),
        Err(DestinationError::NoHost) => Some("url must name a host"),
        Err(_) => Some(PRIVATE),
    }
}

/// What became of an attempt to reach an MCP server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reach {
    Connected,
    Unreachable,
    /// Its name leads to a private address.
    Private,
}

/// A tool that a server offers.
#[derive(Clone, Debug)]
pub(crate) struct Discovered {
    pub(crate) name: String,
    pub(crate) description: String,
}

/// The way to MCP servers.
pub(crate) trait Gateway: Send + Sync + 'static {
    /// Tests whether a server can be reached. The URL itself has been checked.
    fn reach(&self, url: Url) -> BoxFuture<'static, Reach>;

    /// The tools of a server.
    fn discover(&self, server: &McpServer) -> Vec<Discovered>;
}

/// Opens a TCP connection, and knows tools from a catalogue of its own.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct TcpGateway;

const TIMEOUT: Duration = Duration::from_secs(3);

impl Gateway for TcpGateway {
    fn reach(&self, url: Url) -> BoxFuture<'static, Reach> {
        Box::pin(async move {
            timeout(TIMEOUT, connect(&url))
                .await
                .unwrap_or(Reach::Unreachable)
        })
    }

    fn discover(&self, server: &McpServer) -> Vec<Discovered> {
        let prefix: String = server
            .name
            .to_lowercase()
            .split_whitespace()
            .collect::<Vec<_>>()
            .join("_");
        ["search", "fetch"]
            .map(|verb| Discovered {
                name: format!("{prefix}_{verb}"),
                description: format!("{verb} in {}", server.name),
            })
            .into()
    }
}

/// Connects to the first address that answers. All addresses are checked before, and those that were checked are the ones
/// that are used: a name cannot change what it resolves to in between.
async fn connect(url: &Url) -> Reach {
    let (Some(host), Some(port)) = (url.host_str(), url.port_or_known_default()) else {
        return Reach::Unreachable;
    };
    let Ok(addresses) = lookup_host((host.trim_matches(['[', ']']), port)).await else {
        return Reach::Unreachable;
    };
    let addresses: Vec<SocketAddr> = addresses.collect();
    let public = Destinations::public();
    if addresses
        .iter()
        .any(|address| public.check_address(address.ip()).is_err())
    {
        return Reach::Private;
    }
    match TcpStream::connect(&*addresses).await {
        Ok(_) => Reach::Connected,
        Err(_) => Reach::Unreachable,
    }
}
