//! `schemas`: the constraints of every type as static data.

mod keywords;

use super::context::Context;
use super::identifiers::ident;
use super::tag_features::ModelTags;
use crate::ir::{SchemaRef, TypeKind};
use crate::tree::Module;
use keywords::common;
use proc_macro2::TokenStream;
use quote::quote;

/// How schemas are written.
#[derive(Clone, Copy)]
pub(super) struct Schemas<'a> {
    context: Context<'a>,
}

impl<'a> Schemas<'a> {
    pub(super) fn new(context: Context<'a>) -> Self {
        Self { context }
    }

    /// The `schemas` module.
    pub(super) fn module(&self, tags: &ModelTags) -> Module {
        let statics = self
            .context
            .api
            .types
            .iter()
            .enumerate()
            .map(|(index, definition)| {
                let (name, schema) = (
                    ident(&definition.static_name),
                    self.schema(&definition.schema),
                );
                let text = match definition.kind {
                    TypeKind::Alias(_) => format!(" Of `{}`.", definition.name),
                    _ => format!(" Of [`{0}`](super::models::{0}).", definition.name),
                };
                let item = quote! {
                    #[doc = #text]
                    pub static #name: rt::Schema = #schema;
                };
                tags.gate(self.context.api, index, item)
            });
        let code = quote! { #(#statics)* };
        let imports = self
            .context
            .imports(&code, &[(quote!(super), &["schemas"])]);
        Module {
            docs: vec!["The constraints of the document's schemas: what the server checks before it decodes.".to_owned()],
            attributes: self.context.allowed_without_tags(&quote!(unused_imports)).unwrap_or_default(),
            items: quote! { #imports #code },
            ..Module::new("schemas")
        }
    }

    /// A schema as a value.
    pub(super) fn schema(&self, schema: &SchemaRef) -> TokenStream {
        match schema {
            SchemaRef::Inline(inner) => self.schema_literal(inner),
            SchemaRef::Type(id) => {
                let name = ident(&self.context.api.type_def(*id).static_name);
                // A static cannot be read from another one: the schema of a name for a type is one that points there.
                quote! { rt::Schema { all_of: &[&schemas::#name], ..rt::Schema::ANY } }
            }
        }
    }

    /// A schema as a reference; the static of a type where there is one.
    pub(super) fn schema_ref(&self, schema: &SchemaRef) -> TokenStream {
        match schema {
            SchemaRef::Inline(inner) => match common(inner) {
                Some(name) => quote!(rt::Schema::#name),
                None => {
                    let literal = self.schema_literal(inner);
                    quote!(&#literal)
                }
            },
            SchemaRef::Type(id) => {
                let name = ident(&self.context.api.type_def(*id).static_name);
                quote!(&schemas::#name)
            }
        }
    }
}
