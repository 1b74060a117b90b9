//! Identifiers of Rust, raw where they have to be.

use crate::naming::identifier;
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

/// The identifier of a name from the representation, which may be raw.
pub(super) fn ident(name: &str) -> Ident {
    match name.strip_prefix("r#") {
        Some(raw) => Ident::new_raw(raw, proc_macro2::Span::call_site()),
        None => format_ident!("{name}"),
    }
}

/// The identifier of a module, whose name may be a keyword.
pub(super) fn module_ident(name: &str) -> Ident {
    ident(&identifier(name))
}

/// The beginning of a path through modules: `a::b::`.
pub(super) fn through<'n>(
    modules: impl IntoIterator<Item = &'n (impl AsRef<str> + ?Sized + 'n)>,
) -> TokenStream {
    let modules = modules.into_iter().map(|name| module_ident(name.as_ref()));
    quote!(#(#modules::)*)
}
