//! The static description of an operation, shared by the client that calls it and the server that answers it.

use crate::Schema;

/// One operation of a document (OpenAPI 3.1, section 4.8.10), as generated code states it.
#[derive(Debug)]
pub struct Operation {
    /// `operationId`, or the name made for an operation that has none.
    pub id: &'static str,
    /// The HTTP method in upper case.
    pub method: &'static str,
    /// The path template as the document writes it, such as `/v1/contacts/{id}`.
    pub path: &'static str,
    /// Path, query, header and cookie parameters, those shared by the path included.
    pub parameters: &'static [Parameter],
    /// The request body, when the operation takes one.
    pub request_body: Option<RequestBody>,
    /// Alternatives, of which a request must satisfy one; each is a set of requirements that hold together.
    /// Empty means that the operation is open to anyone.
    pub security: &'static [&'static [SecurityRequirement]],
    /// The one documented success status, sent when the handler names no other; 200 when the document leaves it open.
    pub success: u16,
    /// The documented errors: statuses, classes (4 for `4XX`) or 0 for `default`.
    pub errors: &'static [u16],
    /// The media types of responses that are not `application/json`: a status, a class (4 for `4XX`) or 0 for
    /// `default`, and the type.
    pub media_types: &'static [(u16, &'static str)],
}

#[cfg(feature = "server")]
impl Operation {
    /// The first of these statuses that is a documented error of the operation.
    pub(crate) fn first_documented(&self, statuses: [u16; 2]) -> Option<u16> {
        let is_documented = |status: &u16| {
            [*status, status / 100, 0]
                .iter()
                .any(|one| self.errors.contains(one))
        };
        statuses.into_iter().find(is_documented)
    }

    /// The media type of a response with this status.
    pub(crate) fn media_type(&self, status: u16) -> Option<&'static str> {
        [status, status / 100, 0].iter().find_map(|wanted| {
            let (_, name) = self
                .media_types
                .iter()
                .find(|(status, _)| status == wanted)?;
            Some(*name)
        })
    }
}

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
    /// `name[key]=value`, query objects only.
    DeepObject,
}

/// One parameter, or one response header.
#[derive(Debug)]
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
}

/// The body of a request.
#[derive(Debug)]
pub struct RequestBody {
    /// Whether a request without a body is refused.
    pub required: bool,
    /// The media types the document allows, the one clients send first.
    pub content: &'static [MediaType],
}

/// One media type of a body.
#[derive(Debug)]
pub struct MediaType {
    /// Such as `application/json`, in lower case and without parameters.
    pub name: &'static str,
    /// What the body must be.
    pub schema: &'static Schema,
}

/// One security scheme that a request must satisfy, with the scopes or roles it needs there.
#[derive(Debug)]
pub struct SecurityRequirement {
    /// The scheme.
    pub scheme: &'static SecurityScheme,
    /// The scopes (or, for schemes without scopes, role names) that are required together.
    pub scopes: &'static [&'static str],
}

/// A security scheme of the document.
#[derive(Debug)]
pub struct SecurityScheme {
    /// Its key under `components/securitySchemes`.
    pub name: &'static str,
    /// What it is.
    pub kind: SecurityKind,
}

/// How a security scheme's credential travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SecurityKind {
    /// The key as the value of a header, query parameter or cookie.
    ApiKey {
        /// Header, query or cookie.
        location: Location,
        /// The name on the wire.
        name: &'static str,
    },
    /// `Authorization: Bearer …`; also what `oauth2` and `openIdConnect` schemes send.
    Bearer,
    /// `Authorization: Basic …` (RFC 7617); the credential is `user:password`, not yet encoded.
    Basic,
}
