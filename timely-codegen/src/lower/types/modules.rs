//! The modules that types stand in: that of their owner, be it a component, an operation or another inline type.
//!
//! So each use of an inline type has a path of its own, which other uses and equal types do not move.

use crate::diagnostic::Pointer;
use crate::ir::{TypeId, TypePath, TypeRoot};
use crate::naming::{Case, Scope, module, shouty, snake};
use std::collections::HashMap;

/// How deep modules may be nested. What is owned by types that stand deeper stands beside them.
const MAX_DEPTH: usize = 6;

/// The modules of the components that are no schemas.
const SECTIONS: &[&str] = &[
    "headers",
    "media_types",
    "parameters",
    "request_bodies",
    "responses",
];

/// What an inline type belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(in crate::lower) enum Owner {
    /// Nothing but the document: it is a model like the component schemas.
    Models,
    /// The components of a section that holds no schemas.
    Section(&'static str),
    /// An operation.
    Operation(OperationModule),
    /// Another type, of which it is a part.
    Type(TypeId),
}

impl Owner {
    /// The section of the component that is no schema and stands around a place, and the key of the component.
    pub(in crate::lower) fn section_at(pointer: &Pointer) -> Option<(Self, String)> {
        let mut segments = pointer.segments();
        if segments.next()? != "components" {
            return None;
        }
        let name = snake(&segments.next()?);
        let known = SECTIONS.iter().find(|known| **known == name)?;
        Some((Self::Section(known), segments.next()?))
    }
}

/// The module of the types of an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(in crate::lower) struct OperationModule(ModuleId);

/// A module by its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct ModuleId(usize);

/// A module, and the names in it.
struct TypeModule {
    parent: Option<ModuleId>,
    /// None of a root.
    name: String,
    types: Scope,
    statics: Scope,
    modules: Scope,
}

impl TypeModule {
    fn new(parent: Option<ModuleId>, name: String) -> Self {
        Self {
            parent,
            name,
            types: Scope::of_types(),
            statics: Scope::new(Case::Shouty),
            modules: Scope::of_modules(),
        }
    }
}

/// All modules of types.
pub(super) struct Modules {
    modules: Vec<TypeModule>,
    /// Those of sections and of types.
    known: HashMap<Owner, ModuleId>,
    /// Those of components and of what is like them, with the types that they are named for.
    models: HashMap<ModuleId, TypeId>,
    /// The groups that the modules of operations stand in.
    groups: HashMap<ModuleId, String>,
}

const MODELS: ModuleId = ModuleId(0);
const OPERATIONS: ModuleId = ModuleId(1);

impl Modules {
    pub(super) fn new() -> Self {
        let root = || TypeModule::new(None, String::new());
        let mut modules = Self {
            modules: vec![root(), root()],
            known: HashMap::new(),
            models: HashMap::new(),
            groups: HashMap::new(),
        };
        for section in SECTIONS {
            let id = modules.add(MODELS, (*section).to_owned());
            modules.known.insert(Owner::Section(section), id);
        }
        modules
    }

    fn add(&mut self, parent: ModuleId, name: String) -> ModuleId {
        self.modules.push(TypeModule::new(Some(parent), name));
        ModuleId(self.modules.len() - 1)
    }

    /// The types of a module.
    pub(super) fn types(&mut self, module: ModuleId) -> &mut Scope {
        &mut self.modules[module.0].types
    }

    /// The names in `models` itself.
    pub(super) fn models(&mut self) -> &mut Scope {
        self.types(MODELS)
    }

    /// The module of a model, whose name is taken in it.
    pub(super) fn of_model(&mut self, name: &str) -> ModuleId {
        let wanted = module(name);
        let wanted = self.modules[MODELS.0].modules.claim(&wanted, &["model"]);
        let id = self.add(MODELS, wanted);
        self.types(id).claim_stem(name, &[], &["Required"]);
        id
    }

