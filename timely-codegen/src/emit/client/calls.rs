//! The types of calls: a struct for each operation, with a method for all that the operation leaves open.

use super::Client;
use super::requests::body_method;
use crate::emit::identifiers::ident;
use crate::emit::operations::{call_method, optional_docs};
use crate::ir::{Body, Group, Operation, OptionalArgument, Type};
use crate::naming::unraw;
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

impl Client<'_> {
    /// The type of an operation's calls.
    pub(super) fn call(&self, group: &Group, operation: &Operation) -> TokenStream {
        let name = call_name(operation);
        let of = format!("{}::{}", group.api_trait, unraw(&operation.method_name));
        let description = ident(&operation.static_name);
        let (success, error) = self.operations.result_types(operation);
        let with = call_method(operation, "with");
        let with = (with != "with").then(|| quote!(, with: #with));
        let setters: Vec<TokenStream> = self.setters(operation).collect();
        let (listing, streams) = operation
            .pagination
            .as_ref()
            .map(|pagination| self.listing(operation, pagination))
            .unzip();
        let methods = (!setters.is_empty() || streams.is_some()).then(|| {
            quote! { impl #name { #(#setters)* #streams } }
        });
        quote! {
            rt::call!(#name {
                of: #of,
                operation: operations::#description,
                success: #success,
                error: #error
                #with
            });
            #methods
            #listing
        }
    }

    /// The methods that set what is optional.
    fn setters(&self, operation: &Operation) -> impl Iterator<Item = TokenStream> {
        let fields = operation.optional.iter();
        let fields = fields.flat_map(|optional| &optional.fields);
        let parameters = fields.map(|field| self.parameter_setter(field));
        let body = operation.body.as_ref().filter(|body| !body.required);
        let body = body.map(|body| self.body_setter(body));
        let key = self.takes_idempotency_key(operation).then(|| {
            let name = call_method(operation, "idempotency_key");
            quote! {
                /// Sends this idempotency key, in place of one that the client makes up.
                pub fn #name(self, key: impl AsRef<str>) -> Self {
                    Self(self.0.idempotency_key(key.as_ref()))
                }
            }
        });
        parameters.chain(body).chain(key)
    }

    fn parameter_setter(&self, parameter: &OptionalArgument) -> TokenStream {
        let docs = optional_docs(self.types, parameter);
        let deprecated = parameter.deprecated.then(|| quote! { #[deprecated] });
        let (name, field) = (ident(&parameter.name), unraw(&parameter.name));
        let (argument, value) = match self.types.unaliased(&parameter.ty) {
            Type::Array(item) => {
                let item = self.types.ty(item);
                (
                    quote!(impl IntoIterator<Item = impl Into<#item>>),
                    quote!(list(#field, #name)),
                )
            }
            _ => {
                let ty = self.types.ty(&parameter.ty);
                (quote!(impl rt::IntoField<#ty>), quote!(set(#field, #name)))
            }
        };
        quote! {
            #docs
            #deprecated
            pub fn #name(self, #name: #argument) -> Self {
                Self(self.0.#value)
            }
        }
    }

    fn body_setter(&self, body: &Body) -> TokenStream {
        let ty = self.operations.sent_content(&body.content);
        let set = ident(body_method(body));
        quote! {
            /// Sends this body.
            pub fn body(self, body: #ty) -> Self {
                Self(self.0.#set(body))
            }
        }
    }

    /// Whether the client makes up an idempotency key for an operation that has no parameter for it.
    pub(in crate::emit) fn takes_idempotency_key(&self, operation: &Operation) -> bool {
        let is_marked = matches!(operation.http_method.as_str(), "POST" | "PATCH");
        is_marked && self.context.api.idempotency.is_some() && !self.declares_key
    }
}

/// The name of the type of an operation's calls.
pub(in crate::emit) fn call_name(operation: &Operation) -> Ident {
    // The stem is no other operation's.
    format_ident!("{}Call", operation.stem)
}
