//! All that was found, and what follows from it.

use super::finding::{Audience, Finding, Severity};
use serde::Serialize;

/// What the new document changes.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// The changes.
    pub findings: Vec<Finding>,
}

/// Which part of a version has to rise (<https://semver.org>). Before 1.0, Cargo takes the minor part for the major one, and the
/// patch for the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Bump {
    /// Nothing changed.
    None,
    /// Nothing that programs name changed.
    Patch,
    /// What was there stays.
    Minor,
    /// Something that was there is not there any more, or is another.
    Major,
}

impl Report {
    pub(super) const fn new(findings: Vec<Finding>) -> Self {
        Self { findings }
    }

    /// How the version of the crate has to rise that holds the generated code: by what the change means to Rust programs.
    #[must_use]
    pub fn bump(&self) -> Bump {
        let code = [
            Audience::ClientCode,
            Audience::ServerCode,
            Audience::HandlerCode,
        ];
        let worst = code
            .into_iter()
            .filter_map(|audience| self.severity(audience));
        let has_items = self.findings.iter().any(|finding| !finding.rust.is_empty());
        match worst.max() {
            None => Bump::None,
            Some(Severity::Breaking) => Bump::Major,
            Some(_) if has_items => Bump::Minor,
            Some(_) => Bump::Patch,
        }
    }

    /// The gravest verdict for an audience.
    #[must_use]
    pub fn severity(&self, audience: Audience) -> Option<Severity> {
        let severities = self.findings.iter();
        severities
            .map(|finding| finding.audiences.of(audience).severity)
            .max()
    }
}
