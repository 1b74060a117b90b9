//! `client::base_urls`: the addresses that the document names.

use super::Client;
use crate::emit::identifiers::ident;
use crate::emit::rustdoc;
use crate::ir::{Server, ServerVariable};
use crate::naming::unraw;
use crate::tree::Module;
use proc_macro2::TokenStream;
use quote::quote;

impl Client<'_> {
    /// Whether there is more to say of servers than the address that the client knows anyway.
    pub(in crate::emit) fn has_servers(&self) -> bool {
        let servers = &self.context.api.servers;
        servers.len() > 1
            || servers.iter().any(|server| !server.variables.is_empty())
            // Operations name their own one there, be it the only one of the document.
            || self.has_own_servers()
    }

    /// Whether operations go to servers of their own.
    pub(super) fn has_own_servers(&self) -> bool {
        self.context
            .api
            .operations()
            .any(|operation| operation.server.is_some())
    }

    /// What the method that sets the address says of itself.
    pub(super) fn base_docs(&self) -> TokenStream {
        let mut paragraphs = vec![match &self.context.api.base_url {
            Some(url) => format!(
                "Sends requests to this address in place of {}.",
                rustdoc::code(url)
            ),
            None => match &self.context.api.base_path {
                Some(path) => format!(
                    "Sends requests to this address; the document names its path alone, {}.",
                    rustdoc::code(path)
                ),
                None => "Sends requests to this address; the document names none.".to_owned(),
            },
        }];
        if self.has_servers() {
            paragraphs.push("Those of the document are in [`base_urls`].".to_owned());
        }
        if self.has_own_servers() {
            paragraphs.push(
                "This holds for all operations: those that the document has at servers of their own go there only while \
                 no address is given."
                    .to_owned(),
            );
        }
        rustdoc::attributes(&paragraphs)
    }

    /// The module of servers.
    pub(in crate::emit) fn servers(&self) -> Module {
        let items = self.context.api.servers.iter().map(server);
        let code = quote! { #(#items)* };
        let imports = self.context.imports(&code, &[]);
        Module {
            docs: vec!["The servers that the document names.".to_owned()],
            items: quote! { #imports #code },
            ..Module::new("base_urls")
        }
    }
}

fn server(server: &Server) -> TokenStream {
    let name = ident(&server.name);
    let url = &server.url;
    let mut paragraphs = rustdoc::paragraphs(&server.docs);
    if paragraphs.is_empty() {
        paragraphs.push(rustdoc::code(url));
    }
    let text = rustdoc::attributes(&paragraphs);
    let variables = (!server.variables.is_empty()).then(|| with_variables(server));
    quote! {
        #text
        pub const #name: &str = #url;
        #variables
    }
}

/// The struct that fills in the variables of an address.
fn with_variables(server: &Server) -> TokenStream {
    let (name, constant) = (ident(&server.type_name), &server.name);
    let template = &server.template;
    let text = rustdoc::attributes(&[format!(
        "{}, of which [`{constant}`] is the form with the defaults.",
        rustdoc::code(template)
    )]);
    let defaults = server.variables.iter().map(|variable| {
        let (wire, default) = (&variable.wire, &variable.default);
        quote!((#wire, #default))
    });
    let setters = server.variables.iter().map(setter);
    let enums = server
        .variables
        .iter()
        .filter(|variable| !variable.values.is_empty())
        .map(values);
    quote! {
        #text
        #[derive(Clone, Debug)]
        #[must_use]
        pub struct #name(rt::client::ServerUrl);

        impl #name {
            /// The address with all variables at their defaults.
            pub fn new() -> Self {
                Self(rt::client::ServerUrl::new(#template, &[#(#defaults),*]))
            }
            #(#setters)*
        }

        impl Default for #name {
            fn default() -> Self {
                Self::new()
            }
        }

        impl From<#name> for String {
            fn from(server: #name) -> Self {
                server.0.into()
            }
        }
        #(#enums)*
    }
}

fn setter(variable: &ServerVariable) -> TokenStream {
    let (name, wire) = (ident(&variable.name), &variable.wire);
    let mut paragraphs = rustdoc::paragraphs(&variable.docs);
    let default = format!("Default: {}.", rustdoc::code(&variable.default));
    if paragraphs.is_empty() {
        paragraphs.push(format!("Sets `{}`.", unraw(&variable.name)));
    }
    paragraphs.push(default);
    let text = rustdoc::attributes(&paragraphs);
    let (ty, value) = match variable.values.is_empty() {
        true => (quote!(impl Into<String>), quote!(value)),
        false => {
            let ty = ident(&variable.type_name);
            (quote!(#ty), quote!(value.as_str()))
        }
    };
    quote! {
        #text
        pub fn #name(self, value: #ty) -> Self {
            Self(self.0.with(#wire, #value))
        }
    }
}

/// The enum of a variable's values.
fn values(variable: &ServerVariable) -> TokenStream {
    let name = ident(&variable.type_name);
    let text = rustdoc::attributes(&[format!("A value of {}.", rustdoc::code(&variable.wire))]);
    let variants = variable.values.iter().map(|(variant, wire)| {
        let (variant, text) = (ident(variant), rustdoc::attributes(&[rustdoc::code(wire)]));
        quote!(#text #variant)
    });
    let arms = variable.values.iter().map(|(variant, wire)| {
        let variant = ident(variant);
        quote!(Self::#variant => #wire)
    });
    quote! {
        #text
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum #name { #(#variants),* }

        impl #name {
            /// The value as it stands in the address.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { #(#arms),* }
            }
        }
    }
}
