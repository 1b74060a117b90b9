//! Schemas, each made when it is first asked for: most of a large document never is.

use super::text;
use crate::emit::schemas::{Secrets, plain_text, text_of};
use crate::ir::{Api, SchemaRef, TypeId};
use std::collections::HashMap;
use std::sync::{Mutex, OnceLock, PoisonError};
use timely_runtime::generated as rt;

/// The schemas of a document.
pub(super) struct LiveSchemas {
    api: &'static Api,
    types: Mutex<HashMap<TypeId, &'static rt::Schema>>,
    /// Those that say no more than a type, by their texts.
    plain: Mutex<HashMap<String, &'static rt::Schema>>,
    secrets: OnceLock<Secrets>,
}

impl LiveSchemas {
    pub(super) fn of(api: &'static Api) -> Self {
        Self {
            api,
            types: Mutex::default(),
            plain: Mutex::default(),
            secrets: OnceLock::new(),
        }
    }

    /// The schema of a type.
    pub(super) fn of_type(&'static self, id: TypeId) -> &'static rt::Schema {
        let id = self.api.definition_of(id);
        let mut types = self.types.lock().unwrap_or_else(PoisonError::into_inner);
        types
            .entry(id)
            .or_insert_with(|| self.late(move || &self.api.type_def(id).schema))
    }

    /// A schema that is in place, or that of a type.
    pub(super) fn schema(&'static self, schema: &'static SchemaRef) -> &'static rt::Schema {
        match schema {
            SchemaRef::Type(id) => self.of_type(*id),
            SchemaRef::Inline(inner) => match plain_text(inner) {
                Some(written) => self.plain(written),
                None => self.late(move || schema),
            },
        }
    }

    /// A schema that names the secrets in values of this one, and says nothing else.
    pub(super) fn outline(&'static self, schema: &'static SchemaRef) -> &'static rt::Schema {
        rt::Schema::late(move || {
            let secrets = self.secrets.get_or_init(|| Secrets::of(self.api));
            self.parts(&secrets.outline(self.api, schema))
        })
    }

    fn plain(&'static self, written: String) -> &'static rt::Schema {
        let mut plain = self.plain.lock().unwrap_or_else(PoisonError::into_inner);
        plain.entry(written).or_insert_with_key(|written| {
            let schema = rt::Schema::new(text(written), &[]);
            super::kept(schema)
        })
    }

    fn late(
        &'static self,
        schema: impl FnOnce() -> &'static SchemaRef + Send + 'static,
    ) -> &'static rt::Schema {
        rt::Schema::late(move || self.parts(schema()))
    }

    /// The text of a schema, and the schemas that it refers to.
    fn parts(&'static self, schema: &SchemaRef) -> (&'static str, Vec<&'static rt::Schema>) {
        let plain = match schema {
            SchemaRef::Type(_) => None,
            SchemaRef::Inline(inner) => plain_text(inner),
        };
        let (written, types) = match plain {
            Some(written) => (written, Vec::new()),
            None => text_of(self.api, schema),
        };
        let types = types.into_iter().map(|id| self.of_type(id));
        (text(&written), types.collect())
    }
}
