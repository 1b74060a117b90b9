//! Flags that several commands take: which documents, and the settings that override those of the file.

use clap::Args;
use std::path::PathBuf;

/// Which documents.
#[derive(Debug, Args)]
pub(super) struct Selection {
    /// OpenAPI documents, YAML or JSON; - is standard input [default: those of codegen.toml]
    #[arg(value_name = "FILE", conflicts_with_all = ["targets", "config"])]
    pub(super) files: Vec<PathBuf>,

    /// A target of codegen.toml; repeat it for several [default: all]
    #[arg(long = "target", value_name = "NAME")]
    pub(super) targets: Vec<String>,

    /// The configuration [default: codegen.toml or spec/codegen.toml, here or in a folder above]
    #[arg(long, value_name = "FILE")]
    pub(super) config: Option<PathBuf>,

    /// The same as FILE
    #[arg(long, value_name = "FILE", hide = true, conflicts_with_all = ["targets", "config", "files"])]
    pub(super) spec: Option<PathBuf>,

    #[command(flatten)]
    pub(super) settings: SettingFlags,
}

/// Settings, which override those of the file.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Settings, which override those of the file")]
pub(super) struct SettingFlags {
    /// The modules to generate, in addition to models: client, server, webhooks, document, mock, separated by
    /// commas [default: all but document and mock]
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    pub(super) outputs: Vec<String>,

    /// Include this operation, and leave out those that are not included; a * at the end stands for any ending
    #[arg(long, value_name = "OPERATION_ID")]
    pub(super) include: Vec<String>,

    /// Leave out this operation; a * at the end stands for any ending
    #[arg(long, value_name = "OPERATION_ID")]
    pub(super) exclude: Vec<String>,

    /// Put client, server, webhooks, document and mock behind Cargo features of those names
    #[arg(long)]
    pub(super) feature_gates: bool,

    /// Put the operations of each tag behind a Cargo feature for that tag
    #[arg(long)]
    pub(super) tag_features: bool,

    #[command(flatten)]
    pub(super) reading: ReadingFlags,
}

/// The settings that decide how a document is read, and what is said of it.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Settings, which override those of the file")]
pub(super) struct ReadingFlags {
    /// A TOML file with the keys of a target's table, other than `document` and `output`
    #[arg(long, value_name = "FILE")]
    pub(super) settings: Option<PathBuf>,

    /// Any setting, as in codegen.toml: --set 'pagination.style="page"'. Quotes around a string may be left out
    #[arg(long = "set", value_name = "KEY=VALUE")]
    pub(super) assignments: Vec<String>,

    /// An OpenAPI overlay to apply to the document, after those of the file; repeat it for several
    #[arg(long = "overlay", value_name = "FILE")]
    pub(super) overlays: Vec<PathBuf>,

    /// A local file for a URI, or a folder for the beginning of URIs with / at its end: --ref https://example.com/=vendor
    #[arg(long = "ref", value_name = "URI=FILE")]
    pub(super) refs: Vec<String>,

    /// Refuse documents in which something has to be assumed or repaired, such as a $ref that leads nowhere
    #[arg(long)]
    pub(super) strict: bool,

    /// What is the default now
    #[arg(long, hide = true, conflicts_with = "strict")]
    pub(super) lenient: bool,

    /// Follow a local $ref out of the document's folder
    #[arg(long)]
    pub(super) allow_outside_folder: bool,

    /// Leave out operations that cannot be generated; warn
    #[arg(long)]
    pub(super) skip_unsupported: bool,

    /// Silence messages with a code, in the whole document or below a JSON pointer
    #[arg(short = 'A', long, value_name = "CODE[=POINTER]")]
    pub(super) allow: Vec<String>,

    /// Report messages with a code as warnings
    #[arg(short = 'W', long, value_name = "CODE[=POINTER]")]
    pub(super) warn: Vec<String>,

    /// Report messages with a code as errors
    #[arg(short = 'D', long, value_name = "CODE[=POINTER]")]
    pub(super) deny: Vec<String>,

    /// Report all warnings as errors, except those that are allowed
    #[arg(long)]
    pub(super) deny_warnings: bool,
}
