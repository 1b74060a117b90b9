//! Which standard a document follows.

use crate::diagnostic::{Code, Diagnostics, Pointer, SourceMap};
use crate::grammar;
use serde_json::Value;

/// The versions that differ in what they mean, the older before the newer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Dialect {
    /// Swagger 2.0, which becomes OpenAPI 3.0 before anything else is done.
    V20,
    /// OpenAPI 3.0, with schemas of its own.
    V30,
    /// OpenAPI 3.1, with JSON Schema 2020-12.
    V31,
    /// OpenAPI 3.2, which only adds to 3.1.
    V32,
}

impl Dialect {
    /// What messages call it.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::V20 => "Swagger 2.0",
            Self::V30 => "OpenAPI 3.0",
            Self::V31 => "OpenAPI 3.1",
            Self::V32 => "OpenAPI 3.2",
        }
    }
}

/// The dialect of a document; reports one that cannot be read.
pub(super) fn check(
    value: &Value,
    map: &SourceMap,
    diagnostics: &mut Diagnostics,
) -> Option<Dialect> {
    let root = Pointer::root();
    let Some(document) = value.as_object() else {
        let what = if value.is_null() {
            "the document is empty"
        } else {
            "the document is not an object (a mapping of keys)"
        };
        diagnostics
            .error(Code::InvalidDocument, &root, what)
            .help("it must begin with `openapi: 3.1.0` or the like");
        return None;
    };
    if grammar::is_swagger(value) {
        return swagger(value, map, diagnostics);
    }
    let Some(openapi) = document.get("openapi") else {
        diagnostics
            .error(
                Code::InvalidDocument,
                &root,
                "the document has no `openapi` key",
            )
            .help("an OpenAPI document names its version: `openapi: 3.1.0`");
        return None;
    };
    let pointer = root.child("openapi");
    let version = text(openapi, &pointer, map);
    let mut parts = version.split('.');
    match (parts.next(), parts.next()) {
        (Some("3"), Some("0")) => Some(Dialect::V30),
        (Some("3"), Some("1")) => Some(Dialect::V31),
        (Some("3"), Some("2")) => Some(Dialect::V32),
        _ => {
            diagnostics
                .error(
                    Code::UnsupportedVersion,
                    &pointer,
                    format!("OpenAPI `{version}` is not a version this generator reads"),
                )
                .help("it reads OpenAPI 3.0, 3.1 and 3.2, and Swagger 2.0");
            None
        }
    }
}

/// The dialect of a document of Swagger.
fn swagger(value: &Value, map: &SourceMap, diagnostics: &mut Diagnostics) -> Option<Dialect> {
    let pointer = Pointer::root().child("swagger");
    let version = value.get("swagger").map(|found| text(found, &pointer, map));
    let version = version.unwrap_or_default();
    if version == "2" || version.starts_with("2.") {
        return Some(Dialect::V20);
    }
    let help = match version.starts_with('3') {
        true => format!("a document of OpenAPI 3 names its version so: `openapi: {version}`"),
        false => "it reads Swagger 2.0 and OpenAPI 3; convert older documents first".to_owned(),
    };
    diagnostics
        .error(
            Code::UnsupportedVersion,
            &pointer,
            format!("Swagger `{version}` is not a version this generator reads"),
        )
        .help(help);
    None
}

/// A version as it is written: `3.0` without quotes is a number in YAML.
fn text(value: &Value, pointer: &Pointer, map: &SourceMap) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => map
            .written(pointer)
            .map_or_else(|| number.to_string(), str::to_owned),
        other => other.to_string().chars().take(40).collect(),
    }
}
