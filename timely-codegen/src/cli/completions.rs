//! `timely completions`: scripts for shells.

use super::{CliError, Reporter, Status, arguments};
use clap::CommandFactory as _;
use std::io::{self, Write as _};

pub(super) fn run(
    arguments: &arguments::Completions,
    reporter: &Reporter,
) -> Result<Status, CliError> {
    let program = reporter.program();
    let mut command = program.adapt(arguments::Cli::command());
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut command, program.name(), &mut script);
    // Standard output that is closed is no reason to fail.
    let _ = io::stdout().lock().write_all(&script);
    Ok(Status::Good)
}
