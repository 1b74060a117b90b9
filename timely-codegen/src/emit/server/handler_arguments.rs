//! How the arguments of a handler are taken from a request.

use crate::ir::Operation;
use crate::naming::unraw;
use proc_macro2::TokenStream;
use quote::quote;

/// What a handler is given besides the context, in the order of its arguments.
pub(in crate::emit) struct HandlerArguments(Vec<Source>);

/// Where an argument comes from.
enum Source {
    /// The parameter whose field has this name.
    Argument(String),
    /// The body: one value of a type or another content, and whether it has to be there.
    Body { is_json: bool, is_required: bool },
    /// All optional parameters.
    Params,
}

impl HandlerArguments {
    pub(in crate::emit) fn of(operation: &Operation) -> Self {
        let arguments = operation.arguments.iter();
        let arguments =
            arguments.map(|argument| Source::Argument(unraw(&argument.name).to_owned()));
        let body = operation.body.iter().map(|body| Source::Body {
            is_json: body.content.value().is_some(),
            is_required: body.required,
        });
        let params = operation.optional.iter().map(|_| Source::Params);
        Self(arguments.chain(body).chain(params).collect())
    }

    /// The words for them in a table of routes.
    pub(in crate::emit) fn words(&self) -> impl Iterator<Item = TokenStream> {
        self.0.iter().map(|source| match source {
            Source::Argument(name) => quote!(#name),
            Source::Body {
                is_json,
                is_required,
            } => match (is_json, is_required) {
                (true, true) => quote!(json),
                (true, false) => quote!(optional_json),
                (false, true) => quote!(content),
                (false, false) => quote!(optional_content),
            },
            Source::Params => quote!(params),
        })
    }

    /// The pattern that the input is bound to.
    pub(in crate::emit) fn pattern(&self) -> TokenStream {
        match self.0.is_empty() {
            true => quote!(_),
            false => quote!(mut input),
        }
    }

    /// The expressions that take them from the input.
    pub(in crate::emit) fn expressions(&self) -> impl Iterator<Item = TokenStream> {
        self.0
            .iter()
            .zip(self.words())
            .map(|(source, word)| match source {
                Source::Argument(name) => quote!(input.arg(#name)?),
                Source::Body { .. } => quote!(input.#word().await?),
                Source::Params => quote!(input.params()?),
            })
    }
}
