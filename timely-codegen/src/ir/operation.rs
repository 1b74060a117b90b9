//! Operations: what a client calls and a server answers.

use super::content::{Content, Media};
use super::links::Link;
use super::schema::SchemaRef;
use super::types::{DefaultValue, Docs, Type};
use crate::diagnostic::Pointer;
use crate::formats::Integer;
use serde_json::Value;

/// The operations of one tag.
#[derive(Clone, Debug)]
pub struct Group {
    /// The tag as the document writes it.
    pub tag: String,
    /// What the names of its modules begin with.
    pub module: String,
    /// Whether its modules are called so on every side, without an ending.
    pub is_bare: bool,
    /// The client trait's name.
    pub api_trait: String,
    /// The server trait's name.
    pub service_trait: String,
    /// What the document says of the tag.
    pub docs: Docs,
    /// The tag that it belongs to.
    pub parent: Option<String>,
    /// What kind of tag it is, in the document's own word.
    pub kind: Option<String>,
    /// The operations, in document order.
    pub operations: Vec<Operation>,
}

impl Group {
    /// The name of the module on one side.
    fn module_of(&self, side: &str) -> String {
        match self.is_bare {
            true => self.module.clone(),
            // A word that no module can be called, as `self`, has an underscore that is not needed before another word.
            false => format!("{}_{side}", self.module.trim_end_matches('_')),
        }
    }

    /// The module in `operations` of this tag's operations. Each side has a module of another name, so that a program
    /// may import all of several.
    pub fn operations_module(&self) -> String {
        self.module_of("operations")
    }

    /// The module in `client`.
    pub fn api_module(&self) -> String {
        self.module_of("api")
    }

    /// The module in `server`.
    pub fn service_module(&self) -> String {
        self.module_of("service")
    }
}

/// What responses of an operation say of its deprecation. Dates are those of RFC 3339, with a time or without.
#[derive(Clone, Debug, Default)]
pub struct Deprecation {
    /// Since when it is deprecated.
    pub since: Option<String>,
    /// When it will be gone.
    pub sunset: Option<String>,
    /// Where people read about the deprecation.
    pub link: Option<String>,
    /// Where people read about the end.
    pub sunset_link: Option<String>,
}

/// One operation.
#[derive(Clone, Debug)]
pub struct Operation {
    /// `operationId`, or the name made from method and path.
    pub id: String,
    /// What the names of its types begin with, which no other operation's do.
    pub stem: String,
    /// The tag that it is listed under, its first, if it has any.
    pub tag: Option<String>,
    /// The method's name in generated traits.
    pub method_name: String,
    /// The name of the static that describes it.
    pub static_name: String,
    /// The HTTP method in upper case.
    pub http_method: String,
    /// The path template.
    pub path: String,
    /// Where the document defines it.
    pub pointer: Pointer,
    /// What the document says of it.
    pub docs: Docs,
    /// Whether the document discourages its use.
    pub deprecated: bool,
    /// What its responses say of that; none where it is neither deprecated nor to be gone.
    pub deprecation: Option<Deprecation>,
    /// All parameters, in document order.
    pub parameters: Vec<Parameter>,
    /// Parameters that are method arguments: the required ones.
    pub arguments: Vec<Argument>,
    /// The struct of the optional parameters.
    pub optional: Option<OptionalArguments>,
    /// The request body.
    pub body: Option<Body>,
    /// The alternatives of `security`, each a list of requirements; empty when open.
    pub security: Vec<Vec<Requirement>>,
    /// Whether an empty alternative stands beside others, so that credentials are optional.
    pub security_optional: bool,
    /// The success side.
    pub success: Success,
    /// The name of the error enum, when an error is documented.
    pub error_name: Option<String>,
    /// The place of that enum in [`Api::error_sets`](super::Api::error_sets), where other operations have the same errors.
    pub error_set: Option<usize>,
    /// The names of the headers of its responses: each with the place of what it means in
    /// [`Api::header_sets`](super::Api::header_sets).
    pub header_names: Vec<(String, usize)>,
    /// The documented errors.
    pub errors: Vec<ResponseCase>,
    /// How the result continues on further pages.
    pub pagination: Option<Pagination>,
    /// The tags besides the one of its group.
    pub other_tags: Vec<String>,
    /// The server that it has of its own: its place in [`Api::servers`](super::Api::servers).
    pub server: Option<usize>,
    /// The operations that its responses lead to.
    pub links: Vec<Link>,
    /// What a request has if this operation is meant, where others have the same method and path.
    pub conditions: Vec<Condition>,
}

