//! The examples of parameters and bodies, as values (OpenAPI 3.1, section 4.8.19).

use super::Operations;
use crate::ir::ResponseExamples;
use crate::lower::components::component_key;
use indexmap::IndexMap;
use openapiv3::{
    Content, Example, Header, MediaType, ParameterData, ParameterSchemaOrContent, ReferenceOr,
    Response, Schema,
};
use serde_json::Value;

/// The examples of one place.
type Examples = IndexMap<String, ReferenceOr<Example>>;

impl<'a> Operations<'a> {
    /// An example of a parameter: its own, or else that of its schema.
    pub(super) fn example_of_parameter(&self, data: &'a ParameterData) -> Option<Value> {
        let own = self.example(data.example.as_ref(), &data.examples);
        own.or_else(|| match &data.format {
            ParameterSchemaOrContent::Schema(schema) => example_of_schema(schema),
            ParameterSchemaOrContent::Content(content) => self.example_of_body(content),
        })
    }

    /// An example of a body: that of the first media type which has one.
    pub(super) fn example_of_body(&self, content: &'a Content) -> Option<Value> {
        let of_media = |media: &'a MediaType| {
            let own = self.example(media.example.as_ref(), &media.examples);
            own.or_else(|| media.schema.as_ref().and_then(example_of_schema))
        };
        content.values().find_map(of_media)
    }

    /// The only example, or else the first of several that has a value. A reference that leads nowhere is none: nothing
    /// but documentation is made of it.
    fn example(&self, only: Option<&'a Value>, several: &'a Examples) -> Option<Value> {
        let of_several = || {
            several.values().find_map(|example| match example {
                ReferenceOr::Item(example) => example.value.as_ref(),
                ReferenceOr::Reference { reference } => self.component_example(reference),
            })
        };
        only.or_else(of_several).cloned()
    }

    /// The examples of a response: of each media type all, or else that of its schema; and of its headers.
    pub(super) fn examples_of_response(&self, response: &'a Response) -> ResponseExamples {
        let mut examples = ResponseExamples::default();
        for (name, media) in &response.content {
            let only = media.example.iter().map(|value| (String::new(), value));
            let several = media.examples.iter().filter_map(|(key, example)| {
                let value = match example {
                    ReferenceOr::Item(example) => example.value.as_ref(),
                    ReferenceOr::Reference { reference } => self.component_example(reference),
                };
                Some((key.clone(), value?))
            });
            let mut own: Vec<(String, Value)> = only
                .chain(several)
                .map(|(key, value)| (key, value.clone()))
                .collect();
            if own.is_empty() {
                let of_schema = media.schema.as_ref().and_then(example_of_schema);
                own.extend(of_schema.map(|value| (String::new(), value)));
            }
            let own = own.into_iter();
            let rows = own.map(|(key, value)| (name.clone(), key, value));
            examples.bodies.extend(rows);
        }
        let headers = response.headers.iter();
        let headers = headers.filter_map(|(name, header)| {
            let example = self.example_of_header(header)?;
            Some((name.clone(), example))
        });
        examples.headers = headers.collect();
        examples
    }

    fn example_of_header(&self, header: &'a ReferenceOr<Header>) -> Option<Value> {
        let header = match header {
            ReferenceOr::Item(header) => header,
            ReferenceOr::Reference { reference } => {
                let components = self.context.openapi.components.as_ref()?;
                let key = component_key(reference, "headers")?;
                components.headers.get(&key)?.as_item()?
            }
        };
        let own = self.example(header.example.as_ref(), &header.examples);
        own.or_else(|| match &header.format {
            ParameterSchemaOrContent::Schema(schema) => example_of_schema(schema),
            ParameterSchemaOrContent::Content(content) => self.example_of_body(content),
        })
    }

    fn component_example(&self, reference: &str) -> Option<&'a Value> {
        let components = self.context.openapi.components.as_ref()?;
        let key = component_key(reference, "examples")?;
        match components.examples.get(&key)? {
            ReferenceOr::Item(example) => example.value.as_ref(),
            ReferenceOr::Reference { .. } => None,
        }
    }
}

/// The example of a schema that stands in place; a component has its own with its type.
fn example_of_schema(schema: &ReferenceOr<Schema>) -> Option<Value> {
    match schema {
        ReferenceOr::Item(schema) => schema.schema_data.example.clone(),
        ReferenceOr::Reference { .. } => None,
    }
}
