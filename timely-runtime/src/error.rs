//! Why messages cannot be read or written.

use crate::bodies::{CharsetError, MultipartError};
use crate::{MediaType, Misfit};

/// Why a response cannot be read: its status is documented, its content is not what the document says.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DecodeError {
    /// The body is not JSON, or not of the documented shape.
    #[error(transparent)]
    Body(Box<Misfit>),
    /// The body is not in the form that its type asks for.
    #[error("the body is not {0}")]
    Content(&'static str),
    /// The body is not written in its charset, or in one that is not known.
    #[error("the response body cannot be read as text")]
    Charset(#[from] CharsetError),
    /// The body is of a media type that cannot be read as the documented one: a page of HTML, say, in place of a stream of
    /// events.
    #[error("the response is `{found}`, and `{expected}` is documented")]
    ContentType {
        /// The media type of the response.
        found: String,
        /// The documented ones.
        expected: String,
    },
    /// A header that the document requires is not there.
    #[error("the response header `{0}` is missing")]
    MissingHeader(&'static str),
    /// A header that the document requires is not of the documented type; the place begins with its name.
    #[error("in the headers, {0}")]
    Headers(Box<Misfit>),
}

impl DecodeError {
    /// A media type in place of the documented ones.
    pub(crate) fn content_type(documented: &'static [MediaType], found: Option<&str>) -> Self {
        let names: Vec<&str> = documented.iter().map(|media| media.name).collect();
        Self::ContentType {
            found: found.unwrap_or("of no media type").to_owned(),
            expected: names.join("`, `"),
        }
    }
}

/// Why a message cannot be written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EncodeError {
    /// The body cannot be written as JSON.
    #[error("the body cannot be written as JSON")]
    Body(#[source] serde_json::Error),
    /// The document has no media type for the body.
    #[error("the body has no media type")]
    Content,
    /// The document does not allow the media type of a body or of a part of it.
    #[error("the media type `{found}` is none of those that the document allows: {allowed}")]
    ContentType {
        /// The media type.
        found: String,
        /// Those that the document allows.
        allowed: String,
    },
    /// The document allows any media type of a range, and neither the body nor the part of it says which it is.
    #[error("the document allows any of {allowed}: the body must say which it is")]
    UnknownContentType {
        /// What the document allows.
        allowed: String,
    },
    /// The headers cannot be written as JSON, from where they are put into header fields.
    #[error("the headers cannot be written")]
    Headers(#[source] serde_json::Error),
    /// A parameter's or header's value cannot travel where the document puts it.
    #[error("`{name}` {problem}")]
    Parameter {
        /// The name on the wire.
        name: &'static str,
        /// What is wrong with the value, such as `must not be empty`.
        problem: &'static str,
    },
    /// A part of the body cannot be written.
    #[error("the body cannot be written as a multipart message")]
    Multipart(#[source] MultipartError),
    /// The body is no object, which alone can be a form.
    #[error("the body is not an object, so that it cannot be a form")]
    NotAForm,
    /// A property of a form cannot be written as its style has it.
    #[error("`{name}` {problem}")]
    Property {
        /// The property.
        name: String,
        /// What is wrong with it.
        problem: &'static str,
    },
    /// A header field that was set by hand cannot be sent: its name or its value is none of HTTP, or it is one that
    /// belongs to the connection, such as `Content-Length`.
    #[error("the header field `{0}` cannot be sent")]
    HeaderField(String),
    /// Not a status code of HTTP.
    #[error("{0} is not an HTTP status code")]
    Status(u16),
}
