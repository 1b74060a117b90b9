//! What methods and traits say of their operations and tags, on either side.

use super::Operations;
use crate::emit::rustdoc;
use crate::ir::{Deprecation, Group, Operation};
use crate::naming::unraw;
use proc_macro2::TokenStream;
use quote::quote;

impl Operations<'_> {
    /// What a method says of itself, on either side, and what only this side says.
    pub(in crate::emit) fn method_docs(
        &self,
        operation: &Operation,
        side_docs: impl IntoIterator<Item = String>,
    ) -> TokenStream {
        let mut paragraphs = rustdoc::paragraphs(&operation.docs);
        paragraphs.push(operation_line(operation));
        let scopes: Vec<String> = operation
            .security
            .iter()
            .map(|alternative| {
                alternative
                    .iter()
                    .flat_map(|requirement| &requirement.scopes)
                    .map(|scope| rustdoc::code(scope))
                    .collect::<Vec<_>>()
                    .join(" and ")
            })
            .filter(|scopes| !scopes.is_empty())
            .collect();
        if !scopes.is_empty() {
            paragraphs.push(format!("Scope: {}.", scopes.join(" or ")));
        }
        if !operation.other_tags.is_empty() {
            let tags = operation.other_tags.iter().map(|tag| rustdoc::code(tag));
            let tags: Vec<String> = tags.collect();
            let word = if tags.len() == 1 { "tag" } else { "tags" };
            paragraphs.push(format!("Also of the {word} {}.", tags.join(", ")));
        }
        if let Some(server) = operation.server {
            let url = rustdoc::code(&self.context.api.servers[server].url);
            paragraphs.push(format!("At the server {url}."));
        }
        paragraphs.extend(operation.deprecation.as_ref().and_then(dates));
        let arguments = argument_list(operation);
        paragraphs.extend((!arguments.is_empty()).then_some(arguments));
        paragraphs.extend(side_docs);
        let deprecated = operation.deprecated.then(|| quote! { #[deprecated] });
        let docs = rustdoc::attributes(&paragraphs);
        quote! { #docs #deprecated }
    }
}

/// Since when an operation is deprecated, and until when it is there.
fn dates(deprecation: &Deprecation) -> Option<String> {
    Some(match (&deprecation.since, &deprecation.sunset) {
        (Some(since), Some(sunset)) => format!("Deprecated since {since}, to be gone on {sunset}."),
        (Some(since), None) => format!("Deprecated since {since}."),
        (None, Some(sunset)) => format!("To be gone on {sunset}."),
        (None, None) => return None,
    })
}

/// What the trait of a tag says of itself, on either side.
pub(in crate::emit) fn tag_docs(group: &Group) -> Vec<String> {
    let mut paragraphs = rustdoc::paragraphs(&group.docs);
    if paragraphs.is_empty() {
        paragraphs.push(format!(
            "Operations of the tag {}.",
            rustdoc::line(&group.tag)
        ));
    }
    paragraphs.extend(kinship(group));
    paragraphs
}

/// What kind of tag a tag is, and to which other it belongs, if the document says so.
pub(super) fn kinship(group: &Group) -> Option<String> {
    let kind = group
        .kind
        .as_ref()
        .map(|kind| format!("of the kind {}", rustdoc::code(kind)));
    let parent = group
        .parent
        .as_ref()
        .map(|parent| format!("part of the tag {}", rustdoc::code(parent)));
    let words: Vec<String> = kind.into_iter().chain(parent).collect();
    (!words.is_empty()).then(|| format!("This tag is {}.", words.join(", and ")))
}

/// The method and path of an operation, as its documentation names it.
pub(super) fn operation_line(operation: &Operation) -> String {
    let line = format!("{} {}", operation.http_method, operation.path);
    rustdoc::code(line.trim_end())
}

/// What the document says of each required argument, as a list.
pub(in crate::emit) fn argument_list(operation: &Operation) -> String {
    let lines = operation.arguments.iter().filter_map(|argument| {
        let text = rustdoc::line(argument.docs.description.as_deref().unwrap_or_default());
        let name = unraw(&argument.name);
        match (text.is_empty(), argument.deprecated) {
            (true, false) => None,
            (true, true) => Some(format!("- `{name}` (deprecated)")),
            (false, false) => Some(format!("- `{name}`: {text}")),
            (false, true) => Some(format!("- `{name}` (deprecated): {text}")),
        }
    });
    lines.collect::<Vec<String>>().join("\n")
}
