//! What keeps documents from being compared.

use crate::diagnostic::shown_path;
use std::{io, path::PathBuf};

/// Why two documents are not compared.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DiffError {
    /// The program `git` cannot be run.
    #[error(
        "git cannot be run: {cause}; where there is no version control, give both documents: `{program} diff OLD NEW`"
    )]
    NoGit {
        /// The program's name.
        program: String,
        /// What the system says.
        cause: io::Error,
    },
    /// The folder is part of no repository.
    #[error(
        "{} is in no git repository, so that nothing tells what the document was before; \
         give both documents: `{program} diff OLD NEW`",
        shown_path(folder)
    )]
    NoRepository {
        /// The folder.
        folder: PathBuf,
        /// The program's name.
        program: String,
    },
    /// Git refuses what it was asked for.
    #[error("git says: {0}")]
    Git(String),
    /// A revision that could be taken for an option, or is none by its letters.
    #[error(
        "`{revision}` cannot be a revision: give a branch, a tag or a commit, such as `v1.4.0`"
    )]
    NotARevision {
        /// What is given.
        revision: String,
    },
    /// The repository has no such revision.
    #[error(
        "this repository has no revision `{revision}`{}; or name another one with `{flag}`",
        fetched(revision)
    )]
    NoRevision {
        /// The revision.
        revision: String,
        /// The argument that names one.
        flag: &'static str,
    },
    /// The revision has no such file.
    #[error(
        "there is no `{path}` in `{revision}`{}; \
         give the document that it is to be compared with: `{program} diff OLD NEW`",
        near.as_ref().map(|near| format!(", but `{near}`")).unwrap_or_default()
    )]
    NoPath {
        /// The path, from the root of the repository.
        path: String,
        /// The revision.
        revision: String,
        /// A path that may be meant.
        near: Option<String>,
        /// The program's name.
        program: String,
    },
    /// What is there at the revision is no file.
    #[error("`{path}` is {what} in `{revision}`; name the file itself")]
    NotAFile {
        /// The path.
        path: String,
        /// The revision.
        revision: String,
        /// What it is.
        what: &'static str,
    },
    /// A file that the repository does not have.
    #[error(
        "{} is not below {}, the folder of the repository; give both documents: `{program} diff OLD NEW`",
        shown_path(file),
        shown_path(root)
    )]
    Elsewhere {
        /// The file.
        file: PathBuf,
        /// The folder of the repository.
        root: PathBuf,
        /// The program's name.
        program: String,
    },
    /// `git:` without a revision and a path.
    #[error(
        "`{text}` names no document: expected `git:REVISION:PATH`, such as `git:origin/main:spec/api.yaml`, \
         or `git:HEAD:./api.yaml` from this folder"
    )]
    GitForm {
        /// What is given.
        text: String,
    },
    /// A folder in which no document is.
    #[error(
        "{folder} has no `openapi.yaml`, `openapi.yml` or `openapi.json`; name the document itself"
    )]
    NoDocument {
        /// The folder.
        folder: String,
    },
    /// Both documents are to come from standard input.
    #[error("`-` is given twice: standard input has one document")]
    StandardInputTwice,
    /// A document of standard input alone.
    #[error(
        "nothing tells what the document of standard input was before; \
         give the old one too: `{program} diff OLD -`"
    )]
    NothingBefore {
        /// The program's name.
        program: String,
    },
    /// A document of a revision alone.
    #[error(
        "`{text}` is of a revision, with nothing to compare it with; give the new document too: `{program} diff {text} NEW`"
    )]
    RevisionAlone {
        /// What is given.
        text: String,
        /// The program's name.
        program: String,
    },
    /// A verdict that is none.
    #[error(
        "`{text}` is no limit: expected `breaking`, `risky` or `any`, for all or for one audience as in `callers=breaking`; \
         audiences are `callers`, `servers`, `client-code`, `server-code` and `handler-code`"
    )]
    Limit {
        /// What is given.
        text: String,
    },
    /// A date that is none.
    #[error("`{text}` is no date such as `2026-12-31`")]
    Date {
        /// What is given.
        text: String,
    },
    /// There is no manifest whose version could rise.
    #[error(
        "there is no Cargo.toml of a package in {} or a folder above it; name it with `--manifest-path FILE`",
        shown_path(folder)
    )]
    NoManifest {
        /// Where the search began.
        folder: PathBuf,
    },
    /// A manifest whose version is written in a way that is not changed.
    #[error(
        "{} is left as it is: its version does not stand on a line of its own in `[{table}]`; write `version = \"{version}\"`",
        shown_path(manifest)
    )]
    Unwritten {
        /// The manifest.
        manifest: PathBuf,
        /// The table that has the version.
        table: &'static str,
        /// What it has to be.
        version: String,
    },
    /// A version that cannot be raised.
    #[error(
        "the version `{version}` in {} is not of three numbers",
        shown_path(manifest)
    )]
    Version {
        /// The manifest.
        manifest: PathBuf,
        /// The version.
        version: String,
    },
}

/// How to have a branch of another repository.
fn fetched(revision: &str) -> String {
    match revision.split_once('/') {
        Some((remote @ ("origin" | "upstream"), branch)) => format!(
            ": `git fetch --depth=1 {remote} {branch}:refs/remotes/{remote}/{branch}` has it in a clone that is shallow"
        ),
        _ => String::new(),
    }
}
