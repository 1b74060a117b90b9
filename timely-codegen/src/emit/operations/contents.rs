//! The types of request and response bodies.

use super::Operations;
use crate::emit::identifiers::ident;
use crate::ir::{Body, Content, EventData, Type};
use proc_macro2::TokenStream;
use quote::quote;

impl Operations<'_> {
    /// The type of a content, where generated types of contents are found at a path.
    pub(in crate::emit) fn content(&self, content: &Content, path: &TokenStream) -> TokenStream {
        match content {
            Content::Value(ty) => self.types.ty(ty),
            Content::Stream => quote!(rt::Body),
            Content::Bytes => quote!(rt::Binary),
            Content::Events(EventData::Text) => quote!(rt::EventStream<String>),
            Content::Events(EventData::Json(ty)) => {
                let ty = self.types.ty(ty);
                quote!(rt::EventStream<#ty>)
            }
            Content::Lines(ty) => {
                let ty = self.types.ty(ty);
                quote!(rt::JsonLines<#ty>)
            }
            Content::Parts => quote!(rt::Parts),
            Content::PartList(ty) => {
                let item = self.types.item(ty).map(|item| self.types.ty(item));
                let item = item.unwrap_or_else(|| quote!(rt::Value));
                quote!(rt::PartList<#item>)
            }
            Content::Form(index) => {
                let name = ident(&self.context.api.forms[*index].name);
                quote!(#path #name)
            }
            Content::Choice(index) => {
                let name = ident(&self.context.api.choices[*index].name);
                quote!(#path #name)
            }
        }
    }

    /// Whether a content can be neither cloned nor compared.
    pub(super) fn is_stream(&self, content: &Content) -> bool {
        match content {
            Content::Value(_) | Content::Bytes => false,
            Content::Stream
            | Content::Events(_)
            | Content::Lines(_)
            | Content::Parts
            | Content::PartList(_)
            | Content::Form(_) => true,
            Content::Choice(index) => self.context.api.choices[*index]
                .variants
                .iter()
                .any(|variant| self.is_stream(&variant.content)),
        }
    }

    /// The type of a request's body as a handler gets it.
    pub(in crate::emit) fn received_body(&self, body: &Body) -> TokenStream {
        let ty = self.content(&body.content, &quote!(operations::));
        if body.required {
            ty
        } else {
            quote!(Option<#ty>)
        }
    }

    /// The type of a request's body as a client takes it: a value is only read, anything else is used up.
    pub(in crate::emit) fn sent_content(&self, content: &Content) -> TokenStream {
        let Content::Value(ty) = content else {
            return self.content(content, &quote!(operations::));
        };
        let ty = match self.types.unaliased(ty) {
            Type::Array(item) => {
                let item = self.types.ty(item);
                quote!([#item])
            }
            Type::String | Type::Constant(_) => quote!(str),
            _ => self.types.ty(ty),
        };
        quote!(&#ty)
    }
}

/// Whether a client writes a body as JSON, whatever else it may be.
pub(in crate::emit) fn is_json(body: &Body) -> bool {
    body.media
        .first()
        .is_some_and(|media| media.name == "application/json" || media.name.ends_with("+json"))
}
