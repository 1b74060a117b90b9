//! An OpenAPI document as text, for those that show it or stand in for its server.
//!
//! Generated code has one as `document::DOCUMENT`, with the output `document`.

use serde::Deserialize;
use serde_json::Value;
use std::borrow::Cow;
use std::fmt;

/// An OpenAPI document in one piece, of any version, as JSON (OpenAPI 3.1.1, section 4.3).
///
/// ```
/// use timely_runtime::document::Document;
///
/// let text = r#"{"openapi": "3.1.0", "info": {"title": "Pets", "version": "1.2"}, "paths": {}}"#;
/// let document = Document::read(text)?;
/// assert_eq!((document.title(), document.version()), ("Pets", "1.2"));
/// assert_eq!(document.as_str(), text);
/// assert_eq!(document.to_value()?["openapi"], "3.1.0");
/// # Ok::<(), timely_runtime::document::DocumentError>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Document {
    title: Cow<'static, str>,
    version: Cow<'static, str>,
    text: Cow<'static, str>,
}

/// A text that is no document.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DocumentError {
    /// It is not JSON, nested too deeply, or has no title and version where OpenAPI wants them.
    #[error("the text is no OpenAPI document as JSON: {0}")]
    NotADocument(#[from] serde_json::Error),
}

impl Document {
    /// A document with this `info.title` and `info.version`, whose text is JSON.
    ///
    /// Nothing is read here, so that it can be a static; generated code calls it with what the generator has read.
    #[must_use]
    pub const fn new(title: &'static str, version: &'static str, text: &'static str) -> Self {
        Self {
            title: Cow::Borrowed(title),
            version: Cow::Borrowed(version),
            text: Cow::Borrowed(text),
        }
    }

    /// A document from its text.
    ///
    /// # Errors
    /// When it is not JSON, or not an object with the title and version that each document has (OpenAPI 3.1.1,
    /// section 4.8.2).
    pub fn read(text: impl Into<String>) -> Result<Self, DocumentError> {
        #[derive(Deserialize)]
        struct Head {
            info: Info,
        }
        #[derive(Deserialize)]
        struct Info {
            title: Value,
            version: Value,
        }
        // `version: 1.0` is a number to YAML, and was meant as a text.
        let plain = |value| match value {
            Value::String(text) => text,
            other => other.to_string(),
        };
        let text = text.into();
        let Head { info } = serde_json::from_str(&text)?;
        Ok(Self {
            title: Cow::Owned(plain(info.title)),
            version: Cow::Owned(plain(info.version)),
            text: Cow::Owned(text),
        })
    }

    /// `info.title`.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.title
    }

    /// `info.version`: that of the document, not that of OpenAPI.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The text, which is JSON.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The document as a value, read anew at each call.
    ///
    /// # Errors
    /// When the text is not JSON, which that of generated code always is.
    pub fn to_value(&self) -> Result<Value, DocumentError> {
        Ok(serde_json::from_str(&self.text)?)
    }
}

impl AsRef<str> for Document {
    fn as_ref(&self) -> &str {
        &self.text
    }
}

/// Without its text, which may have megabytes.
impl fmt::Debug for Document {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Document")
            .field("title", &self.title)
            .field("version", &self.version)
            .field("bytes", &self.text.len())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_read_or_refused() {
        for text in [
            "",
            "[]",
            "{}",
            r#"{"info": {"title": "A"}}"#,
            "openapi: 3.1.0",
        ] {
            assert!(Document::read(text).is_err(), "{text}");
        }
        let nested = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
        let nested = format!(r#"{{"info": {{"title": "A", "version": "1"}}, "x-a": {nested}}}"#);
        let document = Document::read(nested);
        assert!(document.is_err() || document.is_ok_and(|document| document.to_value().is_err()));
    }

    #[test]
    fn debug_leaves_the_text_out() {
        static DOCUMENT: Document = Document::new("A", "1", "{}");
        assert_eq!(
            format!("{DOCUMENT:?}"),
            r#"Document { title: "A", version: "1", bytes: 2, .. }"#
        );
    }
}
