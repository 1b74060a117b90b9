//! Values of the document as Rust expressions.

use super::{Emitter, Place, ident};
use crate::ir::DefaultValue;
use proc_macro2::{Literal, TokenStream};
use quote::quote;

impl Emitter<'_> {
    /// A default as an expression of its type.
    pub(super) fn value(&self, value: &DefaultValue, place: Place) -> TokenStream {
        match value {
            DefaultValue::Boolean(value) => quote!(#value),
            DefaultValue::Integer(value) => integer(*value),
            DefaultValue::Number(value) => float(*value),
            DefaultValue::String(text) => quote!(#text.to_owned()),
            DefaultValue::Variant(id, variant) => {
                let (path, variant) = (self.named(*id, place), ident(variant));
                quote!(#path::#variant)
            }
            DefaultValue::EmptyArray => quote!(Vec::new()),
            DefaultValue::EmptyObject => quote!(Default::default()),
        }
    }
}

/// An integer without a suffix.
pub(super) fn integer(value: i64) -> TokenStream {
    let literal = Literal::u64_unsuffixed(value.unsigned_abs());
    if value < 0 {
        quote!(-#literal)
    } else {
        quote!(#literal)
    }
}

/// A finite number with a decimal point; what is not finite becomes zero, which no document can ask for.
pub(super) fn float(value: f64) -> TokenStream {
    if !value.is_finite() {
        return quote!(0.0);
    }
    let literal = Literal::f64_unsuffixed(value.abs());
    if value.is_sign_negative() {
        quote!(-#literal)
    } else {
        quote!(#literal)
    }
}
