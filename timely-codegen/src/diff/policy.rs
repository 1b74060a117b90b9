//! What somebody says of findings beside the rules: other severities, and what is known and accepted.

use super::finding::{Audience, Finding, Severity};
use super::{Date, Report};
use serde::Deserialize;
use std::borrow::Cow;

/// Severities in the place of those of the rules, and findings that are accepted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Policy {
    /// Of several that are about a finding, the last one counts.
    pub severity: Vec<SeverityEntry>,
    /// What is accepted.
    pub ignore: Vec<IgnoreEntry>,
}

/// Another severity.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeverityEntry {
    /// The kind of the findings; with a `*` at its end, all that begin so.
    pub id: String,
    /// The place that they are at or below, in the old document or in the new one; anywhere where nothing is said.
    pub pointer: Option<String>,
    /// The severity.
    pub level: Severity,
    /// For whom. By default for those to whom the rules say that it is not safe, and for all where it is safe for everyone.
    #[serde(default)]
    pub audiences: Vec<Audience>,
    /// Why, in place of what the rules say.
    pub reason: Option<String>,
}

/// A finding that is accepted.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IgnoreEntry {
    /// The kind of the findings; with a `*` at its end, all that begin so.
    pub id: String,
    /// The place that they are at or below, in the old document or in the new one; anywhere where nothing is said.
    pub pointer: Option<String>,
    /// Why they are accepted.
    pub reason: String,
    /// The last day on which they are; for ever where nothing is said.
    pub until: Option<Date>,
}

/// What became of the entries.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Applied {
    /// The findings that are accepted.
    pub ignored: Vec<Finding>,
    /// The entries of [`Policy::ignore`] whose last day is over, which count no more.
    pub expired: Vec<IgnoreEntry>,
    /// The ids and places of entries that are about none of the findings.
    pub unused: Vec<(String, Option<String>)>,
}

impl Policy {
    /// Applies the entries to what was found.
    pub fn apply(&self, report: &mut Report, today: Date) -> Applied {
        let mut applied = Applied::default();
        for entry in &self.severity {
            let mut is_used = false;
            for finding in &mut report.findings {
                if is_about(&entry.id, entry.pointer.as_deref(), finding) {
                    is_used = true;
                    entry.set(finding);
                }
            }
            if !is_used {
                applied
                    .unused
                    .push((entry.id.clone(), entry.pointer.clone()));
            }
        }
        for entry in &self.ignore {
            if entry.until.is_some_and(|until| until < today) {
                applied.expired.push(entry.clone());
                continue;
            }
            let (ignored, rest) = std::mem::take(&mut report.findings)
                .into_iter()
                .partition::<Vec<_>, _>(|finding| {
                    is_about(&entry.id, entry.pointer.as_deref(), finding)
                });
            report.findings = rest;
            if ignored.is_empty() {
                applied
                    .unused
                    .push((entry.id.clone(), entry.pointer.clone()));
            }
            applied.ignored.extend(ignored);
        }
        applied
    }
}

impl SeverityEntry {
    fn set(&self, finding: &mut Finding) {
        let concerned: Vec<Audience> = match self.audiences.as_slice() {
            [] => {
                let all = Audience::ALL.into_iter();
                let is_safe = |it: &Audience| finding.audiences.of(*it).severity == Severity::Safe;
                match finding.audiences.worst() {
                    Severity::Safe => all.collect(),
                    _ => all.filter(|audience| !is_safe(audience)).collect(),
                }
            }
            named => named.to_vec(),
        };
        for audience in concerned {
            let verdict = finding.audiences.of_mut(audience);
            verdict.severity = self.level;
            if let Some(reason) = &self.reason {
                verdict.reason = Cow::Owned(reason.clone());
            }
        }
        finding.severity = finding.audiences.worst();
    }
}

/// Whether an entry is about a finding.
fn is_about(id: &str, pointer: Option<&str>, finding: &Finding) -> bool {
    let is_kind = match id.strip_suffix('*') {
        Some(beginning) => finding.id.starts_with(beginning),
        None => finding.id == id,
    };
    let is_at = |pointer: &str| {
        let pointer = pointer.trim_end_matches('/');
        [&finding.old, &finding.new]
            .into_iter()
            .flatten()
            .any(|site| {
                let rest = site.pointer.strip_prefix(pointer);
                rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            })
    };
    is_kind && pointer.is_none_or(is_at)
}

#[cfg(test)]
mod tests {
    use super::super::hand_made::{finding, report};
    use super::*;

    fn policy(severity: Vec<SeverityEntry>, ignore: Vec<IgnoreEntry>) -> Policy {
        Policy { severity, ignore }
    }

    fn ignore(id: &str, pointer: Option<&str>, until: Option<&str>) -> IgnoreEntry {
        IgnoreEntry {
            id: id.to_owned(),
            pointer: pointer.map(str::to_owned),
            reason: "known".to_owned(),
            until: until.and_then(Date::parse),
        }
    }

    fn today() -> Date {
        Date::parse("2026-06-15").unwrap()
    }

    #[test]
    fn entries_count_until_their_last_day_and_at_their_place() {
        for (entry, left) in [
            (ignore("api-removed-without-deprecation", None, None), 1),
            (
                ignore("api-*", Some("#/paths/~1pets"), Some("2026-06-15")),
                1,
            ),
            (ignore("api-*", Some("#/paths/~1pet"), None), 2),
            (ignore("*", None, Some("2026-06-14")), 2),
            (ignore("api-removed", None, None), 2),
        ] {
            let mut report = report();
            let applied = policy(Vec::new(), vec![entry.clone()]).apply(&mut report, today());
            assert_eq!(report.findings.len(), left, "{entry:?}");
            assert_eq!(applied.ignored.len(), 2 - left);
            let is_over = entry.until.is_some_and(|until| until < today());
            assert_eq!(applied.expired.len(), usize::from(is_over));
            assert_eq!(applied.unused.len(), usize::from(left == 2 && !is_over));
        }
    }

    #[test]
    fn another_severity_is_for_those_whom_it_concerns() {
        let entry = |level, audiences: &[Audience]| SeverityEntry {
            id: "api-removed-without-deprecation".to_owned(),
            pointer: None,
            level,
            audiences: audiences.to_vec(),
            reason: None,
        };
        let mut one = report();
        policy(vec![entry(Severity::Risky, &[])], Vec::new()).apply(&mut one, today());
        let removed = finding(&one, "api-removed-without-deprecation");
        assert_eq!(removed.severity, Severity::Risky);
        assert_eq!(removed.audiences.callers.severity, Severity::Risky);
        assert_eq!(removed.audiences.servers.severity, Severity::Safe);
        let only = entry(Severity::Breaking, &[Audience::Servers]);
        policy(vec![only], Vec::new()).apply(&mut one, today());
        let removed = finding(&one, "api-removed-without-deprecation");
        assert_eq!(removed.audiences.servers.severity, Severity::Breaking);
        assert_eq!(removed.audiences.callers.severity, Severity::Risky);
    }
}
