//! `spec/timely.yaml` as plain data, read without the generator: what the generated code is held to.

pub(crate) mod check;
pub(crate) mod sample;
pub(crate) mod violate;

use http::Method;
use serde_json::{Map, Value};
use std::sync::LazyLock;

/// Where the document is.
pub(crate) const PATH: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../spec/timely.yaml");

static DOCUMENT: LazyLock<Value> = LazyLock::new(|| {
    let text = std::fs::read_to_string(PATH).expect("the document can be read");
    serde_yaml::from_str(&text).expect("the document is YAML")
});

static OPERATIONS: LazyLock<Vec<Operation>> = LazyLock::new(|| {
    let paths = object(&DOCUMENT["paths"]).iter();
    paths
        .flat_map(|(path, item)| {
            object(item)
                .iter()
                .map(move |(method, value)| Operation::read(path, method, value))
        })
        .collect()
});

/// One operation of the document.
#[derive(Debug)]
pub(crate) struct Operation {
    pub(crate) id: &'static str,
    pub(crate) method: Method,
    /// The template, such as `/v1/contacts/{id}`.
    pub(crate) path: &'static str,
    pub(crate) parameters: Vec<Parameter>,
    pub(crate) body: Option<Body>,
    /// The alternatives of its security requirement, each the scopes it needs; empty when no key is needed.
    pub(crate) security: Vec<Vec<&'static str>>,
    pub(crate) responses: Vec<Response>,
}

/// A parameter of an operation.
#[derive(Debug)]
pub(crate) struct Parameter {
    pub(crate) name: &'static str,
    pub(crate) location: &'static str,
    pub(crate) schema: Value,
}

/// The request body of an operation.
#[derive(Debug)]
pub(crate) struct Body {
    pub(crate) required: bool,
    pub(crate) schema: &'static Value,
}

/// A response of an operation.
#[derive(Debug)]
pub(crate) struct Response {
    pub(crate) status: u16,
    pub(crate) schema: &'static Value,
    /// In lower case.
    pub(crate) headers: Vec<String>,
    pub(crate) example: Option<&'static Value>,
}

/// All operations, in document order.
pub(crate) fn operations() -> &'static [Operation] {
    &OPERATIONS
}

/// The operation of this identifier.
pub(crate) fn operation(id: &str) -> &'static Operation {
    let found = operations().iter().find(|operation| operation.id == id);
    found.unwrap_or_else(|| panic!("the document has no operation {id}"))
}

/// The operation that a request is for; `None` when the document has none.
pub(crate) fn operation_of(method: &Method, path: &str) -> Option<&'static Operation> {
    operations()
        .iter()
        .find(|operation| operation.method == method && operation.matches(path))
}

/// The names of the document's webhook events, with the schemas of their payloads.
pub(crate) fn events() -> impl Iterator<Item = (&'static str, &'static Value)> {
    object(&DOCUMENT["webhooks"]).iter().map(|(name, item)| {
        let body = resolve(&item["post"]["requestBody"]);
        (
            name.as_str(),
            &body["content"]["application/json"]["schema"],
        )
    })
}

/// The scopes that the document's security scheme names.
pub(crate) fn scopes() -> Vec<&'static str> {
    let scheme = &DOCUMENT["components"]["securitySchemes"]["ApiKey"];
    object(&scheme["x-scopes"])
        .keys()
        .map(String::as_str)
        .collect()
}

impl Operation {
    fn read(path: &'static str, method: &str, value: &'static Value) -> Self {
        let method = method.to_uppercase();
        let security = value.get("security").unwrap_or(&DOCUMENT["security"]);
        let parameters = value["parameters"].as_array().into_iter().flatten();
        let body = value.get("requestBody").map(|body| {
            let body = resolve(body);
            Body {
                required: body["required"] == true,
                schema: &body["content"]["application/json"]["schema"],
            }
        });
        Self {
            id: text(&value["operationId"]),
            method: method.parse().expect("a method"),
            path,
            parameters: parameters
                .map(|parameter| Parameter::read(resolve(parameter)))
                .collect(),
            body,
            security: list(security).iter().map(scopes_of).collect(),
            responses: object(&value["responses"])
                .iter()
                .map(Response::read)
                .collect(),
        }
    }

    /// Whether a path is one of the template's.
    fn matches(&self, path: &str) -> bool {
        let (mut own, mut other) = (self.path.split('/'), path.split('/'));
        loop {
            match (own.next(), other.next()) {
                (None, None) => return true,
                (Some(own), Some(other)) if own == other || own.starts_with('{') => {}
                _ => return false,
            }
        }
    }

