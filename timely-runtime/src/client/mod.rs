//! The client, as far as programs name it: transports, retries, and what can go wrong.
//!
//! A client itself is generated: its methods, and those of its builder, are documented there. All clients send their
//! requests by the logic that is here, of which there is one copy for every operation of every API.

mod attempts;
mod budget;
pub(crate) mod builder;
mod builder_macro;
mod call;
pub(crate) mod core;
mod credentials;
mod cursor;
mod deprecation;
mod double;
mod environment;
mod error;
mod interceptor;
mod layers;
mod link;
#[cfg(feature = "oauth2")]
pub mod oauth2;
mod operation_info;
mod options;
mod page_address;
pub(crate) mod paginate;
mod prepare;
pub(crate) mod request;
mod resume;
mod retry;
pub(crate) mod retry_after;
mod send;
pub(crate) mod server_url;
mod timeouts;
mod trace;

pub use crate::bodies::{Reconnect, ReconnectError};
#[cfg(feature = "reqwest")]
pub use crate::transport::ReqwestTransport;
pub use crate::transport::{
    Body, BoxError, DestinationError, Destinations, HttpBody, HttpTransport, HttpTransportBuilder,
    HttpTransportError, Proxy, Resolve, TlsItem, Transport, TransportError, TransportErrorKind,
};
pub use budget::RetryBudget;
pub use builder::BuildError;
pub use call::{Call, CallForm, CallInput, Sending};
pub use credentials::{
    Cached, Credential, CredentialError, CredentialProvider, CredentialRequest, Provided,
};
pub use double::CallDouble;
pub use error::{
    Error, RequestError, RequestFailure, SdkError, TimeoutError, TimeoutKind, UndecodableResponse,
    UnexpectedResponse,
};
pub use interceptor::{ContinueTraces, Interceptor};
pub use layers::{ClientService, Layer};
pub use operation_info::OperationInfo;
pub use options::{CallOptions, RawCall};
pub use paginate::{Items, Listing, Numbered, Pages, Reversible};
pub use retry::{Attempt, AttemptResult, RetryPolicy};

#[cfg(test)]
mod tests;
