//! The static description of an operation, shared by the client that calls it and the server that answers it.

use crate::Schema;
#[cfg(feature = "client")]
use std::borrow::Cow;

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
    #[doc(hidden)]
    pub parameters: &'static [Parameter],
    /// The request body, when the operation takes one.
    pub(crate) request_body: Option<RequestBody>,
    /// Alternatives, of which a request must satisfy one; each is a set of requirements that hold together.
    /// Empty means that the operation is open to anyone.
    pub security: &'static [&'static [SecurityRequirement]],
    /// The one documented success status, sent when the handler names no other; 200 when the document leaves it open.
    pub(crate) success: u16,
    /// The documented errors: statuses, classes (4 for `4XX`) or 0 for `default`.
    pub(crate) errors: &'static [u16],
    /// The media types of responses that are not `application/json` alone: a status, a class (4 for `4XX`) or 0 for
    /// `default`, and its types, the one that the server sends first.
    pub(crate) media_types: &'static [(u16, &'static [MediaType])],
    /// What the bodies of responses must be that are `application/json` alone: statuses, written as in `errors`, and
    /// their schema. A response without a body is in neither list.
    pub(crate) json: &'static [(&'static [u16], &'static Schema)],
}

/// What a response is that nothing else is said of.
static JSON: [MediaType; 1] = [MediaType::named("application/json")];

/// How generated code states an operation.
#[doc(hidden)]
impl Operation {
    /// An operation that takes nothing, and that anyone may use.
    #[must_use]
    pub const fn new(method: &'static str, path: &'static str) -> Self {
        Self {
            id: "",
            method,
            path,
            parameters: &[],
            request_body: None,
            security: &[],
            success: 200,
            errors: &[],
            media_types: &[],
            json: &[],
        }
    }

    /// An operation with the method GET.
    #[must_use]
    pub const fn get(path: &'static str) -> Self {
        Self::new("GET", path)
    }

    /// An operation with the method PUT.
    #[must_use]
    pub const fn put(path: &'static str) -> Self {
        Self::new("PUT", path)
    }

    /// An operation with the method POST.
    #[must_use]
    pub const fn post(path: &'static str) -> Self {
        Self::new("POST", path)
    }

    /// An operation with the method DELETE.
    #[must_use]
    pub const fn delete(path: &'static str) -> Self {
        Self::new("DELETE", path)
    }

    /// An operation with the method PATCH.
    #[must_use]
    pub const fn patch(path: &'static str) -> Self {
        Self::new("PATCH", path)
    }

    /// Sets its `operationId`, or the name made for an operation that has none.
    #[must_use]
    pub const fn named(self, id: &'static str) -> Self {
        Self { id, ..self }
    }

    /// Sets its parameters, those shared by the path included.
    #[must_use]
    pub const fn parameters(self, parameters: &'static [Parameter]) -> Self {
        Self { parameters, ..self }
    }

    /// Sets the media types of its body, without which a request is refused.
    #[must_use]
    pub const fn body(self, content: &'static [MediaType]) -> Self {
        self.request_body(true, content)
    }

    /// Sets the media types of its body, which may be absent.
    #[must_use]
    pub const fn optional_body(self, content: &'static [MediaType]) -> Self {
        self.request_body(false, content)
    }

    const fn request_body(self, required: bool, content: &'static [MediaType]) -> Self {
        Self {
            request_body: Some(RequestBody { required, content }),
            ..self
        }
    }

