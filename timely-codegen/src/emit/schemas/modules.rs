//! The statics of types' schemas, in modules as the types are: those of components in `schemas` itself.

use super::shapes::shape;
use super::{Schemas, modules_of};
use crate::emit::identifiers::{ident, module_ident};
use crate::emit::imports::imports_of_nested;
use crate::emit::tag_features::ModelTags;
use crate::ir::{TypeDef, TypeKind, TypeRoot};
use crate::tree::Module;
use indexmap::IndexMap;
use proc_macro2::TokenStream;
use quote::quote;

/// How much of a schema is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::emit) enum Part {
    /// Nothing.
    #[default]
    None,
    /// What tells it from others.
    Outline,
    /// What tells how a value is written in a form or as a parameter.
    Shape,
    /// All that reading it takes.
    Whole,
    /// All, and of a union its alternatives even where their types tell them apart: it is one of several itself.
    Listed,
}

/// How much of each type's schema is written, by the places of the types; all where there is no list.
#[derive(Default)]
pub(in crate::emit) struct UsedSchemas(pub(in crate::emit) Option<Vec<Part>>);

impl UsedSchemas {
    fn of(&self, index: usize) -> Part {
        match &self.0 {
            Some(used) => used.get(index).copied().unwrap_or_default(),
            None => Part::Whole,
        }
    }
}

/// The statics of a module, and the modules in it.
#[derive(Default)]
struct Statics<'a> {
    items: Vec<TokenStream>,
    modules: IndexMap<&'a str, Statics<'a>>,
}

impl Statics<'_> {
    fn code(&self, allowed: Option<&TokenStream>) -> TokenStream {
        let items = &self.items;
        let modules = self.modules.iter().map(|(name, statics)| {
            let code = statics.code(allowed);
            let imports = imports_of_nested(&code);
            let docs = format!(" Of the types that belong to `{name}`.");
            let name = module_ident(name);
            quote! { #[doc = #docs] #allowed pub mod #name { #imports #code } }
        });
        quote! { #(#items)* #(#modules)* }
    }
}

impl Schemas<'_> {
    /// The `schemas` module.
    pub(in crate::emit) fn module(&self, tags: &ModelTags, used: &UsedSchemas) -> Module {
        let api = self.context.api;
        let mut statics = Statics::default();
        for (index, definition) in api.types.iter().enumerate() {
            let part = used.of(index);
            if definition.shares.is_some() || part == Part::None {
                continue;
            }
            let mut module = &mut statics;
            for name in modules_of(&definition.path) {
                module = module.modules.entry(name).or_default();
            }
            let item = tags.gate(api, index, self.item(definition, part));
            module.items.push(item);
        }
        let allowed = self.context.allowed_without_tags(&quote!(unused_imports));
        let code = statics.code(allowed.as_ref());
        let imports = self
            .context
            .imports(&code, &[(quote!(super), &["schemas"])]);
        let docs = match self.context.validates() {
            true => "The constraints of the document's schemas, which values are held to.",
            false => {
                "What tells the alternatives of the document's schemas apart, and how parameters and forms are written."
            }
        };
        Module {
            docs: vec![docs.to_owned()],
            // They are for the rest of the generated code.
            attributes: quote! { #[doc(hidden)] #allowed },
            items: quote! { #imports #code },
            ..Module::new("schemas")
        }
    }

    /// The static of a type's schema.
    fn item(&self, definition: &TypeDef, part: Part) -> TokenStream {
        let name = ident(&definition.static_name);
        let schema = match part {
            Part::Outline => self.schema(&self.outline(definition)),
            Part::Shape => self.schema(&shape(&definition.schema)),
            Part::None | Part::Whole => self.schema(&self.written(definition)),
            Part::Listed => self.schema(&definition.schema),
        };
        let short = definition.short_path();
        let text = match definition.kind {
            TypeKind::Alias(_) => format!(" Of `{short}`."),
            _ => {
                let root = match definition.path.root {
                    TypeRoot::Models => "models",
                    TypeRoot::Operations => "operations",
                };
                let out = "super::".repeat(modules_of(&definition.path).count() + 1);
                format!(" Of [`{short}`]({out}{root}::{short}).")
            }
        };
        quote! {
            #[doc = #text]
            pub static #name: rt::Schema = #schema;
        }
    }
}
