//! The client, as far as programs name it: transports, retries, and what can go wrong.
//!
//! A client itself is generated: its methods, and those of its builder, are documented there. All clients send their
//! requests by the logic that is here, of which there is one copy for every operation of every API.

pub(crate) mod builder;
mod call;
pub(crate) mod core;
mod credentials;
mod cursor;
mod error;
mod link;
mod options;
mod page_address;
pub(crate) mod paginate;
pub(crate) mod request;
mod retry;
mod retry_after;
mod send;
pub(crate) mod server_url;

#[cfg(feature = "reqwest")]
pub use crate::transport::ReqwestTransport;
pub use crate::transport::{
    Body, BoxError, HttpTransport, HttpTransportBuilder, HttpTransportError, Transport,
    TransportError, TransportErrorKind,
};
pub use builder::BuildError;
pub use call::{Call, CallInput, Sending};
pub use error::{Error, RequestError, UndecodableResponse, UnexpectedResponse};
pub use options::CallOptions;
pub use paginate::{Items, Listing, Numbered, Pages, Reversible};
pub use retry::{Attempt, AttemptResult, RetryPolicy};

#[cfg(test)]
mod tests;
