//! Responses: a schema for each media type, and the headers.

use super::document::section;
use super::{Converter, Entries, JSON, reference, schemas};
use crate::diagnostic::{Group, Pointer};
use crate::grammar;
use serde_json::{Map, Value};

const BYTES: &str = "application/octet-stream";

impl<'a> Converter<'a, '_> {
    /// The responses that operations share.
    pub(super) fn responses_section(&mut self, responses: &'a Entries) -> Entries {
        let base = Pointer::root().child("responses");
        let to = section("responses");
        self.moved(&base, &to);
        let types = self.produces.clone();
        let mut converted = Map::new();
        for (name, value) in responses {
            let value = match value {
                Value::Object(response) if grammar::reference(value).is_none() => Value::Object(
                    self.response(response, &base.child(name), &to.child(name), &types),
                ),
                other => other.clone(),
            };
            converted.insert(name.clone(), value);
        }
        converted
    }

    /// The responses of an operation.
    pub(super) fn responses(
        &mut self,
        responses: &'a Entries,
        at: &Pointer,
        produces: Option<Vec<String>>,
    ) -> Entries {
        let types = produces.unwrap_or_else(|| self.produces.clone());
        let mut converted = Map::new();
        for (status, value) in responses {
            let here = at.child(status);
            let value = match (grammar::reference(value), value) {
                _ if grammar::is_extension(status) => value.clone(),
                (Some(text), _) => self.shared_response(text, &here, &types, value),
                (None, Value::Object(response)) => {
                    Value::Object(self.response(response, &here, &here, &types))
                }
                _ => value.clone(),
            };
            converted.insert(status.clone(), value);
        }
        converted
    }

    /// A response that operations share, in the media types of this one.
    fn shared_response(
        &mut self,
        text: &str,
        at: &Pointer,
        produces: &[String],
        value: &Value,
    ) -> Value {
        let Some((place, response)) = self.target(text) else {
            return value.clone();
        };
        let Some(schema) = response.get("schema") else {
            return value.clone();
        };
        let types = self.types_of(response, produces);
        if types == self.types_of(response, &self.produces) {
            return value.clone();
        }
        let size = response.values().map(|value| grammar::measure(value).0);
        if !self.may_copy(size.sum(), at) {
            return value.clone();
        }
        self.report_types(&types, produces, &place);
        let mut copy = response.clone();
        if grammar::reference(schema).is_none() {
            copy.insert("schema".to_owned(), reference(&place.child("schema")));
        }
        self.copying(|converter| {
            converter.moved(&place, at);
            Value::Object(converter.response_of(&copy, &place, at, &types))
        })
    }

    fn response(
        &mut self,
        response: &Entries,
        from: &Pointer,
        to: &Pointer,
        produces: &[String],
    ) -> Entries {
        let types = self.types_of(response, produces);
        if response.contains_key("schema") {
            self.report_types(&types, produces, from);
        }
        self.response_of(response, from, to, &types)
    }

    fn response_of(
        &mut self,
        response: &Entries,
        from: &Pointer,
        to: &Pointer,
        types: &[String],
    ) -> Entries {
        let mut converted = Map::new();
        for (key, value) in response {
            match (key.as_str(), value) {
                ("examples", _) => {}
                ("schema", _) if response.contains_key("content") => {}
                ("schema", schema) => {
                    let at = to.child("content");
                    let mut content = self.content(types, schema, &from.child(key), &at);
                    self.examples(response, from, &at, &mut content);
                    converted.insert("content".to_owned(), Value::Object(content));
                }
                ("headers", Value::Object(headers)) => {
                    let headers = self.headers(headers, &from.child(key), &to.child(key));
                    converted.insert(key.clone(), Value::Object(headers));
                }
                (_, value) => {
                    converted.insert(key.clone(), value.clone());
                }
            }
        }
        converted
    }

    fn headers(&mut self, headers: &Entries, from: &Pointer, to: &Pointer) -> Entries {
        let mut converted = Map::new();
        for (name, value) in headers {
            let value = match value {
                Value::Object(header) if grammar::reference(value).is_none() => {
                    Value::Object(self.header(header, &from.child(name), &to.child(name)))
                }
                other => other.clone(),
            };
            converted.insert(name.clone(), value);
        }
        converted
    }

    fn examples(
        &mut self,
        response: &Entries,
        from: &Pointer,
        to: &Pointer,
        content: &mut Entries,
    ) {
        let Some(examples) = response.get("examples").and_then(Value::as_object) else {
            return;
        };
        for (name, example) in examples {
            if let Some(media) = content.get_mut(name).and_then(Value::as_object_mut) {
                let from = from.child("examples").child(name);
                self.moved(&from, &to.child(name).child("example"));
                media.insert("example".to_owned(), example.clone());
            }
        }
    }

    /// The media types of one response. Swagger 2.0 has them for all responses of an operation together, of which some may
    /// be files and others say what went wrong.
    fn types_of(&self, response: &Entries, produces: &[String]) -> Vec<String> {
        let Some(schema) = response.get("schema").and_then(Value::as_object) else {
            return produces.to_vec();
        };
        let fitting = |fits: &dyn Fn(&str) -> bool| -> Vec<String> {
            let fitting = produces.iter().filter(|name| fits(name));
            fitting.cloned().collect()
        };
        let (fitting, otherwise) = if schemas::is_file(schema) {
            (fitting(&|name| !is_structured(name)), BYTES)
        } else if self.is_object(schema) {
            (fitting(&|name| !is_bytes(name) && !is_text(name)), JSON)
        } else {
            return produces.to_vec();
        };
        match fitting.is_empty() {
            true if produces.iter().any(|name| is_text(name)) => produces.to_vec(),
            true => vec![otherwise.to_owned()],
            false => fitting,
        }
    }

    /// Reports that a response is taken for JSON of which the document speaks nowhere.
    fn report_types(&mut self, types: &[String], produces: &[String], at: &Pointer) {
        if *types != [JSON] || produces.iter().any(|name| name == JSON) {
            return;
        }
        let message = format!(
            "`produces` names no media type that an object can be written in; `{JSON}` is assumed"
        );
        let group = Group::new(
            message.clone(),
            ", here and at one other place",
            ", here and at {} other places",
        );
        self.mended(&at.child("schema"), message)
            .at_key()
            .group(group)
            .help("name the media type of this response as well");
    }

    /// Whether a schema is of objects or lists.
    fn is_object(&self, schema: &Entries) -> bool {
        let meant = match schema.get("$ref").and_then(Value::as_str) {
            Some(text) => self.target(text).map(|(_, meant)| meant),
            None => Some(schema),
        };
        let objects = ["object", "array"];
        let kind = meant.and_then(|schema| schema.get("type")?.as_str());
        let parts = ["properties", "allOf", "items", "additionalProperties"];
        kind.is_some_and(|kind| objects.contains(&kind))
            || kind.is_none()
                && meant.is_some_and(|schema| parts.iter().any(|key| schema.contains_key(*key)))
    }
}

/// A media type without its parameters.
fn essence(name: &str) -> &str {
    name.split(';').next().unwrap_or(name).trim()
}

fn is_text(name: &str) -> bool {
    essence(name) == "text/plain"
}

/// Whether values are written in a media type.
fn is_structured(name: &str) -> bool {
    let endings = ["json", "xml", "yaml", "yml"];
    endings.iter().any(|ending| essence(name).ends_with(ending))
}

/// Whether a media type is of files, and of nothing that an object is written in.
fn is_bytes(name: &str) -> bool {
    const FILES: &[&str] = &[
        BYTES,
        "application/gzip",
        "application/pdf",
        "application/x-gzip",
        "application/x-tar",
        "application/zip",
    ];
    let essence = essence(name);
    let main = essence.split('/').next().unwrap_or_default();
    FILES.contains(&essence)
        || ["image", "audio", "video", "font"].contains(&main)
        || essence.ends_with("-stream")
        || essence == "text/csv"
}
