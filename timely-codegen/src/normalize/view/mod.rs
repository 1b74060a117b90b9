//! The normal form through the types of `openapiv3`.
//!
//! The types know the keys of OpenAPI 3.0 and extensions. What a newer version has beside them is held among the
//! extensions, with its value as the document has it, and is read by its own name ([`Entries::key`]).

mod deserializer;
mod keys;

use crate::diagnostic::{Code, Diagnostics, Pointer};
use crate::grammar::{COMPONENTS, DOCUMENT, Kind, Object, SCHEMA_KIND, Visit, walk};
use deserializer::View;
use openapiv3::{OpenAPI, ReferenceOr, Schema};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value;
use std::thread::{Scope, ScopedJoinHandle};

pub(super) use keys::is_held_key;
pub(crate) use keys::{Entries, Key, key};

static COMPONENTS_KIND: Kind = Kind::Object(&COMPONENTS);

/// Enough for values as deep as the reader allows, also in builds without optimisation. Only what is touched is used.
const STACK: usize = 512 * 1024 * 1024;

/// The document through the types.
///
/// The document was checked, so that this cannot fail; if it does all the same, the message says as closely as
/// possible where.
pub(super) fn view(document: &mut Value, diagnostics: &mut Diagnostics) -> Option<OpenAPI> {
    let fault = match parse(document) {
        Some(Ok(openapi)) => return Some(openapi),
        Some(Err(error)) => on_deep_stack(|| blame(document, &error)),
        None => None,
    };
    match fault {
        Some((pointer, message)) => report(&pointer, &message, diagnostics),
        None => report_memory(diagnostics),
    }
    None
}

/// Parts of the document, all of a kind, through a type: those that the types hold as values, with their places. `None` for
/// one that does not fit, which is reported.
pub(crate) fn view_parts<T: DeserializeOwned + Send>(
    kind: &'static Kind,
    parts: &[(&Value, Pointer)],
    diagnostics: &mut Diagnostics,
) -> Vec<Option<T>> {
    let values = parts.iter().map(|(value, _)| *value).collect::<Vec<_>>();
    let Some(viewed) = view_all(kind, &values) else {
        report_memory(diagnostics);
        return parts.iter().map(|_| None).collect();
    };
    let each = viewed.into_iter().zip(parts);
    each.map(|(part, (_, pointer))| {
        part.inspect_err(|error| report(pointer, &error.to_string(), diagnostics))
            .ok()
    })
    .collect()
}

/// As [`view_parts`], of one.
pub(crate) fn view_part<T: DeserializeOwned + Send>(
    kind: &'static Kind,
    part: &Value,
    pointer: &Pointer,
    diagnostics: &mut Diagnostics,
) -> Option<T> {
    let viewed = view_parts(kind, &[(part, pointer.clone())], diagnostics);
    viewed.into_iter().next().flatten()
}

/// Schemas that the types hold as values; `None` for what is no schema.
pub(crate) fn view_schemas(
    values: &[&Value],
    diagnostics: &mut Diagnostics,
) -> Vec<Option<ReferenceOr<Schema>>> {
    let Some(viewed) = view_all(&SCHEMA_KIND, values) else {
        report_memory(diagnostics);
        return Vec::new();
    };
    viewed.into_iter().map(Result::ok).collect()
}

/// All of these through a type; `None` if the system gives no memory for it.
fn view_all<T: DeserializeOwned + Send>(
    kind: &'static Kind,
    values: &[&Value],
) -> Option<Vec<Result<T, serde_json::Error>>> {
    if values.is_empty() {
        return Some(Vec::new());
    }
    on_deep_stack(|| {
        let views = values.iter().map(|value| View::new(kind, value));
        views.map(T::deserialize).collect()
    })
}

fn report_memory(diagnostics: &mut Diagnostics) {
    diagnostics.error(
        Code::InternalLimit,
        &Pointer::root(),
        "the system gave no memory to hold the document",
    );
}

fn report(pointer: &Pointer, message: &str, diagnostics: &mut Diagnostics) {
    diagnostics
        .error(
            Code::InternalLimit,
            pointer,
            format!("the generator cannot hold this: {message}"),
        )
        .help("this is a fault of the generator, not of the document; please report it");
}

/// The parser of `openapiv3` recurses through many large frames per level.
fn on_deep_stack<T: Send>(work: impl FnOnce() -> T + Send) -> Option<T> {
    std::thread::scope(|scope| on_deep_thread(scope, work)?.join().ok())
}

fn on_deep_thread<'scope, T: Send + 'scope>(
    scope: &'scope Scope<'scope, '_>,
    work: impl FnOnce() -> T + Send + 'scope,
) -> Option<ScopedJoinHandle<'scope, T>> {
    let thread = std::thread::Builder::new().stack_size(STACK);
    thread.spawn_scoped(scope, work).ok()
}

