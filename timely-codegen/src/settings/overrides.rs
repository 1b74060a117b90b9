//! Settings given one by one on a command line: `pagination.style = "page"`.

use super::{Key, Node, Problem, Settings, Value, config};
use serde_json::{Map, Value as Json};

/// Why an assignment cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AssignmentError {
    /// It is a key alone.
    #[error("`{text}` has no value: write KEY=VALUE, such as `feature_gates=true`")]
    NoValue {
        /// The assignment.
        text: String,
    },
    /// Its key or its value cannot be read.
    #[error("`{text}` is not a setting: write KEY=VALUE, such as `feature_gates=true`{detail}")]
    Syntax {
        /// The assignment.
        text: String,
        /// What the parser says, after a colon.
        detail: String,
    },
    /// The settings that come of it make no sense.
    #[error("{}", problems.join("; "))]
    Invalid {
        /// What is wrong, with what would be right.
        problems: Vec<String>,
    },
}

impl Settings {
    /// These settings with some keys set anew, each by an assignment in TOML: a key, which may have several parts, `=`,
    /// and a value. A value that is no TOML is a text.
    ///
    /// A table is merged with what is set in it already; everything else is replaced.
    ///
    /// ```
    /// # use timely_codegen::settings::Settings;
    /// let settings = Settings::default().assign(&["feature_gates=true", "rename.Err = ApiError"])?;
    /// assert!(settings.feature_gates);
    /// assert_eq!(settings.rename["Err"], "ApiError");
    /// # Ok::<(), timely_codegen::settings::AssignmentError>(())
    /// ```
    ///
    /// # Errors
    /// When an assignment is none, or its key or value is not what a setting may be.
    pub fn assign(&self, assignments: &[impl AsRef<str>]) -> Result<Self, AssignmentError> {
        if assignments.is_empty() {
            return Ok(self.clone());
        }
        // Plain data with string keys always has a JSON form.
        let mut value = serde_json::to_value(self).unwrap_or_default();
        for assignment in assignments {
            merge(&mut value, parse(assignment.as_ref())?);
        }
        Self::from_node(&node(value, ""), &[]).map_err(|problems| AssignmentError::Invalid {
            problems: problems.iter().map(told).collect(),
        })
    }
}

/// The table that an assignment stands for.
fn parse(text: &str) -> Result<Json, AssignmentError> {
    let syntax = |detail: String| AssignmentError::Syntax {
        text: text.to_owned(),
        detail,
    };
    let (key, value) = text
        .split_once('=')
        .ok_or_else(|| AssignmentError::NoValue {
            text: text.to_owned(),
        })?;
    let read = |text: &str| config::table(text).ok().filter(|table| table.len() == 1);
    // A JSON string is a string of TOML, too.
    let quoted = || format!("{key} = {}", Json::from(value.trim()));
    // No setting is such a number; a version is a text.
    let is_version = value.contains('.') && value.trim().parse::<f64>().is_ok();
    read(text)
        .filter(|_| !is_version)
        .or_else(|| read(&quoted()))
        .map(Json::Object)
        .ok_or_else(|| {
            let error = config::table(&quoted()).err();
            syntax(error.map_or_else(String::new, |error| format!(": {error}")))
        })
}

fn merge(into: &mut Json, from: Json) {
    match (into, from) {
        (Json::Object(into), Json::Object(from)) => {
            for (key, value) in from {
                merge(into.entry(key).or_insert(Json::Null), value);
            }
        }
        (into, from) => *into = from,
    }
}

/// A problem with the keys that lead to it, and its help.
fn told(problem: &Problem<String>) -> String {
    let Problem {
        span,
        message,
        help,
    } = problem;
    let names_itself = message.contains(&format!("`{span}")) || span.is_empty();
    let mut text = if names_itself {
        message.clone()
    } else {
        format!("`{span}`: {message}")
    };
    if let Some(help) = help {
        text.push_str("; ");
        text.push_str(help);
    }
    text
}

