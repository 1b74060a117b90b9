//! Bodies in one of several forms, and multipart forms. Their names are no part of what programs may rely on.

use super::Comparison;
use super::members::Only;
use super::operations::CHANGED;
use super::structs::{Owner, Places, change_of};
use super::uses::Uses;
use super::{Aspect, Item};
use crate::diagnostic::Pointer;
use crate::ir::Content;

impl Comparison<'_> {
    /// Compares the types that contents have of their own.
    pub(super) fn contents(
        &mut self,
        old: &Content,
        new: &Content,
        uses: Uses,
        (old_place, new_place): &(Pointer, Pointer),
    ) {
        match (old, new) {
            (Content::Choice(old), Content::Choice(new)) => {
                let (before, after) = (&self.old.api.choices[*old], &self.new.api.choices[*new]);
                let paths = [before, after].map(|it| format!("operations::{}", it.name));
                let owner = Owner {
                    id: CHANGED,
                    old: &paths[0],
                    new: &paths[1],
                    old_place: &content_of(old_place),
                    new_place: &content_of(new_place),
                    uses,
                };
                self.choices(&owner, before, after);
            }
            (Content::Form(old), Content::Form(new)) => {
                let (before, after) = (&self.old.api.forms[*old], &self.new.api.forms[*new]);
                let paths = [before, after].map(|it| format!("operations::{}", it.name));
                let owner = Owner {
                    id: CHANGED,
                    old: &paths[0],
                    new: &paths[1],
                    old_place,
                    new_place,
                    uses,
                };
                let members = (
                    self.old.spelling.form(before),
                    self.new.spelling.form(after),
                );
                let (old_view, new_view) = (self.old, self.new);
                let places = Places {
                    old: &|wire| old_view.property(old_place, wire),
                    new: &|wire| new_view.property(new_place, wire),
                };
                self.structs(&owner, &members.0, &members.1, &places);
            }
            _ => {}
        }
    }

    fn choices(&mut self, owner: &Owner<'_>, old: &crate::ir::Choice, new: &crate::ir::Choice) {
        let media = |variant: &crate::ir::ChoiceVariant, place: &Pointer| {
            let first = variant.media.first();
            first.map_or_else(|| place.clone(), |media| place.child(&media.name))
        };
        for variant in &old.variants {
            let place = media(variant, owner.old_place);
            match new.variants.iter().find(|it| it.name == variant.name) {
                Some(other) if self.is_same_content(&variant.content, &other.content) => {}
                Some(other) => {
                    let item = Item {
                        id: owner.id,
                        aspect: Aspect::Shape,
                        owner: owner.new,
                        item: format!("{}::{}", owner.new, variant.name),
                        change: change_of(
                            &self.old.spelling.content(&variant.content),
                            &self.new.spelling.content(&other.content),
                        ),
                        old: Some(place.child("schema")),
                        new: Some(media(other, owner.new_place).child("schema")),
                    };
                    let why = "programs that name the form use it as the other type";
                    self.add(item, owner.uses.naming(), why);
                }
                None => self.variant_at(owner, &Only::Old(&variant.name), (Some(place), None)),
            }
        }
        for variant in &new.variants {
            if !old.variants.iter().any(|it| it.name == variant.name) {
                let place = Some(media(variant, owner.new_place));
                self.variant_at(owner, &Only::New(&variant.name), (None, place));
            }
        }
    }
}

/// The media types around the schema of one.
fn content_of(schema: &Pointer) -> Pointer {
    let media = schema.parent().and_then(|media| media.parent());
    media.unwrap_or_else(|| schema.clone())
}
