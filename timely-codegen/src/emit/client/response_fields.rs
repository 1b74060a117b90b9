//! Where the answers of an API say which request they answer, and what went wrong.

use super::Client;
use crate::emit::error_bodies::error_bodies;
use crate::ir::{Api, Schema, SchemaRef};
use crate::settings::ErrorField;
use proc_macro2::TokenStream;
use quote::quote;

/// How deep objects in an error are looked into.
const DEPTH: usize = 3;
/// How many members are looked at.
const MOST: usize = 512;

/// Names of members that hold a code, in lower case and without what stands between words; the likeliest first.
const CODES: &[&str] = &[
    "code",
    "errorcode",
    "errcode",
    "error",
    "type",
    "errortype",
    "reason",
    "key",
    "kind",
];
/// Names of members that hold a message.
const MESSAGES: &[&str] = &[
    "message",
    "errormessage",
    "errmsg",
    "msg",
    "faultmessage",
    "errordescription",
    "detail",
    "description",
    "title",
    "error",
    "reason",
    "text",
];

impl Client<'_> {
    /// The static that says it, and the call that gives it to the builder; none where all is as usual.
    pub(super) fn response_fields(&self) -> Option<(TokenStream, TokenStream)> {
        let settings = self.context.settings;
        let (codes, messages) = match &settings.errors {
            Some(errors) => {
                let of = |wanted: &ErrorField| -> Vec<String> {
                    let fields = errors.fields.iter().filter(|(_, field)| *field == wanted);
                    fields.map(|(pointer, _)| pointer.clone()).collect()
                };
                (of(&ErrorField::Code), of(&ErrorField::Message))
            }
            None => found(self.context.api),
        };
        let header = settings.request_id_header.as_deref();
        if header.is_none() && codes.is_empty() && messages.is_empty() {
            return None;
        }
        let header = header.unwrap_or("x-request-id").to_ascii_lowercase();
        let fields = quote! {
            /// Where answers have the id of the request, and errors their code and message.
            static RESPONSE_FIELDS: rt::client::ResponseFields = rt::client::ResponseFields::new(
                &[#header],
                &[#(#codes),*],
                &[#(#messages),*],
            );
        };
        Some((fields, quote!(.response_fields(&RESPONSE_FIELDS))))
    }
}

/// The places of the code and of the message in the errors of a document, those of its most frequent form first.
fn found(api: &Api) -> (Vec<String>, Vec<String>) {
    const FORMS: usize = 4;
    let (mut codes, mut messages) = (Vec::new(), Vec::new());
    for (_, schema) in error_bodies(api).into_iter().take(FORMS) {
        let mut texts = Texts {
            api,
            found: Vec::new(),
        };
        texts.add(schema, "", DEPTH);
        let code = texts.first(CODES, None);
        let message = texts.first(MESSAGES, code.as_deref());
        for (all, one) in [(&mut codes, code), (&mut messages, message)] {
            all.extend(one.filter(|one| !all.contains(one)));
        }
    }
    (codes, messages)
}

/// The texts and numbers of an error, by their places, those further out first.
struct Texts<'a> {
    api: &'a Api,
    found: Vec<(String, String)>,
}

impl<'a> Texts<'a> {
    /// The place of the first of these names, further out or in.
    fn first(&self, names: &[&str], other: Option<&str>) -> Option<String> {
        names.iter().find_map(|name| {
            let mut found = self.found.iter();
            let found =
                found.find(|(pointer, known)| known == name && Some(pointer.as_str()) != other);
            found.map(|(pointer, _)| pointer.clone())
        })
    }

    fn schema(&self, mut schema: &'a SchemaRef) -> Option<&'a Schema> {
        // Names may lead in circles.
        for _ in 0..16 {
            match schema {
                SchemaRef::Inline(inner) => return Some(inner),
                SchemaRef::Type(id) => schema = &self.api.type_def(*id).schema,
            }
        }
        None
    }

    /// Adds the members of an object, or of the first item of a list; of a union those of its first alternative.
    fn add(&mut self, schema: &'a SchemaRef, pointer: &str, depth: usize) {
        let (Some(inner), Some(depth)) = (self.schema(schema), depth.checked_sub(1)) else {
            return;
        };
        if self.found.len() > MOST {
            return;
        }
        for property in &inner.properties {
            let name = &property.name;
            let escaped = name.replace('~', "~0").replace('/', "~1");
            let pointer = format!("{pointer}/{escaped}");
            if self.is_scalar(&property.schema) {
                let letters = name.chars().filter(|letter| letter.is_alphanumeric());
                let plain = letters.flat_map(char::to_lowercase).collect();
                self.found.push((pointer, plain));
            } else {
                self.add(&property.schema, &pointer, depth);
            }
        }
        if let Some(items) = &inner.items {
            self.add(items, &format!("{pointer}/0"), depth);
        }
        let first = [&inner.any_of, &inner.one_of];
        let first = first.into_iter().filter_map(|union| union.first());
        for part in inner.all_of.iter().chain(first) {
            self.add(part, pointer, depth);
        }
    }

    fn is_scalar(&self, schema: &'a SchemaRef) -> bool {
        use crate::formats::JsonType::{Integer, Number, String};
        let types = self.schema(schema).map(|schema| &schema.types);
        types.is_some_and(|types| {
            types
                .iter()
                .any(|ty| matches!(ty, String | Integer | Number))
        })
    }
}