/// As a tree of settings, whose places are the keys that lead there; what is null is not set.
fn node(value: Json, span: &str) -> Node<String> {
    let value = match value {
        Json::Bool(value) => Value::Bool(value),
        Json::Number(number) => match number.as_i64() {
            Some(number) => Value::Integer(number),
            None => Value::Float(number.as_f64().unwrap_or(f64::NAN)),
        },
        Json::String(text) => Value::String(text),
        Json::Array(items) => {
            let items = items.into_iter().enumerate();
            Value::List(
                items
                    .map(|(at, item)| node(item, &below(span, &at.to_string())))
                    .collect(),
            )
        }
        Json::Object(entries) => Value::Table(table(entries, span)),
        Json::Null => Value::Table(Vec::new()),
    };
    Node {
        span: span.to_owned(),
        value,
    }
}

fn table(entries: Map<String, Json>, span: &str) -> Vec<(Key<String>, Node<String>)> {
    let entries = entries.into_iter().filter(|(_, value)| !value.is_null());
    entries
        .map(|(name, value)| {
            let span = below(span, &name);
            let node = node(value, &span);
            (Key { span, name }, node)
        })
        .collect()
}

fn below(span: &str, name: &str) -> String {
    if span.is_empty() {
        name.to_owned()
    } else {
        format!("{span}.{name}")
    }
}

#[cfg(test)]
mod tests {
    use super::super::{
        ErrorField, ErrorSettings, PageStyle, Pagination, TypeSettings, WebhookSettings,
    };
    use super::*;

    #[test]
    fn what_is_set_already_stays() {
        let mut pages = Pagination::new(PageStyle::Cursor, "after", "/data");
        pages.next_cursor = Some("/next".to_owned());
        let errors = ErrorSettings::default()
            .field("/ok", ErrorField::Constant(false.into()))
            .field("/message", ErrorField::Message)
            .code(404, "GONE");
        let settings = Settings::default()
            .pagination(pages)
            .errors(errors)
            .webhooks(WebhookSettings::new("X-Signature"))
            .idempotency("Idempotency-Key")
            .types("Money", TypeSettings::default().path("money::Money"))
            .format("date", "String");
        let assigned = settings
            .assign(&["pagination.limit_param=limit", "derives=[\"Eq\"]"])
            .unwrap();
        let mut expected = settings.derive("Eq");
        let mut rule = expected.pagination.unwrap().rules()[0].clone();
        rule.limit_param = Some("limit".to_owned());
        expected.pagination = Some(rule.into());
        assert_eq!(assigned, expected);
    }

    #[test]
    fn a_text_needs_no_quotes() {
        let settings = Settings::default();
        for (assignment, path) in [
            ("runtime_path=::sdk::rt", "::sdk::rt"),
            ("runtime_path = \"sdk\"", "sdk"),
            ("runtime_path=r#mod::rt", "r#mod::rt"),
        ] {
            let assigned = settings.assign(&[assignment]).unwrap();
            assert_eq!(assigned.runtime_path, path, "{assignment}");
        }
        let older = settings
            .assign(&["compat=0.1", "server.body_limit=64"])
            .unwrap();
        assert_eq!(
            (older.compat.as_str(), older.server.body_limit),
            ("0.1", Some(64))
        );
        let renamed = settings.assign(&["rename.\"/a.b/c\"=Other"]).unwrap();
        assert_eq!(renamed.rename["/a.b/c"], "Other");
    }

    #[test]
    fn mistakes_are_named() {
        let message = |assignment: &str| {
            let error = Settings::default().assign(&[assignment]).unwrap_err();
            error.to_string()
        };
        for (assignment, expected) in [
            (
                "feature_gates",
                "`feature_gates` has no value: write KEY=VALUE, such as `feature_gates=true`",
            ),
            (
                "feature_gate=true",
                "unknown key `feature_gate`; did you mean `feature_gates`?",
            ),
            (
                "feature_gates=perhaps",
                "`feature_gates`: expected `true` or `false`, found the string \"perhaps\"",
            ),
            (
                "pagination.style=pages",
                "`pagination.style`: unknown value `pages`; did you mean `page`?",
            ),
            (
                "strict=true\ninclude=[]",
                "`strict`: expected `true` or `false`, found the string \"true\\ninclude=[]\"",
            ),
            (
                "derives=[\"1\"]",
                "`derives.0`: expected the path of a derive, such as `Eq`",
            ),
        ] {
            assert_eq!(message(assignment), expected, "{assignment}");
        }
        assert!(
            message("=1").starts_with("`=1` is not a setting"),
            "{}",
            message("=1")
        );
    }
}
