//! Schemas, each made when it is first asked for.

use super::{kept, text};
use crate::emit::schemas::{plain_text, text_of};
use crate::ir::{Api, SchemaRef, TypeId};
use std::collections::HashMap;
use std::sync::OnceLock;
use timely_runtime::generated as rt;

/// The list of what a schema refers to, which is filled in once that is there.
type References = &'static OnceLock<Vec<&'static rt::Schema>>;

/// The schemas of a document.
pub(super) struct LiveSchemas<'a> {
    api: &'a Api,
    types: HashMap<TypeId, &'static rt::Schema>,
    inline: HashMap<(String, Vec<TypeId>), &'static rt::Schema>,
    /// Those whose references are still to be made.
    open: Vec<(References, Vec<TypeId>)>,
}

impl<'a> LiveSchemas<'a> {
    pub(super) fn of(api: &'a Api) -> Self {
        Self {
            api,
            types: HashMap::new(),
            inline: HashMap::new(),
            open: Vec::new(),
        }
    }

    /// The schema of a type.
    pub(super) fn of_type(&mut self, id: TypeId) -> &'static rt::Schema {
        let schema = self.start(id);
        self.finish();
        schema
    }

    /// A schema that is in place, or that of a type.
    pub(super) fn schema(&mut self, schema: &SchemaRef) -> &'static rt::Schema {
        let inner = match schema {
            SchemaRef::Type(id) => return self.of_type(*id),
            SchemaRef::Inline(inner) => inner,
        };
        let (written, types) = match plain_text(inner) {
            Some(written) => (written, Vec::new()),
            None => text_of(self.api, schema),
        };
        let key = (written, types);
        if let Some(known) = self.inline.get(&key) {
            return known;
        }
        let made = self.make(&key.0, key.1.clone());
        self.inline.insert(key, made);
        self.finish();
        made
    }

    fn start(&mut self, id: TypeId) -> &'static rt::Schema {
        let id = self.api.definition_of(id);
        if let Some(known) = self.types.get(&id) {
            return known;
        }
        let (written, types) = text_of(self.api, &self.api.type_def(id).schema);
        let made = self.make(&written, types);
        self.types.insert(id, made);
        made
    }

    fn make(&mut self, written: &str, types: Vec<TypeId>) -> &'static rt::Schema {
        if types.is_empty() {
            return kept(rt::Schema::new(text(written), &[]));
        }
        let references: References = kept(OnceLock::new());
        self.open.push((references, types));
        kept(rt::Schema::linked(text(written), references))
    }

    /// Makes what is referred to: types refer to each other in circles.
    fn finish(&mut self) {
        while let Some((references, types)) = self.open.pop() {
            let made = types.into_iter().map(|id| self.start(id)).collect();
            // Each list is filled in once.
            let _ = references.set(made);
        }
    }
}
