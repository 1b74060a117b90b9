//! What tells operations apart that have the same method and path.

use super::Location;
#[cfg(feature = "server")]
use http::HeaderMap;
#[cfg(feature = "server")]
use std::collections::BTreeMap;

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

/// What the conditions of all operations of a path ask of a request, which is looked through once.
#[cfg(feature = "server")]
pub(crate) struct Asked<'r> {
    query: BTreeMap<String, Vec<String>>,
    headers: &'r HeaderMap,
}

#[cfg(feature = "server")]
impl<'r> Asked<'r> {
    pub(crate) fn new(query: &str, headers: &'r HeaderMap) -> Self {
        Self {
            query: crate::parameters::all_query_values(query),
            headers,
        }
    }

    /// Whether the request has all of these.
    pub(crate) fn has(&self, conditions: &[Condition]) -> bool {
        conditions.iter().all(|condition| {
            let fits = |found: &[u8]| {
                let wanted = condition.value.map(str::as_bytes);
                wanted.is_none_or(|wanted| wanted == found)
            };
            match condition.location {
                Location::Header => {
                    let mut found = self.headers.get_all(condition.name).iter();
                    found.any(|found| fits(found.as_bytes()))
                }
                _ => {
                    let found = self.query.get(condition.name);
                    found.is_some_and(|found| found.iter().any(|found| fits(found.as_bytes())))
                }
            }
        })
    }
}
