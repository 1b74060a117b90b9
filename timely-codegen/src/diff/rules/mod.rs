//! The kinds of changes: what each means to existing callers and servers.

mod bodies;
mod operations;
mod others;
mod outgoing;
mod parameters;
mod responses;
pub(in crate::diff) mod schemas;
mod security;

use super::finding::Severity;
use std::collections::HashMap;
use std::sync::LazyLock;

/// A kind of change on the wire.
#[derive(Clone, Copy, Debug)]
pub(in crate::diff) struct Rule {
    /// The id of oasdiff where that means the same. Where one id has cases that mean different things, each is a rule, and what
    /// comes after a colon tells which.
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

/// A rule whose change is seen in the code, or concerns no program.
const fn means(
    id: &'static str,
    (callers, why_callers): (Severity, &'static str),
    (servers, why_servers): (Severity, &'static str),
) -> Rule {
    Rule {
        id,
        callers,
        servers,
        why_callers,
        why_servers,
        changes_behavior: false,
    }
}

impl Rule {
    /// The same, where programs that compile as before behave otherwise.
    const fn silent(self) -> Self {
        Self {
            changes_behavior: true,
            ..self
        }
    }
}

/// Every kind.
const TABLES: &[&[Rule]] = &[
    operations::RULES,
    parameters::RULES,
    bodies::RULES,
    responses::RULES,
    security::RULES,
    outgoing::RULES,
    schemas::RULES,
    schemas::OF_PROPERTIES,
    schemas::OF_REQUESTS,
    schemas::OF_RESPONSES,
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

/// An id as it is shown. What a change means may depend on more, which follows the id after a colon: `alternative`.
pub(in crate::diff) fn shown(id: &'static str) -> &'static str {
    id.split_once(':').map_or(id, |(id, _)| id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_id_has_one_rule_with_a_reason_for_each() {
        let mut known = HashSet::new();
        for rule in TABLES.iter().copied().flatten() {
            assert!(known.insert(rule.id), "two rules of `{}`", rule.id);
            for why in [rule.why_callers, rule.why_servers] {
                assert!(!why.is_empty(), "no reason of `{}`", rule.id);
            }
        }
    }
}