    /// The path with this text in place of every parameter.
    pub(crate) fn path_with(&self, value: &str) -> String {
        let segments = self.path.split('/');
        let filled: Vec<&str> = segments
            .map(|segment| {
                if segment.starts_with('{') {
                    value
                } else {
                    segment
                }
            })
            .collect();
        filled.join("/")
    }

    /// Whether the path has parameters.
    pub(crate) fn has_path_parameters(&self) -> bool {
        self.parameters
            .iter()
            .any(|parameter| parameter.location == "path")
    }

    /// The response of this status, if there is one.
    pub(crate) fn response(&self, status: u16) -> Option<&Response> {
        self.responses
            .iter()
            .find(|response| response.status == status)
    }

    /// The one documented success.
    pub(crate) fn success(&self) -> &Response {
        let mut successes = self
            .responses
            .iter()
            .filter(|response| response.status < 300);
        let success = successes
            .next()
            .expect("every operation documents a success");
        assert!(
            successes.next().is_none(),
            "{}: more than one success",
            self.id
        );
        success
    }

    /// The documented errors.
    pub(crate) fn errors(&self) -> impl Iterator<Item = &Response> {
        self.responses
            .iter()
            .filter(|response| response.status >= 300)
    }

    /// A body that has what is required and nothing else.
    pub(crate) fn minimal_body(&self) -> Option<Value> {
        self.body.as_ref().map(|body| sample::minimal(body.schema))
    }
}

impl Parameter {
    fn read(value: &'static Value) -> Self {
        Self {
            name: text(&value["name"]),
            location: text(&value["in"]),
            schema: merged(&value["schema"]),
        }
    }
}

impl Response {
    fn read((status, value): (&'static String, &'static Value)) -> Self {
        let value = resolve(value);
        let headers = value.get("headers").map(object).into_iter().flatten();
        let content = &value["content"]["application/json"];
        Self {
            status: status.parse().expect("a status"),
            schema: &content["schema"],
            headers: headers.map(|(name, _)| name.to_lowercase()).collect(),
            example: content.get("example"),
        }
    }
}

fn scopes_of(alternative: &'static Value) -> Vec<&'static str> {
    object(alternative)
        .values()
        .flat_map(|scopes| list(scopes).iter().map(text))
        .collect()
}

/// What a reference leads to.
pub(crate) fn resolve(value: &'static Value) -> &'static Value {
    match value.get("$ref") {
        Some(reference) => {
            let pointer = text(reference)
                .strip_prefix('#')
                .expect("a local reference");
            resolve(
                DOCUMENT
                    .pointer(pointer)
                    .expect("a reference that leads somewhere"),
            )
        }
        None => value,
    }
}

/// A schema with its reference followed and its other keywords beside those of the target.
pub(crate) fn merged(schema: &Value) -> Value {
    let Some(reference) = schema.get("$ref") else {
        return schema.clone();
    };
    let pointer = reference.as_str().and_then(|text| text.strip_prefix('#'));
    let target = pointer.and_then(|pointer| DOCUMENT.pointer(pointer));
    let mut merged = merged(target.expect("a reference that leads somewhere"));
    let own = schema
        .as_object()
        .into_iter()
        .flatten()
        .filter(|(name, _)| *name != "$ref");
    for (name, value) in own {
        merged[name] = value.clone();
    }
    merged
}

fn object(value: &Value) -> &Map<String, Value> {
    value.as_object().expect("an object")
}

fn list(value: &Value) -> &[Value] {
    value.as_array().expect("a list")
}

fn text(value: &'static Value) -> &'static str {
    value.as_str().expect("a text")
}

/// The document as the generator reads it, beside the document as this module does.
#[test]
fn the_generator_finds_the_operations_of_the_document() {
    let outcome = timely_codegen::Generator::from_file(PATH).run();
    let api = outcome.api().expect("the document can be read");
    assert!(outcome.module.is_some(), "{}", outcome.render_diagnostics());

    let mut generated: Vec<(String, String, String, Vec<u16>)> = api
        .operations()
        .map(|operation| {
            let statuses = operation.errors.iter().map(|error| match error.status {
                timely_codegen::ir::StatusMatch::Code(code) => code,
                other => panic!("{}: {other:?}", operation.id),
            });
            (
                operation.id.clone(),
                operation.http_method.clone(),
                operation.path.clone(),
                statuses.collect(),
            )
        })
        .collect();
    let mut documented: Vec<_> = operations()
        .iter()
        .map(|operation| {
            (
                operation.id.to_owned(),
                operation.method.to_string(),
                operation.path.to_owned(),
                operation
                    .errors()
                    .map(|error| error.status)
                    .collect::<Vec<u16>>(),
            )
        })
        .collect();
    generated.sort();
    documented.sort();
    assert_eq!(documented.len(), 96);
    assert_eq!(generated, documented);
}
