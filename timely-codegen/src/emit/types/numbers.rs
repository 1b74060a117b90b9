//! Numbers as literals without a suffix.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

/// An integer without a suffix.
pub(in crate::emit) fn integer(value: impl Into<i128>) -> TokenStream {
    let value = value.into();
    let literal = Literal::u128_unsuffixed(value.unsigned_abs());
    if value < 0 {
        quote!(-#literal)
    } else {
        quote!(#literal)
    }
}

/// A finite number with a decimal point; what is not finite becomes zero, which no document can ask for.
pub(in crate::emit) fn float(value: f64) -> TokenStream {
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