    /// Sets the alternatives of which a request must satisfy one.
    #[must_use]
    pub const fn secured(self, security: &'static [&'static [SecurityRequirement]]) -> Self {
        Self { security, ..self }
    }

    /// Sets the status that is sent when the handler names no other, where that is not 200.
    #[must_use]
    pub const fn success(self, success: u16) -> Self {
        Self { success, ..self }
    }

    /// Sets the statuses of the documented errors.
    #[must_use]
    pub const fn errors(self, errors: &'static [u16]) -> Self {
        Self { errors, ..self }
    }

    /// Sets the media types of responses that are not `application/json` alone.
    #[must_use]
    pub const fn media_types(self, rows: &'static [(u16, &'static [MediaType])]) -> Self {
        Self {
            media_types: rows,
            ..self
        }
    }

    /// Sets the schemas of responses that are `application/json` alone.
    #[must_use]
    pub const fn json(self, rows: &'static [(&'static [u16], &'static Schema)]) -> Self {
        Self { json: rows, ..self }
    }
}

impl Operation {
    /// The media types of a response with this status.
    ///
    /// `default` is an error's; a success that is not documented is read as the one that is.
    pub(crate) fn response_media(&self, status: u16) -> &'static [MediaType] {
        let is_success = status == self.success || (200..300).contains(&status);
        let other = if is_success { self.success } else { 0 };
        let listed = [status, status / 100, other].iter().find_map(|wanted| {
            let mut listed = self.media_types.iter();
            listed.find(|(status, _)| status == wanted)
        });
        match listed {
            Some((_, media)) if !media.is_empty() => media,
            _ => &JSON,
        }
    }

    /// What the client accepts in a success, if that is not JSON alone.
    #[cfg(feature = "client")]
    pub(crate) fn accepted(&self) -> Option<String> {
        let is_success = |status: u16| matches!(status, 200..=299 | 2) || status == self.success;
        let mut names: Vec<Cow<'_, str>> = Vec::new();
        let listed = self.media_types.iter();
        for media in listed
            .filter(|(status, _)| is_success(*status))
            .flat_map(|(_, media)| *media)
        {
            // Ranges in the middle of a name are no ranges to HTTP (RFC 9110, section 12.5.1).
            let name = match media.name.split_once("/*") {
                Some((main, end)) if !end.is_empty() => Cow::Owned(format!("{main}/*")),
                _ => Cow::Borrowed(media.name),
            };
            if !names.contains(&name) {
                names.push(name);
            }
        }
        if names.is_empty() {
            return None;
        }
        if !names.contains(&Cow::Borrowed("*/*")) {
            // Other successes, and errors.
            names.push(Cow::Borrowed("application/json;q=0.9"));
            names.push(Cow::Borrowed("*/*;q=0.5"));
        }
        Some(names.join(", "))
    }
}

