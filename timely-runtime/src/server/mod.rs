//! The server: routing, credentials, decoding and error bodies on axum.
//!
//! Generated code routes each operation to a method of the service; what happens before that
//! is here. In this order a request is refused for its path (404), its method (405 with `Allow`), its credentials
//! (401) and their scopes (403), by an [`Admission`] if there is one (429, say), its content type (415), what it accepts
//! (406), its size (413), and finally for anything in it that the document forbids: all violations of parameters and
//! body in one answer. A check that takes more work than [`Options::check_budget`] allows ends as a violation, and one
//! that takes long does not hold up other requests. A handler that panics is answered with 500; the connection lives on. Every such answer has the document's own error body, as
//! [`ErrorFormat`] describes it, unless [`Options::render_errors`] writes another. `OPTIONS` is answered with 204 and
//! `Allow` where the document has no such operation (RFC 9110, section 9.3.7), and `HEAD` as `GET`.
//!
//! What the generated `router` returns is an ordinary [`Router`]: nest it, merge it, put tower layers around it. Layers
//! of [`Options`] stand around single operations, between the routing and the credentials, and a [`Prefix`] before their paths.
//! [`Routes`] are the operations before they are a router, which merge without a panic whatever they share. [`unserved`]
//! names the operations of a document that a router lacks.

mod admission;
mod alternatives;
mod answered;
mod auth;
#[cfg(feature = "auth")]
pub mod authenticators;
mod body;
mod candidate;
mod checks;
mod conditions;
mod content_negotiation;
mod context;
mod error_format;
pub(crate) mod input;
mod no_auth;
pub(crate) mod not_implemented;
pub(crate) mod observe;
pub(crate) mod offload;
mod options;
mod outgoing;
mod parts;
pub(crate) mod peer;
mod pipeline;
mod preconditions;
mod range;
mod rejection;
pub(crate) mod routes;
mod routes_macro;
mod routing;
mod template;

pub use crate::parameters::EscapedCommas;
pub use crate::response::{Cookie, ErrorResponse, IntoErrorResponse, SameSite, http_errors};
pub use crate::schema::CheckBudget;
pub use admission::Admission;
pub use auth::{AuthError, Authenticator, ClientCertificate, Credential};
pub use axum::Router;
pub use candidate::Candidate;
#[cfg(feature = "mock")]
pub(crate) use content_negotiation::Accepted;
pub use context::Context;
pub use error_format::{ErrorField, ErrorFormat};
pub use no_auth::NoAuth;
pub use observe::{Observe, Observed, RequestId};
pub use options::{Options, UnknownQuery};
pub use outgoing::ResponseFault;
pub use preconditions::{ETag, Validators};
pub use range::ByteRange;
pub use rejection::{Failure, Rejection};
#[cfg(feature = "hosting")]
pub(crate) use routing::has_route;
pub use routing::{OperationLayer, OperationService, Prefix, Routes, unserved, unserved_below};

#[cfg(test)]
mod budget_tests;
#[cfg(test)]
mod settings_tests;
#[cfg(test)]
mod tests;
