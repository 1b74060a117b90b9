//! Operations, grouped by tag: the static that describes each, and its types.

use super::Operations;
use super::method_docs::{kinship, operation_line};
use super::responses::status;
use crate::emit::identifiers::ident;
use crate::emit::models::Models;
use crate::emit::rustdoc;
use crate::ir::{
    Condition, Deprecation, Group, Operation, OutgoingRequests, ParameterLocation, Requirement,
    StatusMatch,
};
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
        // A client sets its parameters on the call.
        let is_read = self.context.settings.outputs.server;
        let module = [group.operations_module()];
        let within = self.within(&module);
        let operations = group.operations.iter().map(|operation| {
            let optional = operation.optional.as_ref().filter(|_| is_read);
            let optional = optional.map(|optional| within.read_parameters(operation, optional));
            within.operation(operation, optional)
        });
        self.operation_module(&module[0], &paragraphs, operations)
    }

    /// The types that belong to the operations of a tag, where nothing is made of these themselves.
    pub(super) fn group_of_types(&self, group: &Group) -> Option<Module> {
        let nothing = std::iter::empty();
        let title = format!("Types of the tag {}.", rustdoc::line(&group.tag));
        let module = self.operation_module(&group.operations_module(), &[title], nothing);
        (!module.children.is_empty()).then_some(module)
    }

    /// The operations of what the API sends.
    pub(in crate::emit) fn outgoing_requests(
        &self,
        what: &str,
        requests: &OutgoingRequests,
    ) -> Module {
        let paragraphs = [format!(
            "The {what}: requests that the API sends to its users."
        )];
        let module = [unraw(&requests.module).to_owned()];
        let within = self.within(&module);
        let operations = requests.requests.iter().map(|request| {
            let operation = &request.operation;
            let optional = operation.optional.as_ref();
            let optional = optional.map(|optional| within.sent_parameters(operation, optional));
            within.operation(operation, optional)
        });
        self.operation_module(&requests.module, &paragraphs, operations)
    }

    fn operation_module(
        &self,
        name: &str,
        paragraphs: &[String],
        operations: impl Iterator<Item = TokenStream>,
    ) -> Module {
        let models = Models::new(self.context, &self.trees);
        let code = quote! { #(#operations)* };
        let modules: [(TokenStream, &[&str]); 2] = [
            (
                quote!(super::super),
                &["models", "operations", "schemas", "xml_shapes"],
            ),
            (
                quote!(super),
                &["bodies", "errors", "headers", "parameters", "security"],
            ),
        ];
        let imports = self.context.imports(&code, &modules);
        Module {
            docs: rustdoc::lines(paragraphs),
            items: quote! { #imports #code },
            children: models.operation_modules(unraw(name)),
            ..Module::new(unraw(name))
        }
    }

    /// What describes an operation, its optional parameters, and its results.
    fn operation(&self, operation: &Operation, optional: Option<TokenStream>) -> TokenStream {
        let description = self.description(operation);
        let success = self.success(operation);
        let error = operation
            .error_name
            .as_ref()
            .map(|name| self.error(operation, name));
        let headers = self.header_names(operation);
        quote! { #description #optional #success #headers #error }
    }

    /// The static that describes an operation.
    fn description(&self, operation: &Operation) -> TokenStream {
        let text = rustdoc::attributes(&[operation_line(operation)]);
        let name = ident(&operation.static_name);
        let (id, method, path) = (&operation.id, &operation.http_method, &operation.path);
        // The usual methods have a constructor each.
        let start = match method.as_str() {
            "GET" | "PUT" | "POST" | "DELETE" | "PATCH" => {
                let method = ident(&method.to_lowercase());
                quote!(#method(#path))
            }
            _ => quote!(new(#method, #path)),
        };
        let tag = operation.tag.iter().map(|tag| quote!(.tagged(#tag)));
        let parameters = operation
            .parameters
            .iter()
            .map(|parameter| self.parameter(parameter));
        let parameters = listed("parameters", parameters);
        let body = operation.body.as_ref().map(|body| self.request_body(body));
        let security = match self.is_usual_security(operation) {
            true => Some(quote!(.secured(security::USUAL))),
            false => listed("secured", alternatives(operation)),
        };
        let success = match success_status(operation) {
            200 => None,
            status => Some(Literal::u16_unsuffixed(status)),
        };
        let success = success.map(|status| quote!(.success(#status)));
        let media_types = listed("media_types", self.media_types(operation));
        let json = listed("json", self.json_responses(operation));
        let errors = operation.errors.iter().map(|case| status(case.status));
        let errors = listed("errors", errors.map(|status| quote!(#status)));
        let conditions = operation.conditions.iter().map(condition);
        let conditions = listed("told_by", conditions);
        let deprecation = operation.deprecation.as_ref().map(deprecation);
        quote! {
            #text
            pub static #name: rt::Operation = rt::Operation::#start  .named(#id) #(#tag)*
                #deprecation #conditions #parameters #body #security #success #errors #media_types #json;
        }
    }
}

/// That an operation is deprecated.
fn deprecation(deprecation: &Deprecation) -> TokenStream {
    let since = deprecation.since.iter();
    let sunset = deprecation.sunset.iter();
    let link = deprecation.link.iter();
    let sunset_link = deprecation.sunset_link.iter();
    quote! {
        .deprecated(rt::Deprecation::new() #(.starting(#since))* #(.ending(#sunset))*
            #(.explained(#link))* #(.end_explained(#sunset_link))*)
    }
}

/// What tells an operation from others of the same method and path.
fn condition(condition: &Condition) -> TokenStream {
    let name = &condition.name;
    let start = match condition.location {
        ParameterLocation::Header => quote!(rt::Condition::header(#name)),
        _ => quote!(rt::Condition::query(#name)),
    };
    let value = condition.value.iter();
    quote!(#start #(.is(#value))*)
}

/// The call that gives an operation a list; none where it is empty, which is taken for granted.
fn listed(method: &str, items: impl IntoIterator<Item = TokenStream>) -> Option<TokenStream> {
    let method = ident(method);
    let mut items = items.into_iter().peekable();
    items.peek()?;
    Some(quote!(.#method(&[#(#items),*])))
}

/// The alternatives of an operation's security.
pub(super) fn alternatives(operation: &Operation) -> impl Iterator<Item = TokenStream> {
    let alternatives = operation.security.iter().map(|alternative| {
        let requirements = alternative.iter().map(requirement);
        quote!(&[#(#requirements),*])
    });
    // The empty alternative, which makes credentials optional, comes last: what is sent is still checked.
    let optional = operation.security_optional.then(|| quote!(&[]));
    alternatives.chain(optional)
}

fn requirement(requirement: &Requirement) -> TokenStream {
    let scheme = ident(&requirement.scheme);
    let scopes = &requirement.scopes;
    quote!(rt::SecurityRequirement::new(&security::#scheme, &[#(#scopes),*]))
}

/// The status that a handler's plain success is sent with.
fn success_status(operation: &Operation) -> u16 {
    match operation.success.cases.first().map(|case| case.status) {
        Some(StatusMatch::Code(code)) => code,
        Some(StatusMatch::Range(class)) => class * 100,
        Some(StatusMatch::Default) | None => 200,
    }
}
