//! What lowering reads and never changes.

use super::keyword_schemas::KeywordSchemas;
use super::types::TypesElsewhere;
use crate::diagnostic::{Pointer, SourceMap};
use crate::normalize::Normalized;
use crate::settings::{Compat, Pagination, Settings};
use openapiv3::OpenAPI;

/// The document and the settings of one run.
#[derive(Clone, Copy)]
pub(super) struct Context<'a> {
    /// What OpenAPI 3.0 has of the document.
    pub(super) openapi: &'a OpenAPI,
    /// The document in the normal form, of which that is the typed view.
    pub(super) document: &'a serde_json::Value,
    /// Whether schemas say what kind of node of XML they are, as since OpenAPI 3.2.
    pub(super) has_node_types: bool,
    /// Where its values come from.
    pub(super) source_map: &'a SourceMap,
    /// The schemas that `openapiv3` holds as values.
    pub(super) keyword_schemas: &'a KeywordSchemas,
    pub(super) settings: &'a Settings,
    /// The types that are generated elsewhere.
    pub(super) elsewhere: &'a TypesElsewhere,
    /// How listings are paged that are recognized.
    pub(super) recognized: &'a [Pagination],
    /// Whether listings are recognized, as far as the settings say that.
    pub(super) is_recognizing: bool,
}

impl<'a> Context<'a> {
    pub(super) fn new(
        normalized: &'a Normalized,
        keyword_schemas: &'a KeywordSchemas,
        settings: &'a Settings,
        elsewhere: &'a TypesElsewhere,
        recognized: Option<&'a [Pagination]>,
    ) -> Self {
        Self {
            openapi: &normalized.view,
            document: &normalized.document,
            has_node_types: normalized.has_node_types,
            source_map: &normalized.source_map,
            keyword_schemas,
            settings,
            elsewhere,
            recognized: recognized.unwrap_or_default(),
            is_recognizing: recognized.is_some(),
        }
    }

    /// Whether types are as wide as in the shape of 0.1.
    pub(super) fn has_wide_types(&self) -> bool {
        self.settings.compat == Compat::V0_1
    }

    /// The description beside the reference at this place, which stands in place of that of its target.
    pub(super) fn description_at(&self, pointer: &Pointer) -> Option<&'a str> {
        let value = pointer.look(self.document)?;
        value.get("$ref")?;
        value.get("description")?.as_str()
    }
}
