//! How serious a message is taken, by its code and its place.

use super::{Code, Severity};
use serde::{Deserialize, Serialize};

/// How serious messages of a code are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Level {
    /// Nothing is said.
    Allow,
    /// A warning: the code is generated.
    Warn,
    /// An error: nothing is generated.
    Deny,
}

/// The levels of a run.
///
/// A message is an error where nothing could be generated from what it is about; no level changes that. Every other one
/// is a warning, unless the run is strict and it is about what was assumed or repaired. A rule decides on those; the one
/// of the longest place counts.
#[derive(Clone, Debug, Default)]
pub(crate) struct Levels {
    rules: Vec<Rule>,
    /// Whether what is assumed or repaired is an error where no rule says otherwise.
    strict: bool,
    /// Whether warnings that no rule allows are errors.
    deny_warnings: bool,
}

#[derive(Clone, Debug)]
struct Rule {
    code: Code,
    /// A JSON pointer without `#`; what is below it is meant as well. Empty for the whole document.
    place: String,
    level: Level,
}

impl Levels {
    pub(crate) fn new(strict: bool, deny_warnings: bool) -> Self {
        Self {
            rules: Vec::new(),
            strict,
            deny_warnings,
        }
    }

    /// Adds a rule for what stands at a JSON pointer and below; with an empty one, for the whole document.
    pub(crate) fn add(&mut self, code: Code, place: &str, level: Level) {
        self.rules.push(Rule {
            code,
            place: place.trim_start_matches('#').to_owned(),
            level,
        });
    }

    /// What has no plain meaning at a place, so that one is assumed: a warning, unless the run is strict.
    pub(super) fn of_assumption(&self, code: Code, place: &str) -> Severity {
        match self.rule(code, &[place]) {
            Some(Level::Deny) => Severity::Error,
            Some(Level::Allow | Level::Warn) => Severity::Warning,
            None if self.strict => Severity::Error,
            None => Severity::Warning,
        }
    }

    /// What becomes of a warning, which has a place in the document and one in its file; `None` if nothing is said.
    pub(super) fn of_warning(&self, code: Code, places: &[&str]) -> Option<Severity> {
        match self.rule(code, places) {
            Some(Level::Allow) => None,
            Some(Level::Deny) => Some(Severity::Error),
            Some(Level::Warn) | None if self.deny_warnings => Some(Severity::Error),
            None if self.strict && code == Code::Repaired => Some(Severity::Error),
            Some(Level::Warn) | None => Some(Severity::Warning),
        }
    }

    fn rule(&self, code: Code, places: &[&str]) -> Option<Level> {
        let rules = self.rules.iter().filter(|rule| rule.code == code);
        let rules = rules.filter(|rule| places.iter().any(|place| is_within(place, &rule.place)));
        let rule = rules.max_by_key(|rule| rule.place.len())?;
        Some(rule.level)
    }
}

/// Whether a place is another, or below it; both are JSON pointers, with `#` or without.
pub(crate) fn is_within(place: &str, other: &str) -> bool {
    let plain = |text| str::trim_start_matches(text, '#');
    let rest = plain(place).strip_prefix(plain(other));
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rule_of_the_longest_place_counts() {
        let mut levels = Levels::new(false, false);
        levels.add(Code::Degraded, "", Level::Deny);
        levels.add(Code::Degraded, "#/components", Level::Warn);
        levels.add(Code::Degraded, "/components/schemas/Old", Level::Allow);
        let of = |place: &str| levels.of_warning(Code::Degraded, &[place]);
        assert_eq!(of("#/paths/~1a"), Some(Severity::Error));
        assert_eq!(of("#/components/schemas/New"), Some(Severity::Warning));
        assert_eq!(of("#/components/schemas/Older"), Some(Severity::Warning));
        assert_eq!(of("#/components/schemas/Old"), None);
        assert_eq!(of("#/components/schemas/Old/properties/a"), None);
        assert_eq!(
            levels.of_warning(Code::UnknownKey, &["#/components/schemas/Old"]),
            Some(Severity::Warning)
        );
    }

    #[test]
    fn what_is_allowed_stays_so_where_warnings_are_denied() {
        let mut levels = Levels::new(false, true);
        levels.add(Code::Degraded, "", Level::Allow);
        levels.add(Code::UnknownKey, "", Level::Warn);
        assert_eq!(levels.of_warning(Code::Degraded, &[""]), None);
        let unknown = levels.of_warning(Code::UnknownKey, &[""]);
        assert_eq!(unknown, Some(Severity::Error));
    }

    #[test]
    fn what_is_repaired_is_an_error_in_a_strict_run() {
        let mut levels = Levels::new(true, false);
        let of = |levels: &Levels, code| levels.of_warning(code, &["#/paths"]);
        assert_eq!(of(&levels, Code::Repaired), Some(Severity::Error));
        assert_eq!(of(&levels, Code::Degraded), Some(Severity::Warning));
        levels.add(Code::Repaired, "", Level::Warn);
        assert_eq!(of(&levels, Code::Repaired), Some(Severity::Warning));
    }

    #[test]
    fn an_assumption_is_refused_or_taken_where_a_rule_says_so() {
        let mut strict = Levels::new(true, false);
        strict.add(Code::UnresolvedReference, "/paths/~1a", Level::Warn);
        let of = |place: &str| strict.of_assumption(Code::UnresolvedReference, place);
        assert_eq!(of("#/paths/~1a/get"), Severity::Warning);
        assert_eq!(of("#/paths/~1b/get"), Severity::Error);
        let mut levels = Levels::new(false, false);
        levels.add(Code::UnresolvedReference, "/paths/~1a", Level::Deny);
        let of = |place: &str| levels.of_assumption(Code::UnresolvedReference, place);
        assert_eq!(of("#/paths/~1a/get"), Severity::Error);
        assert_eq!(of("#/paths/~1b/get"), Severity::Warning);
    }
}
