//! The overlay that makes one document of another.

use serde_json::{Map, Value, json};

/// An overlay whose actions make `new` of `old`. Both are objects.
pub(crate) fn diff(old: &Map<String, Value>, new: &Map<String, Value>, title: &str) -> Value {
    let mut actions = Vec::new();
    objects("$", old, new, &mut actions);
    json!({
        "overlay": "1.1.0",
        "info": {"title": title, "version": "1.0.0"},
        "actions": actions,
    })
}

/// What is removed comes before what takes its place.
fn objects(at: &str, old: &Map<String, Value>, new: &Map<String, Value>, actions: &mut Vec<Value>) {
    let mut update = Map::new();
    let mut inner = Vec::new();
    for (key, before) in old {
        let at = member(at, key);
        let Some(after) = new.get(key) else {
            actions.push(json!({"target": at, "remove": true}));
            continue;
        };
        if !values(&at, before, after, &mut inner) {
            if !is_replaced_by_merging(before, after) {
                actions.push(json!({"target": at, "remove": true}));
            }
            update.insert(key.clone(), after.clone());
        }
    }
    let added = new.iter().filter(|(key, _)| !old.contains_key(*key));
    update.extend(added.map(|(key, value)| (key.clone(), value.clone())));
    if !update.is_empty() {
        actions.push(json!({"target": at, "update": update}));
    }
    actions.append(&mut inner);
}

/// Whether actions of its own make one value of another; its parent has to be updated otherwise.
fn values(at: &str, old: &Value, new: &Value, actions: &mut Vec<Value>) -> bool {
    match (old, new) {
        (old, new) if old == new => true,
        (Value::Object(old), Value::Object(new)) => {
            objects(at, old, new, actions);
            true
        }
        (Value::Array(old), Value::Array(new)) => arrays(at, old, new, actions),
        _ => false,
    }
}

/// Items keep their places: those that both have are changed, and the rest is appended or removed from the end.
fn arrays(at: &str, old: &[Value], new: &[Value], actions: &mut Vec<Value>) -> bool {
    let mut own = Vec::new();
    for (index, (before, after)) in old.iter().zip(new).enumerate() {
        let at = format!("{at}[{index}]");
        if values(&at, before, after, &mut own) {
            continue;
        }
        if !is_replaced_by_merging(before, after) {
            return false;
        }
        own.push(json!({"target": at, "update": after}));
    }
    for index in (new.len()..old.len()).rev() {
        own.push(json!({"target": format!("{at}[{index}]"), "remove": true}));
    }
    if let Some(rest) = new.get(old.len()..).filter(|rest| !rest.is_empty()) {
        own.push(json!({"target": at, "update": rest}));
    }
    actions.append(&mut own);
    true
}

/// Whether an update puts one value in the place of another: neither of them has anything that would be kept.
fn is_replaced_by_merging(old: &Value, new: &Value) -> bool {
    let is_primitive = |value: &Value| !value.is_object() && !value.is_array();
    is_primitive(old) && is_primitive(new)
}

/// The path of a member (RFC 9535, sections 2.5.1 and 2.3.1), short where that is possible.
fn member(at: &str, key: &str) -> String {
    let mut chars = key.chars();
    let is_start = |c: char| c.is_ascii_alphabetic() || c == '_';
    let is_short =
        chars.next().is_some_and(is_start) && chars.all(|c| is_start(c) || c.is_ascii_digit());
    if is_short {
        return format!("{at}.{key}");
    }
    let mut quoted = String::new();
    for c in key.chars() {
        match c {
            '\'' | '\\' => quoted.extend(['\\', c]),
            c if u32::from(c) < 0x20 => quoted.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => quoted.push(c),
        }
    }
    format!("{at}['{quoted}']")
}
