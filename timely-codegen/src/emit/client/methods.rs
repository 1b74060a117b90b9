//! The trait of a tag, and how the client implements it.

use super::Client;
use super::calls::call_name;
use crate::emit::examples::Examples;
use crate::emit::identifiers::ident;
use crate::emit::operations::tag_docs;
use crate::emit::rustdoc;
use crate::ir::{Group, Operation};
use crate::tree::Module;
use proc_macro2::TokenStream;
use quote::quote;

/// What a trait says of the bodies that its methods have by default.
const DEFAULTS: &str = "A method that is not implemented makes a call that fails, so that a test double has those alone that its test needs.";

impl Client<'_> {
    pub(in crate::emit) fn client_group(&self, group: &Group) -> Module {
        let name = ident(&group.api_trait);
        let operations = &group.operations;
        let methods = operations
            .iter()
            .map(|operation| self.trait_method(group, operation));
        let bodies = operations
            .iter()
            .map(|operation| self.client_method(operation));
        let calls = operations
            .iter()
            .map(|operation| self.call(group, operation));
        let takes_arguments = |operation: &Operation| {
            let body = operation.body.as_ref();
            !operation.arguments.is_empty() || body.is_some_and(|body| body.required)
        };
        // What is not answered does not look at its arguments.
        let allowed = operations
            .iter()
            .any(takes_arguments)
            .then(|| quote! { #[allow(unused_variables)] });
        let mut paragraphs = tag_docs(group);
        paragraphs.push(DEFAULTS.to_owned());
        let text = rustdoc::attributes(&paragraphs);
        let code = quote! {
            #text
            #allowed
            pub trait #name: Send + Sync {
                #(#methods)*
            }
            impl #name for Client {
                #(#bodies)*
            }
            #(#calls)*
        };
        let imports = self
            .context
            .imports(&code, &[(quote!(super::super), &["models", "operations"])]);
        Module {
            docs: vec![format!(
                "The client's side of the tag {}.",
                rustdoc::line(&group.tag)
            )],
            items: quote! { #imports use super::Client; #code },
            name: group.api_module(),
            ..Module::default()
        }
    }

    fn trait_method(&self, group: &Group, operation: &Operation) -> TokenStream {
        let links = self.links(operation);
        let examples = Examples::new(self.context, self.operations);
        let example = examples.of_method(group, operation);
        let docs = self
            .operations
            .method_docs(operation, links.into_iter().chain(example));
        let (name, call) = (ident(&operation.method_name), call_name(operation));
        let arguments = self.required_arguments(operation);
        let description = ident(&operation.static_name);
        quote! {
            #docs
            fn #name(&self #arguments) -> #call {
                #call(rt::client::Request::new(&operations::#description).call())
            }
        }
    }

    fn client_method(&self, operation: &Operation) -> TokenStream {
        let (name, call) = (ident(&operation.method_name), call_name(operation));
        let arguments = self.required_arguments(operation);
        let description = ident(&operation.static_name);
        let values = self.required_values(operation);
        let server = self.own_server(operation);
        quote! {
            fn #name(&self #arguments) -> #call {
                #call(self.core.request(&operations::#description) #server #values.call())
            }
        }
    }
}
