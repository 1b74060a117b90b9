//! What a document says of the answers of its operations, as the generator writes it down: their headers, the schemas of
//! bodies that are not plain JSON, examples, and links.

use super::intern;
use super::script::Script;
use super::values::TypeExamples;
use crate::{Location, Parameter, Schema, Style};
use serde::Deserialize;
use serde_json::{Map, Value};
use std::collections::HashMap;

/// The sheet of a script that is none, which the generator does not write.
#[derive(Debug, thiserror::Error)]
#[error("what the document says of its answers cannot be read: {0}")]
pub struct SheetError(#[from] serde_json::Error);

/// A whole sheet.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Sheet {
    #[serde(default)]
    pub(super) operations: HashMap<String, OperationSheet>,
    #[serde(default)]
    pub(super) types: HashMap<String, TypeSheet>,
}

/// What is said of an operation.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct OperationSheet {
    #[serde(default)]
    pub(super) responses: Vec<ResponseSheet>,
    /// The operations that its answers lead to.
    #[serde(default)]
    pub(super) links: Vec<LinkSheet>,
}

/// What is said of a response.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct ResponseSheet {
    /// The status, a class (4 for `4XX`) or 0 for `default`.
    pub(super) status: u16,
    #[serde(default)]
    pub(super) headers: Vec<HeaderSheet>,
    /// The media types of its body; none for a response without one.
    #[serde(default)]
    pub(super) media: Vec<MediaSheet>,
}

/// A declared header.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct HeaderSheet {
    pub(super) name: String,
    #[serde(default)]
    pub(super) required: bool,
    #[serde(default)]
    pub(super) explode: bool,
    /// Whether its value is JSON text.
    #[serde(default)]
    pub(super) json: bool,
    pub(super) schema: SchemaSheet,
    #[serde(default)]
    pub(super) example: Option<Value>,
}

/// A media type of a body.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct MediaSheet {
    pub(super) name: String,
    /// The schema, where the operation does not have it.
    #[serde(default)]
    pub(super) schema: Option<SchemaSheet>,
    /// The examples, each with its name, which is empty for the only one.
    #[serde(default)]
    pub(super) examples: Vec<(String, Value)>,
}

/// The text of a schema, and the names of those that it refers to, in the order in which they first come.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct SchemaSheet(pub(super) String, #[serde(default)] pub(super) Vec<String>);

/// A link to another operation (OpenAPI 3.1, section 4.8.20).
#[derive(Clone, Debug, Deserialize)]
pub(super) struct LinkSheet {
    /// The id of the operation.
    pub(super) to: String,
    /// Its parameters, each with a constant or runtime expression.
    #[serde(default)]
    pub(super) parameters: Vec<(String, String)>,
}

/// Examples of a type.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct TypeSheet {
    #[serde(default)]
    pub(super) example: Option<Value>,
    #[serde(default)]
    pub(super) properties: Map<String, Value>,
}

/// The schemas of a script by their names.
#[derive(Default)]
pub(super) struct Names(HashMap<&'static str, &'static Schema>);

impl Names {
    /// The schema that a sheet names. What the generator writes is never unknown; if it ever were, all would be allowed.
    pub(super) fn schema(&self, sheet: &SchemaSheet) -> &'static Schema {
        let references = sheet.1.iter();
        let known = |name: &String| self.0.get(name.as_str()).copied();
        let references = references.map(known).collect::<Option<Vec<_>>>();
        references.map_or(Schema::ANY, |references| {
            intern::schema(&sheet.0, references)
        })
    }
}

impl Sheet {
    /// Reads the sheet of a script, and the schemas that it names.
    pub(super) fn read(script: &Script) -> Result<(Self, Names), SheetError> {
        let (sheet, schemas) = script.said();
        let names = Names(schemas.iter().copied().collect());
        Ok((serde_json::from_str(sheet)?, names))
    }

    /// The examples of the types, by their schemas.
    pub(super) fn examples(types: &HashMap<String, TypeSheet>, names: &Names) -> TypeExamples {
        let mut examples = TypeExamples::default();
        for (name, sheet) in types {
            if let Some(schema) = names.0.get(name.as_str()) {
                examples.add(schema, sheet.example.clone(), sheet.properties.clone());
            }
        }
        examples
    }
}

impl HeaderSheet {
    /// The header as the server writes it.
    pub(super) fn parameter(&self, names: &Names) -> Parameter {
        let name = intern::text(&self.name);
        let style = if self.json {
            Style::Json
        } else {
            Style::Simple
        };
        let parameter = Parameter::header(name, names.schema(&self.schema));
        let parameter = parameter.styled(style, self.explode);
        debug_assert!(parameter.location == Location::Header);
        match self.required {
            true => parameter.required(),
            false => parameter,
        }
    }
}
