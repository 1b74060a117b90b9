//! The trait of a tag that users implement, and its routes.

use super::router_functions::RouterFunctions;
use super::{HandlerArguments, Server};
use crate::emit::identifiers::ident;
use crate::emit::operations::tag_docs;
use crate::emit::rustdoc;
use crate::ir::{Group, Operation};
use crate::settings::Unimplemented;
use crate::tree::Module;
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

/// What the method of an operation takes.
pub(in crate::emit) struct Handler {
    /// The type of who sent the request.
    pub(in crate::emit) principal: TokenStream,
    /// The arguments behind the context, with their types.
    pub(in crate::emit) arguments: Vec<(Ident, TokenStream)>,
}

impl Server<'_> {
    pub(in crate::emit) fn server_group(&self, group: &Group) -> Module {
        let name = ident(&group.service_trait);
        let methods = group
            .operations
            .iter()
            .map(|operation| self.service_method(operation));
        let routes = group
            .operations
            .iter()
            .map(|operation| self.route(operation));
        let mut paragraphs = tag_docs(group);
        let access = self.access();
        paragraphs.push(access.docs.to_owned());
        if self.context.settings.server.unimplemented == Unimplemented::Answer {
            paragraphs.push("A method that is left out answers 501.".to_owned());
        }
        let text = rustdoc::attributes(&paragraphs);
        let options = match self.own_options() {
            Some(_) => quote!(super::options()),
            None => quote!(rt::server::Options::default()),
        };
        let principal = &access.principal;
        let routers = RouterFunctions {
            offered: "The operations of this tag alone, as an axum router.",
            service: &name,
            access: &access,
            options: &options,
            errors: &quote!(super::ERRORS),
            scope: &quote!(rt::server::),
            added: &quote! { routes(&mut all); },
            allowed: None,
        };
        let code = quote! {
                #text
                pub trait #name<#principal>: Send + Sync + 'static {
                    #(#methods)*
                }
                #routers
                rt::routes!(#name { #(#routes),* });
        };
        let imports = self
            .context
            .imports(&code, &[(quote!(super::super), &["models", "operations"])]);
        Module {
            docs: vec![format!(
                "The server's side of the tag {}.",
                rustdoc::line(&group.tag)
            )],
            items: quote! { #imports #code },
            name: group.service_module(),
            ..Module::default()
        }
    }

    fn service_method(&self, operation: &Operation) -> TokenStream {
        let docs = self.operations.method_docs(operation, None);
        let name = ident(&operation.method_name);
        let Handler {
            principal,
            arguments,
        } = self.handler(operation, &quote!(P));
        let names = arguments.iter().map(|(name, _)| name);
        let body = match self.context.settings.server.unimplemented {
            Unimplemented::CompileError => quote!(;),
            Unimplemented::Answer => quote!({ rt::server::not_implemented((cx, #(#names),*)) }),
        };
        let arguments = arguments.iter().map(|(name, ty)| quote!(, #name: #ty));
        let (success, error) = self.operations.result_types(operation);
        quote! {
            #docs
            fn #name(&self, cx: rt::server::Context<#principal> #(#arguments)*)
                -> impl ::core::future::Future<Output = Result<#success, #error>> + Send #body
        }
    }

    /// What the method of an operation takes, where authenticated callers are known as this type.
    pub(in crate::emit) fn handler(&self, operation: &Operation, caller: &TokenStream) -> Handler {
        let principal = match (operation.security.is_empty(), operation.security_optional) {
            (true, _) => quote!(()),
            (false, true) => quote!(Option<#caller>),
            (false, false) => caller.clone(),
        };
        let required = operation
            .arguments
            .iter()
            .map(|argument| (ident(&argument.name), self.types.ty(&argument.ty)));
        let body = operation
            .body
            .as_ref()
            .map(|body| (format_ident!("body"), self.operations.received_body(body)));
        let params = operation.optional.as_ref().map(|optional| {
            let name = ident(&optional.name);
            (format_ident!("params"), quote!(operations::#name))
        });
        Handler {
            principal,
            arguments: required.chain(body).chain(params).collect(),
        }
    }

    /// The row of an operation in the table of routes.
    fn route(&self, operation: &Operation) -> TokenStream {
        let access = match (operation.security.is_empty(), operation.security_optional) {
            (true, _) => Some(quote!(open)),
            (false, true) => Some(quote!(optional)),
            (false, false) => None,
        };
        let (name, description) = (ident(&operation.method_name), ident(&operation.static_name));
        let taken = HandlerArguments::of(operation);
        let arguments = taken.words();
        quote! { operations::#description: #access #name(#(#arguments),*) }
    }
}
