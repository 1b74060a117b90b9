//! What a crate has, in lists for people: all are Markdown.

use super::Programs;
use crate::emit::rustdoc;
use crate::ir::Docs;
use crate::naming::unraw;

/// An operation.
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

/// What the API sends to addresses of its users.
pub(crate) struct Delivery {
    /// Its name in the document, as code.
    pub(crate) name: String,
    /// What it is in Rust, as code: a variant with its payload, or functions.
    pub(crate) item: String,
    /// What the document says it is for, on one line.
    pub(crate) summary: String,
}

/// A type that the outermost module of the code exports.
pub(crate) struct Model {
    /// Its name.
    pub(crate) name: String,
    /// What the document says it is, on one line.
    pub(crate) summary: String,
}

impl Programs<'_> {
    /// The operations, in the order of the document within their tags.
    pub(crate) fn rows(&self) -> Vec<Row> {
        let groups = self.context.api.groups.iter();
        groups
            .flat_map(|group| {
                group.operations.iter().map(|operation| Row {
                    tag: cell(&rustdoc::line(&group.tag)),
                    method: unraw(&operation.method_name).to_owned(),
                    request: cell(&rustdoc::code(&format!(
                        "{} {}",
                        operation.http_method, operation.path
                    ))),
                    summary: summary(&operation.docs),
                })
            })
            .collect()
    }

    /// The events, and the requests in the other direction.
    pub(crate) fn deliveries(&self) -> Vec<Delivery> {
        let api = self.context.api;
        let events = api.events.iter().flat_map(|events| &events.events);
        let events = events.map(|event| {
            let payload = api.definition(event.payload).short_path();
            Delivery {
                name: cell(&rustdoc::code(&event.wire)),
                item: format!("`WebhookEvent::{}(models::{payload})`", event.variant),
                summary: summary(&event.docs),
            }
        });
        let requests = api.outgoing_requests().map(|request| {
            let function = unraw(&request.operation.method_name);
            let module = match request.callback.is_some() {
                true => "callbacks",
                false => "webhooks",
            };
            Delivery {
                name: cell(&rustdoc::code(&request.operation.id)),
                item: format!("`{module}::receive_{function}`, `{module}::send_{function}`"),
                summary: summary(&request.operation.docs),
            }
        });
        events.chain(requests).collect()
    }

    /// The types of the document's components.
    pub(crate) fn models(&self) -> Vec<Model> {
        let types = self.context.api.types.iter();
        let types = types.filter(|definition| definition.path.is_exported);
        types
            .map(|definition| Model {
                name: definition.name.clone(),
                summary: summary(&definition.docs),
            })
            .collect()
    }
}

fn summary(docs: &Docs) -> String {
    let text = docs.summary.as_deref().or(docs.description.as_deref());
    let first = text.unwrap_or_default().trim().lines().next();
    cell(&rustdoc::line(first.unwrap_or_default()))
}

/// A text in a cell of a table, which a bar would end.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}
