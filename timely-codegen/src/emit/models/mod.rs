//! `models`: one type per schema.

mod aliases;
mod attributes;
mod constructors;
mod enums;
mod structs;
mod unions;

use super::context::Context;
use super::identifiers::ident;
use super::tag_features::ModelTags;
use super::types::Types;
use crate::ir::{TypeDef, TypeKind};
use crate::tree::Module;
use proc_macro2::TokenStream;
use quote::quote;

/// How the types of schemas are written.
#[derive(Clone, Copy)]
pub(super) struct Models<'a> {
    context: Context<'a>,
    types: Types<'a>,
}

impl<'a> Models<'a> {
    pub(super) fn new(context: Context<'a>) -> Self {
        Self {
            context,
            types: Types::new(context),
        }
    }

    /// The `models` module.
    pub(super) fn module(&self, tags: &ModelTags) -> Module {
        let definitions = self
            .context
            .api
            .types
            .iter()
            .enumerate()
            .map(|(index, definition)| tags.gate(self.context.api, index, self.model(definition)));
        let code = quote! { #(#definitions)* };
        let imports = self
            .context
            .imports(&code, &[(quote!(super), &["schemas"])]);
        Module {
            docs: vec!["The types of the document's schemas.".to_owned()],
            attributes: self
                .context
                .allowed_without_tags(&quote!(unused_imports))
                .unwrap_or_default(),
            items: quote! { #imports #code },
            ..Module::new("models")
        }
    }

    pub(super) fn model(&self, definition: &TypeDef) -> TokenStream {
        let item = match &definition.kind {
            TypeKind::Struct(object) => self.structure(definition, object),
            TypeKind::Enum(values) => self.enumeration(definition, values),
            TypeKind::IntegerEnum(values) => self.integer_enumeration(definition, values),
            TypeKind::Union(union) => self.union(definition, union),
            TypeKind::Wrapper(ty) => self.wrapper(definition, ty),
            TypeKind::Alias(ty) => return self.alias(definition, ty),
        };
        let is_checked = match &definition.kind {
            TypeKind::Union(union) => self.needs_schema(union),
            _ => self.context.validates(),
        };
        if !is_checked {
            return item;
        }
        let (name, schema) = (ident(&definition.name), ident(&definition.static_name));
        quote! {
            #item
            impl rt::Validate for #name {
                const SCHEMA: &'static rt::Schema = &schemas::#schema;
            }
        }
    }
}
