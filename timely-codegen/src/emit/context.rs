//! What all rooms read: the document, the settings, and how models and the runtime are named.

use crate::ir;
use crate::settings::Settings;
use crate::tree::Module;
use proc_macro2::TokenStream;
use quote::quote;

/// The document and the settings of one run.
#[derive(Clone, Copy)]
pub(super) struct Context<'a> {
    pub(super) api: &'a ir::Api,
    pub(super) settings: &'a Settings,
}

impl Context<'_> {
    /// The import that makes the runtime known as `rt`.
    pub(super) fn runtime(&self) -> TokenStream {
        let path = syn::parse_str::<syn::Path>(&self.settings.runtime_path)
            .unwrap_or_else(|_| syn::parse_quote!(::timely_runtime));
        quote! { use #path as rt; }
    }

    /// Puts a module behind the Cargo feature of its name, where the settings ask for that.
    pub(super) fn gated(&self, mut module: Module, feature: &str) -> Module {
        if self.settings.feature_gates {
            module.attributes = quote! { #[cfg(feature = #feature)] };
        }
        module
    }
}

/// The module that code stands in, which decides how models are named there.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// In `models` itself.
    Models,
    /// Anywhere else.
    Outside,
}
