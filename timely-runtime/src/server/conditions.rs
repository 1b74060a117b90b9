//! What tells operations of one method and path apart, of a request.

use crate::operation::{Condition, Location};
use crate::parameters::all_query_values;
use http::HeaderMap;
use std::collections::BTreeMap;

/// What the conditions of all operations of a path ask of a request, which is looked through once.
pub(super) struct Asked<'r> {
    query: BTreeMap<String, Vec<String>>,
    headers: &'r HeaderMap,
}

impl<'r> Asked<'r> {
    pub(super) fn new(query: &str, headers: &'r HeaderMap) -> Self {
        Self {
            query: all_query_values(query),
            headers,
        }
    }

    /// Whether the request has all of these.
    pub(super) fn has(&self, conditions: &[Condition]) -> bool {
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
