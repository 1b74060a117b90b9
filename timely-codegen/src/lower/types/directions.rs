//! In which directions the schemas of a document travel: from clients to servers, back, or both.
//!
//! A property that is `readOnly` and required is always there in a response, and need not be in a request. A type that
//! only ever travels one way can say so; one that travels both ways cannot, and is not doubled for it.

use crate::diagnostic::Pointer;
use crate::lower::components::component_key;
use crate::lower::types::Types;
use openapiv3::{
    AdditionalProperties, Components, MediaType, OpenAPI, Operation, Parameter,
    ParameterSchemaOrContent, ReferenceOr, RequestBody, Response, Schema, SchemaKind, Type,
};
use serde_json::Value;
use std::collections::HashSet;

/// Where something travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Directions {
    pub(in crate::lower) requests: bool,
    pub(in crate::lower) responses: bool,
}

impl Directions {
    const REQUESTS: Self = Self {
        requests: true,
        responses: false,
    };
    const RESPONSES: Self = Self {
        requests: false,
        responses: true,
    };
    const BOTH: Self = Self {
        requests: true,
        responses: true,
    };
}

/// The component schemas that requests and responses hold.
#[derive(Debug)]
pub(in crate::lower) struct Travels {
    requests: HashSet<String>,
    responses: HashSet<String>,
}

impl Travels {
    pub(in crate::lower) fn of(openapi: &OpenAPI) -> Self {
        let walk = |direction| {
            let mut walk = Walk {
                components: openapi.components.as_ref(),
                direction,
                found: HashSet::new(),
                open: Vec::new(),
            };
            walk.document(openapi);
            walk.found
        };
        Self {
            requests: walk(Directions::REQUESTS),
            responses: walk(Directions::RESPONSES),
        }
    }

    /// Where a schema at a place travels; both ways if that cannot be told.
    fn at(&self, pointer: &Pointer) -> Directions {
        let mut segments = pointer.segments();
        let first = segments.next();
        let second = segments.next();
        match (first.as_deref(), second.as_deref(), segments.next()) {
            (Some("components"), Some("schemas"), Some(key)) => {
                let found = Directions {
                    requests: self.requests.contains(&key),
                    responses: self.responses.contains(&key),
                };
                // What no operation uses may be used anywhere.
                if found.requests || found.responses {
                    found
                } else {
                    Directions::BOTH
                }
            }
            (Some("components"), Some("requestBodies"), _) => Directions::REQUESTS,
            (Some("components"), Some("responses"), _) => Directions::RESPONSES,
            (Some("paths"), Some(_), Some(_)) => match segments.next().as_deref() {
                Some("requestBody") => Directions::REQUESTS,
                Some("responses") => Directions::RESPONSES,
                _ => Directions::BOTH,
            },
            _ => Directions::BOTH,
        }
    }
}

impl Types<'_> {
    /// Where a schema at a place travels.
    pub(super) fn directions(&mut self, pointer: &Pointer) -> Directions {
        let openapi = self.context.openapi;
        self.travels
            .get_or_insert_with(|| Travels::of(openapi))
            .at(pointer)
    }
}

/// A walk over all that travels in one direction.
struct Walk<'a> {
    components: Option<&'a Components>,
    direction: Directions,
    found: HashSet<String>,
    /// The components found whose schemas are still to be looked at.
    open: Vec<&'a ReferenceOr<Schema>>,
}

impl<'a> Walk<'a> {
    fn document(&mut self, openapi: &'a OpenAPI) {
        for item in openapi
            .paths
            .paths
            .values()
            .filter_map(ReferenceOr::as_item)
        {
            for parameter in &item.parameters {
                self.parameter(parameter);
            }
            for (_, operation) in item.iter() {
                self.operation(operation);
            }
            item.extensions.values().for_each(|value| self.value(value));
        }
        openapi
            .extensions
            .values()
            .for_each(|value| self.value(value));
        while let Some(schema) = self.open.pop() {
            self.schema(schema);
        }
    }

    fn operation(&mut self, operation: &'a Operation) {
        if self.direction.requests {
            for parameter in &operation.parameters {
                self.parameter(parameter);
            }
            let components = self.components;
            let body = operation.request_body.as_ref().and_then(|body| {
                found(body, "requestBodies", |key| {
                    components?.request_bodies.get(key)
                })
            });
            if let Some(RequestBody { content, .. }) = body {
                content.values().for_each(|media| self.media_type(media));
            }
        }
        if self.direction.responses {
            let responses = operation.responses.responses.values();
            for response in responses.chain(&operation.responses.default) {
                self.response(response);
            }
        }
        // What the server asks of the client is a request of the other side.
        for callback in operation.callbacks.values() {
            for item in callback.values() {
                for (_, operation) in item.iter() {
                    self.operation(operation);
                }
            }
        }
        operation
            .extensions
            .values()
            .for_each(|value| self.value(value));
    }

