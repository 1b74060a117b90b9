//! What OpenAPI 3.2 writes where OpenAPI 3.0 has another form: operations of any method, streams, the parameter that is the
//! whole query string, and cookies in their own style.

use super::{Context, annotations, key};
use crate::diagnostic::{Code, Diagnostics, Pointer, SourceMap};
use crate::grammar::{self, DOCUMENT, Kind, Role, Visit, walk};
use serde_json::{Map, Value};

pub(super) fn settle(document: &mut Value, context: &mut Context<'_>) {
    let querystrings = take_querystrings(document);
    let mut settler = Settler {
        context,
        querystrings,
    };
    walk(&DOCUMENT, document, &mut Pointer::root(), &mut settler);
}

struct Settler<'a, 'b> {
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

impl Visit for Settler<'_, '_> {
    fn enter(&mut self, kind: &'static Kind, value: &mut Value, pointer: &Pointer) -> bool {
        let (Kind::Object(object), Value::Object(entries)) = (kind, value) else {
            return true;
        };
        match object.role {
            // Schemas are done, and hold nothing of this.
            Role::Schema => return false,
            Role::PathItem => {
                path_item(entries, pointer, self.context.map);
                self.querystring(entries, pointer);
            }
            Role::Operation => self.querystring(entries, pointer),
            Role::Parameter => parameter(entries),
            Role::MediaType => self.media_type(entries, pointer),
            _ => {}
        }
        true
    }
}

impl Settler<'_, '_> {
    fn media_type(&mut self, entries: &mut Map<String, Value>, pointer: &Pointer) {
        // The schema of the items says more than that of the whole, which is a list of them.
        if let Some(items) = entries.shift_remove("itemSchema") {
            let map = &mut *self.context.map;
            map.moved(&pointer.child("itemSchema"), pointer.child("schema"));
            entries.insert("schema".to_owned(), items);
            annotations::mark_item_schema(entries);
        }
        self.positional_encoding(entries, pointer);
    }

    /// Holds the encodings of items, which have no names, as those of properties: of each place, and `*` for the others.
    fn positional_encoding(&mut self, entries: &mut Map<String, Value>, pointer: &Pointer) {
        if !entries.contains_key("encoding") {
            let map = &mut *self.context.map;
            let mut encoding = Map::new();
            let at = pointer.child("encoding");
            if let Some(Value::Array(places)) = entries.shift_remove("prefixEncoding") {
                let from = pointer.child("prefixEncoding");
                for (place, own) in places.into_iter().enumerate() {
                    let name = place.to_string();
                    map.moved(&from.index(place), at.child(&name));
                    encoding.insert(name, own);
                }
            }
            if let Some(own) = entries.shift_remove("itemEncoding") {
                map.moved(&pointer.child("itemEncoding"), at.child("*"));
                encoding.insert("*".to_owned(), own);
            }
            if !encoding.is_empty() {
                entries.insert("encoding".to_owned(), encoding.into());
            }
            return;
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
                        "`encoding` beside it is of parts that have names, and a body has parts of one kind: remove one of the \
                         two",
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
                let map = &mut *self.context.map;
                map.moved(&at, annotations::querystring_at(pointer));
                whole = Some(found.unwrap_or(parameter));
            }
        }
        *parameters = left;
        if let Some(whole) = whole {
            annotations::set_querystring(entries, whole);
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
        .assumption(
            Code::InvalidDocument,
            at,
            format!("the parameter `{name}` is the whole query string already, and there is one of these at most"),
            "this one is left out",
        )
        .help("describe the query as one schema, or by parameters in `query`");
}

/// `query` is one of `additionalOperations`.
fn path_item(entries: &mut Map<String, Value>, pointer: &Pointer, map: &mut SourceMap) {
    const OPERATIONS: &str = key::ADDITIONAL_OPERATIONS.name;
    let Some(operation) = entries.shift_remove(grammar::QUERY) else {
        return;
    };
    let to = pointer.child(OPERATIONS).child("QUERY");
    map.moved(&pointer.child(grammar::QUERY), to);
    let mut operations = Map::new();
    operations.insert("QUERY".to_owned(), operation);
    if let Some(Value::Object(additional)) = entries.shift_remove(OPERATIONS) {
        operations.extend(additional);
    }
    entries.insert(OPERATIONS.to_owned(), Value::Object(operations));
}

fn parameter(entries: &mut Map<String, Value>) {
    if entries.get("style").is_some_and(|style| style == "cookie") {
        annotations::set_cookie_style(entries);
    }
}
