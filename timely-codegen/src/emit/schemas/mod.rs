//! `schemas`: the constraints of every type, as JSON Schema.
//!
//! They are texts: a compiler takes a tenth of the time for them that it takes for tables, and people read them.

mod json;
mod text;

use super::context::Context;
use super::identifiers::ident;
use super::tag_features::ModelTags;
use crate::formats::JsonType;
use crate::ir::{Schema, SchemaRef, TypeId, TypeKind};
use crate::tree::Module;
use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};
use text::{Text, type_name};

/// How schemas are written.
#[derive(Clone, Copy)]
pub(super) struct Schemas<'a> {
    context: Context<'a>,
}

impl<'a> Schemas<'a> {
    pub(super) fn new(context: Context<'a>) -> Self {
        Self { context }
    }

    /// The `schemas` module.
    pub(super) fn module(&self, tags: &ModelTags) -> Module {
        let statics = self
            .context
            .api
            .types
            .iter()
            .enumerate()
            .map(|(index, definition)| {
                let (name, schema) = (
                    ident(&definition.static_name),
                    self.schema(&definition.schema),
                );
                let text = match definition.kind {
                    TypeKind::Alias(_) => format!(" Of `{}`.", definition.name),
                    _ => format!(" Of [`{0}`](super::models::{0}).", definition.name),
                };
                let item = quote! {
                    #[doc = #text]
                    pub static #name: rt::Schema = #schema;
                };
                tags.gate(self.context.api, index, item)
            });
        let code = quote! { #(#statics)* };
        let imports = self
            .context
            .imports(&code, &[(quote!(super), &["schemas"])]);
        Module {
            docs: vec!["The constraints of the document's schemas: what the server checks before it decodes.".to_owned()],
            attributes: self.context.allowed_without_tags(&quote!(unused_imports)).unwrap_or_default(),
            items: quote! { #imports #code },
            ..Module::new("schemas")
        }
    }

    /// The schema of a type, as a value.
    pub(super) fn schema(&self, schema: &SchemaRef) -> TokenStream {
        let text = Text::of(self.context.api, schema);
        let (literal, references) = (literal(&text.json.to_text()), self.references(&text));
        quote!(rt::Schema::new(#literal, &[#(&#references),*]))
    }

    /// A schema as a reference; the static of a type where there is one.
    pub(super) fn schema_ref(&self, schema: &SchemaRef) -> TokenStream {
        match schema {
            SchemaRef::Inline(inner) => match plain(inner) {
                Some(name) => quote!(rt::Schema::#name),
                None => {
                    let text = Text::of(self.context.api, schema);
                    let (literal, references) =
                        (literal(&text.json.to_text()), self.references(&text));
                    quote!(rt::schema!(#literal #(, #references)*))
                }
            },
            SchemaRef::Type(id) => {
                let name = self.static_of(*id);
                quote!(&#name)
            }
        }
    }

    fn static_of(&self, id: TypeId) -> TokenStream {
        let name = ident(&self.context.api.type_def(id).static_name);
        quote!(schemas::#name)
    }

    /// What the names in a text stand for, in their order.
    fn references(&self, text: &Text) -> Vec<TokenStream> {
        text.types.iter().map(|id| self.static_of(*id)).collect()
    }
}

/// A text as a raw literal, in which JSON stands as it is.
fn literal(text: &str) -> Literal {
    let mut hashes = "#".to_owned();
    while text.contains(&format!("\"{hashes}")) {
        hashes.push('#');
    }
    // There is nothing in it that ends it, and no carriage return, which JSON escapes.
    let raw = format!("r{hashes}\"{text}\"{hashes}").parse();
    raw.unwrap_or_else(|_| Literal::string(text))
}

/// The constant of the runtime that a schema of types and at most a format is.
fn plain(schema: &Schema) -> Option<Ident> {
    if *schema == Schema::default() {
        return Some(ident("ANY"));
    }
    if *schema == Schema::never() {
        return Some(ident("NEVER"));
    }
    let (first, or_null) = match schema.types.as_slice() {
        [first] => (*first, ""),
        [first, JsonType::Null] => (*first, "_OR_NULL"),
        _ => return None,
    };
    let name = match (first, schema.format) {
        (JsonType::Null | JsonType::Array, None) => return None,
        (ty, None) => type_name(ty).to_uppercase(),
        (ty, Some(check)) => check.shared(ty)?.to_owned(),
    };
    let whole = Schema {
        types: schema.types.clone(),
        format: schema.format,
        ..Schema::default()
    };
    (whole == *schema).then(|| format_ident!("{name}{or_null}"))
}
