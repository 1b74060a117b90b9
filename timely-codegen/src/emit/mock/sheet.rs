//! The sheet of a mock: the responses of each operation with their headers and examples, its links, and the examples of types;
//! as JSON, which the runtime reads.

use crate::emit::schemas::{text_of, type_text_name};
use crate::ir::{
    Api, Content, EventData, HeaderSet, LinkTarget, Media, MediaKind, Operation, Parameter,
    ParameterStyle, Payload, ResponseCase, SchemaRef, StatusMatch, Type, TypeDef, TypeId, TypeKind,
};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

/// A sheet in the making.
pub(in crate::emit) struct Sheet<'a> {
    api: &'a Api,
    /// The types that it names.
    types: BTreeSet<TypeId>,
}

impl<'a> Sheet<'a> {
    /// The sheet of a document, and the types that it names.
    pub(in crate::emit) fn of(api: &'a Api) -> (Value, Vec<TypeId>) {
        let mut sheet = Self {
            api,
            types: BTreeSet::new(),
        };
        let operations: Map<String, Value> = api
            .operations()
            .map(|operation| (operation.id.clone(), sheet.operation(operation)))
            .collect();
        let types = sheet.type_examples();
        let mut whole = Map::new();
        whole.insert("operations".to_owned(), Value::Object(operations));
        if !types.is_empty() {
            whole.insert("types".to_owned(), Value::Object(types));
        }
        (Value::Object(whole), sheet.types.into_iter().collect())
    }

    fn operation(&mut self, operation: &Operation) -> Value {
        let cases = operation.success.cases.iter().chain(&operation.errors);
        let responses: Vec<Value> = cases.map(|case| self.response(case)).collect();
        let links = operation.links.iter().filter_map(|link| {
            let LinkTarget::Operation { group, operation } = link.target else {
                return None;
            };
            let target = self.api.groups.get(group)?.operations.get(operation)?;
            let mut row = Map::new();
            row.insert("to".to_owned(), target.id.clone().into());
            put_list(
                &mut row,
                "parameters",
                link.parameters.iter().map(|pair| json!(pair)),
            );
            Some(Value::Object(row))
        });
        let links: Vec<Value> = links.collect();
        let mut row = Map::new();
        put_list(&mut row, "responses", responses);
        put_list(&mut row, "links", links);
        Value::Object(row)
    }

    fn response(&mut self, case: &ResponseCase) -> Value {
        let status = match case.status {
            StatusMatch::Code(status) | StatusMatch::Range(status) => status,
            StatusMatch::Default => 0,
        };
        let mut row = Map::new();
        row.insert("status".to_owned(), status.into());
        let headers: Vec<Value> = case
            .payload
            .headers
            .and_then(|place| self.api.header_sets.get(place))
            .map(|set| self.headers(set, case))
            .unwrap_or_default();
        put_list(&mut row, "headers", headers);
        if case.payload.content.is_some() {
            let media = case.payload.media.iter();
            let media: Vec<Value> = media.map(|media| self.media(media, case)).collect();
            put_list(&mut row, "media", media);
        }
        Value::Object(row)
    }

    fn headers(&mut self, set: &HeaderSet, case: &ResponseCase) -> Vec<Value> {
        let headers = set.headers.iter();
        headers
            .map(|(header, ..)| self.header(header, case))
            .collect()
    }

    fn header(&mut self, header: &Parameter, case: &ResponseCase) -> Value {
        let mut row = Map::new();
        row.insert("name".to_owned(), header.wire.clone().into());
        for (name, is_so) in [
            ("required", header.required),
            ("explode", header.explode),
            ("json", header.style == ParameterStyle::Json),
        ] {
            if is_so {
                row.insert(name.to_owned(), true.into());
            }
        }
        row.insert("schema".to_owned(), self.schema(&header.schema));
        let mut examples = case.examples.headers.iter();
        let example = examples.find(|(name, _)| name.eq_ignore_ascii_case(&header.wire));
        if let Some((_, value)) = example {
            row.insert("example".to_owned(), value.clone());
        }
        Value::Object(row)
    }

