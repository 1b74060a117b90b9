//! Cargo features of OpenAPI tags: those who need a part of an API compile that part.

use super::context::Context;
use crate::ir::{self, Group};
use crate::tree::Module;
use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use std::collections::BTreeSet;

/// The tags that each type is there for, by their indices; none where it is there always.
#[derive(Default)]
pub(super) struct ModelTags(pub(super) Vec<Option<BTreeSet<usize>>>);

impl ModelTags {
    /// The attribute of what is there with the tags alone that use a type; none where it is there always.
    pub(super) fn gate_of(&self, api: &ir::Api, index: usize) -> Option<syn::Attribute> {
        let tags = self.0.get(index)?.as_ref()?;
        let features = tags.iter().map(|tag| {
            let feature = feature(&api.groups[*tag]);
            quote! { feature = #feature }
        });
        Some(match tags.len() {
            1 => syn::parse_quote! { #[cfg(#(#features)*)] },
            _ => syn::parse_quote! { #[cfg(any(#(#features),*))] },
        })
    }

    /// Puts the items of a type behind the features of the tags that use it.
    pub(super) fn gate(&self, api: &ir::Api, index: usize, items: TokenStream) -> TokenStream {
        let Some(gate) = self.gate_of(api, index) else {
            return items;
        };
        behind(&quote!(#gate), items)
    }
}

/// Puts each of some items behind an attribute, which follows its documentation.
pub(super) fn behind(gate: &TokenStream, items: TokenStream) -> TokenStream {
    // What does not parse is said to be wrong where it is printed.
    let Ok(mut file) = syn::parse2::<syn::File>(items.clone()) else {
        return items;
    };
    let Ok(gate) = syn::parse::Parser::parse2(syn::Attribute::parse_outer, gate.clone()) else {
        return items;
    };
    for attributes in file.items.iter_mut().filter_map(attributes_of) {
        let docs = attributes
            .iter()
            .take_while(|known| known.path().is_ident("doc"));
        let place = docs.count();
        attributes.splice(place..place, gate.clone());
    }
    file.into_token_stream()
}

/// The feature of a tag.
pub(super) fn feature(group: &Group) -> String {
    format!("tag-{}", group.module.replace('_', "-"))
}

impl Context<'_> {
    /// The condition of what is there with a tag only; nothing where the settings do not ask for features.
    pub(super) fn tag_condition(&self, group: &Group) -> Option<TokenStream> {
        let feature = feature(group);
        self.settings
            .tag_features
            .then(|| quote!(feature = #feature))
    }

    /// The attribute that says so.
    pub(super) fn tag_gate(&self, group: &Group) -> Option<TokenStream> {
        let condition = self.tag_condition(group)?;
        Some(quote! { #[cfg(#condition)] })
    }

    /// The attribute of what is there without a tag only.
    pub(super) fn no_tag_gate(&self, group: &Group) -> Option<TokenStream> {
        let feature = feature(group);
        let gate = quote! { #[cfg(not(feature = #feature))] };
        self.settings.tag_features.then_some(gate)
    }

    /// Puts a module behind the feature of its tag.
    pub(super) fn tagged(&self, mut module: Module, group: &Group) -> Module {
        if let Some(gate) = self.tag_gate(group) {
            module.attributes = gate;
        }
        module
    }

    /// Allows a lint that what is left of an API without its tags would break.
    pub(super) fn allowed_without_tags(&self, lint: &TokenStream) -> Option<TokenStream> {
        let allowed = quote! { #[allow(#lint)] };
        self.settings.tag_features.then_some(allowed)
    }

    /// The features of all tags; none where the settings do not ask for them.
    pub(super) fn tag_feature_names(&self) -> Vec<String> {
        let groups = self.api.groups.iter();
        let groups = groups.filter(|_| self.settings.tag_features);
        groups.map(feature).collect()
    }

    /// What `Cargo.toml` has to list.
    pub(super) fn tag_features(&self) -> Vec<String> {
        let names = self.tag_feature_names();
        if names.is_empty() {
            return Vec::new();
        }
        let quoted: Vec<String> = names
            .iter()
            .map(|name| format!("    \"{name}\","))
            .collect();
        let list: Vec<String> = names.iter().map(|name| format!("{name} = []")).collect();
        vec![
            "# Cargo features".to_owned(),
            "Each tag has a feature, which the crate that holds this code declares:".to_owned(),
            format!(
                "```toml\n[features]\ndefault = [\n{}\n]\n{}\n```",
                quoted.join("\n"),
                list.join("\n")
            ),
        ]
    }
}

/// The attributes of the items that models are made of.
fn attributes_of(item: &mut syn::Item) -> Option<&mut Vec<syn::Attribute>> {
    Some(match item {
        syn::Item::Struct(item) => &mut item.attrs,
        syn::Item::Enum(item) => &mut item.attrs,
        syn::Item::Impl(item) => &mut item.attrs,
        syn::Item::Macro(item) => &mut item.attrs,
        syn::Item::Type(item) => &mut item.attrs,
        syn::Item::Static(item) => &mut item.attrs,
        syn::Item::Const(item) => &mut item.attrs,
        syn::Item::Fn(item) => &mut item.attrs,
        syn::Item::Use(item) => &mut item.attrs,
        _ => return None,
    })
}
