//! From a call to the request that is sent for it: its address, its header fields and its body.

use super::core::Core;
use super::request::Request;
use super::send::Prepared;
use super::{CallOptions, RequestError};
use crate::body_codec::{Fit, Written, written_as};
use crate::operation::media;
use crate::random::random;
use crate::transport::{Body, coding};
use crate::{EncodeError, MediaType, Operation, media_type, parameters};
use http::{HeaderMap, HeaderValue, Method, Uri, header};
use std::borrow::Cow;
use url::Url;

/// Which headers the user has set that the client has a value for.
pub(super) struct SetHeaders {
    accept: bool,
    codings: bool,
    /// Whether there is any beside `User-Agent`.
    others: bool,
}

impl SetHeaders {
    /// Adds to the headers of all requests what most of them have.
    pub(super) fn complete(headers: &mut HeaderMap) -> Self {
        let set = Self {
            accept: headers.contains_key(header::ACCEPT),
            codings: headers.contains_key(header::ACCEPT_ENCODING),
            others: headers.keys().any(|name| name != header::USER_AGENT),
        };
        let json = HeaderValue::from_static("application/json, */*;q=0.5");
        headers.entry(header::ACCEPT).or_insert(json);
        let codings = HeaderValue::from_static(coding::ACCEPTED);
        headers.entry(header::ACCEPT_ENCODING).or_insert(codings);
        set
    }
}

impl Core {
    pub(super) fn prepare(&self, mut request: Request) -> Result<Prepared, RequestError> {
        if let Some(error) = request.error.take() {
            return Err(error);
        }
        let operation = request.operation;
        let encoded =
            parameters::encode(operation, &request.values).map_err(RequestError::Parameter)?;
        // An address that was told has all of it.
        let mut query = match &request.address {
            Some(_) => String::new(),
            None => encoded.query,
        };
        let mut headers = self.headers.clone();
        let options = request.options;
        let own = options.as_deref();
        if let Some(own) = own {
            headers.extend(own.headers.clone());
            if !own.query.is_empty() {
                let mark = if query.is_empty() { "" } else { "&" };
                query.push_str(mark);
                query.push_str(&own.query);
            }
        }
        self.accept(operation, own, &mut headers)?;
        // Fast path: then the headers are those that the client has for all.
        let is_plain = own.is_none() && encoded.headers.is_empty() && !self.set.others;
        let sets = |name| own.is_some_and(|own| own.headers.contains_key(name));
        let sets_codings = self.set.codings
            || sets(header::ACCEPT_ENCODING)
            || encoded.headers.contains_key(header::ACCEPT_ENCODING);
        // Replaces default headers of the same name.
        if !encoded.headers.is_empty() {
            headers.extend(encoded.headers);
        }
        // It says nothing of a request without a body.
        let set = match is_plain {
            true => None,
            false => headers.remove(header::CONTENT_TYPE),
        };
        let body = match request.body {
            Some(written) => written_body(operation, written, own, set, &mut headers)?,
            None => Body::empty(),
        };
        // A part of a coded body could not be decoded (RFC 9110, section 14.2).
        if !is_plain && headers.contains_key(header::RANGE) && !sets_codings {
            headers.remove(header::ACCEPT_ENCODING);
        }
        let key = request.idempotency_key;
        let key = key.or_else(|| own?.idempotency_key.clone());
        let has_idempotency_key = self.add_idempotency_key(operation, &mut headers, key);
        // What was given as a credential was checked when it was given; together they can fail no more.
        let own_credentials = own.map(|own| &own.credentials);
        let applied = self
            .credentials
            .apply(own_credentials, operation, &mut query, &mut headers);
        let method =
            Method::from_bytes(operation.method.as_bytes()).map_err(|_| RequestError::Method)?;
        let base = own.and_then(|own| own.base_url.as_deref());
        Ok(Prepared {
            method,
            uri: match &request.address {
                Some(address) => self.followed(address, &query)?,
                None => self.uri(base, request.server, &encoded.path, &query)?,
            },
            headers,
            operation,
            body: body.into(),
            has_idempotency_key,
            asks: applied == Ok(false),
            options,
        })
    }

    /// Says what the client accepts, where that is not what all operations have. What the user has set is left as it is.
    fn accept(
        &self,
        operation: &Operation,
        own: Option<&CallOptions>,
        headers: &mut HeaderMap,
    ) -> Result<(), RequestError> {
        if let Some(wanted) = own.and_then(|own| own.accept.as_ref()) {
            let text = wanted.to_str();
            if !text.is_ok_and(|wanted| operation.answers_with(wanted)) {
                return Err(RequestError::Accept {
                    wanted: String::from_utf8_lossy(wanted.as_bytes()).into_owned(),
                    documented: operation
                        .accepted()
                        .unwrap_or_else(|| "application/json".to_owned()),
                });
            }
            headers.insert(header::ACCEPT, wanted.clone());
            return Ok(());
        }
        let is_set =
            self.set.accept || own.is_some_and(|own| own.headers.contains_key(header::ACCEPT));
        if let Some(accepted) = operation.accepted().filter(|_| !is_set)
            && let Ok(accepted) = HeaderValue::try_from(accepted)
        {
            headers.insert(header::ACCEPT, accepted);
        }
        Ok(())
    }

