//! One part of a message that consists of several.

use super::Body;
use crate::{Field, IntoField};
use bytes::Bytes;
use http::HeaderMap;

/// One part of a `multipart/…` message: a file that is uploaded, a field of a form.
///
/// Bytes, text and a [`Body`] are parts without further particulars.
///
/// ```
/// use timely_runtime::{Body, Part};
///
/// let picture = Part::new(vec![0x89, b'P', b'N', b'G'])
///     .file_name("logo.png")
///     .content_type("image/png");
/// assert_eq!(picture.file_name.as_deref(), Some("logo.png"));
/// let text: Part = "plain".into();
/// assert_eq!(text.file_name, None);
/// ```
#[derive(Debug, Default)]
pub struct Part {
    /// The name of the file on the sender's side. It is a name to show, not a path to write to: it may be anything,
    /// such as `../../etc/passwd`.
    pub file_name: Option<String>,
    /// The media type of the content, such as `image/png`.
    pub content_type: Option<String>,
    /// Further headers: all but `Content-Disposition` and `Content-Type`.
    pub headers: HeaderMap,
    /// The content.
    pub content: Body,
}

impl Part {
    /// A part with this content.
    pub fn new(content: impl Into<Body>) -> Self {
        Self {
            content: content.into(),
            ..Self::default()
        }
    }

    /// Sets the name of the file.
    #[must_use]
    pub fn file_name(mut self, file_name: impl Into<String>) -> Self {
        self.file_name = Some(file_name.into());
        self
    }

    /// Sets the media type, such as `image/png`. One that cannot stand in a header is an error when the message is
    /// written.
    #[must_use]
    pub fn content_type(mut self, content_type: impl Into<String>) -> Self {
        self.content_type = Some(content_type.into());
        self
    }

    /// Sets the further headers.
    #[must_use]
    pub fn headers(mut self, headers: HeaderMap) -> Self {
        self.headers = headers;
        self
    }
}

macro_rules! part_from {
    ($($content:ty),*) => {$(
        impl From<$content> for Part {
            fn from(content: $content) -> Self {
                Self::new(content)
            }
        }

        impl IntoField<Part> for $content {
            fn into_field(self) -> Field<Part> {
                Field::Value(self.into())
            }
        }
    )*};
}

part_from!(Body, Bytes, Vec<u8>, String, &'static str, &'static [u8]);
