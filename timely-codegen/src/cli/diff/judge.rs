//! How what is found is judged: by arguments and by `timely-diff.toml`.

use super::{
    arguments::Judging, arguments::ReportFormat, comparison::Comparison, limits::Limit,
    package::Package, policy_file, policy_file::PolicyFile, render, sides::Pair,
};
use crate::{
    cli::{CliError, Reporter, inputs},
    diagnostic::{plain, shown_path},
    diff::{self, Date},
    settings::Config,
};
use std::path::PathBuf;

/// How what is found is judged.
pub(super) struct Judge {
    file: PolicyFile,
    /// Where the file is, for messages.
    path: Option<PathBuf>,
    limits: Vec<Limit>,
    today: Date,
    format: ReportFormat,
}

impl Judge {
    pub(super) fn new(arguments: &Judging) -> Result<Self, CliError> {
        let path = match &arguments.policy {
            Some(path) => Some(path.clone()),
            None => inputs::nearest(&policy_file::NAMES)?,
        };
        let file: PolicyFile = match &path {
            Some(path) => Config::load_as(path)?,
            None => PolicyFile::default(),
        };
        let limits = match arguments.fail_on.as_slice() {
            [] => file.fail_on.clone(),
            given => given.to_vec(),
        };
        Ok(Self {
            file,
            path,
            limits,
            today: arguments.today.unwrap_or_else(Date::today),
            format: arguments.format,
        })
    }

    /// The revision that the file names.
    pub(super) fn base(&self) -> Option<&str> {
        self.file.base.as_deref()
    }

    /// Compares pairs, with the crates that are in their places. Of a document that has errors these are told.
    pub(super) fn compare(
        &self,
        pairs: &[Pair],
        place: &dyn Fn(&Pair) -> Option<PathBuf>,
        reporter: &Reporter,
    ) -> Result<Vec<Comparison>, CliError> {
        let mut compared = Vec::new();
        for pair in pairs {
            let comparison = Comparison::of(pair, &self.file, self.today, reporter);
            let Some(mut comparison) = comparison else {
                continue;
            };
            if let Some(place) = place(pair) {
                let bump = comparison.summary.crate_bump;
                comparison.package = Package::at(&place, pair.old.state.as_deref(), bump)?;
            }
            compared.push(comparison);
        }
        Ok(compared)
    }

    /// Shows what was found, and which entries of the file count no more.
    pub(super) fn show(&self, compared: &[Comparison], reporter: &Reporter) {
        render::show(compared, self.format, reporter);
        let file = self.path.as_ref().map(|path| shown_path(path));
        let file = file.unwrap_or_default();
        // An entry may be about one document of several.
        let Some(first) = compared.first() else {
            return;
        };
        for entry in &first.applied.expired {
            let until = entry.until.map(|day| day.to_string()).unwrap_or_default();
            reporter.note(&format!(
                "{file}: `{}` is accepted no more, since {until} is over: {}",
                plain(&entry.id),
                plain(&entry.reason)
            ));
        }
        for unused in &first.applied.unused {
            if !compared.iter().all(|it| it.applied.unused.contains(unused)) {
                continue;
            }
            let (id, pointer) = unused;
            let at = pointer.as_ref().map(|at| format!(" at `{}`", plain(at)));
            let near = diff::near(id).filter(|near| near != id);
            reporter.note(&format!(
                "{file}: nothing is found that the entry for `{}`{} is about{}",
                plain(id),
                at.unwrap_or_default(),
                near.map(|near| format!("; did you mean `{near}`?"))
                    .unwrap_or_default()
            ));
        }
        let ignored: usize = compared.iter().map(|it| it.applied.ignored.len()).sum();
        if ignored > 0 {
            let count = crate::cli::report::count(ignored, "finding");
            reporter.note(&format!("{file}: {count} accepted"));
        }
    }

    /// Whether something is graver than it may be.
    pub(super) fn is_too_much(&self, compared: &[Comparison]) -> bool {
        let mut limits = self.limits.iter();
        limits.any(|limit| compared.iter().any(|it| limit.is_reached(&it.report)))
    }
}
