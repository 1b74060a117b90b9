//! The tasks of this workspace; `cargo xtask --help` lists them.
//!
//! Thin: arguments in, calls into `timely_codegen`, and what came of them as text.

mod agreement;
mod bench;
mod callgrind;
mod cli;
mod contract;
mod corpus;
mod diffs;
mod docs_page;
mod fuzz;
mod load;
mod measure;
mod papers;
mod release;

use clap::{CommandFactory as _, FromArgMatches as _};
use cli::{Cli, Task};
use report::{Program, Reporter, Status, conclude};
use std::{
    env,
    process::{Command, ExitCode},
};
use timely_codegen::cli as report;

/// Syntax trees are millions of small allocations, which take half of the time with the system's allocator.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The cargo that runs this program, or else the one on the path.
fn cargo() -> Command {
    Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

fn main() -> ExitCode {
    let program = Program::called(Some(&"xtask".into()));
    let matches = program.adapt(Cli::command()).get_matches();
    let Cli { task, common } = match Cli::from_arg_matches(&matches) {
        Ok(cli) => cli,
        Err(error) => error.exit(),
    };
    let reporter = Reporter::new(program, &common);
    let status = match &task {
        Task::Generator(command) => command.run(&reporter).map_err(anyhow::Error::new),
        Task::Corpus(arguments) => corpus::run(arguments, &reporter),
        Task::Diffs(arguments) => diffs::run(arguments, &reporter),
        Task::Contract(arguments) => contract::run(arguments, &reporter),
        Task::DocsPage(arguments) => docs_page::run(arguments, &reporter),
        Task::Papers(arguments) => papers::run(arguments, &reporter),
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
    conclude(&reporter, status.map_err(|error| format!("{error:#}")))
}