    fn media(&mut self, media: &Media, case: &ResponseCase) -> Value {
        let mut row = Map::new();
        row.insert("name".to_owned(), media.name.clone().into());
        // What the operation's description has, or what is written in another form.
        let is_known = is_listed_as_json(&case.payload) || media.alternative_to.is_some();
        let is_value = media.kind != MediaKind::Stream;
        let schema = match media.kind {
            MediaKind::Items => case
                .payload
                .content
                .as_ref()
                .and_then(|it| self.item(it, media)),
            _ => Some(media.schema.clone()),
        };
        if let Some(schema) = schema.filter(|schema| is_value && !is_known && !schema.is_any()) {
            row.insert("schema".to_owned(), self.schema(&schema));
        }
        let is_json = media.name.contains("json");
        let examples = case.examples.bodies.iter();
        let examples = examples.filter(|(name, ..)| is_same(name, &media.name));
        let examples = examples.map(|(_, name, value)| json!([name, example(value, is_json)]));
        put_list(&mut row, "examples", examples);
        Value::Object(row)
    }

    /// The schema of the items of a stream, where they are of a type.
    fn item(&self, content: &Content, media: &Media) -> Option<SchemaRef> {
        match content {
            Content::Events(EventData::Json(ty)) | Content::Lines(ty) => match ty {
                Type::Named(id) | Type::Boxed(id) => Some(SchemaRef::Type(*id)),
                _ => None,
            },
            Content::Choice(place) => {
                let mut variants = self.api.choices.get(*place)?.variants.iter();
                let is_own = |own: &Media| own.name == media.name;
                let variant = variants.find(|variant| variant.media.iter().any(is_own))?;
                match &variant.content {
                    Content::Choice(_) => None,
                    content => self.item(content, media),
                }
            }
            _ => None,
        }
    }

    /// The text of a schema, and the names in it.
    fn schema(&mut self, schema: &SchemaRef) -> Value {
        let (text, types) = text_of(self.api, schema);
        let names = types
            .iter()
            .map(|id| type_text_name(self.api.type_def(*id)));
        let names: Vec<String> = names.collect();
        self.types.extend(types);
        match names.is_empty() {
            true => json!([text]),
            false => json!([text, names]),
        }
    }

    /// The examples of the types, and of their properties.
    fn type_examples(&mut self) -> Map<String, Value> {
        let mut all = Map::new();
        for (index, definition) in self.api.types.iter().enumerate() {
            let mut row = Map::new();
            if let Some(value) = &definition.example {
                row.insert("example".to_owned(), value.clone());
            }
            let properties = property_examples(definition);
            if !properties.is_empty() {
                row.insert("properties".to_owned(), Value::Object(properties));
            }
            if row.is_empty() || definition.shares.is_some() {
                continue;
            }
            self.types.insert(TypeId(index));
            all.insert(type_text_name(definition), Value::Object(row));
        }
        all
    }
}

fn property_examples(definition: &TypeDef) -> Map<String, Value> {
    let TypeKind::Struct(object) = &definition.kind else {
        return Map::new();
    };
    let fields = object.fields.iter();
    let examples = fields.filter_map(|field| Some((field.wire.clone(), field.example.clone()?)));
    examples.collect()
}

/// Whether the description of an operation has the schema of a response.
fn is_listed_as_json(payload: &Payload) -> bool {
    let [media, others @ ..] = payload.media.as_slice() else {
        return false;
    };
    let is_same =
        |other: &Media| other.is_markup() && other.alternative_to.as_ref() == Some(&media.name);
    let is_plain = media.name == "application/json" && media.kind == MediaKind::Value;
    is_plain && others.iter().all(is_same)
}

/// Whether a media type as the document writes it is one of the representation, which has no parameters where it need not.
fn is_same(written: &str, name: &str) -> bool {
    let bare = |name: &str| {
        let bare = name.split(';').next().unwrap_or_default();
        bare.trim().to_ascii_lowercase()
    };
    written.eq_ignore_ascii_case(name) || bare(written) == bare(name)
}

/// An example as a value: many documents have JSON as text.
fn example(value: &Value, is_json: bool) -> Value {
    let parsed = value.as_str().filter(|_| is_json).and_then(|text| {
        let text = text.trim();
        let is_whole = text.starts_with(['{', '[']);
        is_whole.then(|| serde_json::from_str(text).ok()).flatten()
    });
    parsed.unwrap_or_else(|| value.clone())
}

fn put_list(row: &mut Map<String, Value>, name: &str, list: impl IntoIterator<Item = Value>) {
    let list: Vec<Value> = list.into_iter().collect();
    if !list.is_empty() {
        row.insert(name.to_owned(), Value::Array(list));
    }
}
