//! The attributes that all types of schemas have: documentation, deprecation and derives.

use super::Models;
use crate::emit::rustdoc;
use crate::ir::TypeDef;
use proc_macro2::TokenStream;
use quote::quote;

impl Models<'_> {
    /// Documentation and deprecation of a type.
    pub(super) fn type_attributes(&self, definition: &TypeDef) -> TokenStream {
        let mut paragraphs = rustdoc::paragraphs(&definition.docs);
        if paragraphs.is_empty() {
            paragraphs.push(format!(
                "The schema at {}.",
                rustdoc::code(&definition.pointer.to_string())
            ));
        }
        if let Some(example) = definition
            .example
            .as_ref()
            .and_then(|value| serde_json::to_string_pretty(value).ok())
        {
            paragraphs.push("# Example".to_owned());
            paragraphs.push(format!("```json\n{}\n```", example.replace("```", "'''")));
        }
        let docs = rustdoc::attributes(&paragraphs);
        let deprecated = definition.deprecated.then(|| quote! { #[deprecated] });
        quote! { #docs #deprecated }
    }

    /// The derives that the settings add.
    pub(super) fn extra_derives(&self) -> TokenStream {
        let paths: Vec<syn::Path> = self
            .context
            .settings
            .derives
            .iter()
            .filter_map(|path| syn::parse_str(path).ok())
            .collect();
        quote! { #(, #paths)* }
    }
}