    fn parameter(&mut self, parameter: &'a ReferenceOr<Parameter>) {
        let components = self.components;
        let parameter = found(parameter, "parameters", |key| {
            components?.parameters.get(key)
        });
        match parameter.map(|parameter| &parameter.parameter_data_ref().format) {
            Some(ParameterSchemaOrContent::Schema(schema)) => self.schema(schema),
            Some(ParameterSchemaOrContent::Content(content)) => {
                content.values().for_each(|media| self.media_type(media));
            }
            None => {}
        }
    }

    fn response(&mut self, response: &'a ReferenceOr<Response>) {
        let components = self.components;
        if let Some(response) = found(response, "responses", |key| components?.responses.get(key)) {
            response
                .content
                .values()
                .for_each(|media| self.media_type(media));
        }
    }

    fn media_type(&mut self, media: &'a MediaType) {
        media.schema.iter().for_each(|schema| self.schema(schema));
        media
            .extensions
            .values()
            .for_each(|value| self.value(value));
    }

    fn reference(&mut self, reference: &str) {
        if let Some(key) = component_key(reference, "schemas")
            && let Some(schema) = self
                .components
                .and_then(|components| components.schemas.get(&key))
            && self.found.insert(key)
        {
            self.open.push(schema);
        }
    }

    /// References within what OpenAPI 3.0 has no key for.
    fn value(&mut self, value: &Value) {
        match value {
            Value::Array(items) => items.iter().for_each(|item| self.value(item)),
            Value::Object(members) => {
                if let Some(Value::String(reference)) = members.get("$ref") {
                    self.reference(reference);
                }
                members.values().for_each(|member| self.value(member));
            }
            _ => {}
        }
    }

    fn schema(&mut self, schema: &'a ReferenceOr<Schema>) {
        match schema {
            ReferenceOr::Reference { reference } => self.reference(reference),
            ReferenceOr::Item(schema) => self.inline(schema),
        }
    }

    fn boxed(&mut self, schema: &'a ReferenceOr<Box<Schema>>) {
        match schema {
            ReferenceOr::Reference { reference } => self.reference(reference),
            ReferenceOr::Item(schema) => self.inline(schema),
        }
    }

    fn inline(&mut self, schema: &'a Schema) {
        let data = &schema.schema_data;
        data.extensions.values().for_each(|value| self.value(value));
        if let Some(discriminator) = &data.discriminator {
            let targets = discriminator.mapping.values();
            targets.for_each(|target| self.reference(target));
        }
        match &schema.schema_kind {
            SchemaKind::Type(Type::Object(object)) => {
                object
                    .properties
                    .values()
                    .for_each(|schema| self.boxed(schema));
                self.additional(object.additional_properties.as_ref());
            }
            SchemaKind::Type(Type::Array(array)) => {
                array.items.iter().for_each(|schema| self.boxed(schema));
            }
            SchemaKind::Type(_) => {}
            SchemaKind::OneOf { one_of: list }
            | SchemaKind::AnyOf { any_of: list }
            | SchemaKind::AllOf { all_of: list } => list.iter().for_each(|part| self.schema(part)),
            SchemaKind::Not { not } => self.schema(not),
            SchemaKind::Any(any) => {
                any.properties
                    .values()
                    .chain(&any.items)
                    .for_each(|schema| self.boxed(schema));
                for list in [&any.all_of, &any.any_of, &any.one_of] {
                    list.iter().for_each(|part| self.schema(part));
                }
                any.not.iter().for_each(|not| self.schema(not));
                self.additional(any.additional_properties.as_ref());
            }
        }
    }

    fn additional(&mut self, additional: Option<&'a AdditionalProperties>) {
        if let Some(AdditionalProperties::Schema(schema)) = additional {
            self.schema(schema);
        }
    }
}

/// What a reference to a component leads to, through others.
fn found<'a, T>(
    item: &'a ReferenceOr<T>,
    section: &str,
    get: impl Fn(&str) -> Option<&'a ReferenceOr<T>>,
) -> Option<&'a T> {
    /// More than any document has in a row; a longer chain is a cycle.
    const MAX_CHAIN: usize = 64;
    let mut item = item;
    for _ in 0..MAX_CHAIN {
        match item {
            ReferenceOr::Item(item) => return Some(item),
            ReferenceOr::Reference { reference } => {
                item = get(&component_key(reference, section)?)?;
            }
        }
    }
    None
}
