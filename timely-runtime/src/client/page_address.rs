//! Pages that are told by their addresses: which are followed, and how.

use super::RequestError;
use super::core::{Client, Core};
use super::request::Request;
use crate::parameters;
use http::Uri;
use std::borrow::Cow;
use std::collections::BTreeSet;
use url::{Url, form_urlencoded};

impl Request {
    /// The address that a page tells, as the request for that page has it.
    ///
    /// It may be relative to the address of this request (RFC 3986, section 5), and leads to the same origin (RFC 6454), since the
    /// request for it carries credentials. A double, which has no address itself, is told what was told.
    ///
    /// # Errors
    /// When it leads elsewhere, or is none.
    pub(super) fn address_of_page(&self, told: &str) -> Result<String, RequestError> {
        let Some(client) = &self.client else {
            return Ok(told.to_owned());
        };
        let refused = || RequestError::ForeignPage(shown(told));
        let base = client.address_of_request(self).ok_or_else(refused)?;
        let home = self.home().ok_or_else(refused)?;
        let home = Url::parse(&home).map_err(|_| refused())?;
        let mut url = base.join(told).map_err(|_| refused())?;
        let is_plain = url.username().is_empty() && url.password().is_none();
        if url.origin() != home.origin() || !is_plain {
            return Err(refused());
        }
        url.set_fragment(None);
        Ok(url.into())
    }

    /// The address of the API that the call goes to, whose origin its pages have; none of a double.
    pub(super) fn home(&self) -> Option<String> {
        let client = self.client.as_ref()?;
        Some(match self.own_base() {
            Some(base) => base.to_owned(),
            None => client.address_of(self.server),
        })
    }

    /// The address of the API that the call has for itself.
    fn own_base(&self) -> Option<&str> {
        self.options.as_ref()?.base_url.as_deref()
    }
}

impl Client {
    /// Where a request goes.
    fn address_of_request(&self, request: &Request) -> Option<Url> {
        if let Some(address) = &request.address {
            return Url::parse(address).ok();
        }
        let encoded = parameters::encode(request.operation, &request.values).ok()?;
        let base = request.own_base();
        let uri = self
            .core
            .uri(base, request.server, &encoded.path, &encoded.query);
        Url::parse(&uri.ok()?.to_string()).ok()
    }
}

impl Core {
    /// The address of a page as it was told, with what the query of every request has, and the credentials: those go before
    /// what was told under their names.
    pub(super) fn followed(&self, address: &str, credentials: &str) -> Result<Uri, RequestError> {
        let (path, told) = address.split_once('?').unwrap_or((address, ""));
        let own = names(credentials);
        let told = pairs(told).filter(|pair| !own.contains(&name(pair)));
        let told: Vec<&str> = told.collect();
        let known: BTreeSet<Cow<'_, str>> = told.iter().map(|pair| name(pair)).collect();
        let fixed = pairs(&self.query).filter(|pair| !known.contains(&name(pair)));
        let fixed: Vec<&str> = fixed.collect();
        let all = told.into_iter().chain(fixed).chain(pairs(credentials));
        joined(path, all)
    }
}

/// An address with these pairs in its query, in place of those that it has under their names.
pub(super) fn replaced(address: &str, more: &str) -> Result<Uri, RequestError> {
    let (path, told) = address.split_once('?').unwrap_or((address, ""));
    let own = names(more);
    let told = pairs(told).filter(|pair| !own.contains(&name(pair)));
    joined(path, told.chain(pairs(more)))
}

/// An address of a path and the pairs of a query.
fn joined<'a>(path: &str, pairs: impl Iterator<Item = &'a str>) -> Result<Uri, RequestError> {
    let mut uri = path.to_owned();
    for (pair, mark) in pairs.zip(std::iter::once('?').chain(std::iter::repeat('&'))) {
        uri.push(mark);
        uri.push_str(pair);
    }
    Uri::try_from(uri).map_err(RequestError::Url)
}

fn pairs(query: &str) -> impl Iterator<Item = &str> {
    query.split('&').filter(|pair| !pair.is_empty())
}

/// The name of a pair of a query.
fn name(pair: &str) -> Cow<'_, str> {
    let mut pairs = form_urlencoded::parse(pair.as_bytes());
    pairs.next().map_or(Cow::Borrowed(""), |(name, _)| name)
}

fn names(query: &str) -> BTreeSet<Cow<'_, str>> {
    pairs(query).map(name).collect()
}

/// Where an address leads, without what may be secret: its user, path and query.
pub(super) fn shown(told: &str) -> String {
    match Url::parse(told) {
        Ok(url) => url.origin().ascii_serialization(),
        Err(_) => "an address that is not valid".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::builder::Builder;
    use super::*;
    use crate::Operation;
    use std::convert::Infallible;

    static LIST: Operation = Operation::get("/things").named("list");

    fn client(base: &str) -> Client {
        let service = tower::service_fn(|_: http::Request<_>| async {
            Ok::<_, Infallible>(http::Response::new(String::new()))
        });
        let builder = Builder::new(None).base_url(base).transport(service);
        builder.build().expect("the settings are valid")
    }

    #[test]
    fn an_address_is_resolved_at_that_of_the_request() {
        let client = client("https://api.example.com/v1");
        let mut request = client.request(&LIST);
        for (told, expected) in [
            ("?p=2", "https://api.example.com/v1/things?p=2"),
            ("others?p=2", "https://api.example.com/v1/others?p=2"),
            ("/others", "https://api.example.com/others"),
            ("//api.example.com/a", "https://api.example.com/a"),
            (
                "HTTPS://API.example.com:443/a#b",
                "https://api.example.com/a",
            ),
            (
                "https://api.example.com/../a b",
                "https://api.example.com/a%20b",
            ),
        ] {
            let found = request.address_of_page(told).expect(told);
            assert_eq!(found, expected, "{told}");
        }
        request.address = Some("https://api.example.com/v2/x/y?p=2".to_owned());
        let found = request.address_of_page("z?p=3").expect("an address");
        assert_eq!(found, "https://api.example.com/v2/x/z?p=3");
        for told in [
            "http://api.example.com/a",
            "https://api.example.com:444/a",
            "https://example.com/a",
            "https://api.example.com@example.com/a",
            "https://me@api.example.com/a",
            "data:,a",
            "https://",
        ] {
            let found = request.address_of_page(told);
            let is_refused = matches!(found, Err(RequestError::ForeignPage(_)));
            assert!(is_refused, "{told}: {found:?}");
        }
    }

    #[test]
    fn credentials_go_before_what_was_told() {
        let client = client("https://api.example.com/v1");
        for (told, credentials, expected) in [
            ("/a", "", "/a"),
            ("/a?x=2&p=3", "", "/a?x=2&p=3"),
            ("/a?key=old&p=3&k%65y=old", "key=new", "/a?p=3&key=new"),
            ("/a?&&p", "key=new", "/a?p&key=new"),
        ] {
            let found = client.core.followed(told, credentials).expect("an address");
            assert_eq!(found.to_string(), expected, "{told}");
        }
    }
}
