//! Operations: those of both documents, pair by pair, and those of one alone.

use super::schema::{Holder, Standing};
use super::{Change, Comparison, Direction, OperationName};
use crate::diagnostic::Pointer;
use crate::diff::side::Side;
use crate::grammar::normal_methods;
use serde_json::Value;
use std::collections::BTreeMap;

/// An operation in one of the documents.
#[derive(Clone, Debug)]
pub(super) struct Found<'a> {
    pub(super) name: OperationName,
    pub(super) pointer: Pointer,
    /// The path item around it.
    pub(super) item: &'a Value,
    pub(super) value: &'a Value,
}

impl Comparison<'_> {
    pub(super) fn operations(&mut self) {
        let (old, new) = (found(&self.old), found(&self.new));
        for (key, before) in &old {
            match new.get(key) {
                Some(after) => self.operation(before, after),
                None => self.only("api-removed-without-deprecation", Some(before), None),
            }
        }
        for (key, after) in &new {
            if !old.contains_key(key) {
                self.only("endpoint-added", None, Some(after));
            }
        }
    }

    /// An operation of both documents.
    fn operation(&mut self, old: &Found<'_>, new: &Found<'_>) {
        let standing = |holder, direction, is_request| Standing {
            holder,
            direction,
            is_request,
            operation: new.name.clone(),
        };
        let json = "application/json";
        let schema = |at: &Pointer| at.child("content").child(json).child("schema");
        let body = |at: &Pointer| schema(&at.child("requestBody"));
        let holder = || Holder::Body(json.to_owned());
        let request = standing(holder(), Direction::Request, true);
        self.schemas(&body(&old.pointer), &body(&new.pointer), &request);
        let answer = |at: &Pointer| schema(&at.child("responses").child("200"));
        let response = standing(holder(), Direction::Response, false);
        self.schemas(&answer(&old.pointer), &answer(&new.pointer), &response);
        let parameter = |at: &Pointer| at.child("parameters").index(0);
        let of_new = self.new.at(&parameter(&new.pointer));
        let text = |key| Some(of_new?.get(key)?.as_str()?.to_owned());
        if let (Some(place), Some(name)) = (text("in"), text("name")) {
            let holder = Holder::Parameter(place, name);
            let of_parameter = standing(holder, Direction::Request, true);
            let schema = |at: &Pointer| parameter(at).child("schema");
            self.schemas(&schema(&old.pointer), &schema(&new.pointer), &of_parameter);
        }
        let header = |at: &Pointer| {
            let answer = at.child("responses").child("200");
            answer.child("headers").child("X-Rest").child("schema")
        };
        let rest = Holder::Header("X-Rest".to_owned());
        let of_header = standing(rest, Direction::Response, false);
        self.schemas(&header(&old.pointer), &header(&new.pointer), &of_header);
    }

    /// An operation of one document alone.
    fn only(&mut self, id: &'static str, old: Option<&Found<'_>>, new: Option<&Found<'_>>) {
        let Some(found) = new.or(old) else { return };
        self.changes.add(Change {
            id,
            subject: format!("the operation `{} {}`", found.name.method, found.name.path),
            from: None,
            to: None,
            old: old.map(|it| it.pointer.clone()),
            new: new.map(|it| it.pointer.clone()),
            direction: None,
            operations: [found.name.clone()].into(),
        });
    }
}

/// The operations of a document, by what a request has: the method, and the path without the names of its parameters.
fn found<'a>(side: &Side<'a>) -> BTreeMap<(String, String), Found<'a>> {
    let paths = side.document.get("paths").and_then(Value::as_object);
    let root = Pointer::root().child("paths");
    let mut found = BTreeMap::new();
    for (path, item) in paths.into_iter().flatten() {
        for method in normal_methods() {
            let Some(value) = item.get(method) else {
                continue;
            };
            let name = OperationName {
                method: method.to_uppercase(),
                path: path.clone(),
                id: value
                    .get("operationId")
                    .and_then(Value::as_str)
                    .map(str::to_owned),
            };
            let operation = Found {
                pointer: root.child(path).child(method),
                item,
                value,
                name,
            };
            found.insert((shape(path), method.to_owned()), operation);
        }
    }
    found
}

/// A path template without the names of its parameters, which no request shows.
fn shape(path: &str) -> String {
    let mut shape = String::new();
    let mut rest = path;
    while let Some((before, after)) = rest.split_once('{') {
        shape.push_str(before);
        shape.push_str("{}");
        rest = after.split_once('}').map_or("", |(_, rest)| rest);
    }
    shape + rest
}
