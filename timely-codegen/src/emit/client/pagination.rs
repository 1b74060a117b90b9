//! Pagination: the methods of a call that follow the pages of a listing.

use super::Client;
use super::calls::call_name;
use super::page_steps::{held, is_asked, taken, turn};
use crate::emit::identifiers::ident;
use crate::emit::operations::call_method;
use crate::ir::{Operation, Pagination};
use crate::naming::unraw;
use proc_macro2::TokenStream;
use quote::quote;

impl Client<'_> {
    /// How the pages of an operation follow each other, and the methods of its calls that follow them.
    pub(super) fn listing(
        &self,
        operation: &Operation,
        pagination: &Pagination,
    ) -> (TokenStream, TokenStream) {
        let name = call_name(operation);
        let item = self.types.ty(&pagination.item);
        let (success, error) = self.operations.result_types(operation);
        let constant = |name: &str, field: Option<&String>| {
            let (name, field) = (ident(name), unraw(field?));
            Some(quote!(const #name: &'static str = #field;))
        };
        let page_field = Some(&pagination.page_field).filter(|field| !field.is_empty());
        let parameters = [
            constant("PARAMETER", page_field),
            constant("BACK", pagination.back_field.as_ref()),
            constant("LIMIT", pagination.limit_field.as_ref()),
        ];
        let parameters = parameters.iter().flatten();
        let reversible = pagination
            .is_reversible()
            .then(|| quote!(impl rt::client::Reversible for #name {}));
        let numbered = pagination
            .is_numbered()
            .then(|| quote!(impl rt::client::Numbered for #name {}));
        let (held, taken) = (held(&pagination.items), taken(&pagination.items));
        let turn = turn(&pagination.step, &pagination.items);
        let page = match is_asked(&pagination.step) {
            true => quote!(page),
            false => quote!(_),
        };
        let (items, pages) = (
            call_method(operation, "items"),
            call_method(operation, "pages"),
        );
        let listing = quote! {
            impl rt::client::Listing for #name {
                type Page = #success;
                type Error = #error;
                type Item = #item;

                #(#parameters)*

                fn items(page: &Self::Page) -> &[Self::Item] {
                    #held
                }
                fn into_items(page: Self::Page) -> Vec<Self::Item> {
                    #taken
                }
                fn turn(#page: &Self::Page, turn: &mut rt::client::Turn<'_>) -> rt::client::Next {
                    #turn
                }
            }
            #reversible
            #numbered
        };
        let streams = quote! {
            /// A stream of the items of all pages.
            pub fn #items(self) -> rt::client::Items<Self> {
                rt::client::Items::of(self.0)
            }
            /// A stream of the pages.
            pub fn #pages(self) -> rt::client::Pages<Self> {
                rt::client::Pages::of(self.0)
            }
        };
        (listing, streams)
    }
}
