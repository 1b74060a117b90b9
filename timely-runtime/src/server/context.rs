//! What a handler is told of a request, besides its input.

use super::RequestId;
use super::peer::peer;
use super::routing::Below;
use crate::parameters::{cookie_values, encode_path};
use crate::{EncodeError, Operation};
use axum::extract::NestedPath;
use http::{Extensions, HeaderMap, Method, Uri, request::Parts};
use serde_json::{Map, Value};
use std::net::SocketAddr;

/// A request that has passed all checks, and who sent it.
///
/// `P` is what the [`Authenticator`](super::Authenticator) made of the credentials: `()` for operations that anyone
/// may call, an `Option` for those where credentials are optional.
#[derive(Clone, Debug)]
pub struct Context<P> {
    principal: P,
    parts: Parts,
    operation: &'static Operation,
}

impl<P> Context<P> {
    /// A context as the server makes it; of use to tests that call a handler directly.
    #[must_use]
    pub const fn new(principal: P, parts: Parts, operation: &'static Operation) -> Self {
        Self {
            principal,
            parts,
            operation,
        }
    }

    /// Who sent the request.
    pub const fn principal(&self) -> &P {
        &self.principal
    }

    /// Who sent the request, by value.
    pub fn into_principal(self) -> P {
        self.principal
    }

    /// The method.
    pub const fn method(&self) -> &Method {
        &self.parts.method
    }

    /// The URI, as far as this router sees it: without the prefix that it is nested under.
    pub const fn uri(&self) -> &Uri {
        &self.parts.uri
    }

    /// All header fields.
    pub const fn headers(&self) -> &HeaderMap {
        &self.parts.headers
    }

    /// What layers in front of the router left with the request.
    pub const fn extensions(&self) -> &Extensions {
        &self.parts.extensions
    }

    /// The id of the request, where the router stands behind [`Observe`](super::Observe), as
    /// [`hosting::Server`](crate::hosting::Server) puts it.
    pub fn request_id(&self) -> Option<&RequestId> {
        self.parts.extensions.get()
    }

    /// The address at the other end of the connection, as [`hosting::Server`](crate::hosting::Server) or axum's
    /// `into_make_service_with_connect_info::<SocketAddr>` leave it with the request; behind a proxy it is the proxy's,
    /// unless a layer has put the client's there. It takes the feature `hosting` or `rate-limit`.
    pub fn peer(&self) -> Option<SocketAddr> {
        peer(&self.parts.extensions)
    }

    /// The value of a cookie, as it was sent. None where there is no such cookie, or more than one, which others may read
    /// in another order.
    pub fn cookie(&self, name: &str) -> Option<String> {
        let mut values = cookie_values(&self.parts.headers, name);
        values.pop().filter(|_| values.is_empty())
    }

    /// The path of another operation, for `Location`: with these values for the parameters of its path, by their names,
    /// below the [`Prefix`](super::Prefix) of the server as it stands in this request, and below what the router is
    /// nested under, if that is the same for all requests.
    ///
    /// ```
    /// # use timely_runtime::server::Context;
    /// # use timely_runtime::{EncodeError, Operation, serde_json::json};
    /// # fn of(cx: &Context<()>, operation: &'static Operation, id: u64) -> Result<String, EncodeError> {
    /// // `operations::GET_CONTACT`, say
    /// let location = cx.path_of(operation, &[("id", json!(id))])?;
    /// # Ok(location)
    /// # }
    /// ```
    ///
    /// # Errors
    /// When a parameter of the path is missing, or its value cannot stand there.
    pub fn path_of(
        &self,
        operation: &Operation,
        values: &[(&str, Value)],
    ) -> Result<String, EncodeError> {
        let mut all = Map::new();
        for (name, value) in values.iter().cloned() {
            let mut parameters = operation.parameters.iter();
            let named = parameters.find(|parameter| parameter.name == name);
            let field = named.map_or(name, |parameter| parameter.field);
            all.insert(field.to_owned(), value);
        }
        let path = encode_path(operation, &all)?;
        let nested = self.parts.extensions.get::<NestedPath>();
        // What stands in the place of a parameter of the prefix is not known here.
        let prefix = nested
            .map(NestedPath::as_str)
            .filter(|prefix| !prefix.contains('{'));
        Ok(format!(
            "{}{}{path}",
            prefix.unwrap_or_default().trim_end_matches('/'),
            Below::in_path(&self.parts.extensions, self.parts.uri.path())
        ))
    }

    /// The description of the operation.
    pub const fn operation(&self) -> &'static Operation {
        self.operation
    }
}