#[cfg(feature = "server")]
impl Operation {
    /// What the body of a response with this status must be, where it is plain JSON.
    pub(crate) fn json_response(&self, status: u16) -> Option<&'static Schema> {
        let of = |wanted: u16| {
            let mut rows = self.json.iter();
            rows.find(|(statuses, _)| statuses.contains(&wanted))
                .map(|(_, schema)| *schema)
        };
        of(status).or_else(|| of(status / 100)).or_else(|| of(0))
    }

    /// The media types of the successes; none where the first success has no body.
    pub(crate) fn offered(&self) -> Vec<&'static str> {
        let is_success = |status: u16| matches!(status, 200..=299 | 2) || status == self.success;
        let rows = self.media_types.iter();
        let listed = rows
            .filter(|(status, _)| is_success(*status))
            .flat_map(|(_, media)| media.iter().map(MediaType::essence));
        let mut names: Vec<&str> = Vec::new();
        let has_json = |(statuses, _): &(&[u16], _)| statuses.iter().copied().any(is_success);
        for name in listed.chain(self.json.iter().any(has_json).then_some("application/json")) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        let has_body = self.json_response(self.success).is_some()
            || self
                .media_types
                .iter()
                .any(|(status, _)| *status == self.success || *status == self.success / 100);
        if has_body { names } else { Vec::new() }
    }

    /// Whether the operation documents an error with this status, by itself, as one of a class, or as `default`.
    pub(crate) fn documents(&self, status: u16) -> bool {
        [status, status / 100, 0]
            .iter()
            .any(|one| self.errors.contains(one))
    }

    /// The first of these statuses that is a documented error of the operation.
    pub(crate) fn first_documented(&self, statuses: [u16; 2]) -> Option<u16> {
        statuses.into_iter().find(|status| self.documents(*status))
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
    /// The query string as a whole (OpenAPI 3.2, section 4.12.1). It has no name on the wire.
    QueryString,
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

/// The body of a request.
#[derive(Debug)]
pub(crate) struct RequestBody {
    /// Whether a request without a body is refused.
    pub(crate) required: bool,
    /// The media types that the document allows, the one that clients send first.
    pub(crate) content: &'static [MediaType],
}

/// One media type of a body (OpenAPI 3.1, section 4.8.14).
#[derive(Debug)]
pub struct MediaType {
    /// Such as `application/json`, in lower case; it may be a range such as `text/*`. It has parameters, as in
    /// `application/json;version=2`, where several media types of a body differ in these alone.
    pub name: &'static str,
    /// What the body must be, or the values in it.
    pub schema: &'static Schema,
    /// What travels under it.
    pub kind: MediaKind,
    /// How properties of a form are written, where that is not the usual way.
    pub encoding: &'static [Encoding],
    /// The largest body, in bytes, where the document says so.
    pub limit: Option<u64>,
    /// What is sent, with the parameters that the document gives it, where that is not the name.
    pub written: Option<&'static str>,
}

/// What travels under a media type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MediaKind {
    /// A value that is read as a whole.
    Value,
    /// Bytes, which are handed over as they come.
    Stream,
    /// Events or JSON values, one by one, which are handed over as they come.
    Items,
    /// A multipart form in which these properties are files.
    Parts(&'static [&'static str]),
}

impl MediaKind {
    /// Whether it is handed over as it comes.
    pub(crate) const fn is_stream(self) -> bool {
        matches!(self, Self::Stream | Self::Items)
    }
}

/// How one property of a form is written (OpenAPI 3.1, section 4.8.15).
#[derive(Clone, Copy, Debug)]
pub struct Encoding {
    /// The property.
    pub property: &'static str,
    /// The media type of its part; several, separated by commas, are those that are allowed.
    pub content_type: Option<&'static str>,
    /// How it is written in `application/x-www-form-urlencoded`.
    pub style: Style,
    /// Whether its members are written one by one.
    pub explode: bool,
    /// Whether reserved characters stay as they are there (`allowReserved`).
    pub reserved: bool,
    /// The headers that its part must have, where it is a file.
    pub headers: &'static [&'static str],
}

impl Encoding {
    /// A property that is written in the style `form`, exploded.
    pub const fn new(property: &'static str) -> Self {
        Self {
            property,
            content_type: None,
            style: Style::Form,
            explode: true,
            reserved: false,
            headers: &[],
        }
    }

    /// Sets the media type of its part.
    #[must_use]
    pub const fn content_type(self, content_type: &'static str) -> Self {
        Self {
            content_type: Some(content_type),
            ..self
        }
    }

    /// Sets how it is written in a form of pairs.
    #[must_use]
    pub const fn styled(self, style: Style, explode: bool) -> Self {
        Self {
            style,
            explode,
            ..self
        }
    }

    /// Lets reserved characters stay as they are in a form of pairs.
    #[must_use]
    pub const fn reserved(self) -> Self {
        Self {
            reserved: true,
            ..self
        }
    }

    /// Sets the headers that its part must have.
    #[must_use]
    pub const fn headers(self, headers: &'static [&'static str]) -> Self {
        Self { headers, ..self }
    }
}

impl MediaType {
    /// A media type whose values are held to a schema.
    pub const fn new(name: &'static str, schema: &'static Schema) -> Self {
        Self {
            name,
            schema,
            kind: MediaKind::Value,
            encoding: &[],
            limit: None,
            written: None,
        }
    }

