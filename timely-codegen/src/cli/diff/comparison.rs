//! A comparison of two documents, and what was found.

use super::{
    package::Package,
    policy_file::PolicyFile,
    sides::{Pair, Side},
};
use crate::{
    Outcome,
    cli::Reporter,
    diff::{Applied, Date, Report, Site, Summary, Version},
};

/// What was found.
pub(super) struct Comparison {
    /// What is compared, where it is one of several.
    pub(super) name: Option<String>,
    pub(super) old: Document,
    pub(super) new: Document,
    pub(super) report: Report,
    pub(super) summary: Summary,
    pub(super) applied: Applied,
    /// The crate that holds the generated code, if it is known.
    pub(super) package: Option<Package>,
}

/// One of the documents.
pub(super) struct Document {
    /// Its name, as people know it.
    pub(super) name: String,
    /// The version that it gives itself.
    pub(super) version: String,
}

impl Comparison {
    /// Compares a pair; nothing where one of the documents has errors, which are told.
    pub(super) fn of(
        pair: &Pair,
        policy: &PolicyFile,
        today: Date,
        reporter: &Reporter,
    ) -> Option<Self> {
        let Pair { name, old, new, .. } = pair;
        let spinner = reporter.spinner(format!("{} and {}", old.shown, new.shown));
        let options = policy.options().today(today);
        let generators = (old.input.generator(), new.input.generator());
        let (of_old, of_new, report) = generators.0.diff_with(&generators.1, &options);
        spinner.finish_and_clear();
        let Some(mut report) = report else {
            for (outcome, side) in [(&of_old, old), (&of_new, new)] {
                if outcome.diagnostics.has_errors() {
                    reporter.diagnostics_by(outcome, &|text| side.named(text));
                }
            }
            return None;
        };
        for finding in &mut report.findings {
            rename(finding.old.as_mut(), old);
            rename(finding.new.as_mut(), new);
        }
        let applied = policy.policy().apply(&mut report, today);
        Some(Self {
            name: name.clone(),
            old: Document::of(old, &of_old),
            new: Document::of(new, &of_new),
            summary: report.summary(),
            report,
            applied,
            package: None,
        })
    }

    /// The version that the API has to have, where it has not.
    pub(super) fn api_needs(&self) -> Option<Version> {
        let (old, new) = (
            Version::parse(&self.old.version)?,
            Version::parse(&self.new.version)?,
        );
        let needed = old.raised(self.summary.api_bump);
        (new < needed).then_some(needed)
    }
}

impl Document {
    fn of(side: &Side, outcome: &Outcome) -> Self {
        let version = outcome.meaning().map(|api| api.version.clone());
        Self {
            name: side.shown.clone(),
            version: version.unwrap_or_default(),
        }
    }
}

/// Gives a place the name by which people know its file.
fn rename(site: Option<&mut Site>, side: &Side) {
    if let Some(site) = site {
        site.file = side.named(&site.file);
    }
}
