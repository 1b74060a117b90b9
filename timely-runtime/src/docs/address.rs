//! Where a server is, as its document says it.

use axum::extract::{OriginalUri, Request};
use http::uri::{Authority, PathAndQuery};
use http::{HeaderMap, HeaderValue, Uri, header};
use url::Url;

/// How the address is found.
#[derive(Clone, Debug, Default)]
pub(super) struct Addressing {
    /// What the user says it is.
    pub(super) fixed: Option<String>,
    /// Below what the operations are.
    pub(super) api_path: String,
    /// Whether fields that a proxy sets may be believed.
    pub(super) trusts_forwarded: bool,
}

impl Addressing {
    /// The origin that requests go to, where it may be another than that of the page.
    pub(super) fn origin(&self) -> Option<String> {
        let url = Url::parse(self.fixed.as_deref()?).ok()?;
        let is_web = matches!(url.scheme(), "http" | "https");
        is_web.then(|| url.origin().ascii_serialization())
    }

    /// The fields of the request that the answer depends on.
    pub(super) fn vary(&self) -> Option<HeaderValue> {
        let depends = self.trusts_forwarded && self.fixed.is_none();
        depends.then_some(HeaderValue::from_static(
            "host, x-forwarded-host, x-forwarded-prefix, x-forwarded-proto",
        ))
    }
}

/// The address of a server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Address {
    /// Scheme and authority, such as `https` and `example.com:8080`.
    pub(super) origin: Option<(String, String)>,
    /// Empty, or from a slash on, and without one at the end.
    pub(super) path: String,
    /// The whole, as the user wrote it.
    written: Option<String>,
}

impl Address {
    /// The address that a request was sent to, which asks for what is at `own_path` of this router.
    pub(super) fn of(request: &Request, own_path: &str, addressing: &Addressing) -> Self {
        if let Some(url) = &addressing.fixed {
            return Self::written(url);
        }
        let original = request.extensions().get::<OriginalUri>();
        let uri = original.map_or(request.uri(), |original| &original.0);
        let nested = uri.path().strip_suffix(own_path).unwrap_or_default();
        let mut path = plain_path(nested).to_owned();
        let mut origin = None;
        if addressing.trusts_forwarded {
            let headers = request.headers();
            origin = forwarded_origin(headers, uri);
            let prefix = forwarded(headers, "x-forwarded-prefix").unwrap_or_default();
            path.insert_str(0, plain_path(prefix));
        }
        let below = addressing.api_path.trim_matches('/');
        if !below.is_empty() {
            path.push('/');
            path.push_str(below);
        }
        Self {
            origin,
            path,
            written: None,
        }
    }

    fn written(url: &str) -> Self {
        let parsed = Url::parse(url).ok().filter(Url::has_authority);
        let origin = parsed.as_ref().map(|url| {
            let authority = url[url::Position::BeforeHost..url::Position::AfterPort].to_owned();
            (url.scheme().to_owned(), authority)
        });
        let path = parsed.as_ref().map_or(url, Url::path);
        Self {
            path: path.trim_end_matches('/').to_owned(),
            origin,
            written: Some(url.to_owned()),
        }
    }

    /// The whole as one text: absolute, or from the root of where the document is.
    pub(super) fn url(&self) -> String {
        if let Some(url) = &self.written {
            return url.clone();
        }
        match &self.origin {
            Some((scheme, authority)) => format!("{scheme}://{authority}{}", self.path),
            None if self.path.is_empty() => "/".to_owned(),
            None => self.path.clone(),
        }
    }
}

/// A path without a slash at its end; nothing for what is none, or could be taken for a host.
fn plain_path(path: &str) -> &str {
    let path = path.trim_end_matches('/');
    let is_plain = path.starts_with('/')
        && !path.starts_with("//")
        && !path.contains(['?', '#', '\\'])
        && path.parse::<PathAndQuery>().is_ok();
    if is_plain { path } else { "" }
}

/// The value of a field that proxies set; of several the first, which is that of the outermost.
fn forwarded<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let value = headers.get(name)?.to_str().ok()?;
    value.split(',').next().map(str::trim)
}

fn forwarded_origin(headers: &HeaderMap, uri: &Uri) -> Option<(String, String)> {
    let host = headers
        .get(header::HOST)
        .and_then(|host| host.to_str().ok());
    let host = forwarded(headers, "x-forwarded-host").or(host);
    let authority = match host {
        Some(host) => host.parse::<Authority>().ok()?,
        None => uri.authority()?.clone(),
    };
    let scheme = match forwarded(headers, "x-forwarded-proto") {
        None => uri.scheme_str().unwrap_or("http"),
        Some(scheme) => scheme,
    };
    let scheme = scheme.to_ascii_lowercase();
    let is_plain = matches!(scheme.as_str(), "http" | "https") && !authority.as_str().contains('@');
    is_plain.then(|| (scheme, authority.to_string()))
}
