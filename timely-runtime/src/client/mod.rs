//! The client, as far as programs name it: transports, retries, and what can go wrong.
//!
//! A client itself is generated: its methods, and those of its builder, are documented there. All clients send their
//! requests by the logic that is here, of which there is one copy for every operation of every API.

pub(crate) mod builder;
pub(crate) mod core;
mod credentials;
pub(crate) mod cursor;
mod error;
pub(crate) mod paginate;
pub(crate) mod request;
mod retry;
mod retry_after;
mod send;
pub(crate) mod server_url;

#[cfg(feature = "reqwest")]
pub use crate::transport::ReqwestTransport;
pub use crate::transport::{
    Body, BoxError, HttpTransport, HttpTransportBuilder, Transport, TransportError,
    TransportErrorKind,
};
pub use builder::BuildError;
pub use error::{Error, RequestError, UndecodableResponse, UnexpectedResponse};
pub use retry::{Attempt, AttemptResult, RetryPolicy};

#[cfg(test)]
mod tests;
