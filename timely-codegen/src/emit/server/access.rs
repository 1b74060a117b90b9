//! Who may call: how the traits and the routers of a server speak of that.

use super::Server;
use proc_macro2::TokenStream;
use quote::quote;

/// How the generated code takes who checks credentials, and what that makes of them. Where the document asks for none,
/// nothing is taken, and no one writes anything.
pub(super) struct Access {
    /// What the documentation of a tag's trait says of `P`.
    pub(super) docs: &'static str,
    /// The parameter of the traits.
    pub(super) principal: TokenStream,
    /// The parameter of the functions that make routers, besides the service.
    pub(super) generic: TokenStream,
    /// Their argument for it.
    pub(super) argument: TokenStream,
    /// What the parameter is bound by.
    pub(super) bound: TokenStream,
    /// The argument of the traits in bounds.
    pub(super) caller: TokenStream,
    /// What one such function passes on to another.
    pub(super) passed: TokenStream,
    /// What the runtime asks.
    pub(super) authenticator: TokenStream,
}

impl Server<'_> {
    pub(super) fn access(&self) -> Access {
        match self.context.has_security() {
            true => Access {
                docs: "`P` is what the authenticator makes of a request's credentials.",
                principal: quote!(P),
                generic: quote!(, A),
                argument: quote!(, authenticator: A),
                bound: quote!(A: rt::server::Authenticator,),
                caller: quote!(<A::Principal>),
                passed: quote!(authenticator,),
                authenticator: quote!(authenticator),
            },
            false => Access {
                docs: "No operation asks for credentials, so that `P` need not be written.",
                principal: quote!(P = ()),
                generic: quote!(),
                argument: quote!(),
                bound: quote!(),
                caller: quote!(),
                passed: quote!(),
                authenticator: quote!(rt::server::NoAuth),
            },
        }
    }
}
