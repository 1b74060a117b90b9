//! Operations, grouped by tag: the static that describes each, its types, and its results.

use super::method_docs::operation_line;
use super::{Operations, method_docs::kinship};
use crate::emit::identifiers::ident;
use crate::emit::rustdoc;
use crate::ir::{Calls, Group, Operation, Requirement, StatusMatch};
use crate::naming::unraw;
use crate::tree::Module;
use proc_macro2::{Literal, TokenStream};
use quote::quote;

impl Operations<'_> {
    pub(in crate::emit) fn operation_group(&self, group: &Group) -> Module {
        let mut paragraphs = vec![format!(
            "Operations of the tag {}.",
            rustdoc::line(&group.tag)
        )];
        paragraphs.extend(rustdoc::paragraphs(&group.docs));
        paragraphs.extend(kinship(group));
        let operations: Vec<&Operation> = group.operations.iter().collect();
        self.operation_module(&group.module, &paragraphs, &operations)
    }

    /// The operations of what the API sends.
    pub(in crate::emit) fn outgoing_requests(&self, what: &str, requests: &Calls) -> Module {
        let paragraphs = [format!(
            "The {what}: requests that the API sends to its users."
        )];
        let operations: Vec<&Operation> =
            requests.calls.iter().map(|call| &call.operation).collect();
        self.operation_module(&requests.module, &paragraphs, &operations)
    }

    fn operation_module(
        &self,
        name: &str,
        paragraphs: &[String],
        operations: &[&Operation],
    ) -> Module {
        let operations = operations.iter().map(|operation| self.operation(operation));
        let code = quote! { #(#operations)* };
        let modules: [(TokenStream, &[&str]); 2] = [
            (quote!(super::super), &["models", "schemas"]),
            (
                quote!(super),
                &["bodies", "headers", "parameters", "security"],
            ),
        ];
        let imports = self.context.imports(&code, &modules);
        Module {
            name: unraw(name).to_owned(),
            docs: rustdoc::lines(paragraphs),
            attributes: TokenStream::new(),
            items: quote! { #imports #code },
            children: Vec::new(),
        }
    }

    fn operation(&self, operation: &Operation) -> TokenStream {
        let description = self.description(operation);
        let optional = operation
            .optional
            .as_ref()
            .map(|optional| self.optional_parameters(operation, optional));
        let success = self.success(operation);
        let error = operation
            .error_name
            .as_ref()
            .map(|name| self.error(operation, name));
        quote! { #description #optional #success #error }
    }

    /// The static that describes an operation.
    fn description(&self, operation: &Operation) -> TokenStream {
        let text = rustdoc::attributes(&[operation_line(operation)]);
        let name = ident(&operation.static_name);
        let (id, method, path) = (&operation.id, &operation.http_method, &operation.path);
        let parameters = operation
            .parameters
            .iter()
            .map(|parameter| self.parameter(parameter));
        let body = match &operation.body {
            None => quote!(None),
            Some(body) => {
                let body = self.request_body(body);
                quote!(Some(#body))
            }
        };
        let alternatives = operation.security.iter().map(|alternative| {
            let requirements = alternative.iter().map(requirement);
            quote!(&[#(#requirements),*])
        });
        // The empty alternative, which makes credentials optional, comes last: what is sent is still checked.
        let optional = operation.security_optional.then(|| quote!(&[]));
        let success = Literal::u16_unsuffixed(success_status(operation));
        let media_types = self.media_types(operation);
        let json = self.json_responses(operation);
        let errors = operation.errors.iter().map(|case| status(case.status));
        quote! {
            #text
            pub static #name: rt::Operation = rt::Operation {
                id: #id,
                method: #method,
                path: #path,
                parameters: &[#(#parameters),*],
                request_body: #body,
                security: &[#(#alternatives,)* #optional],
                success: #success,
                errors: &[#(#errors),*],
                media_types: &[#(#media_types),*],
                json: &[#(#json),*],
            };
        }
    }
}

fn requirement(requirement: &Requirement) -> TokenStream {
    let scheme = ident(&requirement.scheme);
    let scopes = &requirement.scopes;
    quote!(rt::SecurityRequirement { scheme: &security::#scheme, scopes: &[#(#scopes),*] })
}

/// A status, a class, or 0 for `default`.
pub(in crate::emit) fn status(status: StatusMatch) -> Literal {
    Literal::u16_unsuffixed(match status {
        StatusMatch::Code(status) | StatusMatch::Range(status) => status,
        StatusMatch::Default => 0,
    })
}

/// The status that a handler's plain success is sent with.
fn success_status(operation: &Operation) -> u16 {
    match operation.success.cases.first().map(|case| case.status) {
        Some(StatusMatch::Code(code)) => code,
        Some(StatusMatch::Range(class)) => class * 100,
        Some(StatusMatch::Default) | None => 200,
    }
}
