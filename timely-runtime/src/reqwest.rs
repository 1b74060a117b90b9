//! The crate reqwest, as this one uses it, and the transport that sends by a client of its.
//!
//! This is the one module in which types of reqwest are a part of what this crate promises, beside
//! `HttpTransport::from(reqwest::Client)`: another major version of reqwest is another one of this crate. Those who name
//! its types by this path have the version that fits. Its features are still chosen by a dependency of one's own on reqwest,
//! in which Cargo finds the same crate as long as the version is compatible.
//!
//! ```
//! use timely_runtime::client::HttpTransport;
//! use timely_runtime::reqwest;
//!
//! # fn main() -> Result<(), reqwest::Error> {
//! let http = reqwest::Client::builder()
//!     .redirect(reqwest::redirect::Policy::none())
//!     .build()?;
//! // For `Client::builder().transport(…)` of a generated client.
//! let transport = HttpTransport::from(http);
//! # let _ = transport;
//! # Ok(())
//! # }
//! ```

pub use crate::transport::ReqwestTransport;
#[doc(no_inline)]
pub use ::reqwest::*;
