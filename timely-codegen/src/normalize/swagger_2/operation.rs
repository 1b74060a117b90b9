//! Path items and operations, and which parameters of theirs are bodies.

use super::parameter::Place;
use super::{Converter, Entries, media_types, servers};
use crate::diagnostic::{Code, Pointer};
use crate::grammar;
use serde_json::{Map, Value};

/// A parameter that is a body, or a field of one.
#[derive(Clone, Debug)]
pub(super) struct Given<'a> {
    pub(super) entries: &'a Entries,
    pub(super) place: Pointer,
    /// Whether other operations may have it as well.
    pub(super) is_shared: bool,
    /// Whether it is one of the section of parameters that the document has.
    pub(super) is_global: bool,
}

impl Given<'_> {
    pub(super) fn name(&self) -> Option<&str> {
        self.entries.get("name").and_then(Value::as_str)
    }

    /// How many values it holds.
    pub(super) fn size(&self) -> usize {
        let values = self.entries.values();
        values.map(|value| grammar::measure(value).0).sum()
    }
}

/// A list of parameters, taken apart.
#[derive(Default)]
struct Sorted<'a> {
    /// What OpenAPI 3 knows as parameters.
    parameters: Vec<Value>,
    body: Option<Given<'a>>,
    form: Vec<Given<'a>>,
}

impl<'a> Converter<'a, '_> {
    pub(super) fn paths(&mut self, paths: &'a Entries) -> Entries {
        let base = Pointer::root().child("paths");
        let mut converted = Map::new();
        for (path, item) in paths {
            let value = match item {
                Value::Object(item) if !grammar::is_extension(path) => {
                    Value::Object(self.path_item(item, &base.child(path)))
                }
                other => other.clone(),
            };
            converted.insert(path.clone(), value);
        }
        converted
    }

    fn path_item(&mut self, item: &'a Entries, at: &Pointer) -> Entries {
        let list = at.child("parameters");
        let shared = self.sorted(item.get("parameters"), &list, true);
        let mut converted = Map::new();
        for (key, value) in item {
            let value = match (key.as_str(), value) {
                ("parameters", Value::Array(_)) => Value::Array(shared.parameters.clone()),
                (key, Value::Object(operation)) if grammar::methods().any(|name| name == key) => {
                    Value::Object(self.operation(operation, &at.child(key), &shared))
                }
                (_, other) => other.clone(),
            };
            converted.insert(key.clone(), value);
        }
        converted
    }

    fn operation(&mut self, operation: &'a Entries, at: &Pointer, shared: &Sorted<'a>) -> Entries {
        let list = at.child("parameters");
        let own = self.sorted(operation.get("parameters"), &list, false);
        let mut converted = Map::new();
        for (key, value) in operation {
            match (key.as_str(), value) {
                ("consumes" | "produces" | "schemes", _) => {}
                ("parameters", Value::Array(_)) => {
                    let parameters = Value::Array(own.parameters.clone());
                    converted.insert(key.clone(), parameters);
                }
                ("responses", Value::Object(responses)) => {
                    let produces = media_types(operation.get("produces"));
                    let responses = self.responses(responses, &at.child(key), produces);
                    converted.insert(key.clone(), Value::Object(responses));
                }
                (_, value) => {
                    converted.insert(key.clone(), value.clone());
                }
            }
        }
        if !converted.contains_key("requestBody") {
            let types = media_types(operation.get("consumes"));
            let types = types.unwrap_or_else(|| self.consumes.clone());
            if let Some(body) = self.request_body(&own, shared, at, &types) {
                converted.insert("requestBody".to_owned(), body);
            }
        }
        if !converted.contains_key("servers")
            && let Some(servers) = servers::of_operation(self, operation, at)
        {
            converted.insert("servers".to_owned(), Value::Array(servers));
        }
        converted
    }

    /// The body of an operation. What it says itself goes before what its path item says.
    fn request_body(
        &mut self,
        own: &Sorted<'a>,
        shared: &Sorted<'a>,
        at: &Pointer,
        types: &[String],
    ) -> Option<Value> {
        let to = at.child("requestBody");
        if let (Some(_), Some(field)) = (&own.body, own.form.first()) {
            self.refuse_form(&field.place);
        }
        if let Some(body) = &own.body {
            return self.given_body(body, &to, types);
        }
        let mut form = own.form.clone();
        if let (true, Some(body)) = (form.is_empty(), &shared.body) {
            return self.given_body(body, &to, types);
        }
        let names: Vec<_> = own.form.iter().map(Given::name).collect();
        let inherited = shared.form.iter();
        form.extend(
            inherited
                .filter(|field| !names.contains(&field.name()))
                .cloned(),
        );
        if form.is_empty() {
            return None;
        }
        Some(self.form(&form, &at.child("parameters"), &to, types))
    }

    fn refuse_form(&mut self, at: &Pointer) {
        let message = "a request has a body or a form, and not both";
        self.context
            .diagnostics
            .assumption(Code::InvalidDocument, at, message, "the form is left out")
            .help("describe the fields as properties of the body");
    }

    /// Takes a list of parameters apart.
    fn sorted(&mut self, list: Option<&'a Value>, at: &Pointer, is_shared: bool) -> Sorted<'a> {
        let mut sorted = Sorted::default();
        let items = list.and_then(Value::as_array);
        for (index, item) in items.into_iter().flatten().enumerate() {
            let from = at.index(index);
            let reference = grammar::reference(item);
            let meant = match reference {
                Some(text) => self.target(text),
                None => item.as_object().map(|entries| (from.clone(), entries)),
            };
            let place = meant.as_ref().map(|(_, entries)| Place::of(entries));
            match (place, meant) {
                (Some(place @ (Place::Body | Place::Form)), Some((meant, entries))) => {
                    let given = Given {
                        entries,
                        is_shared: is_shared || reference.is_some(),
                        is_global: is_global(&meant),
                        place: meant,
                    };
                    self.add(&mut sorted, place, given, &from);
                }
                (_, Some((_, entries))) if reference.is_none() => {
                    let to = at.index(sorted.parameters.len());
                    self.moved(&from, &to);
                    let parameter = self.parameter(entries, &from, &to);
                    sorted.parameters.push(Value::Object(parameter));
                }
                _ => {
                    let to = at.index(sorted.parameters.len());
                    self.moved(&from, &to);
                    sorted.parameters.push(item.clone());
                }
            }
        }
        sorted
    }

    fn add(&mut self, sorted: &mut Sorted<'a>, place: Place, given: Given<'a>, at: &Pointer) {
        if place == Place::Form {
            sorted.form.push(given);
        } else if sorted.body.is_none() {
            sorted.body = Some(given);
        } else {
            let message = "a request has no more than one body";
            self.context
                .diagnostics
                .assumption(Code::InvalidDocument, at, message, "this one is left out")
                .help("describe all of it by one schema");
        }
    }
}

/// Whether a place is an entry of the section of parameters.
fn is_global(place: &Pointer) -> bool {
    let parent = place.parent();
    parent.is_some_and(|parent| parent == Pointer::root().child("parameters"))
}
