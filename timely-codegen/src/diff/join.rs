//! Changes on the wire and of items, joined to findings by the places that they are about.

use super::changes::{Change, Changes, Sites};
use super::code::ItemChange;
use super::finding::{CodeChange, Finding, Severity, Verdict, Verdicts};
use super::rules;
use super::side::Side;
use std::borrow::Cow;

/// The findings, in the order of the new document.
pub(in crate::diff) fn join(
    changes: Changes,
    items: Vec<ItemChange>,
    old: &Side<'_>,
    new: &Side<'_>,
) -> Vec<Finding> {
    let mut rest: Vec<Option<ItemChange>> = items.into_iter().map(Some).collect();
    let mut findings = Vec::new();
    let sites: Vec<Sites> = changes
        .list()
        .iter()
        .map(|change| changes.sites(change, old.document, new.document))
        .collect();
    for (change, sites) in changes.into_list().into_iter().zip(sites) {
        let mut of_change = Vec::new();
        for item in &mut rest {
            if item.as_ref().is_some_and(|item| is_about(item, &change)) {
                of_change.extend(item.take());
            }
        }
        findings.push(finding(change, &sites, &of_change, old, new));
    }
    findings
}

/// Whether an item changes with a change on the wire: it comes from the same place.
fn is_about(item: &ItemChange, change: &Change) -> bool {
    let same = |a: &Option<_>, b: &Option<_>| a.is_some() && a == b;
    same(&item.old, &change.old) || same(&item.new, &change.new)
}

fn finding(
    change: Change,
    sites: &Sites,
    items: &[ItemChange],
    old: &Side<'_>,
    new: &Side<'_>,
) -> Finding {
    let rule = rules::rule(change.id);
    let of_wire = |severity: Option<Severity>, why: Option<&'static str>| {
        // What may change at any time promises nothing.
        let most = if sites.is_unstable {
            Severity::Risky
        } else {
            Severity::Breaking
        };
        let severity = severity.unwrap_or(Severity::Risky).min(most);
        Verdict::new(severity, why.unwrap_or_default())
    };
    let of_code = |severity: fn(&ItemChange) -> Severity| {
        let gravest = items.iter().max_by_key(|item| severity(item));
        match gravest {
            Some(item) => Verdict::new(severity(item), item.why.clone()),
            None => Verdict::new(Severity::Safe, "no item of generated code changes"),
        }
    };
    let audiences = Verdicts {
        callers: of_wire(rule.map(|it| it.callers), rule.map(|it| it.why_callers)),
        servers: of_wire(rule.map(|it| it.servers), rule.map(|it| it.why_servers)),
        client_code: of_code(|item| item.client),
        server_code: of_code(|item| item.server),
        handler_code: of_code(|item| item.handlers),
    };
    let silent = items.is_empty() && rule.is_some_and(|rule| rule.changes_behavior);
    Finding {
        id: Cow::Borrowed(rules::shown(change.id)),
        severity: audiences.worst(),
        message: change.subject,
        from: change.from,
        to: change.to,
        old: sites.old.as_ref().and_then(|pointer| old.site(pointer)),
        new: sites.new.as_ref().and_then(|pointer| new.site(pointer)),
        direction: change.direction,
        operations: change.operations.into_iter().collect(),
        audiences,
        rust: items
            .iter()
            .map(|item| CodeChange {
                item: item.item.clone(),
                change: item.change.clone(),
            })
            .collect(),
        silent,
    }
}
