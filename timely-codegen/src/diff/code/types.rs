//! Generated types: those of one side alone, those with another name, and what they are.

use super::structs::{Owner, Places, change_of};
use super::uses::Holder;
use super::view::View;
use super::{Aspect, Comparison, Impact, Item, webhooks};
use crate::diagnostic::Pointer;
use crate::ir::{TypeDef, TypeId, TypeKind};
use crate::settings::Derivable;

const CHANGED: &str = "code-type-changed";

impl Comparison<'_> {
    /// Compares the types of schemas.
    pub(super) fn types(&mut self) {
        for index in 0..self.old.api.types.len() {
            let old = TypeId(index);
            match self.pairs.of_old[index] {
                Some(new) => self.type_pair(old, new),
                None => self.type_gone(old),
            }
        }
        for index in 0..self.new.api.types.len() {
            if self.pairs.of_new[index].is_none() {
                self.type_more(TypeId(index));
            }
        }
    }

    fn type_gone(&mut self, id: TypeId) {
        let path = self.old.path(id);
        let place = self.old.api.type_def(id).pointer.clone();
        let impact = self.old.seen.uses[id.0].naming();
        let item = Item {
            id: "code-type-removed",
            aspect: Aspect::Shape,
            owner: &path,
            item: path.clone(),
            change: "removed".to_owned(),
            old: Some(place),
            new: None,
        };
        self.add(
            item,
            impact,
            "programs that name it do not compile any more",
        );
        let is_paired = |id: TypeId| self.pairs.of_old[id.0].is_some();
        let holder = holder(self.old, id, is_paired);
        self.held_by(holder.map(|place| self.old.side.resolved(&place)));
    }

    fn type_more(&mut self, id: TypeId) {
        let path = self.new.path(id);
        let place = self.new.api.type_def(id).pointer.clone();
        let item = Item {
            id: "code-type-added",
            aspect: Aspect::Shape,
            owner: &path,
            item: path.clone(),
            change: "added".to_owned(),
            old: None,
            new: Some(place),
        };
        self.add(item, Impact::SAFE, "new names may come at any time");
        let is_paired = |id: TypeId| self.pairs.of_new[id.0].is_some();
        let holder = holder(self.new, id, is_paired);
        self.held_by(holder.map(|place| self.new.side.resolved(&place)));
    }

    /// Says what the item that was added last is there for.
    pub(super) fn held_by(&mut self, holder: Option<Pointer>) {
        if let Some(last) = self.items.last_mut() {
            last.holder = holder;
        }
    }

    fn type_pair(&mut self, old: TypeId, new: TypeId) {
        let (before, after) = (self.old.api.type_def(old), self.new.api.type_def(new));
        let (old_path, new_path) = (self.old.path(old), self.new.path(new));
        let uses = self.old.seen.uses[old.0].and(self.new.seen.uses[new.0]);
        if old_path != new_path {
            let item = Item {
                id: "code-type-renamed",
                aspect: Aspect::Name,
                owner: &old_path,
                item: old_path.clone(),
                change: format!("renamed to {new_path}"),
                old: Some(before.pointer.clone()),
                new: Some(after.pointer.clone()),
            };
            let why = "programs that name it do not compile any more";
            self.add(item, uses.naming(), why);
        }
        let (old, new) = (self.old.definition(old), self.new.definition(new));
        let owner = Owner {
            id: CHANGED,
            old: &old_path,
            new: &new_path,
            old_place: &old.pointer,
            new_place: &new.pointer,
            uses,
        };
        self.kinds(&owner, old, new);
        self.derives(&owner, old, new);
    }

    fn kinds(&mut self, owner: &Owner<'_>, old: &TypeDef, new: &TypeDef) {
        if old.elsewhere.is_some() || new.elsewhere.is_some() {
            if old.elsewhere != new.elsewhere {
                self.another(owner, old, new);
            }
            return;
        }
        match (&old.kind, &new.kind) {
            (TypeKind::Struct(before), TypeKind::Struct(after)) => {
                let (old_view, new_view) = (self.old, self.new);
                let places = Places {
                    old: &|wire| old_view.property(&old.pointer, wire),
                    new: &|wire| new_view.property(&new.pointer, wire),
                };
                self.structs(owner, before, after, &places);
            }
            (TypeKind::Enum(before), TypeKind::Enum(after)) => {
                let pairs = |values: &crate::ir::Enum| -> Vec<(String, String)> {
                    let variants = values.variants.iter();
                    variants
                        .map(|it| (it.name.clone(), it.wire.clone()))
                        .collect()
                };
                self.variants(owner, &pairs(before), &pairs(after));
            }
            (TypeKind::IntegerEnum(before), TypeKind::IntegerEnum(after)) => {
                if before.integer == after.integer {
                    self.variants(owner, &texts(&before.variants), &texts(&after.variants));
                } else {
                    self.another(owner, old, new);
                }
            }
            (TypeKind::NumberEnum(before), TypeKind::NumberEnum(after)) => {
                self.variants(owner, &texts(&before.variants), &texts(&after.variants));
            }
            (TypeKind::Union(before), TypeKind::Union(after)) => {
                self.unions(owner, (old, before), (new, after));
            }
            (TypeKind::Tuple(before), TypeKind::Tuple(after)) => {
                self.tuples(owner, before, after);
            }
            (TypeKind::Alias(before), TypeKind::Alias(after))
            | (TypeKind::Wrapper(before), TypeKind::Wrapper(after)) => {
                if !self.is_same(before, after) {
                    self.another(owner, old, new);
                }
            }
            _ => self.another(owner, old, new),
        }
    }

    /// A type that is something else by the same name.
    fn another(&mut self, owner: &Owner<'_>, old: &TypeDef, new: &TypeDef) {
        let item = Item {
            id: owner.id,
            aspect: Aspect::Shape,
            owner: owner.new,
            item: owner.new.to_owned(),
            change: change_of(&word(self.old, old), &word(self.new, new)),
            old: Some(old.pointer.clone()),
            new: Some(new.pointer.clone()),
        };
        let why = "programs that read or make it use it as the other type";
        self.add(item, owner.uses.naming(), why);
    }

    /// Traits that the settings derive where every member has them.
    fn derives(&mut self, owner: &Owner<'_>, old: &TypeDef, new: &TypeDef) {
        let names = |definition: &TypeDef| -> Vec<&'static str> {
            let derives = definition.derives.iter();
            let known = derives.filter_map(|path| Derivable::named(path));
            known.map(Derivable::name).collect()
        };
        let now = names(new);
        let lost: Vec<&str> = names(old)
            .into_iter()
            .filter(|it| !now.contains(it))
            .collect();
        if lost.is_empty() || std::mem::discriminant(&old.kind) != std::mem::discriminant(&new.kind)
        {
            return;
        }
        let item = Item {
            id: "code-derive-lost",
            aspect: Aspect::Shape,
            owner: owner.new,
            item: owner.new.to_owned(),
            change: format!("no longer {}", lost.join(", ")),
            old: Some(old.pointer.clone()),
            new: Some(new.pointer.clone()),
        };
        let why = "programs that need the trait do not compile any more";
        self.add(item, owner.uses.naming(), why);
    }
}

