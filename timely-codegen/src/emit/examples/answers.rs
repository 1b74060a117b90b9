//! Answers of operations, as a server gives them.

use super::Examples;
use super::values::{Given, Position};
use crate::emit::identifiers::ident;
use crate::emit::operations::header_members;
use crate::ir::{Access, Content, EventData, Operation, Payload, Property, Schema, SchemaRef};
use proc_macro2::{TokenStream, TokenTree};
use quote::quote;

/// How many values an answer may consist of. A program is longer than the documentation of a method.
const MAX_VALUES: usize = 400;

impl Examples<'_> {
    /// A success of an operation; none where no value can be made.
    pub(in crate::emit) fn answer(&self, operation: &Operation) -> Option<TokenStream> {
        let success = &operation.success;
        success.cases.iter().find_map(|case| {
            self.left.set(MAX_VALUES);
            let response = self.response(&case.payload)?;
            match success.cases.len() {
                1 => Some(response),
                _ => {
                    let (name, variant) = (ident(&success.name), ident(&case.variant));
                    Some(quote!(operations::#name::#variant(#response)))
                }
            }
        })
    }

    fn response(&self, payload: &Payload) -> Option<TokenStream> {
        let body = match &payload.content {
            None => quote!(rt::NoContent),
            Some(content) => self.answered(content, payload)?,
        };
        let headers = match payload.headers {
            None => quote!(()),
            Some(place) => self.headers(place)?,
        };
        // A literal is of no type before it has a place.
        let tells_type = matches!(body.clone().into_iter().next(), Some(TokenTree::Ident(_)));
        Some(match payload.headers.is_none() && tells_type {
            true => quote!(#body.into()),
            false => quote!(rt::Response::new(#body, #headers)),
        })
    }

    /// The headers that an answer declares: those that it must have.
    fn headers(&self, place: usize) -> Option<TokenStream> {
        let set = &self.context.api.header_sets[place];
        // As if they were the properties of an object, by the names that their fields have.
        let properties = set.headers.iter().map(|(header, ..)| Property {
            name: header.field.clone(),
            required: header.required,
            access: Access::ReadOnly,
            schema: header.schema.clone(),
        });
        let schema = SchemaRef::inline(Schema {
            properties: properties.collect(),
            ..Schema::default()
        });
        let given = Given {
            example: None,
            schemas: &[&schema],
            name: "text",
        };
        let members = header_members(set);
        match members.takes_nothing() {
            true => Some(quote!(Default::default())),
            false => self.header_set(&set.name, &members, given),
        }
    }

    fn answered(&self, content: &Content, payload: &Payload) -> Option<TokenStream> {
        let schemas: Vec<_> = payload
            .media
            .iter()
            .take(1)
            .map(|media| &media.schema)
            .collect();
        let given = Given {
            example: None,
            schemas: &schemas,
            name: "text",
        };
        match content {
            Content::Value(ty) => self.value(ty, given, Position::Typed),
            Content::Stream => Some(quote!(rt::Body::from("content".to_owned()))),
            Content::Lines(ty) => {
                let value = self.value(ty, given, Position::Typed)?;
                Some(quote!(rt::JsonLines::from_iter([#value])))
            }
            Content::Events(EventData::Text) => {
                Some(quote!(rt::EventStream::from_iter([rt::Event::new(
                    "text".to_owned()
                )])))
            }
            Content::Events(EventData::Json(ty)) => {
                let value = self.value(ty, given, Position::Typed)?;
                Some(quote!(rt::EventStream::from_iter([rt::Event::new(#value)])))
            }
            Content::Choice(place) => {
                let choice = &self.context.api.choices[*place];
                let name = ident(&choice.name);
                choice.variants.iter().find_map(|variant| {
                    let value = self.answered(&variant.content, payload)?;
                    let variant = ident(&variant.name);
                    Some(quote!(operations::#name::#variant(#value)))
                })
            }
            Content::Parts | Content::PartList(_) | Content::Form(_) | Content::Bytes => None,
        }
    }
}
