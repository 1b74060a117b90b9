//! Expressions that read a field of a page, which may be absent, or whose parents may.

use crate::emit::identifiers::ident;
use crate::ir::{PathStep, Presence};
use proc_macro2::TokenStream;
use quote::quote;

/// Whether what a path leads to is always there.
pub(super) fn is_certain(path: &[PathStep]) -> bool {
    path.iter().all(|step| step.presence == Presence::Required)
}

/// `page.body.a.b` of a path whose parents are always there.
pub(super) fn read(path: &[PathStep]) -> TokenStream {
    fields(&quote!(page.body), path)
}

fn fields(root: &TokenStream, path: &[PathStep]) -> TokenStream {
    let names = path.iter().map(|step| ident(&step.field));
    quote!(#root #(.#names)*)
}

/// A path split at its first field that may be absent: the way up to it, the field's presence, and the way after.
pub(super) struct Way<'p> {
    /// `page.body.meta`.
    start: TokenStream,
    presence: Presence,
    rest: &'p [PathStep],
}

/// The way to what may be absent.
pub(super) fn option(path: &[PathStep]) -> Way<'_> {
    way(&quote!(page.body), path)
}

fn way<'p>(root: &TokenStream, path: &'p [PathStep]) -> Way<'p> {
    let at = path
        .iter()
        .position(|step| step.presence != Presence::Required);
    let at = at.unwrap_or(path.len().saturating_sub(1));
    let (start, rest) = path.split_at((at + 1).min(path.len()));
    Way {
        start: fields(root, start),
        presence: start
            .last()
            .map_or(Presence::Required, |step| step.presence),
        rest,
    }
}

impl Way<'_> {
    /// The value as an `Option<&T>`.
    fn reference(&self) -> TokenStream {
        let start = &self.start;
        let mut read = match self.presence {
            Presence::Required => return quote!(Some(&#start)),
            Presence::OptionalNullable => quote!(#start.as_value()),
            Presence::Nullable | Presence::Optional => quote!(#start.as_ref()),
        };
        for step in self.rest {
            let field = ident(&step.field);
            read.extend(match step.presence {
                Presence::Required => quote!(.map(|it| &it.#field)),
                Presence::OptionalNullable => quote!(.and_then(|it| it.#field.as_value())),
                Presence::Nullable | Presence::Optional => {
                    quote!(.and_then(|it| it.#field.as_ref()))
                }
            });
        }
        read
    }

    /// The list that a page has, or none.
    pub(super) fn held(&self) -> TokenStream {
        let start = &self.start;
        match (self.presence, self.rest) {
            (Presence::Nullable | Presence::Optional, []) => {
                quote!(#start.as_deref().unwrap_or_default())
            }
            _ => {
                let reference = self.reference();
                quote!(#reference.map(Vec::as_slice).unwrap_or_default())
            }
        }
    }

    /// The same by value.
    pub(super) fn taken(&self) -> TokenStream {
        let start = &self.start;
        let mut read = match self.presence {
            Presence::OptionalNullable => quote!(#start.into_value()),
            _ => start.clone(),
        };
        for step in self.rest {
            let field = ident(&step.field);
            read.extend(match step.presence {
                Presence::Required => quote!(.map(|it| it.#field)),
                Presence::OptionalNullable => quote!(.and_then(|it| it.#field.into_value())),
                Presence::Nullable | Presence::Optional => quote!(.and_then(|it| it.#field)),
            });
        }
        quote!(#read.unwrap_or_default())
    }
}

/// The value of a path that begins here, as an `Option<&T>`.
pub(super) fn reference(root: &TokenStream, path: &[PathStep]) -> TokenStream {
    match path {
        // An item that is a value itself is held by reference.
        [] if root.to_string() == "item" => quote!(Some(#root)),
        path => way(root, path).reference(),
    }
}

/// The value of a path as an `Option<T>`, copied.
pub(super) fn copied(path: &[PathStep]) -> TokenStream {
    let way = option(path);
    match (way.presence, way.rest) {
        (Presence::Nullable | Presence::Optional, []) => way.start,
        _ => {
            let reference = way.reference();
            quote!(#reference.copied())
        }
    }
}

/// The text of a path as an `Option<&str>`.
pub(super) fn text(path: &[PathStep]) -> TokenStream {
    let way = option(path);
    let start = &way.start;
    match (way.presence, way.rest) {
        (Presence::Required, _) => quote!(Some(&#start)),
        (Presence::Nullable | Presence::Optional, []) => quote!(#start.as_deref()),
        _ => {
            let reference = way.reference();
            quote!(#reference.map(String::as_str))
        }
    }
}

/// The address of a path as an `Option<&str>`.
pub(super) fn address(path: &[PathStep]) -> TokenStream {
    let reference = option(path).reference();
    quote!(#reference.map(rt::Text::as_str))
}
