//! What a mock has to know of a document beside the descriptions of its operations.

mod sheet;

#[cfg(feature = "mock")]
pub(super) use sheet::Sheet;