/// A required parameter that tells operations of the same method and path apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    /// In the query or in a header.
    pub location: ParameterLocation,
    /// The parameter's name on the wire.
    pub name: String,
    /// The one value it has, where that counts.
    pub value: Option<String>,
}

/// A required parameter as a method argument.
#[derive(Clone, Debug)]
pub struct Argument {
    /// The argument's identifier.
    pub name: String,
    /// Its type.
    pub ty: Type,
    /// What the document says of it.
    pub docs: Docs,
    /// Whether the document discourages its use.
    pub deprecated: bool,
    /// An example, as JSON.
    pub example: Option<Value>,
}

/// The optional parameters of an operation.
#[derive(Clone, Debug)]
pub struct OptionalArguments {
    /// The struct's name.
    pub name: String,
    /// Its fields.
    pub fields: Vec<OptionalArgument>,
}

/// One optional parameter.
#[derive(Clone, Debug)]
pub struct OptionalArgument {
    /// The field's identifier.
    pub name: String,
    /// Its type when present.
    pub ty: Type,
    /// What the document says of it.
    pub docs: Docs,
    /// Whether the document discourages its use.
    pub deprecated: bool,
    /// The value that the server assumes when it is absent.
    pub default: Option<DefaultValue>,
}

/// A parameter, or a response header.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameter {
    /// The argument or field that holds it.
    pub field: String,
    /// Its name on the wire.
    pub wire: String,
    /// Where it travels.
    pub location: ParameterLocation,
    /// Whether it must be there.
    pub required: bool,
    /// How its value is written.
    pub style: ParameterStyle,
    /// Whether members are written one by one.
    pub explode: bool,
    /// Its constraints.
    pub schema: SchemaRef,
    /// Whether reserved characters travel as they are (`allowReserved`).
    pub reserved: bool,
    /// Whether an empty value passes that the schema does not allow (`allowEmptyValue`).
    pub empty: bool,
}

/// Where a parameter travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ParameterLocation {
    /// In the path.
    Path,
    /// In the query string.
    Query,
    /// In a header field.
    Header,
    /// In the `Cookie` header field.
    Cookie,
    /// The query string as a whole.
    QueryString,
}

/// How a parameter's value is written (OpenAPI 3.1, section 4.8.12.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParameterStyle {
    /// Comma-separated.
    Simple,
    /// `name=value`.
    Form,
    /// `.value`.
    Label,
    /// `;name=value`.
    Matrix,
    /// `a%20b`.
    SpaceDelimited,
    /// `a|b`.
    PipeDelimited,
    /// `name[key]=value`.
    DeepObject,
    /// `name=value` in a cookie, without escapes.
    Cookie,
    /// JSON text.
    Json,
}

/// A request body.
#[derive(Clone, Debug)]
pub struct Body {
    /// Whether it must be there.
    pub required: bool,
    /// Its media types, the one that clients send first.
    pub media: Vec<Media>,
    /// What it holds.
    pub content: Content,
    /// An example of one of its media types, as JSON.
    pub example: Option<Value>,
}

/// One scheme that a request must satisfy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Requirement {
    /// The name of the scheme's static.
    pub scheme: String,
    /// The scopes or roles needed.
    pub scopes: Vec<String>,
}

/// A security scheme.
#[derive(Clone, Debug)]
pub struct SecurityScheme {
    /// Its key in the document.
    pub key: String,
    /// The name of its static.
    pub static_name: String,
    /// The builder method that sets its credential.
    pub method_name: String,
    /// What the document says of it.
    pub docs: Docs,
    /// What it is.
    pub kind: SecurityKind,
    /// Where its credentials come from, a line each: flows and their addresses.
    pub sources: Vec<Source>,
    /// Whether the document discourages its use.
    pub deprecated: bool,
}

/// Where the credential of a security scheme comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// What it is.
    pub kind: SourceKind,
    /// Addresses, each with what it is for.
    pub addresses: Vec<(Endpoint, String)>,
}

