//! `cargo xtask lint`: what is wrong with the documents.

use crate::{
    Status, cli,
    report::{Hue, Reporter, Tally},
    targets,
};
use timely_codegen::Generator;

pub(crate) fn run(arguments: &cli::Lint, reporter: &Reporter) -> anyhow::Result<Status> {
    let mut status = Status::Good;
    for target in targets::select(&arguments.selection, None)? {
        let spinner = reporter.spinner(target.document.display().to_string());
        let outcome = Generator::from_file(&target.document)
            .settings(target.settings)
            .lint();
        spinner.finish_and_clear();

        reporter.diagnostics(&outcome);
        let tally = Tally::of(&outcome);
        let (hue, text) = match (tally.errors, tally.warnings) {
            (0, 0) => (Hue::Green, "nothing to complain about".to_owned()),
            (0, _) => (Hue::Yellow, tally.text()),
            _ => (Hue::Red, tally.text()),
        };
        reporter.colored(hue, &format!("{}: {text}", target.document.display()));
        status = status.and(Status::of(!outcome.diagnostics.has_errors()));
    }
    Ok(status)
}
