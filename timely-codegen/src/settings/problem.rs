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
    let all = format!("known {what}: {}", all.join(", "));
    match is_newer(word, known) {
        true => format!("{all}; a newer one needs a newer generator"),
        false => all,
    }
}

/// Whether a word is a version, and those that are known are older ones.
fn is_newer(word: &str, known: &[&str]) -> bool {
    let Some(asked) = version(word) else {
        return false;
    };
    let is_older = |known: &&str| version(known).is_some_and(|known| known < asked);
    !known.is_empty() && known.iter().all(is_older)
}

/// The numbers of a version such as `0.2`.
fn version(text: &str) -> Option<Vec<u32>> {
    text.split('.').map(|part| part.parse().ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_known_is_named_where_nothing_is_near() {
        for (word, known, help) in [
            ("clint", ["client", "server"], "did you mean `client`?"),
            (
                "x",
                ["client", "server"],
                "known values: `client`, `server`",
            ),
            (
                "0.10",
                ["0.1", "0.2"],
                "known values: `0.1`, `0.2`; a newer one needs a newer generator",
            ),
            ("0.0", ["0.1", "0.2"], "known values: `0.1`, `0.2`"),
            ("7", ["0.1", "next"], "known values: `0.1`, `next`"),
        ] {
            assert_eq!(help_for(word, "values", &known), help);
        }
    }
}
