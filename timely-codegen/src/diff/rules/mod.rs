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
    /// comes after `#` tells which.
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
const fn rule(
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

/// Every kind, in the order of the tables; ids that have cases come as each of them.
pub(in crate::diff) fn all() -> impl Iterator<Item = &'static Rule> {
    TABLES.iter().copied().flatten()
}

/// The kind of a key.
pub(in crate::diff) fn rule_of(key: &str) -> Option<&'static Rule> {
    static BY_KEY: LazyLock<HashMap<&str, &Rule>> = LazyLock::new(|| {
        let rules = TABLES.iter().copied().flatten();
        rules.map(|rule| (rule.id, rule)).collect()
    });
    BY_KEY.get(key).copied()
}

/// The id of a key: what findings show.
pub(in crate::diff) fn id(key: &'static str) -> &'static str {
    key.split_once('#').map_or(key, |(id, _)| id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_key_has_one_rule() {
        let mut seen = std::collections::HashSet::new();
        let all = TABLES.iter().copied().flatten();
        let twice: Vec<&str> = all
            .map(|rule| rule.id)
            .filter(|id| !seen.insert(*id))
            .collect();
        assert!(twice.is_empty(), "{twice:?}");
    }

    #[test]
    fn each_case_is_one_of_an_id() {
        let without = all().filter(|rule| rule_of(id(rule.id)).is_none());
        let without: Vec<&str> = without.map(|rule| rule.id).collect();
        assert!(without.is_empty(), "{without:?}");
    }

    #[test]
    fn each_rule_says_why() {
        let all = TABLES.iter().copied().flatten();
        let mute = all.filter(|rule| rule.why_callers.is_empty() || rule.why_servers.is_empty());
        let mute: Vec<&str> = mute.map(|rule| rule.id).collect();
        assert!(mute.is_empty(), "{mute:?}");
    }
}
