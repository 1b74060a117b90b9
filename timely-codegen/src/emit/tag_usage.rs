//! Which OpenAPI tags use which types, so that the types of tags that are not compiled are left out.

use super::client::Client;
use super::context::Context;
use super::operations::Operations;
use super::server::Server;
use super::tag_features::ModelTags;
use super::type_paths::TypePaths;
use super::webhooks::Webhooks;
use crate::ir::{TypeDef, TypeRoot};
use crate::naming::unraw;
use crate::tree::Module;
use proc_macro2::TokenStream;
use std::collections::BTreeSet;

/// What more tags than this use is there with any of them, or none.
const MOST_TAGS: usize = 12;

/// Finds the tags that use each type, from the names in the code of both.
pub(super) fn find(context: Context<'_>, operations: &Operations<'_>) -> ModelTags {
    let types = &context.api.types;
    let paths = TypePaths::of(context.api);
    let referred = |tokens: TokenStream| {
        let mut found = BTreeSet::new();
        paths.in_code(tokens, &mut |index| {
            found.insert(index);
        });
        found
    };
    let edges: Vec<BTreeSet<usize>> = types.iter().map(named_by).collect();
    let client = Client::new(context, operations);
    let server = Server::new(context, operations);
    let mut tags: Vec<BTreeSet<usize>> = vec![BTreeSet::new(); types.len()];
    for (tag, group) in context.api.groups.iter().enumerate() {
        let modules = [
            operations.operation_group(group),
            client.client_group(group),
            server.server_group(group),
        ];
        let code = modules.into_iter().map(|module| module.items).collect();
        let own = owned_by(types, group.operations_module());
        let used = referred(code).into_iter().chain(own);
        reach(&edges, used, |index| tags[index].insert(tag));
    }
    let mut always = vec![false; types.len()];
    let shared = untagged(context, operations)
        .into_iter()
        .map(|module| module.items);
    let mut used = referred(shared.collect());
    let requests = [&context.api.webhooks, &context.api.callbacks];
    for requests in requests.into_iter().flatten() {
        used.extend(owned_by(types, unraw(&requests.module).to_owned()));
    }
    let common =
        (0..types.len()).filter(|index| tags[*index].is_empty() || tags[*index].len() > MOST_TAGS);
    reach(&edges, used.into_iter().chain(common), |index| {
        !std::mem::replace(&mut always[index], true)
    });
    let tags = tags.into_iter().zip(always);
    ModelTags(
        tags.map(|(tags, always)| (!always).then_some(tags))
            .collect(),
    )
}

/// The places of the types that a type names.
fn named_by(definition: &TypeDef) -> BTreeSet<usize> {
    let mut named = BTreeSet::new();
    definition.clone().visit_ids(&mut |id| {
        named.insert(id.0);
    });
    named.extend(definition.shares.map(|id| id.0));
    named
}

/// The places of the types that belong to the operations of a group.
fn owned_by(types: &[TypeDef], group: String) -> impl Iterator<Item = usize> {
    let places = types.iter().enumerate().filter(move |(_, definition)| {
        let path = &definition.path;
        path.root == TypeRoot::Operations && path.modules.first().is_some_and(|it| *it == group)
    });
    places.map(|(index, _)| index)
}

/// The modules that are there whatever the tags.
fn untagged(context: Context<'_>, operations: &Operations<'_>) -> Vec<Module> {
    let webhooks = Webhooks::new(context, operations);
    let mut modules = vec![
        operations.header_sets(),
        operations.error_sets(),
        operations.shared_parameters(),
        webhooks.webhooks(),
    ];
    modules.extend(operations.bodies());
    for requests in [&context.api.webhooks, &context.api.callbacks]
        .into_iter()
        .flatten()
    {
        modules.push(operations.outgoing_requests("callbacks", requests));
        modules.push(webhooks.callbacks(requests));
    }
    modules
}

/// Visits what can be reached from some types, as long as a visit says that it was the first.
fn reach(
    edges: &[BTreeSet<usize>],
    from: impl IntoIterator<Item = usize>,
    mut visit: impl FnMut(usize) -> bool,
) {
    let mut open: Vec<usize> = from.into_iter().collect();
    while let Some(index) = open.pop() {
        if visit(index) {
            open.extend(&edges[index]);
        }
    }
}
