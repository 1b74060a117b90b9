//! What the settings say of single types: a type of one's own, derives, attributes, and properties that are kept.

use super::Types;
use crate::diagnostic::Pointer;
use crate::ir::{OwnType, Presence, Struct, Tuple, Type, TypeDef, TypeId, TypeKind};
use crate::settings::{Derivable, TypeSettings, component_at, speaks_of};

impl<'a> Types<'a> {
    /// The type of one's own that stands in place of the one that a schema would become.
    pub(super) fn own_type_at(&self, pointer: &Pointer) -> Option<Type> {
        let found = self.type_settings(pointer);
        let mut found = found.into_iter().rev();
        let own =
            found.find_map(|(key, settings)| Some((key, settings.path.as_deref()?, settings)));
        let Some((key, path, settings)) = own else {
            return self.type_named_at(pointer);
        };
        self.type_keys.borrow_mut().insert(key);
        // What other keys ask of whatever they match is not said of this type.
        let derives = settings.derive.iter();
        let derivables = derives.filter_map(|path| Derivable::named(path));
        let mut has: Vec<&'static str> = derivables.map(Derivable::name).collect();
        has.sort_unstable();
        has.dedup();
        Some(Type::Own(OwnType {
            path: absolute(path),
            has,
        }))
    }

    /// Whether a struct keeps the properties that its schema does not name.
    pub(super) fn keeps_unknown_at(&self, pointer: &Pointer) -> bool {
        let found = self.type_settings(pointer);
        let said = found
            .iter()
            .rev()
            .find_map(|(key, settings)| Some((*key, settings.keep_unknown?)));
        said.is_some_and(|(key, keeps)| {
            self.type_keys.borrow_mut().insert(key);
            keeps
        })
    }

    /// Gives each type the derives and attributes that are asked for it, by which types differ.
    pub(super) fn ask_derives(&mut self) {
        let settings = self.context.settings;
        if settings.types.is_empty() && settings.derives.is_empty() {
            return;
        }
        for index in 0..self.types.len() {
            let Some(definition) = self.types.get(TypeId(index)) else {
                continue;
            };
            let found = self.type_settings(&definition.pointer);
            let own = found.iter().flat_map(|(_, settings)| &settings.derive);
            let derives = settings.derives.iter().chain(own);
            let derives = distinct(derives.map(|path| derive(path)).collect());
            let attributes = found.iter().flat_map(|(_, settings)| &settings.attributes);
            let attributes = distinct(attributes.cloned().collect());
            if let Some(definition) = self.types.definition_mut(TypeId(index)) {
                definition.derives = derives;
                definition.attributes = attributes;
            }
        }
    }

    /// Leaves each type the derives that it can have, once all types are what they are.
    pub(super) fn settle_derives(&mut self) {
        let settings = self.context.settings;
        if settings.types.is_empty() && settings.derives.is_empty() {
            return;
        }
        for derivable in Derivable::ALL {
            let lacks = lacking(&self.types.definitions(), derivable);
            for (index, lacks) in lacks.into_iter().enumerate() {
                if let Some(definition) = self.types.definition_mut(TypeId(index))
                    && (lacks || is_built_in(&definition.kind, derivable))
                {
                    definition.derives.retain(|path| path != derivable.name());
                }
            }
        }
        for definition in self.types.definitions().into_iter().flatten() {
            // A name for another type has no derives, unless that is the one with which it shares its definition.
            if matches!(definition.kind, TypeKind::Alias(_)) && definition.shares.is_none() {
                continue;
            }
            for (key, settings) in self.type_settings(&definition.pointer) {
                if !settings.derive.is_empty() || !settings.attributes.is_empty() {
                    self.type_keys.borrow_mut().insert(key);
                }
            }
        }
    }

