//! How what is sent and what is kept comes into an answer: as far as the schema allows it.

use super::super::service::Call;
use super::places::plain;
use super::roles::last_parameter;
use crate::schema::Budget;
use crate::{Direction, Schema};
use serde_json::{Map, Value};

/// What all checks of an answer may take, in steps of roughly 10 ns in a release build: members are tried one by one, and
/// who sends them must not have the answer checked a million times.
const STEPS: u64 = 20_000_000;

/// What an answer must be, whatever is put into it.
pub(super) struct Fitting {
    schema: &'static Schema,
    budget: Budget,
}

impl Fitting {
    pub(super) fn to(schema: &'static Schema) -> Self {
        Self {
            schema,
            budget: Budget::new(STEPS),
        }
    }

    fn passes(&self, body: &Value) -> bool {
        let root = self.schema.root();
        root.admits(body, Direction::Response, &self.budget) && !self.budget.is_exhausted()
    }

    /// Puts members of an object in the place of those that an answer has at a pointer, each as far as the answer is still
    /// what the schema allows. What stands at `kept` stays as it is.
    pub(super) fn overlay(&self, body: &mut Value, pointer: &str, item: &Value, kept: &[&str]) {
        let Some(members) = item.as_object() else {
            self.try_put(body, pointer, item);
            return;
        };
        let is_kept = |name: &str| {
            let place = format!("{pointer}{}", crate::json::pointer::to(name));
            kept.contains(&place.as_str())
        };
        // All at once, since one may ask for the other.
        let before = body.clone();
        if let Some(target) = body.pointer_mut(pointer).and_then(Value::as_object_mut) {
            for (name, value) in members.iter().filter(|(name, _)| !is_kept(name)) {
                target.insert(name.clone(), value.clone());
            }
        }
        if self.passes(body) {
            return;
        }
        *body = before;
        for (name, value) in members.iter().filter(|(name, _)| !is_kept(name)) {
            if self.budget.is_exhausted() {
                return;
            }
            self.put_member(body, pointer, (name, value));
        }
    }

    fn put_member(&self, body: &mut Value, pointer: &str, (name, value): (&str, &Value)) {
        let Some(members) = body.pointer_mut(pointer).and_then(Value::as_object_mut) else {
            return;
        };
        let had = members.insert(name.to_owned(), value.clone());
        if self.passes(body) {
            return;
        }
        if let Some(members) = body.pointer_mut(pointer).and_then(Value::as_object_mut) {
            match had {
                Some(had) => members.insert(name.to_owned(), had),
                None => members.remove(name),
            };
        }
    }

    /// Puts a value at a pointer, if the schema allows the whole with it.
    pub(super) fn try_put(&self, body: &mut Value, pointer: &str, value: &Value) -> bool {
        let Some(target) = body.pointer_mut(pointer) else {
            return false;
        };
        let had = std::mem::replace(target, value.clone());
        if self.passes(body) {
            return true;
        }
        if let Some(target) = body.pointer_mut(pointer) {
            *target = had;
        }
        false
    }

    /// Puts items in the place of those of a list, and their number in the place of those numbers that say it.
    pub(super) fn fill_list(
        &self,
        body: &mut Value,
        pointer: &str,
        items: Vec<Value>,
        total: usize,
    ) {
        let sample = body.pointer(pointer).and_then(|list| list.get(0)).cloned();
        let count = items.len();
        let items = Value::Array(items);
        if !self.try_put(body, pointer, &items) {
            // What was created may have less than what is listed, or other members.
            let filled = items.as_array().into_iter().flatten();
            let filled = filled.map(|item| fitting(item, sample.as_ref()));
            self.try_put(body, pointer, &Value::Array(filled.collect()));
        }
        self.tell_counts(body, (count, total));
    }

    /// Sets the numbers of an envelope that say how much there is.
    fn tell_counts(&self, body: &mut Value, (count, total): (usize, usize)) {
        let Some(members) = body.as_object() else {
            return;
        };
        for (name, place) in numbers_of(members) {
            let number = match plain(&name).as_str() {
                "total" | "totalcount" | "totalitems" | "totalresults" | "totalelements" => total,
                "count" | "returned" => count,
                "totalpages" | "pages" if total <= count => usize::from(total > 0),
                _ => continue,
            };
            self.try_put(body, &place, &Value::from(number));
        }
    }
}

/// The numbers of an envelope and of the objects in it: the name and the place of each.
fn numbers_of(members: &Map<String, Value>) -> Vec<(String, String)> {
    let mut places = Vec::new();
    for (name, value) in members {
        let at = crate::json::pointer::to(name);
        match value {
            Value::Number(_) => places.push((name.clone(), at)),
            Value::Object(inner) => {
                let inner = inner.iter().filter(|(_, value)| value.is_number());
                places.extend(inner.map(|(name, _)| {
                    let place = format!("{at}{}", crate::json::pointer::to(name));
                    (name.clone(), place)
                }));
            }
            _ => {}
        }
    }
    places
}

