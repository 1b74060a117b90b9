//! One type in several media types: a change that each of them judges is found once, as the gravest.

use super::super::changes::{Change, Changes};
use super::super::finding::{Direction, Severity};
use super::rules;
use crate::diagnostic::Pointer;
use std::collections::HashMap;

/// Which kinds depend on the media type: what text carries of a number is not what JSON does.
const KINDS: &[&str] = &["changed", "generalized", "specialized", "compatible"];

type Key = (
    Option<Pointer>,
    Option<Pointer>,
    Option<String>,
    Option<String>,
    Option<Direction>,
);

/// Leaves out what another one says more gravely of the same place and at least the same operations.
pub(super) fn keep(changes: &mut Changes) {
    let mut by_place: HashMap<Key, Vec<usize>> = HashMap::new();
    for (index, change) in changes.list().iter().enumerate() {
        if is_of_type(change.id) {
            by_place.entry(key(change)).or_default().push(index);
        }
    }
    let list = changes.list();
    let mut lesser: Vec<usize> = Vec::new();
    for same in by_place.values().filter(|it| it.len() > 1) {
        let is_less = |index: &&usize| {
            let mut others = same.iter().filter(|other| other != index);
            others.any(|other| says_more(&list[*other], &list[**index]))
        };
        lesser.extend(same.iter().filter(is_less));
    }
    changes.leave_out(&lesser);
}

/// Whether a kind is one of these of a type.
fn is_of_type(key: &'static str) -> bool {
    let of_type = rules::id(key).rsplit_once("-type-");
    of_type.is_some_and(|(_, kind)| KINDS.contains(&kind))
}

fn key(change: &Change) -> Key {
    (
        change.old.clone(),
        change.new.clone(),
        change.from.clone(),
        change.to.clone(),
        change.direction,
    )
}

/// Whether one is graver than another for all, and reaches what that reaches.
fn says_more(one: &Change, other: &Change) -> bool {
    let of = |change: &Change| -> Option<[Severity; 2]> {
        let rule = rules::rule_of(change.id)?;
        Some([rule.callers, rule.servers])
    };
    let (Some(more), Some(less)) = (of(one), of(other)) else {
        return false;
    };
    more != less
        && more.iter().zip(&less).all(|(more, less)| more >= less)
        && one.operations.is_superset(&other.operations)
}
