//! What a page says of the next, by the style of the pages.

use crate::emit::identifiers::ident;
use crate::emit::types::{integer, integer_type};
use crate::ir::{CursorKind, PageEnd, PageStep, PathStep, Presence};
use proc_macro2::TokenStream;
use quote::quote;

/// Moves on from a page to the next.
pub(super) fn turn(step: &PageStep) -> TokenStream {
    match step {
        PageStep::Page {
            integer: ty,
            first,
            total_pages,
            float,
        } => {
            let (ty, first) = (integer_type(*ty), integer(*first));
            let pages = match float {
                true => read_ceiling(total_pages),
                false => read_total(total_pages),
            };
            quote!(turn.up_to::<#ty>(#first, #pages))
        }
        PageStep::PageUntil {
            integer: ty,
            first,
            end,
        } => {
            let (ty, first) = (integer_type(*ty), integer(*first));
            match end {
                PageEnd::Total(total) => {
                    let total = read_total(total);
                    quote!(turn.until_total::<#ty>(#first, #total))
                }
                PageEnd::HasMore(path) => {
                    let has_more = read_flag(path);
                    quote!(turn.while_more::<#ty>(#first, #has_more))
                }
                PageEnd::Empty => quote!(turn.until_empty::<#ty>(#first)),
            }
        }
        PageStep::Offset { integer: ty, total } => {
            let ty = integer_type(*ty);
            let total = total.as_deref().map_or(quote!(None), read_total);
            quote!(turn.by_offset::<#ty>(#total))
        }
        PageStep::Cursor { next, kind } => cursor(next, *kind),
    }
}

/// Whether a page says itself whether there is another: else its items do.
pub(super) fn is_asked(step: &PageStep) -> bool {
    !matches!(
        step,
        PageStep::PageUntil {
            end: PageEnd::Empty,
            ..
        } | PageStep::Offset { total: None, .. }
    )
}

/// Hands back the cursor of a page.
fn cursor(path: &[PathStep], kind: CursorKind) -> TokenStream {
    let read = fields(path);
    let presence = path.last().map(|step| step.presence);
    let next = match presence {
        None | Some(Presence::Required) => quote!(Some(&#read)),
        Some(Presence::OptionalNullable) => quote!(#read.as_value()),
        Some(_) => quote!(#read.as_ref()),
    };
    match (kind, presence) {
        (CursorKind::Value, _) => quote!(turn.by_cursor(#next)),
        (CursorKind::Text, None | Some(Presence::Required)) => quote!(turn.by_text(#next)),
        (CursorKind::Text, Some(Presence::OptionalNullable)) => {
            quote!(turn.by_text(#next.map(String::as_str)))
        }
        (CursorKind::Text, _) => quote!(turn.by_text(#read.as_deref())),
        (CursorKind::Address, _) => quote!(turn.by_text(#next.map(rt::Text::as_str))),
    }
}

/// `page.body.a.b` of a path.
fn fields(path: &[PathStep]) -> TokenStream {
    let names = path.iter().map(|step| ident(&step.field));
    quote!(page.body #(.#names)*)
}

/// Reads a copied value at the end of a path.
fn read(path: &[PathStep]) -> TokenStream {
    let fields = fields(path);
    match path.last().map(|step| step.presence) {
        Some(Presence::OptionalNullable) => quote!(#fields.as_value().copied()),
        _ => fields,
    }
}

/// Reads a number of items or pages as an `Option<i128>`.
fn read_total(path: &[PathStep]) -> TokenStream {
    let read = read(path);
    match path.last().map(|step| step.presence) {
        None | Some(Presence::Required) => quote!(Some(i128::from(#read))),
        Some(_) => quote!(#read.map(i128::from)),
    }
}

/// Reads a number of pages that is a floating-point number: a part of a page is one.
fn read_ceiling(path: &[PathStep]) -> TokenStream {
    let read = read(path);
    match path.last().map(|step| step.presence) {
        None | Some(Presence::Required) => quote!(Some(#read.ceil() as i128)),
        Some(_) => quote!(#read.map(|pages| pages.ceil() as i128)),
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

/// The list of a page.
pub(super) fn held(path: &[PathStep]) -> TokenStream {
    let fields = fields(path);
    match path.last().map(|step| step.presence) {
        None | Some(Presence::Required) => quote!(&#fields),
        Some(Presence::OptionalNullable) => {
            quote!(#fields.as_value().map(Vec::as_slice).unwrap_or_default())
        }
        Some(_) => quote!(#fields.as_deref().unwrap_or_default()),
    }
}

/// Takes the list out of a page.
pub(super) fn taken(path: &[PathStep]) -> TokenStream {
    let fields = fields(path);
    match path.last().map(|step| step.presence) {
        None | Some(Presence::Required) => fields,
        Some(Presence::OptionalNullable) => quote!(#fields.into_value().unwrap_or_default()),
        Some(_) => quote!(#fields.unwrap_or_default()),
    }
}
