//! Every object of the standard but schemas.

use super::fields::{
    DESCRIPTION, EXTERNAL_DOCS, STRINGS, component, documentation, filled, object, optional,
    required,
};
use super::schema::SCHEMA_KIND;
use super::{Field, Kind, Object, Role, SCHEMA};

const SCHEMA_FIELD: Kind = Kind::Object(&SCHEMA);
pub(super) const DOCS: Field = optional("externalDocs", Kind::Object(&EXTERNAL_DOCS));
pub(super) const SUMMARY: Field = optional("summary", Kind::String);
pub(super) const DEPRECATED: Field = optional("deprecated", Kind::Boolean);
pub(super) const REFERENCE: Field = optional("$ref", Kind::String);
pub(super) const SERVERS: Field = optional("servers", Kind::List(&SERVER_KIND));
const PARAMETERS: Field = optional("parameters", Kind::List(&PARAMETER_KIND));
pub(super) const SECURITY: Field = optional("security", Kind::List(&SECURITY_REQUIREMENT));
pub(super) const EXAMPLE: Field = optional("example", Kind::Any);
const EXAMPLES: Field = optional("examples", Kind::Map(&EXAMPLE_KIND));

static SERVER_KIND: Kind = Kind::Object(&SERVER);
static SERVER_VARIABLE_KIND: Kind = Kind::Object(&SERVER_VARIABLE);
pub(super) static TAG_KIND: Kind = Kind::Object(&TAG);
pub(crate) static PARAMETER_KIND: Kind = Kind::Object(&PARAMETER);
static RESPONSE_KIND: Kind = Kind::Object(&RESPONSE);
static REQUEST_BODY_KIND: Kind = Kind::Object(&REQUEST_BODY);
static HEADER_KIND: Kind = Kind::Object(&HEADER);
static EXAMPLE_KIND: Kind = Kind::Object(&EXAMPLE_OBJECT);
pub(super) static LINK_KIND: Kind = Kind::Object(&LINK);
pub(super) static MEDIA_TYPE_KIND: Kind = Kind::Object(&MEDIA_TYPE);
static ENCODING_KIND: Kind = Kind::Object(&ENCODING);
static SECURITY_SCHEME_KIND: Kind = Kind::Object(&SECURITY_SCHEME);
pub(crate) static OPERATION_KIND: Kind = Kind::Object(&OPERATION);
pub(crate) static PATH_ITEM_KIND: Kind = Kind::Object(&PATH_ITEM);
pub(crate) static CALLBACK_KIND: Kind = Kind::Object(&CALLBACK);
static SECURITY_REQUIREMENT: Kind = Kind::Map(&STRINGS);

/// The outermost object.
pub(crate) static DOCUMENT: Kind = Kind::Object(&DOCUMENT_OBJECT);

static DOCUMENT_OBJECT: Object = Object {
    role: Role::Document,
    ..object(
        "an OpenAPI document",
        &[
            required("openapi", Kind::String),
            required("info", Kind::Object(&INFO)),
            SERVERS,
            filled("paths", Kind::Object(&PATHS)),
            optional("webhooks", Kind::Map(&PATH_ITEM_KIND)),
            optional("components", Kind::Object(&COMPONENTS)),
            SECURITY,
            optional("tags", Kind::List(&TAG_KIND)),
            DOCS,
            optional("jsonSchemaDialect", Kind::String),
            optional("$self", Kind::String),
            // Not of the standard, but often referred to.
            optional("definitions", Kind::Map(&SCHEMA_KIND)),
            optional("$defs", Kind::Map(&SCHEMA_KIND)),
        ],
    )
};

pub(super) static INFO: Object = Object {
    role: Role::Info,
    ..object(
        "the `info` object",
        &[
            required("title", Kind::String),
            required("version", Kind::String),
            SUMMARY,
            DESCRIPTION,
            optional("termsOfService", Kind::String),
            optional("contact", Kind::Object(&CONTACT)),
            optional("license", Kind::Object(&LICENSE)),
        ],
    )
};

static CONTACT: Object = documentation(
    "a contact",
    &[
        optional("name", Kind::String),
        optional("url", Kind::String),
        optional("email", Kind::String),
    ],
);

static LICENSE: Object = documentation(
    "a license",
    &[
        required("name", Kind::String),
        optional("url", Kind::String),
        optional("identifier", Kind::String),
    ],
);

