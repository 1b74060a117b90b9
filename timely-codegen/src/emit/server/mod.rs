//! `server`: a trait per tag for the user to implement, and the axum router that calls it.

mod access;
mod error_format;
mod handler_arguments;
mod inferred_errors;
mod options;
mod router_functions;
mod services;

pub(super) use error_format::error_format_of;
pub(super) use handler_arguments::HandlerArguments;
#[cfg(feature = "cli")]
pub(super) use inferred_errors::inferred;
pub(super) use options::of_requests as options_of_requests;
#[cfg(feature = "cli")]
pub(super) use services::Handler;

use super::context::Context;
use super::identifiers::ident;
use super::operations::Operations;
use super::rustdoc;
use super::types::Types;
use crate::settings::ServerPrefix;
use crate::tree::Module;
use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use router_functions::RouterFunctions;

/// How the server is written.
#[derive(Clone, Copy)]
pub(super) struct Server<'a> {
    context: Context<'a>,
    types: Types<'a>,
    operations: &'a Operations<'a>,
}

impl<'a> Server<'a> {
    pub(super) fn new(context: Context<'a>, operations: &'a Operations<'a>) -> Self {
        Self {
            context,
            types: Types::new(context),
            operations,
        }
    }

    /// The `server` module.
    pub(super) fn module(&self) -> Module {
        let runtime = self.context.runtime();
        let exports: Vec<TokenStream> = self
            .context
            .api
            .groups
            .iter()
            .map(|group| {
                let (module, name) = (ident(&group.service_module()), ident(&group.service_trait));
                let gate = self.context.tag_gate(group);
                let absent = self.context.no_tag_gate(group).map(|gate| {
                    quote! { #gate use rt::server::NoService as #name; }
                });
                quote! { #gate pub use self::#module::#name; #absent }
            })
            .collect();
        let told = match self.context.settings.server.prefix {
            ServerPrefix::None => {
                "The path of the address that the document names; to answer there, set it by [`Options::prefix`]."
            }
            _ => "The path of the address that the document names.",
        };
        let told = rustdoc::attributes(&[told.to_owned()]);
        let base_path = self.context.api.base_path.as_ref().map(|path| {
            quote! {
                #told
                pub const BASE_PATH: &str = #path;
            }
        });
        let router = self.router();
        let certificate = self
            .context
            .has_mutual_tls()
            .then(|| quote! { ClientCertificate, });
        let named = match self.context.has_security() {
            true => quote!(AuthError, Authenticator, Candidate, #certificate Credential,),
            false => quote!(),
        };
        let errors = self.error_format();
        let options = self.own_options();
        Module {
            docs: rustdoc::lines(&[
                format!("A server of {}.", rustdoc::line(&self.context.api.title)),
                "Implement the trait of each tag and give the implementation to `router`, or those of some tags to the routers of \
                 their modules. Before a method is called, credentials and scopes are checked, and everything in the \
                 request is held to the document."
                    .to_owned(),
            ]),
            items: quote! {
                #runtime
                pub use rt::server::{
                    #named Context, Cookie, ETag, ErrorResponse, IntoErrorResponse, Options, Validators, http_errors,
                };
                #(#exports)*
                #base_path
                #errors
                #options
                #router
            },
            children: self.context.api
                .groups
                .iter()
                .map(|group| self.context.tagged(self.server_group(group), group))
                .collect(),
            ..Module::new("server")
        }
    }

    fn router(&self) -> TokenStream {
        let services: Vec<TokenStream> = self
            .context
            .api
            .groups
            .iter()
            .map(|group| {
                let name = ident(&group.service_trait);
                quote!(#name<P>)
            })
            .collect();
        let routes = self.context.api.groups.iter().map(|group| {
            let (gate, module) = (self.context.tag_gate(group), ident(&group.service_module()));
            quote! { #gate self::#module::routes(&mut all); }
        });
        let allowed = self.context.allowed_without_tags(&quote!(unused_mut));
        let base = match self.own_options() {
            Some(_) => quote!(options()),
            None => quote!(Options::default()),
        };
        let access = self.access();
        let principal = &access.principal;
        let routers = RouterFunctions {
            offered: "Everything the service offers, as an axum router.",
            service: &format_ident!("Service"),
            access: &access,
            options: &base,
            errors: &quote!(ERRORS),
            scope: &TokenStream::new(),
            added: &quote! { #(#routes)* },
            allowed: allowed.as_ref(),
        };
        quote! {
            /// What implements the traits of all tags; nothing else is needed.
            pub trait Service<#principal> where Self: #(#services)+* {}

            impl<P, S> Service<P> for S where S: #(#services)+* {}

            #routers
        }
    }
}
