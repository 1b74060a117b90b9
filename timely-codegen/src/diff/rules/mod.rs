//! The kinds of changes: what each means to existing callers and servers.

mod operations;
mod others;
pub(in crate::diff) mod schemas;

use super::finding::Severity;
use std::collections::HashMap;
use std::sync::LazyLock;

/// A kind of change on the wire.
#[derive(Clone, Copy, Debug)]
pub(in crate::diff) struct Rule {
    /// The id of oasdiff where that means the same.
    pub(in crate::diff) id: &'static str,
    /// What it means to a caller that sends and reads what the old document says.
    pub(in crate::diff) callers: Severity,
    /// What it means to a server that reads and answers what the old document says.
    pub(in crate::diff) servers: Severity,
    /// Why, as a sentence for each.
    pub(in crate::diff) why_callers: &'static str,
    pub(in crate::diff) why_servers: &'static str,
    /// Whether programs behave otherwise where no item of generated code changes with it.
    pub(in crate::diff) changes_behavior: bool,
}

/// Every kind.
const TABLES: &[&[Rule]] = &[
    operations::RULES,
    schemas::RULES,
    schemas::PROPERTIES,
    others::RULES,
];

/// The kind of an id.
pub(in crate::diff) fn rule(id: &str) -> Option<&'static Rule> {
    static BY_ID: LazyLock<HashMap<&str, &Rule>> = LazyLock::new(|| {
        let rules = TABLES.iter().copied().flatten();
        rules.map(|rule| (rule.id, rule)).collect()
    });
    BY_ID.get(id).copied()
}

/// An id as it is shown. What a change means may depend on more, which follows the id after a colon: `closed`.
pub(in crate::diff) fn shown(id: &'static str) -> &'static str {
    id.split_once(':').map_or(id, |(id, _)| id)
}
