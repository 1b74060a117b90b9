//! Lists whose first items have types of their own.

use super::Examples;
use super::values::{Given, Position};
use crate::ir::{Tuple, Type};
use proc_macro2::TokenStream;
use quote::quote;
use serde_json::Value;

impl Examples<'_> {
    /// A tuple of Rust.
    pub(super) fn tuple(
        &self,
        types: &[Type],
        given: Given<'_>,
        position: Position,
    ) -> Option<TokenStream> {
        let items = types.iter().enumerate().map(|(place, ty)| {
            let position = match (position, ty) {
                (Position::Typed, _) => Position::Typed,
                // Nothing else would tell of which type they are.
                (_, Type::Integer(_) | Type::Number(_) | Type::Text(_)) => Position::Item,
                _ => Position::Typed,
            };
            self.place(place, ty, given, position)
        });
        let items: Vec<TokenStream> = items.collect::<Option<_>>()?;
        Some(quote!((#(#items,)*)))
    }

    /// A list that is a struct: of the items that must be there, or that the example has.
    pub(super) fn tuple_struct(
        &self,
        path: &TokenStream,
        tuple: &Tuple,
        given: Given<'_>,
    ) -> Option<TokenStream> {
        let found = given.example.and_then(Value::as_array).map_or(0, Vec::len);
        let items = tuple.places.iter().enumerate().map(|(place, item)| {
            if !item.required && place >= found {
                return Some(quote!(None));
            }
            let value = self.place(place, &item.ty, given, Position::Typed)?;
            Some(match item.required {
                true => value,
                false => quote!(Some(#value)),
            })
        });
        let rest = tuple.rest.iter().map(|_| Some(quote!(Vec::new())));
        let items: Vec<TokenStream> = items.chain(rest).collect::<Option<_>>()?;
        Some(quote!(#path(#(#items),*)))
    }

    fn place(
        &self,
        place: usize,
        ty: &Type,
        given: Given<'_>,
        position: Position,
    ) -> Option<TokenStream> {
        let rules = self.rules(given.schemas);
        let schemas = rules.of_item(place);
        let examples = given.example.and_then(Value::as_array);
        let given = Given {
            example: examples.and_then(|items| items.get(place)),
            schemas: &schemas,
            ..given
        };
        self.value(ty, given, position)
    }
}
