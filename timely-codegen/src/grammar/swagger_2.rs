//! The objects that Swagger 2.0 has in another form than OpenAPI 3.
//!
//! As in the other tables, keys of newer versions are known where their meaning is plain.

use super::fields::{DESCRIPTION, EXTERNAL_DOCS, STRINGS, component, object, optional, required};
use super::objects::{
    CALLBACK_KIND, COMPONENTS, DEPRECATED, DOCS, EXAMPLE, FLOWS, INFO, LINK_KIND, MEDIA_TYPE_KIND,
    REFERENCE, REQUEST_BODY, SECURITY, SERVERS, SUMMARY, TAG_KIND,
};
use super::schema::SCHEMA_KIND;
use super::{DOCUMENT, Field, Kind, Object, Role, SCHEMA};
use crate::diagnostic::Pointer;
use serde_json::Value;

/// The outermost object of Swagger 2.0.
static SWAGGER_2: Kind = Kind::Object(&SWAGGER_2_OBJECT);

/// Whether a document is of Swagger, and not of OpenAPI.
pub(crate) fn is_swagger(document: &Value) -> bool {
    document.get("swagger").is_some() && document.get("openapi").is_none()
}

/// What a whole document is, by the standard that it names.
pub(crate) fn document_kind(document: &Value) -> &'static Kind {
    if is_swagger(document) {
        &SWAGGER_2
    } else {
        &DOCUMENT
    }
}

/// The sections of `components` that stand elsewhere in Swagger 2.0.
const SECTIONS: &[(&str, &str)] = &[
    ("schemas", "definitions"),
    ("parameters", "parameters"),
    ("responses", "responses"),
    ("securitySchemes", "securityDefinitions"),
];