/// The names and values of an enum of numbers.
fn texts<T: ToString>(variants: &[(String, T)]) -> Vec<(String, String)> {
    let variants = variants.iter();
    variants
        .map(|(name, value)| (name.clone(), value.to_string()))
        .collect()
}

/// What a type is, shortly.
fn word(view: &View<'_>, definition: &TypeDef) -> String {
    if let Some(elsewhere) = &definition.elsewhere {
        return elsewhere.path.clone();
    }
    match &definition.kind {
        TypeKind::Struct(_) => "a struct".to_owned(),
        TypeKind::Enum(_) => "an enum".to_owned(),
        TypeKind::IntegerEnum(values) => format!("an enum of {}", values.integer),
        TypeKind::NumberEnum(_) => "an enum of f64".to_owned(),
        TypeKind::Union(_) => "an enum of shapes".to_owned(),
        TypeKind::Alias(ty) => view.spelling.ty(ty),
        TypeKind::Wrapper(ty) => format!("a struct of {}", view.spelling.ty(ty)),
        TypeKind::Tuple(_) => "a tuple".to_owned(),
    }
}

/// The place of what a type is there for: the nearest of what holds it that both sides have.
fn holder(view: &View<'_>, id: TypeId, is_paired: impl Fn(TypeId) -> bool) -> Option<Pointer> {
    let mut id = id;
    // Each is held by one that was reached before.
    for _ in 0..view.api.types.len() {
        match view.seen.holders[id.0].as_ref()? {
            Holder::Operation(operation) => return Some(operation.pointer.clone()),
            Holder::Event(event) => return Some(webhooks::place(view, event)),
            Holder::Type(outer) if is_paired(*outer) => return Some(place_in(view, *outer, id)),
            Holder::Type(outer) => id = *outer,
        }
    }
    None
}

/// Where a type names another.
fn place_in(view: &View<'_>, outer: TypeId, inner: TypeId) -> Pointer {
    use super::view::Ids;
    let definition = view.definition(outer);
    let names = |ty: &crate::ir::Type| {
        let mut found = false;
        ty.each_id(&mut |id| found |= id == inner);
        found
    };
    match &definition.kind {
        TypeKind::Struct(object) => {
            let field = object.fields.iter().find(|field| names(&field.ty));
            match field {
                Some(field) => view.property(&definition.pointer, &field.wire),
                None => definition.pointer.clone(),
            }
        }
        TypeKind::Union(union) => {
            let index = union.variants.iter().position(|it| names(&it.ty));
            match index {
                Some(index) => view.alternative(&definition.pointer, index),
                None => definition.pointer.clone(),
            }
        }
        _ => definition.pointer.clone(),
    }
}
