//! `operations`: what client and server share: each operation's description, optional parameters, and results.

mod body_choices;
mod contents;
mod error_sets;
mod media_types;
mod method_docs;
mod multipart;
mod operation;
mod optional_parameters;
mod parameters;
mod response_headers;
mod responses;
mod security_schemes;
mod shared_parameters;

pub(super) use contents::is_json;
pub(super) use method_docs::{argument_list, tag_docs};
pub(super) use optional_parameters::optional_docs;

use super::context::Context;
use super::identifiers::ident;
use super::schemas::Schemas;
use super::types::Types;
use crate::naming::identifier;
use crate::tree::Module;
use proc_macro2::TokenStream;
use quote::quote;
use shared_parameters::SharedParameters;

/// How operations are written.
pub(super) struct Operations<'a> {
    context: Context<'a>,
    types: Types<'a>,
    schemas: Schemas<'a>,
    shared: SharedParameters<'a>,
}

impl<'a> Operations<'a> {
    pub(super) fn new(context: Context<'a>) -> Self {
        Self {
            context,
            types: Types::new(context),
            schemas: Schemas::new(context),
            shared: SharedParameters::of(context.api),
        }
    }

    /// The `operations` module: a module per tag, the security schemes, and the header structs.
    pub(super) fn module(&self) -> Module {
        let sides = self.context.settings.outputs.client || self.context.settings.outputs.server;
        let groups = self.context.api.groups.iter().filter(|_| sides);
        let mut children: Vec<Module> = groups
            .map(|group| self.context.tagged(self.operation_group(group), group))
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
                let (gate, module) = (&module.attributes, ident(&identifier(&module.name)));
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
        Module {
            docs: vec![
                "What client and server share: the operations, their parameters and their results."
                    .to_owned(),
            ],
            items: quote! { #(#exports)* },
            children,
            ..Module::new("operations")
        }
    }
}
