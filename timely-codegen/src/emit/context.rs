//! What all rooms read: the document, the settings, and how models and the runtime are named.

use super::{identifiers::ident, version};
use crate::ir;
use crate::settings::Settings;
use crate::tree::{Guard, Module};
use proc_macro2::TokenStream;
use quote::quote;

/// The version of this crate, which is that of the runtime that the code is for: they are released together.
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The document and the settings of one run.
#[derive(Clone, Copy)]
pub(super) struct Context<'a> {
    pub(super) api: &'a ir::Api,
    pub(super) settings: &'a Settings,
}

impl Context<'_> {
    /// The import that makes the runtime known as `rt`: what is public of it under its own names, and what is for
    /// generated code alone.
    pub(super) fn runtime(&self) -> TokenStream {
        let path = self.runtime_path();
        quote! { use #path::generated as rt; }
    }

    /// Whether messages are held to the document: by a server, a mock of one, or a receiver of webhooks.
    pub(super) fn checks_messages(&self) -> bool {
        let outputs = self.settings.outputs;
        outputs.server || outputs.mock || outputs.webhooks
    }

    /// Whether each model has its constraints, so that values of it can be held to them.
    pub(super) fn validates(&self) -> bool {
        let is_wanted = self.settings.validate;
        is_wanted.unwrap_or(self.checks_messages() || !self.settings.outputs.client)
    }

    fn runtime_path(&self) -> syn::Path {
        syn::parse_str(&self.settings.runtime_path)
            .unwrap_or_else(|_| syn::parse_quote!(::timely_runtime))
    }

    /// The runtime itself, for programs that name what is of it.
    pub(super) fn runtime_export(&self) -> TokenStream {
        let path = self.runtime_path();
        let is_called_so = path
            .segments
            .last()
            .is_some_and(|last| last.ident == "runtime");
        let name = (!is_called_so).then(|| quote!(as runtime));
        quote! {
            /// What this code is made with: the types of values that have a format, bodies, errors, transports and
            /// whatever else a program names that the document does not.
            pub use #path #name;
        }
    }

    /// What the code needs of the runtime: an outermost call for all of it, and, where features of the crate's own turn its
    /// parts on, one more behind each of them.
    pub(super) fn needs_of_runtime(&self, sides: &[&str], codecs: &[&str]) -> (Guard, TokenStream) {
        let (path, version) = (self.runtime_path(), version::compatible(VERSION));
        let made_for = quote! { #path::generated::made_for };
        let names = sides.iter().map(|side| ident(side));
        let of_types = self.api.type_features.iter().map(|feature| ident(feature));
        let codecs = codecs.iter().map(|codec| ident(codec));
        if self.settings.feature_gates {
            let each = sides.iter().zip(names).map(|(feature, name)| {
                quote! { #[cfg(feature = #feature)] #made_for!(#version, #name); }
            });
            let each = quote! { #(#each)* };
            let needs = quote! { #version #(, #of_types)* #(, #codecs)* };
            return (Guard::new(made_for, needs), each);
        }
        let needs = quote! { #version #(, #names)* #(, #of_types)* #(, #codecs)* };
        let guard = Guard::new(made_for, needs);
        (guard, TokenStream::new())
    }

    /// Whether an operation asks for credentials, be it that they are optional.
    pub(super) fn has_security(&self) -> bool {
        let mut operations = self.api.operations();
        operations.any(|operation| !operation.security.is_empty())
    }

    /// Whether an operation asks for a client certificate.
    pub(super) fn has_mutual_tls(&self) -> bool {
        let mut schemes = self.api.security_schemes.iter();
        schemes.any(|scheme| scheme.kind == ir::SecurityKind::MutualTls)
    }

    /// Puts a module behind the Cargo feature of its name, where the settings ask for that.
    pub(super) fn gated(&self, mut module: Module, feature: &str) -> Module {
        if self.settings.feature_gates {
            module.attributes = quote! { #[cfg(feature = #feature)] };
        }
        module
    }
}
