//! `cargo xtask bench`: what things cost, measured.

mod stages;
mod ways;

use crate::{Status, cli, report::Reporter};

pub(crate) fn run(arguments: &cli::Bench, reporter: &Reporter) -> anyhow::Result<Status> {
    match arguments {
        cli::Bench::Stages(arguments) => stages::run(arguments, reporter),
        cli::Bench::Ways(arguments) => ways::run(arguments, reporter),
    }
}