    /// The settings that speak of the schema at a place, the one that counts most at the end.
    fn type_settings(&self, pointer: &Pointer) -> Vec<(&'a str, &'a TypeSettings)> {
        let all = &self.context.settings.types;
        if all.is_empty() {
            return Vec::new();
        }
        let component = component_at(pointer);
        let mut found: Vec<(&str, &TypeSettings)> = all
            .iter()
            .map(|(key, settings)| (key.as_str(), settings))
            .filter(|(key, _)| speaks_of(key, pointer, component.as_deref()))
            .collect();
        // Sorting is stable: patterns of one length stay in the order of their texts.
        found.sort_by_key(|(key, _)| (!key.contains('*'), key.len()));
        found
    }
}

/// A path as it means the same in every module: of several names where the first is that of a crate, it begins with `::`.
pub(super) fn absolute(path: &str) -> String {
    let path: String = path.split_whitespace().collect();
    let is_relative = path.contains("::")
        && !["::", "crate::", "rt::"]
            .iter()
            .any(|start| path.starts_with(start));
    match is_relative {
        true => format!("::{path}"),
        false => path,
    }
}

/// Each text once, where it stands first.
fn distinct(texts: Vec<String>) -> Vec<String> {
    let mut list: Vec<String> = Vec::with_capacity(texts.len());
    for text in texts {
        if !list.contains(&text) {
            list.push(text);
        }
    }
    list
}

/// A derive by the one path that it has here, however the settings write it.
fn derive(path: &str) -> String {
    match Derivable::named(path) {
        Some(derivable) => derivable.name().to_owned(),
        None => absolute(path),
    }
}

/// Whether types of a kind have a trait without being told so.
fn is_built_in(kind: &TypeKind, derivable: Derivable) -> bool {
    match kind {
        TypeKind::Enum(_) => !matches!(derivable, Derivable::Default | Derivable::Copy),
        TypeKind::IntegerEnum(_) => derivable != Derivable::Default,
        TypeKind::NumberEnum(_) => matches!(derivable, Derivable::PartialOrd | Derivable::Copy),
        TypeKind::Wrapper(_) => derivable == Derivable::Default,
        // The constructor makes it.
        TypeKind::Struct(object) => derivable == Derivable::Default && object.takes_nothing(),
        TypeKind::Union(_) | TypeKind::Alias(_) | TypeKind::Tuple(_) => false,
    }
}

/// The traits of the standard library that a type has, by its derives or without them.
pub(super) fn traits_of(definition: &TypeDef) -> Vec<&'static str> {
    let has = |derivable: &Derivable| {
        let mut derives = definition.derives.iter();
        is_built_in(&definition.kind, *derivable) || derives.any(|path| path == derivable.name())
    };
    let all = Derivable::ALL.into_iter();
    all.filter(has).map(Derivable::name).collect()
}

/// Which types cannot have a trait, since they do not ask for it or a member of theirs cannot have it.
fn lacking(types: &[Option<&TypeDef>], derivable: Derivable) -> Vec<bool> {
    let mut users: Vec<Vec<usize>> = vec![Vec::new(); types.len()];
    let mut lacks = vec![false; types.len()];
    let mut open = Vec::new();
    for (index, definition) in types.iter().enumerate() {
        let mut needs = Needs {
            derivable,
            types: Vec::new(),
        };
        if !definition.is_some_and(|definition| needs.definition(definition)) {
            lacks[index] = true;
            open.push(index);
        }
        for id in needs.types {
            users[id.0].push(index);
        }
    }
    while let Some(index) = open.pop() {
        for user in &users[index] {
            if !lacks[*user] {
                lacks[*user] = true;
                open.push(*user);
            }
        }
    }
    lacks
}

/// The types that have to have a trait for another one to have it.
struct Needs {
    derivable: Derivable,
    types: Vec<TypeId>,
}

