//! Lists and maps.

use super::values::{Given, Position};
use super::{Examples, literals};
use crate::ir::Type;
use proc_macro2::TokenStream;
use quote::quote;
use serde_json::Value;

/// How many items of an example are shown, unless the document wants more.
const SHOWN: usize = 2;
/// How many items a reader looks at, whatever the document wants.
const MAX_ITEMS: usize = 8;

impl Examples<'_> {
    /// A list of the first items of the example, or of as few as may be; or an empty one where no item can be made.
    pub(super) fn list(
        &self,
        item: &Type,
        given: Given<'_>,
        position: Position,
    ) -> Option<TokenStream> {
        let inner = match position {
            Position::Typed => Position::Typed,
            Position::Setter | Position::Item => Position::Item,
        };
        let may_be_empty = || {
            let (least, _) = self.rules(given.schemas).item_counts();
            (given.example.is_none() && least == 0).then(Vec::new)
        };
        let items = self.items(item, given, inner).or_else(may_be_empty)?;
        match position {
            Position::Typed => Some(quote!(vec![#(#items),*])),
            Position::Setter if items.is_empty() => None,
            Position::Setter => Some(quote!([#(#items),*])),
            // A list in a list is of the type that it is made of.
            Position::Item => None,
        }
    }

    /// The items of a list.
    pub(super) fn items(
        &self,
        item: &Type,
        given: Given<'_>,
        position: Position,
    ) -> Option<Vec<TokenStream>> {
        let rules = self.rules(given.schemas);
        let count = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
        let (least, most) = rules.item_counts();
        let (least, most) = (count(least).min(MAX_ITEMS), count(most));
        let mut examples: Vec<Option<&Value>> = match given.example.and_then(Value::as_array) {
            Some(items) => items.iter().take(SHOWN.max(least)).map(Some).collect(),
            None => vec![None],
        };
        examples.truncate(most);
        if examples.len() < least {
            let last = examples.last().copied().flatten();
            examples.resize(least, last);
        }
        let schemas = rules.of_items();
        let items = examples.into_iter().map(|example| {
            let given = Given {
                example,
                schemas: &schemas,
                name: given.name,
            };
            self.value(item, given, position)
        });
        items.collect()
    }

    /// A map of the first members of the example, which may be empty unless the document wants some.
    pub(super) fn map(
        &self,
        value: &Type,
        given: Given<'_>,
        position: Position,
    ) -> Option<TokenStream> {
        let rules = self.rules(given.schemas);
        let least = usize::try_from(rules.least_members()).unwrap_or(usize::MAX);
        let least = least.min(MAX_ITEMS);
        let members = given.example.and_then(Value::as_object);
        let members = members.into_iter().flatten().take(SHOWN.max(least));
        let mut members: Vec<(String, Option<&Value>)> = members
            .map(|(name, example)| (name.clone(), Some(example)))
            .collect();
        for number in members.len()..least {
            members.push((format!("key{}", number + 1), None));
        }
        let schemas = rules.of_others();
        let members = members.iter().map(|(name, example)| {
            let given = Given {
                example: *example,
                schemas: &schemas,
                name,
            };
            let value = self.value(value, given, Position::Typed)?;
            let name = literals::text(name);
            Some(quote!((#name.to_owned(), #value)))
        });
        let members: Vec<TokenStream> = members.collect::<Option<_>>()?;
        match (members.is_empty(), position) {
            (true, Position::Typed) => Some(quote!(rt::Map::new())),
            (true, _) => None,
            (false, _) => Some(quote!(rt::Map::from([#(#members),*]))),
        }
    }
}
