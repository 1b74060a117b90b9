//! What is wrong with settings.

use crate::diagnostic::closest;
use std::fmt;

/// Something wrong, and its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem<S> {
    /// The place; see [`Node`](super::Node).
    pub span: S,
    /// What is wrong, in one line.
    pub message: String,
    /// What would be right.
    pub help: Option<String>,
}

/// A value that no place is known for, as in settings made by calls.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Invalid {
    /// The keys that lead to it, such as `["formats", "date-time"]`; a number is a position in a list.
    pub path: Vec<String>,
    /// What is wrong, in one line.
    pub message: String,
}

impl fmt::Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path.join("."), self.message)
    }
}

/// Help for a word that is not among the known ones: the likely one, or else all of them.
pub(super) fn help_for(word: &str, what: &str, known: &[&str]) -> String {
    if let Some(name) = closest(word, known.iter().copied()) {
        return format!("did you mean `{name}`?");
    }
    let all: Vec<String> = known.iter().map(|name| format!("`{name}`")).collect();
    format!("known {what}: {}", all.join(", "))
}
