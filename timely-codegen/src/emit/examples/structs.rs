//! Structs by their constructors and setters.

use super::Examples;
use super::values::{Given, Position};
use crate::emit::identifiers::{ident, through};
use crate::emit::types::root_module;
use crate::ir::{Access, Field, JSON_PATCH, OwnType, Presence, Struct, Taken, TypeDef};
use crate::naming::unraw;
use proc_macro2::TokenStream;
use quote::quote;
use serde_json::{Map, Value};

/// How many optional members of an example are set.
const MAX_SETTERS: usize = 3;

/// What a struct is called: its path, and that of the struct of what must be given, but for its name.
struct Paths {
    own: TokenStream,
    beside: TokenStream,
}

impl Examples<'_> {
    /// A struct of a schema.
    pub(super) fn structure(
        &self,
        definition: &TypeDef,
        object: &Struct,
        given: Given<'_>,
    ) -> Option<TokenStream> {
        let (root, name) = (root_module(definition.path.root), ident(&definition.name));
        let modules = through(definition.path.public_modules());
        let beside = quote!(#root::#modules);
        let own = match definition.path.is_exported {
            true => quote!(#root::#name),
            false => quote!(#beside #name),
        };
        self.members(&Paths { own, beside }, &definition.name, object, given)
    }

    /// A form with files.
    pub(super) fn form(
        &self,
        name: &str,
        object: &Struct,
        given: Given<'_>,
    ) -> Option<TokenStream> {
        let beside = quote!(operations::);
        let ident = ident(name);
        let own = quote!(operations::#ident);
        self.members(&Paths { own, beside }, name, object, given)
    }

    /// The headers of a response.
    #[cfg(feature = "cli")]
    pub(super) fn header_set(
        &self,
        name: &str,
        object: &Struct,
        given: Given<'_>,
    ) -> Option<TokenStream> {
        let beside = quote!(operations::headers::);
        let ident = ident(name);
        let own = quote!(operations::headers::#ident);
        self.members(&Paths { own, beside }, name, object, given)
    }

    /// A file of a form, or a JSON Patch; none for another type of the user's own.
    pub(super) fn part(&self, own: &OwnType) -> Option<TokenStream> {
        match own.path.as_str() {
            "rt::Part" => Some(quote!(
                rt::Part::new(std::fs::read("example.bin")?).file_name("example.bin")
            )),
            JSON_PATCH => Some(quote!(rt::JsonPatch::new().replace("/name", "value"))),
            _ => None,
        }
    }

    fn members(
        &self,
        paths: &Paths,
        name: &str,
        object: &Struct,
        given: Given<'_>,
    ) -> Option<TokenStream> {
        let empty = Map::new();
        let example = given.example.and_then(Value::as_object).unwrap_or(&empty);
        let rules = self.rules(given.schemas);
        let of = |field: &Field, position| {
            let schemas = rules.of_member(&field.wire);
            let given = Given {
                example: example.get(&field.wire).or(field.example.as_ref()),
                schemas: &schemas,
                name: unraw(&field.name),
            };
            self.value(&field.ty, given, position)
        };
        let value = |taken: &Taken<'_>, position| match taken.field {
            Some(field) => of(field, position),
            None => self.value(taken.ty, given, Position::Typed),
        };
        let own = &paths.own;
        let models = self.operations.models();
        let required = models.required_name(&ident(name), object);
        let made = match required {
            Some(required) => {
                let fields = object.taken().map(|taken| {
                    let (name, value) = (ident(taken.name), value(&taken, Position::Typed)?);
                    Some(quote!(#name: #value))
                });
                let fields: Vec<TokenStream> = fields.collect::<Option<_>>()?;
                let beside = &paths.beside;
                quote!(#own::new(#beside #required { #(#fields),* }))
            }
            None => {
                let arguments = models.taken_one_by_one(object).into_iter().map(|taken| {
                    let is_text = taken.field.is_some_and(|field| self.takes_text(field));
                    let position = match is_text {
                        true => Position::Setter,
                        false => Position::Typed,
                    };
                    value(&taken, position)
                });
                let arguments: Vec<TokenStream> = arguments.collect::<Option<_>>()?;
                quote!(#own::new(#(#arguments),*))
            }
        };
        let optional = object.fields.iter().filter(|field| is_settable(field));
        let optional = optional.filter(|field| {
            let example = example.get(&field.wire).or(field.example.as_ref());
            example.is_some_and(|example| !example.is_null())
        });
        let setters = optional.filter_map(|field| {
            let (name, value) = (ident(&field.name), of(field, Position::Setter)?);
            Some(quote!(.#name(#value)))
        });
        let setters: Vec<TokenStream> = setters.take(MAX_SETTERS).collect();
        Some(quote!(#made #(#setters)*))
    }

    /// Whether a constructor takes what becomes a `String`.
    fn takes_text(&self, field: &Field) -> bool {
        use crate::ir::Type;
        let ty = self.types.unaliased(&field.ty);
        field.presence == Presence::Required && matches!(ty, Type::String | Type::Constant(_))
    }
}

/// Whether a member has a setter that a sender calls.
fn is_settable(field: &Field) -> bool {
    let is_optional = field.presence != Presence::Required && !field.is_argument();
    let has_setter = !field.deprecated && !["new", "default"].contains(&field.name.as_str());
    is_optional && has_setter && field.access != Access::ReadOnly && field.constant.is_none()
}