/// The key of a section of `components` in a document of a kind, if it has one of its own.
fn own_section(document: &'static Kind, section: &str) -> Option<&'static str> {
    let is_swagger = std::ptr::eq(document, &raw const SWAGGER_2);
    let mut sections = SECTIONS.iter().filter(|_| is_swagger);
    let own = sections.find(|(newer, _)| *newer == section);
    own.map(|(_, older)| *older)
}

/// Where a section of `components` is in a document of a kind.
pub(crate) fn section_place(document: &'static Kind, section: &str) -> Pointer {
    match own_section(document, section) {
        Some(own) => Pointer::root().child(own),
        None => Pointer::root().child("components").child(section),
    }
}

/// What a section of `components` holds in a document of a kind.
pub(crate) fn section_kind(document: &'static Kind, section: &str) -> Option<&'static Kind> {
    let field = match own_section(document, section) {
        Some(own) => SWAGGER_2_OBJECT.field(own),
        None => COMPONENTS.field(section),
    };
    field.map(|field| &field.kind)
}

static PARAMETER_KIND: Kind = Kind::Object(&PARAMETER);
static RESPONSE_KIND: Kind = Kind::Object(&RESPONSE);
static HEADER_KIND: Kind = Kind::Object(&HEADER);
static SECURITY_SCHEME_KIND: Kind = Kind::Object(&SECURITY_SCHEME);

const CONSUMES: Field = optional("consumes", STRINGS);
const PRODUCES: Field = optional("produces", STRINGS);
const SCHEMES: Field = optional("schemes", STRINGS);
const PARAMETERS: Field = optional("parameters", Kind::List(&PARAMETER_KIND));

static SWAGGER_2_OBJECT: Object = Object {
    role: Role::Document,
    ..object(
        "a Swagger document",
        &[
            optional("swagger", Kind::String),
            optional("info", Kind::Object(&INFO)),
            optional("host", Kind::String),
            optional("basePath", Kind::String),
            SCHEMES,
            CONSUMES,
            PRODUCES,
            optional("paths", Kind::Object(&PATHS)),
            optional("definitions", Kind::Map(&SCHEMA_KIND)),
            optional("parameters", Kind::Map(&PARAMETER_KIND)),
            optional("responses", Kind::Map(&RESPONSE_KIND)),
            optional("securityDefinitions", Kind::Map(&SECURITY_SCHEME_KIND)),
            SECURITY,
            optional("tags", Kind::List(&TAG_KIND)),
            DOCS,
            SERVERS,
            optional("components", Kind::Object(&COMPONENTS)),
            optional("$defs", Kind::Map(&SCHEMA_KIND)),
        ],
    )
};

static PATHS: Object = Object {
    role: Role::Paths,
    rest: Some(Kind::Object(&PATH_ITEM)),
    ..object("the `paths` object", &[])
};

static PATH_ITEM: Object = Object {
    role: Role::PathItem,
    ..component(
        "a path item",
        "pathItems",
        &[
            REFERENCE,
            SUMMARY,
            DESCRIPTION,
            optional("get", Kind::Object(&OPERATION)),
            optional("put", Kind::Object(&OPERATION)),
            optional("post", Kind::Object(&OPERATION)),
            optional("delete", Kind::Object(&OPERATION)),
            optional("options", Kind::Object(&OPERATION)),
            optional("head", Kind::Object(&OPERATION)),
            optional("patch", Kind::Object(&OPERATION)),
            optional("trace", Kind::Object(&OPERATION)),
            SERVERS,
            PARAMETERS,
        ],
    )
};

static OPERATION: Object = Object {
    role: Role::Operation,
    ..object(
        "an operation",
        &[
            optional("tags", STRINGS),
            SUMMARY,
            DESCRIPTION,
            DOCS,
            optional("operationId", Kind::String),
            CONSUMES,
            PRODUCES,
            PARAMETERS,
            optional("requestBody", Kind::Object(&REQUEST_BODY)),
            optional("responses", Kind::Object(&RESPONSES)),
            optional("callbacks", Kind::Map(&CALLBACK_KIND)),
            SCHEMES,
            DEPRECATED,
            SECURITY,
            SERVERS,
        ],
    )
};

static RESPONSES: Object = Object {
    role: Role::Responses,
    rest: Some(Kind::Object(&RESPONSE)),
    ..object("the responses of an operation", &[])
};

static RESPONSE: Object = Object {
    role: Role::Response,
    ..component(
        "a response",
        "responses",
        &[
            REFERENCE,
            DESCRIPTION,
            optional("schema", Kind::Object(&SCHEMA)),
            optional("headers", Kind::Map(&HEADER_KIND)),
            optional("examples", Kind::Map(&Kind::Any)),
            optional("content", Kind::Map(&MEDIA_TYPE_KIND)),
            optional("links", Kind::Map(&LINK_KIND)),
        ],
    )
};

static PARAMETER: Object = Object {
    role: Role::Parameter,
    ..component(
        "a parameter",
        "parameters",
        &[
            REFERENCE,
            required("name", Kind::String),
            required("in", Kind::String),
            DESCRIPTION,
            optional("required", Kind::Boolean),
            DEPRECATED,
            optional("allowEmptyValue", Kind::Boolean),
            optional("schema", Kind::Object(&SCHEMA)),
            TYPE,
            FORMAT,
            ITEMS,
            COLLECTION_FORMAT,
            DEFAULT,
            ENUM,
            PATTERN,
            optional("multipleOf", Kind::Number),
            optional("maximum", Kind::Number),
            optional("exclusiveMaximum", EXCLUSIVE),
            optional("minimum", Kind::Number),
            optional("exclusiveMinimum", EXCLUSIVE),
            optional("maxLength", Kind::Count),
            optional("minLength", Kind::Count),
            optional("maxItems", Kind::Count),
            optional("minItems", Kind::Count),
            optional("uniqueItems", Kind::Boolean),
            optional("nullable", Kind::Boolean),
            optional("title", Kind::String),
            optional("properties", Kind::Map(&SCHEMA_KIND)),
            optional("readOnly", Kind::Boolean),
            optional("style", Kind::String),
            optional("explode", Kind::Boolean),
            optional("allowReserved", Kind::Boolean),
            optional("content", Kind::Map(&MEDIA_TYPE_KIND)),
            EXAMPLE,
            optional("examples", Kind::Any),
        ],
    )
};

static HEADER: Object = Object {
    role: Role::Header,
    ..object(
        "a header",
        &[
            DESCRIPTION,
            optional("required", Kind::Boolean),
            DEPRECATED,
            optional("schema", Kind::Object(&SCHEMA)),
            TYPE,
            FORMAT,
            ITEMS,
            COLLECTION_FORMAT,
            DEFAULT,
            ENUM,
            PATTERN,
            optional("multipleOf", Kind::Number),
            optional("maximum", Kind::Number),
            optional("exclusiveMaximum", EXCLUSIVE),
            optional("minimum", Kind::Number),
            optional("exclusiveMinimum", EXCLUSIVE),
            optional("maxLength", Kind::Count),
            optional("minLength", Kind::Count),
            optional("maxItems", Kind::Count),
            optional("minItems", Kind::Count),
            optional("uniqueItems", Kind::Boolean),
            optional("nullable", Kind::Boolean),
            EXAMPLE,
        ],
    )
};

const TYPE: Field = optional(
    "type",
    Kind::Either(&[Kind::String, Kind::List(&Kind::String)]),
);
const FORMAT: Field = optional("format", Kind::String);
const ITEMS: Field = optional("items", Kind::Object(&SCHEMA));
const COLLECTION_FORMAT: Field = optional("collectionFormat", Kind::String);
const DEFAULT: Field = optional("default", Kind::Any);
const ENUM: Field = optional("enum", Kind::List(&Kind::Any));
const PATTERN: Field = optional("pattern", Kind::String);
const EXCLUSIVE: Kind = Kind::Either(&[Kind::Boolean, Kind::Number]);

static SECURITY_SCHEME: Object = Object {
    role: Role::SecurityScheme,
    ..component(
        "a security scheme",
        "securitySchemes",
        &[
            REFERENCE,
            required("type", Kind::String),
            DESCRIPTION,
            optional("name", Kind::String),
            optional("in", Kind::String),
            optional("flow", Kind::String),
            optional("authorizationUrl", Kind::String),
            optional("tokenUrl", Kind::String),
            optional("scopes", Kind::Map(&Kind::String)),
            optional("scheme", Kind::String),
            optional("bearerFormat", Kind::String),
            optional("flows", Kind::Object(&FLOWS)),
            optional("openIdConnectUrl", Kind::String),
            optional("externalDocs", Kind::Object(&EXTERNAL_DOCS)),
        ],
    )
};
