//! Schemas: OpenAPI 3.0's own dialect and JSON Schema 2020-12 in one table.

use super::fields::{EXTERNAL_DOCS, STRINGS, object, optional, required};
use super::{Kind, Object, Role};

pub(crate) static SCHEMA_KIND: Kind = Kind::Object(&SCHEMA);

pub(crate) static SCHEMA: Object = Object {
    role: Role::Schema,
    name: "a schema",
    fields: &[
        optional("$ref", Kind::String),
        // Of every type.
        optional(
            "type",
            Kind::Either(&[Kind::String, Kind::List(&Kind::String)]),
        ),
        optional("format", Kind::String),
        optional("enum", Kind::List(&Kind::Any)),
        optional("const", Kind::Any),
        optional("nullable", Kind::Boolean),
        // Numbers.
        optional("multipleOf", Kind::Number),
        optional("minimum", Kind::Number),
        optional("maximum", Kind::Number),
        optional(
            "exclusiveMinimum",
            Kind::Either(&[Kind::Boolean, Kind::Number]),
        ),
        optional(
            "exclusiveMaximum",
            Kind::Either(&[Kind::Boolean, Kind::Number]),
        ),
        // Strings.
        optional("pattern", Kind::String),
        optional("minLength", Kind::Count),
        optional("maxLength", Kind::Count),
        optional("contentEncoding", Kind::String),
        optional("contentMediaType", Kind::String),
        optional("contentSchema", Kind::Object(&SCHEMA)),
        // Lists.
        optional(
            "items",
            Kind::Either(&[
                Kind::Object(&SCHEMA),
                Kind::Boolean,
                Kind::List(&SCHEMA_KIND),
            ]),
        ),
        optional("prefixItems", Kind::List(&SCHEMA_KIND)),
        optional("contains", Kind::Object(&SCHEMA)),
        optional("minContains", Kind::Count),
        optional("maxContains", Kind::Count),
        optional("minItems", Kind::Count),
        optional("maxItems", Kind::Count),
        optional("uniqueItems", Kind::Boolean),
        optional(
            "unevaluatedItems",
            Kind::Either(&[Kind::Boolean, Kind::Object(&SCHEMA)]),
        ),
        // Objects.
        optional("properties", Kind::Map(&SCHEMA_KIND)),
        optional("required", STRINGS),
        optional(
            "additionalProperties",
            Kind::Either(&[Kind::Boolean, Kind::Object(&SCHEMA)]),
        ),
        optional("patternProperties", Kind::Map(&SCHEMA_KIND)),
        optional("propertyNames", Kind::Object(&SCHEMA)),
        optional("minProperties", Kind::Count),
        optional("maxProperties", Kind::Count),
        optional("dependentRequired", Kind::Map(&STRINGS)),
        optional("dependentSchemas", Kind::Map(&SCHEMA_KIND)),
        optional(
            "unevaluatedProperties",
            Kind::Either(&[Kind::Boolean, Kind::Object(&SCHEMA)]),
        ),
        // Schemas of schemas.
        optional("allOf", Kind::List(&SCHEMA_KIND)),
        optional("anyOf", Kind::List(&SCHEMA_KIND)),
        optional("oneOf", Kind::List(&SCHEMA_KIND)),
        optional("not", Kind::Object(&SCHEMA)),
        optional("if", Kind::Object(&SCHEMA)),
        optional("then", Kind::Object(&SCHEMA)),
        optional("else", Kind::Object(&SCHEMA)),
        optional("discriminator", Kind::Object(&DISCRIMINATOR)),
        optional("$defs", Kind::Map(&SCHEMA_KIND)),
        optional("definitions", Kind::Map(&SCHEMA_KIND)),
        // For people and tools.
        optional("title", Kind::String),
        optional("description", Kind::String),
        optional("default", Kind::Any),
        optional("example", Kind::Any),
        optional("examples", Kind::Any),
        optional("deprecated", Kind::Boolean),
        optional("readOnly", Kind::Boolean),
        optional("writeOnly", Kind::Boolean),
        optional("externalDocs", Kind::Object(&EXTERNAL_DOCS)),
        optional("xml", Kind::Any),
        optional("$anchor", Kind::String),
        optional("$comment", Kind::Any),
        optional("$dynamicAnchor", Kind::String),
        optional("$dynamicRef", Kind::String),
        optional("$id", Kind::String),
        optional("$schema", Kind::String),
        optional("$vocabulary", Kind::Any),
    ],
    rest: None,
    section: Some("schemas"),
    documentation: false,
};

static DISCRIMINATOR: Object = Object {
    role: Role::Discriminator,
    ..object(
        "a discriminator",
        &[
            required("propertyName", Kind::String),
            optional("mapping", Kind::Map(&Kind::String)),
            optional("defaultMapping", Kind::String),
        ],
    )
};
