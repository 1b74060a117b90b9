//! The store of types: ids are given out first, definitions follow.

use super::modules::{ModuleId, Modules, Owner};
use crate::diagnostic::Pointer;
use crate::ir::{self, Type, TypeDef, TypeId, TypeKind};
use crate::naming::{case_word, pascal, snake};
use indexmap::IndexMap;

/// Types made so far.
pub(in crate::lower) struct TypeStore {
    modules: Modules,
    entries: Vec<Entry>,
    components: IndexMap<String, TypeId>,
}

/// One type: named at once, defined later.
struct Entry {
    name: String,
    static_name: String,
    /// The module that it stands in.
    module: ModuleId,
    definition: Option<TypeDef>,
    started: bool,
}

/// The name of a component, and its module.
pub(super) struct ComponentName {
    name: String,
    module: ModuleId,
}

impl TypeStore {
    pub(in crate::lower) fn new() -> Self {
        Self {
            modules: Modules::new(),
            entries: Vec::new(),
            components: IndexMap::new(),
        }
    }

    /// Names a new type in the module of its owner.
    fn reserve(&mut self, owner: Owner, wanted: &str) -> TypeId {
        if let Owner::Models = owner {
            let name = self.claim_model(wanted, &["Value"]);
            return self.push_model(name);
        }
        let (module, neighbour) = self.module_of(owner);
        // What stands beside its owner is told from others of its name by that of the owner.
        let word = neighbour.map_or_else(|| "Value".to_owned(), |name| format!("Of{name}"));
        let name = self
            .modules
            .types(module)
            .claim_stem(wanted, &[&word], &["Required"]);
        self.push(name, module)
    }

    /// The module of an owner, and the name of the owner where it stands in that module itself.
    fn module_of(&mut self, owner: Owner) -> (ModuleId, Option<String>) {
        let Owner::Type(id) = owner else {
            return (self.modules.of(owner), None);
        };
        let entry = &self.entries[id.0];
        match self.modules.of_type(id, &entry.name, entry.module) {
            Some(module) => (module, None),
            None => (entry.module, Some(entry.name.clone())),
        }
    }

    /// Takes a name for a component, and one for its module.
    pub(super) fn claim_component(&mut self, wanted: &str, key: &str) -> ComponentName {
        self.claim_model(wanted, &["Model", case_word(key)])
    }

    fn claim_model(&mut self, wanted: &str, words: &[&str]) -> ComponentName {
        let name = self.modules.models().claim(wanted, words);
        let module = self.modules.of_model(&name);
        ComponentName { name, module }
    }

    /// Adds a component by the name that was taken for it.
    pub(super) fn add_component(&mut self, key: &str, name: ComponentName) {
        let id = self.push_model(name);
        self.components.insert(key.to_owned(), id);
    }

    fn push_model(&mut self, ComponentName { name, module }: ComponentName) -> TypeId {
        self.modules.set_model(module, TypeId(self.entries.len()));
        self.push(name, module)
    }

