//! OpenAPI overlays: changes to a document that stand in a file of their own ([Overlay 1.1], and 1.0).
//!
//! [Overlay 1.1]: https://spec.openapis.org/overlay/v1.1.0.html

mod apply;
#[cfg(feature = "cli")]
mod diff;
#[cfg(test)]
mod tests;

use crate::diagnostic::{Code, Pointer};
use serde_json::{Map, Value};
use serde_json_path::JsonPath;

#[cfg(feature = "cli")]
pub(crate) use diff::diff;

/// How many `..` a query may have. Each of them multiplies what is found by the depth of the document.
const MAX_DESCENTS: usize = 4;

/// Something wrong with an overlay, at a place of its file.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Finding {
    pub(crate) code: Code,
    pub(crate) at: Pointer,
    pub(crate) message: String,
    /// What is done instead; none where nothing can be.
    pub(crate) instead: Option<&'static str>,
    pub(crate) help: &'static str,
}

/// What an action is called off with.
const LEFT_OUT: &str = "this action is left out";

/// The actions of an overlay, in their order.
#[derive(Debug, Default)]
pub(crate) struct Overlay {
    actions: Vec<Action>,
}

#[derive(Debug)]
struct Action {
    target: JsonPath,
    change: Change,
    /// Where it stands in its file.
    at: Pointer,
}

#[derive(Debug)]
enum Change {
    Remove,
    Update(Value),
    Copy(JsonPath),
}

impl Overlay {
    /// Reads an overlay. What is wrong in it is found as well, and left out.
    pub(crate) fn read(value: &Value, findings: &mut Vec<Finding>) -> Self {
        let root = Pointer::root();
        let Some(entries) = value
            .as_object()
            .filter(|entries| entries.contains_key("overlay"))
        else {
            findings.push(Finding {
                code: Code::InvalidDocument,
                at: root,
                message: "this is no overlay: it has no `overlay` key".to_owned(),
                instead: None,
                help: "an overlay names its version, `overlay: 1.1.0`, and has `actions`",
            });
            return Self::default();
        };
        let version = entries.get("overlay").map(shown).unwrap_or_default();
        if !version.starts_with("1.") {
            findings.push(Finding {
                code: Code::UnsupportedVersion,
                at: root.child("overlay"),
                message: format!("version `{version}` of overlays is not known"),
                instead: Some("it is read as 1.1"),
                help: "it is 1.0.0 or 1.1.0",
            });
        }
        let Some(Value::Array(actions)) = entries.get("actions") else {
            findings.push(Finding {
                code: Code::MissingKey,
                at: root,
                message: "an overlay needs `actions`, a list".to_owned(),
                instead: Some("nothing is changed"),
                help: "write `actions:`, and below it `- target: $.info` and `update: …`",
            });
            return Self::default();
        };
        let at = root.child("actions");
        let actions = actions.iter().enumerate();
        let actions = actions.filter_map(|(index, action)| {
            Action::read(action, at.index(index))
                .map_err(|finding| findings.push(finding))
                .ok()
        });
        Self {
            actions: actions.collect(),
        }
    }
}

fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

impl Action {
    fn read(value: &Value, at: Pointer) -> Result<Self, Finding> {
        let invalid = |at: Pointer, message: String, help| Finding {
            code: Code::InvalidDocument,
            at,
            message,
            instead: Some(LEFT_OUT),
            help,
        };
        let empty = Map::new();
        let entries = value.as_object().unwrap_or(&empty);
        let query = |key: &str| {
            let text = entries.get(key).and_then(Value::as_str).unwrap_or_default();
            let at = at.child(key);
            if text.matches("..").count() > MAX_DESCENTS {
                let message = format!("`{key}` has more than {MAX_DESCENTS} `..`");
                return Err(invalid(at, message, "name what is between them"));
            }
            JsonPath::parse(text).map_err(|error| {
                let message = format!("`{key}` is no JSONPath: {}", error.message());
                invalid(
                    at,
                    message,
                    "it is a query of RFC 9535, such as `$.paths['/pets'].get`",
                )
            })
        };
        if !entries.contains_key("target") {
            let help = "write `target: $.info`, or another query of RFC 9535";
            return Err(invalid(at, "an action needs `target`".to_owned(), help));
        }
        let target = query("target")?;
        let change = match (
            entries.get("remove"),
            entries.get("update"),
            entries.get("copy"),
        ) {
            (Some(Value::Bool(true)), ..) => Change::Remove,
            (_, Some(update), None) => Change::Update(update.clone()),
            (_, None, Some(_)) => Change::Copy(query("copy")?),
            (_, Some(_), Some(_)) => {
                let message = "an action has `update` and `copy`, of which one can hold";
                return Err(invalid(at, message.to_owned(), "make two actions of it"));
            }
            (_, None, None) => {
                let message = "an action needs `update`, `remove: true` or `copy`";
                return Err(invalid(at, message.to_owned(), "say what is to be done"));
            }
        };
        Ok(Self { target, change, at })
    }
}
