//! What the settings say of single types: a type of one's own, derives, attributes, and properties that are kept.

use super::Types;
use crate::diagnostic::Pointer;
use crate::ir::{Derivable, OwnType, Presence, Struct, Type, TypeDef, TypeId, TypeKind};
use crate::settings::{TypeSettings, matches_pattern};

impl<'a> Types<'a> {
    /// The type of one's own that stands in place of the one that a schema would become.
    pub(super) fn own_type_at(&self, pointer: &Pointer) -> Option<Type> {
        let found = self.type_settings(pointer);
        let mut found = found.into_iter().rev();
        let (key, path, settings) =
            found.find_map(|(key, settings)| Some((key, settings.path.as_deref()?, settings)))?;
        self.type_keys.borrow_mut().insert(key);
        // What other keys ask of whatever they match is not said of this type.
        let derives = settings.derive.iter();
        let mut has: Vec<Derivable> = derives.filter_map(|path| Derivable::named(path)).collect();
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

    /// Gives each type its derives and attributes, once all types are known.
    pub(super) fn derive_traits(&mut self) {
        let settings = self.context.settings;
        if settings.types.is_empty() && settings.derives.is_empty() {
            return;
        }
        for index in 0..self.types.len() {
            self.add_derives(TypeId(index));
        }
        for derivable in Derivable::ALL {
            let lacks = lacking(&self.types.definitions(), derivable);
            for (index, lacks) in lacks.into_iter().enumerate() {
                if let Some(definition) = self.types.definition_mut(TypeId(index))
                    && (lacks || is_built_in(&definition.kind, derivable))
                {
                    let is_other = |path: &String| Derivable::named(path) != Some(derivable);
                    definition.derives.retain(is_other);
                }
            }
        }
    }

    /// Gives a type what the settings ask for it.
    fn add_derives(&mut self, id: TypeId) {
        let Some(definition) = self.types.get(id) else {
            return;
        };
        if let TypeKind::Alias(_) = definition.kind {
            return;
        }
        let found = self.type_settings(&definition.pointer);
        let mut derives = self.context.settings.derives.clone();
        let mut attributes = Vec::new();
        for (key, settings) in found {
            derives.extend_from_slice(&settings.derive);
            attributes.extend_from_slice(&settings.attributes);
            if !settings.derive.is_empty() || !settings.attributes.is_empty() {
                self.type_keys.borrow_mut().insert(key);
            }
        }
        if let Some(definition) = self.types.definition_mut(id) {
            definition.derives = distinct(derives);
            definition.attributes = distinct(attributes);
        }
    }

    /// The settings that speak of the schema at a place, the one that counts most at the end.
    fn type_settings(&self, pointer: &Pointer) -> Vec<(&'a str, &'a TypeSettings)> {
        let all = &self.context.settings.types;
        if all.is_empty() {
            return Vec::new();
        }
        let component = component_at(pointer);
        let names = [Some(pointer.as_str()), component.as_deref()];
        let mut found: Vec<(&str, &TypeSettings)> = all
            .iter()
            .map(|(key, settings)| (key.as_str(), settings))
            .filter(|(key, _)| {
                let mut names = names.iter().flatten();
                names.any(|name| matches_pattern(key, name))
            })
            .collect();
        // Sorting is stable: patterns of one length stay in the order of their texts.
        found.sort_by_key(|(key, _)| (!key.contains('*'), key.len()));
        found
    }
}

/// The component schema that stands at a place.
fn component_at(pointer: &Pointer) -> Option<String> {
    let mut segments = pointer.segments();
    let is_schema =
        segments.next()? == "components" && segments.next().is_some_and(|it| it == "schemas");
    let key = segments.next().filter(|_| is_schema)?;
    segments.next().is_none().then_some(key)
}

/// A path as it means the same in every module: of several names where the first is that of a crate, it begins with `::`.
fn absolute(path: &str) -> String {
    let is_relative = path.contains("::")
        && !["::", "crate::", "rt::"]
            .iter()
            .any(|start| path.starts_with(start));
    match is_relative {
        true => format!("::{path}"),
        false => path.to_owned(),
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

/// Whether types of a kind have a trait without being told so.
fn is_built_in(kind: &TypeKind, derivable: Derivable) -> bool {
    match kind {
        TypeKind::Enum(_) | TypeKind::IntegerEnum(_) => derivable != Derivable::Default,
        TypeKind::Wrapper(_) => derivable == Derivable::Default,
        // The constructor makes it.
        TypeKind::Struct(object) => derivable == Derivable::Default && object.takes_nothing(),
        TypeKind::Union(_) | TypeKind::Alias(_) => false,
    }
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
        let is_asked = definition
            .derives
            .iter()
            .any(|path| Derivable::named(path) == Some(self.derivable));
        match &definition.kind {
            kind if is_built_in(kind, self.derivable) => true,
            TypeKind::Alias(ty) => self.ty(ty),
            TypeKind::Enum(_) | TypeKind::IntegerEnum(_) => false,
            TypeKind::Wrapper(ty) => is_asked && self.ty(ty),
            TypeKind::Union(union) => {
                let mut types = union.variants.iter().map(|variant| &variant.ty);
                is_asked && !is_default && types.all(|ty| self.ty(ty))
            }
            TypeKind::Struct(object) => is_asked && self.members(object),
        }
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
        let is_default = self.derivable == Derivable::Default;
        match ty {
            Type::Boolean
            | Type::Integer(_)
            | Type::String
            | Type::Constant(_)
            | Type::Object
            | Type::Any => true,
            Type::Number(_) => is_default,
            Type::Text(_) => !is_default,
            Type::Format(chosen) => chosen.is_runtime() && !is_default,
            Type::Own(own) => own.has.contains(&self.derivable),
            Type::Array(_) | Type::Map(_) | Type::Nullable(_) if is_default => true,
            Type::Array(inner) | Type::Map(inner) | Type::Nullable(inner) => self.ty(inner),
            Type::Named(id) | Type::Boxed(id) => {
                self.types.push(*id);
                true
            }
        }
    }
}
