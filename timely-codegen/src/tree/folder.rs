//! An output folder as it is on disk, told apart by file: ours, or somebody's.

use super::{MARKER, SourceTree, record::RECORD_FILE};
use crate::diagnostic::shown_path;
use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
    fs, io,
    io::Read as _,
    path::{Component, Path, PathBuf},
};

/// Why a tree could not be compared with a folder, or written to it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TreeError {
    /// A file or folder could not be read or written.
    #[error("cannot {action} {}: {cause}", shown_path(path))]
    Io {
        /// What was tried, such as `read`.
        action: &'static str,
        /// What it was tried on.
        path: PathBuf,
        /// What the system says.
        cause: io::Error,
    },
    /// The tree holds a path that leads out of the output folder.
    #[error("{} is not a path inside the output folder", shown_path(path))]
    Outside {
        /// The path as the tree has it.
        path: PathBuf,
    },
    /// A folder on the way to a file is a symbolic link, behind which may lie anything.
    #[error(
        "{} is a symbolic link; generated files are not written through links",
        shown_path(path)
    )]
    Link {
        /// The link.
        path: PathBuf,
    },
    /// Files stand where generated ones should, and do not say that they are generated.
    #[error(
        "{} {} not generated (no `{MARKER}` in the first line) and would be overwritten; {}",
        list(files),
        if files.len() == 1 { "is" } else { "are" },
        advice(files)
    )]
    HandWritten {
        /// Those files.
        files: Vec<PathBuf>,
    },
}

/// How many files a message names.
const MAX_NAMED: usize = 10;

fn list(files: &[PathBuf]) -> String {
    let named = files.iter().take(MAX_NAMED).map(|path| shown_path(path));
    let others = files.len().saturating_sub(MAX_NAMED);
    let others = (others > 0).then(|| format!("and {others} more"));
    named.chain(others).collect::<Vec<_>>().join(", ")
}

/// What to do about hand-written files in the way. The outermost file of a crate is most often one that its author wants to
/// keep, and generated code can stand beside it.
fn advice(files: &[PathBuf]) -> String {
    let is_root = |path: &&PathBuf| {
        let name = path.file_name().unwrap_or_default();
        name == "lib.rs" || name == "main.rs" || name == "mod.rs"
    };
    // The outermost one comes first: it has the shortest way.
    let root = files.iter().filter(is_root);
    let root = root.min_by_key(|path| path.components().count());
    let them = if files.len() == 1 { "it" } else { "them" };
    match root {
        Some(root) => format!(
            "to keep {them}, generate into a folder of its own, such as {}, and write `mod api;` in {}; \
             to be rid of {them}, move or delete {them}",
            shown_path(&root.with_file_name("api")),
            shown_path(root),
        ),
        None => format!("move or delete {them}, or choose another output folder"),
    }
}

impl TreeError {
    pub(super) fn io(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_path_buf();
        move |cause| Self::Io {
            action,
            path,
            cause,
        }
    }
}

/// The files of a folder and of those below it.
#[derive(Debug, Default)]
pub(super) struct Folder {
    /// Files that carry [`MARKER`], with their text.
    pub(super) generated: BTreeMap<PathBuf, String>,
    /// All others; links are among them and are not followed.
    pub(super) foreign: BTreeSet<PathBuf>,
}

impl Folder {
    /// Reads a folder; one that does not exist is empty.
    pub(super) fn read(dir: &Path) -> Result<Self, TreeError> {
        let mut folder = Self::default();
        if dir.try_exists().map_err(TreeError::io("read", dir))? {
            folder.add(dir, Path::new(""))?;
        }
        Ok(folder)
    }

    fn add(&mut self, dir: &Path, inside: &Path) -> Result<(), TreeError> {
        let here = dir.join(inside);
        let entries = fs::read_dir(&here).map_err(TreeError::io("read", &here))?;
        for entry in entries {
            let entry = entry.map_err(TreeError::io("read", &here))?;
            let path = inside.join(entry.file_name());
            let kind = entry
                .file_type()
                .map_err(TreeError::io("read", &entry.path()))?;
            if kind.is_dir() {
                if !is_skipped(&entry.file_name().to_string_lossy()) {
                    self.add(dir, &path)?;
                }
            } else if kind.is_file() {
                self.add_file(&entry.path(), path)?;
            } else {
                self.foreign.insert(path);
            }
        }
        Ok(())
    }