/// A flow of OAuth 2, or a way to learn of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SourceKind {
    /// RFC 6749, section 4.1.
    AuthorizationCode,
    /// RFC 6749, section 4.4.
    ClientCredentials,
    /// RFC 8628.
    DeviceAuthorization,
    /// RFC 6749, section 4.3.
    Password,
    /// RFC 6749, section 4.2.
    Implicit,
    /// OpenID Connect Discovery 1.0.
    OpenIdConnect,
    /// RFC 8414.
    Metadata,
}

impl SourceKind {
    /// In words, such as `OAuth 2 authorization code`.
    pub fn words(self) -> &'static str {
        match self {
            Self::AuthorizationCode => "OAuth 2 authorization code",
            Self::ClientCredentials => "OAuth 2 client credentials",
            Self::DeviceAuthorization => "OAuth 2 device authorization",
            Self::Password => "OAuth 2 password",
            Self::Implicit => "OAuth 2 implicit",
            Self::OpenIdConnect => "OpenID Connect",
            Self::Metadata => "OAuth 2 metadata",
        }
    }
}

/// What an address of an authorization server is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Endpoint {
    /// Where users authorize programs.
    Authorization,
    /// Where tokens are given.
    Token,
    /// Where they are renewed.
    Refresh,
    /// Where codes for users are given.
    Device,
    /// Where the other addresses are published.
    Metadata,
}

impl Endpoint {
    /// A word for it, such as `token`.
    pub fn words(self) -> &'static str {
        match self {
            Self::Authorization => "authorization",
            Self::Token => "token",
            Self::Refresh => "refresh",
            Self::Device => "device authorization",
            Self::Metadata => "published at",
        }
    }
}

/// How a credential travels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SecurityKind {
    /// A key in a header, query parameter or cookie.
    ApiKey {
        /// Where.
        location: ParameterLocation,
        /// Its name on the wire.
        name: String,
    },
    /// A bearer token.
    Bearer,
    /// A user name and password.
    Basic,
    /// Another scheme of the `Authorization` header, by its name.
    Http(String),
    /// A client certificate, which is the transport's.
    MutualTls,
}

/// The success side of an operation.
#[derive(Clone, Debug)]
pub struct Success {
    /// The name of the alias or enum.
    pub name: String,
    /// The cases; one makes an alias, several an enum.
    pub cases: Vec<ResponseCase>,
}

/// One documented response, on either side.
#[derive(Clone, Debug)]
pub struct ResponseCase {
    /// The variant's name; a lone success has no use for it.
    pub variant: String,
    /// The status or range.
    pub status: StatusMatch,
    /// Body and headers.
    pub payload: Payload,
    /// Whether it is a component, which several operations may have.
    pub is_component: bool,
    /// What the document says of it.
    pub docs: Docs,
    /// The document's examples of it.
    pub examples: ResponseExamples,
}

/// The examples of a response (OpenAPI 3.1, sections 4.8.14 and 4.8.21).
#[derive(Clone, Debug, Default)]
pub struct ResponseExamples {
    /// Of bodies: the media type as the document writes it, the name of the example, empty for the only one, and its value.
    pub bodies: Vec<(String, String, Value)>,
    /// Of headers, by their names.
    pub headers: Vec<(String, Value)>,
}

/// The statuses that a response stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum StatusMatch {
    /// One status.
    Code(u16),
    /// `4XX`: the first digit.
    Range(u16),
    /// `default`.
    Default,
}

/// What a response carries.
#[derive(Clone, Debug, PartialEq)]
pub struct Payload {
    /// What the body holds; none for a response without content.
    pub content: Option<Content>,
    /// The body's media types, the one that servers send first.
    pub media: Vec<Media>,
    /// The header set's place in [`Api::header_sets`](super::Api::header_sets).
    pub headers: Option<usize>,
}

/// A distinct set of response headers.
#[derive(Clone, Debug)]
pub struct HeaderSet {
    /// The struct's name, which is made of what is in it.
    pub name: String,
    /// The names that components have for it.
    pub aliases: Vec<String>,
    /// The headers: the parameter that describes each, its type and its documentation.
    pub headers: Vec<(Parameter, Type, Docs)>,
}

