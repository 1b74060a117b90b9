//! Bodies as a file has them that people read and compare: JSON as JSON, text by its lines, and else Base64.

use super::BODY_LIMIT;
use crate::base64::{decode_any, encode};
use crate::bodies::{Body, BodyError, MultipartError, MultipartLimits, MultipartReader};
use crate::json;
use crate::media_type::{bare, is_json};
use bytes::Bytes;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A body.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum BodyText {
    #[default]
    Empty,
    /// JSON whose numbers are all as they were.
    Json(Value),
    /// Text, cut after its line breaks.
    Text(Vec<String>),
    Base64(String),
    /// The parts of a multipart message, which are the same whatever its boundary is.
    Parts(Vec<PartText>),
}

/// A part of a multipart message.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PartText {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) file_name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) content_type: Option<String>,
    pub(super) content: BodyText,
}

impl BodyText {
    /// The bytes of a request's body.
    pub(super) async fn of_request(bytes: &Bytes, content_type: Option<&str>) -> Self {
        let name = content_type.map(bare).unwrap_or_default();
        if name.to_ascii_lowercase().starts_with("multipart/")
            && let Ok(parts) = parts(bytes, content_type.unwrap_or_default()).await
        {
            return Self::Parts(parts);
        }
        Self::of(bytes, content_type)
    }

    /// The bytes of a body.
    pub(super) fn of(bytes: &[u8], content_type: Option<&str>) -> Self {
        if bytes.is_empty() {
            return Self::Empty;
        }
        let name = content_type.map(bare).unwrap_or_default();
        // Numbers that would come back otherwise, and names that stand twice, stay text.
        if is_json(&name.to_ascii_lowercase())
            && !json::has_odd_numbers(bytes)
            && let Ok(value) = json::unique(bytes)
        {
            return Self::Json(value);
        }
        match std::str::from_utf8(bytes) {
            Ok(text) => Self::Text(text.split_inclusive('\n').map(str::to_owned).collect()),
            Err(_) => Self::Base64(encode(bytes)),
        }
    }

    pub(super) const fn is_empty(&self) -> bool {
        matches!(self, Self::Empty)
    }

    /// The bytes; none where it is no body of an answer.
    pub(super) fn bytes(&self) -> Option<Bytes> {
        Some(match self {
            Self::Empty => Bytes::new(),
            Self::Json(value) => value.to_string().into(),
            Self::Text(lines) => lines.concat().into(),
            Self::Base64(text) => decode_any(text)?.into(),
            Self::Parts(_) => return None,
        })
    }

    /// The lines that are shown of it.
    pub(super) fn lines(&self) -> Vec<String> {
        match self {
            Self::Empty => Vec::new(),
            Self::Json(value) => {
                let text = serde_json::to_string_pretty(value).unwrap_or_default();
                text.lines().map(str::to_owned).collect()
            }
            // Line breaks and the like are seen.
            Self::Text(lines) => lines.iter().map(|line| format!("{line:?}")).collect(),
            Self::Base64(text) => vec![format!("base64 {text}")],
            Self::Parts(parts) => parts.iter().flat_map(PartText::lines).collect(),
        }
    }
}

impl PartText {
    fn lines(&self) -> Vec<String> {
        let mut head = "part".to_owned();
        let named = [
            ("name", &self.name),
            ("file", &self.file_name),
            ("type", &self.content_type),
        ];
        for (word, value) in named {
            if let Some(value) = value {
                head.push_str(&format!(" {word}={value:?}"));
            }
        }
        let mut lines = vec![head];
        lines.extend(self.content.lines().iter().map(|line| format!("  {line}")));
        lines
    }
}

async fn parts(bytes: &Bytes, content_type: &str) -> Result<Vec<PartText>, MultipartError> {
    let limits = MultipartLimits {
        file_memory: BODY_LIMIT,
        text_memory: BODY_LIMIT,
        ..MultipartLimits::new(BODY_LIMIT)
    };
    let mut reader = MultipartReader::new(content_type, Body::from(bytes.clone()), limits)?;
    let mut parts = Vec::new();
    while let Some(part) = reader.next().await? {
        let content = whole(part.part.content).await?;
        parts.push(PartText {
            content: BodyText::of(&content, part.part.content_type.as_deref()),
            name: part.name,
            file_name: part.part.file_name,
            content_type: part.part.content_type,
        });
    }
    Ok(parts)
}

async fn whole(body: Body) -> Result<Bytes, BodyError> {
    body.bytes(BODY_LIMIT).await
}
