//! The form of the errors that the server answers by itself.

use super::{Server, inferred_errors};
use crate::emit::context::Context;
use crate::settings::{ErrorField, ErrorSettings};
use proc_macro2::{Literal, TokenStream};
use quote::quote;

impl Server<'_> {
    /// The body of errors that no handler makes.
    pub(super) fn error_format(&self) -> TokenStream {
        let value = error_format_of(self.context);
        quote! {
            /// The form of the errors that the server answers by itself; of use to layers that refuse requests as well.
            pub static ERRORS: rt::server::ErrorFormat = #value;
        }
    }
}

/// The form of a document's errors, as a value.
pub(in crate::emit) fn error_format_of(context: Context<'_>) -> TokenStream {
    let statuses = context.settings.server.statuses.iter();
    let statuses: Vec<Literal> = statuses
        .map(|status| Literal::u16_unsuffixed(*status))
        .collect();
    let errors = context.settings.errors.clone();
    match errors.or_else(|| inferred_errors::inferred(context.api)) {
        None if statuses.is_empty() => quote!(rt::server::ErrorFormat::PROBLEM_JSON),
        None => quote!(rt::server::ErrorFormat::PROBLEM_JSON.statuses(&[#(#statuses),*])),
        Some(errors) => error_format(&errors, &statuses),
    }
}

fn error_format(errors: &ErrorSettings, statuses: &[Literal]) -> TokenStream {
    let content_type = &errors.content_type;
    let fields = errors.fields.iter().map(|(pointer, field)| {
        let field = match field {
            ErrorField::Code => quote!(Code),
            ErrorField::Message => quote!(Message),
            ErrorField::Status => quote!(Status),
            ErrorField::Title => quote!(Title),
            ErrorField::Violations => quote!(Violations),
            ErrorField::Constant(value) => {
                let text = value.to_string();
                quote!(Constant(#text))
            }
        };
        quote!((#pointer, rt::server::ErrorField::#field))
    });
    let codes = errors.codes.iter().map(|(status, code)| {
        let status = Literal::u16_unsuffixed(*status);
        quote!((#status, #code))
    });
    let codes = (!errors.codes.is_empty()).then(|| quote!(.codes(&[#(#codes),*])));
    let invalid = (errors.invalid_request != 400).then(|| {
        let status = Literal::u16_unsuffixed(errors.invalid_request);
        quote!(.invalid_request(#status))
    });
    let statuses = (!statuses.is_empty()).then(|| quote!(.statuses(&[#(#statuses),*])));
    quote! {
        rt::server::ErrorFormat::new(#content_type, &[#(#fields),*]) #codes #invalid #statuses
    }
}