    /// Says which type is the model that a module is named for.
    pub(super) fn set_model(&mut self, module: ModuleId, id: TypeId) {
        self.models.insert(module, id);
    }

    /// Whether a type is the model that its module is named for.
    fn is_model(&self, module: ModuleId, id: TypeId) -> bool {
        self.models.get(&module) == Some(&id)
    }

    /// The module of an operation of this name.
    pub(super) fn of_operation(&mut self, name: &str, word: &str) -> OperationModule {
        let wanted = module(name);
        let wanted = self.modules[OPERATIONS.0].modules.claim(&wanted, &[word]);
        OperationModule(self.add(OPERATIONS, wanted))
    }

    /// Puts the module of an operation into that of its group.
    pub(super) fn put_into(&mut self, operation: OperationModule, group: &str) {
        self.groups.insert(operation.0, group.to_owned());
    }

    /// The module of an owner that is no type and no model.
    pub(super) fn of(&self, owner: Owner) -> ModuleId {
        match owner {
            Owner::Operation(operation) => operation.0,
            owner => self.known.get(&owner).copied().unwrap_or(MODELS),
        }
    }

    /// The module of the types that a type owns, which stands in a module itself; none where that is too deep.
    pub(super) fn of_type(&mut self, id: TypeId, name: &str, parent: ModuleId) -> Option<ModuleId> {
        if self.is_model(parent, id) {
            return Some(parent);
        }
        let owner = Owner::Type(id);
        if let Some(known) = self.known.get(&owner) {
            return Some(*known);
        }
        if self.depth(parent) >= MAX_DEPTH {
            return None;
        }
        let wanted = self.modules[parent.0]
            .modules
            .claim(&module(name), &["type"]);
        let module = self.add(parent, wanted);
        self.known.insert(owner, module);
        Some(module)
    }

    fn depth(&self, module: ModuleId) -> usize {
        self.ancestors(module).count()
    }

    /// A module and those around it, without the root.
    fn ancestors(&self, module: ModuleId) -> impl Iterator<Item = ModuleId> {
        let parent = |module: &ModuleId| self.modules[module.0].parent;
        std::iter::successors(Some(module), parent).filter(|it| it.0 > OPERATIONS.0)
    }

    /// Takes the name of the static of a new type's schema.
    pub(super) fn claim_static(&mut self, module: ModuleId, id: TypeId, name: &str) -> String {
        let scope = match self.is_model(module, id) {
            true => MODELS,
            false => module,
        };
        self.modules[scope.0].statics.claim(&shouty(name), &[])
    }

    /// The group of operations whose module this is, or whose types own those in it.
    pub(super) fn group(&self, module: ModuleId) -> Option<&str> {
        let outermost = self.ancestors(module).last()?;
        self.groups.get(&outermost).map(String::as_str)
    }

    /// The module of the types that a type owns, which is no model.
    pub(super) fn owned_by(&self, id: TypeId) -> Option<Vec<String>> {
        let known = self.known.get(&Owner::Type(id))?;
        Some(self.names(*known))
    }

    /// The names of a module and of those around it, from the outside.
    fn names(&self, module: ModuleId) -> Vec<String> {
        let ancestors = self.ancestors(module);
        let mut names: Vec<String> = ancestors
            .map(|it| self.modules[it.0].name.clone())
            .collect();
        names.extend(self.group(module).map(str::to_owned));
        names.reverse();
        names
    }

    /// The path of a type in a module.
    pub(super) fn path(&self, id: TypeId, module: ModuleId) -> TypePath {
        let modules = self.names(module);
        let outermost = self.ancestors(module).last();
        let is_operation =
            outermost.is_some_and(|it| self.modules[it.0].parent == Some(OPERATIONS));
        TypePath {
            root: match is_operation {
                true => TypeRoot::Operations,
                false => TypeRoot::Models,
            },
            modules,
            is_exported: self.is_model(module, id),
            names_tag: false,
        }
    }
}
