//! The grammar of OpenAPI documents, as data: which key of which object holds what.
//!
//! The tables cover OpenAPI 3.0, 3.1 and 3.2 together: what one version knows is read in every version, because its
//! meaning is plain wherever it stands. Swagger 2.0 has tables of its own for what it has in another form. The reader walks
//! documents by these tables to find references; the next stage to check their shape and to bring them into the normal form.

mod fields;
mod methods;
mod objects;
mod reference;
mod schema;
mod swagger_2;
mod untyped;
mod walk;

pub(crate) use methods::{QUERY, methods, normal_methods};
pub(crate) use objects::{
    COMPONENTS, DOCUMENT, HEADER, OPERATION_KIND, PARAMETER, PARAMETER_KIND, PATH_ITEM_KIND,
};
pub(crate) use reference::{
    Reference, component, decode, extended, has_backslashes, local, local_path, reference_to,
};
pub(crate) use schema::{SCHEMA, SCHEMA_KIND};
pub(crate) use swagger_2::{document_kind, is_swagger, section_kind, section_place};
pub(crate) use untyped::{untyped, untyped_content};
pub(crate) use walk::{Look, MAX_DEPTH, Visit, survey, walk};

use serde_json::Value;

/// What may stand at a place.
#[derive(Debug)]
pub(crate) enum Kind {
    /// Data of the user's own: nothing in it is OpenAPI.
    Any,
    String,
    Boolean,
    Number,
    /// An integer that is not negative.
    Count,
    List(&'static Kind),
    /// An object whose keys are names, each with a value of one kind.
    Map(&'static Kind),
    Object(&'static Object),
    /// The first one that fits the type of the value.
    Either(&'static [Kind]),
}

/// An object of the standard.
#[derive(Debug)]
pub(crate) struct Object {
    pub(crate) role: Role,
    /// What messages call it, with its article.
    pub(crate) name: &'static str,
    pub(crate) fields: &'static [Field],
    /// What keys hold that are no fields. Without it, they are unknown.
    pub(crate) rest: Option<Kind>,
    /// The section of `components` for objects of this kind. A reference may stand in place of the object.
    pub(crate) section: Option<&'static str>,
    /// Whether it is for people only, so that nothing wrong in it keeps code from being generated.
    pub(crate) documentation: bool,
}

/// The objects about which there is more to know than their keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    Callback,
    Components,
    Discriminator,
    Document,
    Encoding,
    Header,
    Info,
    Link,
    MediaType,
    OAuthFlows,
    Operation,
    Parameter,
    PathItem,
    Paths,
    RequestBody,
    Response,
    Responses,
    Schema,
    SecurityScheme,
    Server,
    Tag,
    Other,
}

/// A key of an object.
#[derive(Debug)]
pub(crate) struct Field {
    pub(crate) key: &'static str,
    pub(crate) kind: Kind,
    pub(crate) presence: Presence,
}

/// Whether a key must be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Presence {
    Optional,
    /// It is an error if it is missing.
    Required,
    /// The normal form needs it, but an empty value does as well.
    Filled,
}

impl Object {
    /// The field of a key.
    pub(crate) fn field(&self, key: &str) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.key == key)
    }

    /// What a key holds. `None` if the object knows no such key, or it is an extension.
    pub(crate) fn kind_of(&'static self, key: &str) -> Option<&'static Kind> {
        if let Some(field) = self.field(key) {
            return Some(&field.kind);
        }
        self.rest.as_ref().filter(|_| !is_extension(key))
    }
}

/// Whether a key is for tools, and means nothing to the standard.
pub(crate) fn is_extension(key: &str) -> bool {
    key.starts_with("x-") || key.starts_with("X-")
}

impl Kind {
    /// What messages call it, with its article.
    pub(crate) fn name(&self) -> String {
        match self {
            Self::Any => "a value".to_owned(),
            Self::String => "a string".to_owned(),
            Self::Boolean => "`true` or `false`".to_owned(),
            Self::Number => "a number".to_owned(),
            Self::Count => "an integer that is not negative".to_owned(),
            Self::List(_) => "a list".to_owned(),
            Self::Map(_) => "an object".to_owned(),
            Self::Object(object) => object.name.to_owned(),
            Self::Either(kinds) => {
                let names: Vec<_> = kinds.iter().map(Self::name).collect();
                names.join(" or ")
            }
        }
    }

    /// Whether a value is of the JSON type that is asked for here. What it holds is not looked at.
    pub(crate) fn fits(&self, value: &Value) -> bool {
        match self {
            Self::Any => true,
            Self::String => value.is_string(),
            Self::Boolean => value.is_boolean(),
            Self::Number => value.is_number(),
            Self::Count => value.is_u64(),
            Self::List(_) => value.is_array(),
            Self::Map(_) | Self::Object(_) => value.is_object(),
            Self::Either(kinds) => kinds.iter().any(|kind| kind.fits(value)),
        }
    }

    /// The alternative that fits a value, or the kind itself.
    pub(crate) fn for_value(&'static self, value: &Value) -> &'static Self {
        match self {
            Self::Either(kinds) => kinds.iter().find(|kind| kind.fits(value)).unwrap_or(self),
            kind => kind,
        }
    }
}

/// Whether a value is a reference, and where it leads.
pub(crate) fn reference(value: &Value) -> Option<&str> {
    value.get("$ref")?.as_str()
}

/// How many values there are, and how deep they are nested.
pub(crate) fn measure(value: &Value) -> (usize, usize) {
    let inner: Vec<(usize, usize)> = match value {
        Value::Array(items) => items.iter().map(measure).collect(),
        Value::Object(entries) => entries.values().map(measure).collect(),
        _ => Vec::new(),
    };
    let values = inner.iter().map(|(values, _)| values).sum::<usize>();
    let depth = inner.iter().map(|(_, depth)| *depth).max().unwrap_or(0);
    (values + 1, depth + 1)
}
