//! From the intermediate representation to Rust.
//!
//! One file per output, each a function from the representation to tokens. Everything that generated code takes from
//! the runtime is written `rt::…`, and from the document's models `models::…` outside of that module, so that no name
//! of a document can collide with another.

mod bodies;
mod calls;
mod client;
mod docs;
mod errors;
mod imports;
mod links;
mod lints;
mod literals;
mod models;
mod operations;
mod pages;
mod parameters;
mod results;
mod schemas;
mod server;
mod servers;
mod shared;
mod structs;
mod tags;
mod types;
mod unions;
mod version;
mod webhooks;

use crate::ir;
use crate::settings::Settings;
use crate::tree::Module;
use parameters::SharedParameters;
use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use tags::ModelTags;

/// The version of this crate, which is that of the runtime that the code is for: they are released together.
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Writes an API as a module of Rust code.
pub fn emit(api: &ir::Api, settings: &Settings) -> Module {
    let emission = Emission::new(api, settings);
    let mut root = emission.root();
    root.children = (0..emission.modules())
        .map(|index| emission.module(index))
        .collect();
    root
}

/// The modules of an API one by one, in any order and from several threads.
///
/// Tokens take many times the memory of their text and cannot be sent between threads, so that what becomes files is
/// best made, formatted and let go of module by module.
pub struct Emission<'a> {
    emitter: Emitter<'a>,
    parts: Vec<Part<'a>>,
    /// The lints that every module allows, as text.
    allowed: String,
}

/// One of the outermost modules.
enum Part<'a> {
    Models,
    Schemas,
    Operations,
    Client,
    Server,
    Webhooks,
    Callbacks(&'a ir::Calls),
}

impl<'a> Emission<'a> {
    /// For this API, with these settings.
    #[must_use]
    pub fn new(api: &'a ir::Api, settings: &'a Settings) -> Self {
        let mut parts = vec![Part::Models, Part::Schemas];
        let has_operations = api.operations().next().is_some();
        let has_sides = has_operations && (settings.outputs.client || settings.outputs.server);
        if has_sides || api.calls().next().is_some() {
            parts.push(Part::Operations);
        }
        if has_operations && settings.outputs.client {
            parts.push(Part::Client);
        }
        if has_operations && settings.outputs.server {
            parts.push(Part::Server);
        }
        if api.events.is_some() || api.webhooks.is_some() {
            parts.push(Part::Webhooks);
        }
        parts.extend(api.callbacks.as_ref().map(Part::Callbacks));
        let mut emitter = Emitter {
            api,
            settings,
            shared: SharedParameters::of(api),
            model_tags: ModelTags::default(),
        };
        if settings.tag_features {
            emitter.model_tags = emitter.find_model_tags();
        }
        Self {
            emitter,
            parts,
            allowed: lints::allowed(api).to_string(),
        }
    }

    /// The outermost module, without the others.
    #[must_use]
    pub fn root(&self) -> Module {
        Module {
            docs: self.emitter.root_docs(),
            items: self.emitter.runtime_version(),
            ..Module::new("lib")
        }
    }

    /// How many modules there are in it.
    #[must_use]
    pub fn modules(&self) -> usize {
        self.parts.len()
    }

    /// One of them, by its place in the outermost module.
    ///
    /// # Panics
    /// When there is none at that place.
    #[must_use]
    pub fn module(&self, index: usize) -> Module {
        let emitter = &self.emitter;
        let mut module = match &self.parts[index] {
            Part::Models => emitter.models(),
            Part::Schemas => emitter.schemas(),
            Part::Operations => emitter.operations(),
            Part::Client => emitter.gated(emitter.client(), "client"),
            Part::Server => emitter.gated(emitter.server(), "server"),
            Part::Webhooks => emitter.gated(emitter.webhooks(), "webhooks"),
            Part::Callbacks(calls) => emitter.gated(emitter.callbacks(calls), "webhooks"),
        };
        // They were tokens before they were text.
        let allowed: TokenStream = self.allowed.parse().unwrap_or_default();
        let attributes = &module.attributes;
        module.attributes = quote! { #attributes #allowed };
        module
    }
}

/// What every output needs to know.
struct Emitter<'a> {
    api: &'a ir::Api,
    settings: &'a Settings,
    shared: SharedParameters<'a>,
    model_tags: ModelTags,
}

/// The module that code stands in, which decides how models are named there.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// In `models` itself.
    Models,
    /// Anywhere else.
    Outside,
}

impl Emitter<'_> {
    /// The import that makes the runtime known as `rt`: what is public of it under its own names, and what is for
    /// generated code alone.
    fn runtime(&self) -> TokenStream {
        let path = self.runtime_path();
        quote! { use #path::generated as rt; }
    }

    fn runtime_path(&self) -> syn::Path {
        syn::parse_str(&self.settings.runtime_path)
            .unwrap_or_else(|_| syn::parse_quote!(::timely_runtime))
    }

    /// The item that does not compile with a runtime of an incompatible version.
    fn runtime_version(&self) -> TokenStream {
        let (path, version) = (self.runtime_path(), version::compatible(VERSION));
        quote! { #path::generated::made_for!(#version); }
    }

    /// Puts a module behind the Cargo feature of its name, where the settings ask for that.
    fn gated(&self, mut module: Module, feature: &str) -> Module {
        if self.settings.feature_gates {
            module.attributes = quote! { #[cfg(feature = #feature)] };
        }
        module
    }

    fn root_docs(&self) -> Vec<String> {
        let mut paragraphs = vec![format!(
            "{}, version {}.",
            docs::line(&self.api.title),
            docs::line(&self.api.version)
        )];
        paragraphs.extend(docs::paragraphs(&self.api.docs));
        paragraphs.extend(self.tag_features());
        docs::lines(&paragraphs)
    }
}

/// The identifier of a name from the representation, which may be raw.
fn ident(name: &str) -> proc_macro2::Ident {
    match name.strip_prefix("r#") {
        Some(raw) => proc_macro2::Ident::new_raw(raw, proc_macro2::Span::call_site()),
        None => format_ident!("{name}"),
    }
}