static SERVER: Object = Object {
    role: Role::Server,
    ..object(
        "a server",
        &[
            required("url", Kind::String),
            optional("name", Kind::String),
            DESCRIPTION,
            optional("variables", Kind::Map(&SERVER_VARIABLE_KIND)),
        ],
    )
};

static SERVER_VARIABLE: Object = object(
    "a server variable",
    &[
        required("default", Kind::String),
        optional("enum", STRINGS),
        DESCRIPTION,
    ],
);

static TAG: Object = Object {
    role: Role::Tag,
    ..documentation(
        "a tag",
        &[
            required("name", Kind::String),
            DESCRIPTION,
            SUMMARY,
            DOCS,
            optional("parent", Kind::String),
            optional("kind", Kind::String),
        ],
    )
};

static PATHS: Object = Object {
    role: Role::Paths,
    rest: Some(Kind::Object(&PATH_ITEM)),
    ..object("the `paths` object", &[])
};

pub(crate) static PATH_ITEM: Object = Object {
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
            optional(super::QUERY, Kind::Object(&OPERATION)),
            optional("additionalOperations", Kind::Map(&OPERATION_KIND)),
            SERVERS,
            PARAMETERS,
        ],
    )
};

pub(crate) static OPERATION: Object = Object {
    role: Role::Operation,
    ..object(
        "an operation",
        &[
            optional("tags", STRINGS),
            SUMMARY,
            DESCRIPTION,
            DOCS,
            optional("operationId", Kind::String),
            PARAMETERS,
            optional("requestBody", Kind::Object(&REQUEST_BODY)),
            filled("responses", Kind::Object(&RESPONSES)),
            optional("callbacks", Kind::Map(&CALLBACK_KIND)),
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

pub(crate) static RESPONSE: Object = Object {
    role: Role::Response,
    ..component(
        "a response",
        "responses",
        &[
            REFERENCE,
            filled("description", Kind::String),
            SUMMARY,
            optional("headers", Kind::Map(&HEADER_KIND)),
            optional("content", Kind::Map(&MEDIA_TYPE_KIND)),
            optional("links", Kind::Map(&LINK_KIND)),
        ],
    )
};

pub(super) static REQUEST_BODY: Object = Object {
    role: Role::RequestBody,
    ..component(
        "a request body",
        "requestBodies",
        &[
            REFERENCE,
            DESCRIPTION,
            optional("content", Kind::Map(&MEDIA_TYPE_KIND)),
            optional("required", Kind::Boolean),
        ],
    )
};

pub(crate) static MEDIA_TYPE: Object = Object {
    role: Role::MediaType,
    ..component(
        "a media type",
        "mediaTypes",
        &[
            REFERENCE,
            optional("schema", SCHEMA_FIELD),
            optional("itemSchema", SCHEMA_FIELD),
            EXAMPLE,
            EXAMPLES,
            optional("encoding", Kind::Map(&ENCODING_KIND)),
            optional("itemEncoding", Kind::Object(&ENCODING)),
            optional("prefixEncoding", Kind::List(&ENCODING_KIND)),
        ],
    )
};

static ENCODING: Object = Object {
    role: Role::Encoding,
    ..object(
        "an encoding",
        &[
            optional("contentType", Kind::String),
            optional("headers", Kind::Map(&HEADER_KIND)),
            optional("style", Kind::String),
            optional("explode", Kind::Boolean),
            optional("allowReserved", Kind::Boolean),
            optional("encoding", Kind::Map(&ENCODING_KIND)),
            optional("itemEncoding", Kind::Object(&ENCODING)),
            optional("prefixEncoding", Kind::List(&ENCODING_KIND)),
        ],
    )
};

pub(crate) static PARAMETER: Object = Object {
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
            optional("style", Kind::String),
            optional("explode", Kind::Boolean),
            optional("allowReserved", Kind::Boolean),
            optional("schema", SCHEMA_FIELD),
            optional("content", Kind::Map(&MEDIA_TYPE_KIND)),
            EXAMPLE,
            EXAMPLES,
        ],
    )
};

pub(crate) static HEADER: Object = Object {
    role: Role::Header,
    ..component(
        "a header",
        "headers",
        &[
            REFERENCE,
            DESCRIPTION,
            optional("required", Kind::Boolean),
            DEPRECATED,
            optional("style", Kind::String),
            optional("explode", Kind::Boolean),
            optional("schema", SCHEMA_FIELD),
            optional("content", Kind::Map(&MEDIA_TYPE_KIND)),
            EXAMPLE,
            EXAMPLES,
        ],
    )
};

static EXAMPLE_OBJECT: Object = Object {
    documentation: true,
    ..component(
        "an example",
        "examples",
        &[
            REFERENCE,
            SUMMARY,
            DESCRIPTION,
            optional("value", Kind::Any),
            optional("externalValue", Kind::String),
            optional("dataValue", Kind::Any),
            optional("serializedValue", Kind::String),
        ],
    )
};

pub(crate) static LINK: Object = Object {
    role: Role::Link,
    documentation: true,
    ..component(
        "a link",
        "links",
        &[
            REFERENCE,
            optional("operationRef", Kind::String),
            optional("operationId", Kind::String),
            optional("parameters", Kind::Map(&Kind::Any)),
            optional("requestBody", Kind::Any),
            DESCRIPTION,
            optional("server", Kind::Object(&SERVER)),
        ],
    )
};

pub(crate) static CALLBACK: Object = Object {
    role: Role::Callback,
    rest: Some(Kind::Object(&PATH_ITEM)),
    ..component("a callback", "callbacks", &[REFERENCE])
};

pub(crate) static COMPONENTS: Object = Object {
    role: Role::Components,
    ..object(
        "the `components` object",
        &[
            optional("schemas", Kind::Map(&SCHEMA_KIND)),
            optional("responses", Kind::Map(&RESPONSE_KIND)),
            optional("parameters", Kind::Map(&PARAMETER_KIND)),
            optional("examples", Kind::Map(&EXAMPLE_KIND)),
            optional("requestBodies", Kind::Map(&REQUEST_BODY_KIND)),
            optional("headers", Kind::Map(&HEADER_KIND)),
            optional("securitySchemes", Kind::Map(&SECURITY_SCHEME_KIND)),
            optional("links", Kind::Map(&LINK_KIND)),
            optional("callbacks", Kind::Map(&CALLBACK_KIND)),
            optional("pathItems", Kind::Map(&PATH_ITEM_KIND)),
            optional("mediaTypes", Kind::Map(&MEDIA_TYPE_KIND)),
        ],
    )
};

pub(crate) static SECURITY_SCHEME: Object = Object {
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
            optional("scheme", Kind::String),
            optional("bearerFormat", Kind::String),
            optional("flows", Kind::Object(&FLOWS)),
            optional("openIdConnectUrl", Kind::String),
            optional("oauth2MetadataUrl", Kind::String),
            DEPRECATED,
        ],
    )
};

