//! The command line of `diff`, and of what `check` has of it.

use super::limits::Limit;
use crate::cli::arguments::Generate;
use crate::cli::flags::SettingFlags;
use crate::diff::Date;
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// Arguments of `diff`.
#[derive(Debug, Args)]
pub struct Diff {
    /// The old document: a file, a folder with an openapi.yaml, git:REVISION:PATH, or - for standard input. Where it stands
    /// alone, it is the new one, or a target of codegen.toml, and compared with what it was [default: all targets]
    #[arg(value_name = "OLD")]
    pub(in crate::cli) old: Option<PathBuf>,

    /// The new document
    #[arg(value_name = "NEW")]
    pub(in crate::cli) new: Option<PathBuf>,

    /// A target of codegen.toml; repeat it for several [default: all]
    #[arg(long = "target", value_name = "NAME", conflicts_with = "old")]
    pub(in crate::cli) targets: Vec<String>,

    /// The configuration [default: codegen.toml or spec/codegen.toml, here or in a folder above]
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) config: Option<PathBuf>,

    /// The revision of git that has the old document, where only the new one is given [default: that of timely-diff.toml, or
    /// origin/main]
    #[arg(long, value_name = "REVISION")]
    pub(in crate::cli) base: Option<String>,

    /// Write the version that the change asks for into the Cargo.toml of the crate
    #[arg(long)]
    pub(in crate::cli) bump: bool,

    /// The Cargo.toml of the crate [default: the nearest one above the output of a target, or else above this folder]
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) manifest_path: Option<PathBuf>,

    /// Add what changed to this changelog, under Unreleased; it is made where it does not exist
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) changelog: Option<PathBuf>,

    #[command(flatten)]
    pub(in crate::cli) judging: Judging,

    // Last, for its heading.
    #[command(flatten)]
    pub(in crate::cli) settings: SettingFlags,
}

/// Arguments of `check`.
#[derive(Debug, Args)]
pub struct Check {
    /// Compare the documents with those of this revision of git as well: what the change means, and whether the version of the
    /// crate says so [default: that of timely-diff.toml; without it, nothing is compared]
    #[arg(long, value_name = "REVISION")]
    pub(in crate::cli) against: Option<String>,

    #[command(flatten)]
    pub(in crate::cli) judging: Judging,

    // Last, for its heading.
    #[command(flatten)]
    pub(in crate::cli) generate: Generate,
}

/// How what is found is judged and shown.
#[derive(Debug, Default, Args)]
pub(in crate::cli) struct Judging {
    /// How to show what changed
    #[arg(long = "format", value_name = "FORMAT", default_value = "text")]
    pub(in crate::cli) format: ReportFormat,

    /// End with the exit code 1 where something is so grave: breaking, risky or any; for one audience as callers=breaking.
    /// Repeat it for several [default: that of timely-diff.toml, or nothing is]
    #[arg(long, value_name = "[AUDIENCE=]LEVEL")]
    pub(in crate::cli) fail_on: Vec<Limit>,

    /// Severities, and findings that are accepted [default: timely-diff.toml or spec/timely-diff.toml, here or in a folder above]
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) policy: Option<PathBuf>,

    /// The day by which sunsets and accepted findings are over or not [default: today]
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub(in crate::cli) today: Option<Date>,
}

/// How what changed is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum ReportFormat {
    /// For a terminal
    #[default]
    Text,
    /// An object with findings and a summary, on a line for each comparison
    Json,
    /// For a comment on a pull request
    Markdown,
    /// Annotations of GitHub Actions at the lines of the new document
    Github,
    /// SARIF 2.1.0, for code scanning
    Sarif,
}

fn day(text: &str) -> Result<Date, super::DiffError> {
    let no_date = || super::DiffError::Date {
        text: text.to_owned(),
    };
    Date::parse(text).ok_or_else(no_date)
}
