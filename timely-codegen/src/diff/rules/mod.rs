//! The kinds of changes: what each means to existing callers and servers.

mod operations;
mod others;
mod schemas;

use super::finding::Severity;

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
const TABLES: &[&[Rule]] = &[operations::RULES, schemas::RULES, others::RULES];

/// Every kind, in the order of the tables.
pub(in crate::diff) fn all() -> impl Iterator<Item = &'static Rule> {
    TABLES.iter().copied().flatten()
}

/// The kind of an id.
pub(in crate::diff) fn rule(id: &str) -> Option<&'static Rule> {
    TABLES.iter().copied().flatten().find(|rule| rule.id == id)
}
