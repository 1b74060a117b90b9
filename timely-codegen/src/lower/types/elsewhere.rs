//! Types that are generated elsewhere: in a crate or module of a document that this one refers to.

use super::Types;
use super::type_settings::{absolute, traits_of};
use crate::diagnostic::Pointer;
use crate::ir::{Api, Elsewhere, OwnType, Type, TypeDef, TypeId, TypeKind, TypeRoot};
use crate::naming::identifier;
use crate::settings::Derivable;
use std::collections::HashMap;
use std::mem::{Discriminant, discriminant};

/// The number of a file, and the place of a schema in it.
type Place = (usize, Pointer);

/// Types that are generated elsewhere, by the places of their schemas.
#[derive(Clone, Debug, Default)]
pub struct TypesElsewhere {
    /// Those of which no more is known than their paths.
    named: HashMap<Place, OwnType>,
    /// Those of which all is known: one schema may be a struct and a union in it.
    generated: HashMap<(Place, Discriminant<TypeKind>), Elsewhere>,
}

impl TypesElsewhere {
    /// Names the type of the schema at a place. The path is that of settings, and the derives are those that the type has.
    pub(crate) fn name(&mut self, place: Place, path: &str, derives: &[String]) {
        let derives = derives.iter();
        let has = derives.filter_map(|path| Derivable::named(path));
        let mut has: Vec<_> = has.map(Derivable::name).collect();
        has.sort_unstable();
        has.dedup();
        let path = absolute(path);
        self.named.insert(place, OwnType { path, has });
    }

    /// Adds a type of the code that was generated from another document in a module, unless there is one of that schema.
    pub(crate) fn add(&mut self, place: Place, module: &str, export: &Export<'_>) {
        let key = (place, discriminant(&export.shape.kind));
        self.generated
            .entry(key)
            .or_insert_with(|| export.within(module));
    }
}

impl Types<'_> {
    /// The type that is named for the schema at a place.
    pub(super) fn type_named_at(&self, pointer: &Pointer) -> Option<Type> {
        let elsewhere = self.context.elsewhere;
        if elsewhere.named.is_empty() {
            return None;
        }
        let place = self.context.source_map.origin(pointer);
        elsewhere.named.get(&place).cloned().map(Type::Own)
    }

    /// Where the type is that is generated elsewhere from the schema at a place.
    pub(super) fn elsewhere_of(&self, kind: &TypeKind, pointer: &Pointer) -> Option<Elsewhere> {
        let elsewhere = self.context.elsewhere;
        if elsewhere.generated.is_empty() {
            return None;
        }
        let place = self.context.source_map.origin(pointer);
        let key = (place, discriminant(kind));
        elsewhere.generated.get(&key).cloned()
    }

    /// Finds the types elsewhere of what became a type of its own late.
    pub(super) fn find_elsewhere(&mut self) {
        for index in 0..self.types.len() {
            let id = TypeId(index);
            let definition = self.types.get(id);
            let Some(definition) = definition.filter(|it| it.elsewhere.is_none()) else {
                continue;
            };
            let found = self.elsewhere_of(&definition.kind, &definition.pointer);
            if let Some(definition) = self.types.definition_mut(id) {
                definition.elsewhere = found;
            }
        }
    }
}

/// A type that programs can name in the code of a document.
pub(crate) struct Export<'a> {
    pub(crate) definition: &'a TypeDef,
    /// The definition that it shares with others, or its own.
    shape: &'a TypeDef,
}

impl Export<'_> {
    /// What it is for those who find that code in a module.
    fn within(&self, module: &str) -> Elsewhere {
        let path = self.shape.short_path();
        let modules = self.shape.path.public_modules();
        let modules: String = modules
            .iter()
            .map(|name| format!("::{}", identifier(name)))
            .collect();
        let names = path.split("::").map(|name| match name.starts_with("r#") {
            true => name.to_owned(),
            false => identifier(name),
        });
        let names: Vec<String> = names.collect();
        Elsewhere {
            path: format!("{module}::models::{}", names.join("::")),
            module: format!("{module}::models{modules}"),
            has: traits_of(self.shape),
        }
    }
}

/// The types that programs can name in the code of a document, and that are no names for others.
pub(crate) fn exports(api: &Api) -> impl Iterator<Item = Export<'_>> {
    api.types.iter().filter_map(|definition| {
        let shared = definition.shares.map(|shared| api.type_def(shared));
        let shape = shared.unwrap_or(definition);
        let is_own = !matches!(shape.kind, TypeKind::Alias(_));
        let is_model = shape.path.root == TypeRoot::Models;
        (is_own && is_model).then_some(Export { definition, shape })
    })
}
