//! What a mock has to know of a document beside the descriptions of its operations.

mod module;
mod sheet;

pub(super) use module::{NAME, module};
pub(super) use sheet::Sheet;
