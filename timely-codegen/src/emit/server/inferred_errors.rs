//! The body of the errors that the server makes itself, where no setting describes it: what the document's own errors
//! look like.

use crate::diagnostic::Pointer;
use crate::emit::error_bodies::error_bodies;
use crate::formats::JsonType;
use crate::ir::{Additional, Api, Literal, Schema, SchemaRef, StatusMatch};
use crate::settings::{ErrorField, ErrorSettings};
use serde_json::Value;
use std::collections::BTreeMap;

/// How deep objects in an error are looked into.
const DEPTH: usize = 4;

/// The form of most errors of the document that can be made of what the server knows; `None` where they have no body
/// of JSON, or one that is problem details, whose form is known without a look.
pub(in crate::emit) fn inferred(api: &Api) -> Option<ErrorSettings> {
    let forms = error_bodies(api);
    if let Some(("application/problem+json", _)) = forms.first() {
        return None;
    }
    let (content_type, fields) = forms
        .into_iter()
        .find_map(|(name, schema)| Some((name, fields(api, schema)?)))?;
    Some(ErrorSettings {
        content_type: content_type.to_owned(),
        fields,
        invalid_request: invalid_request(api),
        ..ErrorSettings::default()
    })
}

/// What stands where in an error body; `None` when the schema requires what the server does not know.
fn fields(api: &Api, schema: &SchemaRef) -> Option<BTreeMap<String, ErrorField>> {
    let mut body = ErrorBody {
        api,
        fields: BTreeMap::new(),
        has_message: false,
    };
    body.object(schema, &Pointer::root(), DEPTH)?;
    if !body.has_message {
        body.add_message(schema)?;
    }
    Some(body.fields)
}

/// The one of 400 and 422 that more operations document.
fn invalid_request(api: &Api) -> u16 {
    let documenting = |wanted: u16| {
        api.operations()
            .filter(|operation| {
                let mut errors = operation.errors.iter();
                errors.any(|case| case.status == StatusMatch::Code(wanted))
            })
            .count()
    };
    if documenting(422) > documenting(400) {
        422
    } else {
        400
    }
}

/// An error body in the making.
struct ErrorBody<'a> {
    api: &'a Api,
    fields: BTreeMap<String, ErrorField>,
    has_message: bool,
}

/// A property of an object, with what `allOf` adds.
struct Member<'a> {
    name: &'a str,
    required: bool,
    schema: &'a SchemaRef,
}

