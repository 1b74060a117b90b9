//! Programs around generated code, for a crate that is new: calls of the client, and a server that answers with the
//! document's examples. They are its owner's to change, and are made once.

mod lists;
mod quickstart;
mod server;
mod text;

pub(crate) use lists::{Delivery, Model, Row};

use super::context::Context;
use super::examples::Examples;
use super::operations::Operations;
use super::rustdoc;
use super::types::TypeTrees;
use crate::ir::{Api, TypeKind};
use crate::settings::Settings;
use proc_macro2::TokenStream;
use quote::quote;
use std::sync::Arc;

/// Where the example server listens unless it is told otherwise.
const ADDRESS: &str = "127.0.0.1:8080";
/// The credential that it takes.
const CREDENTIAL: &str = "let-me-in";

/// Writes the programs of an API.
pub(crate) struct Programs<'a> {
    context: Context<'a>,
    operations: Operations<'a>,
}

impl<'a> Programs<'a> {
    /// For this API, generated with these settings.
    pub(crate) fn new(api: &'a Api, settings: &'a Settings) -> Self {
        let context = Context { api, settings };
        let operations = Operations::new(context, Arc::new(TypeTrees::new(api)));
        Self {
            context,
            operations,
        }
    }

    /// The API's title, as Markdown on one line.
    pub(crate) fn title(&self) -> String {
        rustdoc::line(&self.context.api.title)
    }

    fn examples(&self) -> Examples<'_> {
        Examples::new(self.context, &self.operations)
    }

    /// What a program allows where the document discourages the use of something that it names.
    fn allowed(&self) -> Option<TokenStream> {
        let api = self.context.api;
        let mut types = api.types.iter();
        let mut operations = api.operations();
        let is_deprecated = types.any(|definition| {
            let fields = match &definition.kind {
                TypeKind::Struct(object) => object.fields.as_slice(),
                _ => &[],
            };
            definition.deprecated || fields.iter().any(|field| field.deprecated)
        }) || operations.any(|operation| operation.deprecated);
        is_deprecated.then(|| quote! { #![allow(deprecated)] })
    }

    /// The path of the crate that the programs use.
    fn crate_path(&self) -> Option<syn::Path> {
        syn::parse_str(self.context.settings.crate_path.as_deref()?).ok()
    }
}
