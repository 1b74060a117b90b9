//! What a page says of the next, by the style of the pages.

use super::page_paths::{address, copied, is_certain, option, read, reference, text};
use crate::emit::types::{integer, integer_type};
use crate::ir::{CursorKind, PageEnd, PageStep, PathStep};
use proc_macro2::TokenStream;
use quote::quote;

/// Moves on from a page to the next.
pub(super) fn turn(step: &PageStep, items: &[PathStep]) -> TokenStream {
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
        PageStep::Offset { integer: ty, end } => {
            let ty = integer_type(*ty);
            let (turn, total) = match end {
                PageEnd::Total(total) => (quote!(turn), read_total(total)),
                PageEnd::HasMore(path) => (told(Some(path)), quote!(None)),
                PageEnd::Empty => (quote!(turn), quote!(None)),
            };
            quote!(#turn.by_offset::<#ty>(#total))
        }
        PageStep::Cursor {
            next,
            before,
            kind,
            more,
        } => cursor(next, before.as_deref(), *kind, more.as_deref()),
        PageStep::Item { cursor, more } => {
            let turn = told(more.as_deref());
            let cursor = reference(&quote!(item), cursor);
            let items = held(items);
            quote!(#turn.by_item(#items, |item| #cursor))
        }
        PageStep::Link => quote!(turn.by_link()),
        PageStep::Url {
            next,
            before,
            kind,
            more,
        } => {
            let turn = told(more.as_deref());
            let next = told_text(next, *kind);
            match before {
                Some(before) => {
                    let before = told_text(before, *kind);
                    quote!(#turn.by_urls(#next, #before))
                }
                None => quote!(#turn.by_url(#next)),
            }
        }
    }
}

/// Whether a page says itself whether there is another: else its items do.
pub(super) fn is_asked(step: &PageStep) -> bool {
    !matches!(
        step,
        PageStep::PageUntil {
            end: PageEnd::Empty,
            ..
        } | PageStep::Offset {
            end: PageEnd::Empty,
            ..
        } | PageStep::Link
    )
}

/// Takes note of what a page says of whether another one follows.
fn told(more: Option<&[PathStep]>) -> TokenStream {
    match more {
        Some(path) => {
            let more = match is_certain(path) {
                true => {
                    let more = read(path);
                    quote!(Some(#more))
                }
                false => copied(path),
            };
            quote!(turn.told(#more))
        }
        None => quote!(turn),
    }
}

/// Hands back the cursor of a page.
fn cursor(
    next: &[PathStep],
    before: Option<&[PathStep]>,
    kind: CursorKind,
    more: Option<&[PathStep]>,
) -> TokenStream {
    let turn = told(more);
    let told = |path: &[PathStep]| match kind {
        CursorKind::Value => reference(&quote!(page.body), path),
        _ => told_text(path, kind),
    };
    let next = told(next);
    match (kind, before.map(told)) {
        (CursorKind::Value, None) => quote!(#turn.by_cursor(#next)),
        (CursorKind::Value, Some(before)) => quote!(#turn.by_cursors(#next, #before)),
        (_, None) => quote!(#turn.by_text(#next)),
        (_, Some(before)) => quote!(#turn.by_texts(#next, #before)),
    }
}

/// A text of a page, or an address.
fn told_text(path: &[PathStep], kind: CursorKind) -> TokenStream {
    match kind {
        CursorKind::Address => address(path),
        _ => text(path),
    }
}

/// Reads a number of items or pages as an `Option<i128>`.
fn read_total(path: &[PathStep]) -> TokenStream {
    match is_certain(path) {
        true => {
            let read = read(path);
            quote!(Some(i128::from(#read)))
        }
        false => {
            let read = copied(path);
            quote!(#read.map(i128::from))
        }
    }
}

/// Reads a number of pages that is a floating-point number: a part of a page is one.
fn read_ceiling(path: &[PathStep]) -> TokenStream {
    match is_certain(path) {
        true => {
            let read = read(path);
            quote!(Some(#read.ceil() as i128))
        }
        false => {
            let read = copied(path);
            quote!(#read.map(|pages| pages.ceil() as i128))
        }
    }
}

/// Reads whether there are more pages; there are none where it is not said.
fn read_flag(path: &[PathStep]) -> TokenStream {
    match is_certain(path) {
        true => read(path),
        false => {
            let read = copied(path);
            quote!(#read.unwrap_or(false))
        }
    }
}

/// The list of a page.
pub(super) fn held(path: &[PathStep]) -> TokenStream {
    match is_certain(path) {
        true => {
            let fields = read(path);
            quote!(&#fields)
        }
        false => option(path).held(),
    }
}

/// Takes the list out of a page.
pub(super) fn taken(path: &[PathStep]) -> TokenStream {
    match is_certain(path) {
        true => read(path),
        false => option(path).taken(),
    }
}