/// An item as it is after a change: an object with its members replaced (RFC 7396), or by the operations of a patch (RFC 6902)
/// that are about members.
pub(super) fn changed(mut item: Value, sent: &Value) -> Value {
    match sent {
        Value::Array(operations) => {
            for operation in operations {
                apply(&mut item, operation);
            }
        }
        sent => merge(&mut item, sent, 0),
    }
    item
}

fn merge(item: &mut Value, sent: &Value, depth: usize) {
    match (item, sent) {
        (Value::Object(item), Value::Object(sent)) if depth < 64 => {
            for (name, value) in sent {
                match item.get_mut(name) {
                    Some(known) => merge(known, value, depth + 1),
                    None => {
                        item.insert(name.clone(), value.clone());
                    }
                }
            }
        }
        (item, sent) => *item = sent.clone(),
    }
}

/// One operation of a JSON Patch; what cannot be applied changes nothing.
fn apply(item: &mut Value, operation: &Value) {
    let text = |name: &str| operation.get(name).and_then(Value::as_str);
    let (Some(kind), Some(path)) = (text("op"), text("path")) else {
        return;
    };
    let Some((parent, name)) = path.rsplit_once('/') else {
        return;
    };
    let name = crate::json::pointer::unescaped(name);
    let value = operation.get("value").cloned();
    match (item.pointer_mut(parent), kind, value) {
        (Some(Value::Object(members)), "add" | "replace", Some(value)) => {
            members.insert(name.to_string(), value);
        }
        (Some(Value::Object(members)), "remove", _) => {
            members.remove(&*name);
        }
        (Some(Value::Array(items)), "add", Some(value)) if name == "-" => items.push(value),
        (Some(Value::Array(items)), kind, value) => {
            let Some(at) = name.parse().ok().filter(|at| *at < items.len()) else {
                return;
            };
            match (kind, value) {
                ("add", Some(value)) => items.insert(at, value),
                ("replace", Some(value)) => items[at] = value,
                ("remove", _) => {
                    items.remove(at);
                }
                _ => {}
            }
        }
        _ => {}
    }
}

/// The part of a list that a request asks for by `limit` and `page` or `offset`, whatever they are called.
pub(super) fn page(all: Vec<Value>, arguments: &Map<String, Value>) -> Vec<Value> {
    let number = |names: &[&str]| {
        let mut found = arguments
            .iter()
            .filter(|(name, _)| names.contains(&&*plain(name)));
        found.find_map(|(_, value)| usize::try_from(value.as_u64()?).ok())
    };
    let limit = number(&["limit", "perpage", "pagesize", "size", "take"]).unwrap_or(all.len());
    let page =
        number(&["page", "pagenumber"]).map(|page| page.saturating_sub(1).saturating_mul(limit));
    let skipped = number(&["offset", "skip", "start"]).or(page).unwrap_or(0);
    all.into_iter().skip(skipped).take(limit).collect()
}

/// An item with what a listed one has besides, and without what that does not have.
fn fitting(item: &Value, sample: Option<&Value>) -> Value {
    match (item, sample) {
        (Value::Object(item), Some(Value::Object(sample))) => {
            let members = sample.iter().map(|(name, other)| {
                let value = item.get(name).unwrap_or(other);
                (name.clone(), value.clone())
            });
            Value::Object(members.collect())
        }
        (item, _) => item.clone(),
    }
}

/// Puts the ids of the path into the answer, where it has members of these names: who asks for a thing gets that thing.
pub(in crate::mock) fn echo(body: &mut Value, schema: &'static Schema, call: &Call) {
    let last = last_parameter(call.operation.path);
    let fitting = Fitting::to(schema);
    let parameters = call.operation.parameters.iter();
    let of_path = parameters.filter(|it| it.location == crate::Location::Path);
    for parameter in of_path {
        let Some(value) = call.arguments.get(parameter.field) else {
            continue;
        };
        let is_last = last == Some(parameter.name);
        let mut places = Vec::new();
        note_ids(body, "", (parameter.name, is_last), &mut places);
        // Within an envelope, of which it is the first.
        let members = body.as_object().filter(|_| places.is_empty());
        for (name, inner) in members.into_iter().flatten() {
            let at = crate::json::pointer::to(name);
            note_ids(inner, &at, (parameter.name, is_last), &mut places);
        }
        for place in places.into_iter().take(1) {
            fitting.try_put(body, &place, value);
        }
    }
}

/// Notes where an object has the value of a parameter.
fn note_ids(value: &Value, at: &str, (parameter, is_last): (&str, bool), places: &mut Vec<String>) {
    let Some(members) = value.as_object() else {
        return;
    };
    let wanted = plain(parameter);
    let same = members.keys().find(|name| plain(name) == wanted);
    let own = || {
        members
            .keys()
            .find(|name| *name == "id")
            .filter(|_| is_last)
    };
    if let Some(name) = same.or_else(own) {
        places.push(format!("{at}{}", crate::json::pointer::to(name)));
    }
}
