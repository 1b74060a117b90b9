//! Bodies that say what changes: JSON Merge Patch (RFC 7396), and JSON Patch (RFC 6902) of which the document says no more.
//!
//! In the normal form a schema of merge patches is one whose optional members may be null, which removes them, at every depth
//! that a patch reaches. Lists are replaced as a whole. A component that is used elsewhere as well has one beside it.

mod json_patch;
mod places;
mod plan;
#[cfg(test)]
mod tests;

use super::Context;
use crate::diagnostic::{Code, Pointer};
use crate::grammar::{DOCUMENT, Kind, Role, Visit, walk};
use crate::settings::Compat;
use serde_json::{Map, Value};

const MERGE_PATCH: &str = "application/merge-patch+json";
const JSON_PATCH: &str = "application/json-patch+json";

pub(super) fn settle(document: &mut Value, context: &mut Context<'_>) {
    // The shape of 0.1 knows neither.
    if context.settings.compat == Compat::V0_1 {
        return;
    }
    let mut bodies = Bodies::default();
    walk(&DOCUMENT, document, &mut Pointer::root(), &mut bodies);
    for at in bodies.json {
        json_patch_at(document, &at, context);
    }
    if !bodies.merge.is_empty() {
        plan::carry_out(document, &bodies.merge, context.map);
    }
}

/// The media types of patches, by their places.
#[derive(Default)]
struct Bodies {
    merge: Vec<Pointer>,
    json: Vec<Pointer>,
}

impl Visit for Bodies {
    fn enter(&mut self, kind: &'static Kind, _: &mut Value, pointer: &Pointer) -> bool {
        let Kind::Object(object) = kind else {
            return true;
        };
        if object.role == Role::MediaType {
            let name = pointer.segments().last().unwrap_or_default();
            let essence = name.split(';').next().unwrap_or_default();
            match essence.trim().to_ascii_lowercase().as_str() {
                MERGE_PATCH => self.merge.push(pointer.child("schema")),
                JSON_PATCH => self.json.push(pointer.clone()),
                _ => {}
            }
        }
        object.role != Role::Schema
    }
}

/// Says what a JSON Patch is, where the document does not.
fn json_patch_at(document: &mut Value, at: &Pointer, context: &mut Context<'_>) {
    let schema = document.pointer(at.child("schema").as_str());
    let (is_silent, is_wrong) = match schema {
        None => (true, false),
        Some(schema) => says_no_list(document, schema),
    };
    if !is_silent && !is_wrong {
        return;
    }
    if is_wrong {
        context
            .diagnostics
            .warning(
                Code::Repaired,
                &at.child("schema"),
                "a JSON Patch is a list of operations (RFC 6902), and no object; it is read as that",
            )
            .help("leave the schema out, or describe the list");
    }
    let media = document.pointer_mut(at.as_str());
    if let Some(entries) = media.and_then(Value::as_object_mut) {
        entries.insert("schema".to_owned(), json_patch::schema());
    }
}

/// Whether a schema says nothing, and whether it says no more than that there are objects.
fn says_no_list(document: &Value, schema: &Value) -> (bool, bool) {
    const LONGEST: usize = 16;
    let mut schema = schema;
    for _ in 0..LONGEST {
        let Some(entries) = schema.as_object() else {
            return (true, false);
        };
        let said = entries
            .keys()
            .filter(|key| !super::schema::is_annotation(key));
        let mut said: Vec<&str> = said.map(String::as_str).collect();
        said.retain(|key| !matches!(*key, "nullable" | "additionalProperties"));
        schema = match said.as_slice() {
            [] => return (true, false),
            ["type"] => return (false, entries.get("type") == Some(&Value::from("object"))),
            ["$ref"] => match target(document, entries.get("$ref")) {
                Some(target) => target,
                None => return (false, false),
            },
            ["allOf"] => match entries
                .get("allOf")
                .and_then(Value::as_array)
                .map(Vec::as_slice)
            {
                Some([only]) => only,
                _ => return (false, false),
            },
            _ => return (false, false),
        };
    }
    (false, false)
}

fn target<'d>(document: &'d Value, reference: Option<&Value>) -> Option<&'d Value> {
    let key = crate::grammar::component(reference?.as_str()?, "schemas")?;
    document.get("components")?.get("schemas")?.get(&*key)
}

/// The schemas of the components.
fn schemas_mut(document: &mut Value) -> Option<&mut Map<String, Value>> {
    document
        .pointer_mut("/components/schemas")
        .and_then(Value::as_object_mut)
}