impl<'a> ErrorBody<'a> {
    fn schema(&self, mut schema: &'a SchemaRef) -> Option<&'a Schema> {
        for _ in 0..DEPTH * 4 {
            match schema {
                SchemaRef::Inline(inner) => return Some(inner),
                SchemaRef::Type(id) => schema = &self.api.type_def(*id).schema,
            }
        }
        None
    }

    /// The properties of an object; of a union those of its first alternative.
    fn members(&self, schema: &'a SchemaRef, depth: usize) -> Option<Vec<Member<'a>>> {
        let schema = self.schema(schema)?;
        let mut members: Vec<Member<'a>> = schema
            .properties
            .iter()
            .map(|property| Member {
                name: &property.name,
                required: property.required,
                schema: &property.schema,
            })
            .collect();
        let depth = depth.checked_sub(1)?;
        let unions = [&schema.any_of, &schema.one_of];
        let first = unions.into_iter().filter_map(|union| union.first());
        for part in schema.all_of.iter().chain(first) {
            for member in self.members(part, depth)? {
                if !members.iter().any(|known| known.name == member.name) {
                    members.push(member);
                }
            }
        }
        for member in &mut members {
            member.required |= schema.required.iter().any(|name| name == member.name);
        }
        Some(members)
    }

    /// Fills in an object; `None` when it requires what the server does not know.
    fn object(&mut self, schema: &'a SchemaRef, pointer: &Pointer, depth: usize) -> Option<()> {
        let depth = depth.checked_sub(1)?;
        let inner = self.schema(schema)?;
        if !inner.types.is_empty() && !inner.types.contains(&JsonType::Object) {
            return None;
        }
        for member in self.members(schema, DEPTH)? {
            self.member(&member, pointer.child(member.name), depth)?;
        }
        Some(())
    }

    fn member(&mut self, member: &Member<'a>, pointer: Pointer, depth: usize) -> Option<()> {
        let schema = self.schema(member.schema)?;
        let kind = self.kind(schema, DEPTH);
        let word = plain(member.name);
        let field = match kind {
            Some(JsonType::Object) if member.required || is_wrapper(&word) => {
                return match self.object(member.schema, &pointer, depth) {
                    None if !member.required => Some(()),
                    made => made,
                };
            }
            Some(JsonType::String) => self.text(schema, &word, member),
            Some(JsonType::Integer | JsonType::Number) => match word.as_str() {
                "status" | "statuscode" | "httpstatus" | "httpstatuscode" | "httpcode" | "code"
                | "errorcode" => Some(ErrorField::Status),
                _ => member.required.then(|| ErrorField::Constant(0.into())),
            },
            Some(JsonType::Boolean) if member.required => Some(ErrorField::Constant(false.into())),
            Some(JsonType::Array) if member.required && schema.min_items.unwrap_or(0) == 0 => {
                Some(ErrorField::Constant(Value::Array(Vec::new())))
            }
            // Anything is allowed, or `null` is all there is.
            None if member.required && is_message(&word) => Some(self.message()),
            None if member.required => Some(ErrorField::Constant(Value::Null)),
            _ => None,
        };
        match field {
            Some(field) => {
                self.fields.insert(pointer.as_str().to_owned(), field);
                Some(())
            }
            None => (!member.required).then_some(()),
        }
    }

    fn message(&mut self) -> ErrorField {
        self.has_message = true;
        ErrorField::Message
    }

    /// What stands in a text; `None` where nothing fits.
    fn text(&mut self, schema: &Schema, word: &str, member: &Member<'a>) -> Option<ErrorField> {
        let required = member.required;
        if let [first, ..] = schema.enumeration.as_slice() {
            return match first {
                Literal::Str(text) if required => {
                    Some(ErrorField::Constant(Value::String(text.clone())))
                }
                _ => None,
            };
        }
        if schema.format.is_some() || schema.pattern.is_some() {
            return None;
        }
        match word {
            word if is_message(word) && (required || !self.has_message) => Some(self.message()),
            "title" | "error" | "reason" | "statustext" | "name" => Some(ErrorField::Title),
            "code" | "errorcode" | "errortype" | "type" | "kind" | "key" | "status" => {
                Some(ErrorField::Code)
            }
            _ if required && schema.min_length.unwrap_or(0) == 0 => {
                Some(ErrorField::Constant(Value::String(String::new())))
            }
            _ if required => Some(ErrorField::Title),
            _ => None,
        }
    }

    /// The type of a value, by what it is made of if it does not say so itself.
    fn kind(&self, schema: &'a Schema, depth: usize) -> Option<JsonType> {
        let own = schema
            .types
            .iter()
            .copied()
            .find(|ty| *ty != JsonType::Null);
        if own.is_some() {
            return own;
        }
        let depth = depth.checked_sub(1)?;
        let subschemas = [&schema.all_of, &schema.any_of, &schema.one_of];
        let mut subschemas = subschemas.into_iter().flatten();
        let found = subschemas.find_map(|one| self.kind(self.schema(one)?, depth));
        found.or_else(|| (!schema.properties.is_empty()).then_some(JsonType::Object))
    }

    /// Puts the message into the only text there is, or where the document does not forbid it: without one, nobody
    /// learns what is wrong.
    fn add_message(&mut self, schema: &'a SchemaRef) -> Option<()> {
        let mut fields = self.fields.values_mut();
        if let Some(title) = fields.find(|field| **field == ErrorField::Title) {
            *title = ErrorField::Message;
            return Some(());
        }
        let schema = self.schema(schema)?;
        if !matches!(schema.additional, Additional::Allowed) || self.fields.contains_key("/message")
        {
            return None;
        }
        self.fields
            .insert("/message".to_owned(), ErrorField::Message);
        Some(())
    }
}

/// A name in lower case, without what separates its words.
fn plain(name: &str) -> String {
    let letters = name.chars().filter(|letter| letter.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

fn is_message(word: &str) -> bool {
    matches!(
        word,
        "message"
            | "msg"
            | "errormessage"
            | "detail"
            | "details"
            | "description"
            | "errordescription"
            | "errmsg"
            | "faultmessage"
    )
}

/// Whether an optional object is where the error itself is.
fn is_wrapper(word: &str) -> bool {
    matches!(word, "error" | "fault" | "problem" | "err")
}
