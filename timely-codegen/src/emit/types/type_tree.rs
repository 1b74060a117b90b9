//! The modules of types as a tree.

use crate::ir::{Api, TypeDef, TypeId, TypeRoot};
use indexmap::IndexMap;

/// The modules of all types.
#[derive(Debug)]
pub(in crate::emit) struct TypeTrees<'a> {
    models: TypeTree<'a>,
    operations: TypeTree<'a>,
}

impl<'a> TypeTrees<'a> {
    pub(in crate::emit) fn new(api: &'a Api) -> Self {
        Self {
            models: TypeTree::of(api, TypeRoot::Models),
            operations: TypeTree::of(api, TypeRoot::Operations),
        }
    }

    /// The modules in an outermost one.
    pub(in crate::emit) fn of(&self, root: TypeRoot) -> &TypeTree<'a> {
        match root {
            TypeRoot::Models => &self.models,
            TypeRoot::Operations => &self.operations,
        }
    }
}

/// A module of types.
#[derive(Debug, Default)]
pub(in crate::emit) struct TypeTree<'a> {
    /// The types that stand in it, in their order.
    pub(in crate::emit) types: Vec<(TypeId, &'a TypeDef)>,
    /// The modules in it, in the order of their first types.
    pub(in crate::emit) modules: IndexMap<&'a str, TypeTree<'a>>,
}

impl<'a> TypeTree<'a> {
    /// All types of an outermost module.
    fn of(api: &'a Api, root: TypeRoot) -> Self {
        let mut tree = Self::default();
        for (index, definition) in api.types.iter().enumerate() {
            if definition.path.root != root {
                continue;
            }
            let mut module = &mut tree;
            for name in &definition.path.modules {
                module = module.modules.entry(name).or_default();
            }
            module.types.push((TypeId(index), definition));
        }
        tree
    }

    /// The module at a path.
    pub(in crate::emit) fn at(&self, path: &[String]) -> Option<&Self> {
        path.iter()
            .try_fold(self, |tree, name| tree.modules.get(name.as_str()))
    }

    /// Whether each path in one module leads to the same definition as that path in another.
    pub(in crate::emit) fn leads_where(&self, other: &Self, api: &Api) -> bool {
        let has_same = |(id, definition): &(TypeId, &TypeDef)| {
            let mut others = other.types.iter();
            let namesake = others.find(|(_, other)| other.name == definition.name);
            namesake.is_some_and(|(other, _)| api.definition_of(*other) == api.definition_of(*id))
        };
        let has_module = |(name, module): (&&str, &Self)| {
            let namesake = other.modules.get(name);
            namesake.is_some_and(|other| module.leads_where(other, api))
        };
        self.types.len() == other.types.len()
            && self.modules.len() == other.modules.len()
            && self.types.iter().all(has_same)
            && self.modules.iter().all(has_module)
    }
}
