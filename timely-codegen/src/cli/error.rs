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
        "no document is given, and there is no codegen.toml or spec/codegen.toml in {} or a folder above it; \
         give a document, such as `{program} {command} openapi.yaml`, or the configuration with `--config FILE`",
        shown_path(folder)
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
    /// A name that Rust does not accept, or reserves.
    #[error(
        "`{name}` cannot be the name of {what}: a name consists of ASCII letters (lowercase for a module), \
         digits and `_` (and `-` for a package), begins with a letter, and is not reserved"
    )]
    Name {
        /// The name.
        name: String,
        /// What it is for.
        what: &'static str,
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
