//! Responses: the types of successes and of documented errors.

use super::Operations;
use crate::emit::identifiers::ident;
use crate::emit::rustdoc;
use crate::ir::{Operation, Payload, ResponseCase, StatusMatch};
use crate::naming::unraw;
use proc_macro2::{Literal, TokenStream};
use quote::quote;

impl Operations<'_> {
    /// The types of an operation's success and error.
    pub(in crate::emit) fn result_types(
        &self,
        operation: &Operation,
    ) -> (TokenStream, TokenStream) {
        let success = ident(&operation.success.name);
        let error = match &operation.error_name {
            Some(name) => {
                let name = ident(name);
                quote!(operations::#name)
            }
            None => quote!(rt::Undocumented),
        };
        (quote!(operations::#success), error)
    }

    /// The response type of a payload.
    fn response(&self, payload: &Payload) -> TokenStream {
        let body = match &payload.content {
            Some(content) => self.content(content, &quote!(bodies::)),
            None => quote!(rt::NoContent),
        };
        match payload.headers {
            Some(index) => {
                let headers = ident(&self.context.api.header_sets[index].name);
                quote!(rt::Response<#body, headers::#headers>)
            }
            None => quote!(rt::Response<#body>),
        }
    }

    pub(in crate::emit) fn success(&self, operation: &Operation) -> TokenStream {
        let name = ident(&operation.success.name);
        let method = unraw(&operation.method_name);
        if let [case] = operation.success.cases.as_slice() {
            let text = case_text(&format!("Success of `{method}`"), case);
            let response = self.response(&case.payload);
            return quote! { #text pub type #name = #response; };
        }
        let text = rustdoc::attributes(&[format!("The successes of `{method}`.")]);
        let variants = operation.success.cases.iter().map(|case| {
            let text = case_text(&status_text(case.status), case);
            let (name, response) = (ident(&case.variant), self.response(&case.payload));
            quote! { #text #name(#response), }
        });
        let table = operation
            .success
            .cases
            .iter()
            .map(|case| arm(case.status, &case.variant));
        let is_stream = operation
            .success
            .cases
            .iter()
            .filter_map(|case| case.payload.content.as_ref())
            .any(|content| self.is_stream(content));
        let derives = match is_stream {
            true => quote!(Debug),
            false => quote!(Clone, Debug, PartialEq),
        };
        quote! {
            #text
            #[derive(#derives)]
            #[non_exhaustive]
            pub enum #name {
                #(#variants)*
            }
            rt::outcome!(#name { #(#table),* });
        }
    }

    /// The enum of documented errors.
    pub(super) fn error_enum(
        &self,
        text: &TokenStream,
        name: &str,
        errors: &[ResponseCase],
    ) -> TokenStream {
        let name = ident(name);
        let variants = errors.iter().map(|case| self.error_variant(case));
        let table = errors.iter().map(|case| arm(case.status, &case.variant));
        quote! {
            #text
            #[derive(Clone, Debug, PartialEq)]
            #[non_exhaustive]
            pub enum #name {
                #(#variants)*
                /// Another answer of a server, made by `?` from its own errors. A client gets none.
                Undocumented(rt::Undocumented),
            }
            rt::outcome!(#name or Undocumented { #(#table),* });
        }
    }

    fn error_variant(&self, case: &ResponseCase) -> TokenStream {
        let docs = case_text(&status_text(case.status), case);
        let (name, response) = (ident(&case.variant), self.response(&case.payload));
        quote! { #docs #name(#response), }
    }
}

/// A status, a class, or 0 for `default`.
pub(in crate::emit) fn status(status: StatusMatch) -> Literal {
    Literal::u16_unsuffixed(match status {
        StatusMatch::Code(status) | StatusMatch::Range(status) => status,
        StatusMatch::Default => 0,
    })
}

/// One arm of the `outcome!` table.
fn arm(status: StatusMatch, variant: &str) -> TokenStream {
    let variant = ident(variant);
    match status {
        StatusMatch::Code(code) => {
            let code = Literal::u16_unsuffixed(code);
            quote!(#code => #variant)
        }
        StatusMatch::Range(class) => {
            let class = Literal::u16_unsuffixed(class);
            quote!((#class) => #variant)
        }
        StatusMatch::Default => quote!(_ => #variant),
    }
}

fn status_text(status: StatusMatch) -> String {
    match status {
        StatusMatch::Code(code) => code.to_string(),
        StatusMatch::Range(class) => format!("{class}XX"),
        StatusMatch::Default => "Any other status".to_owned(),
    }
}

fn case_text(lead: &str, case: &ResponseCase) -> TokenStream {
    rustdoc::attributes(&rustdoc::led(lead, rustdoc::paragraphs(&case.docs)))
}