    fn push(&mut self, name: String, module: ModuleId) -> TypeId {
        let id = TypeId(self.entries.len());
        let static_name = self.modules.claim_static(module, id, &name);
        self.entries.push(Entry {
            name,
            static_name,
            module,
            definition: None,
            started: false,
        });
        id
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

    /// The module of the types of an operation.
    pub(in crate::lower) fn add_operation(&mut self, name: &str, word: &str) -> Owner {
        Owner::Operation(self.modules.of_operation(name, word))
    }

    /// Says which group the types of an operation belong to.
    pub(in crate::lower) fn put_into(&mut self, operation: Owner, group: &str) {
        if let Owner::Operation(operation) = operation {
            self.modules.put_into(operation, group);
        }
    }

    /// The group of operations that a type belongs to; none where it is a model of the document as a whole.
    pub(super) fn group(&self, id: TypeId) -> Option<&str> {
        self.modules.group(self.entries[id.0].module)
    }

    pub(super) fn define(&mut self, id: TypeId, build: impl FnOnce(TypeDef) -> TypeDef) {
        let blank = self.blank(id);
        self.entries[id.0].definition = Some(build(blank));
    }

    /// A type of which nothing is known but its name.
    fn blank(&self, id: TypeId) -> TypeDef {
        let entry = &self.entries[id.0];
        TypeDef {
            name: entry.name.clone(),
            static_name: entry.static_name.clone(),
            // Where it stands is known when all is lowered.
            path: ir::TypePath::default(),
            owns: None,
            pointer: Pointer::root(),
            docs: ir::Docs::default(),
            derives: Vec::new(),
            attributes: Vec::new(),
            deprecated: false,
            example: None,
            shares: None,
            elsewhere: None,
            kind: TypeKind::Alias(Type::Any),
            schema: ir::SchemaRef::Inline(Box::default()),
        }
    }

    pub(in crate::lower) fn get(&self, id: TypeId) -> Option<&TypeDef> {
        self.entries[id.0].definition.as_ref()
    }

    pub(in crate::lower) fn len(&self) -> usize {
        self.entries.len()
    }

    /// The type that has the definition of a type, which is mostly itself.
    pub(super) fn definer(&self, id: TypeId) -> TypeId {
        self.get(id).and_then(|it| it.shares).unwrap_or(id)
    }

    /// The rank of each type by its path, which the order of the document does not change. Types that share a definition
    /// have that of the first of their paths: which of them holds it may well depend on the order.
    pub(super) fn ranks(&self) -> Vec<usize> {
        let paths: Vec<(ir::TypeRoot, Vec<String>, String)> = self
            .entries
            .iter()
            .enumerate()
            .map(|(index, entry)| {
                let path = self.modules.path(TypeId(index), entry.module);
                // As the module of what belongs to it, so that this comes in the same order.
                (path.root, path.modules, snake(&entry.name))
            })
            .collect();
        let mut order: Vec<usize> = (0..paths.len()).collect();
        order.sort_by(|one, other| paths[*one].cmp(&paths[*other]));
        let mut ranks = vec![usize::MAX; paths.len()];
        for (rank, index) in order.into_iter().enumerate() {
            let definer = self.definer(TypeId(index)).0;
            ranks[definer] = ranks[definer].min(rank);
        }
        ranks
    }

    /// How many modules each type is in.
    pub(super) fn depths(&self) -> Vec<usize> {
        let entries = self.entries.iter().enumerate();
        let depth = |(index, entry): (usize, &Entry)| {
            let path = self.modules.path(TypeId(index), entry.module);
            path.modules.len()
        };
        entries.map(depth).collect()
    }

    /// The definition of each type that has one.
    pub(super) fn definitions(&self) -> Vec<Option<&TypeDef>> {
        let definitions = self.entries.iter();
        definitions.map(|entry| entry.definition.as_ref()).collect()
    }

    pub(in crate::lower) fn definition_mut(&mut self, id: TypeId) -> Option<&mut TypeDef> {
        self.entries[id.0].definition.as_mut()
    }

    /// All definitions in the order of their ids.
    pub(in crate::lower) fn finish(mut self) -> Vec<TypeDef> {
        let mut finished = Vec::with_capacity(self.entries.len());
        for index in 0..self.entries.len() {
            let mut definition = match self.entries[index].definition.take() {
                Some(definition) => definition,
                None => self.blank(TypeId(index)),
            };
            definition.path = self.modules.path(TypeId(index), self.entries[index].module);
            definition.owns = self.modules.owned_by(TypeId(index));
            finished.push(definition);
        }
        finished
    }
}

/// How a schema that needs a type of its own gets its name.
pub(in crate::lower) enum Naming {
    /// It is the component with this id.
    Exactly(TypeId),
    /// It stands inline in this owner, which knows it by this name.
    Inline(Owner, String),
}

impl Naming {
    /// The type that the schema becomes.
    pub(in crate::lower) fn id(&self, types: &mut TypeStore) -> TypeId {
        match self {
            Self::Exactly(id) => *id,
            Self::Inline(owner, name) => types.reserve(*owner, name),
        }
    }

    /// The naming of a part of it.
    pub(in crate::lower) fn part(&self, part: &str) -> Self {
        let part = pascal(part);
        match self {
            Self::Exactly(id) => Self::Inline(Owner::Type(*id), part),
            Self::Inline(owner, name) if name.ends_with(&part) => {
                Self::Inline(*owner, name.clone())
            }
            Self::Inline(owner, name) => Self::Inline(*owner, format!("{name}{part}")),
        }
    }

    /// The naming of what is given a name, where its owner does not name it otherwise.
    pub(super) fn named(&self, given: &str) -> Option<Self> {
        match self {
            Self::Exactly(_) => None,
            Self::Inline(owner, _) => Some(Self::Inline(*owner, pascal(given))),
        }
    }

    /// The naming of what needs no name.
    pub(in crate::lower) fn none() -> Self {
        Self::Inline(Owner::Models, String::new())
    }
}
