//! What values are held to: the keywords of the schemas, apart from the types that are made of them.

pub(super) mod keywords;
pub(super) mod scalars;
pub(super) mod store;

pub(super) use scalars::{format_name, integer, integer_of, number};
