//! What a file of recorded answers holds.

use super::body_text::BodyText;
use super::redacted::Redacted;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The form of these files.
pub(super) const VERSION: u32 = 1;

/// A file as a whole.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Recording {
    pub(super) version: u32,
    /// What is left out everywhere, and so must be left out of what is held against it.
    #[serde(default)]
    pub(super) redacted: Redacted,
    pub(super) exchanges: Vec<Exchange>,
}

/// A request and its answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Exchange {
    pub(super) request: RequestText,
    pub(super) response: ResponseText,
}

/// A request, as far as it is compared.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RequestText {
    /// The id of the operation, for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) operation: Option<String>,
    pub(super) method: String,
    pub(super) path: String,
    /// The pairs of the query as they are written.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) query: Vec<String>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) headers: BTreeMap<String, String>,
    #[serde(default, skip_serializing_if = "BodyText::is_empty")]
    pub(super) body: BodyText,
}

/// An answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ResponseText {
    pub(super) status: u16,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) headers: BTreeMap<String, Vec<String>>,
    #[serde(default, skip_serializing_if = "BodyText::is_empty")]
    pub(super) body: BodyText,
}

impl RequestText {
    /// Whether this is the request that was recorded.
    pub(super) fn is(&self, recorded: &Self) -> bool {
        let sorted = |query: &[String]| {
            let mut query = query.to_vec();
            query.sort();
            query
        };
        self.method == recorded.method
            && self.path == recorded.path
            && sorted(&self.query) == sorted(&recorded.query)
            && self.headers == recorded.headers
            && self.body == recorded.body
    }

    /// How much it has in common with one that was recorded, to show the one that may have been meant.
    pub(super) fn likeness(&self, recorded: &Self) -> usize {
        let same_path = usize::from(self.path == recorded.path);
        let same_method = usize::from(self.method == recorded.method);
        4 * same_path + 2 * same_method + usize::from(self.query == recorded.query)
    }

    /// The lines that are shown of it.
    pub(super) fn lines(&self) -> Vec<String> {
        let mut lines = vec![format!("{} {}", self.method, self.path)];
        let mut query = self.query.clone();
        query.sort();
        lines.extend(query.iter().map(|pair| format!("?{pair}")));
        let headers = self.headers.iter();
        lines.extend(headers.map(|(name, value)| format!("{name}: {value}")));
        lines.extend(self.body.lines());
        lines
    }
}
