//! Schemas, with all keywords, in requests, responses and parameters.
//!
//! A kind of change ([`Kind`]) has an id in each [`Family`] of places: `max-length-decreased` is
//! `request-body-max-length-decreased` of a body, `response-header-max-length-decreased` of a header. The words and their order
//! are oasdiff's, which has some of these combinations; the others are ours, and so are, in all families,
//!
//! - bounds: `max-properties-…`, `min-properties-…`, `…-set` and `…-unset` of each bound, `multiple-of-…`, `unique-items-…`;
//! - values: `became-not-enum`, `x-extensible-enum-value-added`;
//! - structure: `additional-properties-…`, `not-…`, `if-changed`, `property-names-changed`, `wrapped-in-any-of`,
//!   `unwrapped-from-one-of`, `unwrapped-from-any-of`, `xml-changed`;
//! - of properties, `sunset-deleted`, `sunset-date-changed-too-small`;
//! - of properties of parameters and headers, that they are added, removed, required or optional.

pub(in crate::diff) mod kinds;
mod meaning;
mod requests;
mod responses;

use super::Rule;
pub(in crate::diff) use kinds::Kind;
use meaning::Sides;

pub(super) use kinds::{OF_PROPERTIES, RULES};
pub(super) use requests::RULES as OF_REQUESTS;
pub(super) use responses::RULES as OF_RESPONSES;

/// The places of schemas that have ids of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(in crate::diff) enum Family {
    RequestBody,
    RequestProperty,
    Parameter,
    ParameterProperty,
    ResponseBody,
    ResponseProperty,
    Header,
    HeaderValueProperty,
}

/// How many there are.
const FAMILIES: usize = 8;

impl Family {
    /// That of what stands within a schema of this one.
    pub(in crate::diff) const fn within(self) -> Self {
        match self {
            Self::RequestBody => Self::RequestProperty,
            Self::Parameter => Self::ParameterProperty,
            Self::ResponseBody => Self::ResponseProperty,
            Self::Header => Self::HeaderValueProperty,
            inner => inner,
        }
    }

    /// Whether it is that of a schema as a whole.
    pub(in crate::diff) const fn is_whole(self) -> bool {
        matches!(
            self,
            Self::RequestBody | Self::Parameter | Self::ResponseBody | Self::Header
        )
    }

    /// Whether callers send its values.
    pub(in crate::diff) const fn is_request(self) -> bool {
        matches!(
            self,
            Self::RequestBody | Self::RequestProperty | Self::Parameter | Self::ParameterProperty
        )
    }
}

const fn of_sides(id: &'static str, sides: Sides, changes_behavior: bool) -> Rule {
    Rule {
        id,
        callers: sides.callers,
        servers: sides.servers,
        why_callers: sides.why_callers,
        why_servers: sides.why_servers,
        changes_behavior,
    }
}
