//! Who is at the other end of the connection that a request came by.

use http::Extensions;
use std::net::SocketAddr;

/// The address at the other end of the connection, as `axum::extract::ConnectInfo<SocketAddr>` in the extensions of the
/// request tells it; behind a proxy it is the proxy's, unless a layer has put the client's there.
///
/// It takes a feature with which axum has that type: `hosting`, which also puts it there, or `rate-limit`.
pub(crate) fn peer(extensions: &Extensions) -> Option<SocketAddr> {
    #[cfg(any(feature = "hosting", feature = "rate-limit"))]
    {
        use axum::extract::ConnectInfo;

        let ConnectInfo(address) = extensions.get::<ConnectInfo<SocketAddr>>()?;
        Some(*address)
    }
    #[cfg(not(any(feature = "hosting", feature = "rate-limit")))]
    {
        let _ = extensions;
        None
    }
}

#[cfg(all(test, any(feature = "hosting", feature = "rate-limit")))]
mod tests {
    use super::*;
    use axum::extract::ConnectInfo;

    #[test]
    fn it_is_what_the_connection_left_with_the_request() {
        let mut extensions = Extensions::new();
        assert_eq!(peer(&extensions), None);
        let address = SocketAddr::from(([192, 0, 2, 1], 40_000));
        extensions.insert(ConnectInfo(address));
        assert_eq!(peer(&extensions), Some(address));
    }
}
