//! The schemas that constrain one array or object of a single pass.

use super::{Judge, not_yet};
use crate::schema::Types;
use crate::schema::program::{ArrayRules, ObjectRules, Subschema};
use serde::de::Error;

/// How many schemas may constrain one object or array.
const MAX_PARTS: usize = 8;
/// How deep those may stand in each other's `allOf`. Times the 128 levels of a JSON text, this stays below the depth of
/// the full check.
const MAX_NESTING: u8 = 3;

/// The schema itself, and what its `allOf` leads to.
pub(super) struct Parts<'p> {
    first: Subschema<'p>,
    others: [Option<Subschema<'p>>; MAX_PARTS - 1],
    count: usize,
}

impl<'p> Judge<'p, '_> {
    /// Not yet where a value of this type is not allowed, or where more than one pass must tell.
    #[inline]
    pub(super) fn parts<E: Error>(self, ty: Types) -> Result<Parts<'p>, E> {
        let mut parts = Parts {
            first: self.schema,
            others: [None; MAX_PARTS - 1],
            count: 1,
        };
        let is_told = self.kept.is_none() && parts.add_parts_of(self.schema, ty, MAX_NESTING);
        is_told.then_some(parts).ok_or_else(not_yet)
    }
}

impl<'p> Parts<'p> {
    fn add_parts_of(&mut self, schema: Subschema<'p>, ty: Types, depth: u8) -> bool {
        let node = schema.node();
        if !node.types.contains(ty) || node.constants.is_some() {
            return false;
        }
        let Some(combined) = node.combined() else {
            return true;
        };
        combined.is_all_of_alone()
            && depth.checked_sub(1).is_some_and(|depth| {
                schema.all_of().all(|part| {
                    let Some(place) = self.others.get_mut(self.count - 1) else {
                        return false;
                    };
                    *place = Some(part);
                    self.count += 1;
                    self.add_parts_of(part, ty, depth)
                })
            })
    }

    pub(super) fn count(&self) -> u64 {
        self.count as u64
    }

    /// The schema, if it is the only one.
    pub(super) fn only(&self) -> Option<Subschema<'p>> {
        (self.count == 1).then_some(self.first)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = Subschema<'p>> + Clone {
        let others = self.others[..self.count - 1].iter();
        std::iter::once(self.first).chain(others.copied().flatten())
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
