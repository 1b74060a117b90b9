//! How the arguments of a handler are taken from a request.

use crate::emit::identifiers::ident;
use crate::ir::Operation;
use crate::naming::unraw;
use proc_macro2::TokenStream;
use quote::quote;

/// How a handler's arguments are taken from the input.
pub(in crate::emit) struct HandlerArguments {
    /// The pattern that the input is bound to.
    pub(in crate::emit) input: TokenStream,
    /// The statements that take the arguments from it.
    pub(in crate::emit) statements: TokenStream,
    /// The arguments, with a comma before each.
    pub(in crate::emit) passed: TokenStream,
}

impl HandlerArguments {
    pub(in crate::emit) fn of(operation: &Operation) -> Self {
        let required = operation.arguments.iter().map(|argument| {
            let (name, field) = (ident(&argument.name), unraw(&argument.name));
            quote! { let #name = input.arg(#field)?; }
        });
        let body = operation.body.as_ref().map(|body| {
            match (body.content.value().is_some(), body.required) {
                (true, true) => quote! { let body = input.json().await?; },
                (true, false) => quote! { let body = input.optional_json().await?; },
                (false, true) => quote! { let body = input.content().await?; },
                (false, false) => quote! { let body = input.optional_content().await?; },
            }
        });
        let params = operation
            .optional
            .as_ref()
            .map(|_| quote! { let params = input.params()?; });
        let passed = operation
            .arguments
            .iter()
            .map(|argument| ident(&argument.name))
            .chain(operation.body.as_ref().map(|_| ident("body")))
            .chain(operation.optional.as_ref().map(|_| ident("params")));
        let takes_input = !operation.arguments.is_empty() || body.is_some() || params.is_some();
        let input = match takes_input {
            true => quote!(mut input),
            false => quote!(_),
        };
        Self {
            input,
            statements: quote! { #(#required)* #body #params },
            passed: quote! { #(, #passed)* },
        }
    }
}
