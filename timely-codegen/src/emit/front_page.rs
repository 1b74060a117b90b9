//! The outermost module, whose documentation is the first page of all.

use super::context::Context;
use super::examples::{Examples, Section, Side};
use super::operations::Operations;
use super::rustdoc;
use super::{document, mock};
use crate::tree::Module;
use proc_macro2::TokenStream;
use quote::quote;

/// The outermost module, without the modules in it.
pub(super) fn root(context: Context<'_>, operations: &Operations<'_>) -> Module {
    let mut paragraphs = vec![format!(
        "{}, version {}.",
        rustdoc::line(&context.api.title),
        rustdoc::line(&context.api.version)
    )];
    paragraphs.extend(rustdoc::paragraphs(&context.api.docs));
    paragraphs.extend(context.tag_features());
    let mut page = Page {
        context,
        paragraphs,
        conditional: Vec::new(),
    };
    page.sides(operations);
    Module {
        docs: rustdoc::lines(&page.paragraphs),
        conditional_docs: page.conditional,
        items: context.runtime_export(),
        ..Module::new("lib")
    }
}

/// A page to which parts are added, some of which are there on a condition.
struct Page<'a> {
    context: Context<'a>,
    paragraphs: Vec<String>,
    conditional: Vec<(TokenStream, Vec<String>)>,
}

impl<'a> Page<'a> {
    fn sides(&mut self, operations: &Operations<'a>) {
        let Context { api, settings } = self.context;
        let outputs = settings.outputs;
        let has_operations = api.operations().next().is_some();
        let examples = Examples::new(self.context, operations);
        if has_operations && outputs.client {
            self.add("client", examples.tour());
        }
        if has_operations && outputs.server {
            self.add("server", [plain(SERVER)]);
        }
        if api.events.is_some() || api.webhooks.is_some() {
            let is_received = api.events.is_some() && settings.webhooks.is_some();
            let text = if is_received { RECEIVER } else { WEBHOOKS };
            self.add("webhooks", [plain(text)]);
        }
        if api.document.is_some() {
            self.add(document::NAME, [plain(DOCUMENT)]);
        }
        if has_operations && outputs.mock {
            self.add(mock::NAME, [plain(MOCK)]);
        }
        if has_operations && outputs.client {
            self.add("client", examples.operation_list(Side::Client));
        } else if has_operations && outputs.server {
            self.add("server", examples.operation_list(Side::Server));
        }
    }

    /// Adds parts that are true with an output.
    fn add<'s>(&mut self, output: &str, sections: impl IntoIterator<Item = Section<'s>>) {
        for section in sections {
            let feature = self.context.settings.feature_gates;
            let feature = feature.then(|| quote!(feature = #output));
            let tag = section.tag.and_then(|tag| self.context.tag_condition(tag));
            let condition = match (feature, tag) {
                (None, None) if self.conditional.is_empty() => {
                    self.paragraphs.extend(section.paragraphs);
                    continue;
                }
                // What is always there keeps its place among the rest.
                (None, None) => quote!(all()),
                (Some(one), None) | (None, Some(one)) => one,
                (Some(feature), Some(tag)) => quote!(all(#feature, #tag)),
            };
            let mut lines = rustdoc::lines(&section.paragraphs);
            match self.conditional.last_mut() {
                Some((last, text)) if last.to_string() == condition.to_string() => {
                    text.push(String::new());
                    text.append(&mut lines);
                }
                _ => self.conditional.push((condition, lines)),
            }
        }
    }
}

const SERVER: &str = "# The server

Implement the traits of [`server`], one for each tag, and give the implementation to [`server::router`]: it returns an axum \
router, which checks all of a request before it calls a method.";

const RECEIVER: &str = "# Webhooks

[`webhooks::receiver`] is an axum router that takes the deliveries: it holds their signatures to [`webhooks::verifier`], and gives \
each [`webhooks::WebhookEvent`] to a handler. The provider of the API sends them by [`webhooks::sender`].";

const WEBHOOKS: &str =
    "# Webhooks\n\n[`webhooks`] has what the API sends to its users, for senders and receivers.";

const DOCUMENT: &str = "# The document\n\n[`document::DOCUMENT`] is the OpenAPI document itself, for servers that show it.";

const MOCK: &str = "# The mock\n\n[`mock::service`] answers as the document says: a server, or the transport of a client.";

fn plain<'a>(text: &str) -> Section<'a> {
    Section {
        paragraphs: text.split("\n\n").map(str::to_owned).collect(),
        tag: None,
    }
}
