//! What tells operations apart that have the same method and path.

use super::Location;

/// Something that a request has if an operation is meant, and not another of the same method and path.
///
/// OpenAPI tells operations by method and path alone (section 4.8.8); documents that tell them by a required parameter
/// are common all the same, such as those of AWS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Condition {
    pub(crate) location: Location,
    pub(crate) name: &'static str,
    pub(crate) value: Option<&'static str>,
}

/// How generated code states a condition.
#[doc(hidden)]
impl Condition {
    /// A query parameter is there.
    #[must_use]
    pub const fn query(name: &'static str) -> Self {
        Self {
            location: Location::Query,
            name,
            value: None,
        }
    }

    /// A header is there.
    #[must_use]
    pub const fn header(name: &'static str) -> Self {
        Self {
            location: Location::Header,
            name,
            value: None,
        }
    }

    /// And it has this value.
    #[must_use]
    pub const fn is(self, value: &'static str) -> Self {
        Self {
            value: Some(value),
            ..self
        }
    }
}
