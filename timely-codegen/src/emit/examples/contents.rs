//! Bodies of requests.

use super::values::{Given, Position};
use super::{Argument, Examples};
use crate::emit::identifiers::ident;
use crate::ir::{Body, Content, EventData, Type};
use proc_macro2::TokenStream;
use quote::quote;

impl Examples<'_> {
    /// A required body as an argument of a method.
    pub(super) fn body(&self, body: &Body) -> Option<Argument> {
        let schemas: Vec<_> = body
            .media
            .iter()
            .take(1)
            .map(|media| &media.schema)
            .collect();
        let given = Given {
            example: body.example.as_ref(),
            schemas: &schemas,
            name: "body",
        };
        let by_value = |value| Argument {
            borrow: None,
            value,
        };
        let by_reference = |value| Argument {
            borrow: Some(quote!(&)),
            value,
        };
        let Content::Value(ty) = &body.content else {
            return self.content(&body.content, given).map(by_value);
        };
        match self.types.unaliased(ty) {
            Type::String | Type::Constant(_) => {
                self.value(ty, given, Position::Setter).map(by_value)
            }
            Type::Array(item) => {
                let items = self.items(item, given, Position::Typed)?;
                Some(by_reference(quote!([#(#items),*])))
            }
            // Where the place of an expression tells its type, it has to stand there.
            Type::Text(_) | Type::Digits(_) => {
                let value = self.value(ty, given, Position::Setter)?;
                Some(by_reference(value))
            }
            _ => self.value(ty, given, Position::Typed).map(by_reference),
        }
    }

    /// A content by value.
    fn content(&self, content: &Content, given: Given<'_>) -> Option<TokenStream> {
        self.spend()?;
        match content {
            Content::Value(ty) => self.value(ty, given, Position::Typed),
            Content::Stream => Some(quote!(rt::Body::from(std::fs::read("example.bin")?))),
            Content::Parts => Some(quote!(
                rt::Parts::new().part("name", rt::Part::new("content"))
            )),
            Content::PartList(ty) => {
                let items = self.items(self.types.item(ty)?, given, Position::Typed)?;
                Some(quote!(rt::PartList::from_iter([#(#items),*])))
            }
            Content::Lines(ty) => {
                let value = self.value(ty, given, Position::Typed)?;
                Some(quote!(rt::JsonLines::from_iter([#value])))
            }
            Content::Form(place) => {
                let form = &self.context.api.forms[*place];
                self.form(&form.name, &self.operations.members_of_form(form), given)
            }
            Content::Choice(place) => {
                let choice = &self.context.api.choices[*place];
                let name = ident(&choice.name);
                choice.variants.iter().find_map(|variant| {
                    let value = self.content(&variant.content, given)?;
                    let variant = ident(&variant.name);
                    Some(quote!(operations::#name::#variant(#value)))
                })
            }
            Content::Events(EventData::Text | EventData::Json(_)) | Content::Bytes => None,
        }
    }
}
