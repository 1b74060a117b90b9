//! The tasks of this workspace; `cargo xtask --help` lists them.
//!
//! Thin: arguments in, calls into `timely_codegen`, and what came of them as text.

mod agreement;
mod bench;
mod callgrind;
mod cli;
mod codegen;
mod contract;
mod corpus;
mod explain;
mod fuzz;
mod lint;
mod load;
mod measure;
mod release;
mod report;
mod targets;

use clap::Parser as _;
use cli::{Cli, Task};
use report::Reporter;
use std::{
    env,
    process::{Command, ExitCode},
};

/// Syntax trees are millions of small allocations, which take half of the time with the system's allocator.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// How a task ended; what went wrong with it is an error instead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Status {
    /// As it should be.
    Good,
    /// It ran, and found what it is there to find: drift, errors in a document, a crash.
    Found,
}

impl Status {
    fn of(good: bool) -> Self {
        if good { Self::Good } else { Self::Found }
    }

    fn and(self, other: Self) -> Self {
        Self::of(self == Self::Good && other == Self::Good)
    }
}

/// The cargo that runs this program, or else the one on the path.
fn cargo() -> Command {
    Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

fn main() -> ExitCode {
    let Cli {
        task,
        color,
        message_format,
    } = Cli::parse();
    let reporter = Reporter::new(color, message_format);
    let status = match &task {
        Task::Codegen(arguments) => codegen::run(arguments, &reporter),
        Task::Lint(arguments) => lint::run(arguments, &reporter),
        Task::Explain(arguments) => explain::run(arguments, &reporter),
        Task::Corpus(arguments) => corpus::run(arguments, &reporter),
        Task::Contract(arguments) => contract::run(arguments, &reporter),
        Task::Load(arguments) => load::run(arguments, &reporter),
        Task::Fuzz(arguments) => fuzz::run(arguments, &reporter),
        Task::Agreement(arguments) => agreement::run(arguments),
        Task::Bench(arguments) => bench::run(arguments, &reporter),
        Task::CorpusDocument(arguments) => return corpus::child::run(arguments),
        Task::MeasureProgram {
            report,
            seconds,
            command,
        } => return measure::program(report, *seconds, command),
    };
    match status {
        Ok(Status::Good) => ExitCode::SUCCESS,
        Ok(Status::Found) => ExitCode::from(1),
        Err(error) => {
            reporter.error(&format!("{error:#}"));
            ExitCode::from(2)
        }
    }
}
