//! Comparing a folder with a tree, and finding out why they differ.

use super::{
    Inputs, SourceTree,
    folder::{Comparison, TreeError, unix_lines},
    record::{RECORD_FILE, Record},
};
use crate::diagnostic::shown_path;
use similar::TextDiff;
use std::{
    fmt,
    path::{Path, PathBuf},
    time::Duration,
};

/// How a folder differs from the tree that should stand in it.
///
/// Displays as a list of files, the likely causes, and a unified diff per file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Drift {
    /// The files that differ, by path.
    pub files: Vec<DriftedFile>,
    /// Why they probably do.
    pub causes: Vec<DriftCause>,
    /// Hand-written files in the folder. They are no drift.
    pub foreign: Vec<PathBuf>,
}

/// One file that is not what it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DriftedFile {
    /// Its path, relative to the output folder.
    pub path: PathBuf,
    /// In what way.
    pub change: Change,
    /// Whether it is not even what the last recorded run wrote.
    pub edited_by_hand: bool,
    /// From what is on disk to what should be there, as a unified diff.
    pub diff: String,
}

/// In what way a file is not what it should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Change {
    /// It holds something else.
    Changed,
    /// It does not exist.
    Missing,
    /// It is generated, and nothing generates it any more.
    Stray,
}

/// Why a folder differs from its tree.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DriftCause {
    /// The folder holds no record of a run: nothing was generated yet, or the record was lost.
    Unrecorded,
    /// The document is another one than at the last run.
    Document,
    /// The settings are others than at the last run.
    Settings,
    /// The generator makes other code than at the last run.
    Generator {
        /// The version that last ran.
        from: String,
        /// The version that runs now; the same one while the generator is being worked on.
        to: String,
    },
    /// Files were edited, added or deleted since the last run.
    HandEdit(Vec<PathBuf>),
}

impl Drift {
    /// Whether the folder is what it should be.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }
}

impl SourceTree {
    /// Compares the folder with this tree. Writes nothing.
    ///
    /// # Errors
    /// When a path leads out of the folder, or a file cannot be read.
    pub fn check(&self, dir: &Path) -> Result<Drift, TreeError> {
        let comparison = Comparison::new(self, dir)?;
        let recorded = comparison
            .on_disk(Path::new(RECORD_FILE))
            .and_then(Record::parse);
        let mut drift = Drift {
            foreign: comparison.bystanders(),
            ..Drift::default()
        };
        for (path, wanted) in comparison.outdated() {
            let disk = comparison.on_disk(path);
            drift
                .files
                .push(drifted(path, disk, Some(wanted), recorded.as_ref()));
        }
        for (path, disk) in comparison.strays() {
            drift
                .files
                .push(drifted(path, Some(disk), None, recorded.as_ref()));
        }
        drift.files.sort_by(|a, b| a.path.cmp(&b.path));
        if let (false, Some(now)) = (drift.is_empty(), self.record()) {
            drift.causes = causes(
                recorded.map(|record| record.inputs),
                now.inputs,
                &drift.files,
            );
        }
        Ok(drift)
    }
}

fn drifted(
    path: &Path,
    disk: Option<&str>,
    wanted: Option<&str>,
    recorded: Option<&Record>,
) -> DriftedFile {
    let change = match (disk, wanted) {
        (None, _) => Change::Missing,
        (_, None) => Change::Stray,
        _ => Change::Changed,
    };
    let edited_by_hand = path != Path::new(RECORD_FILE)
        && recorded.is_some_and(|record| match disk {
            Some(disk) => record.wrote(path, disk) != Some(true),
            None => record.files.contains_key(path),
        });
    let diff = diff(path, disk, wanted);
    DriftedFile {
        path: path.to_path_buf(),
        change,
        edited_by_hand,
        diff,
    }
}

fn diff(path: &Path, disk: Option<&str>, wanted: Option<&str>) -> String {
    let name = shown_path(path);
    let side = |letter: char, text: Option<&str>| match text {
        Some(_) => format!("{letter}/{name}"),
        None => "/dev/null".to_owned(),
    };
    // Line ends that git rewrote are not what has changed.
    let disk_text = unix_lines(disk.unwrap_or_default());
    // Past the deadline the diff gets longer than it need be; it stays right.
    TextDiff::configure()
        .timeout(Duration::from_secs(2))
        .diff_lines(&*disk_text, wanted.unwrap_or_default())
        .unified_diff()
        .header(&side('a', disk), &side('b', wanted))
        .to_string()
}

fn causes(before: Option<Inputs>, now: Inputs, files: &[DriftedFile]) -> Vec<DriftCause> {
    let Some(before) = before else {
        return vec![DriftCause::Unrecorded];
    };
    let mut causes = Vec::new();
    if before.document != now.document {
        causes.push(DriftCause::Document);
    }
    if before.settings != now.settings {
        causes.push(DriftCause::Settings);
    }
    let is_code = |file: &&DriftedFile| file.path != Path::new(RECORD_FILE);
    let unexplained = causes.is_empty() && files.iter().filter(is_code).any(|f| !f.edited_by_hand);
    let is_other = before.generator != now.generator || before.runtime != now.runtime;
    if is_other || unexplained {
        causes.push(DriftCause::Generator {
            from: before.generator,
            to: now.generator,
        });
    }
    let edited = files.iter().filter(|file| file.edited_by_hand);
    let mut edited: Vec<PathBuf> = edited.map(|file| file.path.clone()).collect();
    if causes.is_empty() && edited.is_empty() {
        // Only the record is left, and its inputs are right: somebody changed its list of files.
        edited.push(PathBuf::from(RECORD_FILE));
    }
    if !edited.is_empty() {
        causes.push(DriftCause::HandEdit(edited));
    }
    causes
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Changed => "changed",
            Self::Missing => "missing",
            Self::Stray => "stray",
        })
    }
}

impl fmt::Display for DriftCause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unrecorded => {
                write!(
                    f,
                    "the folder holds no record of an earlier run ({RECORD_FILE})"
                )
            }
            Self::Document => f.write_str("the document has changed since the last run"),
            Self::Settings => f.write_str("the settings have changed since the last run"),
            Self::Generator { from, to } if from == to => {
                write!(
                    f,
                    "the generator has changed since the last run (both are version {to})"
                )
            }
            Self::Generator { from, to } => {
                write!(
                    f,
                    "the generator has changed since the last run, from version {from} to {to}"
                )
            }
            Self::HandEdit(files) => {
                let files: Vec<String> = files.iter().map(|path| shown_path(path)).collect();
                write!(f, "edited by hand since the last run: {}", files.join(", "))
            }
        }
    }
}

impl fmt::Display for Drift {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for file in &self.files {
            let note = if file.edited_by_hand {
                " (by hand)"
            } else {
                ""
            };
            writeln!(f, "{:8} {}{note}", file.change, shown_path(&file.path))?;
        }
        for cause in &self.causes {
            writeln!(f, "cause: {cause}")?;
        }
        for file in &self.files {
            write!(f, "\n{}", file.diff)?;
        }
        Ok(())
    }
}
