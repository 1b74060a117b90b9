//! How a request is made of the arguments of a method, or of a function that sends a webhook.

use super::Client;
use crate::emit::identifiers::ident;
use crate::emit::operations::is_json;
use crate::ir::{Body, Operation};
use crate::naming::unraw;
use proc_macro2::TokenStream;
use quote::{format_ident, quote};

impl Client<'_> {
    /// The arguments of a client's method: what the document requires.
    pub(super) fn required_arguments(&self, operation: &Operation) -> TokenStream {
        let required = operation.arguments.iter().map(|argument| {
            let (name, ty) = (ident(&argument.name), self.types.borrowed(&argument.ty));
            quote!(, #name: #ty)
        });
        let body = required_body(operation).map(|body| {
            let ty = self.operations.sent_content(&body.content);
            quote!(, body: #ty)
        });
        quote! { #(#required)* #body }
    }

    /// What the arguments of a client's method are added to a request by.
    pub(super) fn required_values(&self, operation: &Operation) -> TokenStream {
        let required = operation.arguments.iter().map(|argument| {
            let (name, field) = (ident(&argument.name), unraw(&argument.name));
            match self.types.is_borrowed(&argument.ty) {
                true => quote!(.arg(#field, #name)),
                false => quote!(.arg(#field, &#name)),
            }
        });
        let body = required_body(operation).map(|body| {
            let method = ident(body_method(body));
            quote!(.#method(body))
        });
        quote! { #(#required)* #body }
    }

    /// The arguments of a function that sends a webhook or a callback: all that it may carry.
    pub(in crate::emit) fn sender_arguments(&self, operation: &Operation) -> TokenStream {
        let required = self.required_arguments(operation);
        let body = optional_body(operation).map(|body| {
            let ty = self.operations.sent_content(&body.content);
            quote!(, body: Option<#ty>)
        });
        let params = operation.optional.as_ref().map(|optional| {
            let name = ident(&optional.name);
            quote!(, params: operations::#name)
        });
        quote! { #required #body #params }
    }

    /// The request that a sending function makes of its arguments.
    pub(in crate::emit) fn sender_request(&self, operation: &Operation) -> TokenStream {
        let description = ident(&operation.static_name);
        let required = self.required_values(operation);
        let body = optional_body(operation).map(|body| {
            let method = format_ident!("optional_{}", body_method(body));
            quote!(.#method(body))
        });
        let params = operation
            .optional
            .as_ref()
            .map(|_| quote!(.params(&params)));
        quote!(rt::client::Request::new(&operations::#description) #required #body #params)
    }

    /// What says that an operation goes to a server of its own.
    pub(super) fn own_server(&self, operation: &Operation) -> Option<TokenStream> {
        operation.server.map(|server| {
            let name = ident(&self.context.api.servers[server].name);
            quote!(.server(super::base_urls::#name))
        })
    }
}

/// The method of a request that sets a body.
pub(super) fn body_method(body: &Body) -> &'static str {
    match (body.content.value().is_some(), is_json(body)) {
        (true, true) => "json",
        (true, false) => "value",
        (false, _) => "content",
    }
}

fn required_body(operation: &Operation) -> Option<&Body> {
    operation.body.as_ref().filter(|body| body.required)
}

fn optional_body(operation: &Operation) -> Option<&Body> {
    operation.body.as_ref().filter(|body| !body.required)
}
