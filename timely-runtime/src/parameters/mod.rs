//! Parameters and headers between JSON values and their text forms on the wire (OpenAPI 3.1, section 4.8.12).
//!
//! The values of an operation's parameters form one JSON object keyed by [`Parameter::field`]. Nothing here is
//! generic: generated types become such an object, and come from it, through serde.

#[cfg(feature = "server")]
mod args;
mod decode;
mod deep;
mod encode;
#[cfg(feature = "server")]
mod fast_path;
mod form;
mod headers;
mod incoming;
mod listed;
mod pairs;
mod path;
mod read;
mod shape;
#[cfg(feature = "server")]
mod unknown;

#[cfg(feature = "server")]
pub(crate) use args::Args;
#[cfg(feature = "server")]
pub(crate) use decode::all_query_values;
#[cfg(feature = "server")]
pub(crate) use decode::decode;
pub(crate) use decode::{cookie_values, query_values};
pub(crate) use encode::encode;
#[cfg(feature = "server")]
pub(crate) use encode::encode_path;
pub(crate) use form::{FormFault, encoding, part_texts, part_values, read_form, write_form};
#[cfg(feature = "server")]
pub(crate) use form::{form_cost, is_json, takes_list};
pub(crate) use headers::{decode_headers, encode_headers};
pub(crate) use incoming::Incoming;
pub(crate) use listed::{item_encoding, item_text, item_value};
pub(crate) use path::split_path;
#[cfg(feature = "server")]
pub(crate) use path::{Segment, next_parameter};
#[cfg(feature = "server")]
pub(crate) use unknown::unknown;

/// How a server reads a comma that is escaped (`%2C`) in a list whose items commas separate: in the query, and in forms.
///
/// Where no item can have a comma in it, as in a list of numbers, dates or enums, it separates in any case.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
// Servers alone are told.
#[cfg_attr(not(feature = "server"), allow(unreachable_pub))]
pub enum EscapedCommas {
    /// As a part of the item, which RFC 6570 says, and the clients of this crate rely on.
    #[default]
    Item,
    /// As a separator: browsers' `URLSearchParams` escape all of a value, its separators included. An item with a comma
    /// cannot be sent then.
    Separator,
}

impl EscapedCommas {
    const fn text(self) -> read::Text {
        match self {
            Self::Item => read::Text::Query,
            Self::Separator => read::Text::Lists,
        }
    }
}

#[cfg(test)]
mod tests;
