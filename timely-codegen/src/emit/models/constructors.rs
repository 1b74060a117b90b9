//! What structs have besides their fields: constructors, setters and readers of defaults.
//!
//! Constructors and setters are written by a macro of the runtime, from the table that tells how the struct is read and
//! written.

use super::Models;
use crate::emit::identifiers::ident;
use crate::emit::rustdoc;
use crate::emit::types::{OptionalField, default_reader_name};
use crate::ir::{Access, Field, Presence, Struct, Taken, Type};
use crate::naming::unraw;
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

/// More fields than this, and a reader of a call could not tell which is which.
const MAX_ARGUMENTS: usize = 3;

/// Methods that structs have already, which no setter can be called.
const OWN_METHODS: &[&str] = &["new", "default"];

/// What makes a value of a struct.
enum Constructor {
    /// The fields one by one: their types differ, so that none can stand in the place of another.
    Arguments,
    /// A struct of them, whose literal names each.
    Struct(Ident),
}

/// What `new` takes, and of which types.
#[cfg(feature = "diff")]
pub(in crate::emit) enum NewTakes {
    /// The fields one by one.
    Arguments(Vec<(Ident, TokenStream)>),
    /// A struct of them.
    Struct(Ident),
}

impl Models<'_> {
    /// The call of the macro with the table of a struct's members, and the methods that are written out.
    pub(in crate::emit) fn struct_methods(
        &self,
        name: &Ident,
        object: &Struct,
        (writer, schema): (&str, Option<TokenStream>),
    ) -> TokenStream {
        let constructor = self.constructor(name, object);
        let required = match &constructor {
            Constructor::Struct(required) => Some(self.required(name, required, object)),
            Constructor::Arguments => None,
        };
        let arguments = self.arguments(&constructor, object);
        let rows = object.fields.iter().map(|field| self.row(field));
        let rest = object.additional.as_ref().map(|(name, ty)| {
            let (name, ty) = (ident(name), self.member_type(ty));
            quote!(_ => #name: #ty,)
        });
        let variant = object.variant.as_ref().map(|(name, _)| {
            let name = ident(name);
            quote!(=> #name)
        });
        let matching = (!object.matching.is_empty()).then(|| {
            let maps = object.matching.iter().map(|matching| {
                let (name, pattern) = (ident(&matching.name), &matching.pattern);
                let ty = self.member_type(&matching.ty);
                quote!(#name: #pattern = #ty)
            });
            quote!(matching { #(#maps),* })
        });
        let schema = schema.map(|schema| quote!(: #schema));
        let (writer, methods) = (ident(writer), self.written_methods(name, object));
        quote! {
            rt::#writer!(#name #schema, new(#arguments), { #(#rows,)* #rest #variant } #matching);
            #required
            #methods
        }
    }

    /// What makes a value of the struct, with the types that `new` takes.
    #[cfg(feature = "diff")]
    pub(in crate::emit) fn new_takes(&self, name: &Ident, object: &Struct) -> NewTakes {
        match self.constructor(name, object) {
            Constructor::Struct(required) => NewTakes::Struct(required),
            Constructor::Arguments => NewTakes::Arguments(self.given(object).collect()),
        }
    }

    /// How a value of the struct is made.
    fn constructor(&self, name: &Ident, object: &Struct) -> Constructor {
        let types: Vec<String> = object
            .taken()
            .map(|taken| self.types.ty(self.types.unaliased(taken.ty)).to_string())
            .collect();
        let mut distinct = types.clone();
        distinct.sort_unstable();
        distinct.dedup();
        match types.len() <= MAX_ARGUMENTS && distinct.len() == types.len() {
            true => Constructor::Arguments,
            false => Constructor::Struct(format_ident!("{}Required", unraw(&name.to_string()))),
        }
    }

    /// The struct that a value of this one is made of, where there is one.
    pub(in crate::emit) fn required_name(&self, name: &Ident, object: &Struct) -> Option<Ident> {
        match self.constructor(name, object) {
            Constructor::Struct(required) => Some(required),
            Constructor::Arguments => None,
        }
    }

    /// What `new` takes one by one. Arguments go by their places, which the order of the document's properties must not
    /// decide: they stand in the order of their names.
    pub(in crate::emit) fn taken_one_by_one<'s>(&self, object: &'s Struct) -> Vec<Taken<'s>> {
        let mut taken: Vec<Taken<'_>> = object.taken().collect();
        taken.sort_by_key(|taken| unraw(taken.name));
        taken
    }

    /// What `new` takes, as the macro is told.
    fn arguments(&self, constructor: &Constructor, object: &Struct) -> TokenStream {
        let asked = object.fields.iter().filter(|field| is_asked(field));
        let asked: Vec<Ident> = asked.map(|field| ident(&field.name)).collect();
        let asked = (!asked.is_empty()).then(|| quote!(; #(#asked),*));
        match constructor {
            Constructor::Struct(name) => quote!(#name #asked),
            Constructor::Arguments => {
                let given = self.given(object).map(|(name, ty)| quote!(#name: #ty));
                quote!(#(#given),* #asked)
            }
        }
    }

    /// The arguments of `new`, with their types.
    fn given<'s>(&'s self, object: &'s Struct) -> impl Iterator<Item = (Ident, TokenStream)> + 's {
        self.taken_one_by_one(object).into_iter().map(|taken| {
            let name = ident(taken.name);
            match taken.field {
                Some(field) if !is_asked(field) => {
                    let (ty, _) = self.types.argument(taken.ty, &name);
                    (name, ty)
                }
                _ => (name, self.types.ty(taken.ty)),
            }
        })
    }

    /// The struct of the fields that must be given.
    fn required(&self, name: &Ident, required: &Ident, object: &Struct) -> TokenStream {
        let article = rustdoc::article(&name.to_string()).to_lowercase();
        let text = format!(" The members that {article} [`{name}`] must have.");
        let fields = object.taken().map(|taken| {
            let text = format!(" [`{name}::{0}`].", unraw(taken.name));
            let (field, ty) = (ident(taken.name), self.types.ty(taken.ty));
            quote!(#[doc = #text] pub #field: #ty,)
        });
        quote! {
            #[doc = #text]
            pub struct #required { #(#fields)* }
        }
    }

    /// The row of a field.
    fn row(&self, field: &Field) -> TokenStream {
        let (name, wire) = (ident(&field.name), &field.wire);
        let when = match (field.presence, field.access) {
            (Presence::Required | Presence::Nullable, _) => None,
            (_, Access::ReadOnly) => Some(quote!(if received)),
            (_, Access::WriteOnly) => Some(quote!(if sent)),
            (_, Access::ReadWrite) => Some(quote!(if present)),
        };
        match (field.presence, &field.constant) {
            (Presence::Required, Some(constant)) => {
                let value = self.types.value(constant);
                quote!(#name = #value => #wire)
            }
            (Presence::Required, None) => quote!(#name: #wire),
            _ if !has_setter(field) => quote!(#name = Default::default() => #wire #when),
            _ => match self.types.unaliased(&field.ty) {
                Type::Array(item) => {
                    let item = self.types.ty(item);
                    quote!(#name: ..#item = #wire #when)
                }
                _ => {
                    let ty = self.types.ty(&field.ty);
                    quote!(#name: #ty = #wire #when)
                }
            },
        }
    }

    /// The type of the values in a map of members.
    fn member_type(&self, ty: &Type) -> TokenStream {
        match self.types.unaliased(ty) {
            Type::Map(value) => self.types.ty(value),
            _ => quote!(rt::Value),
        }
    }

    /// The methods that no macro writes.
    fn written_methods(&self, name: &Ident, object: &Struct) -> Option<TokenStream> {
        let has = |name: &str| object.fields.iter().any(|field| unraw(&field.name) == name);
        let deprecated = object.fields.iter().filter(|field| {
            let is_settable = field.presence != Presence::Required;
            is_settable && field.deprecated && is_free(field)
        });
        let setters = deprecated.map(|field| self.types.setter(optional(field)));
        let defaults = object.fields.iter().filter_map(|field| {
            let default = field
                .default
                .as_ref()
                .filter(|_| !has(&default_reader_name(&field.name)))?;
            Some(self.types.default_reader(optional(field), default))
        });
        let methods: Vec<TokenStream> = setters.chain(defaults).collect();
        let has_methods = methods.iter().any(|method| !method.is_empty());
        has_methods.then(|| quote! { impl #name { #(#methods)* } })
    }
}

/// Whether the macro writes a setter of a field. That of a deprecated one says so, and is written out.
fn has_setter(field: &Field) -> bool {
    !field.deprecated && is_free(field)
}

/// Whether a setter can have the name of its field.
fn is_free(field: &Field) -> bool {
    !OWN_METHODS.contains(&field.name.as_str())
}

/// Whether the constructor takes a field that may be absent.
fn is_asked(field: &Field) -> bool {
    field.is_argument() && field.presence != Presence::Required
}

/// A field as its setter and the reader of its default see it.
fn optional(field: &Field) -> OptionalField<'_> {
    OptionalField {
        name: &field.name,
        ty: &field.ty,
        presence: field.presence,
        deprecated: field.deprecated,
    }
}
