//! Parameters and headers (OpenAPI 3.1, section 4.8.12).

use crate::{Place, Schema};

/// Where a parameter travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Location {
    /// In the path, in place of `{name}`.
    Path,
    /// In the query string.
    Query,
    /// In a header field.
    Header,
    /// In the `Cookie` header field.
    Cookie,
    /// The query string as a whole (OpenAPI 3.2, section 4.12.1). It has no name on the wire.
    QueryString,
}

/// The part of a message that a parameter is in.
impl From<Location> for Place {
    fn from(location: Location) -> Self {
        match location {
            Location::Path => Self::Path,
            Location::Query | Location::QueryString => Self::Query,
            Location::Header => Self::Header,
            Location::Cookie => Self::Cookie,
        }
    }
}

/// How a parameter's value is written (OpenAPI 3.1, section 4.8.12.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Style {
    /// Comma-separated; the default of path and header parameters.
    Simple,
    /// `name=value`; the default of query and cookie parameters.
    Form,
    /// `.value`, path only.
    Label,
    /// `;name=value`, path only.
    Matrix,
    /// `name=a%20b`, query arrays only.
    SpaceDelimited,
    /// `name=a|b`, query arrays only.
    PipeDelimited,
    /// `name[key]=value`, query objects only; arrays are `name[]=value`.
    DeepObject,
    /// `name=value` as it stands, without escapes; cookies only (OpenAPI 3.2, section 4.12.3).
    Cookie,
    /// JSON text: a parameter with `content` in place of a schema.
    Json,
}

/// One parameter, or one response header.
#[derive(Clone, Copy, Debug)]
pub struct Parameter {
    /// The name of the argument or struct field that holds it in generated code.
    pub field: &'static str,
    /// The name on the wire.
    pub name: &'static str,
    /// Where it travels.
    pub location: Location,
    /// Whether a message without it is refused.
    pub required: bool,
    /// How its value is written.
    pub style: Style,
    /// Whether arrays and objects are written as one pair per member.
    pub explode: bool,
    /// What its value must be.
    pub schema: &'static Schema,
    /// Whether reserved characters (RFC 3986, section 2.2) travel as they are where they can; query parameters only.
    pub reserved: bool,
    /// Whether an empty value passes that the schema does not allow: true for a boolean, and none for anything else;
    /// query parameters only.
    pub empty: bool,
}

impl Parameter {
    /// A path parameter: required, and of the style `simple`. As with the others, its name is that of the field until
    /// [`Parameter::named`] says otherwise.
    pub const fn path(field: &'static str, schema: &'static Schema) -> Self {
        Self::new(field, Location::Path, schema)
            .styled(Style::Simple, false)
            .required()
    }

    /// A query parameter: optional, and of the style `form`, exploded.
    pub const fn query(field: &'static str, schema: &'static Schema) -> Self {
        Self::new(field, Location::Query, schema)
    }

    /// A header: optional, and of the style `simple`.
    pub const fn header(field: &'static str, schema: &'static Schema) -> Self {
        Self::new(field, Location::Header, schema).styled(Style::Simple, false)
    }

    /// A cookie: optional, and of the style `form`, exploded.
    pub const fn cookie(field: &'static str, schema: &'static Schema) -> Self {
        Self::new(field, Location::Cookie, schema)
    }

    /// The query string as a whole: optional, and a form.
    pub const fn query_string(field: &'static str, schema: &'static Schema) -> Self {
        Self::new(field, Location::QueryString, schema)
    }

    const fn new(field: &'static str, location: Location, schema: &'static Schema) -> Self {
        Self {
            field,
            name: field,
            location,
            required: false,
            style: Style::Form,
            explode: true,
            schema,
            reserved: false,
            empty: false,
        }
    }

    /// Gives it a name on the wire that is not that of the field.
    #[must_use]
    pub const fn named(self, name: &'static str) -> Self {
        Self { name, ..self }
    }

    /// A message without it is refused.
    #[must_use]
    pub const fn required(self) -> Self {
        Self {
            required: true,
            ..self
        }
    }

    /// Says how it is written.
    #[must_use]
    pub const fn styled(self, style: Style, explode: bool) -> Self {
        Self {
            style,
            explode,
            ..self
        }
    }

    /// Lets reserved characters travel as they are (`allowReserved`).
    #[must_use]
    pub const fn reserved(self) -> Self {
        Self {
            reserved: true,
            ..self
        }
    }

    /// Lets an empty value pass (`allowEmptyValue`).
    #[must_use]
    pub const fn empty(self) -> Self {
        Self {
            empty: true,
            ..self
        }
    }
}
