//! The methods of a client that follow the pages of a listing.

use super::Client;
use crate::emit::context::Place;
use crate::emit::identifiers::ident;
use crate::emit::types::integer_type;
use crate::ir::{CursorKind, Group, Operation, PageEnd, PageStep, Pagination, PathStep, Presence};
use crate::naming::unraw;
use proc_macro2::TokenStream;
use quote::quote;

impl Client<'_> {
    /// The method that follows an operation's pages.
    pub(in crate::emit) fn stream(
        &self,
        operation: &Operation,
        pagination: &Pagination,
    ) -> TokenStream {
        let (name, method) = (
            ident(&pagination.method_name),
            ident(&operation.method_name),
        );
        let item = self.types.ty(&pagination.item, Place::Outside);
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
        let advance = self.advance(pagination);
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

    /// The closure that takes the items of a page and moves on to the next.
    fn advance(&self, pagination: &Pagination) -> TokenStream {
        let field = ident(&pagination.page_field);
        let items = take(&pagination.items);
        match &pagination.step {
            PageStep::Page {
                integer,
                first,
                total_pages,
                float,
            } => {
                let (integer, first) =
                    (integer_type(*integer), crate::emit::types::integer(*first));
                let total = read(total_pages);
                let more = if *float {
                    quote!((page as f64) < total)
                } else {
                    quote!(i128::from(page) < i128::from(total))
                };
                let default = match total_pages.last().map(|step| step.presence) {
                    Some(Presence::Required) => quote!(let total = #total;),
                    _ => quote!(let Some(total) = #total else { return (#items, false) };),
                };
                quote! {
                    |params, response| {
                        let page: #integer = params.#field.unwrap_or(#first);
                        params.#field = Some(page.saturating_add(1));
                        let body = response.into_body();
                        #default
                        (#items, #more)
                    }
                }
            }
            PageStep::PageUntil {
                integer,
                first,
                end,
            } => {
                let (integer, first) =
                    (integer_type(*integer), crate::emit::types::integer(*first));
                let page = quote! {
                    let page: #integer = params.#field.unwrap_or(#first);
                    params.#field = Some(page.saturating_add(1));
                    let body = response.into_body();
                };
                match end {
                    PageEnd::Total(total) => {
                        let total = read_total(total);
                        quote! {
                            move |params, response| {
                                #page
                                let total = #total;
                                let items = #items;
                                let more = seen.more(page.into(), items.len(), total);
                                (items, rt::client::Next::numbered(more, total.is_some()))
                            }
                        }
                    }
                    PageEnd::HasMore(path) => {
                        let more = match path.last().map(|step| step.presence) {
                            None | Some(Presence::Required) => read(path),
                            Some(_) => {
                                let read = read(path);
                                quote!(#read.unwrap_or(false))
                            }
                        };
                        quote! {
                            |params, response| {
                                #page
                                let more = #more;
                                let items = #items;
                                let more = more && !items.is_empty();
                                (items, rt::client::Next::numbered(more, false))
                            }
                        }
                    }
                    PageEnd::Empty => quote! {
                        |params, response| {
                            #page
                            let items = #items;
                            let more = !items.is_empty();
                            (items, rt::client::Next::numbered(more, false))
                        }
                    },
                }
            }
            PageStep::Offset { integer, total } => {
                let integer = integer_type(*integer);
                let (before, next) = match total {
                    Some(total) => {
                        let total = read_total(total);
                        (
                            quote!(let total = #total;),
                            quote! {
                                let more = step > 0
                                    && total.is_none_or(|total| i128::from(next) < i128::from(total));
                                (items, rt::client::Next::numbered(more, total.is_some()))
                            },
                        )
                    }
                    None => (
                        quote!(),
                        quote!((items, rt::client::Next::numbered(step > 0, false))),
                    ),
                };
                quote! {
                    |params, response| {
                        let offset: #integer = params.#field.unwrap_or(0);
                        let body = response.into_body();
                        #before
                        let items = #items;
                        let step = #integer::try_from(items.len()).unwrap_or(#integer::MAX);
                        let next = offset.saturating_add(step);
                        params.#field = Some(next);
                        #next
                    }
                }
            }
            PageStep::Cursor {
                next,
                kind,
                parameter,
            } => {
                let steps = fields(next);
                let presence = next.last().map(|step| step.presence);
                let next = match (kind, presence) {
                    (CursorKind::Address, Some(Presence::Required)) => {
                        quote!(Some(body #steps.to_string()))
                    }
                    (CursorKind::Address, Some(Presence::OptionalNullable)) => {
                        quote!(body #steps.as_value().map(ToString::to_string))
                    }
                    (CursorKind::Address, _) => {
                        quote!(body #steps.as_ref().map(ToString::to_string))
                    }
                    (_, Some(Presence::Required)) => quote!(Some(body #steps.clone())),
                    (_, Some(Presence::OptionalNullable)) => {
                        quote!(body #steps.as_value().cloned())
                    }
                    _ => quote!(body #steps.clone()),
                };
                if *kind == CursorKind::Value {
                    return quote! {
                        |params, response| {
                            let body = response.into_body();
                            params.#field = #next;
                            (#items, params.#field.is_some())
                        }
                    };
                }
                quote! {
                    move |params, response| {
                        let body = response.into_body();
                        params.#field = #next;
                        let next = rt::client::follow(&mut params.#field, #parameter, base.as_deref());
                        (#items, next)
                    }
                }
            }
        }
    }

    /// What the trait of a group has beside its methods, when the pages of some may be told by addresses; and what the client
    /// has.
    pub(super) fn addresses(&self, group: &Group) -> Option<(TokenStream, TokenStream)> {
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

/// `.a.b` of a path.
fn fields(path: &[PathStep]) -> TokenStream {
    let names = path.iter().map(|step| ident(&step.field));
    quote!(#(.#names)*)
}

/// Reads a copied value at the end of a path.
fn read(path: &[PathStep]) -> TokenStream {
    let steps = fields(path);
    match path.last().map(|step| step.presence) {
        Some(Presence::OptionalNullable) => quote!(body #steps.as_value().copied()),
        _ => quote!(body #steps),
    }
}

/// Reads a number of items as an `Option<i128>`.
fn read_total(path: &[PathStep]) -> TokenStream {
    let read = read(path);
    match path.last().map(|step| step.presence) {
        None | Some(Presence::Required) => quote!(Some(i128::from(#read))),
        Some(_) => quote!(#read.map(i128::from)),
    }
}

/// Takes a list out of a body.
fn take(path: &[PathStep]) -> TokenStream {
    let steps = fields(path);
    match path.last().map(|step| step.presence) {
        None | Some(Presence::Required) => quote!(body #steps),
        Some(Presence::OptionalNullable) => quote!(body #steps.into_value().unwrap_or_default()),
        Some(_) => quote!(body #steps.unwrap_or_default()),
    }
}