impl Needs {
    /// Whether a type can have the trait, if those have it that it needs.
    fn definition(&mut self, definition: &TypeDef) -> bool {
        let is_default = self.derivable == Derivable::Default;
        let derives = |derivable: Derivable| {
            let mut derives = definition.derives.iter();
            derives.any(|path| path == derivable.name())
        };
        let is_asked = match self.derivable {
            // The standard library has it for nothing else.
            Derivable::Ord => [Derivable::Eq, Derivable::PartialOrd, Derivable::Ord]
                .into_iter()
                .all(derives),
            derivable => derives(derivable),
        };
        if let Some(elsewhere) = &definition.elsewhere {
            return elsewhere.has.contains(&self.derivable.name());
        }
        match &definition.kind {
            kind if is_built_in(kind, self.derivable) => true,
            TypeKind::Alias(ty) => self.ty(ty),
            TypeKind::Enum(_) | TypeKind::IntegerEnum(_) | TypeKind::NumberEnum(_) => false,
            TypeKind::Wrapper(ty) => is_asked && self.ty(ty),
            TypeKind::Tuple(tuple) => is_asked && self.tuple(tuple),
            TypeKind::Union(union) => {
                let mut types = union.variants.iter().map(|variant| &variant.ty);
                is_asked && !is_default && types.all(|ty| self.ty(ty))
            }
            TypeKind::Struct(object) => is_asked && self.members(object),
        }
    }

    fn tuple(&mut self, tuple: &Tuple) -> bool {
        let is_default = self.derivable == Derivable::Default;
        let has_list = tuple.rest.is_some();
        // What may be absent is `None`, and further items are a list.
        let mut places = tuple.places.iter();
        places.all(|place| is_default && !place.required || self.ty(&place.ty))
            && (!has_list || self.derivable != Derivable::Copy)
            && (is_default || tuple.rest.iter().all(|ty| self.ty(ty)))
    }

    fn members(&mut self, object: &Struct) -> bool {
        let is_default = self.derivable == Derivable::Default;
        let fields = object.fields.iter().all(|field| {
            let is_filled = field.presence != Presence::Required || field.constant.is_some();
            (is_default && is_filled) || self.ty(&field.ty)
        });
        let maps = object.matching.iter().map(|matching| &matching.ty);
        let additional = object.additional.iter().map(|(_, ty)| ty);
        let mut others = maps
            .chain(additional)
            .chain(object.variant.iter().map(|(_, ty)| ty));
        fields && others.all(|ty| self.ty(ty))
    }

    fn ty(&mut self, ty: &Type) -> bool {
        use Derivable::{Copy, Default, Eq, Hash, PartialOrd};
        let derivable = self.derivable;
        match ty {
            Type::Boolean | Type::Integer(_) => true,
            Type::String | Type::Constant(_) => derivable != Copy,
            // JSON values have no order.
            Type::Object | Type::Any => matches!(derivable, Eq | Hash | Default),
            Type::Number(_) => matches!(derivable, Default | PartialOrd | Copy),
            Type::Text(_) | Type::Digits(_) => !matches!(derivable, Default | Copy),
            Type::Format(chosen) if derivable == Copy => chosen.is_copy(),
            Type::Format(chosen) => chosen.is_runtime() && matches!(derivable, Eq | Hash),
            Type::Own(own) => own.has.contains(&derivable.name()),
            Type::Array(_) | Type::Map(_) | Type::Nullable(_) if derivable == Default => true,
            Type::Array(_) | Type::Map(_) if derivable == Copy => false,
            Type::Array(inner) | Type::Map(inner) | Type::Nullable(inner) => self.ty(inner),
            // In a form, of which nothing is derived.
            Type::Headed(_) => false,
            Type::Tuple(items) => items.iter().all(|item| self.ty(item)),
            Type::Named(id) => {
                self.types.push(*id);
                true
            }
            Type::Boxed(id) => {
                self.types.push(*id);
                derivable != Copy
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_mean_the_same_everywhere() {
        for (path, expected) in [
            ("Eq", "Eq"),
            ("std::hash::Hash", "Hash"),
            ("::core::cmp::Ord", "Ord"),
            ("sqlx::Type", "::sqlx::Type"),
            ("::sqlx :: Type", "::sqlx::Type"),
            ("crate::own::Derive", "crate::own::Derive"),
            ("mine::Eq", "::mine::Eq"),
        ] {
            assert_eq!(derive(path), expected, "{path}");
        }
    }
}
