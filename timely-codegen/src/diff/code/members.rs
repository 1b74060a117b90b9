//! Enums, unions and tuples: their variants and places.

use super::structs::{Owner, change_of};
use super::{Aspect, Comparison, Impact, Item};
use crate::diagnostic::Pointer;
use crate::ir::{Tuple, Type, TypeDef, Union, UnionVariant};
use std::collections::{HashMap, HashSet};

const GAINED: &str = "an enum may get more variants: a match has an arm for others";
const LOST: &str = "programs that name the variant do not compile any more";

/// A variant that one side alone has.
pub(super) enum Only<'m> {
    Old(&'m str),
    New(&'m str),
}

impl Comparison<'_> {
    /// Compares the variants of an enum of values: their names with the values.
    pub(super) fn variants(
        &mut self,
        owner: &Owner<'_>,
        old: &[(String, String)],
        new: &[(String, String)],
    ) {
        let old_names: HashSet<&str> = old.iter().map(|(name, _)| name.as_str()).collect();
        let new_names: HashSet<&str> = new.iter().map(|(name, _)| name.as_str()).collect();
        let by_wire: HashMap<&str, &str> = new
            .iter()
            .filter(|(name, _)| !old_names.contains(name.as_str()))
            .map(|(name, wire)| (wire.as_str(), name.as_str()))
            .collect();
        let mut met = HashSet::new();
        for (name, wire) in old {
            if new_names.contains(name.as_str()) {
                continue;
            }
            match by_wire.get(wire.as_str()) {
                Some(renamed) => {
                    met.insert(*renamed);
                    self.variant_renamed(owner, name, renamed);
                }
                None => self.variant(owner, &Only::Old(name), wire),
            }
        }
        for (name, wire) in new {
            let name = name.as_str();
            if !old_names.contains(name) && !met.contains(name) {
                self.variant(owner, &Only::New(name), wire);
            }
        }
    }

    fn variant_renamed(&mut self, owner: &Owner<'_>, old: &str, new: &str) {
        let item = Item {
            id: owner.id,
            aspect: Aspect::Name,
            owner: owner.new,
            item: format!("{}::{old}", owner.old),
            change: format!("renamed to {new}"),
            old: Some(owner.old_place.clone()),
            new: Some(owner.new_place.clone()),
        };
        self.add(item, owner.uses.naming(), LOST);
    }

    /// A variant for a value that one side alone has, at the place of the whole.
    fn variant(&mut self, owner: &Owner<'_>, only: &Only<'_>, wire: &str) {
        let places = (Some(owner.old_place.clone()), Some(owner.new_place.clone()));
        self.variant_at(owner, only, places);
        self.of_word(wire);
    }

    /// A variant of one side alone.
    pub(super) fn variant_at(
        &mut self,
        owner: &Owner<'_>,
        only: &Only<'_>,
        (old, new): (Option<Pointer>, Option<Pointer>),
    ) {
        let (change, impact, why) = match only {
            Only::Old(name) => (
                format!("loses the variant {name}"),
                owner.uses.naming(),
                LOST,
            ),
            Only::New(name) => (format!("gains a variant {name}"), Impact::SAFE, GAINED),
        };
        let item = Item {
            id: owner.id,
            aspect: Aspect::Shape,
            owner: owner.new,
            item: owner.new.to_owned(),
            change,
            old,
            new,
        };
        self.add(item, impact, why);
    }

    /// Compares the alternatives of a union.
    pub(super) fn unions(
        &mut self,
        owner: &Owner<'_>,
        (old_def, old): (&TypeDef, &Union),
        (new_def, new): (&TypeDef, &Union),
    ) {
        let known = index(new);
        let mut met = HashSet::new();
        for (place, variant) in old.variants.iter().enumerate() {
            let old_place = Some(self.old.alternative(owner.old_place, place));
            let same = known.get(variant.name.as_str()).copied();
            // One that is called otherwise holds the same, or has the same tags.
            let same = same.or_else(|| {
                let mut others = new.variants.iter();
                others.position(|other| {
                    let is_same = self.is_same(&variant.ty, &other.ty)
                        && matches!(other.ty, Type::Named(_) | Type::Boxed(_));
                    is_same && !old.variants.iter().any(|it| it.name == other.name)
                })
            });
            let Some(other) = same else {
                let new_place = Some(owner.new_place.clone());
                self.variant_at(owner, &Only::Old(&variant.name), (old_place, new_place));
                continue;
            };
            met.insert(other);
            let new_place = Some(self.new.alternative(owner.new_place, other));
            let other = &new.variants[other];
            let item = |aspect, change| Item {
                id: owner.id,
                aspect,
                owner: owner.new,
                item: format!("{}::{}", owner.old, variant.name),
                change,
                old: old_place.clone(),
                new: new_place.clone(),
            };
            if variant.name != other.name {
                let item = item(Aspect::Name, format!("renamed to {}", other.name));
                self.add(item, owner.uses.naming(), LOST);
                self.told_by(owner, variant);
            }
            if !self.is_same(&variant.ty, &other.ty) {
                let (was, is) = (
                    self.old.spelling.ty(&variant.ty),
                    self.new.spelling.ty(&other.ty),
                );
                let item = item(Aspect::Shape, change_of(&was, &is));
                let why = "programs that name the variant use what it holds as the other type";
                self.add(item, owner.uses.naming(), why);
                self.told_by(owner, variant);
            }
        }
        for (place, variant) in new.variants.iter().enumerate() {
            if !met.contains(&place) {
                let old_place = Some(owner.old_place.clone());
                let new_place = Some(self.new.alternative(owner.new_place, place));
                self.variant_at(owner, &Only::New(&variant.name), (old_place, new_place));
            }
        }
        self.conversions(owner, (old_def, old), (new_def, new));
    }

    /// Says that the item that was added last is of an alternative, which a discriminator may tell by its tag.
    fn told_by(&mut self, owner: &Owner<'_>, variant: &UnionVariant) {
        if let Some(tag) = variant.tags.first() {
            self.of_word(tag);
            self.held_by(Some(self.new.side.resolved(owner.new_place)));
        }
    }

    /// Conversions that are lost, because another variant holds the same.
    fn conversions(
        &mut self,
        owner: &Owner<'_>,
        (old_def, old): (&TypeDef, &Union),
        (new_def, new): (&TypeDef, &Union),
    ) {
        let known = index(new);
        let converted = self.new.spelling.converted(new_def, new);
        for name in self.old.spelling.converted(old_def, old) {
            let Some(other) = known.get(name).map(|place| &new.variants[*place]) else {
                continue;
            };
            let variant = old.variants.iter().find(|it| it.name == name);
            let stays = variant.is_some_and(|it| self.is_same(&it.ty, &other.ty));
            if stays && !converted.contains(&name) {
                let held = self.old.spelling.ty(&other_type(old, name));
                let item = Item {
                    id: owner.id,
                    aspect: Aspect::Shape,
                    owner: owner.new,
                    item: owner.new.to_owned(),
                    change: format!("no longer From<{held}>"),
                    old: Some(owner.old_place.clone()),
                    new: Some(owner.new_place.clone()),
                };
                let why =
                    "two variants hold the same, so that a value does not tell which is meant";
                self.add(item, owner.uses.making(), why);
            }
        }
    }

    /// Compares the places of a tuple.
    pub(super) fn tuples(&mut self, owner: &Owner<'_>, old: &Tuple, new: &Tuple) {
        let is_same =
            old.places.len() == new.places.len()
                && old.places.iter().zip(&new.places).all(|(old, new)| {
                    old.required == new.required && self.is_same(&old.ty, &new.ty)
                })
                && match (&old.rest, &new.rest) {
                    (Some(old), Some(new)) => self.is_same(old, new),
                    (old, new) => old.is_none() && new.is_none(),
                };
        if is_same {
            return;
        }
        let item = Item {
            id: owner.id,
            aspect: Aspect::Shape,
            owner: owner.new,
            item: owner.new.to_owned(),
            change: change_of(
                &listed(old, |ty| self.old.spelling.ty(ty)),
                &listed(new, |ty| self.new.spelling.ty(ty)),
            ),
            old: Some(owner.old_place.clone()),
            new: Some(owner.new_place.clone()),
        };
        let why = "its items go by their places";
        self.add(item, owner.uses.naming(), why);
    }
}

fn index(union: &Union) -> HashMap<&str, usize> {
    let variants = union.variants.iter().enumerate();
    variants
        .map(|(place, it)| (it.name.as_str(), place))
        .collect()
}

/// What the variant of this name holds, without a box.
fn other_type(union: &Union, name: &str) -> Type {
    let found = union.variants.iter().find(|it| it.name == name);
    match found.map(|variant| &variant.ty) {
        Some(Type::Boxed(id)) => Type::Named(*id),
        Some(ty) => ty.clone(),
        None => Type::Any,
    }
}

fn listed(tuple: &Tuple, spell: impl Fn(&Type) -> String) -> String {
    let places = tuple.places.iter().map(|place| match place.required {
        true => spell(&place.ty),
        false => format!("Option<{}>", spell(&place.ty)),
    });
    let rest = tuple.rest.iter().map(|ty| format!("Vec<{}>", spell(ty)));
    format!("({})", places.chain(rest).collect::<Vec<_>>().join(", "))
}
