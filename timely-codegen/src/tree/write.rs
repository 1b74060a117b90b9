//! Making a folder equal to a tree.

use super::{
    SourceTree,
    folder::{Comparison, TreeError, require_inside},
    record::RECORD_FILE,
};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// What [`SourceTree::write`] did; paths are relative to the output folder.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct WriteReport {
    /// Files that are new or were replaced.
    pub written: Vec<PathBuf>,
    /// Files that were as they should be, and were not touched.
    pub unchanged: Vec<PathBuf>,
    /// Generated files of an earlier run that the tree no longer holds.
    pub removed: Vec<PathBuf>,
    /// Hand-written files in the folder; they were not touched.
    pub foreign: Vec<PathBuf>,
}

impl WriteReport {
    /// Whether the folder was equal to the tree before.
    #[must_use]
    pub fn is_unchanged(&self) -> bool {
        self.written.is_empty() && self.removed.is_empty()
    }
}

impl SourceTree {
    /// Makes the folder hold this tree, and nothing else that was generated.
    ///
    /// Only files that differ are replaced, each at once by a rename; the others keep their modification time, so that
    /// cargo does not build them again. Files without [`MARKER`](super::MARKER) are never touched.
    ///
    /// # Errors
    /// When a path leads out of the folder, a hand-written file stands in the way (nothing is written then), or the
    /// system refuses.
    pub fn write(&self, dir: &Path) -> Result<WriteReport, TreeError> {
        let comparison = Comparison::new(self, dir)?;
        let obstacles = comparison.obstacles();
        if !obstacles.is_empty() {
            let files = obstacles.iter().map(|path| dir.join(path)).collect();
            return Err(TreeError::HandWritten { files });
        }

        let mut report = WriteReport {
            foreign: comparison.bystanders(),
            ..WriteReport::default()
        };
        // Before the new files: a stray `client.rs` may have to make room for `client/mod.rs`, or the reverse.
        for (path, _) in comparison.strays() {
            remove(dir, path)?;
            report.removed.push(path.to_path_buf());
        }
        // The record goes last: after an interruption it still speaks of the run before.
        let (record, files): (Vec<_>, Vec<_>) = comparison
            .outdated()
            .partition(|(path, _)| *path == Path::new(RECORD_FILE));
        for (path, text) in files.into_iter().chain(record) {
            replace(&dir.join(path), text)?;
            report.written.push(path.to_path_buf());
        }
        let wanted = comparison.wanted.keys();
        report.unchanged = wanted
            .filter(|path| !report.written.contains(path))
            .cloned()
            .collect();
        Ok(report)
    }
}

impl SourceTree {
    /// Writes the files that differ, and looks at nothing else in the folder.
    pub(crate) fn write_only(&self, dir: &Path) -> Result<(), TreeError> {
        for (path, text) in self.files() {
            require_inside(dir, path)?;
            let file = dir.join(path);
            if fs::read(&file).is_ok_and(|disk| disk == text.as_bytes()) {
                continue;
            }
            replace(&file, text)?;
        }
        Ok(())
    }
}

/// Writes a file beside its place, then moves it there, so that no reader meets half a file.
fn replace(file: &Path, text: &str) -> Result<(), TreeError> {
    let folder = file.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder).map_err(TreeError::io("create", folder))?;
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    // Two runs at once must not write into one file.
    let draft = folder.join(format!(".{name}.{}.tmp", std::process::id()));
    let written = fs::write(&draft, text).and_then(|()| fs::rename(&draft, file));
    written.map_err(|cause| {
        // The first failure is the one to report, whether or not the draft can be taken away.
        let _ = fs::remove_file(&draft);
        TreeError::Io {
            action: "write",
            path: file.to_path_buf(),
            cause,
        }
    })
}

/// Removes a generated file, and the folders that are empty without it.
fn remove(dir: &Path, path: &Path) -> Result<(), TreeError> {
    let file = dir.join(path);
    fs::remove_file(&file).map_err(TreeError::io("remove", &file))?;
    for folder in path
        .ancestors()
        .skip(1)
        .filter(|folder| !folder.as_os_str().is_empty())
    {
        // Removes only an empty folder; one that still holds something is to stay, and so are those above it.
        if fs::remove_dir(dir.join(folder)).is_err() {
            break;
        }
    }
    Ok(())
}

#[cfg(test)]
#[path = "disk_tests.rs"]
mod tests;