    fn add_file(&mut self, file: &Path, path: PathBuf) -> Result<(), TreeError> {
        if carries_marker(file).map_err(TreeError::io("read", file))? {
            let bytes = fs::read(file).map_err(TreeError::io("read", file))?;
            // Bytes that are no text were not written by us: the file counts as changed, which replaced bytes show.
            self.generated
                .insert(path, String::from_utf8_lossy(&bytes).into_owned());
        } else {
            self.foreign.insert(path);
        }
        Ok(())
    }
}

/// Folders that hold no sources: version control, editors, build results.
fn is_skipped(name: &str) -> bool {
    name.starts_with('.') || name == "target"
}

/// Whether the first line says that the file is generated. Reads no more than that line: a foreign file may be large.
fn carries_marker(file: &Path) -> io::Result<bool> {
    let mut start = Vec::new();
    fs::File::open(file)?.take(200).read_to_end(&mut start)?;
    let start = String::from_utf8_lossy(&start);
    // An editor may have put a byte order mark before it.
    let start = start.strip_prefix('\u{FEFF}').unwrap_or(&start);
    let line = start.lines().next().unwrap_or_default();
    Ok(["// ", "# "].iter().any(|sign| {
        line.strip_prefix(sign)
            .is_some_and(|rest| rest.starts_with(MARKER))
    }))
}

/// A tree beside the folder it belongs in.
pub(super) struct Comparison {
    /// What should stand in the folder, the record included.
    pub(super) wanted: BTreeMap<PathBuf, String>,
    /// What stands there.
    pub(super) folder: Folder,
}

impl Comparison {
    pub(super) fn new(tree: &SourceTree, dir: &Path) -> Result<Self, TreeError> {
        let mut wanted = tree.files().clone();
        if let Some(record) = tree.record() {
            wanted.insert(PathBuf::from(RECORD_FILE), record.to_text());
        }
        for path in wanted.keys() {
            require_inside(dir, path)?;
        }
        Ok(Self {
            wanted,
            folder: Folder::read(dir)?,
        })
    }

    /// The text on disk of a file of ours.
    pub(super) fn on_disk(&self, path: &Path) -> Option<&str> {
        self.folder.generated.get(path).map(String::as_str)
    }

    /// The wanted files that differ from those on disk or are missing there.
    pub(super) fn outdated(&self) -> impl Iterator<Item = (&Path, &str)> {
        let wanted = self
            .wanted
            .iter()
            .map(|(path, text)| (path.as_path(), text.as_str()));
        wanted.filter(|(path, text)| !self.on_disk(path).is_some_and(|disk| same(disk, text)))
    }

    /// Generated files that nobody wants any more.
    pub(super) fn strays(&self) -> impl Iterator<Item = (&Path, &str)> {
        let generated = self.folder.generated.iter();
        generated
            .filter(|(path, _)| !self.wanted.contains_key(*path))
            .map(|(path, text)| (path.as_path(), text.as_str()))
    }

    /// Hand-written files that stand in the way of wanted ones.
    pub(super) fn obstacles(&self) -> Vec<PathBuf> {
        let wanted = self.wanted.keys();
        wanted
            .filter(|path| self.folder.foreign.contains(*path))
            .cloned()
            .collect()
    }

    /// Hand-written files beside the wanted ones.
    pub(super) fn bystanders(&self) -> Vec<PathBuf> {
        let foreign = self.folder.foreign.iter();
        foreign
            .filter(|path| !self.wanted.contains_key(*path))
            .cloned()
            .collect()
    }
}

/// Whether two texts are the same but for line ends, which git may rewrite.
fn same(disk: &str, text: &str) -> bool {
    disk == text || unix_lines(disk) == text
}

/// A text with LF where it has CR LF.
pub(super) fn unix_lines(text: &str) -> Cow<'_, str> {
    match text.contains("\r\n") {
        true => text.replace("\r\n", "\n").into(),
        false => text.into(),
    }
}

/// Refuses a path that leads out of the folder, by its parts or through a link.
pub(super) fn require_inside(dir: &Path, path: &Path) -> Result<(), TreeError> {
    let plain = path
        .components()
        .all(|part| matches!(part, Component::Normal(_)));
    if !plain || path.as_os_str().is_empty() {
        return Err(TreeError::Outside {
            path: path.to_path_buf(),
        });
    }
    for part in path
        .ancestors()
        .skip(1)
        .filter(|part| !part.as_os_str().is_empty())
    {
        let part = dir.join(part);
        // A folder that cannot be looked at does not exist yet, or fails with its own error when it is written to.
        if fs::symlink_metadata(&part).is_ok_and(|metadata| metadata.is_symlink()) {
            return Err(TreeError::Link { path: part });
        }
    }
    Ok(())
}
