//! The public items of generated code, by their paths: what programs can name.

use crate::tree::SourceTree;
use proc_macro2::TokenStream;
use quote::ToTokens as _;
use std::{collections::BTreeSet, path::Path};
use syn::{ImplItem, Item, TraitItem, Visibility};

/// Public items, a line each: their kinds, paths and signatures.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Items(BTreeSet<String>);

impl Items {
    /// Those that others do not have.
    pub(super) fn without(&self, others: &Self) -> Vec<String> {
        self.0.difference(&others.0).cloned().collect()
    }
}

/// The public items of generated files.
pub(super) fn of(tree: &SourceTree) -> Items {
    let mut items = Items::default();
    for (path, text) in tree.files() {
        // The record, and whatever else is no Rust.
        if path.extension().is_none_or(|ending| ending != "rs") {
            continue;
        }
        if let Ok(file) = syn::parse_file(text) {
            let module = module_of(path);
            for item in &file.items {
                items.add(&module, item);
            }
        }
    }
    items
}

/// The path of the module that a file holds.
fn module_of(file: &Path) -> Vec<String> {
    let parts = file.iter().map(|part| part.to_string_lossy());
    let parts = parts.map(|part| part.strip_suffix(".rs").unwrap_or(&part).to_owned());
    parts
        .filter(|part| !["mod", "lib"].contains(&part.as_str()))
        .collect()
}

impl Items {
    fn add(&mut self, module: &[String], item: &Item) {
        let path = |name: &syn::Ident| {
            let mut parts = module.to_vec();
            parts.push(name.to_string());
            parts.join("::")
        };
        match item {
            Item::Struct(item) if is_public(&item.vis) => {
                let name = path(&item.ident);
                for field in item.fields.iter().filter(|field| is_public(&field.vis)) {
                    if let Some(field_name) = &field.ident {
                        let ty = shown(field.ty.to_token_stream());
                        self.0.insert(format!("field {name}::{field_name}: {ty}"));
                    }
                }
                self.0.insert(format!("struct {name}"));
            }
            Item::Enum(item) if is_public(&item.vis) => {
                let name = path(&item.ident);
                for variant in &item.variants {
                    self.0.insert(format!("variant {name}::{}", variant.ident));
                }
                self.0.insert(format!("enum {name}"));
            }
            Item::Trait(item) if is_public(&item.vis) => {
                let name = path(&item.ident);
                for part in &item.items {
                    if let TraitItem::Fn(function) = part {
                        let signature = shown(function.sig.to_token_stream());
                        self.0.insert(format!("method {name}: {signature}"));
                    }
                }
                self.0.insert(format!("trait {name}"));
            }
            Item::Impl(item) if item.trait_.is_none() => {
                let of = shown(item.self_ty.to_token_stream());
                let of = module.iter().map(String::as_str).chain([of.as_str()]);
                let of = of.collect::<Vec<_>>().join("::");
                for part in &item.items {
                    if let ImplItem::Fn(function) = part
                        && is_public(&function.vis)
                    {
                        let signature = shown(function.sig.to_token_stream());
                        self.0.insert(format!("method {of}: {signature}"));
                    }
                }
            }
            Item::Fn(item) if is_public(&item.vis) => {
                let name = path(&item.sig.ident);
                let signature = shown(item.sig.to_token_stream());
                self.0.insert(format!("fn {name}: {signature}"));
            }
            Item::Type(item) if is_public(&item.vis) => {
                let ty = shown(item.ty.to_token_stream());
                self.0.insert(format!("type {} = {ty}", path(&item.ident)));
            }
            Item::Const(item) if is_public(&item.vis) => {
                self.0.insert(format!("const {}", path(&item.ident)));
            }
            Item::Static(item) if is_public(&item.vis) => {
                self.0.insert(format!("static {}", path(&item.ident)));
            }
            Item::Mod(item) if is_public(&item.vis) => {
                let mut inner = module.to_vec();
                inner.push(item.ident.to_string());
                for item in item.content.iter().flat_map(|(_, items)| items) {
                    self.add(&inner, item);
                }
            }
            Item::Use(item) if is_public(&item.vis) => {
                let what = shown(item.tree.to_token_stream());
                let module = module.join("::");
                let gap = if module.is_empty() { "" } else { "::" };
                self.0.insert(format!("use {module}{gap}{{{what}}}"));
            }
            _ => {}
        }
    }
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

/// Tokens on one line, without the blanks that printing puts between signs.
fn shown(tokens: TokenStream) -> String {
    let text = tokens.to_string();
    [
        (" :: ", "::"),
        (":: ", "::"),
        (" < ", "<"),
        (" >", ">"),
        ("& ", "&"),
        (" ,", ","),
        (" (", "("),
        (" :", ":"),
    ]
    .iter()
    .fold(text, |text, (from, to)| text.replace(from, to))
}
