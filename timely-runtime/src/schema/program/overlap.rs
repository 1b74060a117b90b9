//! Whether a schema and those of its `allOf` ask the same member or item more than once. Where none does, a check need not
//! remember what it found.

use super::{MOST_PARTS, Subschema, take_one};
use std::collections::HashSet;

/// How deep `allOf` may stand in `allOf`.
const MAX_DEPTH: u8 = 4;

impl<'p> Subschema<'p> {
    /// Whether no two of the schemas that are combined by `allOf` speak of the same member, or both of items. False where
    /// that is not easily told.
    pub(crate) fn has_disjoint_parts(self) -> bool {
        let Some(combined) = self.node.combined() else {
            return true;
        };
        *combined.disjoint.get_or_init(|| {
            let mut asked = Asked {
                names: HashSet::new(),
                items: false,
                left: MOST_PARTS,
            };
            asked.adds(self) && asked.adds_parts(self, MAX_DEPTH)
        })
    }
}

/// What was asked of one value.
struct Asked<'p> {
    names: HashSet<&'p str>,
    items: bool,
    left: u32,
}

impl<'p> Asked<'p> {
    /// Adds what a schema itself asks. False where that was asked before.
    fn adds(&mut self, schema: Subschema<'p>) -> bool {
        let node = schema.node();
        let mut properties = schema.properties();
        // What cannot hold others is quickly asked again.
        let are_new = properties.all(|it| {
            take_one(&mut self.left) && (!it.schema.is_deep || self.names.insert(it.name))
        });
        let rules = node.object.as_deref();
        let is_named = rules.is_none_or(|rules| {
            rules.patterns.is_empty()
                && rules.additional.allows_all()
                && rules.dependent_schemas.is_empty()
                && rules.unevaluated.is_none()
        });
        let is_of_items = node.array.is_some();
        let are_shared = self.items && is_of_items;
        self.items |= is_of_items;
        are_new && is_named && !are_shared
    }

    fn adds_parts(&mut self, schema: Subschema<'p>, depth: u8) -> bool {
        let mut parts = schema.all_of();
        parts.all(|part| {
            let has_unions = part.node.combined().is_some_and(|it| it.has_unions());
            let depth = depth.checked_sub(1);
            !has_unions
                && self.adds(part)
                && depth.is_some_and(|depth| self.adds_parts(part, depth))
        })
    }
}
