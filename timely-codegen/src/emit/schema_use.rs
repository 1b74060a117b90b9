//! Which schemas code needs: all of them where values are checked, and in a client alone what tells the alternatives of
//! its unions apart, and how parameters and forms are written.

use super::context::Context;
use super::operations::Operations;
use super::schemas::{Part, Schemas, UsedSchemas, text_of};
use super::type_paths::TypePaths;
use super::webhooks::Webhooks;
use crate::ir::TypeKind;
use std::borrow::Cow;

/// Those that the code of operations names, and those that reading unions takes.
pub(super) fn find(context: Context<'_>, operations: &Operations<'_>) -> UsedSchemas {
    if context.validates() {
        return UsedSchemas(None);
    }
    let api = context.api;
    let statics = TypePaths::of_schemas(api);
    let mut open = Vec::new();
    let webhooks = Webhooks::new(context, operations);
    let descriptions = operations.module();
    statics.in_code(descriptions.items, &mut |index| open.push(index));
    // Those in the modules of tags are of types, and named where a type itself needs its schema.
    for module in descriptions.children {
        statics.in_code(module.items, &mut |index| open.push(index));
    }
    let mut modules = vec![webhooks.webhooks()];
    modules.extend(api.callbacks.as_ref().map(|it| webhooks.callbacks(it)));
    while let Some(module) = modules.pop() {
        statics.in_code(module.items, &mut |index| open.push(index));
        modules.extend(module.children);
    }
    let schemas = Schemas::new(context);
    let unions = api.types.iter().enumerate().filter(|(_, definition)| {
            matches!(&definition.kind, TypeKind::Union(union) if !union.is_told_by_tags())
        });
    let mut walk = Walk {
        context,
        schemas,
        used: vec![Part::None; api.types.len()],
    };
    for index in open {
        walk.written(index);
    }
    for (index, _) in unions {
        walk.union(index);
    }
    UsedSchemas(Some(walk.used))
}

/// How far the types are followed that the alternatives of a union are made of, which a client compares with a value: it
/// looks no farther into that.
const MAX_DEPTH: usize = 2;

/// What is used so far.
struct Walk<'a> {
    context: Context<'a>,
    schemas: Schemas<'a>,
    used: Vec<Part>,
}

impl Walk<'_> {
    fn mark(&mut self, index: usize, part: Part) -> bool {
        let known = self.used[index];
        self.used[index] = known.max(part);
        known < part
    }

    /// A type by whose schema values are written, and all that it refers to.
    fn written(&mut self, index: usize) {
        let mut open = vec![index];
        while let Some(index) = open.pop() {
            if self.mark(index, Part::Shape) {
                open.extend(self.types_in(index));
            }
        }
    }

    /// A union that is told by its schema.
    fn union(&mut self, index: usize) {
        let definition = &self.context.api.types[index];
        self.mark(index, Part::Whole);
        if matches!(self.schemas.written(definition), Cow::Owned(_)) {
            return;
        }
        for id in self.schemas.unions_within(definition) {
            self.mark(id.0, Part::Listed);
        }
        if let Some(alternatives) = self.schemas.outlined(definition) {
            for id in alternatives {
                self.mark(id.0, Part::Outline);
            }
            return;
        }
        let mut open = self.types_in(index);
        for _ in 0..MAX_DEPTH {
            let mut next = Vec::new();
            for index in open {
                // It may have been met farther away.
                self.mark(index, Part::Whole);
                next.extend(self.types_in(index));
            }
            next.sort_unstable();
            next.dedup();
            open = next;
        }
        for index in open {
            self.mark(index, Part::Outline);
        }
    }

    /// The places of the types that the schema of a type refers to.
    fn types_in(&self, index: usize) -> Vec<usize> {
        let definition = &self.context.api.types[index];
        let schema = match self.used[index] {
            Part::Listed => Cow::Borrowed(&definition.schema),
            _ => self.schemas.written(definition),
        };
        let (_, types) = text_of(self.context.api, &schema);
        types.into_iter().map(|id| id.0).collect()
    }
}