/// The errors that several operations document: an enum that they share.
#[derive(Clone, Debug)]
pub struct ErrorSet {
    /// The enum's name.
    pub name: String,
    /// The variants, with the words that all of the operations have for them.
    pub cases: Vec<ResponseCase>,
}

/// How a list continues.
#[derive(Clone, Debug)]
pub struct Pagination {
    /// What moves from page to page: an optional argument, or the JSON pointer to a member of the request's body. Empty where
    /// pages have addresses.
    pub page_field: String,
    /// What moves to the page before, where that is another one.
    pub back_field: Option<String>,
    /// What bounds the items of a page, where the way back needs it.
    pub limit_field: Option<String>,
    /// How it moves.
    pub step: PageStep,
    /// The field path from the body to the items.
    pub items: Vec<PathStep>,
    /// The type of an item.
    pub item: Type,
}

impl Pagination {
    /// Whether the pages can be followed backwards.
    pub fn is_reversible(&self) -> bool {
        match &self.step {
            PageStep::Page { .. } | PageStep::PageUntil { .. } | PageStep::Link => true,
            PageStep::Offset { .. } => self.limit_field.is_some(),
            PageStep::Cursor { before, .. } | PageStep::Url { before, .. } => before.is_some(),
            PageStep::Item { .. } => self.back_field.is_some(),
        }
    }

    /// Whether pages or their items have numbers.
    pub fn is_numbered(&self) -> bool {
        matches!(
            self.step,
            PageStep::Page { .. } | PageStep::PageUntil { .. } | PageStep::Offset { .. }
        )
    }
}

/// How the next page is asked for, and when there is none.
#[derive(Clone, Debug)]
pub enum PageStep {
    /// The page number goes up by one until it reaches the number of pages.
    Page {
        /// The integer type of the page number.
        integer: Integer,
        /// The first page.
        first: i64,
        /// The field path from the body to the number of pages.
        total_pages: Vec<PathStep>,
        /// Whether the number of pages is a floating-point number.
        float: bool,
    },
    /// The page number goes up by one until a page is empty, or before that is known to be the last.
    PageUntil {
        /// The integer type of the page number.
        integer: Integer,
        /// The first page.
        first: i64,
        /// What else tells that a page is the last.
        end: PageEnd,
    },
    /// The number of items so far, until a page is empty.
    Offset {
        /// The integer type of the offset.
        integer: Integer,
        /// What else tells that a page is the last.
        end: PageEnd,
    },
    /// A cursor from the page before, until there is none.
    Cursor {
        /// The field path from the body to the next cursor.
        next: Vec<PathStep>,
        /// The same to the cursor of the page before.
        before: Option<Vec<PathStep>>,
        /// What the cursor is.
        kind: CursorKind,
        /// The field path to a boolean that tells whether another page follows.
        more: Option<Vec<PathStep>>,
    },
    /// A part of the last item, until a page is empty.
    Item {
        /// The field path from an item.
        cursor: Vec<PathStep>,
        /// The field path from the body to a boolean that tells whether another page follows.
        more: Option<Vec<PathStep>>,
    },
    /// An address in the header field `Link`, until there is none.
    Link,
    /// An address in the body, until there is none.
    Url {
        /// The field path from the body to the address of the next page.
        next: Vec<PathStep>,
        /// The same to that of the page before.
        before: Option<Vec<PathStep>>,
        /// What the address is: a text, or of a type for addresses.
        kind: CursorKind,
        /// The field path to a boolean that tells whether another page follows.
        more: Option<Vec<PathStep>>,
    },
}

/// What a cursor is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CursorKind {
    /// A value that is handed back.
    Value,
    /// A string: a text that is handed back, the address of the next page, or nothing when it is empty.
    Text,
    /// The same, in a type of its own for addresses.
    Address,
}

/// What tells that a page is the last, besides being empty.
#[derive(Clone, Debug)]
pub enum PageEnd {
    /// Nothing.
    Empty,
    /// The field path to a boolean that tells whether another page follows.
    HasMore(Vec<PathStep>),
    /// The field path to the number of items on all pages.
    Total(Vec<PathStep>),
}

/// One field on the way into a body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathStep {
    /// The field.
    pub field: String,
    /// Whether it may be absent or null.
    pub presence: super::types::Presence,
}
