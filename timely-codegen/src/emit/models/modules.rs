//! The modules of models: a file for each component with the types that it owns, in modules of their owners.

use super::Models;
use crate::emit::identifiers::{ident, module_ident, through};
use crate::emit::imports::imports_of_nested;
use crate::emit::rustdoc;
use crate::emit::tag_features::ModelTags;
use crate::emit::types::{TypeTree, root_module};
use crate::ir::{TypeDef, TypePath, TypeRoot};
use crate::naming::identifier;
use crate::tree::Module;
use indexmap::IndexMap;
use proc_macro2::TokenStream;
use quote::quote;

impl<'a> Models<'a> {
    /// The `models` module.
    pub(in crate::emit) fn module(&self, tags: &ModelTags) -> Module {
        let tree = self.trees.of(TypeRoot::Models);
        let exports = tree.modules.values().flat_map(|module| &module.types);
        let exports = exports.filter(|(_, definition)| definition.path.is_exported);
        let exports = exports.map(|(id, definition)| {
            let path = through(&definition.path.modules);
            let name = ident(&definition.name);
            let export = quote! { pub use self::#path #name; };
            tags.gate(self.context.api, id.0, export)
        });
        let outside = quote!(super::super);
        let children = tree.modules.iter().map(|(name, module)| {
            let model = module.types.first().map(|(_, definition)| *definition);
            let title = match model.filter(|model| model.path.is_exported) {
                Some(model) if module.types.len() + module.modules.len() == 1 => {
                    format!("[`{}`].", model.name)
                }
                Some(model) => format!("[`{}`], and the types that belong to it.", model.name),
                None => format!("The types of the document's {}.", name.replace('_', " ")),
            };
            self.file((name, title), module, &outside, tags)
        });
        Module {
            docs: vec!["The types of the document's schemas.".to_owned()],
            attributes: self
                .context
                .allowed_without_tags(&quote!(unused_imports))
                .unwrap_or_default(),
            items: quote! { #(#exports)* },
            children: children.collect(),
            ..Module::new("models")
        }
    }

    /// A module of types with all that it holds, which finds what it imports at a path.
    fn file(
        &self,
        (name, title): (&str, String),
        tree: &TypeTree<'a>,
        outside: &TokenStream,
        tags: &ModelTags,
    ) -> Module {
        let code = self.content(tree, tags);
        let names = ["models", "operations", "schemas"].as_slice();
        let imports = self.context.imports(&code, &[(outside.clone(), names)]);
        Module {
            docs: vec![title],
            items: quote! { #imports #code },
            ..Module::new(name)
        }
    }

    /// The modules of operations' types in the module of their group.
    pub(in crate::emit) fn operation_modules(&self, group: &str) -> Vec<Module> {
        let tree = self.trees.of(TypeRoot::Operations);
        let modules = tree.modules.get(group).into_iter();
        let modules = modules.flat_map(|group| &group.modules);
        let outside = quote!(super::super::super);
        let files = modules.map(|(name, module)| {
            let title = format!("Types that belong to `{name}`.");
            self.file((name, title), module, &outside, &ModelTags::default())
        });
        files.collect()
    }

    /// The types of a module, and the modules in it.
    fn content(&self, tree: &TypeTree<'a>, tags: &ModelTags) -> TokenStream {
        let api = self.context.api;
        let own = tree.types.iter().filter(|(_, it)| it.shares.is_none());
        let items = own.map(|(id, definition)| tags.gate(api, id.0, self.model(definition)));
        let shared = self.shared(tree, tags);
        let modules = self.nested(tree, tags);
        quote! { #shared #(#items)* #modules }
    }

    /// The modules in a module, each with its imports.
    fn nested(&self, tree: &TypeTree<'a>, tags: &ModelTags) -> TokenStream {
        let own = tree.modules.iter();
        let own = own.filter(|(name, _)| self.twin_of(tree, name).is_none());
        let modules = own.map(|(name, module)| {
            let code = self.content(module, tags);
            let imports = imports_of_nested(&code);
            let allowed = self.context.allowed_without_tags(&quote!(unused_imports));
            let docs = rustdoc::attributes(&[format!("Types that belong to `{name}`.")]);
            let name = module_ident(name);
            quote! { #docs #allowed pub mod #name { #imports #code } }
        });
        quote! { #(#modules)* }
    }

    /// The names of types whose definitions, and of modules whose types, stand elsewhere.
    fn shared(&self, tree: &TypeTree<'a>, tags: &ModelTags) -> TokenStream {
        let api = self.context.api;
        let mut types: IndexMap<String, (TokenStream, Vec<TokenStream>)> = IndexMap::new();
        let here = tree.types.first().map(|(_, definition)| &definition.path);
        let mut add = |path: &TypePath,
                       modules: &[String],
                       export: TokenStream,
                       gate: Option<syn::Attribute>| {
            let is_here =
                here.is_some_and(|here| here.root == path.root && here.modules == modules);
            let root = root_module(path.root);
            let path = match is_here {
                true => quote!(self::),
                false => {
                    let modules = through(path.public(modules));
                    quote!(#root::#modules)
                }
            };
            let key = quote!(#gate #path).to_string();
            let list = types
                .entry(key)
                .or_insert_with(|| (quote!(#gate pub use #path), Vec::new()));
            list.1.push(export);
        };
        for (id, definition) in &tree.types {
            if definition.shares.is_none() {
                continue;
            }
            let (other, gate) = (api.definition(*id), tags.gate_of(api, id.0));
            let modules = if other.path.is_exported {
                &[]
            } else {
                other.path.modules.as_slice()
            };
            add(
                &other.path,
                modules,
                renamed(&other.name, &definition.name),
                gate,
            );
        }
        for name in tree.modules.keys() {
            if let Some(twin) = self.twin_of(tree, name)
                && let Some((last, modules)) = twin.owns.as_deref().and_then(<[String]>::split_last)
            {
                let export = renamed(&identifier(last), &identifier(name));
                add(&twin.path, modules, export, None);
            }
        }
        let uses = types
            .into_values()
            .map(|(path, names)| match names.as_slice() {
                [only] => quote! { #path #only; },
                names => quote! { #path {#(#names),*}; },
            });
        quote! { #(#uses)* }
    }

    /// The type whose module a module is the same as, since the owners of both share a definition.
    fn twin_of(&self, tree: &TypeTree<'a>, name: &str) -> Option<&'a TypeDef> {
        let api = self.context.api;
        let owner = tree.types.iter().find(|(_, definition)| {
            let owned = definition.owns.as_deref().and_then(<[String]>::last);
            !definition.path.is_exported && owned.is_some_and(|owned| owned == name)
        });
        let (owner, _) = owner?;
        let twin = api.type_def(api.type_def(*owner).shares?);
        let owned = twin.owns.as_ref().filter(|_| !twin.path.is_exported)?;
        let other = self.trees.of(twin.path.root).at(owned)?;
        tree.modules
            .get(name)?
            .leads_where(other, api)
            .then_some(twin)
    }
}

/// A name as it stands in a list of imports.
fn renamed(name: &str, alias: &str) -> TokenStream {
    let (name, alias) = (ident(name), ident(alias));
    match name == alias {
        true => quote!(#name),
        false => quote!(#name as #alias),
    }
}
