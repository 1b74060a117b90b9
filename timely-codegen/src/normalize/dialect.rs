//! Keywords of another version of OpenAPI than the document's own.
//!
//! Their meaning is plain, so that they are read all the same; each is named once, where it stands first, of all places that have the same level.

use super::Context;
use super::version::Dialect;
use crate::diagnostic::{Code, Group, Pointer};
use crate::grammar::{self, Kind, Object, Role, Visit, walk};
use serde_json::{Map, Value};

pub(super) fn report(document: &mut Value, context: &mut Context<'_>) {
    if context.dialect == Dialect::V20 && !grammar::is_swagger(document) {
        // Reported before it was converted.
        return;
    }
    let version = match context.dialect {
        Dialect::V20 => Dialect::V20.name().to_owned(),
        _ => document
            .get("openapi")
            .map(Value::to_string)
            .unwrap_or_default(),
    };
    let version = version.replace('"', "");
    let kind = grammar::document_kind(document);
    let mut finder = Finder {
        dialect: context.dialect,
        found: Vec::new(),
    };
    walk(kind, document, &mut Pointer::root(), &mut finder);
    for (keyword, at) in finder.found {
        let message = format!(
            "{} of {}, and this document is of {version}; it is read all the same",
            keyword.name, keyword.of
        );
        let group = Group::new(
            keyword.name,
            ", here and at one other place",
            ", here and at {} other places",
        );
        context
            .diagnostics
            .warning(Code::Repaired, &at, message)
            .at_key()
            .help(keyword.help)
            .group(group);
    }
}

/// A way to write something, and the version that knows it.
#[derive(Clone, Copy, Debug)]
struct Keyword {
    name: &'static str,
    of: &'static str,
    help: &'static str,
}

struct Finder {
    dialect: Dialect,
    found: Vec<(Keyword, Pointer)>,
}

const OLDER: &str = "other tools may read past it; a document of OpenAPI 3 can say it";
const NEWER: &str = "name the version that the document follows: `openapi: 3.1.1`";
const NEWEST: &str = "name the version that the document follows: `openapi: 3.2.0`";

/// Keys of schemas that are new in OpenAPI 3.0.
const SCHEMA_3_0: &[&str] = &[
    "`anyOf` is",
    "`deprecated` is",
    "`not` is",
    "`nullable` is",
    "`oneOf` is",
    "`writeOnly` is",
];

/// Keys of schemas that OpenAPI 3.1 took over from JSON Schema.
const SCHEMA_3_1: &[&str] = &[
    "`$defs` is",
    "`const` is",
    "`contains` is",
    "`contentEncoding` is",
    "`contentMediaType` is",
    "`dependentRequired` is",
    "`dependentSchemas` is",
    "`if` is",
    "`patternProperties` is",
    "`prefixItems` is",
    "`propertyNames` is",
    "`unevaluatedItems` is",
    "`unevaluatedProperties` is",
];

/// Other keys that came later, by the object that they stand in.
const LATER: &[(Role, &str, Dialect)] = &[
    (Role::Document, "`servers` is", Dialect::V30),
    (Role::PathItem, "`servers` is", Dialect::V30),
    (Role::PathItem, "`trace` is", Dialect::V30),
    (Role::Operation, "`servers` is", Dialect::V30),
    (Role::Operation, "`requestBody` is", Dialect::V30),
    (Role::Operation, "`callbacks` is", Dialect::V30),
    (Role::Parameter, "`content` is", Dialect::V30),
    (Role::Response, "`content` is", Dialect::V30),
    (Role::Response, "`links` is", Dialect::V30),
    (Role::SecurityScheme, "`flows` is", Dialect::V30),
    (Role::Document, "`webhooks` is", Dialect::V31),
    (Role::Info, "`summary` is", Dialect::V31),
    (Role::Components, "`pathItems` is", Dialect::V31),
    (Role::Document, "`$self` is", Dialect::V32),
    (Role::Components, "`mediaTypes` is", Dialect::V32),
    (Role::PathItem, "`query` is", Dialect::V32),
    (Role::PathItem, "`additionalOperations` is", Dialect::V32),
    (Role::MediaType, "`itemSchema` is", Dialect::V32),
    (Role::MediaType, "`itemEncoding` is", Dialect::V32),
    (Role::MediaType, "`prefixEncoding` is", Dialect::V32),
    (Role::Discriminator, "`defaultMapping` is", Dialect::V32),
];

/// The key within a phrase such as `` `const` is ``.
fn key(phrase: &str) -> &str {
    phrase.split('`').nth(1).unwrap_or(phrase)
}

impl Finder {
    fn add(&mut self, name: &'static str, of: Dialect, at: Pointer) {
        let help = match of {
            _ if self.dialect == Dialect::V20 => OLDER,
            Dialect::V20 | Dialect::V30 => "write a list of types: `type: [string, 'null']`",
            Dialect::V31 => NEWER,
            Dialect::V32 => NEWEST,
        };
        let of = of.name();
        self.found.push((Keyword { name, of, help }, at));
    }

    fn schema(&mut self, entries: &Map<String, Value>, pointer: &Pointer) {
        if self.dialect > Dialect::V30 {
            if entries.get("nullable") == Some(&Value::Bool(true)) {
                self.add("`nullable` is", Dialect::V30, pointer.child("nullable"));
            }
            return;
        }
        for phrase in SCHEMA_3_0 {
            if self.dialect == Dialect::V20 && entries.contains_key(key(phrase)) {
                self.add(phrase, Dialect::V30, pointer.child(key(phrase)));
            }
        }
        for phrase in SCHEMA_3_1 {
            if entries.contains_key(key(phrase)) {
                self.add(phrase, Dialect::V31, pointer.child(key(phrase)));
            }
        }
        if entries.get("type").is_some_and(Value::is_array) {
            self.add("a list of types is", Dialect::V31, pointer.child("type"));
        }
        if entries.get("type").is_some_and(|name| name == "null") {
            self.add("the type `null` is", Dialect::V31, pointer.child("type"));
        }
        for key in ["exclusiveMinimum", "exclusiveMaximum"] {
            if entries.get(key).is_some_and(Value::is_number) {
                let name = "an exclusive bound that is a number is";
                self.add(name, Dialect::V31, pointer.child(key));
            }
        }
    }
}

impl Visit for Finder {
    fn enter(&mut self, kind: &'static Kind, value: &mut Value, pointer: &Pointer) -> bool {
        let (Kind::Object(Object { role, .. }), Value::Object(entries)) = (kind, value) else {
            return true;
        };
        if *role == Role::Schema {
            self.schema(entries, pointer);
            return true;
        }
        for (_, phrase, since) in LATER.iter().filter(|(of, _, _)| of == role) {
            if *since > self.dialect && entries.contains_key(key(phrase)) {
                self.add(phrase, *since, pointer.child(key(phrase)));
            }
        }
        true
    }
}
