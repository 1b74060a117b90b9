//! `multipart/form-data` (RFC 7578, and the WHATWG's HTML and URL standards for how browsers write it) and the other kinds of
//! multipart messages (RFC 2046, section 5.1).

mod disposition;
mod parser;
mod reader;
mod sink;
mod writer;

use super::{BodyError, CharsetError, Part};

pub(super) use disposition::parameter;
pub use reader::{MultipartLimits, MultipartReader};
pub use writer::MultipartWriter;

/// A part as it is received: with the name of the form's field, if it has one.
#[derive(Debug)]
pub struct NamedPart {
    /// The field that the part is the value of, or one of the values of. A part of `multipart/form-data` has one.
    pub name: Option<String>,
    /// The part itself.
    pub part: Part,
}

/// Why a multipart message cannot be read or written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum MultipartError {
    /// The content type names no multipart type, or no boundary that RFC 2046 allows.
    #[error("the content type must be a multipart type with a boundary")]
    ContentType,
    /// The message is not what RFC 2046 and RFC 7578 say.
    #[error("the multipart message is malformed: {0}")]
    Malformed(&'static str),
    /// The message ends before its last boundary.
    #[error("the multipart message is not complete")]
    Incomplete,
    /// There are more parts than are accepted.
    #[error("the multipart message has more than {limit} parts")]
    TooManyParts {
        /// The most parts that are accepted.
        limit: usize,
    },
    /// The headers of one part are larger than is accepted.
    #[error("the headers of a part are larger than {limit} bytes")]
    HeadersTooLarge {
        /// The most bytes that are accepted.
        limit: usize,
    },
    /// A value is not written in its charset, or in one that is not known.
    #[error("a value cannot be read as text: {0}")]
    Charset(#[from] CharsetError),
    /// A part is JSON in which an object names a member twice.
    #[error("the part `{part}` is JSON with {what}")]
    RepeatedName {
        /// The name of the part.
        part: String,
        /// What is wrong, and where in the part.
        what: String,
    },
    /// The message is too large, or breaks off.
    #[error(transparent)]
    Body(#[from] BodyError),
    /// A large part could not be kept in a temporary file.
    #[error("a part could not be kept in a temporary file")]
    Spool(#[source] std::io::Error),
    /// The content type of a part or of the whole message cannot stand in a header.
    #[error("the content type of a multipart message or of its part cannot stand in a header")]
    UnwritableContentType,
}

#[cfg(test)]
mod tests;
