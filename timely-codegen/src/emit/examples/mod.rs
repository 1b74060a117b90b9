//! Examples in documentation: calls of the client's methods, with values that are made of the document's own examples.
//!
//! What cannot be made, such as a value of a type that the settings name, is a parameter of the example's function, so
//! that each example compiles.

#[cfg(feature = "cli")]
mod answers;
mod collections;
mod contents;
mod json;
mod literals;
mod numbers;
mod page;
mod rules;
mod strings;
mod structs;
mod text;
mod tuples;
mod unions;
mod values;

pub(super) use page::{Section, Side};
#[cfg(feature = "cli")]
pub(super) use text::Named;

use super::context::Context;
use super::identifiers::ident;
use super::operations::Operations;
use super::patterns::Patterns;
use super::types::Types;
use crate::ir::{Group, Operation, TypeId};
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use std::cell::{Cell, RefCell};

/// How many values an example may consist of. With more, nobody would read it.
const MAX_VALUES: usize = 32;

/// A body whose code is longer than this gets a statement of its own.
const MAX_ARGUMENT: usize = 60;

/// How examples are written.
pub(super) struct Examples<'a> {
    context: Context<'a>,
    types: Types<'a>,
    operations: &'a Operations<'a>,
    /// How many values the example being written may still have.
    left: Cell<usize>,
    /// The types of which values are being made, the innermost last.
    within: RefCell<Vec<TypeId>>,
}

/// A value that a method takes, perhaps by reference.
struct Argument {
    borrow: Option<TokenStream>,
    value: TokenStream,
}

/// The function that an example consists of.
struct Function {
    parameters: TokenStream,
    body: TokenStream,
}

/// A call of a method, and what stands around it.
pub(in crate::emit) struct CallExample {
    /// The client, as the example calls it.
    pub(in crate::emit) client: Ident,
    /// The parameters of the example's function besides.
    pub(in crate::emit) parameters: Vec<TokenStream>,
    /// What comes before it.
    pub(in crate::emit) statements: TokenStream,
    /// The call, without `.await`.
    pub(in crate::emit) call: TokenStream,
}

impl<'a> Examples<'a> {
    pub(super) fn new(context: Context<'a>, operations: &'a Operations<'a>) -> Self {
        Self {
            context,
            types: Types::new(context),
            operations,
            left: Cell::new(0),
            within: RefCell::default(),
        }
    }

    /// What is known of the document's patterns.
    fn patterns(&self) -> &Patterns {
        self.operations.patterns()
    }

    /// The example of a method, as a paragraph of its documentation; none where the settings want none.
    pub(super) fn of_method(&self, group: &Group, operation: &Operation) -> Option<String> {
        if !self.context.settings.examples {
            return None;
        }
        let CallExample {
            client,
            parameters,
            statements,
            call,
        } = self.call(operation);
        let answer = (!is_empty(operation)).then(|| quote!(let response =));
        let function = Function {
            parameters: quote!(#client: &Client #(, #parameters)*),
            body: quote! { #statements #answer #call.await?; },
        };
        let is_shown = !parameters.is_empty();
        self.fenced(&["Client", &group.api_trait], &function, is_shown)
    }

    /// The call of a method.
    pub(in crate::emit) fn call(&self, operation: &Operation) -> CallExample {
        let mut parameters = Vec::new();
        let mut names = Vec::new();
        let mut arguments = Vec::new();
        for argument in &operation.arguments {
            let schema = operation.parameters.iter();
            let schema = schema
                .filter(|parameter| parameter.required)
                .find(|parameter| parameter.field == crate::naming::unraw(&argument.name))
                .map(|parameter| &parameter.schema);
            self.left.set(MAX_VALUES);
            let made = self.argument(argument, schema);
            arguments.push(made.unwrap_or_else(|| {
                let (name, ty) = (ident(&argument.name), self.types.borrowed(&argument.ty));
                parameters.push(quote!(#name: #ty));
                names.push(argument.name.clone());
                quote!(#name)
            }));
        }
        let mut statements = TokenStream::new();
        if let Some(body) = operation.body.as_ref().filter(|body| body.required) {
            self.left.set(MAX_VALUES);
            arguments.push(match self.body(body) {
                // No parameter is called so.
                Some(Argument { borrow, value }) if value.to_string().len() > MAX_ARGUMENT => {
                    statements = quote! { let body = #value; };
                    quote!(#borrow body)
                }
                Some(Argument { borrow, value }) => quote!(#borrow #value),
                None => {
                    let ty = self.operations.sent_content(&body.content);
                    parameters.push(quote!(body: #ty));
                    quote!(body)
                }
            });
        }
        let is_taken = |name: &str| names.iter().any(|taken| taken == name);
        let client = match is_taken("client") {
            true => format_ident!("api_client"),
            false => format_ident!("client"),
        };
        let method = ident(&operation.method_name);
        let call = quote!(#client.#method(#(#arguments),*));
        CallExample {
            client,
            parameters,
            statements,
            call,
        }
    }
}

/// Whether the answer of an operation has neither a body nor headers to look at.
fn is_empty(operation: &Operation) -> bool {
    match operation.success.cases.as_slice() {
        [case] => case.payload.content.is_none() && case.payload.headers.is_none(),
        _ => false,
    }
}
