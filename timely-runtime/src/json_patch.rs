//! JSON Patch (RFC 6902): a document as the operations that change another one.

use crate::Field;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::fmt;

/// A list of operations that change a JSON document, one after the other (RFC 6902).
///
/// It is what a body of `application/json-patch+json` holds, where the document says no more of it. Crates that apply patches
/// take it as a [`Value`], and give theirs as one.
///
/// ```
/// use timely_runtime::{JsonPatch, PatchOperation, Value};
///
/// let patch = JsonPatch::new().test("/name", "Ana").replace("/name", "Bia").remove("/phones/0");
/// let text = r#"[
///     {"op": "test", "path": "/name", "value": "Ana"},
///     {"op": "replace", "path": "/name", "value": "Bia"},
///     {"op": "remove", "path": "/phones/0"}
/// ]"#;
/// assert_eq!(serde_json::from_str::<JsonPatch>(text)?, patch);
/// assert_eq!(patch.0[2], PatchOperation::Remove { path: "/phones/0".to_owned() });
/// assert_eq!(JsonPatch::try_from(Value::from(patch.clone()))?, patch);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct JsonPatch(pub Vec<PatchOperation>);

/// One operation of a [`JsonPatch`] (RFC 6902, section 4). Places are JSON Pointers (RFC 6901).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "op", rename_all = "lowercase", try_from = "Members")]
pub enum PatchOperation {
    /// Puts a value at a place: a member of an object, or an item of a list before the one that is there.
    Add {
        /// The place.
        path: String,
        /// The value.
        value: Value,
    },
    /// Takes away what is at a place.
    Remove {
        /// The place.
        path: String,
    },
    /// Puts a value in place of the one that is there.
    Replace {
        /// The place.
        path: String,
        /// The value.
        value: Value,
    },
    /// Takes what is at one place to another.
    Move {
        /// Where it is.
        from: String,
        /// Where it comes to stand.
        path: String,
    },
    /// Adds what is at one place at another as well.
    Copy {
        /// Where it is.
        from: String,
        /// Where it comes to stand as well.
        path: String,
    },
    /// Asks that a value is at a place: where it is not, no operation of the patch is carried out.
    Test {
        /// The place.
        path: String,
        /// The value.
        value: Value,
    },
}

impl JsonPatch {
    /// No operations.
    #[must_use]
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// Puts a value at a place.
    #[must_use]
    pub fn add(self, path: impl Into<String>, value: impl Into<Value>) -> Self {
        let (path, value) = (path.into(), value.into());
        self.with(PatchOperation::Add { path, value })
    }

    /// Takes away what is at a place.
    #[must_use]
    pub fn remove(self, path: impl Into<String>) -> Self {
        let path = path.into();
        self.with(PatchOperation::Remove { path })
    }

    /// Puts a value in place of the one that is there.
    #[must_use]
    pub fn replace(self, path: impl Into<String>, value: impl Into<Value>) -> Self {
        let (path, value) = (path.into(), value.into());
        self.with(PatchOperation::Replace { path, value })
    }

    /// Takes what is at one place to another.
    #[must_use]
    pub fn move_to(self, from: impl Into<String>, path: impl Into<String>) -> Self {
        let (from, path) = (from.into(), path.into());
        self.with(PatchOperation::Move { from, path })
    }

    /// Adds what is at one place at another as well.
    #[must_use]
    pub fn copy_to(self, from: impl Into<String>, path: impl Into<String>) -> Self {
        let (from, path) = (from.into(), path.into());
        self.with(PatchOperation::Copy { from, path })
    }

    /// Asks that a value is at a place.
    #[must_use]
    pub fn test(self, path: impl Into<String>, value: impl Into<Value>) -> Self {
        let (path, value) = (path.into(), value.into());
        self.with(PatchOperation::Test { path, value })
    }

    fn with(mut self, operation: PatchOperation) -> Self {
        self.0.push(operation);
        self
    }
}

impl FromIterator<PatchOperation> for JsonPatch {
    fn from_iter<I: IntoIterator<Item = PatchOperation>>(operations: I) -> Self {
        Self(operations.into_iter().collect())
    }
}

