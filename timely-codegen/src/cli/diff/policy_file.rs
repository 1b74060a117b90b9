//! `timely-diff.toml`: how what is found is judged.

use super::limits::Limit;
use crate::diff::{IgnoreEntry, Options, Policy, SeverityEntry, Stability};
use serde::Deserialize;

/// The names by which it is found.
pub(super) const NAMES: [&str; 2] = ["timely-diff.toml", "spec/timely-diff.toml"];

/// What the file says.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct PolicyFile {
    /// The revision that has the old documents.
    pub(super) base: Option<String>,
    pub(super) fail_on: Vec<Limit>,
    grace_days: GraceDays,
    severity: Vec<SeverityEntry>,
    ignore: Vec<IgnoreEntry>,
}

/// The days of grace of each level.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct GraceDays {
    draft: Option<u32>,
    alpha: Option<u32>,
    beta: Option<u32>,
    stable: Option<u32>,
}

impl PolicyFile {
    /// What a comparison goes by.
    pub(super) fn options(&self) -> Options {
        let GraceDays {
            draft,
            alpha,
            beta,
            stable,
        } = self.grace_days;
        let days = [
            (Stability::Draft, draft),
            (Stability::Alpha, alpha),
            (Stability::Beta, beta),
            (Stability::Stable, stable),
        ];
        let days = days
            .into_iter()
            .filter_map(|(level, days)| Some((level, days?)));
        days.fold(Options::default(), |options, (level, days)| {
            options.grace_days(level, days)
        })
    }

    /// What is said of findings.
    pub(super) fn policy(&self) -> Policy {
        Policy {
            severity: self.severity.clone(),
            ignore: self.ignore.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Config;

    fn read(text: &str) -> Result<PolicyFile, String> {
        Config::parse_as("timely-diff.toml", text).map_err(|error| error.to_string())
    }

    #[test]
    fn every_key_is_read() {
        let file = read(
            r##"
            base = "v1.0.0"
            fail_on = ["breaking", "callers=risky"]
            grace_days = { beta = 7 }

            [[severity]]
            id = "api-*"
            pointer = "#/paths"
            level = "risky"
            audiences = ["client-code"]
            reason = "why"

            [[ignore]]
            id = "endpoint-added"
            reason = "known"
            until = 2026-12-31
            "##,
        )
        .unwrap();
        assert_eq!(file.base.as_deref(), Some("v1.0.0"));
        assert_eq!(file.fail_on.len(), 2);
        assert_eq!(file.options().grace(Stability::Beta), 7);
        assert_eq!(file.options().grace(Stability::Stable), 0);
        let policy = file.policy();
        assert_eq!((policy.severity.len(), policy.ignore.len()), (1, 1));
        let until = policy.ignore[0].until.map(|day| day.to_string());
        assert_eq!(until.as_deref(), Some("2026-12-31"));
        assert_eq!(read("").unwrap(), PolicyFile::default());
    }

    #[test]
    fn mistakes_are_told_at_their_place() {
        for (text, place, said) in [
            ("bas = 'x'\n", ":1:1:", "did you mean `base`?"),
            (
                "fail_on = ['breaking', 'all']\n",
                ":1:24:",
                "`all` is no limit",
            ),
            ("[[ignore]]\nid = 'a'\n", "", "reason"),
            (
                "[[ignore]]\nid = 'a'\nreason = 'b'\nuntil = 'soon'\n",
                ":4:9:",
                "`soon` is no date",
            ),
            ("[[severity]]\nid = 'a'\nlevel = 'bad'\n", ":3:9:", "bad"),
            ("[grace_days]\nbta = 1\n", ":2:1:", "did you mean `beta`?"),
        ] {
            let error = read(text).unwrap_err();
            assert!(error.contains(place) && error.contains(said), "{error}");
        }
    }
}
