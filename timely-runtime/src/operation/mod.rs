//! The static description of an operation, shared by the client that calls it and the server that answers it.

mod condition;
mod deprecation;
mod encoding;
pub(crate) mod media;
mod parameter;
mod security;

use crate::Schema;
#[cfg(feature = "client")]
use std::borrow::Cow;

pub use condition::Condition;
pub use deprecation::Deprecation;
#[cfg(feature = "client")]
pub(crate) use deprecation::{DEPRECATION, SUNSET};
pub use encoding::Encoding;
pub(crate) use media::RequestBody;
pub use media::{MediaKind, MediaType};
pub use parameter::{Location, Parameter, Style};
#[cfg(feature = "oauth2")]
pub(crate) use security::FlowKind;
pub(crate) use security::SecurityKind;
pub use security::{OAuthFlow, SecurityRequirement, SecurityScheme};

/// One operation of a document (OpenAPI 3.1, section 4.8.10), as generated code states it.
#[derive(Debug)]
pub struct Operation {
    /// `operationId`, or the name made for an operation that has none.
    pub id: &'static str,
    /// The tag that it is listed under, its first; empty where the document has none.
    pub tag: &'static str,
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
    /// What a request has if this operation is meant, where others have the same method and path.
    pub(crate) conditions: &'static [Condition],
    /// That it is deprecated, if it is.
    pub(crate) deprecation: Option<Deprecation>,
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
            tag: "",
            method,
            path,
            parameters: &[],
            request_body: None,
            security: &[],
            success: 200,
            errors: &[],
            media_types: &[],
            json: &[],
            conditions: &[],
            deprecation: None,
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

    /// Sets the tag that it is listed under.
    #[must_use]
    pub const fn tagged(self, tag: &'static str) -> Self {
        Self { tag, ..self }
    }

    /// Sets its parameters, those shared by the path included.
    #[must_use]
    pub const fn parameters(self, parameters: &'static [Parameter]) -> Self {
        Self { parameters, ..self }
    }

    /// Sets the media types of its body, without which a request is refused.
    #[must_use]
    pub const fn body(self, content: &'static [MediaType]) -> Self {
        let required = true;
        Self {
            request_body: Some(RequestBody { required, content }),
            ..self
        }
    }

    /// Sets the media types of its body, which may be absent.
    #[must_use]
    pub const fn optional_body(self, content: &'static [MediaType]) -> Self {
        let required = false;
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

    /// Sets what a request has if this operation is meant, and not another one of the same method and path.
    #[must_use]
    pub const fn told_by(self, conditions: &'static [Condition]) -> Self {
        Self { conditions, ..self }
    }

    /// Says that it is deprecated.
    #[must_use]
    pub const fn deprecated(self, deprecation: Deprecation) -> Self {
        let deprecation = Some(deprecation);
        Self {
            deprecation,
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
    /// What the document says of its deprecation, if it is deprecated.
    #[must_use]
    pub const fn deprecation(&self) -> Option<&Deprecation> {
        self.deprecation.as_ref()
    }

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

    /// What the document says of the bodies of all answers.
    pub(crate) fn response_schemas(&self) -> impl Iterator<Item = &'static Schema> {
        let media = self.media_types.iter().flat_map(|(_, media)| *media);
        let json = self.json.iter().map(|(_, schema)| *schema);
        media.map(|media| media.schema).chain(json)
    }

    /// Whether a row of responses, by its status or class, is one of a success.
    #[cfg(any(feature = "client", feature = "server"))]
    const fn is_success(&self, status: u16) -> bool {
        matches!(status, 200..=299 | 2) || status == self.success
    }

    /// What the client accepts in a success, if that is not JSON alone.
    #[cfg(feature = "client")]
    pub(crate) fn accepted(&self) -> Option<String> {
        let is_success = |status: u16| self.is_success(status);
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
            if names.iter().any(|known| is_same_type(known, &name)) {
                continue;
            }
            // What stands for the same as what comes before it is wanted less.
            names.push(match media.alternative_to {
                Some(_) => Cow::Owned(format!("{name};q=0.8")),
                None => name,
            });
        }
        if names.is_empty() {
            return None;
        }
        let has = |wanted: &str| names.iter().any(|known| is_same_type(known, wanted));
        let (has_any, has_json) = (has("*/*"), has("application/json"));
        if !has_any {
            // Other successes, and errors.
            if !has_json {
                names.push(Cow::Borrowed("application/json;q=0.9"));
            }
            names.push(Cow::Borrowed("*/*;q=0.5"));
        }
        Some(names.join(", "))
    }

    /// Whether a success may be of a media type.
    #[cfg(feature = "client")]
    pub(crate) fn answers_with(&self, name: &str) -> bool {
        let is_success = |status: u16| self.is_success(status);
        let rows = self.media_types.iter();
        let mut rows = rows.filter(|(status, _)| is_success(*status)).peekable();
        if rows.peek().is_none() {
            return media::find(&JSON, Some(name)).is_some();
        }
        let has_json = self
            .json
            .iter()
            .any(|(statuses, _)| statuses.iter().copied().any(is_success));
        rows.any(|(_, media)| media::find(media, Some(name)).is_some())
            || (has_json && media::find(&JSON, Some(name)).is_some())
    }
}

/// Whether two names are of one media type: but for case, the charset, and how much they are wanted.
#[cfg(feature = "client")]
fn is_same_type(one: &str, other: &str) -> bool {
    let telling = |name: &str| -> Vec<String> {
        let parts = name.split(';').map(|part| part.trim().to_ascii_lowercase());
        parts
            .filter(|part| !part.starts_with("charset=") && !part.starts_with("q="))
            .collect()
    };
    telling(one) == telling(other)
}

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
    #[cfg(feature = "server")]
    pub(crate) fn offered(&self) -> Vec<&'static str> {
        let is_success = |status: u16| self.is_success(status);
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

    /// Whether a parameter in the path is a secret by the document, so that no path of a request is shown.
    #[cfg(any(feature = "client", feature = "server"))]
    pub(crate) fn has_secret_path(&self) -> bool {
        let mut parameters = self.parameters.iter();
        parameters.any(|known| known.location == Location::Path && known.schema.is_secret())
    }

    /// Whether the operation documents an error with this status, by itself, as one of a class, or as `default`.
    pub(crate) fn documents(&self, status: u16) -> bool {
        [status, status / 100, 0]
            .iter()
            .any(|one| self.errors.contains(one))
    }

    /// Whether the document has a response of this status, as far as is known here: not of a second success without a body.
    #[cfg(feature = "server")]
    pub(crate) fn has_response(&self, status: u16) -> bool {
        status == self.success
            || self.documents(status)
            || self.media_types.iter().any(|(listed, _)| *listed == status)
            || self.json_response(status).is_some()
    }

    /// The first of these statuses that is a documented error of the operation.
    pub(crate) fn first_documented(&self, statuses: [u16; 2]) -> Option<u16> {
        statuses.into_iter().find(|status| self.documents(*status))
    }
}
