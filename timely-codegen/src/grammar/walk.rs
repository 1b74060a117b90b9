//! Going through a document by the grammar.

use super::{Kind, is_extension};
use crate::diagnostic::Pointer;
use serde_json::Value;

/// How deep the values of a document may be nested. The reader refuses deeper ones, so that whatever recurses into a
/// document finds enough stack.
pub(crate) const MAX_DEPTH: usize = 120;

/// What to do on the way.
pub(crate) trait Visit {
    /// Called for every value that the grammar knows, before what it holds. May change it; returns whether to go into
    /// what it holds then.
    fn enter(&mut self, kind: &'static Kind, value: &mut Value, pointer: &Pointer) -> bool;
}

/// Goes through a value and all that it holds, from the outside in. The stack it needs is bounded by the depth that
/// the reader allows.
pub(crate) fn walk(
    kind: &'static Kind,
    value: &mut Value,
    pointer: &mut Pointer,
    visit: &mut dyn Visit,
) {
    let kind = kind.for_value(value);
    if !visit.enter(kind, value, pointer) {
        return;
    }
    let end = pointer.end();
    match (kind, value) {
        (Kind::List(inner), Value::Array(items)) => {
            for (index, item) in items.iter_mut().enumerate() {
                pointer.push_index(index);
                walk(inner, item, pointer, visit);
                pointer.truncate(end);
            }
        }
        (_, Value::Object(entries)) => {
            for (key, value) in entries {
                let Some(inner) = member(kind, key) else {
                    continue;
                };
                pointer.push(key);
                walk(inner, value, pointer, visit);
                pointer.truncate(end);
            }
        }
        _ => {}
    }
}

/// What to do on the way through what stays as it is.
pub(crate) trait Look {
    /// Called for every value that the grammar knows, before what it holds; returns whether to go into that.
    fn look(&mut self, kind: &'static Kind, value: &Value, pointer: &Pointer) -> bool;
}

/// Goes through a value and all that it holds like [`walk`], and changes nothing.
pub(crate) fn survey(
    kind: &'static Kind,
    value: &Value,
    pointer: &mut Pointer,
    looker: &mut dyn Look,
) {
    let kind = kind.for_value(value);
    if !looker.look(kind, value, pointer) {
        return;
    }
    let end = pointer.end();
    match (kind, value) {
        (Kind::List(inner), Value::Array(items)) => {
            for (index, item) in items.iter().enumerate() {
                pointer.push_index(index);
                survey(inner, item, pointer, looker);
                pointer.truncate(end);
            }
        }
        (_, Value::Object(entries)) => {
            for (key, value) in entries {
                let Some(inner) = member(kind, key) else {
                    continue;
                };
                pointer.push(key);
                survey(inner, value, pointer, looker);
                pointer.truncate(end);
            }
        }
        _ => {}
    }
}

/// What a member of a value is; `None` for one that the grammar does not go into.
fn member(kind: &'static Kind, key: &str) -> Option<&'static Kind> {
    match kind {
        Kind::Map(inner) => Some(inner),
        Kind::Object(object) => object
            .kind_of(key)
            .filter(|_| !is_extension(key) || object.field(key).is_some()),
        _ => None,
    }
}
