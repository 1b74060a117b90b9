//! The store of types: ids are given out first, definitions follow.

use crate::diagnostic::Pointer;
use crate::ir::{self, Type, TypeDef, TypeId, TypeKind};
use crate::lower::components::Section;
use crate::lower::types::Types;
use crate::naming::{Case, Scope, case_word, pascal, shouty};
use indexmap::IndexMap;
use openapiv3::{ReferenceOr, Schema};

/// Types made so far.
pub(in crate::lower) struct TypeStore {
    scope: Scope,
    statics: Scope,
    entries: Vec<Entry>,
    components: IndexMap<String, TypeId>,
}

/// One type: named at once, defined later.
struct Entry {
    name: String,
    static_name: String,
    definition: Option<TypeDef>,
    started: bool,
}

impl TypeStore {
    pub(in crate::lower) fn new() -> Self {
        Self {
            scope: Scope::of_types(),
            statics: Scope::new(Case::Shouty),
            entries: Vec::new(),
            components: IndexMap::new(),
        }
    }

    /// Names a new type.
    pub(super) fn reserve(&mut self, wanted: &str, words: &[&str]) -> TypeId {
        let name = self.scope.claim(wanted, words);
        self.push(name)
    }

    fn push(&mut self, name: String) -> TypeId {
        let static_name = self.statics.claim(&shouty(&name), &[]);
        self.entries.push(Entry {
            name,
            static_name,
            definition: None,
            started: false,
        });
        TypeId(self.entries.len() - 1)
    }

    /// The id of a component schema.
    pub(in crate::lower) fn component(&self, key: &str) -> Option<TypeId> {
        self.components.get(key).copied()
    }

    /// The key of the component that a type is.
    pub(in crate::lower) fn component_key(&self, id: TypeId) -> Option<&str> {
        // Components are the first entries, in the order of their keys.
        self.components.get_index(id.0).map(|(key, _)| key.as_str())
    }

    /// Marks a type as being defined; false when it already is.
    fn start(&mut self, id: TypeId) -> bool {
        !std::mem::replace(&mut self.entries[id.0].started, true)
    }

    pub(in crate::lower) fn name(&self, id: TypeId) -> &str {
        &self.entries[id.0].name
    }

    pub(in crate::lower) fn define(
        &mut self,
        id: TypeId,
        build: impl FnOnce(String, String) -> TypeDef,
    ) {
        let entry = &mut self.entries[id.0];
        entry.definition = Some(build(entry.name.clone(), entry.static_name.clone()));
    }

    pub(in crate::lower) fn get(&self, id: TypeId) -> Option<&TypeDef> {
        self.entries[id.0].definition.as_ref()
    }

    pub(in crate::lower) fn len(&self) -> usize {
        self.entries.len()
    }

    pub(in crate::lower) fn definition_mut(&mut self, id: TypeId) -> Option<&mut TypeDef> {
        self.entries[id.0].definition.as_mut()
    }

    /// All definitions in the order of their ids.
    pub(in crate::lower) fn finish(self) -> Vec<TypeDef> {
        self.entries
            .into_iter()
            .map(|entry| {
                entry.definition.unwrap_or_else(|| TypeDef {
                    name: entry.name,
                    static_name: entry.static_name,
                    pointer: Pointer::root(),
                    docs: ir::Docs::default(),
                    deprecated: false,
                    example: None,
                    kind: TypeKind::Alias(Type::Any),
                    schema: ir::SchemaRef::Inline(Box::default()),
                })
            })
            .collect()
    }
}

impl<'a> Types<'a> {
    /// The component schemas of the document.
    pub(in crate::lower) fn schemas(&self) -> Section<'a, Schema> {
        Section {
            name: "schemas",
            items: self
                .context
                .openapi
                .components
                .as_ref()
                .map(|components| &components.schemas),
        }
    }

    /// Names every component schema, then defines each.
    pub(in crate::lower) fn lower_components(&mut self) {
        let Some(schemas) = self.schemas().items else {
            return;
        };
        // A key that already is its own Rust name keeps it, whatever stands before it in the document.
        let (exact, others): (Vec<_>, Vec<_>) = schemas
            .keys()
            .partition(|key| self.wanted_name(key) == **key);
        let mut names: IndexMap<&str, String> = IndexMap::new();
        for key in exact.into_iter().chain(others) {
            let wanted = self.wanted_name(key);
            names.insert(
                key,
                self.types.scope.claim(&wanted, &["Model", case_word(key)]),
            );
        }
        for key in schemas.keys() {
            let id = self.types.push(names[key.as_str()].clone());
            self.types.components.insert(key.clone(), id);
        }
        for key in schemas.keys() {
            self.lower_component(key);
        }
    }

    /// The name that the settings or the key give a component.
    fn wanted_name(&self, key: &str) -> String {
        let pointer = Pointer::root()
            .child("components")
            .child("schemas")
            .child(key);
        pascal(self.renamed(key, &pointer).unwrap_or(key))
    }

    /// The name that the settings give something, by the document's name for it or by its pointer.
    pub(in crate::lower) fn renamed(&self, name: &str, pointer: &Pointer) -> Option<&'a str> {
        let rename = &self.context.settings.rename;
        let (key, wanted) = rename
            .get_key_value(name)
            .or_else(|| rename.get_key_value(pointer.as_str()))?;
        self.renames.borrow_mut().insert(key);
        Some(wanted)
    }

    /// Defines a component schema, unless that has begun.
    pub(in crate::lower) fn lower_component(&mut self, key: &str) {
        let Some(id) = self.types.component(key) else {
            return;
        };
        if !self.types.start(id) {
            return;
        }
        let Some(schema) = self.schemas().items.and_then(|schemas| schemas.get(key)) else {
            return;
        };
        let pointer = Pointer::root()
            .child("components")
            .child("schemas")
            .child(key);
        self.define_component(id, schema, &pointer);
    }

    /// Defines a component as a type of its own, or as a name for another.
    fn define_component(&mut self, id: TypeId, schema: &'a ReferenceOr<Schema>, pointer: &Pointer) {
        let lowered = self.lower_schema(schema, pointer, &super::schemas::Naming::Exactly(id));
        if lowered.ty == Type::Named(id) {
            if self.types.get(id).is_none() {
                self.report_empty_cycle(pointer);
            }
            return;
        }
        let (docs, deprecated, example) = crate::lower::docs::of_schema(schema);
        // The use sites see that the component may be null; its own name stands for the value.
        self.types.define(id, |name, static_name| TypeDef {
            name,
            static_name,
            pointer: pointer.clone(),
            docs,
            deprecated,
            example,
            kind: TypeKind::Alias(lowered.ty),
            schema: lowered.schema,
        });
    }

    /// Settles defaults and breaks cycles once every type is known.
    pub(in crate::lower) fn finish_types(&mut self) {
        self.settle_defaults();
        self.break_cycles();
    }
}