    /// What is sent as `Content-Type`.
    pub(crate) fn sent(&self) -> &'static str {
        self.written.unwrap_or(self.name)
    }

    /// The name without parameters.
    pub(crate) fn essence(&self) -> &'static str {
        crate::media_type::bare(self.name)
    }

    /// A media type of which nothing more is said.
    pub const fn named(name: &'static str) -> Self {
        Self::new(name, &Schema::ANY)
    }

    /// A media type that is a stream of bytes.
    pub const fn stream(name: &'static str) -> Self {
        Self {
            kind: MediaKind::Stream,
            ..Self::named(name)
        }
    }

    /// A media type that is a stream of events or of JSON values.
    pub const fn items(name: &'static str) -> Self {
        Self {
            kind: MediaKind::Items,
            ..Self::named(name)
        }
    }

    /// A multipart form in which these properties are files.
    pub const fn parts(
        name: &'static str,
        schema: &'static Schema,
        files: &'static [&'static str],
    ) -> Self {
        Self {
            kind: MediaKind::Parts(files),
            ..Self::new(name, schema)
        }
    }

    /// Says how the properties of a form are written.
    #[must_use]
    pub const fn encoded(self, encoding: &'static [Encoding]) -> Self {
        Self { encoding, ..self }
    }

    /// Sets what is sent, such as `text/plain; charset=utf-8`.
    #[must_use]
    pub const fn written(self, written: &'static str) -> Self {
        Self {
            written: Some(written),
            ..self
        }
    }

    /// Sets the largest body, in bytes.
    #[must_use]
    pub const fn limited(self, bytes: u64) -> Self {
        Self {
            limit: Some(bytes),
            ..self
        }
    }
}

/// One security scheme that a request must satisfy, with the scopes or roles it needs there.
#[derive(Debug)]
#[non_exhaustive]
pub struct SecurityRequirement {
    /// The scheme.
    pub scheme: &'static SecurityScheme,
    /// The scopes (or, for schemes without scopes, role names) that are required together.
    pub scopes: &'static [&'static str],
}

impl SecurityRequirement {
    #[doc(hidden)]
    #[must_use]
    pub const fn new(scheme: &'static SecurityScheme, scopes: &'static [&'static str]) -> Self {
        Self { scheme, scopes }
    }
}

/// A security scheme of the document.
#[derive(Debug)]
pub struct SecurityScheme {
    /// Its key under `components/securitySchemes`.
    pub name: &'static str,
    pub(crate) kind: SecurityKind,
}

/// How generated code states a scheme.
#[doc(hidden)]
impl SecurityScheme {
    /// A key as the value of a header, query parameter or cookie.
    #[must_use]
    pub const fn api_key(name: &'static str, location: Location, key: &'static str) -> Self {
        Self::of(
            name,
            SecurityKind::ApiKey {
                location,
                name: key,
            },
        )
    }

    /// A bearer token.
    #[must_use]
    pub const fn bearer(name: &'static str) -> Self {
        Self::of(name, SecurityKind::Bearer)
    }

    /// A user and a password.
    #[must_use]
    pub const fn basic(name: &'static str) -> Self {
        Self::of(name, SecurityKind::Basic)
    }

    /// Another scheme of HTTP.
    #[must_use]
    pub const fn http(name: &'static str, scheme: &'static str) -> Self {
        Self::of(name, SecurityKind::Http(scheme))
    }

    /// A client certificate.
    #[must_use]
    pub const fn mutual_tls(name: &'static str) -> Self {
        Self::of(name, SecurityKind::MutualTls)
    }

    const fn of(name: &'static str, kind: SecurityKind) -> Self {
        Self { name, kind }
    }
}

/// How a security scheme's credential travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SecurityKind {
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
    /// `Authorization: <scheme> …` with another scheme of HTTP, such as `Digest`; the credential is what follows its
    /// name.
    Http(&'static str),
    /// A client certificate (RFC 8446, section 4.4.2), which is part of the connection and not of the request.
    MutualTls,
}
