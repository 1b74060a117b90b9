//! `operations`: what client and server share: each operation's description, optional parameters, and results.

mod body_choices;
mod contents;
mod error_sets;
mod media_types;
mod method_docs;
mod multipart;
mod operation;
mod optional_parameters;
mod owned_items;
mod parameters;
mod response_headers;
mod responses;
mod security_schemes;
mod shared_parameters;

pub(super) use contents::is_json;
pub(super) use method_docs::{argument_list, tag_docs};
pub(super) use optional_parameters::{call_method, optional_docs};
#[cfg(feature = "diff")]
pub(super) use response_headers::members as header_members;

use super::context::Context;
use super::identifiers::{ident, module_ident};
use super::models::Models;
use super::patterns::Patterns;
use super::schemas::{Schemas, Secrets};
use super::types::{TypeTrees, Types};
use crate::ir::TypeRoot;
use crate::naming::ALL_OPERATIONS;
use crate::tree::Module;
use proc_macro2::TokenStream;
use quote::quote;
use shared_parameters::SharedParameters;
use std::sync::Arc;

/// How operations are written.
pub(super) struct Operations<'a> {
    context: Context<'a>,
    types: Types<'a>,
    schemas: Schemas<'a>,
    shared: Arc<SharedParameters<'a>>,
    trees: Arc<TypeTrees<'a>>,
    /// The security of most operations.
    usual: Option<Arc<str>>,
    /// What examples know of the document's patterns.
    patterns: Arc<Patterns>,
    /// Which properties of the document are secret.
    secrets: Arc<Secrets>,
}

impl<'a> Operations<'a> {
    pub(super) fn new(context: Context<'a>, trees: Arc<TypeTrees<'a>>) -> Self {
        let mut operations = Self {
            context,
            types: Types::new(context),
            schemas: Schemas::new(context),
            shared: Arc::new(SharedParameters::of(context.api)),
            trees,
            usual: None,
            patterns: Arc::default(),
            secrets: Arc::new(Secrets::of(context.api)),
        };
        operations.find_usual();
        operations
    }

    /// The same for code in the module of a group, where the paths of its own types begin.
    fn within(&self, group: &'a [String]) -> Self {
        Self {
            types: self.types.within(TypeRoot::Operations, group),
            shared: Arc::clone(&self.shared),
            trees: Arc::clone(&self.trees),
            usual: self.usual.clone(),
            patterns: Arc::clone(&self.patterns),
            secrets: Arc::clone(&self.secrets),
            ..*self
        }
    }

    /// What examples know of the document's patterns.
    pub(super) fn patterns(&self) -> &Patterns {
        &self.patterns
    }

    /// How types are written that stand where operations do.
    pub(super) fn models(&self) -> Models<'_> {
        Models::new(self.context, &self.trees).of(self.types)
    }

    /// The `operations` module: a module per tag, the security schemes, and the header structs.
    pub(super) fn module(&self) -> Module {
        let outputs = self.context.settings.outputs;
        let sides = outputs.client || outputs.server || outputs.mock;
        let groups = self.context.api.groups.iter();
        let mut children: Vec<Module> = groups
            .filter_map(|group| {
                let module = match sides {
                    true => Some(self.operation_group(group)),
                    false => self.group_of_types(group),
                };
                Some(self.context.tagged(module?, group))
            })
            .collect();
        for (what, requests) in [
            ("webhooks", &self.context.api.webhooks),
            ("callbacks", &self.context.api.callbacks),
        ] {
            children.extend(
                requests
                    .iter()
                    .map(|requests| self.outgoing_requests(what, requests)),
            );
        }
        let mut exports: Vec<TokenStream> = children
            .iter()
            .map(|module| {
                let (gate, module) = (&module.attributes, module_ident(&module.name));
                quote! { #gate pub use self::#module::*; }
            })
            .collect();
        if !self.context.api.header_sets.is_empty() {
            children.push(self.header_sets());
            exports.push(quote! { pub use self::headers::*; });
        }
        if sides && !self.context.api.error_sets.is_empty() {
            children.push(self.error_sets());
        }
        if let Some(bodies) = self.bodies() {
            children.push(bodies);
            exports.push(quote! { pub use self::bodies::*; });
        }
        if !self.shared.list.is_empty() {
            children.push(self.shared_parameters());
        }
        if !self.context.api.security_schemes.is_empty() {
            children.push(self.security());
        }
        let all = sides.then(|| self.all_operations()).flatten();
        Module {
            docs: vec![
                "What client and server share: the operations, their parameters and their results."
                    .to_owned(),
            ],
            items: quote! { #all #(#exports)* },
            children,
            ..Module::new("operations")
        }
    }

    /// The list of all operations; none where there are none.
    fn all_operations(&self) -> Option<TokenStream> {
        let entries: Vec<TokenStream> = self
            .context
            .api
            .groups
            .iter()
            .flat_map(|group| {
                let gate = self.context.tag_gate(group);
                let statics = group.operations.iter().map(|one| ident(&one.static_name));
                statics.map(move |name| quote! { #gate &#name })
            })
            .collect();
        let (runtime, name) = (self.context.runtime(), ident(ALL_OPERATIONS));
        (!entries.is_empty()).then(|| {
            quote! {
                #runtime
                /// All operations of the document, tag by tag: for tables, tests and tools.
                pub static #name: &[&rt::Operation] = &[#(#entries),*];
            }
        })
    }
}
