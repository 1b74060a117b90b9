//! Parts of generated code as texts, by the functions that write them: for what compares what is generated of two documents.

use super::client::Client;
use super::context::Context;
use super::identifiers::ident;
use super::models::{Models, NewTakes};
use super::operations::{Operations, call_method, header_members};
use super::types::{TypeTrees, Types, default_reader_name};
use crate::ir::{self, Body, Content, Field, Operation, Struct, Type, TypeDef, Union};
use crate::naming::unraw;
use crate::settings::Settings;
use proc_macro2::TokenStream;
use std::sync::Arc;

/// How one document's code is spelled.
pub(crate) struct Spelling<'a> {
    context: Context<'a>,
    types: Types<'a>,
    trees: Arc<TypeTrees<'a>>,
    operations: Operations<'a>,
}

/// What makes a value of a struct.
pub(crate) enum New {
    /// The fields one by one, each with the type that `new` takes.
    Arguments(Vec<(String, String)>),
    /// A struct of them, by its name.
    Struct(String),
}

impl<'a> Spelling<'a> {
    pub(crate) fn new(api: &'a ir::Api, settings: &'a Settings) -> Self {
        let context = Context { api, settings };
        let trees = Arc::new(TypeTrees::new(api));
        Self {
            context,
            types: Types::new(context),
            operations: Operations::new(context, Arc::clone(&trees)),
            trees,
        }
    }

    /// The type of a value.
    pub(crate) fn ty(&self, ty: &Type) -> String {
        text(&self.types.ty(ty))
    }

    /// The same, behind all aliases.
    pub(crate) fn unaliased<'t>(&'t self, ty: &'t Type) -> &'t Type {
        self.types.unaliased(ty)
    }

    /// The path of a generated type.
    pub(crate) fn named(&self, id: ir::TypeId) -> String {
        text(&self.types.named(id))
    }

    /// The type of a field, with what its presence puts around it.
    pub(crate) fn field(&self, field: &Field) -> String {
        text(&self.models().field_type(field))
    }

    /// What `new` of a struct takes.
    pub(crate) fn new_takes(&self, name: &str, object: &Struct) -> New {
        match self.models().new_takes(&ident(name), object) {
            NewTakes::Arguments(arguments) => {
                let arguments = arguments.into_iter();
                let texts =
                    arguments.map(|(name, ty)| (unraw(&name.to_string()).to_owned(), text(&ty)));
                New::Arguments(texts.collect())
            }
            NewTakes::Struct(name) => New::Struct(name.to_string()),
        }
    }

    /// The variants that a union is made of by `From` of what they hold.
    pub(crate) fn converted<'u>(&self, definition: &TypeDef, union: &'u Union) -> Vec<&'u str> {
        let variants = self.models().converted(definition, union).into_iter();
        variants.map(|variant| variant.name.as_str()).collect()
    }

    /// An argument of a client's method.
    pub(crate) fn borrowed(&self, ty: &Type) -> String {
        text(&self.types.borrowed(ty))
    }

    /// A body as a client's method or call takes it.
    pub(crate) fn sent(&self, content: &Content) -> String {
        text(&self.operations.sent_content(content))
    }

    /// A body as a service takes it.
    pub(crate) fn received(&self, body: &Body) -> String {
        text(&self.operations.received_body(body))
    }

    /// The type of a content.
    pub(crate) fn content(&self, content: &Content) -> String {
        let path = ident("operations");
        text(&self.operations.content(content, &quote::quote!(#path::)))
    }

    /// The members of a multipart form.
    pub(crate) fn form(&self, form: &ir::Form) -> Struct {
        self.operations.members_of_form(form)
    }

    /// The members of a set of headers.
    pub(crate) fn headers(set: &ir::HeaderSet) -> Struct {
        header_members(set)
    }

    /// The name of the type of an operation's calls.
    pub(crate) fn call(operation: &Operation) -> String {
        super::client::call_name(operation).to_string()
    }

    /// What a method of all calls is called for an operation.
    pub(crate) fn call_method(operation: &Operation, name: &str) -> String {
        call_method(operation, name).to_string()
    }

    /// Whether calls of an operation can be given an idempotency key that is no parameter.
    pub(crate) fn takes_idempotency_key(&self, operation: &Operation) -> bool {
        self.client().takes_idempotency_key(operation)
    }

    /// Whether there is a module of the addresses that the document names.
    pub(crate) fn has_servers(&self) -> bool {
        self.client().has_servers()
    }

    /// The Cargo feature of a tag.
    pub(crate) fn tag_feature(group: &ir::Group) -> String {
        super::tag_features::feature(group)
    }

    /// Whether routers take an authenticator.
    pub(crate) fn has_security(&self) -> bool {
        self.context.has_security()
    }

    /// The method that reads a field with its default.
    pub(crate) fn default_reader(field: &str) -> String {
        default_reader_name(field)
    }

    fn models(&self) -> Models<'_> {
        Models::new(self.context, &self.trees)
    }

    fn client(&self) -> Client<'_> {
        Client::new(self.context, &self.operations)
    }
}

/// Tokens as a person would write them: what the compiler, in a macro, or the tokens put between them is taken out.
fn text(tokens: &TokenStream) -> String {
    let spelled = tokens.to_string();
    let mut text = String::with_capacity(spelled.len());
    for word in spelled.split_whitespace() {
        let is_word = |text: &str| text.ends_with(|it: char| it.is_alphanumeric() || it == '_');
        let begins = word.starts_with(|it: char| it.is_alphanumeric() || it == '_');
        if text.ends_with(',') || (is_word(&text) && begins) {
            text.push(' ');
        }
        text.push_str(word);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::text;
    use quote::quote;

    #[test]
    fn types_are_spelled_as_people_write_them() {
        let spelled = [
            quote!(Option<rt::Text<rt::Uuid>>),
            quote!(impl Into<String>),
            quote!((i64, &str)),
            quote!(&[models::pet::Toy]),
        ];
        let texts = spelled.map(|tokens| text(&tokens));
        let expected = [
            "Option<rt::Text<rt::Uuid>>",
            "impl Into<String>",
            "(i64, &str)",
            "&[models::pet::Toy]",
        ];
        assert_eq!(texts, expected);
    }
}
