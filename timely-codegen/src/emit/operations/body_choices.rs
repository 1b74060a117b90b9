//! `bodies`: bodies of several media types, an enum each, and multipart forms.

use super::Operations;
use crate::emit::identifiers::ident;
use crate::emit::rustdoc;
use crate::ir::{Choice, ChoiceVariant, Content, JSON_PATCH, Type, TypeKind};
use crate::tree::Module;
use proc_macro2::TokenStream;
use quote::quote;

impl Operations<'_> {
    /// The module of the types that contents have of their own; none where there are none.
    pub(in crate::emit) fn bodies(&self) -> Option<Module> {
        if self.context.api.choices.is_empty() && self.context.api.forms.is_empty() {
            return None;
        }
        let forms = self.context.api.forms.iter().enumerate();
        let forms =
            forms.map(|(place, form)| self.with_tags_of(&Content::Form(place), self.form(form)));
        let choices = self.context.api.choices.iter().enumerate();
        let choices = choices
            .map(|(place, choice)| self.with_tags_of(&Content::Choice(place), self.choice(choice)));
        let code = quote! { #(#forms)* #(#choices)* };
        let imports = self
            .context
            .imports(&code, &[(quote!(super::super), &["models", "operations"])]);
        Some(Module {
            docs: vec!["The bodies that have several forms, or parts.".to_owned()],
            items: quote! { #imports #code },
            ..Module::new("bodies")
        })
    }

    fn choice(&self, choice: &Choice) -> TokenStream {
        let name = ident(&choice.name);
        let variants = choice.variants.iter().map(|variant| {
            let text = rustdoc::attributes(&[media_names(variant)]);
            let (name, ty) = (
                ident(&variant.name),
                self.content(&variant.content, &quote!()),
            );
            quote! { #text #name(#ty), }
        });
        let table = choice.variants.iter().map(|variant| {
            let name = ident(&variant.name);
            let media = variant.media.iter().map(|media| &media.name);
            quote!(#name: [#(#media),*])
        });
        let is_stream = choice
            .variants
            .iter()
            .any(|variant| self.is_stream(&variant.content));
        let derives = match is_stream {
            true => quote!(Debug),
            false => quote!(Clone, Debug, PartialEq),
        };
        let conversions = self.choice_conversions(choice);
        quote! {
            /// A body in one of several forms.
            #[derive(#derives)]
            #[non_exhaustive]
            pub enum #name {
                #(#variants)*
            }
            rt::content!(#name { #(#table),* });
            #conversions
        }
    }

    /// `From` for each form whose type is no other's.
    fn choice_conversions(&self, choice: &Choice) -> TokenStream {
        let name = ident(&choice.name);
        let keys: Vec<Option<String>> = choice
            .variants
            .iter()
            .map(|variant| self.type_key(&variant.content))
            .collect();
        let conversions = choice
            .variants
            .iter()
            .zip(&keys)
            .filter_map(|(variant, key)| {
                let key = key.as_ref()?;
                let is_unique = keys.iter().flatten().filter(|other| *other == key).count() == 1;
                is_unique.then(|| {
                    let (variant_name, ty) = (
                        ident(&variant.name),
                        self.content(&variant.content, &quote!()),
                    );
                    quote! {
                        impl From<#ty> for #name {
                            fn from(body: #ty) -> Self {
                                Self::#variant_name(body)
                            }
                        }
                    }
                })
            });
        quote! { #(#conversions)* }
    }

    /// What tells the type of a content from that of another; `None` where only rustc knows.
    fn type_key(&self, content: &Content) -> Option<String> {
        match content {
            Content::Value(ty) => match self.types.unaliased(ty) {
                Type::Named(id) | Type::Boxed(id) => {
                    let is_own = !matches!(self.context.api.type_def(*id).kind, TypeKind::Alias(_));
                    is_own.then(|| self.context.api.type_def(*id).name.clone())
                }
                Type::String | Type::Constant(_) => Some("String".to_owned()),
                Type::Text(meaning) | Type::Digits(meaning) => Some(meaning.name().to_owned()),
                // Which no other type of the runtime is.
                Type::Own(own) if own.path == JSON_PATCH => Some(own.path.clone()),
                _ => None,
            },
            Content::Events(_) | Content::Lines(_) | Content::PartList(_) => {
                Some(self.content(content, &quote!()).to_string())
            }
            Content::Stream
            | Content::Bytes
            | Content::Parts
            | Content::Form(_)
            | Content::Choice(_) => Some(self.content(content, &quote!()).to_string()),
        }
    }
}

/// The media types of a variant, as its documentation.
fn media_names(variant: &ChoiceVariant) -> String {
    let names: Vec<String> = variant
        .media
        .iter()
        .map(|media| rustdoc::code(&media.name))
        .collect();
    names.join(", ")
}
