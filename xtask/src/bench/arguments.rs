//! The command line of `cargo xtask bench`.

use crate::corpus::arguments::{Generation, output};
use clap::{Args, Subcommand};
use std::path::PathBuf;
use timely_codegen::settings::Output;

pub(crate) const HELP: &str = "\
Measured are processor time and peak memory of whole processes, of a release build, the least of several runs: what
else the machine does adds to both, and nothing takes away.

Examples:
  cargo xtask bench apis/stripe.yaml apis/jira.json          models, client, server and webhooks of these
  cargo xtask bench apis/stripe.yaml --peers                 and what the generators of others take
  cargo xtask bench growth                                   whether ten times as much takes ten times as long
  cargo xtask bench check apis/stripe.yaml                   what the compiler takes for the client";

/// What to measure.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct Bench {
    #[command(subcommand)]
    pub(crate) what: Option<What>,

    #[command(flatten)]
    pub(crate) generation: BenchGeneration,
}

#[derive(Debug, Subcommand)]
pub(crate) enum What {
    /// The generation of a document that grows from 100 operations to 10,000
    Growth(BenchGrowth),
    /// The compiler, over generated code with its dependencies compiled
    Check(BenchCheck),
    /// The three ways in: `cargo check` of a crate after a change of its own source, not of the document
    #[command(after_help = concat!(
        "Three crates with the code of one document are made and kept below the target folder: committed, by the macro,\n",
        "and by a build.rs. They are compiled as a new workspace is, with the default profile. Ratios are to committed code.",
    ))]
    Ways(BenchWays),
    /// The stages of the pipeline, in this program
    Stages(BenchStages),
}

/// Generation of documents.
#[derive(Debug, Args)]
pub(crate) struct BenchGeneration {
    /// The documents
    #[arg(value_name = "DOCUMENT", default_value = "spec/timely.yaml")]
    pub(crate) documents: Vec<PathBuf>,

    #[command(flatten)]
    pub(crate) choice: Generation,

    /// Also run oas3-gen, openapi-to-rust and cargo-progenitor where they are installed; their clients alone
    #[arg(long)]
    pub(crate) peers: bool,

    /// Also count instructions, with valgrind: slow, and nearly the same every time
    #[arg(long)]
    pub(crate) instructions: bool,

    /// How often each is run
    #[arg(long, value_name = "NUMBER", default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) runs: u32,
}

/// Generation of a document that grows.
#[derive(Debug, Args)]
pub(crate) struct BenchGrowth {
    #[command(flatten)]
    pub(crate) choice: Generation,

    /// The numbers of operations
    #[arg(
        long,
        value_name = "LIST",
        value_delimiter = ',',
        default_value = "100,300,1000,3000,10000"
    )]
    pub(crate) sizes: Vec<usize>,

    /// How often each is run
    #[arg(long, value_name = "NUMBER", default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) runs: u32,
}

/// Compilation of what is generated.
#[derive(Debug, Args)]
pub(crate) struct BenchCheck {
    /// The documents
    #[arg(value_name = "DOCUMENT", default_value = "spec/timely.yaml")]
    pub(crate) documents: Vec<PathBuf>,

    /// What to generate beside the models
    #[arg(
        long,
        value_name = "LIST",
        value_delimiter = ',',
        default_value = "client",
        value_parser = output()
    )]
    pub(crate) features: Vec<Output>,

    /// How often each is compiled
    #[arg(long, value_name = "NUMBER", default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) runs: u32,
}

#[derive(Debug, Args)]
pub(crate) struct BenchStages {
    /// The document, used with default settings
    #[arg(value_name = "DOCUMENT", default_value = "spec/timely.yaml")]
    pub(crate) document: PathBuf,

    /// How often it is generated
    #[arg(long, value_name = "NUMBER", default_value_t = 7, value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) runs: u32,
}

#[derive(Debug, Args)]
pub(crate) struct BenchWays {
    /// The document, used with default settings
    #[arg(value_name = "DOCUMENT", default_value = "spec/timely.yaml")]
    pub(crate) document: PathBuf,

    /// The modules to generate [default: all]
    #[arg(long, value_name = "OUTPUT", value_parser = output())]
    pub(crate) output: Vec<Output>,

    /// How often each is compiled
    #[arg(long, value_name = "NUMBER", default_value_t = 7, value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) runs: u32,
}
