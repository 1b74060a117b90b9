//! `operations`: what client and server share: each operation's description, optional parameters, and results.

use super::structs::{default_reader_name, member};
use super::{Emitter, Place, docs, ident};
use crate::ir::{Calls, Group, Operation, OptionalArguments, Presence, Requirement, StatusMatch};
use crate::naming::{identifier, unraw};
use crate::tree::Module;
use proc_macro2::{Literal, TokenStream};
use quote::quote;

impl Emitter<'_> {
    /// The `operations` module: a module per tag, the security schemes, and the header structs.
    pub(super) fn operations(&self) -> Module {
        let sides = self.settings.outputs.client || self.settings.outputs.server;
        let groups = self.api.groups.iter().filter(|_| sides);
        let mut children: Vec<Module> = groups
            .map(|group| self.tagged(self.operation_group(group), group))
            .collect();
        for (what, calls) in [
            ("webhooks", &self.api.webhooks),
            ("callbacks", &self.api.callbacks),
        ] {
            children.extend(calls.iter().map(|calls| self.call_group(what, calls)));
        }
        let mut exports: Vec<TokenStream> = children
            .iter()
            .map(|module| {
                let (gate, module) = (&module.attributes, ident(&identifier(&module.name)));
                quote! { #gate pub use self::#module::*; }
            })
            .collect();
        if !self.api.header_sets.is_empty() {
            children.push(self.header_sets());
            exports.push(quote! { pub use self::headers::*; });
        }
        if let Some(bodies) = self.bodies() {
            children.push(bodies);
            exports.push(quote! { pub use self::bodies::*; });
        }
        if !self.shared.list.is_empty() {
            children.push(self.shared_parameters());
        }
        if !self.api.security_schemes.is_empty() {
            children.push(self.security());
        }
        Module {
            docs: vec![
                "What client and server share: the operations, their parameters and their results."
                    .to_owned(),
            ],
            items: quote! { #(#exports)* },
            children,
            ..Module::new("operations")
        }
    }

    pub(super) fn operation_group(&self, group: &Group) -> Module {
        let mut paragraphs = vec![format!("Operations of the tag {}.", docs::line(&group.tag))];
        paragraphs.extend(docs::paragraphs(&group.docs));
        paragraphs.extend(kinship(group));
        let operations: Vec<&Operation> = group.operations.iter().collect();
        self.operation_module(&group.module, &paragraphs, &operations)
    }

    /// The operations of what the API sends.
    pub(super) fn call_group(&self, what: &str, calls: &Calls) -> Module {
        let paragraphs = [format!(
            "The {what}: requests that the API sends to its users."
        )];
        let operations: Vec<&Operation> = calls.calls.iter().map(|call| &call.operation).collect();
        self.operation_module(&calls.module, &paragraphs, &operations)
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
        let imports = self.imports(&code, &modules);
        Module {
            name: unraw(name).to_owned(),
            docs: docs::lines(paragraphs),
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
            .map(|optional| self.optional_arguments(operation, optional));
        let success = self.success(operation);
        let error = operation
            .error_name
            .as_ref()
            .map(|name| self.error(operation, name));
        quote! { #description #optional #success #error }
    }

    /// The static that describes an operation.
    fn description(&self, operation: &Operation) -> TokenStream {
        let text = docs::attributes(&[operation_line(operation)]);
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
        let parameters = operation
            .parameters
            .iter()
            .map(|parameter| self.parameter(parameter));
        let parameters = listed("parameters", parameters);
        let body = operation.body.as_ref().map(|body| self.request_body(body));
        let alternatives = operation.security.iter().map(|alternative| {
            let requirements = alternative.iter().map(requirement);
            quote!(&[#(#requirements),*])
        });
        // The empty alternative, which makes credentials optional, comes last: what is sent is still checked.
        let optional = operation.security_optional.then(|| quote!(&[]));
        let security = listed("secured", alternatives.chain(optional));
        let success = match success_status(operation) {
            200 => None,
            status => Some(Literal::u16_unsuffixed(status)),
        };
        let success = success.map(|status| quote!(.success(#status)));
        let media_types = listed("media_types", self.media_types(operation));
        let json = listed("json", self.json_responses(operation));
        let errors = operation.errors.iter().map(|case| status(case.status));
        let errors = listed("errors", errors.map(|status| quote!(#status)));
        quote! {
            #text
            pub static #name: rt::Operation = rt::Operation::#start.named(#id)
                #parameters #body #security #success #errors #media_types #json;
        }
    }

    /// The responses that are not plain JSON, by status, class or 0 for `default`; and those that are, where a listed
    /// one would stand for them.
    fn media_types(&self, operation: &Operation) -> Vec<TokenStream> {
        let cases = || operation.success.cases.iter().chain(&operation.errors);
        let listed = |wanted: StatusMatch| {
            cases()
                .any(|case| case.status == wanted && self.response_media(&case.payload).is_some())
        };
        let rows = cases().filter_map(|case| {
            let is_covered = match case.status {
                StatusMatch::Code(code) => {
                    listed(StatusMatch::Range(code / 100))
                        || code >= 400 && listed(StatusMatch::Default)
                }
                StatusMatch::Range(class) => class >= 4 && listed(StatusMatch::Default),
                StatusMatch::Default => false,
            };
            let media = match self.response_media(&case.payload) {
                None if is_covered && case.payload.content.is_some() => quote!(&[]),
                media => media?,
            };
            let status = status(case.status);
            Some(quote!((#status, #media)))
        });
        rows.collect()
    }

    /// The struct of an operation's optional parameters.
    fn optional_arguments(
        &self,
        operation: &Operation,
        optional: &OptionalArguments,
    ) -> TokenStream {
        let name = ident(&optional.name);
        let text = docs::attributes(&[format!(
            "Optional parameters of `{}`.",
            unraw(&operation.method_name)
        )]);
        let fields = optional.fields.iter().map(|field| {
            let mut paragraphs = docs::paragraphs(&field.docs);
            if let Some(default) = &field.default {
                paragraphs.push(format!("Default: `{}`.", self.shown(default)));
            }
            if paragraphs.is_empty() {
                paragraphs.push(format!("`{}`", unraw(&field.name)));
            }
            let docs = docs::attributes(&paragraphs);
            let deprecated = field.deprecated.then(|| quote! { #[deprecated] });
            let (name, ty) = (ident(&field.name), self.ty(&field.ty, Place::Outside));
            quote! {
                #docs
                #deprecated
                pub #name: Option<#ty>,
            }
        });
        let setters = optional.fields.iter().map(|field| {
            self.setter(
                &field.name,
                &field.ty,
                Presence::Optional,
                field.deprecated,
                Place::Outside,
            )
        });
        let defaults = optional.fields.iter().filter_map(|field| {
            let reader = default_reader_name(&field.name);
            let is_taken = optional.fields.iter().any(|other| other.name == reader);
            let default = field.default.as_ref().filter(|_| !is_taken)?;
            Some(self.default_reader(
                &field.name,
                &field.ty,
                Presence::Optional,
                default,
                field.deprecated,
                Place::Outside,
            ))
        });
        // They travel by the names of the fields; what they are called on the wire is for the operation to say.
        let members = optional
            .fields
            .iter()
            .map(|field| member(&field.name, unraw(&field.name), Some("present")));
        quote! {
            #text
            #[derive(Clone, Debug, Default, PartialEq)]
            pub struct #name {
                #(#fields)*
            }
            rt::object!(#name { #(#members),* });
            impl #name {
                /// No parameter given.
                #[must_use]
                pub fn new() -> Self {
                    Self::default()
                }
                #(#setters)*
                #(#defaults)*
            }
        }
    }
}

/// What kind of tag a tag is, and to which other it belongs, if the document says so.
pub(super) fn kinship(group: &Group) -> Option<String> {
    let kind = group
        .kind
        .as_ref()
        .map(|kind| format!("of the kind {}", docs::code(kind)));
    let parent = group
        .parent
        .as_ref()
        .map(|parent| format!("part of the tag {}", docs::code(parent)));
    let words: Vec<String> = kind.into_iter().chain(parent).collect();
    (!words.is_empty()).then(|| format!("This tag is {}.", words.join(", and ")))
}

/// The method and path of an operation, as its documentation names it.
pub(super) fn operation_line(operation: &Operation) -> String {
    let line = format!("{} {}", operation.http_method, operation.path);
    docs::code(line.trim_end())
}

/// The call that gives an operation a list; none where it is empty, which is taken for granted.
fn listed(method: &str, items: impl IntoIterator<Item = TokenStream>) -> Option<TokenStream> {
    let method = ident(method);
    let mut items = items.into_iter().peekable();
    items.peek()?;
    Some(quote!(.#method(&[#(#items),*])))
}

fn requirement(requirement: &Requirement) -> TokenStream {
    let scheme = ident(&requirement.scheme);
    let scopes = &requirement.scopes;
    quote!(rt::SecurityRequirement::new(&security::#scheme, &[#(#scopes),*]))
}

/// A status, a class, or 0 for `default`.
pub(super) fn status(status: StatusMatch) -> Literal {
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
