//! `models`: one type per schema.

mod structs;
mod unions;

pub(super) use structs::{default_reader_name, member};

use crate::emit::types::integer_type;
use crate::emit::{Emitter, Place, docs, ident};
use crate::ir::{Enum, IntegerEnum, Type, TypeDef, TypeKind};
use crate::tree::Module;
use proc_macro2::{Literal, TokenStream};
use quote::quote;

impl Emitter<'_> {
    /// The `models` module.
    pub(super) fn models(&self) -> Module {
        let definitions = self
            .api
            .types
            .iter()
            .enumerate()
            .map(|(index, definition)| self.with_tags(index, self.model(definition)));
        let code = quote! { #(#definitions)* };
        let imports = self.imports(&code, &[(quote!(super), &["schemas"])]);
        Module {
            docs: vec!["The types of the document's schemas.".to_owned()],
            attributes: self
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
        let (name, schema) = (ident(&definition.name), ident(&definition.static_name));
        quote! {
            #item
            impl rt::Validate for #name {
                const SCHEMA: &'static rt::Schema = &schemas::#schema;
            }
        }
    }

    /// Documentation and deprecation of a type.
    pub(super) fn type_attributes(&self, definition: &TypeDef) -> TokenStream {
        let mut paragraphs = docs::paragraphs(&definition.docs);
        if paragraphs.is_empty() {
            paragraphs.push(format!(
                "The schema at {}.",
                docs::code(&definition.pointer.to_string())
            ));
        }
        if let Some(example) = definition
            .example
            .as_ref()
            .and_then(|value| serde_json::to_string_pretty(value).ok())
        {
            paragraphs.push("# Example".to_owned());
            paragraphs.push(format!("```json\n{}\n```", example.replace("```", "'''")));
        }
        let docs = docs::attributes(&paragraphs);
        let deprecated = definition.deprecated.then(|| quote! { #[deprecated] });
        quote! { #docs #deprecated }
    }

    /// The derives that the settings add.
    pub(super) fn extra_derives(&self) -> TokenStream {
        let paths: Vec<syn::Path> = self
            .settings
            .derives
            .iter()
            .filter_map(|path| syn::parse_str(path).ok())
            .collect();
        quote! { #(, #paths)* }
    }

    fn alias(&self, definition: &TypeDef, ty: &Type) -> TokenStream {
        let attributes = self.type_attributes(definition);
        let name = ident(&definition.name);
        let ty = self.ty(ty, Place::Models);
        quote! { #attributes pub type #name = #ty; }
    }

    fn wrapper(&self, definition: &TypeDef, ty: &Type) -> TokenStream {
        let attributes = self.type_attributes(definition);
        let extra = self.extra_derives();
        let name = ident(&definition.name);
        let ty = self.ty(ty, Place::Models);
        quote! {
            #attributes
            #[derive(Clone, Debug, Default, PartialEq, rt::Serialize, rt::Deserialize #extra)]
            #[serde(crate = "rt::serde", transparent)]
            pub struct #name(
                /// What it holds.
                pub #ty,
            );
            impl From<#ty> for #name {
                fn from(value: #ty) -> Self { Self(value) }
            }
        }
    }

    fn integer_enumeration(&self, definition: &TypeDef, values: &IntegerEnum) -> TokenStream {
        let attributes = self.type_attributes(definition);
        let derives = self.extra_derives();
        let (name, integer) = (ident(&definition.name), integer_type(values.integer));
        let variants = values.variants.iter().map(|(name, value)| {
            let docs = docs::attributes(&[docs::code(&value.to_string())]);
            let name = ident(name);
            quote! { #docs #name, }
        });
        let table = values.variants.iter().map(|(name, value)| {
            let (name, value) = (ident(name), Literal::i64_unsuffixed(*value));
            quote! { #name = #value }
        });
        quote! {
            #attributes
            #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord #derives)]
            pub enum #name {
                #(#variants)*
                /// A value that the document does not name.
                Other(#integer),
            }
            rt::integer_enum!(#name: #integer { #(#table),* });
        }
    }

    fn enumeration(&self, definition: &TypeDef, values: &Enum) -> TokenStream {
        let attributes = self.type_attributes(definition);
        let derives = self.extra_derives();
        let name = ident(&definition.name);
        let variants = values.variants.iter().map(|variant| {
            let mut paragraphs = docs::paragraphs(&variant.docs);
            paragraphs.insert(0, docs::code(&variant.wire));
            let docs = docs::attributes(&paragraphs);
            let name = ident(&variant.name);
            quote! { #docs #name, }
        });
        let table = values.variants.iter().map(|variant| {
            let (name, wire) = (ident(&variant.name), &variant.wire);
            quote! { #name = #wire }
        });
        quote! {
            #attributes
            #[derive(Clone, Debug #derives)]
            pub enum #name {
                #(#variants)*
                /// A value that the document does not name.
                Other(String),
            }
            rt::string_enum!(#name { #(#table),* });
        }
    }
}
