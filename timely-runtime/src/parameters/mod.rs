//! Parameters and headers between JSON values and their text forms on the wire (OpenAPI 3.1, section 4.8.12).
//!
//! The values of an operation's parameters form one JSON object keyed by [`Parameter::field`]. Nothing here is
//! generic: generated types become such an object, and come from it, through serde.

#[cfg(feature = "server")]
mod args;
mod decode;
mod deep;
mod encode;
mod form;
mod headers;
pub(crate) mod percent;
#[cfg(feature = "server")]
mod quick;
mod read;
mod shape;
#[cfg(feature = "server")]
mod unknown;

#[cfg(feature = "server")]
pub(crate) use args::Args;
#[cfg(feature = "server")]
pub(crate) use decode::decode;
pub(crate) use decode::{Incoming, cookie_values, query_values};
pub(crate) use encode::{encode, next_parameter, split_path};
pub(crate) use form::{encoding, part_values, read_form, text, write_form};
pub(crate) use headers::{decode_headers, encode_headers};
#[cfg(feature = "server")]
pub(crate) use unknown::unknown;

#[cfg(test)]
mod tests;
