//! What values are held to: the keywords of the schemas, apart from the types that are made of them.

mod exact;
mod keywords;
mod scalars;
mod store;

pub(super) use scalars::{format_name, integer, number};
pub(super) use store::CheckStore;
