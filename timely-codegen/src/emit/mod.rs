//! From the intermediate representation to Rust.
//!
//! One file per output, each a function from the representation to tokens. Everything that generated code takes from
//! the runtime is written `rt::…`, and from the document's models `models::…` outside of that module, so that no name
//! of a document can collide with another.

mod bodies;
mod calls;
mod client;
mod docs;
mod imports;
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
mod types;
mod unions;
mod webhooks;

use crate::ir;
use crate::settings::Settings;
use crate::tree::Module;
use proc_macro2::TokenStream;
use quote::{format_ident, quote};

/// Writes an API as a module of Rust code.
pub fn emit(api: &ir::Api, settings: &Settings) -> Module {
    let emitter = Emitter {
        api,
        settings,
        shared: parameters::shared_parameters(api),
    };
    let mut root = Module::new("lib");
    root.docs = emitter.root_docs();
    root.children.push(emitter.models());
    root.children.push(emitter.schemas());
    let has_operations = api.operations().next().is_some();
    let has_sides = has_operations && (settings.outputs.client || settings.outputs.server);
    if has_sides || api.calls().next().is_some() {
        root.children.push(emitter.operations());
    }
    if has_operations && settings.outputs.client {
        root.children
            .push(emitter.gated(emitter.client(), "client"));
    }
    if has_operations && settings.outputs.server {
        root.children
            .push(emitter.gated(emitter.server(), "server"));
    }
    if api.events.is_some() || api.webhooks.is_some() {
        root.children
            .push(emitter.gated(emitter.webhooks(), "webhooks"));
    }
    if let Some(callbacks) = &api.callbacks {
        root.children
            .push(emitter.gated(emitter.callbacks(callbacks), "webhooks"));
    }
    let allowed = lints::allowed(api);
    for module in &mut root.children {
        let attributes = &module.attributes;
        module.attributes = quote! { #attributes #allowed };
    }
    root
}

/// What every output needs to know.
struct Emitter<'a> {
    api: &'a ir::Api,
    settings: &'a Settings,
    /// The parameters that several operations share, by the names of their constants.
    shared: Vec<(String, &'a ir::Parameter)>,
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
    /// The import that makes the runtime known as `rt`.
    fn runtime(&self) -> TokenStream {
        let path = syn::parse_str::<syn::Path>(&self.settings.runtime_path)
            .unwrap_or_else(|_| syn::parse_quote!(::timely_runtime));
        quote! { use #path as rt; }
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
