//! The command line.

use crate::{
    bench::arguments as bench, contract::arguments as contract, corpus::arguments as corpus,
    docs_page, load::arguments as load, papers,
};
use clap::{Args, Parser, Subcommand};
use std::path::PathBuf;
use timely_codegen::cli::{Command, Common};

const EXIT_CODES: &str = "\
Exit codes:
  0  all is well
  1  found: drift, errors in a document, or (corpus) code that does not compile
  2  not run: wrong arguments, a wrong codegen.toml, or a folder that cannot be written";

/// The tasks of this workspace.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", after_help = EXIT_CODES)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) task: Task,

    #[command(flatten)]
    pub(crate) common: Common,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Task {
    /// What the program `timely` does.
    #[command(flatten)]
    Generator(Box<Command>),
    /// Generate, and compile, every document of a folder
    #[command(after_help = corpus::HELP)]
    Corpus(corpus::Corpus),
    /// Compare pairs of the documents of a folder with each other, as nobody would: no pair may cause a panic, or take long
    #[command(after_help = concat!(
        "The same sample is taken each time. Pairs of one document with itself are among them: they have no finding.\n",
        "\n",
        "Exit codes:\n",
        "  0  every pair was compared in time\n",
        "  1  some were not\n",
        "  2  wrong arguments, or a folder that cannot be read",
    ))]
    Diffs(Diffs),
    /// Hold the servers of this workspace to their documents, with schemathesis
    #[command(after_help = contract::HELP)]
    Contract(contract::Contract),
    /// Open the page that servers show in Chromium, read it, call operations, and show it hostile and large documents
    #[command(after_help = docs_page::HELP)]
    DocsPage(docs_page::DocsPage),
    /// Build the examples of the READMEs and the guides in fresh crates, with the dependencies that each page names
    #[command(after_help = papers::HELP)]
    Papers(papers::Papers),
    /// Compare the generated server with others: under load, without a socket, and as it grows
    #[command(after_help = load::HELP)]
    Load(load::Load),
    /// Try the generator on documents that nobody would write, made from those of the tests
    #[command(after_help = concat!(
        "Each case has a number, and the same number makes the same document: `--first 4711 --cases 1` runs one again.\n",
        "\n",
        "Exit codes:\n",
        "  0  every case was generated or refused with an error\n",
        "  1  some were not; they are in the folder of --out\n",
        "  2  wrong arguments, or a folder that cannot be read\n",
        "A case that takes too long or overflows the stack ends the process, and is in that folder as well.",
    ))]
    Fuzz(Fuzz),
    /// Hold random values to random schemas, and compare with the verdicts of another validator
    #[command(after_help = concat!(
        "Each case has a number, and the same number makes the same case: `--first 4711 --cases 1` runs one again.\n",
        "\n",
        "Exit codes:\n",
        "  0  both agree on every case\n",
        "  1  they do not; each such case is shown, made small\n",
        "  2  wrong arguments, or what runs the cases does not compile",
    ))]
    Agreement(Agreement),
    /// Measure what things cost
    #[command(after_help = bench::HELP)]
    Bench(bench::Bench),
    /// One document of a corpus.
    #[command(hide = true)]
    CorpusDocument(corpus::CorpusDocument),
    /// A program that is measured: where to report, its time in seconds, and itself.
    #[command(hide = true)]
    MeasureProgram {
        report: PathBuf,
        seconds: u64,
        #[arg(last = true)]
        command: Vec<std::ffi::OsString>,
    },
}

#[derive(Debug, Args)]
pub(crate) struct Fuzz {
    /// The folders of the documents to start from
    #[arg(value_name = "DIR", default_values = ["tests/fixtures", "timely-codegen/tests/fixtures", "timely-codegen/tests/broken"])]
    pub(crate) folders: Vec<PathBuf>,

    /// How long to go on
    #[arg(long, value_name = "SECONDS", default_value_t = 60)]
    pub(crate) seconds: u64,

    /// How many cases, in place of a time
    #[arg(long, value_name = "NUMBER", conflicts_with = "seconds")]
    pub(crate) cases: Option<u64>,

    /// The number of the first case
    #[arg(long, value_name = "NUMBER", default_value_t = 0)]
    pub(crate) first: u64,

    /// How many cases at once
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u16).range(1..))]
    pub(crate) jobs: Option<u16>,

    /// Where to put the cases that fail
    #[arg(long, value_name = "DIR", default_value = "target/fuzz")]
    pub(crate) out: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct Diffs {
    /// The folder of the documents
    #[arg(value_name = "DIR")]
    pub(crate) folder: PathBuf,

    /// How many pairs of different documents [default: all]
    #[arg(long, value_name = "NUMBER")]
    pub(crate) sample: Option<usize>,

    /// Only documents with this in their path; * and ? stand for others
    #[arg(long, value_name = "PATTERN")]
    pub(crate) only: Vec<String>,

    /// How long a comparison may take
    #[arg(long, value_name = "SECONDS", default_value_t = 2.0)]
    pub(crate) slow: f64,

    /// How many pairs at once
    #[arg(long, value_name = "NUMBER", default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..))]
    pub(crate) jobs: u16,
}

#[derive(Debug, Args)]
pub(crate) struct Agreement {
    /// How many cases
    #[arg(long, value_name = "NUMBER", default_value_t = 1_000_000)]
    pub(crate) cases: u64,

    /// The number of the first case
    #[arg(long, value_name = "NUMBER", default_value_t = 0)]
    pub(crate) first: u64,

    /// How many cases at once
    #[arg(long, value_name = "NUMBER", default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..))]
    pub(crate) jobs: u16,
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory as _;

    #[test]
    fn the_command_line_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn wrong_combinations_are_refused() {
        for line in [
            "corpus",
            "codegen --color maybe",
            "corpus x --timeout 0",
            "bench ways --runs 0",
            "load --rounds 0",
            "load --beside nobody",
            "load --rounds 3 growth",
            "load growth --connections 0",
            "agreement --jobs 0",
            "diffs",
            "diffs x --jobs 0",
            "nothing",
        ] {
            let words = std::iter::once("xtask").chain(line.split(' '));
            let error = Cli::try_parse_from(words).unwrap_err();
            assert_eq!(error.exit_code(), 2, "{line}");
        }
    }
}
