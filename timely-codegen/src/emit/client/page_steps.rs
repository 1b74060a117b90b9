//! Pagination from page to page: the closures that take the items of a page and ask for the next, by number, offset or cursor.

use crate::emit::identifiers::ident;
use crate::emit::types::{integer, integer_type};
use crate::formats::Integer;
use crate::ir::{CursorKind, PageEnd, PageStep, Pagination, PathStep, Presence};
use proc_macro2::{Ident, TokenStream};
use quote::quote;

/// The closure that takes the items of a page and moves on to the next.
pub(super) fn advance(pagination: &Pagination) -> TokenStream {
    let page = Page {
        field: ident(&pagination.page_field),
        items: take(&pagination.items),
    };
    match &pagination.step {
        PageStep::Page {
            integer,
            first,
            total_pages,
            float,
        } => {
            let has_more = match float {
                true => quote!((page as f64) < total),
                false => quote!(i128::from(page) < i128::from(total)),
            };
            let number = page.numbered(*integer, *first);
            page.up_to(&number, total_pages, &has_more)
        }
        PageStep::PageUntil {
            integer,
            first,
            end,
        } => page.until(&page.numbered(*integer, *first), end),
        PageStep::Offset { integer, total } => page.after_items(*integer, total.as_deref()),
        PageStep::Cursor {
            next,
            kind,
            parameter,
        } => page.at_cursor(&next_cursor(next, *kind), *kind, parameter),
    }
}

/// What the closures of an operation have in common.
struct Page {
    /// The optional parameter that says which page is wanted.
    field: Ident,
    /// The items, taken out of the body.
    items: TokenStream,
}

impl Page {
    /// Reads the number of the page, and counts it up.
    fn numbered(&self, ty: Integer, first: i64) -> TokenStream {
        let field = &self.field;
        let (ty, first) = (integer_type(ty), integer(first));
        quote! {
            let page: #ty = params.#field.unwrap_or(#first);
            params.#field = Some(page.saturating_add(1));
            let body = response.into_body();
        }
    }

    /// Up to a number of pages.
    fn up_to(
        &self,
        number: &TokenStream,
        total_pages: &[PathStep],
        has_more: &TokenStream,
    ) -> TokenStream {
        let (items, total) = (&self.items, read(total_pages));
        let total = match total_pages.last().map(|step| step.presence) {
            Some(Presence::Required) => quote!(let total = #total;),
            _ => quote!(let Some(total) = #total else { return (#items, false) };),
        };
        quote! {
            |params, response| {
                #number
                #total
                (#items, #has_more)
            }
        }
    }

    /// Until a page is empty, or known to be the last.
    fn until(&self, number: &TokenStream, end: &PageEnd) -> TokenStream {
        let items = &self.items;
        match end {
            PageEnd::Total(total) => {
                let total = read_total(total);
                quote! {
                    move |params, response| {
                        #number
                        let total = #total;
                        let items = #items;
                        let more = seen.more(page.into(), items.len(), total);
                        (items, rt::client::Next::numbered(more, total.is_some()))
                    }
                }
            }
            PageEnd::HasMore(path) => {
                let has_more = read_flag(path);
                quote! {
                    |params, response| {
                        #number
                        let more = #has_more;
                        let items = #items;
                        let more = more && !items.is_empty();
                        (items, rt::client::Next::numbered(more, false))
                    }
                }
            }
            PageEnd::Empty => quote! {
                |params, response| {
                    #number
                    let items = #items;
                    let more = !items.is_empty();
                    (items, rt::client::Next::numbered(more, false))
                }
            },
        }
    }

    /// By the number of the items so far.
    fn after_items(&self, ty: Integer, total: Option<&[PathStep]>) -> TokenStream {
        let (field, items, ty) = (&self.field, &self.items, integer_type(ty));
        let (total, next) = match total {
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
                let offset: #ty = params.#field.unwrap_or(0);
                let body = response.into_body();
                #total
                let items = #items;
                let step = #ty::try_from(items.len()).unwrap_or(#ty::MAX);
                let next = offset.saturating_add(step);
                params.#field = Some(next);
                #next
            }
        }
    }

    /// At the cursor that the page before gives.
    fn at_cursor(&self, next: &TokenStream, kind: CursorKind, parameter: &str) -> TokenStream {
        let (field, items) = (&self.field, &self.items);
        if kind == CursorKind::Value {
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

/// Reads the next cursor as an `Option`, an address as its text.
fn next_cursor(path: &[PathStep], kind: CursorKind) -> TokenStream {
    let steps = fields(path);
    match (kind, path.last().map(|step| step.presence)) {
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

/// Reads whether there are more pages; there are none where it is not said.
fn read_flag(path: &[PathStep]) -> TokenStream {
    let read = read(path);
    match path.last().map(|step| step.presence) {
        None | Some(Presence::Required) => read,
        Some(_) => quote!(#read.unwrap_or(false)),
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
