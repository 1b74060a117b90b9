//! Identifiers of Rust, raw where they have to be.

use quote::format_ident;

/// The identifier of a name from the representation, which may be raw.
pub(super) fn ident(name: &str) -> proc_macro2::Ident {
    match name.strip_prefix("r#") {
        Some(raw) => proc_macro2::Ident::new_raw(raw, proc_macro2::Span::call_site()),
        None => format_ident!("{name}"),
    }
}
