//! The command line of `cargo xtask corpus`.

use clap::{
    Args,
    builder::{PossibleValuesParser, TypedValueParser},
};
use std::path::PathBuf;
use timely_codegen::settings::Output;

pub(crate) const HELP: &str = "\
Documents are the .yaml, .yml and .json files in the folder and below it that say `openapi` or `swagger` at their top
and that no other file refers to. Results are kept, so that a run goes on where another was interrupted; what changes
the result of a document, such as another version of it or of the generator, has it done again.

The code of every document is a crate of its own, and stays in the working folder to look at.

Examples:
  cargo xtask corpus apis                                    generate models, client, server and webhooks
  cargo xtask corpus apis --compile                          and compile them with warnings as errors
  cargo xtask corpus apis --compile --features client        models and client only
  cargo xtask corpus apis --new                              what `timely new` makes of each, with client and server
  cargo xtask corpus apis --filter stripe --filter 'git*.yaml' --report report.md

Exit codes:
  0  every document is generated whole (and compiles without a warning, and is formatted)
  1  some are not
  2  wrong arguments, a folder that cannot be read, or dependencies that do not compile";

/// A run.
#[derive(Debug, Args)]
pub(crate) struct Corpus {
    /// The folder, or a document
    #[arg(value_name = "DIR")]
    pub(crate) folder: PathBuf,

    /// Compile what is generated, with warnings as errors
    #[arg(long)]
    pub(crate) compile: bool,

    /// Compile with clippy
    #[arg(long, requires = "compile")]
    pub(crate) clippy: bool,

    /// Make a crate of each with `timely new`, and check it with its examples: cargo check without a warning, cargo fmt
    #[arg(long, conflicts_with_all = ["compile", "clippy", "pages"])]
    pub(crate) new: bool,

    #[command(flatten)]
    pub(crate) generation: Generation,

    /// Only documents whose path holds this text or, with * or ? in it, matches it; may be repeated
    #[arg(long, value_name = "PATTERN")]
    pub(crate) filter: Vec<String>,

    /// Take it as right that a document is refused: for a folder of broken ones
    #[arg(long)]
    pub(crate) allow_refused: bool,

    /// How long the generation of one document may take
    #[arg(long, value_name = "SECONDS", default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) timeout: u64,

    /// How long the compiler may take for one document
    #[arg(long, value_name = "SECONDS", default_value_t = 1800, value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) check_timeout: u64,

    /// How many documents at once [default: one per processor]
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u16).range(1..))]
    pub(crate) jobs: Option<u16>,

    /// Also write the results to a file: JSON or, with the ending .md, Markdown
    #[arg(long, value_name = "FILE")]
    pub(crate) report: Option<PathBuf>,

    /// Forget the results of earlier runs
    #[arg(long)]
    pub(crate) fresh: bool,

    /// Generate with this program as it is compiled, and not with a release build of it
    #[arg(long)]
    pub(crate) as_built: bool,

    /// Where code and results are kept [default: target/corpus]
    #[arg(long, value_name = "DIR")]
    pub(crate) work: Option<PathBuf>,
}

/// One document of a run.
#[derive(Debug, Args)]
pub(crate) struct CorpusDocument {
    /// The document
    pub(crate) document: PathBuf,

    /// Where its code goes [default: nowhere]
    #[arg(long)]
    pub(crate) out: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) generation: Generation,
}

/// What is generated, and how.
#[derive(Clone, Debug, Args)]
pub(crate) struct Generation {
    /// What to generate beside the models
    #[arg(
        long,
        value_name = "LIST",
        value_delimiter = ',',
        default_value = "client,server,webhooks",
        default_value_if("new", "true", "client,server"),
        value_parser = output()
    )]
    pub(crate) features: Vec<Output>,

    /// Generate with the setting `strict`: what is assumed or repaired is refused
    #[arg(long)]
    pub(crate) strict: bool,

    /// Generate with the setting `skip_unsupported`; a document with operations left out is a failure all the same
    #[arg(long)]
    pub(crate) skip_unsupported: bool,

    /// Generate with the setting `allow_outside_folder`; a reference that stays in DIR is followed without it
    #[arg(long)]
    pub(crate) allow_outside_folder: bool,

    /// Generate with the setting `pagination = "auto"`: calls follow the pages of the listings that are recognized
    #[arg(long)]
    pub(crate) pages: bool,
}

/// Reads an output by its name.
pub(crate) fn output() -> impl TypedValueParser<Value = Output> {
    let names = Output::ALL.iter().map(|output| output.name());
    PossibleValuesParser::new(names).try_map(|name| {
        let mut all = Output::ALL.iter().copied();
        all.find(|output| output.name() == name)
            .ok_or("there is no such output")
    })
}

impl Generation {
    /// The flags that the generator's own commands know as well, and whether they are set.
    pub(crate) fn flags(&self) -> [(&'static str, bool); 3] {
        [
            ("--strict", self.strict),
            ("--skip-unsupported", self.skip_unsupported),
            ("--allow-outside-folder", self.allow_outside_folder),
        ]
    }

    /// The features as on a command line.
    pub(crate) fn feature_list(&self) -> String {
        let names = self.features.iter().map(|output| output.name());
        names.collect::<Vec<_>>().join(",")
    }

    /// The features of the runtime that they take.
    pub(crate) fn runtime_features(&self) -> String {
        let list = self.feature_list();
        let mut names: Vec<&str> = list.split(',').filter(|name| *name != "models").collect();
        // What some documents need of a side.
        if !names.is_empty() {
            names.extend(["xml", "yaml"]);
        }
        names.join(",")
    }
}
