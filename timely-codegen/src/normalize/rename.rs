//! What OpenAPI 3.0 has no key for goes under a key of our own, once it is in the normal form itself.

use super::{Context, internal, newer};
use crate::diagnostic::{Code, Diagnostics, Pointer, SourceMap};
use crate::grammar::{self, DOCUMENT, Kind, OPERATION_KIND, Role, Visit, walk};
use serde_json::{Map, Value};

pub(super) fn rename(document: &mut Value, context: &mut Context<'_>) {
    let querystrings = take_querystrings(document);
    walk(
        &DOCUMENT,
        document,
        &mut Pointer::root(),
        &mut Renamer {
            context,
            querystrings,
        },
    );
    if let Some(entries) = document.as_object_mut() {
        rename_key(
            entries,
            "webhooks",
            internal::WEBHOOKS,
            &Pointer::root(),
            context.map,
        );
    }
}

struct Renamer<'a, 'b> {
    context: &'a mut Context<'b>,
    /// The parameters of the components that are the whole query string.
    querystrings: Map<String, Value>,
}

/// Takes the parameters that are the whole query string out of the components.
fn take_querystrings(document: &mut Value) -> Map<String, Value> {
    let parameters = document
        .pointer_mut("/components/parameters")
        .and_then(Value::as_object_mut);
    let Some(parameters) = parameters else {
        return Map::new();
    };
    let (taken, left) = std::mem::take(parameters)
        .into_iter()
        .partition(|(_, parameter)| is_querystring(parameter));
    *parameters = left;
    taken
}

fn is_querystring(parameter: &Value) -> bool {
    parameter
        .get("in")
        .is_some_and(|place| place == "querystring")
}

impl Visit for Renamer<'_, '_> {
    fn enter(&mut self, kind: &'static Kind, value: &mut Value, pointer: &Pointer) -> bool {
        let (Kind::Object(object), Value::Object(entries)) = (kind, value) else {
            return true;
        };
        match object.role {
            // Schemas are done, and hold nothing of this.
            Role::Schema => return false,
            Role::Document => {
                newer::document(entries);
            }
            Role::PathItem => {
                newer::servers(entries);
                path_item(entries, pointer, self.context.map);
                // The operations under the new key are out of the grammar's sight.
                for (method, operation) in entries
                    .get_mut(internal::OPERATIONS)
                    .into_iter()
                    .filter_map(Value::as_object_mut)
                    .flatten()
                {
                    let mut at = pointer.child(internal::OPERATIONS).child(method);
                    walk(&OPERATION_KIND, operation, &mut at, self);
                }
                self.querystring(entries, pointer);
            }
            Role::Operation => {
                newer::servers(entries);
                self.querystring(entries, pointer);
            }
            Role::SecurityScheme => newer::security_scheme(entries),
            Role::Parameter => newer::parameter(entries),
            Role::MediaType => self.media_type(entries, pointer),
            _ => {}
        }
        true
    }
}

impl Renamer<'_, '_> {
    fn media_type(&mut self, entries: &mut Map<String, Value>, pointer: &Pointer) {
        // The schema of the items says more than that of the whole, which is a list of them.
        if let Some(items) = entries.shift_remove("itemSchema") {
            let map = &mut *self.context.map;
            map.moved(&pointer.child("itemSchema"), pointer.child("schema"));
            entries.insert("schema".to_owned(), items);
            entries.insert(internal::ITEM_SCHEMA.to_owned(), Value::Bool(true));
        }
        for key in ["itemEncoding", "prefixEncoding"] {
            if entries.shift_remove(key).is_some() {
                self.context
                    .diagnostics
                    .warning(
                        Code::Degraded,
                        &pointer.child(key),
                        format!("`{key}` is not applied to the parts of this body"),
                    )
                    .help(
                        "each part is handed over with the headers that it has; give those that are sent the media \
                         type and the headers that are written here",
                    );
            }
        }
    }

    /// Takes out the parameter that is the whole query string, of which there is one at most (OpenAPI 3.2, section 4.12.1).
    fn querystring(&mut self, entries: &mut Map<String, Value>, pointer: &Pointer) {
        let Some(parameters) = entries.get_mut("parameters").and_then(Value::as_array_mut) else {
            return;
        };
        let shared = |parameter: &Value| {
            let key = grammar::component(grammar::reference(parameter)?, "parameters")?;
            self.querystrings.get(&*key).cloned()
        };
        let list = pointer.child("parameters");
        let mut whole: Option<Value> = None;
        let mut left = Vec::new();
        for (index, parameter) in std::mem::take(parameters).into_iter().enumerate() {
            let found = shared(&parameter);
            let at = list.index(index);
            if found.is_none() && !is_querystring(&parameter) {
                // The places of the parameters behind it are off from now on, which the map has to know.
                if left.len() < index {
                    self.context.map.moved(&at, list.index(left.len()));
                }
                left.push(parameter);
            } else if let Some(first) = &whole {
                report_second(first, &at, self.context.diagnostics);
                // Before another parameter may stand there.
                self.context.settle_places();
            } else {
                let to = pointer.child(internal::QUERYSTRING);
                self.context.map.moved(&at, to);
                whole = Some(found.unwrap_or(parameter));
            }
        }
        *parameters = left;
        if let Some(whole) = whole {
            entries.insert(internal::QUERYSTRING.to_owned(), whole);
        }
    }
}

/// Reports a second parameter that is the whole query string.
fn report_second(first: &Value, at: &Pointer, diagnostics: &mut Diagnostics) {
    let name = first
        .get("name")
        .and_then(Value::as_str)
        .unwrap_or_default();
    diagnostics
        .refusal(
            Code::InvalidDocument,
            at,
            format!("the parameter `{name}` is the whole query string already, and there is one of these at most"),
            "this one is left out",
        )
        .help("describe the query as one schema, or by parameters in `query`");
}

/// `query` and `additionalOperations`.
fn path_item(entries: &mut Map<String, Value>, pointer: &Pointer, map: &mut SourceMap) {
    let mut operations = Map::new();
    let to = pointer.child(internal::OPERATIONS);
    if let Some(operation) = entries.shift_remove(grammar::QUERY) {
        map.moved(&pointer.child(grammar::QUERY), to.child("QUERY"));
        operations.insert("QUERY".to_owned(), operation);
    }
    if let Some(Value::Object(additional)) = entries.shift_remove("additionalOperations") {
        for (method, operation) in additional {
            map.moved(
                &pointer.child("additionalOperations").child(&method),
                to.child(&method),
            );
            operations.insert(method, operation);
        }
    }
    if !operations.is_empty() {
        entries.insert(internal::OPERATIONS.to_owned(), Value::Object(operations));
    }
}

fn rename_key(
    entries: &mut Map<String, Value>,
    from: &str,
    to: &str,
    pointer: &Pointer,
    map: &mut SourceMap,
) {
    if let Some(value) = entries.shift_remove(from) {
        map.moved(&pointer.child(from), pointer.child(to));
        entries.insert(to.to_owned(), value);
    }
}
