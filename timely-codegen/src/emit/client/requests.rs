//! How a request is made of the arguments of a method, or of a function that sends a webhook.

use super::Client;
use crate::emit::identifiers::ident;
use crate::emit::operations::is_json;
use crate::ir::Operation;
use crate::naming::unraw;
use proc_macro2::TokenStream;
use quote::quote;

impl Client<'_> {
    /// The arguments of a client method.
    pub(in crate::emit) fn client_arguments(&self, operation: &Operation) -> TokenStream {
        let required = operation.arguments.iter().map(|argument| {
            let (name, ty) = (ident(&argument.name), self.types.borrowed(&argument.ty));
            quote!(, #name: #ty)
        });
        let body = operation.body.as_ref().map(|body| {
            let ty = self.operations.sent_body(body);
            quote!(, body: #ty)
        });
        let params = operation.optional.as_ref().map(|optional| {
            let name = ident(&optional.name);
            quote!(, params: operations::#name)
        });
        quote! { #(#required)* #body #params }
    }

    /// The request that a client method or a sending function makes of its arguments.
    pub(in crate::emit) fn request(&self, operation: &Operation) -> TokenStream {
        let description = ident(&operation.static_name);
        let required = operation.arguments.iter().map(|argument| {
            let (name, field) = (ident(&argument.name), unraw(&argument.name));
            match self.types.is_borrowed(&argument.ty) {
                true => quote!(.arg(#field, #name)),
                false => quote!(.arg(#field, &#name)),
            }
        });
        let body = operation.body.as_ref().map(|body| {
            let is_value = body.content.value().is_some();
            match (is_value, is_json(body), body.required) {
                (true, true, true) => quote!(.json(body)),
                (true, true, false) => quote!(.optional_json(body)),
                (true, false, true) => quote!(.value(body)),
                (true, false, false) => quote!(.optional_value(body)),
                (false, _, true) => quote!(.content(body)),
                (false, _, false) => quote!(.optional_content(body)),
            }
        });
        let params = operation
            .optional
            .as_ref()
            .map(|_| quote!(.params(&params)));
        let server = operation.server.map(|server| {
            let name = ident(&self.context.api.servers[server].name);
            quote!(.server(super::base_urls::#name))
        });
        quote!(rt::client::Request::new(&operations::#description) #server #(#required)* #body #params)
    }
}
