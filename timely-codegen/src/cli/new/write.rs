//! Writing the files of a crate.

use super::super::{CliError, Reporter};
use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// Files by their paths in the crate.
pub(super) type Files = Vec<(PathBuf, Vec<u8>)>;

/// Writes all of them.
pub(super) fn all(folder: &Path, files: &Files) -> Result<(), CliError> {
    for (file, bytes) in files {
        let path = folder.join(file);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).map_err(CliError::io("create", parent))?;
        }
        fs::write(&path, bytes).map_err(CliError::io("write", &path))?;
    }
    Ok(())
}

/// Formats what is not generated, where rustfmt is at hand, as `cargo new` does.
pub(super) fn format(folder: &Path, reporter: &Reporter) {
    let names = ["build.rs", "examples/quickstart.rs", "examples/server.rs"];
    let files: Vec<PathBuf> = names.iter().map(|name| folder.join(name)).collect();
    let files = files.iter().filter(|path| path.exists());
    let files: Vec<&PathBuf> = files.collect();
    if files.is_empty() {
        return;
    }
    let status = Command::new("rustfmt")
        .args(["--edition", "2024"])
        .args(files)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    if !status.is_ok_and(|status| status.success()) {
        reporter.note("rustfmt is not at hand: `cargo fmt` formats the examples");
    }
}
