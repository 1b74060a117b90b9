//! `document`: the document itself, for servers that show it and for what stands in for them.

use super::context::Context;
use super::rustdoc;
use crate::tree::{Module, raw_literal};
use quote::quote;

/// The module, and the feature that it is behind where the settings ask for that.
pub(super) const NAME: &str = "document";

impl Context<'_> {
    /// The `document` module. Without a document in the representation, it holds an empty text.
    pub(super) fn document(&self) -> Module {
        let text = self.api.document.as_deref().unwrap_or_default();
        let text = raw_literal(text);
        let (title, version) = (&self.api.title, &self.api.version);
        let line = format!(
            "The OpenAPI document of {}, from which this code is made.",
            rustdoc::line(title)
        );
        let code = quote! {
            /// The document in one piece: all that it refers to in other files is in it, and overlays are applied.
            pub static DOCUMENT: rt::document::Document =
                rt::document::Document::new(#title, #version, #text);
        };
        let imports = self.imports(&code, &[]);
        Module {
            docs: rustdoc::lines(&[line]),
            items: quote! { #imports #code },
            ..Module::new(NAME)
        }
    }
}