    pub(super) fn uri(
        &self,
        base: Option<&str>,
        server: Option<&'static str>,
        path: &str,
        query: &str,
    ) -> Result<Uri, RequestError> {
        let base = match (base, server) {
            (Some(base), _) => Cow::Borrowed(base),
            (None, Some(server)) => self.server(server),
            (None, None) => Cow::Borrowed(self.base.as_str()),
        };
        let mut uri = String::with_capacity(base.len() + path.len() + query.len() + 1);
        uri.push_str(&base);
        uri.push_str(path);
        let parts = [self.query.as_str(), query];
        for (part, mark) in parts.iter().filter(|part| !part.is_empty()).zip(['?', '&']) {
            uri.push(mark);
            uri.push_str(part);
        }
        Uri::try_from(uri).map_err(RequestError::Url)
    }

    /// Where an operation goes that has a server of its own, without a slash at its end.
    pub(super) fn server(&self, document: &'static str) -> Cow<'_, str> {
        let given = self.servers.iter().find(|(known, _)| *known == document);
        if let Some((_, url)) = given {
            return Cow::Borrowed(url);
        }
        let is_absolute = document.starts_with("http://") || document.starts_with("https://");
        if is_absolute && !self.is_default {
            return Cow::Borrowed(&self.base);
        }
        // A relative one is on the same host, at another path (RFC 3986, section 5.2).
        let joined = Url::parse(&format!("{}/", self.base)).and_then(|base| base.join(document));
        match joined {
            Ok(url) => Cow::Owned(url.as_str().trim_end_matches('/').to_owned()),
            Err(_) => Cow::Borrowed(&self.base),
        }
    }

    /// Makes sure of an idempotency key, if the server is known to honour one; says whether there is one.
    fn add_idempotency_key(
        &self,
        operation: &Operation,
        headers: &mut HeaderMap,
        given: Option<HeaderValue>,
    ) -> bool {
        let Some(idempotency) = &self.idempotency else {
            return false;
        };
        let name = &idempotency.header;
        if let Some(key) = given {
            headers.insert(name, key);
        } else if !headers.contains_key(name) && idempotency.concerns(operation) {
            headers.insert(name, new_idempotency_key());
        }
        // An empty one marks nothing: the server is to refuse it.
        headers.get(name).is_some_and(|key| !key.is_empty())
    }
}

/// The body as it is sent, and its media type among the headers.
fn written_body(
    operation: &Operation,
    written: Written,
    own: Option<&CallOptions>,
    set: Option<HeaderValue>,
    headers: &mut HeaderMap,
) -> Result<Body, RequestError> {
    let media = operation
        .request_body
        .as_ref()
        .map_or(&[][..], |body| body.content);
    let demanded = own.and_then(|own| own.content_type.clone());
    let set = demanded.clone().or(set);
    let wanted = set.as_ref().and_then(|set| set.to_str().ok());
    let written = match wanted {
        Some(_) => written_as(written, media, wanted).map_err(RequestError::Body)?,
        None => written,
    };
    let name = content_type(&written, media, set).map_err(RequestError::Body)?;
    let text = |name: &HeaderValue| String::from_utf8_lossy(name.as_bytes()).into_owned();
    // The boundary of a multipart message is its own.
    let is_multipart = |name: &HeaderValue| {
        let wanted = demanded.as_ref().map(text).unwrap_or_default();
        wanted.starts_with("multipart/")
            && media_type::essence(&text(name)) == media_type::essence(&wanted)
    };
    if demanded.is_some() && name != demanded && !name.as_ref().is_some_and(is_multipart) {
        let names: Vec<&str> = media.iter().map(|media| media.name).collect();
        return Err(RequestError::Body(EncodeError::ContentType {
            found: demanded.as_ref().map(text).unwrap_or_default(),
            allowed: names.join(", "),
        }));
    }
    if let Some(name) = name {
        headers.insert(header::CONTENT_TYPE, name);
    }
    Ok(written.body)
}

/// What a body is sent as: what the user has set for all requests, where the document leaves a choice and allows that, or where
/// it differs in parameters alone; or else what was written.
fn content_type(
    written: &Written,
    media: &'static [MediaType],
    set: Option<HeaderValue>,
) -> Result<Option<HeaderValue>, EncodeError> {
    let text = |name: &HeaderValue| String::from_utf8_lossy(name.as_bytes()).into_owned();
    let is_usable = |set: &HeaderValue| {
        let set = text(set);
        let found = media::find(media, Some(&set));
        match written.fit {
            Fit::Documented => written.content_type.as_ref().map(text).is_some_and(|own| {
                let (own, set) = (media_type::essence(&own), media_type::essence(&set));
                let is_same = own == set && !own.starts_with("multipart/");
                is_same && found.is_none_or(|found| written.may_be(found))
            }),
            Fit::Chosen | Fit::Refused => found.is_some_and(|found| written.may_be(found)),
        }
    };
    if let Some(set) = set.filter(is_usable) {
        return Ok(Some(set));
    }
    if written.fit != Fit::Refused {
        return Ok(written.content_type.clone());
    }
    let names = media.iter().filter(|media| written.may_be(media));
    let names: Vec<&str> = names.map(|media| media.name).collect();
    let allowed = names.join(", ");
    Err(match written.content_type.as_ref().map(text) {
        Some(found) => EncodeError::ContentType { found, allowed },
        None => EncodeError::UnknownContentType { allowed },
    })
}

/// A key that no other call has: 128 random bits in hexadecimal.
fn new_idempotency_key() -> HeaderValue {
    let key = format!("{:016x}{:016x}", random(), random());
    // Hexadecimal digits are valid in a header value.
    HeaderValue::from_str(&key).unwrap_or_else(|_| HeaderValue::from_static(""))
}
