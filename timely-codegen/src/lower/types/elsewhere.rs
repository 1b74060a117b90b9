//! Types that are generated elsewhere: in a crate or module of a document that this one refers to.

use super::Types;
use super::type_settings::{absolute, traits_of};
use crate::diagnostic::Pointer;
use crate::ir::{Api, OwnType, Type, TypeDef, TypeKind, TypeRoot};
use crate::naming::identifier;
use crate::settings::Derivable;
use std::collections::HashMap;

/// Types that are generated elsewhere, by the places of their schemas: the number of a file and the pointer in it.
#[derive(Clone, Debug, Default)]
pub(crate) struct TypesElsewhere {
    types: HashMap<(usize, Pointer), OwnType>,
}

impl TypesElsewhere {
    /// Adds the type of the schema at a place, unless there is one already. The path is that of settings, and the derives are
    /// those that the type has.
    pub(crate) fn add(&mut self, place: (usize, Pointer), path: &str, derives: &[String]) {
        let derives = derives.iter();
        let has = derives.filter_map(|path| Derivable::named(path));
        let has = has.map(Derivable::name).collect();
        self.insert(place, absolute(path), has);
    }

    /// Adds a type of the code that was generated from another document in a module.
    pub(crate) fn add_export(
        &mut self,
        place: (usize, Pointer),
        module: &str,
        export: &Export<'_>,
    ) {
        let path = format!("{module}::{}", export.path());
        self.insert(place, path, export.has.clone());
    }

    fn insert(&mut self, place: (usize, Pointer), path: String, mut has: Vec<&'static str>) {
        has.sort_unstable();
        has.dedup();
        self.types.entry(place).or_insert(OwnType { path, has });
    }
}

impl Types<'_> {
    /// The type of the schema at a place, where that is generated elsewhere.
    pub(super) fn type_elsewhere_at(&self, pointer: &Pointer) -> Option<Type> {
        let elsewhere = self.context.elsewhere;
        if elsewhere.types.is_empty() {
            return None;
        }
        let place = self.context.source_map.origin(pointer);
        elsewhere.types.get(&place).cloned().map(Type::Own)
    }
}

/// A type that programs can name in the code of a document.
pub(crate) struct Export<'a> {
    /// What it is.
    pub(crate) definition: &'a TypeDef,
    has: Vec<&'static str>,
}

impl Export<'_> {
    /// Its path in that code.
    fn path(&self) -> String {
        let path = self.definition.short_path();
        let names = path.split("::").map(|name| match name.starts_with("r#") {
            true => name.to_owned(),
            false => identifier(name),
        });
        let names: Vec<String> = names.collect();
        format!("models::{}", names.join("::"))
    }
}

/// The types that programs can name in the code of a document, and that are no names for others.
pub(crate) fn exports(api: &Api) -> impl Iterator<Item = Export<'_>> {
    let models = api.types.iter();
    let models = models.filter(|definition| definition.path.root == TypeRoot::Models);
    models.filter_map(|definition| {
        let shared = definition.shares.map(|shared| api.type_def(shared));
        let shape = shared.unwrap_or(definition);
        let is_own = !matches!(shape.kind, TypeKind::Alias(_));
        is_own.then(|| Export {
            definition,
            has: traits_of(shape),
        })
    })
}
