//! Programs around generated code, for a crate that is new: calls of the client, and a server that answers with the
//! document's examples. They are its owner's to change, and are made once.

mod quickstart;
mod server;
mod text;

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

/// Writes the programs of an API.
pub(crate) struct Programs<'a> {
    context: Context<'a>,
    operations: Operations<'a>,
}

/// An operation in a list for people: all are Markdown.
pub(crate) struct Row {
    /// Its tag.
    pub(crate) tag: String,
    /// The method of the client and of the server.
    pub(crate) method: String,
    /// `GET /pets`, as code.
    pub(crate) request: String,
    /// What the document says it is for, on one line.
    pub(crate) summary: String,
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

    /// The operations, in the order of the document within their tags.
    pub(crate) fn rows(&self) -> Vec<Row> {
        let groups = self.context.api.groups.iter();
        groups
            .flat_map(|group| {
                group.operations.iter().map(|operation| Row {
                    tag: cell(&rustdoc::line(&group.tag)),
                    method: crate::naming::unraw(&operation.method_name).to_owned(),
                    request: cell(&rustdoc::code(&format!(
                        "{} {}",
                        operation.http_method, operation.path
                    ))),
                    summary: cell(&rustdoc::line(
                        operation.docs.summary.as_deref().unwrap_or_default(),
                    )),
                })
            })
            .collect()
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

/// A text in a cell of a table, which a bar would end.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}
