//! A mock: what the document says, as a server that answers.
//!
//! Wrong requests are refused as the real server refuses them, by the same checks in the same order, and in the document's own
//! form: without credentials with 401 (any that are well formed are accepted), for an unknown path with 404, for a body that the
//! document forbids with all that is wrong with it. Right ones are answered with the document's example, or with a value that is
//! made from the schema and passes its check. Where neither can be had, the answer is 500, and the log says which schema it is.
//!
//! The same request has the same answer. A request may ask for another one by the header field `Prefer` (RFC 7240):
//!
//! | preference | answer |
//! |---|---|
//! | `code=404` | the one that is documented for this status |
//! | `example=name` | this one of several examples |
//! | `dynamic=true` | a value that is made up, where there is an example as well |
//! | `seed=7` | another value; the same for the same seed |
//!
//! What was done is told by `Preference-Applied`; what cannot be done is refused with 400, and preferences of other kinds are
//! passed over.
//!
//! Generated code has a function `mock::service()`, with the output `mock`; `timely mock api.yaml` is the same without any code.
//!
//! ```no_run
//! # use timely_runtime::mock::Mock;
//! # fn service() -> Mock { unimplemented!() }
//! // As a server: an ordinary router.
//! let router = service().seed(7).router();
//! // As the transport of a client, in one process and without a network.
//! // let client = Client::builder().transport(service().stateful(true).router()).build()?;
//! ```

mod answer;
mod body;
mod headers;
mod intern;
mod mounted;
mod prefer;
mod random;
mod refusal;
mod script;
mod service;
mod sheet;
mod state;
mod values;

pub use script::Script;
pub use service::{Miss, Mock};
pub use sheet::SheetError;
pub use values::NoValue;

#[cfg(test)]
mod state_tests;
#[cfg(test)]
mod tests;
