//! Pagination: the methods of a client that follow the pages of a listing.

use super::Client;
use super::page_steps::advance;
use crate::emit::context::ModelPath;
use crate::emit::identifiers::ident;
use crate::ir::{Group, Operation, PageEnd, PageStep, Pagination};
use crate::naming::unraw;
use proc_macro2::TokenStream;
use quote::quote;

impl Client<'_> {
    /// The method that follows an operation's pages.
    pub(super) fn paginated_method(
        &self,
        operation: &Operation,
        pagination: &Pagination,
    ) -> TokenStream {
        let (name, method) = (
            ident(&pagination.method_name),
            ident(&operation.method_name),
        );
        let item = self.types.ty(&pagination.item, ModelPath::Qualified);
        let (_, error) = self.operations.result_types(operation);
        let arguments = self.client_arguments(operation);
        let passed = operation.arguments.iter().map(|argument| {
            let name = ident(&argument.name);
            let plain = self.types.is_copy(&argument.ty) || self.types.is_borrowed(&argument.ty);
            if plain {
                quote!(#name,)
            } else {
                quote!(#name.clone(),)
            }
        });
        let body = operation.body.as_ref().map(|_| quote!(body,));
        let advance = advance(pagination);
        let counts = matches!(
            pagination.step,
            PageStep::PageUntil {
                end: PageEnd::Total(_),
                ..
            }
        );
        let seen = counts.then(|| quote! { let mut seen = rt::client::Seen::default(); });
        let base = pagination.step.may_be_address().then(|| {
            let server = match operation.server {
                Some(server) => {
                    let name = ident(&self.context.api.servers[server].name);
                    quote!(Some(super::base_urls::#name))
                }
                None => quote!(None),
            };
            quote! { let base = self.__address_of(#server); }
        });
        let deprecated = operation.deprecated.then(|| quote! { #[deprecated] });
        let text = format!(
            " Every item of [`{0}`](Self::{0}), page after page.",
            unraw(&operation.method_name)
        );
        quote! {
            #[doc = #text]
            #deprecated
            fn #name(&self #arguments)
                -> impl rt::Stream<Item = Result<#item, rt::client::Error<#error>>> + Send
            {
                #seen
                #base
                rt::client::paginate(params, move |params| self.#method(#(#passed)* #body params), #advance)
            }
        }
    }

    /// What the trait of a group has beside its methods, when the pages of some may be told by addresses; and what the client
    /// has.
    pub(super) fn address_methods(&self, group: &Group) -> Option<(TokenStream, TokenStream)> {
        let mut paginations = group
            .operations
            .iter()
            .filter_map(|operation| operation.pagination.as_ref());
        paginations.any(|pagination| pagination.step.may_be_address()).then(|| {
            (
                quote! {
                    #[doc = " The address before the path of an operation at this server, or at none of its own: an address of a further"]
                    #[doc = " page is followed at its origin, and none is where there is none."]
                    #[doc(hidden)]
                    fn __address_of(&self, _server: Option<&'static str>) -> Option<String> {
                        None
                    }
                },
                quote! {
                    fn __address_of(&self, server: Option<&'static str>) -> Option<String> {
                        Some(self.core.address_of(server))
                    }
                },
            )
        })
    }
}