impl From<PatchOperation> for Value {
    fn from(operation: PatchOperation) -> Self {
        let (op, path, from, value) = match operation {
            PatchOperation::Add { path, value } => ("add", path, None, Some(value)),
            PatchOperation::Remove { path } => ("remove", path, None, None),
            PatchOperation::Replace { path, value } => ("replace", path, None, Some(value)),
            PatchOperation::Move { from, path } => ("move", path, Some(from), None),
            PatchOperation::Copy { from, path } => ("copy", path, Some(from), None),
            PatchOperation::Test { path, value } => ("test", path, None, Some(value)),
        };
        let members = [
            ("op", Some(op.into())),
            ("from", from.map(Self::from)),
            ("path", Some(path.into())),
            ("value", value),
        ];
        let members = members.into_iter();
        let members = members.filter_map(|(name, value)| Some((name.to_owned(), value?)));
        Self::Object(members.collect())
    }
}

impl From<JsonPatch> for Value {
    fn from(patch: JsonPatch) -> Self {
        patch.0.into_iter().map(Self::from).collect()
    }
}

impl TryFrom<Value> for JsonPatch {
    type Error = serde_json::Error;

    fn try_from(value: Value) -> Result<Self, Self::Error> {
        serde_json::from_value(value)
    }
}

/// The members of any operation. Further ones are passed over (RFC 6902, section 4).
#[derive(Deserialize)]
struct Members {
    op: Name,
    path: String,
    from: Option<String>,
    #[serde(default)]
    value: Field<Value>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Name {
    Add,
    Remove,
    Replace,
    Move,
    Copy,
    Test,
}

/// A member that an operation must have and has not.
#[derive(Debug)]
struct Missing(&'static str);

impl fmt::Display for Missing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "missing field `{}`", self.0)
    }
}

impl TryFrom<Members> for PatchOperation {
    type Error = Missing;

    fn try_from(members: Members) -> Result<Self, Missing> {
        let Members {
            op,
            path,
            from,
            value,
        } = members;
        let value = || match value {
            Field::Absent => Err(Missing("value")),
            Field::Null => Ok(Value::Null),
            Field::Value(value) => Ok(value),
        };
        let from = || from.ok_or(Missing("from"));
        Ok(match op {
            Name::Add => Self::Add {
                path,
                value: value()?,
            },
            Name::Remove => Self::Remove { path },
            Name::Replace => Self::Replace {
                path,
                value: value()?,
            },
            Name::Move => Self::Move {
                from: from()?,
                path,
            },
            Name::Copy => Self::Copy {
                from: from()?,
                path,
            },
            Name::Test => Self::Test {
                path,
                value: value()?,
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{from_value, json};

    #[test]
    fn operations_are_read_and_written() {
        let patch = JsonPatch::new()
            .add("/a", 1)
            .add("/b", Value::Null)
            .remove("/c")
            .replace("", json!({}))
            .move_to("/d", "/e")
            .copy_to("/f", "/g/-")
            .test("/h", json!([true]));
        let value = serde_json::to_value(&patch).unwrap();
        assert_eq!(value, Value::from(patch.clone()));
        assert_eq!(JsonPatch::try_from(value).unwrap(), patch);
    }

    #[test]
    fn what_is_no_operation_is_refused() {
        for (operation, reason) in [
            (json!({"op": "add", "path": "/a"}), "value"),
            (json!({"op": "move", "path": "/a"}), "from"),
            (json!({"op": "remove"}), "path"),
            (json!({"op": "merge", "path": "/a"}), "merge"),
            (json!({"path": "/a"}), "op"),
        ] {
            let error = from_value::<PatchOperation>(operation)
                .unwrap_err()
                .to_string();
            assert!(error.contains(reason), "{error}");
        }
        let further = json!({"op": "remove", "path": "/a", "from": "/b", "why": 1});
        let removed = PatchOperation::Remove {
            path: "/a".to_owned(),
        };
        assert_eq!(from_value::<PatchOperation>(further).unwrap(), removed);
    }
}
