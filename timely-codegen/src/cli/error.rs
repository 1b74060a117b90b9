//! What keeps a command from running.

use crate::{
    diagnostic::{UnknownCode, shown_path},
    settings::{AssignmentError, ConfigError},
    tree::{RenderError, TreeError},
};
use std::{io, path::PathBuf};

/// Why a command did not run. What it finds in a document is no error, but a [`Status`](super::Status).
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CliError {
    /// There is nothing to work on.
    #[error(
        "no document is given, and there is no codegen.toml or spec/codegen.toml in {} or a folder above it; {}",
        shown_path(folder),
        instead(program, command)
    )]
    NoInput {
        /// The program's name.
        program: String,
        /// What was asked for.
        command: &'static str,
        /// Where the search began.
        folder: PathBuf,
    },
    /// A document is given, and no folder for what is made from it.
    #[error("`{document}` needs `--out DIR`, the folder to generate into")]
    NoOutput {
        /// The document.
        document: String,
    },
    /// Several documents are given, and one folder.
    #[error(
        "one folder cannot take the code of {documents} documents; \
         give each a target in codegen.toml, or generate them one by one"
    )]
    SeveralDocuments {
        /// How many.
        documents: usize,
    },
    /// A folder or settings are given for targets, which have their own.
    #[error("`--out` and `--settings` go with a FILE: targets have both in codegen.toml")]
    ForFiles,
    /// The URL of a document on the network is given.
    #[error(
        "`{url}` is a URL: nothing is fetched from the network, so that the same files give the same code. \
         Save the document first and keep it under version control:\n\n    curl -fsSL '{url}' -o {file}\n"
    )]
    Url {
        /// The URL.
        url: String,
        /// What to call the file.
        file: String,
    },
    /// A document is given that does not exist; probably the name of a target was meant.
    #[error("there is no file `{name}`; to choose the target of that name, use `--target {name}`")]
    TargetAsFile {
        /// The name.
        name: String,
    },
    /// The folder of a new crate has files already.
    #[error(
        "{} is not empty; to add to an existing crate, go to its folder and use `{program} init`",
        shown_path(folder)
    )]
    FolderExists {
        /// The folder.
        folder: PathBuf,
        /// The program's name.
        program: String,
    },
    /// There is no crate where one is to be added to.
    #[error("there is no Cargo.toml of a package in this folder; go to the folder of the crate")]
    NoPackage,
    /// Files would be overwritten.
    #[error(
        "not overwritten: {}; remove what you do not need, or use another folder",
        files.iter().map(|file| shown_path(file).to_string()).collect::<Vec<_>>().join(", ")
    )]
    FilesExist {
        /// Those files.
        files: Vec<PathBuf>,
    },
    /// A module of that name is there already.
    #[error(
        "{} has a module `{module}` already; choose another name with `--module`",
        shown_path(file)
    )]
    ModuleExists {
        /// The module.
        module: String,
        /// The file.
        file: PathBuf,
    },
    /// A name that Rust or the crate does not accept.
    #[error("`{name}` cannot be the name of {what}: {why}; choose another with `{flag}`")]
    Name {
        /// The name.
        name: String,
        /// What it is for.
        what: &'static str,
        /// What is wrong with it.
        why: String,
        /// The flag that sets it.
        flag: &'static str,
    },
    /// What is included and excluded leaves nothing of a document that has operations.
    #[error(
        "none of the {operations} operations of {document} is left by `include` and `exclude`; \
         `{program} inspect` lists their ids"
    )]
    NothingIncluded {
        /// How many operations there are.
        operations: usize,
        /// The document.
        document: String,
        /// The program's name.
        program: String,
    },
    /// The folder that is to have the runtime has not.
    #[error(
        "there is no `timely-runtime/Cargo.toml` in {}; \
         `--runtime-path` takes the folder of a clone of timely's repository",
        shown_path(folder)
    )]
    NoRuntime {
        /// The folder.
        folder: PathBuf,
    },
    /// The crate has a configuration, to which a target can be added.
    #[error(
        "this crate has a codegen.toml already; to generate from another document, add a table \
         `[targets.NAME]` with its `document` and `output` to it, run `{program} generate`, \
         and name the module in the crate's root"
    )]
    HasConfig {
        /// The program's name.
        program: String,
    },
    /// The document refers to files that are not below its folder.
    #[error(
        "the document refers to {}, which is outside of {}; \
         bundle them into one file first, with `timely bundle --allow-outside-folder`",
        shown_path(file),
        shown_path(folder)
    )]
    OutsideFiles {
        /// The file.
        file: PathBuf,
        /// The document's folder.
        folder: PathBuf,
    },
    /// A file cannot be read or written.
    #[error("cannot {action} {}: {cause}", shown_path(path))]
    Io {
        /// What was tried, such as `read`.
        action: &'static str,
        /// What it was tried on.
        path: PathBuf,
        /// What the system says.
        cause: io::Error,
    },
    /// A configuration that cannot be used.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// Documents that cannot be compared.
    #[error(transparent)]
    Diff(#[from] super::DiffError),
    /// A setting on the command line that cannot be used.
    #[error(transparent)]
    Assignment(#[from] AssignmentError),
    /// A code that no message has.
    #[error(
        "{cause}{} `{program} explain` lists all of them",
        if cause.near.is_some() { "" } else { ";" }
    )]
    Code {
        /// The program's name.
        program: String,
        /// What is wrong with it.
        cause: UnknownCode,
    },
    /// The setting of a shape that is written in a way which is not changed, such as with dots in its key.
    #[error(
        "{} is left as it is, since `compat` does not stand on a line of its own in the table of each target; \
         write `{setting}` there, and run `generate`",
        shown_path(config)
    )]
    Unmoved {
        /// The configuration.
        config: PathBuf,
        /// What to write.
        setting: String,
    },
    /// A level for a code that no message has.
    #[error(transparent)]
    Level(UnknownCode),
    /// A level for a place that is none.
    #[error(
        "`{place}` is not a JSON pointer: expected one as shown in messages, such as `#/components/schemas/Pet`"
    )]
    Place {
        /// The place.
        place: String,
    },
    /// A mapping of references that is none.
    #[error(
        "`{text}` maps nothing: expected URI=FILE, such as `https://example.com/common.yaml=vendor/common.yaml`"
    )]
    Mapping {
        /// What is given.
        text: String,
    },
    /// A folder that cannot be compared with, or written to.
    #[error(transparent)]
    Tree(#[from] TreeError),
    /// A document that has no text, which would be a mistake of the generator.
    #[error("a fault of the generator, please report it: the document cannot be written as text")]
    Unwritable,
    /// Code that cannot be formatted.
    #[error("a fault of the generator, please report it: {0}")]
    Render(#[from] RenderError),
    /// Some targets could not be worked on; what kept them is told.
    #[error("not generated: {}", targets.join(", "))]
    Targets {
        /// Their names.
        targets: Vec<String>,
    },
}

/// What to do with a command where there is no configuration.
fn instead(program: &str, command: &str) -> String {
    // A macro or a build script has its settings elsewhere.
    const OTHERS: &str = "In a crate whose code is made by a macro or a build.rs, ";
    match command {
        "upgrade" => format!(
            "give the configuration with `--config FILE`. {OTHERS}set `compat` among the macro's arguments \
             or in settings.toml instead"
        ),
        "diff" => format!(
            "give both documents: `{program} diff OLD NEW`, or one that git knows from before: `{program} diff openapi.yaml`"
        ),
        "generate" | "check" => format!(
            "give a document and a folder, such as `{program} {command} openapi.yaml --out src/api`, or the \
             configuration with `--config FILE`. {OTHERS}the code is always up to date; \
             `{program} lint FILE [--settings settings.toml]` looks at its document"
        ),
        _ => format!(
            "give a document, such as `{program} {command} openapi.yaml`, or the configuration with \
             `--config FILE`. {OTHERS}use `{program} {command} FILE [--settings settings.toml]`"
        ),
    }
}

impl CliError {
    pub(super) fn io(
        action: &'static str,
        path: impl Into<PathBuf>,
    ) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |cause| Self::Io {
            action,
            path,
            cause,
        }
    }
}
