//! Multipart forms with files, a struct each.

use super::Operations;
use crate::emit::identifiers::ident;
use crate::emit::rustdoc;
use crate::ir::{Form, FormField, FormFieldKind, PartHeader, Type};
use crate::naming::unraw;
use proc_macro2::{Ident, TokenStream};
use quote::quote;

/// More required fields than this and a literal is clearer than a constructor (it is clippy's limit too).
const MAX_ARGUMENTS: usize = 7;

impl Operations<'_> {
    pub(super) fn form(&self, form: &Form) -> TokenStream {
        let name = ident(&form.name);
        let mut paragraphs = rustdoc::paragraphs(&form.docs);
        if paragraphs.is_empty() {
            paragraphs.push("A form with files.".to_owned());
        }
        let text = rustdoc::attributes(&paragraphs);
        let fields = form.fields.iter().map(|field| {
            let mut paragraphs = rustdoc::paragraphs(&field.docs);
            if paragraphs.is_empty() {
                paragraphs.push(rustdoc::code(&field.wire));
            }
            paragraphs.extend(part_headers(&field.headers));
            let text = rustdoc::attributes(&paragraphs);
            let (name, ty) = (ident(&field.name), self.form_field_type(field));
            quote! { #text pub #name: #ty, }
        });
        let table = form.fields.iter().map(|field| {
            let (name, wire) = (ident(&field.name), &field.wire);
            match field.kind {
                FormFieldKind::Value(_) => quote!(#name: value #wire),
                FormFieldKind::File | FormFieldKind::Files => quote!(#name: file #wire),
            }
        });
        let maps = form_maps(form).map(|(name, ty, docs)| {
            let (text, ty) = (rustdoc::attributes(&[docs]), self.types.ty(ty));
            quote! { #text pub #name: #ty, }
        });
        let matching = form.matching.iter().map(|matching| {
            let (name, pattern) = (ident(&matching.name), &matching.pattern);
            quote!(#name: matching #pattern)
        });
        let table = table.chain(matching);
        let rest = form.additional.as_ref().map(|(name, _)| {
            let name = ident(name);
            quote!(, ..#name)
        });
        let has_default = form.fields.iter().all(|field| !field.required);
        let default = has_default.then(|| quote!(, Default));
        let methods = self.form_methods(form);
        quote! {
            #text
            #[derive(Debug #default)]
            #[non_exhaustive]
            pub struct #name {
                #(#fields)*
                #(#maps)*
            }
            rt::form!(#name { #(#table),* #rest });
            #methods
        }
    }

    fn form_field_type(&self, field: &FormField) -> TokenStream {
        let ty = match &field.kind {
            FormFieldKind::File => quote!(rt::Part),
            // An absent list is an empty one.
            FormFieldKind::Files => return quote!(Vec<rt::Part>),
            FormFieldKind::Value(ty) => self.types.ty(ty),
        };
        match &field.kind {
            FormFieldKind::Value(Type::Nullable(_) | Type::Any) => ty,
            _ if field.required => ty,
            _ => quote!(Option<#ty>),
        }
    }

    /// A constructor of the required fields, and a setter for each of the others.
    fn form_methods(&self, form: &Form) -> TokenStream {
        let required: Vec<&FormField> = form.fields.iter().filter(|field| field.required).collect();
        if required.len() > MAX_ARGUMENTS {
            return TokenStream::new();
        }
        let name = ident(&form.name);
        let arguments = required.iter().map(|field| {
            let (name, ty) = (ident(&field.name), self.form_argument(field).0);
            quote!(#name: #ty)
        });
        let values = form.fields.iter().map(|field| {
            let name = ident(&field.name);
            if !field.required {
                return quote!(#name: Default::default());
            }
            match self.form_argument(field).1 {
                true => quote!(#name: #name.into()),
                false => quote!(#name),
            }
        });
        let setters = form.fields.iter().filter(|field| !field.required);
        let setters = setters.map(|field| self.form_setter(field));
        let maps = form_maps(form).map(|(name, ..)| quote!(#name: Default::default()));
        let values = values.chain(maps);
        let map_setters = form_maps(form).map(|(name, ty, _)| {
            let ty = self.types.ty(ty);
            setter(&name, &ty, &quote!(#name))
        });
        quote! {
            impl #name {
                /// With the required fields.
                #[must_use]
                pub fn new(#(#arguments),*) -> Self {
                    Self { #(#values),* }
                }
                #(#setters)*
                #(#map_setters)*
            }
        }
    }

    /// The method that sets a field which is not required.
    fn form_setter(&self, field: &FormField) -> TokenStream {
        let name = ident(&field.name);
        let (ty, converts) = self.form_argument(field);
        let value = match converts {
            true => quote!(#name.into()),
            false => quote!(#name),
        };
        let value = match &field.kind {
            FormFieldKind::Files | FormFieldKind::Value(Type::Nullable(_) | Type::Any) => value,
            _ => quote!(Some(#value)),
        };
        setter(&name, &ty, &value)
    }

    /// The type of an argument for a field, and whether it has to be converted.
    fn form_argument(&self, field: &FormField) -> (TokenStream, bool) {
        match &field.kind {
            FormFieldKind::File => (quote!(impl Into<rt::Part>), true),
            FormFieldKind::Files => (quote!(Vec<rt::Part>), false),
            FormFieldKind::Value(ty) => match self.types.unaliased(ty) {
                Type::String | Type::Constant(_) => (quote!(impl Into<String>), true),
                _ => (self.types.ty(ty), false),
            },
        }
    }
}

/// A method that sets a field to a value made of its argument, which has the name of the field.
fn setter(name: &Ident, ty: &TokenStream, value: &TokenStream) -> TokenStream {
    let text = rustdoc::attributes(&[format!("Sets `{}`.", unraw(&name.to_string()))]);
    quote! {
        #text
        #[must_use]
        pub fn #name(mut self, #name: #ty) -> Self {
            self.#name = #value;
            self
        }
    }
}

/// The maps of a form, each with its type and what is said of it.
fn form_maps(form: &Form) -> impl Iterator<Item = (Ident, &Type, String)> {
    let matching = form.matching.iter().map(|matching| {
        let text = format!(
            "Values whose names match {}.",
            rustdoc::code(&matching.shown)
        );
        (ident(&matching.name), &matching.ty, text)
    });
    let additional = form.additional.iter().map(|(name, ty)| {
        let text = "Values that the document does not name.".to_owned();
        (ident(name), ty, text)
    });
    matching.chain(additional)
}

/// The headers of a part, as a list in the documentation of its field.
fn part_headers(headers: &[PartHeader]) -> Option<String> {
    let lines = headers.iter().map(|header| {
        let word = if header.required { ", required" } else { "" };
        let mut line = format!("- {}{word}", rustdoc::code(&header.name));
        if let Some(description) = rustdoc::paragraphs(&header.docs).first() {
            line.push_str(": ");
            line.push_str(&rustdoc::first_sentence(description));
        }
        line
    });
    let lines: Vec<String> = lines.collect();
    (!lines.is_empty()).then(|| format!("Headers of the part:\n{}", lines.join("\n")))
}
