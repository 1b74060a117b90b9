//! The functions that make routers of a service: of one tag, or of all.

use super::access::Access;
use crate::emit::rustdoc;
use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};

/// `router`, `router_with` and `routes_with` of one module.
pub(super) struct RouterFunctions<'a> {
    /// What the router has.
    pub(super) offered: &'a str,
    /// The trait that a service implements.
    pub(super) service: &'a Ident,
    /// Who may call.
    pub(super) access: &'a Access,
    /// The options of `router`.
    pub(super) options: &'a TokenStream,
    /// The static of the error format.
    pub(super) errors: &'a TokenStream,
    /// Where `Options` are.
    pub(super) scope: &'a TokenStream,
    /// What adds the operations to `all`.
    pub(super) added: &'a TokenStream,
    /// The attribute of what adds nothing where all tags are left out.
    pub(super) allowed: Option<&'a TokenStream>,
}

impl ToTokens for RouterFunctions<'_> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let Self {
            offered,
            service,
            access,
            options,
            errors,
            scope,
            added,
            allowed,
        } = self;
        let Access {
            generic,
            argument,
            bound,
            caller,
            passed,
            authenticator,
            ..
        } = access;
        let docs = rustdoc::attributes(&[
            (*offered).to_owned(),
            "Its paths are those of the document; `Options::prefix` puts something before them. It can be merged with \
             others, and nested."
                .to_owned(),
        ]);
        tokens.extend(quote! {
            #docs
            pub fn router<S #generic>(service: S #argument) -> rt::server::Router
            where
                #bound
                S: #service #caller,
            {
                router_with(service, #passed #options)
            }

            /// [`router`] with limits, layers and a prefix of its own.
            pub fn router_with<S #generic>(service: S #argument, options: #scope Options) -> rt::server::Router
            where
                #bound
                S: #service #caller,
            {
                routes_with(::std::sync::Arc::new(service), #passed options).into_router()
            }

            /// [`router_with`] before it is a router: to leave operations out, to merge it with what shares paths, and
            /// to share a service.
            pub fn routes_with<S #generic>(
                service: ::std::sync::Arc<S> #argument,
                options: #scope Options,
            ) -> rt::server::Routes
            where
                #bound
                S: #service #caller,
            {
                #allowed
                let mut all = rt::server::ServiceRoutes::shared(service, #authenticator, &#errors, options);
                #added
                all.finish()
            }
        });
    }
}
