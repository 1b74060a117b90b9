//! `models`: one type per schema.

mod aliases;
mod attributes;
mod constructors;
mod enums;
mod modules;
mod structs;
mod tuples;
mod unions;

use super::context::Context;
use super::identifiers::ident;
use super::schemas::static_path;
use super::types::{TypeTrees, Types};
use crate::ir::{TypeDef, TypeKind};
#[cfg(feature = "diff")]
pub(super) use constructors::NewTakes;
use proc_macro2::TokenStream;
use quote::quote;

/// How the types of schemas are written.
#[derive(Clone, Copy)]
pub(super) struct Models<'a> {
    context: Context<'a>,
    types: Types<'a>,
    trees: &'a TypeTrees<'a>,
}

impl<'a> Models<'a> {
    pub(super) fn new(context: Context<'a>, trees: &'a TypeTrees<'a>) -> Self {
        Self {
            context,
            types: Types::new(context),
            trees,
        }
    }

    /// The same for code that stands where these types are named.
    pub(super) fn of(self, types: Types<'a>) -> Self {
        Self { types, ..self }
    }

    /// A type, with what it implements.
    pub(super) fn model(&self, definition: &'a TypeDef) -> TokenStream {
        let path = &definition.path;
        let within = Self {
            types: self.types.within(path.root, &path.modules),
            ..*self
        };
        within.item(definition)
    }

    fn item(&self, definition: &TypeDef) -> TokenStream {
        if let Some(other) = &definition.elsewhere {
            return self.elsewhere(definition, other);
        }
        let item = match &definition.kind {
            TypeKind::Struct(object) => self.structure(definition, object),
            TypeKind::Enum(values) => self.enumeration(definition, values),
            TypeKind::IntegerEnum(values) => self.integer_enumeration(definition, values),
            TypeKind::NumberEnum(values) => self.number_enumeration(definition, values),
            TypeKind::Union(union) => self.union(definition, union),
            TypeKind::Wrapper(ty) => self.wrapper(definition, ty),
            TypeKind::Tuple(tuple) => self.tuple(definition, tuple),
            TypeKind::Alias(ty) => return self.alias(definition, ty),
        };
        let is_checked = match &definition.kind {
            // The macro that writes the rest of it does.
            TypeKind::Struct(_) => false,
            TypeKind::Union(union) => self.needs_schema(union),
            _ => self.context.validates(),
        };
        if !is_checked {
            return item;
        }
        let (name, schema) = (ident(&definition.name), static_path(definition));
        quote! {
            #item
            rt::validate!(#name, #schema);
        }
    }
}
