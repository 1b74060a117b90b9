//! What the normal form adds to a document: keys that no version of OpenAPI has.
//!
//! They are written and read here alone. A document cannot use them itself: what it has under these names is dropped,
//! with a warning.

use super::view::Entries;
use crate::diagnostic::Pointer;
use openapiv3::Discriminator;
use serde_json::{Map, Value};

type Object = Map<String, Value>;

/// Of a media type: `true` if its `schema` is that of each item of a stream (`itemSchema`).
const ITEM_SCHEMA: &str = "x-timely-item-schema";
/// Of a path item or an operation: the parameter object whose value is the whole query string.
const QUERYSTRING: &str = "x-timely-querystring";
/// Of a security scheme: its type, where OpenAPI 3.0 does not know it (`mutualTLS`). It is held as type `http`.
const SCHEME_TYPE: &str = "x-timely-scheme-type";
/// Of a parameter in a cookie: its style, where OpenAPI 3.0 does not know it (`cookie`). It is held as `form`.
const STYLE: &str = "x-timely-style";
/// Of a discriminator: the reference for objects without the property.
const ABSENT_MAPPING: &str = "x-timely-absent-mapping";
/// Of an object schema: that `additionalProperties` holds the schema of its one pattern, and others are forbidden.
const PATTERNS_ONLY: &str = "x-timely-patterns-only";
/// Of a schema: that its type is not written, but what its keywords are about.
const INFERRED_TYPE: &str = "x-timely-inferred-type";
/// Of a schema: that its format is not written, but what `contentEncoding` or `contentMediaType` says.
const CONTENT_FORMAT: &str = "x-timely-content-format";
/// Of a schema: that its values are JSON Patches (RFC 6902).
const JSON_PATCH: &str = "x-timely-json-patch";
/// Of a schema: that its `enum` of one value is written as `const`.
const WRITTEN_AS_CONST: &str = "x-timely-const";
/// Of a schema: that its `anyOf` is written as a list of types.
const LISTED_TYPES: &str = "x-timely-listed-types";
/// Of a schema: that its `additionalProperties` is written as `unevaluatedProperties`.
const UNEVALUATED: &str = "x-timely-unevaluated";

/// Of a schema: that its type is written as `number`, and is an integer by its format.
const WRITTEN_AS_NUMBER: &str = "x-timely-number";

/// All of them.
pub(super) const ALL: &[&str] = &[
    ITEM_SCHEMA,
    QUERYSTRING,
    SCHEME_TYPE,
    STYLE,
    ABSENT_MAPPING,
    PATTERNS_ONLY,
    INFERRED_TYPE,
    CONTENT_FORMAT,
    JSON_PATCH,
    WRITTEN_AS_CONST,
    LISTED_TYPES,
    UNEVALUATED,
    WRITTEN_AS_NUMBER,
];

fn mark(entries: &mut Object, key: &str) {
    entries.insert(key.to_owned(), Value::Bool(true));
}

/// Says that the `schema` of a media type is that of each item of a stream.
pub(super) fn mark_item_schema(media: &mut Object) {
    mark(media, ITEM_SCHEMA);
}

/// Whether the `schema` of a media type is that of each item of a stream.
pub(crate) fn is_item_schema(media: &impl Entries) -> bool {
    media.own(ITEM_SCHEMA).is_some()
}

/// Puts the parameter that is the whole query string into a path item or an operation.
pub(super) fn set_querystring(entries: &mut Object, parameter: Value) {
    entries.insert(QUERYSTRING.to_owned(), parameter);
}

/// The parameter that is the whole query string, of a path item or an operation.
pub(crate) fn querystring(entries: &impl Entries) -> Option<&Value> {
    entries.own(QUERYSTRING)
}

/// Where [`querystring`] stands in a path item or an operation at this place.
pub(crate) fn querystring_at(pointer: &Pointer) -> Pointer {
    pointer.child(QUERYSTRING)
}

/// Holds a security scheme of mutual TLS as one of HTTP.
pub(super) fn set_mutual_tls(scheme: &mut Object) {
    scheme.insert("type".to_owned(), "http".into());
    scheme.insert("scheme".to_owned(), "mutual".into());
    scheme.insert(SCHEME_TYPE.to_owned(), "mutualTLS".into());
}

/// Whether a security scheme is mutual TLS.
pub(crate) fn is_mutual_tls(scheme: &impl Entries) -> bool {
    scheme.own(SCHEME_TYPE).is_some()
}

