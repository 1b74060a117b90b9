//! From any version of OpenAPI 3, and from Swagger 2.0, to the one form that the later stages know.
//!
//! Every difference between the versions ends here, and so do repairs of documents that break the standard in a way
//! whose meaning is plain. The normal form is a document as a value, OpenAPI 3.0 with the keys that newer versions add to
//! it, each under its own name. In the normal form
//!
//! - every reference leads to an entry of `components`, and there is something there;
//! - path items and callbacks are no references;
//! - a schema has at most one `type`, and `nullable` instead of null;
//! - a reference with keys beside it is `allOf` with that reference alone, and those keys;
//! - bounds are numbers with `exclusiveMinimum` and `exclusiveMaximum` as booleans;
//! - the keywords of a schema suit its type;
//! - what a `discriminator` tells apart is listed beside it.
//!
//! What no version has a key for is in `annotations`. The types of the `openapiv3` crate are a view of the value: what they
//! have no field for is read by way of `view`.

mod annotations;
mod check;
mod checker;
mod coerce;
mod dialect;
mod dynamic;
mod extensions;
mod header_names;
mod hierarchies;
mod impossible;
mod inline;
mod lookup;
mod names;
mod newer_versions;
mod object_rules;
mod older_keywords;
mod patches;
mod paths;
mod references;
mod schema;
mod security;
mod skip;
mod swagger;
mod swagger_2;
#[cfg(test)]
mod tests;
mod version;
mod view;

use crate::diagnostic::{Diagnostics, SourceMap};
use crate::read::Document;
use crate::settings::Settings;
use openapiv3::OpenAPI;
use std::collections::HashMap;
use std::path::PathBuf;
use version::Dialect;

pub(crate) use annotations::{
    absent_mapping, has_content_format, has_inferred_type, has_patterns_only, is_cookie_style,
    is_item_schema, is_json_patch, is_mutual_tls, querystring, querystring_at,
};
#[cfg(feature = "diff")]
pub(crate) use annotations::{
    has_listed_types, is_written_as_const, is_written_as_number, is_written_as_unevaluated,
};
#[cfg(feature = "diff")]
pub(crate) use extensions::REFUSED_SUNSET;
pub(crate) use extensions::{
    DEPRECATED_SINCE, DEPRECATION_LINK, IDEMPOTENCY_KEY, PAGINATION, RUST_NAME, SUNSET, SUNSET_LINK,
};
pub(crate) use impossible::pattern_refuses;
pub(crate) use schema::ENUM_NAMES;
pub(crate) use view::{Entries, Key, key, view_part, view_parts, view_schemas};

/// A document in the normal form.
#[derive(Debug)]
pub struct Normalized {
    /// The document.
    pub document: serde_json::Value,
    /// The document through types. It holds what OpenAPI 3.0 has; whatever else is asked of the document itself.
    pub(crate) view: OpenAPI,
    /// Whether schemas say what kind of node of XML they are, as since OpenAPI 3.2.
    pub(crate) has_node_types: bool,
    /// Where its values come from.
    pub source_map: SourceMap,
    /// Every file that was read, the document itself first.
    pub files: Vec<PathBuf>,
}

/// Brings a document into the normal form.
///
/// `None` if it is no OpenAPI document at all. Otherwise what is wrong in it is reported and left out, so that the
/// later stages can report what they find; whether the result may be used is for `diagnostics` to say.
pub fn normalize(
    document: Document,
    settings: &Settings,
    diagnostics: &mut Diagnostics,
) -> Option<Normalized> {
    let Document {
        mut value,
        mut source_map,
        files,
        ..
    } = document;
    let dialect = version::check(&value, &source_map, diagnostics);
    // The map ends here if the document does, so that what was reported must have its place before.
    diagnostics.place(&source_map);
    let dialect = dialect?;
    let mut context = Context {
        dialect,
        settings,
        map: &mut source_map,
        diagnostics,
        written: HashMap::new(),
    };
    if dialect == Dialect::V20 {
        swagger_2::convert(&mut value, &mut context);
    }
    for step in [
        inline::settle_misplaced,
        dialect::report,
        dynamic::settle,
        references::settle,
        inline::inline,
        paths::settle,
    ] {
        step(&mut value, &mut context);
        context.settle_places();
    }
    for step in [
        check::check,
        security::settle,
        schema::rewrite,
        hierarchies::settle,
        newer_versions::settle,
        impossible::report,
        patches::settle,
    ] {
        step(&mut value, &mut context);
        context.settle_places();
    }
    if settings.skip_unsupported {
        skip::skip_unsupported(&mut value, context.diagnostics);
    }
    let view = view::view(&mut value, context.diagnostics);
    diagnostics.place(&source_map);
    let view = view?;
    Some(Normalized {
        document: value,
        view,
        has_node_types: dialect >= Dialect::V32,
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
    settings: &'a Settings,
    map: &'a mut SourceMap,
    diagnostics: &'a mut Diagnostics,
    /// References that the document writes otherwise.
    written: HashMap<String, String>,
}

impl Context<'_> {
    /// A reference as its author wrote it.
    fn as_written<'t>(&'t self, reference: &'t str) -> &'t str {
        self.written
            .get(reference)
            .map_or(reference, String::as_str)
    }

    /// Finds the places of what was reported so far, before something else may stand there.
    fn settle_places(&mut self) {
        self.diagnostics.place(self.map);
    }
}
