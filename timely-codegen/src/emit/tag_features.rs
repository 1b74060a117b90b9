//! Cargo features of tags: those who need a part of an API compile that part.

use super::{Emitter, ident};
use crate::ir::{Group, TypeDef};
use crate::naming::unraw;
use crate::tree::Module;
use proc_macro2::{TokenStream, TokenTree};
use quote::{ToTokens, quote};
use std::collections::{BTreeSet, HashMap};

/// What more tags than this use is there with any of them, or none.
const MOST_TAGS: usize = 12;

/// The tags that each type is there for, by their places; none where it is there always.
#[derive(Default)]
pub(super) struct ModelTags(Vec<Option<BTreeSet<usize>>>);

/// The feature of a tag.
fn feature(group: &Group) -> String {
    format!("tag-{}", unraw(&group.module).replace('_', "-"))
}

impl Emitter<'_> {
    /// The attribute of what is there with a tag only; nothing where the settings do not ask for features.
    pub(super) fn tag_gate(&self, group: &Group) -> Option<TokenStream> {
        let feature = feature(group);
        let gate = quote! { #[cfg(feature = #feature)] };
        self.settings.tag_features.then_some(gate)
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

    /// Puts the items of a type behind the features of the tags that use it.
    pub(super) fn with_tags(&self, index: usize, items: TokenStream) -> TokenStream {
        let Some(Some(tags)) = self.model_tags.0.get(index) else {
            return items;
        };
        let features = tags.iter().map(|tag| {
            let feature = feature(&self.api.groups[*tag]);
            quote! { feature = #feature }
        });
        let gate: syn::Attribute = match tags.len() {
            1 => syn::parse_quote! { #[cfg(#(#features)*)] },
            _ => syn::parse_quote! { #[cfg(any(#(#features),*))] },
        };
        match syn::parse2::<syn::File>(items.clone()) {
            Ok(mut file) => {
                for item in &mut file.items {
                    if let Some(attributes) = attributes_of(item) {
                        let docs = attributes
                            .iter()
                            .take_while(|known| known.path().is_ident("doc"));
                        attributes.insert(docs.count(), gate.clone());
                    }
                }
                file.into_token_stream()
            }
            // What does not parse is said to be wrong where it is printed.
            Err(_) => items,
        }
    }

    /// Finds the tags that use each type, from the names in the code of both.
    pub(super) fn find_model_tags(&self) -> ModelTags {
        let types = &self.api.types;
        let mut places: HashMap<String, usize> = HashMap::new();
        for (index, definition) in types.iter().enumerate() {
            for name in [&definition.name, &definition.static_name] {
                places.insert(ident(name).to_string(), index);
            }
        }
        let referred = |tokens: TokenStream| {
            let mut found = BTreeSet::new();
            names(tokens, &mut |name| found.extend(places.get(name)));
            found
        };
        let edges: Vec<BTreeSet<usize>> = types
            .iter()
            .map(|definition| referred(self.whole_model(definition)))
            .collect();
        let mut tags: Vec<BTreeSet<usize>> = vec![BTreeSet::new(); types.len()];
        for (tag, group) in self.api.groups.iter().enumerate() {
            let modules = [
                self.operation_group(group),
                self.client_group(group),
                self.server_group(group),
            ];
            let code = modules.into_iter().map(|module| module.items).collect();
            reach(&edges, referred(code), |index| tags[index].insert(tag));
        }
        let mut always = vec![false; types.len()];
        let shared = self.untagged().into_iter().map(|module| module.items);
        let used = referred(shared.collect());
        let common = (0..types.len())
            .filter(|index| tags[*index].is_empty() || tags[*index].len() > MOST_TAGS);
        reach(&edges, used.into_iter().chain(common), |index| {
            !std::mem::replace(&mut always[index], true)
        });
        let tags = tags.into_iter().zip(always);
        ModelTags(
            tags.map(|(tags, always)| (!always).then_some(tags))
                .collect(),
        )
    }

    fn whole_model(&self, definition: &TypeDef) -> TokenStream {
        [self.model(definition), self.schema(&definition.schema)]
            .into_iter()
            .collect()
    }

    /// The modules that are there whatever the tags.
    fn untagged(&self) -> Vec<Module> {
        let mut modules = vec![
            self.header_sets(),
            self.shared_parameters(),
            self.webhooks(),
        ];
        modules.extend(self.bodies());
        for calls in [&self.api.webhooks, &self.api.callbacks]
            .into_iter()
            .flatten()
        {
            modules.push(self.call_group("callbacks", calls));
            modules.push(self.callbacks(calls));
        }
        modules
    }

    /// Allows a lint that what is left of an API without its tags would break.
    pub(super) fn allowed_without_tags(&self, lint: &TokenStream) -> Option<TokenStream> {
        let allowed = quote! { #[allow(#lint)] };
        self.settings.tag_features.then_some(allowed)
    }

    /// What `Cargo.toml` has to list.
    pub(super) fn tag_features(&self) -> Vec<String> {
        if !self.settings.tag_features || self.api.groups.is_empty() {
            return Vec::new();
        }
        let names: Vec<String> = self.api.groups.iter().map(feature).collect();
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
fn names(tokens: TokenStream, found: &mut impl FnMut(&str)) {
    for token in tokens {
        match token {
            TokenTree::Group(group) => names(group.stream(), found),
            TokenTree::Ident(name) => found(&name.to_string()),
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
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
        _ => return None,
    })
}
