//! Addresses of requests, as a library for HTTP takes them.

use super::{Body, BoxError};
use crate::base64;
use crate::percent;
use http::uri::Authority;
use http::{HeaderValue, Uri, header};
use std::io;

/// Makes the address of a request one that can be requested: what it has as user and password goes into a header field.
pub(super) fn prepare(request: &mut http::Request<Body>) -> Result<(), BoxError> {
    let uri = request.uri();
    // The address may hold an API key, which an error must not show.
    let invalid = |what| io::Error::new(io::ErrorKind::InvalidInput, what);
    let scheme = uri.scheme_str();
    let (Some("http" | "https"), Some(authority)) = (scheme, uri.authority()) else {
        return Err(invalid("the address is not one of HTTP").into());
    };
    let Some((user, host)) = authority.as_str().rsplit_once('@') else {
        return Ok(());
    };
    let host = Authority::try_from(host).map_err(|_| invalid("the address has no host"))?;
    let credentials = percent::decode(user).unwrap_or_else(|_| user.to_owned());
    let mut authorization =
        HeaderValue::try_from(format!("Basic {}", base64::encode(credentials.as_bytes())))?;
    authorization.set_sensitive(true);
    let mut parts = uri.clone().into_parts();
    parts.authority = Some(host);
    *request.uri_mut() = Uri::from_parts(parts)?;
    let headers = request.headers_mut();
    headers
        .entry(header::AUTHORIZATION)
        .or_insert(authorization);
    Ok(())
}
