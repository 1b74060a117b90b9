//! Multipart forms with files or with headers of their parts, a struct each.

use super::Operations;
use crate::emit::identifiers::ident;
use crate::emit::rustdoc;
use crate::ir::{
    Field, Form, FormField, FormFieldKind, OwnType, PartHeader, Presence, Struct, Type,
};
use proc_macro2::{Ident, TokenStream};
use quote::quote;

/// The type of a file in a form.
const PART: &str = "rt::Part";

impl Operations<'_> {
    pub(super) fn form(&self, form: &Form) -> TokenStream {
        let name = ident(&form.name);
        let mut paragraphs = rustdoc::paragraphs(&form.docs);
        if paragraphs.is_empty() {
            paragraphs.push("A form in several parts.".to_owned());
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
                FormFieldKind::Headed(_) | FormFieldKind::HeadedItems(_) => {
                    quote!(#name: headed #wire)
                }
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
        let methods =
            self.models()
                .struct_methods(&name, &self.members_of_form(form), ("setters", None));
        quote! {
            #text
            #[derive(Debug)]
            #[non_exhaustive]
            pub struct #name {
                #(#fields)*
                #(#maps)*
            }
            rt::form!(#name { #(#table),* #rest });
            #methods
        }
    }

    /// A form as the members of a struct.
    pub(in crate::emit) fn members_of_form(&self, form: &Form) -> Struct {
        let fields = form.fields.iter().map(|field| {
            let ty = match &field.kind {
                FormFieldKind::File => part(),
                FormFieldKind::Files => Type::Array(Box::new(part())),
                FormFieldKind::HeadedItems(ty) => self.headed_items(ty),
                FormFieldKind::Headed(ty @ Type::Nullable(_)) if field.required => {
                    Type::Nullable(Box::new(headed(ty)))
                }
                FormFieldKind::Headed(ty) => headed(ty),
                FormFieldKind::Value(Type::Nullable(ty)) if !field.required => Type::clone(ty),
                FormFieldKind::Value(ty) => ty.clone(),
            };
            let presence = match field.required {
                true => Presence::Required,
                false => Presence::Optional,
            };
            Field::plain(field.name.clone(), field.wire.clone(), ty, presence)
        });
        Struct {
            fields: fields.collect(),
            matching: form.matching.clone(),
            additional: form.additional.clone(),
            ..Struct::default()
        }
    }

    /// The items of a list, each with the headers of its part.
    fn headed_items(&self, ty: &Type) -> Type {
        let item = self.types.item(ty).map_or(Type::Any, Type::clone);
        Type::Array(Box::new(Type::Headed(Box::new(item))))
    }

    fn form_field_type(&self, field: &FormField) -> TokenStream {
        let ty = match &field.kind {
            FormFieldKind::File => quote!(rt::Part),
            // An absent list is an empty one.
            FormFieldKind::Files => return quote!(Vec<rt::Part>),
            FormFieldKind::HeadedItems(ty) => return self.types.ty(&self.headed_items(ty)),
            FormFieldKind::Headed(ty) => self.types.ty(&headed(ty)),
            FormFieldKind::Value(ty) => self.types.ty(ty),
        };
        match &field.kind {
            FormFieldKind::Headed(Type::Nullable(_)) => quote!(Option<#ty>),
            FormFieldKind::Value(Type::Nullable(_) | Type::Any) => ty,
            _ if field.required => ty,
            _ => quote!(Option<#ty>),
        }
    }
}

/// A value that is there, with the headers of its part.
fn headed(ty: &Type) -> Type {
    match ty {
        Type::Nullable(ty) => headed(ty),
        ty => Type::Headed(Box::new(ty.clone())),
    }
}

/// A file.
fn part() -> Type {
    Type::Own(OwnType {
        path: PART.to_owned(),
        has: Vec::new(),
    })
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
