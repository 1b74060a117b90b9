//! The kinds of changes, for those who ask what one means.

use super::finding::Severity;
use super::rules::{self, Rule};
#[cfg(feature = "cli")]
use crate::diagnostic::closest;
use std::fmt::Write as _;

/// The ids of all kinds of changes on the wire. Findings about generated code alone have ids of their own, `code-…`.
pub fn ids() -> impl Iterator<Item = &'static str> {
    let keys = rules::all().map(|rule| rule.id);
    keys.filter(|key| rules::id(key) == *key)
}

/// The id that is meant by one that no kind has.
#[cfg(feature = "cli")]
pub(crate) fn near(id: &str) -> Option<&'static str> {
    closest(id, ids().collect::<Vec<_>>())
}

/// What a kind of change on the wire means to existing callers and servers, as some paragraphs of plain text; none for an id that
/// is not one of [`ids`].
pub fn explain(id: &str) -> Option<String> {
    let rule = rules::rule_of(id)?;
    let Rule {
        callers,
        servers,
        why_callers,
        why_servers,
        ..
    } = rule;
    let mut text = format!(
        "A kind of change that `diff` finds.\n\n\
         existing callers: {}, {why_callers}\n\
         existing servers: {}, {why_servers}\n\n",
        shown(*callers),
        shown(*servers)
    );
    let cases = rules::all().filter_map(|rule| Some((rule, rule.id.strip_prefix(id)?)));
    for (rule, case) in cases.filter_map(|(rule, rest)| Some((rule, rest.strip_prefix('#')?))) {
        let case = case.replace('-', " ");
        let _ = write!(
            text,
            "Where it is {case}:\n\n\
             existing callers: {}, {}\n\
             existing servers: {}, {}\n\n",
            shown(rule.callers),
            rule.why_callers,
            shown(rule.servers),
            rule.why_servers
        );
    }
    if rule.changes_behavior {
        text.push_str(
            "Where no item of generated code changes with it, programs compile as before and behave otherwise: \
             it is told as SILENT.\n\n",
        );
    }
    text.push_str(
        "What it means to Rust programs depends on the items that change with it; the finding names them. \
         Another severity, or that one is known and accepted, is said in timely-diff.toml.\n",
    );
    Some(text)
}

fn shown(severity: Severity) -> &'static str {
    match severity {
        Severity::Safe => "safe",
        Severity::Risky => "risky",
        Severity::Breaking => "breaking",
    }
}
