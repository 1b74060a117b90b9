//! Changes on the wire and of items, joined to findings by the places that they are about.

use super::changes::{Change, Changes, Places, Sites};
use super::code::{Aspect, ItemChange};
use super::finding::{CodeChange, Direction, Finding, OperationName, Severity, Verdict, Verdicts};
use super::reasons::Explained;
use super::rules::{self, Rule};
use super::side::Side;
use crate::diagnostic::Pointer;
use crate::grammar::normal_methods;
use std::borrow::Cow;
use std::collections::HashMap;

/// Why nothing changes for those who speak HTTP where generated code alone does.
const CODE_ALONE: &str = "nothing changes on the wire";

/// The findings: what changes on the wire in its order, then what changes in generated code alone.
pub(in crate::diff) fn join(
    changes: Changes,
    items: Vec<ItemChange>,
    old: &Side<'_>,
    new: &Side<'_>,
) -> Vec<Finding> {
    let sites: Vec<Sites> = changes
        .list()
        .iter()
        .map(|change| changes.sites(change, old.document, new.document))
        .collect();
    let (changes, places) = changes.into_parts();
    let explained = Explained::of(&changes, &items, old, new);
    let mut findings = Vec::with_capacity(changes.len());
    let changes = changes.into_iter().zip(sites);
    for ((change, sites), of_change) in changes.zip(&explained.by_change) {
        let of_change: Vec<&ItemChange> = of_change.iter().map(|index| &items[*index]).collect();
        findings.push(finding(change, sites, &of_change, old, new));
    }
    let rest = explained.rest.iter().map(|index| &items[*index]);
    findings.extend(
        groups(rest.collect())
            .iter()
            .map(|group| code_finding(group, &places, old, new)),
    );
    findings
}

/// The verdict of some items for one kind of program.
fn of_code(items: &[&ItemChange], severity: fn(&ItemChange) -> Severity) -> Verdict {
    let gravest = items.iter().rev().max_by_key(|item| severity(item));
    match gravest {
        Some(item) => Verdict::new(severity(item), item.why.clone()),
        None => Verdict::new(Severity::Safe, "no item of generated code changes"),
    }
}

fn verdicts(callers: Verdict, servers: Verdict, items: &[&ItemChange]) -> Verdicts {
    Verdicts {
        callers,
        servers,
        client_code: of_code(items, |item| item.client),
        server_code: of_code(items, |item| item.server),
        handler_code: of_code(items, |item| item.handlers),
    }
}

fn code_changes(items: &[&ItemChange]) -> Vec<CodeChange> {
    let mut changes: Vec<CodeChange> = Vec::with_capacity(items.len());
    for item in items {
        let change = CodeChange {
            item: item.item.clone(),
            change: item.change.clone(),
        };
        if !changes.contains(&change) {
            changes.push(change);
        }
    }
    changes
}

fn finding(
    mut change: Change,
    mut sites: Sites,
    items: &[&ItemChange],
    old: &Side<'_>,
    new: &Side<'_>,
) -> Finding {
    show_new_name(&mut change, &mut sites, items);
    let rule = rules::rule_of(change.id);
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
    let audiences = verdicts(
        of_wire(rule.map(|it| it.callers), rule.map(|it| it.why_callers)),
        of_wire(rule.map(|it| it.servers), rule.map(|it| it.why_servers)),
        items,
    );
    Finding {
        id: Cow::Borrowed(rules::id(change.id)),
        severity: audiences.worst(),
        message: change.subject,
        from: change.from,
        to: change.to,
        old: sites.old.as_ref().and_then(|pointer| old.site(pointer)),
        new: sites.new.as_ref().and_then(|pointer| new.site(pointer)),
        direction: change.direction,
        operations: change.operations.into_iter().collect(),
        audiences,
        rust: code_changes(items),
        silent: is_silent(rule, items),
    }
}

/// Shows a component that is gone because it is called otherwise as that.
fn show_new_name(change: &mut Change, sites: &mut Sites, items: &[&ItemChange]) {
    if change.id != "api-schema-removed" {
        return;
    }
    let is_it = |item: &&&ItemChange| {
        item.aspect == Aspect::Name && item.old == change.old && item.new.is_some()
    };
    if let Some(item) = items.iter().find(is_it) {
        let name = |place: &Option<Pointer>| place.as_ref().and_then(Pointer::name);
        (change.from, change.to) = (name(&item.old), name(&item.new));
        sites.new.clone_from(&item.new);
    }
}

