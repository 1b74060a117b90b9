//! From which severity on a change is one too many.

use super::DiffError;
use crate::diff::{Audience, Report, Severity};
use serde::{Deserialize, Deserializer, de::Error as _};
use std::str::FromStr;

/// A limit: `breaking`, or `callers=breaking`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::cli) struct Limit {
    /// For whom; for anyone where nobody is named.
    audience: Option<Audience>,
    /// From which severity on: `any` is the least.
    level: Severity,
}

impl Limit {
    /// Whether something is so grave.
    pub(super) fn is_reached(self, report: &Report) -> bool {
        let grave = match self.audience {
            Some(audience) => report.severity(audience),
            None => report.findings.iter().map(|finding| finding.severity).max(),
        };
        grave.is_some_and(|grave| grave >= self.level)
    }
}

impl FromStr for Limit {
    type Err = DiffError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = || DiffError::Limit {
            text: text.to_owned(),
        };
        let (audience, level) = match text.split_once('=') {
            Some((name, level)) => {
                let named = Audience::ALL
                    .into_iter()
                    .find(|it| super::name(*it) == name);
                (Some(named.ok_or_else(wrong)?), level)
            }
            None => (None, text),
        };
        let level = match level {
            "breaking" => Severity::Breaking,
            "risky" => Severity::Risky,
            "any" => Severity::Safe,
            _ => return Err(wrong()),
        };
        Ok(Self { audience, level })
    }
}

impl<'de> Deserialize<'de> for Limit {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diff::hand_made;

    #[test]
    fn limits_are_reached_by_audience() {
        // Breaking for callers and two kinds of code; at most risky for servers; safe for handlers.
        let report = hand_made::report();
        for (text, reached) in [
            ("breaking", true),
            ("callers=breaking", true),
            ("servers=breaking", false),
            ("servers=risky", true),
            ("handler-code=risky", false),
            ("handler-code=any", true),
        ] {
            assert_eq!(
                text.parse::<Limit>().unwrap().is_reached(&report),
                reached,
                "{text}"
            );
        }
        let nothing = Report {
            findings: Vec::new(),
        };
        assert!(!"any".parse::<Limit>().unwrap().is_reached(&nothing));
    }

    #[test]
    fn what_is_no_limit_is_refused() {
        for text in ["", "safe", "callers", "everyone=any", "callers=", "=any"] {
            assert!(text.parse::<Limit>().is_err(), "{text}");
        }
    }
}
