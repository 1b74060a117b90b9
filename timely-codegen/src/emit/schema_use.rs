//! Which schemas code needs: all of them where values are checked, and in a client alone what tells the alternatives of
//! its unions apart, and how parameters and forms are written.

use super::context::Context;
use super::operations::Operations;
use super::schemas::{Schemas, UsedSchemas, text_of};
use super::type_paths::TypePaths;
use super::webhooks::Webhooks;
use crate::ir::{SchemaRef, TypeKind};

/// Those that the code of operations names, and those that reading unions takes.
pub(super) fn find(context: Context<'_>, operations: &Operations<'_>) -> UsedSchemas {
    if context.validates() {
        return UsedSchemas(None);
    }
    let api = context.api;
    let statics = TypePaths::of_schemas(api);
    let mut open = Vec::new();
    let webhooks = Webhooks::new(context, operations);
    let mut modules = vec![operations.module(), webhooks.webhooks()];
    modules.extend(api.callbacks.as_ref().map(|it| webhooks.callbacks(it)));
    while let Some(module) = modules.pop() {
        statics.in_code(module.items, &mut |index| open.push(index));
        modules.extend(module.children);
    }
    let schemas = Schemas::new(context);
    let unions = api.types.iter().enumerate().filter(|(_, definition)| {
            matches!(&definition.kind, TypeKind::Union(union) if !union.is_told_by_tags())
        });
    let mut used = vec![false; api.types.len()];
    for (index, definition) in unions {
        used[index] = true;
        open.extend(types_in(context, &schemas.written(definition)));
    }
    while let Some(index) = open.pop() {
        if !std::mem::replace(&mut used[index], true) {
            open.extend(types_in(context, &schemas.written(&api.types[index])));
        }
    }
    UsedSchemas(Some(used))
}

/// The places of the types that a schema refers to.
fn types_in(context: Context<'_>, schema: &SchemaRef) -> Vec<usize> {
    let (_, types) = text_of(context.api, schema);
    types.into_iter().map(|id| id.0).collect()
}