/// Holds a parameter of the style `cookie` as one of the style `form`.
pub(super) fn set_cookie_style(parameter: &mut Object) {
    parameter.insert("style".to_owned(), "form".into());
    parameter.insert(STYLE.to_owned(), "cookie".into());
}

/// Whether a parameter is of the style `cookie` (OpenAPI 3.2, section 4.12.3).
pub(crate) fn is_cookie_style(parameter: &impl Entries) -> bool {
    parameter.own(STYLE).is_some()
}

/// Gives a discriminator the reference for objects without the property.
pub(super) fn set_absent_mapping(discriminator: &mut Object, reference: String) {
    discriminator.insert(ABSENT_MAPPING.to_owned(), reference.into());
}

/// The reference of a discriminator for objects without the property.
pub(crate) fn absent_mapping(discriminator: &Discriminator) -> Option<&str> {
    discriminator.extensions.get(ABSENT_MAPPING)?.as_str()
}

/// Says that `additionalProperties` of a schema holds the schema of its one pattern, and others are forbidden.
pub(super) fn mark_patterns_only(schema: &mut Object) {
    mark(schema, PATTERNS_ONLY);
}

/// Whether `additionalProperties` of a schema holds the schema of its one pattern, and others are forbidden.
pub(crate) fn has_patterns_only(schema: &impl Entries) -> bool {
    schema.own(PATTERNS_ONLY).is_some()
}

/// Says that the values of a schema are JSON Patches.
pub(super) fn mark_json_patch(schema: &mut Object) {
    mark(schema, JSON_PATCH);
}

/// Whether the values of a schema are JSON Patches.
pub(crate) fn is_json_patch(schema: &impl Entries) -> bool {
    schema.own(JSON_PATCH).is_some()
}

/// Says that the type of a schema is not written, but what its keywords are about.
pub(super) fn mark_inferred_type(schema: &mut Object) {
    mark(schema, INFERRED_TYPE);
}

/// Whether the type of a schema is not written, but what its keywords are about.
pub(crate) fn has_inferred_type(schema: &impl Entries) -> bool {
    schema.own(INFERRED_TYPE).is_some()
}

/// Says that the format of a schema is not written, but what it says of its content.
pub(super) fn mark_content_format(schema: &mut Object) {
    mark(schema, CONTENT_FORMAT);
}

/// Whether the format of a schema is not written, but what it says of its content, which is no constraint (JSON Schema
/// 2020-12, section 8.1).
pub(crate) fn has_content_format(schema: &impl Entries) -> bool {
    schema.own(CONTENT_FORMAT).is_some()
}

/// Says that the `enum` of a schema is written as `const`.
pub(super) fn mark_const(schema: &mut Object) {
    mark(schema, WRITTEN_AS_CONST);
}

/// Whether the `enum` of a schema is written as `const`.
#[cfg(feature = "diff")]
pub(crate) fn is_written_as_const(schema: &impl Entries) -> bool {
    schema.own(WRITTEN_AS_CONST).is_some()
}

/// Says that the `anyOf` of a schema is written as a list of types.
pub(super) fn mark_listed_types(schema: &mut Object) {
    mark(schema, LISTED_TYPES);
}

/// Whether the `anyOf` of a schema is written as a list of types.
#[cfg(feature = "diff")]
pub(crate) fn has_listed_types(schema: &impl Entries) -> bool {
    schema.own(LISTED_TYPES).is_some()
}

/// Says that the type of a schema is written as `number`.
pub(super) fn mark_number(schema: &mut Object) {
    mark(schema, WRITTEN_AS_NUMBER);
}

/// Whether the type of a schema is written as `number`, and is an integer by its format.
#[cfg(feature = "diff")]
pub(crate) fn is_written_as_number(schema: &impl Entries) -> bool {
    schema.own(WRITTEN_AS_NUMBER).is_some()
}

/// Says that `additionalProperties` of a schema is written as `unevaluatedProperties`.
pub(super) fn mark_unevaluated(schema: &mut Object) {
    mark(schema, UNEVALUATED);
}

/// Whether `additionalProperties` of a schema is written as `unevaluatedProperties`.
#[cfg(feature = "diff")]
pub(crate) fn is_written_as_unevaluated(schema: &impl Entries) -> bool {
    schema.own(UNEVALUATED).is_some()
}
