//! Which OpenAPI tags use which types, so that the types of tags that are not compiled are left out.

use super::client::Client;
use super::context::Context;
use super::identifiers::ident;
use super::models::Models;
use super::operations::Operations;
use super::schemas::Schemas;
use super::server::Server;
use super::tag_features::ModelTags;
use super::webhooks::Webhooks;
use crate::ir::TypeDef;
use crate::tree::Module;
use proc_macro2::{TokenStream, TokenTree};
use std::collections::{BTreeSet, HashMap};

/// What more tags than this use is there with any of them, or none.
const MOST_TAGS: usize = 12;

/// Finds the tags that use each type, from the names in the code of both.
pub(super) fn find(context: Context<'_>, operations: &Operations<'_>) -> ModelTags {
    let types = &context.api.types;
    let mut indices: HashMap<String, usize> = HashMap::new();
    for (index, definition) in types.iter().enumerate() {
        for name in [&definition.name, &definition.static_name] {
            indices.insert(ident(name).to_string(), index);
        }
    }
    let referred = |tokens: TokenStream| {
        let mut found = BTreeSet::new();
        names(tokens, &mut |name| found.extend(indices.get(name)));
        found
    };
    let edges: Vec<BTreeSet<usize>> = types
        .iter()
        .map(|definition| referred(whole_model(context, definition)))
        .collect();
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
        reach(&edges, referred(code), |index| tags[index].insert(tag));
    }
    let mut always = vec![false; types.len()];
    let shared = untagged(context, operations)
        .into_iter()
        .map(|module| module.items);
    let used = referred(shared.collect());
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

fn whole_model(context: Context<'_>, definition: &TypeDef) -> TokenStream {
    let schemas = Schemas::new(context);
    [
        Models::new(context).model(definition),
        schemas.schema(&schemas.written(definition)),
    ]
    .into_iter()
    .collect()
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

/// Every identifier in some code.
pub(super) fn names(tokens: TokenStream, found: &mut impl FnMut(&str)) {
    for token in tokens {
        match token {
            TokenTree::Group(group) => names(group.stream(), found),
            TokenTree::Ident(name) => found(&name.to_string()),
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
}
