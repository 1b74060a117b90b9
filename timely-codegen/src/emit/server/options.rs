//! The options of the server that the settings ask for.

use super::Server;
use crate::settings::{EscapedCommas, UnknownQuery};
use proc_macro2::{Literal, TokenStream};
use quote::quote;

impl Server<'_> {
    /// A function with the options that the settings ask for; none where they ask for nothing.
    pub(super) fn own_options(&self) -> Option<TokenStream> {
        let server = &self.context.settings.server;
        let unknown = (server.unknown_query == UnknownQuery::Refuse)
            .then(|| quote!(.unknown_query(rt::server::UnknownQuery::Refuse)));
        let commas = (server.escaped_commas == EscapedCommas::Separator)
            .then(|| quote!(.escaped_commas(rt::server::EscapedCommas::Separator)));
        let limit = server.body_limit.map(|bytes| {
            let bytes = Literal::usize_unsuffixed(bytes);
            quote!(.body_limit(#bytes))
        });
        (unknown.is_some() || commas.is_some() || limit.is_some()).then(|| {
            quote! {
                /// The options of this server, to begin with: what it was generated with.
                #[must_use]
                pub fn options() -> Options {
                    Options::default() #unknown #commas #limit
                }
            }
        })
    }
}