/// Parses a document, its components beside the rest: they are about half of it. `None` if the system gives no memory for it.
fn parse(document: &mut Value) -> Option<Result<OpenAPI, serde_json::Error>> {
    let held = document.get_mut("components").map(Value::take);
    let present = held.as_ref().filter(|components| !components.is_null());
    let (rest, components) = std::thread::scope(|scope| {
        let components = present.map(|components| {
            let work =
                || openapiv3::Components::deserialize(View::new(&COMPONENTS_KIND, components));
            on_deep_thread(scope, work)
        });
        let rest = on_deep_thread(scope, || {
            OpenAPI::deserialize(View::new(&DOCUMENT, document))
        });
        (
            rest.and_then(|thread| thread.join().ok()),
            components.map(|thread| thread?.join().ok()),
        )
    });
    if let (Some(held), Some(place)) = (held, document.get_mut("components")) {
        *place = held;
    }
    Some(match (rest?, components) {
        (rest, None) => rest,
        (Ok(rest), Some(components)) => components?.map(|components| OpenAPI {
            components: Some(components),
            ..rest
        }),
        (Err(error), Some(_)) => Err(error),
    })
}

/// Where the innermost object stands that does not parse on its own, and what is wrong with it.
fn blame(document: &mut Value, error: &serde_json::Error) -> (Pointer, String) {
    let mut blame = Blame { found: None };
    walk(&DOCUMENT, document, &mut Pointer::root(), &mut blame);
    let found = blame.found;
    found.unwrap_or_else(|| (Pointer::root(), error.to_string()))
}

/// Finds the innermost object that does not parse on its own.
struct Blame {
    found: Option<(Pointer, String)>,
}

impl Visit for Blame {
    fn enter(&mut self, kind: &'static Kind, value: &mut Value, pointer: &Pointer) -> bool {
        let Kind::Object(object) = kind else {
            return true;
        };
        let Some(result) = parse_object(object, View::new(kind, value)) else {
            return true;
        };
        match result {
            Ok(()) => false,
            Err(message) => {
                self.found = Some((pointer.clone(), message));
                true
            }
        }
    }
}

fn parse_object(object: &'static Object, view: View<'_>) -> Option<Result<(), String>> {
    fn as_type<T: DeserializeOwned>(view: View<'_>) -> Option<Result<(), String>> {
        Some(
            T::deserialize(view)
                .map(drop)
                .map_err(|error| error.to_string()),
        )
    }
    match object.section? {
        "schemas" => as_type::<openapiv3::ReferenceOr<openapiv3::Schema>>(view),
        "responses" => as_type::<openapiv3::ReferenceOr<openapiv3::Response>>(view),
        "parameters" => as_type::<openapiv3::ReferenceOr<openapiv3::Parameter>>(view),
        "examples" => as_type::<openapiv3::ReferenceOr<openapiv3::Example>>(view),
        "requestBodies" => as_type::<openapiv3::ReferenceOr<openapiv3::RequestBody>>(view),
        "headers" => as_type::<openapiv3::ReferenceOr<openapiv3::Header>>(view),
        "securitySchemes" => as_type::<openapiv3::ReferenceOr<openapiv3::SecurityScheme>>(view),
        "links" => as_type::<openapiv3::ReferenceOr<openapiv3::Link>>(view),
        "callbacks" => as_type::<openapiv3::Callback>(view),
        "pathItems" => as_type::<openapiv3::PathItem>(view),
        "mediaTypes" => as_type::<openapiv3::MediaType>(view),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grammar::PARAMETER_KIND;
    use serde_json::json;

    fn schema(value: &Value) -> Schema {
        match view_schemas(&[value], &mut Diagnostics::new()).pop() {
            Some(Some(ReferenceOr::Item(schema))) => schema,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn keys_of_newer_versions_are_read_by_their_own_names() {
        let value = json!({
            "type": "object",
            "if": {"contains": {}},
            "patternProperties": {"if": {"then": true}},
            "properties": {"if": {"type": "array", "contains": {"contains": 1}}},
        });
        let keys = schema(&value).schema_data.extensions;
        assert_eq!(keys.key(key::IF), Some(&value["if"]));
        assert_eq!(
            keys.key(key::PATTERN_PROPERTIES),
            Some(&value["patternProperties"])
        );
        assert!(!keys.has(key::THEN));
        assert!(value.as_object().unwrap().has(key::IF));
    }

    #[test]
    fn a_name_is_no_key() {
        let value = json!({"properties": {"if": {"type": "array", "contains": {}}}, "example": {"if": {}}, "x-a": {"if": {}}});
        let schema = schema(&value);
        let openapiv3::SchemaKind::Any(any) = &schema.schema_kind else {
            panic!("{schema:?}");
        };
        let Some(ReferenceOr::Item(property)) = any.properties.get("if") else {
            panic!("{any:?}");
        };
        assert!(property.schema_data.extensions.has(key::CONTAINS));
        assert_eq!(schema.schema_data.example, Some(value["example"].clone()));
        assert_eq!(schema.schema_data.extensions["x-a"], value["x-a"]);
    }

    #[test]
    fn what_does_not_fit_is_reported_at_its_place() {
        let mut diagnostics = Diagnostics::new();
        let at = Pointer::root().child("a");
        let value = json!({"name": 1});
        let part =
            view_part::<openapiv3::Parameter>(&PARAMETER_KIND, &value, &at, &mut diagnostics);
        assert!(part.is_none());
        assert!(diagnostics.tells(Code::InternalLimit, &at));
    }
}
