//! Webhooks on both sides: signing and verifying, receiving and sending.
//!
//! A receiver checks signatures with a [`Verifier`] and takes deliveries with [`receiver`], an axum router
//! that gives typed events to a [`Handler`]. A sender signs with a [`Signer`] and delivers with a [`Sender`],
//! which repeats failed deliveries by a [`Schedule`]. How deliveries are signed is a [`SignatureScheme`], a
//! static of generated code.
//!
//! Webhooks and callbacks that have an address and an answer of their own are operations in the other direction:
//! generated code receives each with a router and sends it to a [`Target`].
//!
//! ```
//! use timely_runtime::webhooks::{SignatureScheme, Signer, Verifier};
//!
//! static SIGNATURE: SignatureScheme = SignatureScheme::new("X-Webhook-Signature")
//!     .prefix("sha256=")
//!     .timestamp_header("X-Webhook-Timestamp")
//!     .id_header("X-Webhook-ID");
//!
//! # fn main() -> Result<(), timely_runtime::webhooks::SignatureError> {
//! let body = br#"{"event":"contact.created"}"#;
//! # let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs() as i64;
//! let headers = Signer::new(&SIGNATURE, "whsec_1234").sign("wh_1", now, body);
//! let verified = Verifier::new(&SIGNATURE, "whsec_1234").verify(&headers, body)?;
//! assert_eq!(verified.id.as_deref(), Some("wh_1"));
//! # Ok(())
//! # }
//! ```

mod clock;
pub(crate) mod event;
mod receiver;
mod replay;
pub(crate) mod routes;
mod sender;
mod signature;
mod target;

#[cfg(feature = "reqwest")]
pub use crate::transport::ReqwestTransport;
pub use crate::transport::{
    Body, BoxError, DestinationError, Destinations, HttpTransport, HttpTransportBuilder,
    HttpTransportError, Transport, TransportError, TransportErrorKind,
};
pub use axum::Router;
pub use clock::{Clock, ManualClock, SystemClock};
pub use event::{Event, EventError, UnknownEvent};
pub use receiver::{Delivery, Handler, HandlerError, ReceiverOptions, receiver, receiver_with};
#[cfg(feature = "redis")]
pub use replay::RedisReplays;
pub use replay::{
    MemoryReplays, ReplayClaim, ReplayGuard, ReplayKey, ReplayState, ReplayStore, ReplayStoreError,
};
pub use sender::{Attempt, DeliveryErrorKind, DeliveryReport, Endpoint, Schedule, Sender};
pub use signature::{
    SecretError, SecretForm, SignatureEncoding, SignatureError, SignatureScheme, Signed,
    SignedPart, Signer, Verified, Verifier,
};
pub use target::{Target, TargetBuilder};
