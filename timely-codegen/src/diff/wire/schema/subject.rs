//! What changes are about, as messages name it.

use super::Holder;
use super::context::Context;
use crate::diagnostic::Pointer;

/// What stands at a place: "the property `owner.name` of `Pet`", "the request body".
pub(super) fn subject(place: &Pointer, holder: &Holder, context: Context) -> String {
    let segments: Vec<String> = place.segments().collect();
    let (owner, rest) = match &segments[..] {
        [components, schemas, name, rest @ ..]
            if components == "components" && schemas == "schemas" =>
        {
            (format!("`{name}`"), rest)
        }
        all => {
            let start = all.iter().rposition(|segment| segment == "schema");
            (
                owner(holder, context),
                start.map_or(&[][..], |start| &all[start + 1..]),
            )
        }
    };
    match path(rest) {
        path if !path.is_empty() => format!("the property `{path}` of {owner}"),
        _ if owner.starts_with('`') => format!("the schema {owner}"),
        _ => owner,
    }
}

fn owner(holder: &Holder, context: Context) -> String {
    match holder {
        Holder::Body(_) if context.is_request() => "the request body".to_owned(),
        Holder::Body(_) => "the response body".to_owned(),
        Holder::Parameter(_, name) => format!("the parameter `{name}`"),
        Holder::Header(name) => format!("the header `{name}`"),
    }
}

/// The way from a schema to what is in it, by the names of properties.
fn path(segments: &[String]) -> String {
    let mut path = String::new();
    let mut add = |name: &str| {
        if !path.is_empty() && name != "[]" {
            path.push('.');
        }
        path.push_str(name);
    };
    let mut segments = segments.iter();
    while let Some(segment) = segments.next() {
        match segment.as_str() {
            "properties" | "patternProperties" | "dependentSchemas" => {
                if let Some(name) = segments.next() {
                    add(name);
                }
            }
            "items" | "contains" => add("[]"),
            "prefixItems" => {
                if segments.next().is_some() {
                    add("[]");
                }
            }
            "additionalProperties" => add("*"),
            "allOf" | "anyOf" | "oneOf" => {
                segments.next();
            }
            "if" | "then" | "else" | "not" | "propertyNames" | "contentSchema" => {}
            // A keyword of the schema, with whatever is in it.
            _ => break,
        }
    }
    path
}
