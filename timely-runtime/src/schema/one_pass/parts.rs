//! The schemas that constrain one array or object of a single pass.

use super::{Judge, not_yet};
use crate::schema::Types;
use crate::schema::program::{ArrayRules, Combined, ObjectRules, Subschema};
use serde::de::Error;
use smallvec::SmallVec;

/// How many schemas may constrain one object or array.
const MAX_PARTS: usize = 8;
/// How deep those may stand in each other's `allOf`. Times the 128 levels of a JSON text, this stays below the depth of
/// the full check.
const MAX_NESTING: u8 = 3;

/// The schema itself, and what its `allOf` leads to.
pub(super) struct Parts<'p> {
    first: Subschema<'p>,
    others: SmallVec<[Subschema<'p>; 3]>,
}

impl<'p> Judge<'p, '_> {
    /// Not yet where a value of this type is not allowed, or where more than one pass must tell.
    #[inline]
    pub(super) fn parts<E: Error>(self, ty: Types) -> Result<Parts<'p>, E> {
        let mut parts = Parts {
            first: self.schema,
            others: SmallVec::new(),
        };
        let is_told = self.kept.is_none() && parts.add_parts_of(self.schema, ty, MAX_NESTING);
        is_told.then_some(parts).ok_or_else(not_yet)
    }
}

impl<'p> Parts<'p> {
    #[inline]
    fn add_parts_of(&mut self, schema: Subschema<'p>, ty: Types, depth: u8) -> bool {
        let node = schema.node();
        node.types.contains(ty)
            && node.constants.is_none()
            && (node.combined().is_none() || self.add_all_of(schema, ty, depth))
    }

    fn add_all_of(&mut self, schema: Subschema<'p>, ty: Types, depth: u8) -> bool {
        let combined = schema.node().combined();
        combined.is_some_and(Combined::is_all_of_alone)
            && depth.checked_sub(1).is_some_and(|depth| {
                schema.all_of().all(|part| {
                    self.others.push(part);
                    self.others.len() < MAX_PARTS && self.add_parts_of(part, ty, depth)
                })
            })
    }

    pub(super) fn count(&self) -> u64 {
        1 + self.others.len() as u64
    }

    pub(super) fn first(&self) -> Subschema<'p> {
        self.first
    }

    /// The schema, if it is the only one.
    pub(super) fn only(&self) -> Option<Subschema<'p>> {
        self.others.is_empty().then_some(self.first)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = Subschema<'p>> + Clone {
        std::iter::once(self.first).chain(self.others.iter().copied())
    }

    pub(super) fn of_arrays(
        &self,
    ) -> impl Iterator<Item = (Subschema<'p>, &'p ArrayRules)> + Clone {
        self.iter()
            .filter_map(|part| Some((part, part.node().array.as_deref()?)))
    }

    pub(super) fn of_objects(
        &self,
    ) -> impl Iterator<Item = (Subschema<'p>, &'p ObjectRules)> + Clone {
        self.iter()
            .filter_map(|part| Some((part, part.node().object.as_deref()?)))
    }
}
