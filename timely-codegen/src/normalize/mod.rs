//! From any version of OpenAPI 3 to the one form that the later stages know.
//!
//! The normal form is OpenAPI 3.0 as the `openapiv3` crate holds it. Every difference between the versions ends here,
//! and so do repairs of documents that break the standard in a way whose meaning is plain. In the normal form
//!
//! - every reference leads to an entry of `components`, and there is something there;
//! - path items and callbacks are no references;
//! - a schema has at most one `type`, and `nullable` instead of null;
//! - a reference with keys beside it is `allOf` with that reference alone, and those keys;
//! - bounds are numbers with `exclusiveMinimum` and `exclusiveMaximum` as booleans;
//! - the keywords of a schema suit its type;
//! - what a `discriminator` tells apart is listed beside it.
//!
//! What OpenAPI 3.0 has no key for travels under a key of [`internal`].

mod check;
mod coerce;
mod describe;
mod dialect;
mod fix;
mod hierarchies;
mod hold;
mod impossible;
mod inline;
mod lookup;
mod names;
mod newer;
mod paths;
mod references;
mod rename;
mod schema;
mod security;
mod swagger;
#[cfg(test)]
mod tests;
mod version;

use crate::diagnostic::{Diagnostics, SourceMap};
use crate::read::Document;
use openapiv3::OpenAPI;
use std::path::PathBuf;
use version::Dialect;

pub(crate) use hold::{hold, hold_schemas};
pub(crate) use impossible::pattern_refuses;
pub(crate) use schema::ENUM_NAMES;

/// The keys of the normal form that are no OpenAPI 3.0.
///
/// A document cannot use them itself: what it has under these names is dropped, with a warning.
pub mod internal {
    /// Of the document: the webhooks, an object of path items by name.
    pub const WEBHOOKS: &str = "x-timely-webhooks";
    /// Of the document: the descriptions beside references to parameters and responses, by the places of those.
    pub const DESCRIPTIONS: &str = "x-timely-descriptions";
    /// Of a path item: operations by method, of methods that OpenAPI 3.0 does not know, in capitals.
    pub const OPERATIONS: &str = "x-timely-operations";
    /// Of a media type: `true` if its `schema` is that of each item of a stream (`itemSchema`).
    pub const ITEM_SCHEMA: &str = "x-timely-item-schema";
    /// Of an operation: the parameter object whose value is the whole query string.
    pub const QUERYSTRING: &str = "x-timely-querystring";
    /// Of a security scheme: its type, where OpenAPI 3.0 does not know it (`mutualTLS`). It is held as type `http`.
    pub const SCHEME_TYPE: &str = "x-timely-scheme-type";
    /// Of a security scheme: where what OAuth 2 needs is published.
    pub const METADATA_URL: &str = "x-timely-metadata-url";
    /// Of a security scheme: whether the document discourages its use.
    pub const SCHEME_DEPRECATED: &str = "x-timely-deprecated";
    /// Of OAuth 2 flows: the one for devices.
    pub const DEVICE_FLOW: &str = "x-timely-device-flow";
    /// Of a server: its name.
    pub const SERVER_NAME: &str = "x-timely-server-name";
    /// Of a tag: its title.
    pub const TAG_SUMMARY: &str = "x-timely-tag-summary";
    /// Of a tag: the tag that it belongs to.
    pub const TAG_PARENT: &str = "x-timely-tag-parent";
    /// Of a tag: what kind of tag it is.
    pub const TAG_KIND: &str = "x-timely-tag-kind";
    /// Of a parameter in a cookie: its style, where OpenAPI 3.0 does not know it (`cookie`). It is held as `form`.
    pub const STYLE: &str = "x-timely-style";
    /// Of a discriminator: the reference for values that are missing or not in the mapping.
    pub const DEFAULT_MAPPING: &str = "x-timely-default-mapping";
    /// Of a discriminator: the reference for objects without the property.
    pub const ABSENT_MAPPING: &str = "x-timely-absent-mapping";
    /// Of a string schema: the encoding of its content, where it has no format of its own.
    pub const CONTENT_ENCODING: &str = "x-timely-content-encoding";
    /// Of a string schema: the media type of its content.
    pub const CONTENT_MEDIA_TYPE: &str = "x-timely-content-media-type";
    /// Of a string schema: the schema of its content.
    pub const CONTENT_SCHEMA: &str = "x-timely-content-schema";
    /// Of an array schema: the schemas of the first items.
    pub const PREFIX_ITEMS: &str = "x-timely-prefix-items";
    /// Of an array schema: what one of the items must be.
    pub const CONTAINS: &str = "x-timely-contains";
    /// Of an array schema: how many items must be that at least.
    pub const MIN_CONTAINS: &str = "x-timely-min-contains";
    /// Of an array schema: how many items may be that at most.
    pub const MAX_CONTAINS: &str = "x-timely-max-contains";
    /// Of an array schema: what items may be that nothing else speaks of.
    pub const UNEVALUATED_ITEMS: &str = "x-timely-unevaluated-items";
    /// Of an object schema: schemas by patterns of names; `true` for the one that has become `additionalProperties`.
    pub const PATTERN_PROPERTIES: &str = "x-timely-pattern-properties";
    /// Of an object schema: that `additionalProperties` holds the schema of its one pattern, and others are forbidden.
    pub const PATTERNS_ONLY: &str = "x-timely-patterns-only";
    /// Of a schema: that its type is not written, but what its keywords are about.
    pub const INFERRED_TYPE: &str = "x-timely-inferred-type";
    /// Of an object schema: what names must be.
    pub const PROPERTY_NAMES: &str = "x-timely-property-names";
    /// Of an object schema: the names that a name asks for.
    pub const DEPENDENT_REQUIRED: &str = "x-timely-dependent-required";
    /// Of an object schema: the schemas that names ask for.
    pub const DEPENDENT_SCHEMAS: &str = "x-timely-dependent-schemas";
    /// Of an object schema: what properties may be that nothing else speaks of.
    pub const UNEVALUATED_PROPERTIES: &str = "x-timely-unevaluated-properties";
    /// Of a schema: a condition.
    pub const IF: &str = "x-timely-if";
    /// Of a schema: what holds if the condition does.
    pub const THEN: &str = "x-timely-then";
    /// Of a schema: what holds if the condition does not.
    pub const ELSE: &str = "x-timely-else";

