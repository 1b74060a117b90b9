//! `cargo xtask agreement` runs this as a release build.

use clap::Parser;
use std::process::ExitCode;
use timely_schema_agreement::Report;

/// Hold random values to random schemas, here and by another validator
#[derive(Debug, Parser)]
struct Arguments {
    /// How many cases
    #[arg(long, value_name = "NUMBER", default_value_t = 1_000_000)]
    cases: u64,

    /// The number of the first case
    #[arg(long, value_name = "NUMBER", default_value_t = 0)]
    first: u64,

    /// How many cases at once
    #[arg(long, value_name = "NUMBER", default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..))]
    jobs: u16,
}

fn main() -> ExitCode {
    let Arguments { cases, first, jobs } = Arguments::parse();
    let report = Report::of(first..first + cases, jobs.into(), |wrong| {
        println!("{wrong}")
    });
    let Report {
        valid,
        invalid,
        wrong,
    } = &report;
    let count = valid + invalid + wrong.len() as u64;
    let wrong = wrong.len();
    println!("{count} cases: {valid} valid and {invalid} invalid to both, {wrong} wrong");
    ExitCode::from(u8::from(wrong > 0))
}
