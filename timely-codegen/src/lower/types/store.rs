//! The store of types: ids are given out first, definitions follow.

use crate::diagnostic::Pointer;
use crate::ir::{self, Type, TypeDef, TypeId, TypeKind};
use crate::naming::{Case, Scope, case_word, shouty};
use indexmap::IndexMap;

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

    /// Takes a name for a component.
    pub(super) fn claim_component(&mut self, wanted: &str, key: &str) -> String {
        self.scope.claim(wanted, &["Model", case_word(key)])
    }

    /// Adds a component by the name that was taken for it.
    pub(super) fn add_component(&mut self, key: &str, name: String) {
        let id = self.push(name);
        self.components.insert(key.to_owned(), id);
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
    pub(super) fn start(&mut self, id: TypeId) -> bool {
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
                    shares: None,
                    kind: TypeKind::Alias(Type::Any),
                    schema: ir::SchemaRef::Inline(Box::default()),
                })
            })
            .collect()
    }
}

/// How a schema that needs a type of its own gets its name.
pub(in crate::lower) enum Naming {
    /// It is the component with this id.
    Exactly(TypeId),
    /// It stands inline; this says where.
    Inline(String),
}

impl Naming {
    /// The type that the schema becomes.
    pub(in crate::lower) fn id(&self, types: &mut TypeStore) -> TypeId {
        match self {
            Self::Exactly(id) => *id,
            Self::Inline(name) => types.reserve(name, &["Value"]),
        }
    }

    /// The naming of a part of it.
    pub(in crate::lower) fn part(&self, types: &TypeStore, part: &str) -> Self {
        let base = match self {
            Self::Exactly(id) => types.name(*id),
            Self::Inline(name) => name,
        };
        Self::Inline(inline_name(base, part))
    }
}

/// The name of a part of a type, without saying the same word twice.
pub(in crate::lower) fn inline_name(base: &str, part: &str) -> String {
    let part = crate::naming::pascal(part);
    if base.ends_with(&part) {
        format!("{base}Kind")
    } else {
        format!("{base}{part}")
    }
}