    /// All of them.
    pub const ALL: &[&str] = &[
        WEBHOOKS,
        DESCRIPTIONS,
        OPERATIONS,
        ITEM_SCHEMA,
        QUERYSTRING,
        SCHEME_TYPE,
        METADATA_URL,
        SCHEME_DEPRECATED,
        DEVICE_FLOW,
        SERVER_NAME,
        TAG_SUMMARY,
        TAG_PARENT,
        TAG_KIND,
        STYLE,
        DEFAULT_MAPPING,
        ABSENT_MAPPING,
        CONTENT_ENCODING,
        CONTENT_MEDIA_TYPE,
        CONTENT_SCHEMA,
        PREFIX_ITEMS,
        CONTAINS,
        MIN_CONTAINS,
        MAX_CONTAINS,
        UNEVALUATED_ITEMS,
        PATTERN_PROPERTIES,
        PATTERNS_ONLY,
        INFERRED_TYPE,
        PROPERTY_NAMES,
        DEPENDENT_REQUIRED,
        DEPENDENT_SCHEMAS,
        UNEVALUATED_PROPERTIES,
        IF,
        THEN,
        ELSE,
    ];
}

/// A document in the normal form.
#[derive(Debug)]
pub struct Normalized {
    /// The document.
    pub openapi: OpenAPI,
    /// The document as it is written, with what `openapi` has no field for.
    pub document: serde_json::Value,
    /// Where its values come from.
    pub source_map: SourceMap,
    /// Every file that was read, the document itself first.
    pub files: Vec<PathBuf>,
}

/// Brings a document into the normal form.
///
/// `None` if it is no OpenAPI document at all. Otherwise what is wrong in it is reported and left out, so that the
/// later stages can report what they find; whether the result may be used is for `diagnostics` to say.
pub fn normalize(document: Document, diagnostics: &mut Diagnostics) -> Option<Normalized> {
    let Document {
        mut value,
        mut source_map,
        files,
    } = document;
    let dialect = version::check(&value, &source_map, diagnostics);
    // The map ends here if the document does, so that what was reported must have its place before.
    diagnostics.locate(&source_map);
    let dialect = dialect?;
    let mut context = Context {
        dialect,
        map: &mut source_map,
        diagnostics,
    };
    for step in [
        dialect::report,
        references::settle,
        inline::inline,
        paths::settle,
    ] {
        step(&mut value, &mut context);
        context.settle_places();
    }
    let descriptions = describe::collect(&mut value, dialect);
    for step in [
        check::check,
        security::settle,
        schema::rewrite,
        hierarchies::settle,
        rename::rename,
        impossible::report,
    ] {
        step(&mut value, &mut context);
        context.settle_places();
    }
    describe::keep(&mut value, descriptions);
    let openapi = hold(&mut value, context.diagnostics);
    diagnostics.locate(&source_map);
    let openapi = openapi?;
    Some(Normalized {
        openapi,
        document: value,
        source_map,
        files,
    })
}

/// How many messages come with a guess at what was meant. In a document where nothing is right, the search for it would
/// take most of the time.
const MAX_SUGGESTIONS: usize = 50;

/// What every step works with.
struct Context<'a> {
    dialect: Dialect,
    map: &'a mut SourceMap,
    diagnostics: &'a mut Diagnostics,
}

impl Context<'_> {
    /// Finds the places of what was reported so far, before something else may stand there.
    fn settle_places(&mut self) {
        self.diagnostics.place(self.map);
    }
}