pub(super) static FLOWS: Object = Object {
    role: Role::OAuthFlows,
    ..object(
        "the flows of OAuth 2",
        &[
            optional("implicit", Kind::Object(&FLOW_IMPLICIT)),
            optional("password", Kind::Object(&FLOW_TOKEN)),
            optional("clientCredentials", Kind::Object(&FLOW_TOKEN)),
            optional("authorizationCode", Kind::Object(&FLOW_CODE)),
            optional("deviceAuthorization", Kind::Object(&FLOW_DEVICE)),
        ],
    )
};

const AUTHORIZATION_URL: &str = "authorizationUrl";
const TOKEN_URL: &str = "tokenUrl";
const REFRESH_URL: Field = optional("refreshUrl", Kind::String);
const SCOPES: Field = filled("scopes", Kind::Map(&Kind::String));

// Generated code sends tokens but does not fetch them, so that an address that is missing harms nobody.
static FLOW_IMPLICIT: Object = object(
    "an OAuth 2 flow",
    &[
        filled(AUTHORIZATION_URL, Kind::String),
        optional(TOKEN_URL, Kind::String),
        REFRESH_URL,
        SCOPES,
    ],
);

static FLOW_TOKEN: Object = object(
    "an OAuth 2 flow",
    &[
        filled(TOKEN_URL, Kind::String),
        optional(AUTHORIZATION_URL, Kind::String),
        REFRESH_URL,
        SCOPES,
    ],
);

static FLOW_CODE: Object = object(
    "an OAuth 2 flow",
    &[
        filled(AUTHORIZATION_URL, Kind::String),
        filled(TOKEN_URL, Kind::String),
        REFRESH_URL,
        SCOPES,
    ],
);

static FLOW_DEVICE: Object = object(
    "an OAuth 2 flow",
    &[
        optional("deviceAuthorizationUrl", Kind::String),
        optional(TOKEN_URL, Kind::String),
        REFRESH_URL,
        SCOPES,
    ],
);
