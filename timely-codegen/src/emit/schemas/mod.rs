//! `schemas`: the constraints of every type, as JSON Schema.
//!
//! They are texts: a compiler takes a tenth of the time for them that it takes for tables, and people read them.

mod json;
mod modules;
mod outlines;
mod secrets;
mod shapes;
mod text;
mod unions;

use super::context::Context;
use super::identifiers::{ident, through};
use crate::formats::JsonType;
use crate::ir::{Api, Schema, SchemaRef, TypeDef, TypeId, TypePath, TypeRoot};
use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};
use text::{Text, type_name};

pub(super) use modules::{Part, UsedSchemas};
pub(super) use secrets::Secrets;

/// How schemas are written.
#[derive(Clone, Copy)]
pub(super) struct Schemas<'a> {
    context: Context<'a>,
}

impl<'a> Schemas<'a> {
    pub(super) fn new(context: Context<'a>) -> Self {
        Self { context }
    }

    /// The schema of a type, as a value.
    pub(super) fn schema(&self, schema: &SchemaRef) -> TokenStream {
        let (literal, references) = self.text(schema);
        quote!(rt::Schema::new(#literal, &[#(&#references),*]))
    }

    /// A schema as a reference; the static of a type where there is one.
    pub(super) fn schema_ref(&self, schema: &SchemaRef) -> TokenStream {
        match schema {
            SchemaRef::Inline(inner) => match plain(inner) {
                Some(name) => quote!(rt::Schema::#name),
                None => {
                    let (literal, references) = self.text(schema);
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
        static_path(self.context.api.definition(id))
    }

    /// The text of a schema, and what the names in it stand for, in their order.
    fn text(&self, schema: &SchemaRef) -> (Literal, Vec<TokenStream>) {
        let (text, types) = text_of(self.context.api, schema);
        let references = types.into_iter().map(|id| self.static_of(id));
        (literal(&text), references.collect())
    }
}

/// The path of the static that holds the schema of a type.
pub(super) fn static_path(definition: &TypeDef) -> TokenStream {
    let modules: Vec<_> = modules_of(&definition.path).collect();
    let (modules, name) = (through(&modules), ident(&definition.static_name));
    quote!(schemas::#modules #name)
}

/// The same as text, with plain names.
pub(super) fn static_path_text(definition: &TypeDef) -> String {
    let modules = modules_of(&definition.path);
    let parts = std::iter::once("schemas").chain(modules);
    let parts: Vec<_> = parts.chain([definition.static_name.as_str()]).collect();
    parts.join("::")
}

/// The modules in `schemas` that hold the schemas of types with a path, which has those of components in `schemas` itself.
fn modules_of(path: &TypePath) -> impl Iterator<Item = &str> {
    let root = (path.root == TypeRoot::Operations).then_some("operations");
    let modules = match path.is_exported {
        true => &[],
        false => path.public_modules(),
    };
    root.into_iter().chain(modules.iter().map(String::as_str))
}

/// What a type is called in the texts of schemas.
pub(super) fn type_text_name(definition: &TypeDef) -> String {
    match definition.path.root {
        TypeRoot::Models => definition.short_path(),
        TypeRoot::Operations => format!("operations::{}", definition.short_path()),
    }
}

/// The text of the constant of the runtime that a schema is, if it is one.
#[cfg(feature = "mock")]
pub(super) fn plain_text(schema: &Schema) -> Option<String> {
    plain(schema)?;
    let Some(first) = schema.types.first() else {
        let is_any = *schema == Schema::default();
        return Some(if is_any { "true" } else { "false" }.to_owned());
    };
    let name = type_name(*first);
    let types = match schema.types.len() {
        1 => format!("\"{name}\""),
        _ => format!("[\"{name}\",\"null\"]"),
    };
    let format = schema
        .format
        .map(|check| format!(",\"format\":\"{}\"", check.name()));
    Some(format!(
        "{{\"type\":{types}{}}}",
        format.unwrap_or_default()
    ))
}

/// The text of a schema, and the types that the names in it are of, in their order.
pub(super) fn text_of(api: &Api, schema: &SchemaRef) -> (String, Vec<TypeId>) {
    let text = Text::of(api, schema);
    (text.json.to_text(), text.types)
}

/// A text as a raw literal, in which JSON stands as it is.
fn literal(text: &str) -> Literal {
    // Rust allows 255; long before, a reader no longer sees the text for the signs.
    const MAX_HASHES: usize = 16;
    let hashes_of = |rest: &str| rest.bytes().take_while(|byte| *byte == b'#').count();
    let longest = text.split('"').skip(1).map(hashes_of).max().unwrap_or(0);
    if longest >= MAX_HASHES {
        return Literal::string(text);
    }
    // There is nothing in it that ends it, and no carriage return, which JSON escapes.
    let hashes = "#".repeat(longest + 1);
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

#[cfg(test)]
mod tests;
