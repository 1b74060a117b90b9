//! Findings by the operations that they reach.

use super::words;
use crate::diff::{Finding, OperationName};
use std::{cmp::Reverse, collections::HashMap};

/// As many operations are named in a title.
const NAMED: usize = 3;

/// The findings of some operations.
pub(super) struct Group<'a> {
    pub(super) operations: &'a [OperationName],
    /// The gravest first.
    pub(super) findings: Vec<&'a Finding>,
}

/// The silent ones, and the others by operations: those with the gravest finding first, and else in the order of the document.
pub(super) fn groups(findings: &[Finding]) -> (Vec<&Finding>, Vec<Group<'_>>) {
    let (mut silent, others): (Vec<&Finding>, Vec<&Finding>) =
        findings.iter().partition(|finding| finding.silent);
    silent.sort_by_key(|finding| Reverse(finding.severity));
    let mut groups: Vec<Group<'_>> = Vec::new();
    let mut known: HashMap<&[OperationName], usize> = HashMap::new();
    for finding in others {
        let operations = finding.operations.as_slice();
        let at = *known.entry(operations).or_insert_with(|| {
            groups.push(Group {
                operations,
                findings: Vec::new(),
            });
            groups.len() - 1
        });
        groups[at].findings.push(finding);
    }
    for group in &mut groups {
        group
            .findings
            .sort_by_key(|finding| Reverse(finding.severity));
    }
    groups.sort_by_key(|group| Reverse(group.findings.first().map(|finding| finding.severity)));
    (silent, groups)
}

/// What findings are of: `GET /pets (listPets)`.
pub(super) fn title(operations: &[OperationName]) -> String {
    let named: Vec<String> = operations
        .iter()
        .take(NAMED)
        .map(words::operation)
        .collect();
    match operations.len() {
        0 => "The document".to_owned(),
        number if number > NAMED => format!("{} and {} more", named.join(", "), number - NAMED),
        _ => named.join(", "),
    }
}
