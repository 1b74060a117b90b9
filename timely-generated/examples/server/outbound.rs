//! Which addresses the server may be made to call: those of the public internet only (SSRF protection).

use timely_runtime::Url;
use timely_runtime::transport::{DestinationError, Destinations};

/// What callers are told of URLs that lead into the own network.
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
