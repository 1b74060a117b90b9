//! The program `timely`, and the same as a library call for an `xtask` of one's own.
//!
//! ```no_run
//! // xtask/src/main.rs
//! fn main() -> std::process::ExitCode {
//!     timely_codegen::cli::run(std::env::args_os())
//! }
//! ```
//!
//! With `timely-codegen = { version = "0.2", features = ["cli"] }` among its dependencies and the alias
//! `xtask = "run --quiet --package xtask --"` in `.cargo/config.toml`, `cargo xtask generate --check` is then what
//! `timely generate --check` is, in the version that the workspace's `Cargo.lock` names. Messages and help texts name
//! the program as it was called.
//!
//! Results go to standard output; messages and progress to standard error. Where a program reads the messages
//! (`--message-format json` or `github`), they go to standard output, and everything else to standard error.
//!
//! | exit code | what it says |
//! |---|---|
//! | 0 | all is well |
//! | 1 | found: drift, a change that is too grave, or errors in a document |
//! | 2 | not run: wrong arguments, a `codegen.toml` with mistakes, or a folder that cannot be written |

mod arguments;
mod bundle;
mod completions;
mod diff;
mod error;
mod explain;
mod flags;
mod generate;
mod inputs;
mod inspect;
mod lint;
#[cfg(feature = "mock")]
mod mock;
mod new;
mod overlay;
mod program;
mod public_items;
mod report;
mod upgrade;

// For the `xtask` of this repository, whose command line holds this one; they may change in any version.
#[doc(hidden)]
pub use arguments::{Command, Common};
#[doc(hidden)]
pub use diff::DiffError;
#[doc(hidden)]
pub use error::CliError;
#[doc(hidden)]
pub use program::Program;
#[doc(hidden)]
pub use report::{Hue, Reporter, count, seconds};

use clap::{CommandFactory as _, FromArgMatches as _};
use std::{ffi::OsString, process::ExitCode};

#[doc(hidden)]
/// How a command ended; what kept it from running is an error instead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// As it should be.
    Good,
    /// It ran, and found what it is there to find: drift, or errors in a document.
    Found,
}

impl Status {
    /// By whether all is well.
    #[must_use]
    pub fn of(good: bool) -> Self {
        if good { Self::Good } else { Self::Found }
    }

    /// Good if both are.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self::of(self == Self::Good && other == Self::Good)
    }
}

/// Runs a command line, the program itself being the first of the arguments, as [`std::env::args_os`] has them.
///
/// Writes to the standard streams, and never panics or ends the process by itself.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let program = Program::called(arguments.first());
    let command = program.adapt(arguments::Cli::command());
    let parsed = command
        .try_get_matches_from(arguments)
        .and_then(|matches| arguments::Cli::from_arg_matches(&matches));
    let cli = match parsed {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are such errors, too: they go to standard output, with the exit code 0.
            let _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
    };
    let reporter = Reporter::new(program, &cli.common);
    let status = cli.command.run(&reporter);
    conclude(&reporter, status.map_err(|error| error.to_string()))
}

#[doc(hidden)]
/// The exit code for how a command ended, with its error told.
#[must_use]
pub fn conclude(reporter: &Reporter, status: Result<Status, String>) -> ExitCode {
    match status {
        Ok(Status::Good) => ExitCode::SUCCESS,
        Ok(Status::Found) => ExitCode::from(1),
        Err(error) => {
            reporter.error(&error);
            ExitCode::from(2)
        }
    }
}

impl Command {
    /// Runs the command.
    ///
    /// # Errors
    /// What kept it from running; what it found is a [`Status`], and told by then.
    pub fn run(&self, reporter: &Reporter) -> Result<Status, CliError> {
        match self {
            Self::Generate(arguments) => generate::run(arguments, arguments.check, reporter),
            Self::Check(arguments) => diff::check(arguments, reporter),
            Self::Diff(arguments) => diff::run(arguments, reporter),
            Self::Lint(arguments) => lint::run(arguments, reporter),
            Self::Explain(arguments) => explain::run(arguments, reporter),
            Self::Bundle(arguments) => bundle::run(arguments, reporter),
            Self::Inspect(arguments) => inspect::run(arguments, reporter),
            #[cfg(feature = "mock")]
            Self::Mock(arguments) => mock::run(arguments, reporter),
            Self::New(arguments) => new::run(arguments, reporter),
            Self::Init(arguments) => new::init(arguments, reporter),
            Self::Upgrade(arguments) => upgrade::run(arguments, reporter),
            Self::Overlay(arguments::OverlayCommand::Diff(arguments)) => {
                overlay::diff(arguments, reporter)
            }
            Self::Completions(arguments) => completions::run(arguments, reporter),
        }
    }
}
