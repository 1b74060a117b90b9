//! The trait of a tag, and how the client implements it.

use super::Client;
use crate::emit::identifiers::ident;
use crate::emit::operations::tag_docs;
use crate::emit::rustdoc;
use crate::ir::{Group, Operation};
use crate::naming::unraw;
use crate::tree::Module;
use proc_macro2::TokenStream;
use quote::quote;

impl Client<'_> {
    pub(in crate::emit) fn client_group(&self, group: &Group) -> Module {
        let name = ident(&group.api_trait);
        let methods = group
            .operations
            .iter()
            .map(|operation| self.trait_method(operation));
        let streams = group.operations.iter().filter_map(|operation| {
            operation
                .pagination
                .as_ref()
                .map(|pagination| self.paginated_method(operation, pagination))
        });
        let bodies = group
            .operations
            .iter()
            .map(|operation| self.client_method(operation));
        let (declared, defined) = self.address_methods(group).unzip();
        let text = rustdoc::attributes(&tag_docs(group));
        let code = quote! {
            #text
            pub trait #name: Send + Sync {
                #(#methods)*
                #(#streams)*
                #declared
            }
            impl #name for Client {
                #(#bodies)*
                #defined
            }
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
            name: unraw(&group.module).to_owned(),
            ..Module::default()
        }
    }

    fn trait_method(&self, operation: &Operation) -> TokenStream {
        let links = self.links(operation);
        let docs = self.operations.method_docs(operation, links);
        let name = ident(&operation.method_name);
        let arguments = self.client_arguments(operation);
        let (success, error) = self.operations.result_types(operation);
        quote! {
            #docs
            fn #name(&self #arguments)
                -> impl ::core::future::Future<Output = Result<#success, rt::client::Error<#error>>> + Send;
        }
    }

    fn client_method(&self, operation: &Operation) -> TokenStream {
        let name = ident(&operation.method_name);
        let arguments = self.client_arguments(operation);
        let (success, error) = self.operations.result_types(operation);
        let request = self.request(operation);
        quote! {
            async fn #name(&self #arguments) -> Result<#success, rt::client::Error<#error>> {
                let request = #request;
                self.core.call(request).await
            }
        }
    }
}
