//! The options of the server that the settings ask for.

use super::Server;
use crate::ir::ServerVariable;
use crate::settings::{EscapedCommas, ServerPrefix, ServerSettings, UnknownQuery};
use proc_macro2::{Literal, TokenStream};
use quote::quote;

impl Server<'_> {
    /// A function with the options that the settings ask for; none where they ask for nothing.
    pub(in crate::emit) fn own_options(&self) -> Option<TokenStream> {
        let of_requests = of_requests(&self.context.settings.server);
        let prefix = self.prefix().map(|prefix| quote!(.prefix(#prefix)));
        (of_requests.is_some() || prefix.is_some()).then(|| {
            quote! {
                /// The options of this server, to begin with: what it was generated with.
                #[must_use]
                pub fn options() -> Options {
                    Options::default() #of_requests #prefix
                }
            }
        })
    }

    /// What stands before the paths of the document, as far as the settings ask for it.
    fn prefix(&self) -> Option<TokenStream> {
        match &self.context.settings.server.prefix {
            ServerPrefix::None => None,
            ServerPrefix::Path(path) => Some(quote!(#path)),
            ServerPrefix::Document => self.document_prefix(),
        }
    }

    /// The path of the document's first server, with its variables.
    fn document_prefix(&self) -> Option<TokenStream> {
        let api = self.context.api;
        let path = api.base_path.as_ref()?;
        let is_first = |server: &&crate::ir::Server| path_of(&server.url) == Some(path.as_str());
        let server = api.servers.first().filter(is_first);
        let template = server.and_then(|server| path_of(&server.template));
        let (Some(server), Some(template)) = (server, template) else {
            return Some(quote!(#path));
        };
        let is_in_it = |variable: &&ServerVariable| {
            !variable.values.is_empty() && template.contains(&format!("{{{}}}", variable.wire))
        };
        let listed = server.variables.iter().filter(is_in_it).map(|variable| {
            let name = &variable.wire;
            let values = variable.values.iter().map(|(_, value)| value);
            quote!(.values(#name, [#(#values),*]))
        });
        let listed: TokenStream = listed.collect();
        Some(match listed.is_empty() {
            true => quote!(#template),
            false => quote!(rt::server::Prefix::new(#template) #listed),
        })
    }
}

/// The calls that say what the settings ask of requests, wherever they come from; none where they ask for nothing.
pub(in crate::emit) fn of_requests(server: &ServerSettings) -> Option<TokenStream> {
    let unknown = (server.unknown_query == UnknownQuery::Refuse)
        .then(|| quote!(.unknown_query(rt::server::UnknownQuery::Refuse)));
    let commas = (server.escaped_commas == EscapedCommas::Separator)
        .then(|| quote!(.escaped_commas(rt::server::EscapedCommas::Separator)));
    let limit = server.body_limit.map(|bytes| {
        let bytes = Literal::usize_unsuffixed(bytes);
        quote!(.body_limit(#bytes))
    });
    let all = [unknown, commas, limit];
    all.iter().any(Option::is_some).then(|| quote!(#(#all)*))
}

/// The path of an address whose variables stand open; `None` where one of them may hold more than a part of the path.
fn path_of(template: &str) -> Option<&str> {
    let path = match template.split_once("://") {
        Some((_, rest)) => &rest[rest.find('/')?..],
        None => template,
    };
    path.starts_with('/').then_some(path)
}
