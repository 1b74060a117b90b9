//! The outermost object, and the sections that `components` holds in OpenAPI 3.

use super::{Converter, Entries, parameter::Place, servers};
use crate::diagnostic::Pointer;
use crate::grammar;
use serde_json::{Map, Value, json};

impl<'a> Converter<'a, '_> {
    /// The whole document.
    pub(super) fn converted(&mut self) -> Entries {
        let Some(document) = self.document.as_object() else {
            return Map::new();
        };
        let root = Pointer::root();
        let mut converted = Map::new();
        self.moved(&root.child("swagger"), &root.child("openapi"));
        converted.insert("openapi".to_owned(), json!("3.0.3"));
        let mut components = match document.get("components") {
            Some(Value::Object(components)) => components.clone(),
            _ => Map::new(),
        };
        let servers = servers::of_document(self, document);
        for (key, value) in document {
            let at = root.child(key);
            match (key.as_str(), value) {
                (
                    "swagger" | "host" | "basePath" | "schemes" | "consumes" | "produces"
                    | "components",
                    _,
                ) => {}
                ("definitions", Value::Object(definitions)) => {
                    self.moved(&at, &section("schemas"));
                    join(&mut components, "schemas", definitions.clone());
                }
                ("parameters", Value::Object(parameters)) => {
                    self.parameters_section(parameters, &mut components);
                }
                ("responses", Value::Object(responses)) => {
                    let converted = self.responses_section(responses);
                    join(&mut components, "responses", converted);
                }
                ("securityDefinitions", Value::Object(schemes)) => {
                    let converted = self.security_schemes(schemes);
                    join(&mut components, "securitySchemes", converted);
                }
                ("paths", Value::Object(paths)) => {
                    let paths = self.paths(paths);
                    converted.insert(key.clone(), Value::Object(paths));
                }
                (_, value) => {
                    converted.insert(key.clone(), value.clone());
                }
            }
        }
        if let Some(servers) = servers {
            converted
                .entry("servers")
                .or_insert_with(|| Value::Array(servers));
        }
        if !components.is_empty() {
            converted.insert("components".to_owned(), Value::Object(components));
        }
        converted
    }

    /// Parameters that operations share. Bodies have a section of their own; fields of forms become part of each form.
    fn parameters_section(&mut self, parameters: &'a Entries, components: &mut Entries) {
        let base = Pointer::root().child("parameters");
        let (mut own, mut bodies) = (Map::new(), Map::new());
        for (name, value) in parameters {
            let at = base.child(name);
            let meant = match grammar::reference(value) {
                Some(text) => self.target(text).map(|(_, meant)| meant),
                None => value.as_object(),
            };
            match (meant.map(Place::of), value.as_object()) {
                (Some(Place::Body), Some(body)) => {
                    let to = section("requestBodies").child(name);
                    self.moved(&at, &to);
                    let body = match grammar::reference(value) {
                        Some(_) => value.clone(),
                        None => {
                            let types = self.consumes.clone();
                            Value::Object(self.body(body, &at, &to, &types))
                        }
                    };
                    bodies.insert(name.clone(), body);
                }
                (Some(Place::Form), _) => {}
                (_, Some(parameter)) if grammar::reference(value).is_none() => {
                    let to = section("parameters").child(name);
                    self.moved(&at, &to);
                    let parameter = self.parameter(parameter, &at, &to);
                    own.insert(name.clone(), Value::Object(parameter));
                }
                _ => {
                    self.moved(&at, &section("parameters").child(name));
                    own.insert(name.clone(), value.clone());
                }
            }
        }
        // After its entries, of which some go elsewhere.
        self.moved(&base, &section("parameters"));
        join(components, "parameters", own);
        join(components, "requestBodies", bodies);
    }
}

/// The place of a section of `components`.
pub(super) fn section(name: &str) -> Pointer {
    Pointer::root().child("components").child(name)
}

/// Puts entries into a section of `components`, where they win over what has the same names.
fn join(components: &mut Entries, name: &str, entries: Entries) {
    if entries.is_empty() {
        return;
    }
    let section = components
        .entry(name)
        .or_insert_with(|| Value::Object(Map::new()));
    if let Value::Object(section) = section {
        section.extend(entries);
    }
}
