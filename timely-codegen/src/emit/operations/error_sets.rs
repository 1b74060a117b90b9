//! `operations::errors`: the errors that several operations document, an enum for each set.

use super::Operations;
use crate::emit::identifiers::ident;
use crate::emit::rustdoc;
use crate::ir::{ErrorSet, Operation, ResponseCase};
use crate::naming::unraw;
use crate::tree::Module;
use proc_macro2::TokenStream;
use quote::quote;

impl Operations<'_> {
    /// The enums of the errors that several operations share.
    pub(in crate::emit) fn error_sets(&self) -> Module {
        let sets = self.context.api.error_sets.iter();
        let enums = sets.map(|set| {
            let text =
                rustdoc::attributes(&["Errors that several operations document.".to_owned()]);
            let item = self.error_enum(&text, &set.name, &set.cases);
            self.with_tags_of_errors(&set.cases, item)
        });
        let code = quote! { #(#enums)* };
        let modules: [(TokenStream, &[&str]); 2] = [
            (quote!(super::super), &["models", "operations"]),
            (quote!(super), &["bodies", "headers"]),
        ];
        let imports = self.context.imports(&code, &modules);
        Module {
            docs: vec![
                "The errors that several operations document. Each of these has its own name for them."
                    .to_owned(),
            ],
            items: quote! { #imports #code },
            ..Module::new("errors")
        }
    }

    /// The type of an operation's errors.
    pub(super) fn error(&self, operation: &Operation, name: &str) -> TokenStream {
        let method = unraw(&operation.method_name);
        let mut paragraphs = vec![format!("The documented errors of `{method}`.")];
        let Some(place) = operation.error_set else {
            let text = rustdoc::attributes(&paragraphs);
            return self.error_enum(&text, name, &operation.errors);
        };
        let set = &self.context.api.error_sets[place];
        paragraphs.extend(own_words(operation, set));
        let text = rustdoc::attributes(&paragraphs);
        let (name, shared) = (ident(name), ident(&set.name));
        quote! { #text pub type #name = errors::#shared; }
    }
}

/// What the document says of an operation's errors in other words than of those that share the enum, as a list.
fn own_words(operation: &Operation, set: &ErrorSet) -> Option<String> {
    let is_own = |(own, shared): &(&ResponseCase, &ResponseCase)| own.docs != shared.docs;
    let cases = operation.errors.iter().zip(&set.cases).filter(is_own);
    let lines: Vec<String> = cases
        .filter_map(|(case, _)| {
            let words = rustdoc::paragraphs(&case.docs).join(" ");
            let variant = &case.variant;
            (!words.is_empty())
                .then(|| format!("- [`{variant}`](errors::{}::{variant}): {words}", set.name))
        })
        .collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}
