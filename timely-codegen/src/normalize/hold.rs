//! From the normal form as values to the types of `openapiv3`.

use crate::diagnostic::{Code, Diagnostics, Pointer};
use crate::grammar::{DOCUMENT, Kind, Object, Visit, walk};
use openapiv3::{OpenAPI, ReferenceOr, Schema};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value;

/// Enough for values as deep as the reader allows, also in builds without optimisation. Only what is touched is used.
const STACK: usize = 512 * 1024 * 1024;

/// Holds a document.
///
/// The document was checked, so that this cannot fail; if it does all the same, the message says as closely as
/// possible where.
pub(crate) fn hold(value: &mut Value, diagnostics: &mut Diagnostics) -> Option<OpenAPI> {
    match on_deep_stack(|| parse(value)) {
        Some(Ok(openapi)) => Some(*openapi),
        Some(Err((pointer, message))) => {
            diagnostics
                .error(
                    Code::InternalLimit,
                    &pointer,
                    format!("the generator cannot hold this: {message}"),
                )
                .help("this is a fault of the generator, not of the document; please report it");
            None
        }
        None => {
            diagnostics.error(
                Code::InternalLimit,
                &Pointer::root(),
                "the system gave no memory to hold the document",
            );
            None
        }
    }
}

/// Holds schemas that stand where `openapiv3` looks for none; `None` for what is no schema.
pub(crate) fn hold_schemas(values: &[&Value]) -> Vec<Option<ReferenceOr<Schema>>> {
    if values.is_empty() {
        return Vec::new();
    }
    let parse = || {
        values
            .iter()
            .map(|value| ReferenceOr::deserialize(*value).ok())
            .collect()
    };
    on_deep_stack(parse).unwrap_or_default()
}

/// The parser of `openapiv3` recurses through many large frames per level.
fn on_deep_stack<T: Send>(work: impl FnOnce() -> T + Send) -> Option<T> {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new()
            .stack_size(STACK)
            .spawn_scoped(scope, work)
            .ok()?;
        thread.join().ok()
    })
}

fn parse(value: &mut Value) -> Result<Box<OpenAPI>, (Pointer, String)> {
    let error = match OpenAPI::deserialize(&*value) {
        Ok(openapi) => return Ok(Box::new(openapi)),
        Err(error) => error,
    };
    let mut blame = Blame { found: None };
    walk(&DOCUMENT, value, &mut Pointer::root(), &mut blame);
    Err(blame
        .found
        .unwrap_or_else(|| (Pointer::root(), error.to_string())))
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
        let Some(result) = parse_object(object, value) else {
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

fn parse_object(object: &'static Object, value: &Value) -> Option<Result<(), String>> {
    fn as_type<T: DeserializeOwned>(value: &Value) -> Option<Result<(), String>> {
        Some(
            T::deserialize(value)
                .map(drop)
                .map_err(|error| error.to_string()),
        )
    }
    match object.section? {
        "schemas" => as_type::<openapiv3::ReferenceOr<openapiv3::Schema>>(value),
        "responses" => as_type::<openapiv3::ReferenceOr<openapiv3::Response>>(value),
        "parameters" => as_type::<openapiv3::ReferenceOr<openapiv3::Parameter>>(value),
        "examples" => as_type::<openapiv3::ReferenceOr<openapiv3::Example>>(value),
        "requestBodies" => as_type::<openapiv3::ReferenceOr<openapiv3::RequestBody>>(value),
        "headers" => as_type::<openapiv3::ReferenceOr<openapiv3::Header>>(value),
        "securitySchemes" => as_type::<openapiv3::ReferenceOr<openapiv3::SecurityScheme>>(value),
        "links" => as_type::<openapiv3::ReferenceOr<openapiv3::Link>>(value),
        "callbacks" => as_type::<openapiv3::Callback>(value),
        "pathItems" => as_type::<openapiv3::PathItem>(value),
        "mediaTypes" => as_type::<openapiv3::MediaType>(value),
        _ => None,
    }
}
