//! Parameters that are fields of a form.

use super::collection::Written;
use super::operation::Given;
use super::{Converter, Entries, reference, schemas};
use crate::diagnostic::Pointer;
use crate::grammar::{self, SCHEMA};
use serde_json::{Map, Value, json};

const URL_ENCODED: &str = "application/x-www-form-urlencoded";
const MULTIPART: &str = "multipart/form-data";

impl Converter<'_, '_> {
    /// The body that the fields of a form make up. `list` is the place of the parameters.
    pub(super) fn form(
        &mut self,
        fields: &[Given<'_>],
        list: &Pointer,
        to: &Pointer,
        types: &[String],
    ) -> Value {
        let named = form_types(fields, types);
        let types = match named.is_empty() {
            true => vec![self.usual_type(fields, list)],
            false => named,
        };
        // No value stands there; it is a name for the form as a whole, until all references are settled.
        let form = list.child("form");
        let mut content = Map::new();
        let mut required = Vec::new();
        let (mut properties, mut encoding) = (Map::new(), Map::new());
        let Some((first, others)) = types.split_first() else {
            return Value::Null;
        };
        let at_schema = to.child("content").child(first).child("schema");
        self.moved(&form, &at_schema);
        self.moved(&form, to);
        for field in fields {
            let Some(name) = field.name() else {
                continue;
            };
            if field.is_shared && !self.may_copy(field.size(), &field.place) {
                continue;
            }
            let at = at_schema.child("properties").child(name);
            self.moved(&field.place, &at);
            let written = self.written(field.entries, true, &field.place);
            let property = self.field(field, &at, written);
            properties.insert(name.to_owned(), Value::Object(property));
            if field.entries.get("required") == Some(&json!(true)) {
                self.moved(
                    &field.place.child("required"),
                    &at_schema.child("required").index(required.len()),
                );
                required.push(json!(name));
            }
            if let Written::Styled { style, explode } = written
                && !holds_file(field.entries)
            {
                let how = json!({ "style": style, "explode": explode });
                encoding.insert(name.to_owned(), how);
            }
        }
        let is_required = !required.is_empty();
        let mut schema = json!({ "type": "object", "properties": properties });
        if let (true, Value::Object(schema)) = (is_required, &mut schema) {
            schema.insert("required".to_owned(), Value::Array(required));
        }
        let encoding = Value::Object(encoding);
        content.insert(first.clone(), media(schema, &encoding));
        for name in others {
            content.insert(name.clone(), media(reference(&form), &encoding));
        }
        json!({ "required": is_required, "content": content })
    }

    /// The media type of a form that the document names none for. Where an operation names others, that is worth a word.
    fn usual_type(&mut self, fields: &[Given<'_>], list: &Pointer) -> String {
        let has_file = fields.iter().any(|field| holds_file(field.entries));
        let name = if has_file { MULTIPART } else { URL_ENCODED };
        let consumes = list.parent().unwrap_or_default().child("consumes");
        if consumes.look(self.document).is_some() {
            let message =
                format!("no media type here is of a form such as this; `{name}` is assumed");
            self.mended(&consumes, message)
                .at_key()
                .help(format!("write `consumes: [{name}]`"));
        }
        name.to_owned()
    }

    /// A field as a property.
    fn field(&mut self, field: &Given<'_>, to: &Pointer, written: Written) -> Entries {
        let mut property = Map::new();
        for (key, value) in field.entries {
            let name = match key.as_str() {
                "required" | "collectionFormat" | "examples" | "in" | "name" => continue,
                "x-example" => "example",
                key if schemas::NULLABLE.contains(&key) => "nullable",
                key => key,
            };
            if SCHEMA.field(name).is_some() || grammar::is_extension(name) {
                self.moved(&field.place.child(key), &to.child(name));
                property.insert(name.to_owned(), value.clone());
            }
        }
        self.settle_schema(&mut property, written);
        property
    }
}

fn media(schema: Value, encoding: &Value) -> Value {
    let mut media = json!({ "schema": schema });
    if let (Some(media), false) = (
        media.as_object_mut(),
        encoding.as_object().is_none_or(Map::is_empty),
    ) {
        media.insert("encoding".to_owned(), encoding.clone());
    }
    media
}

/// The media types of forms among those that an operation names, if they can hold the form.
fn form_types(fields: &[Given<'_>], named: &[String]) -> Vec<String> {
    let has_file = fields.iter().any(|field| holds_file(field.entries));
    let essence = |name: &str| {
        let essence = name.split(';').next().unwrap_or(name);
        essence.trim().to_ascii_lowercase()
    };
    let fits = |name: &str| {
        essence(name).starts_with("multipart/") || essence(name) == URL_ENCODED && !has_file
    };
    let mut types: Vec<String> = Vec::new();
    for name in named.iter().filter(|name| fits(name)) {
        // A boundary is of one body.
        let name = essence(name);
        if !types.contains(&name) {
            types.push(name);
        }
    }
    types
}

/// Whether a field is a file or a list of files.
fn holds_file(field: &Entries) -> bool {
    let items = field.get("items").and_then(Value::as_object);
    schemas::is_file(field) || items.is_some_and(schemas::is_file)
}
