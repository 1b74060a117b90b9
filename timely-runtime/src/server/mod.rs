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
//! What the generated `router` returns is an ordinary [`Router`]: nest it, merge it, put tower layers around it.

mod admission;
mod alternatives;
mod auth;
mod body;
mod checks;
mod conditions;
mod content_negotiation;
mod context;
mod error_format;
pub(crate) mod input;
pub(crate) mod observe;
pub(crate) mod offload;
mod options;
mod outgoing;
mod parts;
mod pipeline;
mod rejection;
pub(crate) mod routes;
mod routes_macro;
mod template;

pub use crate::parameters::EscapedCommas;
pub use crate::schema::CheckBudget;
pub use admission::{Admission, Candidate};
pub use auth::{AuthError, Authenticator, ClientCertificate, Credential};
pub use axum::Router;
#[cfg(feature = "mock")]
pub(crate) use content_negotiation::Accepted;
pub use context::Context;
pub use error_format::{ErrorField, ErrorFormat};
pub use observe::{Observe, Observed, RequestId};
pub use options::{Options, UnknownQuery};
pub use outgoing::ResponseFault;
pub use rejection::{Failure, Rejection};

#[cfg(test)]
mod budget_tests;
#[cfg(test)]
mod settings_tests;
#[cfg(test)]
mod tests;
