//! JSON of any form, as the macro of `serde_json` takes it.

use super::Examples;
use super::literals;
use proc_macro2::TokenStream;
use quote::quote;
use serde_json::{Map, Value};

impl Examples<'_> {
    /// Any value.
    pub(super) fn json(&self, value: &Value) -> Option<TokenStream> {
        let value = self.json_tokens(value)?;
        Some(quote!(rt::serde_json::json!(#value)))
    }

    /// An object whose members the document does not name.
    pub(super) fn json_object(&self, members: &Map<String, Value>) -> Option<TokenStream> {
        if members.is_empty() {
            return Some(quote!(rt::JsonObject::new()));
        }
        let members = members.iter().map(|(name, value)| {
            let (name, value) = (literals::text(name), self.json(value)?);
            Some(quote!((#name.to_owned(), #value)))
        });
        let members: Vec<TokenStream> = members.collect::<Option<_>>()?;
        Some(quote!(rt::JsonObject::from_iter([#(#members),*])))
    }

    fn json_tokens(&self, value: &Value) -> Option<TokenStream> {
        self.spend()?;
        Some(match value {
            Value::Null => quote!(null),
            Value::Bool(value) => quote!(#value),
            Value::Number(number) => {
                let value = match (number.as_i64(), number.as_u64()) {
                    // Without a suffix, the macro takes an integer for one of 32 bits.
                    (Some(value), _) => match i32::try_from(value) {
                        Ok(value) => crate::emit::types::integer(value),
                        Err(_) => quote!(#value),
                    },
                    (None, Some(value)) => quote!(#value),
                    (None, None) => crate::emit::types::float(number.as_f64()?),
                };
                quote!(#value)
            }
            Value::String(text) => {
                let text = literals::text(text);
                quote!(#text)
            }
            Value::Array(items) => {
                let items = items.iter().map(|item| self.json_tokens(item));
                let items: Vec<TokenStream> = items.collect::<Option<_>>()?;
                quote!([#(#items),*])
            }
            Value::Object(members) => {
                let members = members.iter().map(|(name, value)| {
                    let (name, value) = (literals::text(name), self.json_tokens(value)?);
                    Some(quote!(#name: #value))
                });
                let members: Vec<TokenStream> = members.collect::<Option<_>>()?;
                quote!({#(#members),*})
            }
        })
    }
}