/// Whether programs compile as before, and behave otherwise or mean something else.
fn is_silent(rule: Option<&Rule>, items: &[&ItemChange]) -> bool {
    let is_felt = |rule: &Rule| rule.changes_behavior || rule.callers == Severity::Breaking;
    // A method that takes a credential says nothing of who has to call it, and a constant nothing of what is called.
    let apart = [Aspect::Security, Aspect::Address];
    let is_unseen =
        |item: &&ItemChange| item.silent || (apart.contains(&item.aspect) && item.is_safe());
    let compile = items.iter().all(is_unseen);
    compile && (rule.is_some_and(is_felt) || items.iter().any(|item| item.silent))
}

/// The items that make one finding each: those of one item of its kind, and what is renamed together.
fn groups(mut items: Vec<&ItemChange>) -> Vec<Vec<&ItemChange>> {
    // What is renamed stands before what is renamed below it.
    items.sort_by(|one, other| (&one.old, &one.new).cmp(&(&other.old, &other.new)));
    let mut groups: Vec<Vec<&ItemChange>> = Vec::new();
    let mut by_owner: HashMap<(&str, &str), usize> = HashMap::new();
    let mut renamed: HashMap<(Pointer, Pointer), usize> = HashMap::new();
    for item in items {
        let key = (item.id, item.owner.as_str());
        let is_renamed = item.id.ends_with("-renamed");
        let around = is_renamed.then(|| around(item, &renamed)).flatten();
        let place = around.or_else(|| by_owner.get(&key).copied());
        let place = place.unwrap_or(groups.len());
        if place == groups.len() {
            groups.push(Vec::new());
        }
        by_owner.insert(key, place);
        if let (true, Some(old), Some(new)) = (is_renamed, &item.old, &item.new) {
            renamed.insert((old.clone(), new.clone()), place);
        }
        groups[place].push(item);
    }
    groups
}

/// The finding of what holds an item, and is renamed as well.
fn around(item: &ItemChange, renamed: &HashMap<(Pointer, Pointer), usize>) -> Option<usize> {
    let (mut old, mut new) = (item.old.clone()?, item.new.clone()?);
    loop {
        if let Some(place) = renamed.get(&(old.clone(), new.clone())) {
            return Some(*place);
        }
        (old, new) = (old.parent()?, new.parent()?);
    }
}

/// A finding about generated code alone.
fn code_finding(items: &[&ItemChange], places: &Places, old: &Side<'_>, new: &Side<'_>) -> Finding {
    let safe = || Verdict::new(Severity::Safe, CODE_ALONE);
    let audiences = verdicts(safe(), safe(), items);
    let first = items.first();
    let message = first.map(|item| format!("`{}`: {}", item.item, item.change));
    let place =
        |of: fn(&ItemChange) -> &Option<Pointer>| items.iter().find_map(|item| of(item).clone());
    let (old_place, new_place) = (place(|item| &item.old), place(|item| &item.new));
    let operation = new_place
        .as_ref()
        .and_then(|place| operation_at(new, place))
        .or_else(|| operation_at(old, old_place.as_ref()?));
    let of_items = (old_place.as_ref(), new_place.as_ref());
    let (old_place, new_place) = places.both(of_items, (old.document, new.document));
    Finding {
        id: Cow::Borrowed(first.map_or("code-changed", |item| item.id)),
        severity: audiences.worst(),
        message: message.unwrap_or_default(),
        from: None,
        to: None,
        old: old_place.and_then(|place| old.site(&place)),
        new: new_place.and_then(|place| new.site(&place)),
        direction: None::<Direction>,
        operations: operation.into_iter().collect(),
        audiences,
        rust: code_changes(items),
        silent: !items.is_empty() && items.iter().all(|item| item.silent),
    }
}

/// The operation that a place belongs to.
fn operation_at(side: &Side<'_>, place: &Pointer) -> Option<OperationName> {
    let mut segments = place.segments();
    let section = segments.next()?;
    let (path, method) = (segments.next()?, segments.next()?);
    let is_operation = ["paths", "webhooks"].contains(&section.as_str())
        && normal_methods().any(|it| it == method);
    if !is_operation {
        return None;
    }
    let operation = Pointer::root().child(&section).child(&path).child(&method);
    let id = side.at(&operation)?.get("operationId");
    Some(OperationName {
        method: method.to_uppercase(),
        path,
        id: id.and_then(serde_json::Value::as_str).map(str::to_owned),
    })
}
