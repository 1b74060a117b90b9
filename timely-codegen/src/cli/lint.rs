//! `timely lint`: what is wrong with documents.

use super::{
    CliError, Reporter, Status, arguments, inputs,
    report::{Hue, Tally},
};

pub(super) fn run(arguments: &arguments::Lint, reporter: &Reporter) -> Result<Status, CliError> {
    let mut status = Status::Good;
    for input in inputs::select(&arguments.selection, None, "lint", reporter)? {
        let spinner = reporter.spinner(input.shown());
        let outcome = input.generator().lint();
        spinner.finish_and_clear();

        reporter.all_diagnostics(&outcome);
        let tally = Tally::of(&outcome);
        let (hue, text) = match (tally.errors, tally.warnings) {
            (0, 0) => (Hue::Green, "nothing to complain about".to_owned()),
            (0, _) => (Hue::Yellow, tally.text()),
            _ => (Hue::Red, tally.text()),
        };
        reporter.colored(hue, &format!("{}: {text}", input.shown()));
        status = status.and(Status::of(!outcome.diagnostics.has_errors()));
    }
    Ok(status)
}
