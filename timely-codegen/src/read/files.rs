//! The files of a document, and the folder they may not leave.

use super::ReadOptions;
use super::identifiers::{self, Anchors};
use super::text::{self, NotText};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Pointer, SourceMap, closest, shown_path};
use serde_json::Value;
use std::collections::HashMap;
use std::io::{ErrorKind, Read as _};
use std::path::{Component, Path, PathBuf};

/// Why a file cannot be had.
#[derive(Debug, thiserror::Error)]
pub(super) enum FileError {
    #[error("there is no file {path}")]
    Missing {
        path: String,
        /// A file whose name is nearly that.
        near: Option<String>,
    },
    #[error("{path} is a folder, not a file")]
    Folder { path: String },
    #[error("cannot read {path}: {source}")]
    Io {
        path: String,
        source: std::io::Error,
    },
    #[error("cannot read {path}: {source}")]
    NotText { path: String, source: NotText },
    #[error("the file is outside of the folder of the document")]
    Outside,
    #[error("a document that is read from memory cannot refer to files")]
    NoFolder,
    #[error("the document is larger than {max_mebibytes} MiB, with the files that it refers to")]
    TooLarge { max_mebibytes: u32 },
    /// What is wrong in the file was reported already.
    #[error("{path} is not valid")]
    Invalid { path: String },
}

impl FileError {
    /// Reports that the document itself cannot be had.
    pub(super) fn report(&self, diagnostics: &mut Diagnostics) {
        let Some((code, help)) = self.kind() else {
            return;
        };
        let diagnostic = diagnostics.error(code, &Pointer::root(), self.to_string());
        if !matches!(self, Self::Missing { near: None, .. }) {
            diagnostic.help(help);
        }
    }

    /// Reports it at the reference that asked for the file.
    pub(super) fn refuse<'a>(
        &self,
        text: &str,
        pointer: &Pointer,
        instead: &str,
        diagnostics: &'a mut Diagnostics,
    ) -> Option<&'a mut Diagnostic> {
        let (code, mut help) = self.kind()?;
        let message = match self {
            Self::Missing { .. } => format!("`{text}` leads to nothing: {self}"),
            Self::Outside => format!("`{text}` leads out of the folder of the document"),
            _ => format!("`{text}` cannot be followed: {self}"),
        };
        // A schema is more often meant than a file without an ending.
        if matches!(self, Self::Missing { near: None, .. })
            && let name = text.rsplit('/').next().unwrap_or(text)
            && !name.is_empty()
            && !text.contains(['.', '#'])
        {
            help = format!("a schema of this document is `#/components/schemas/{name}`");
        }
        let diagnostic = diagnostics.assumption(code, pointer, message, instead);
        diagnostic.help(help);
        Some(diagnostic)
    }

    /// The code, and what to do. `None` if there is nothing to say that was not said.
    fn kind(&self) -> Option<(Code, String)> {
        let (code, help) = match self {
            Self::Missing {
                near: Some(near), ..
            } => {
                let help = format!("did you mean `{near}`?");
                return Some((Code::UnreadableFile, help));
            }
            Self::Missing { .. } => (
                Code::UnreadableFile,
                "paths count from the folder of the file that they stand in",
            ),
            Self::Folder { .. } => (Code::UnreadableFile, "name a file in it"),
            Self::Io { .. } => (
                Code::UnreadableFile,
                "make the file readable for this program",
            ),
            Self::NotText { .. } => (Code::UnreadableFile, "save the file as UTF-8 text"),
            Self::Outside => (
                Code::ForbiddenReference,
                "move the file into the folder, or allow files outside of it by the setting `allow_outside_folder`",
            ),
            Self::NoFolder => (Code::ForbiddenReference, "read the document from a file"),
            Self::TooLarge { max_mebibytes } => {
                let twice = max_mebibytes.saturating_mul(2);
                let help = format!(
                    "the setting `max_document_size = {twice}` allows twice that; a document with references in place of copies is smaller"
                );
                return Some((Code::TooLarge, help));
            }
            Self::Invalid { .. } => return None,
        };
        Some((code, help.to_owned()))
    }
}

/// A file in memory.
#[derive(Debug)]
pub(super) struct LoadedFile {
    /// Where it is, as the user wrote it or relative to that.
    pub(super) path: PathBuf,
    pub(super) value: Value,
    pub(super) anchors: Anchors,
}

/// Every file that was read.
#[derive(Debug)]
pub(super) struct Files {
    /// The folder that may not be left, without symbolic links. `None` for a document in memory.
    folder: Option<PathBuf>,
    allow_outside: bool,
    max_mebibytes: Option<u32>,
    loaded: Vec<LoadedFile>,
    /// By path without symbolic links. `None` for a file that is invalid.
    known: HashMap<PathBuf, Option<usize>>,
    read: Vec<PathBuf>,
    bytes: u64,
}

impl Files {
    /// A document in memory.
    pub(super) fn in_memory() -> Self {
        Self {
            folder: None,
            allow_outside: false,
            max_mebibytes: None,
            loaded: Vec::new(),
            known: HashMap::new(),
            read: Vec::new(),
            bytes: 0,
        }
    }

    /// The files around a document.
    pub(super) fn around(document: &Path, options: &ReadOptions) -> Result<Self, FileError> {
        let real = document
            .canonicalize()
            .map_err(|source| not_found(document, source))?;
        let folder = real.parent().map(Path::to_path_buf);
        Ok(Self {
            folder,
            allow_outside: options.allow_outside_folder,
            max_mebibytes: options.max_mebibytes,
            ..Self::in_memory()
        })
    }

    /// Takes in the document itself, which is file 0.
    pub(super) fn add_root(&mut self, path: &Path, value: Value, anchors: Anchors) {
        if let Ok(real) = path.canonicalize() {
            self.known.insert(real, Some(0));
        }
        let root = LoadedFile {
            path: path.to_owned(),
            value,
            anchors,
        };
        self.loaded.insert(0, root);
    }

    /// Notes an overlay, which has a number and is referred to by nobody.
    pub(super) fn add_overlay(&mut self, path: &Path) {
        self.loaded.push(LoadedFile {
            path: path.to_owned(),
            value: Value::Null,
            anchors: Anchors::default(),
        });
    }

    pub(super) fn get(&self, file: usize) -> &LoadedFile {
        &self.loaded[file]
    }

    /// Every file that was read, whether it was valid or not.
    pub(super) fn into_paths(self) -> Vec<PathBuf> {
        self.read
    }

    /// The file that a path leads to from another file, read if it was not yet.
    pub(super) fn load(
        &mut self,
        from: usize,
        path: &str,
        map: &mut SourceMap,
        diagnostics: &mut Diagnostics,
    ) -> Result<usize, FileError> {
        let (shown, real) = self.locate(from, path)?;
        let invalid = || FileError::Invalid {
            path: shown_path(&shown),
        };
        if let Some(known) = self.known.get(&real) {
            return known.ok_or_else(invalid);
        }
        self.known.insert(real, None);
        let text = self.read_text(&shown)?;
        let mut parsed = text::parse(&shown_path(&shown), text, diagnostics).ok_or_else(invalid)?;
        let number = map.add_file(parsed.source, parsed.spans);
        let anchors = identifiers::settle(&mut parsed.value, number, map, diagnostics);
        self.loaded.push(LoadedFile {
            path: shown.clone(),
            value: parsed.value,
            anchors,
        });
        // The map and this list number files alike: both begin with the document and grow here only.
        debug_assert_eq!(number + 1, self.loaded.len());
        if let Ok(real) = shown.canonicalize() {
            self.known.insert(real, Some(number));
        }
        Ok(number)
    }

    /// The text of a file that holds no values, such as a description in Markdown.
    pub(super) fn load_text(&mut self, from: usize, path: &str) -> Result<String, FileError> {
        let (shown, _) = self.locate(from, path)?;
        self.read_text(&shown)
    }

    /// Where a path leads from a file: as it is shown to the user, and without symbolic links.
    fn locate(&self, from: usize, path: &str) -> Result<(PathBuf, PathBuf), FileError> {
        let folder = self.folder.as_ref().ok_or(FileError::NoFolder)?;
        let here = self.loaded[from].path.parent().unwrap_or(Path::new(""));
        let shown = tidy(&here.join(path));
        let real = shown.canonicalize();
        if self.allow_outside {
            return real
                .map(|real| (shown.clone(), real))
                .map_err(|source| not_found(&shown, source));
        }
        // What lies outside is refused the same way whether it exists or not: nothing is told about it.
        let inside = match &real {
            Ok(real) => real.starts_with(folder),
            Err(_) => !leaves(&self.loaded[0].path, &shown),
        };
        if !inside {
            return Err(FileError::Outside);
        }
        real.map(|real| (shown.clone(), real)).map_err(|source| {
            // A link may lead out of the folder: the names that it leads to are not told either.
            let around = shown.parent().and_then(|around| around.canonicalize().ok());
            if around.is_some_and(|around| around.starts_with(folder)) {
                not_found(&shown, source)
            } else {
                io_error(&shown, source)
            }
        })
    }

    /// Reads a file, but no more than the limit leaves, whatever its size is said to be.
    pub(super) fn read_text(&mut self, path: &Path) -> Result<String, FileError> {
        self.read.push(path.to_owned());
        let mut bytes = Vec::new();
        let max_mebibytes = self.max_mebibytes.unwrap_or(u32::MAX);
        let left = (u64::from(max_mebibytes) * 1024 * 1024).saturating_sub(self.bytes);
        std::fs::File::open(path)
            .and_then(|file| file.take(left + 1).read_to_end(&mut bytes))
            .map_err(|source| io_error(path, source))?;
        self.bytes += bytes.len() as u64;
        if bytes.len() as u64 > left {
            return Err(FileError::TooLarge { max_mebibytes });
        }
        text::decode(bytes).map_err(|source| FileError::NotText {
            path: shown_path(path),
            source,
        })
    }
}

fn io_error(path: &Path, source: std::io::Error) -> FileError {
    let shown = shown_path(path);
    match source.kind() {
        ErrorKind::NotFound => FileError::Missing {
            path: shown,
            near: None,
        },
        ErrorKind::IsADirectory => FileError::Folder { path: shown },
        _ if path.is_dir() => FileError::Folder { path: shown },
        _ => FileError::Io {
            path: shown,
            source,
        },
    }
}

/// Like [`io_error`], with a guess at which file was meant.
fn not_found(path: &Path, source: std::io::Error) -> FileError {
    match io_error(path, source) {
        FileError::Missing { path: shown, .. } => FileError::Missing {
            path: shown,
            near: near(path),
        },
        other => other,
    }
}

/// The file beside a path that leads to nothing whose name is nearest to it.
fn near(path: &Path) -> Option<String> {
    let wanted = path.file_name()?.to_str()?;
    let folder = path.parent()?;
    let listed = if folder == Path::new("") {
        Path::new(".")
    } else {
        folder
    };
    let mut names: Vec<String> = std::fs::read_dir(listed)
        .ok()?
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .collect();
    // Folders are listed in any order, and messages are not to depend on it.
    names.sort();
    let near = closest(wanted, names.iter().map(String::as_str))?;
    Some(shown_path(&folder.join(near)))
}

/// Whether a path that does not exist leads out of the folder of the document by its spelling.
fn leaves(document: &Path, path: &Path) -> bool {
    let folder = tidy(document.parent().unwrap_or(Path::new("")));
    !path.starts_with(&folder)
        || path
            .strip_prefix(&folder)
            .is_ok_and(|rest| rest.starts_with(".."))
}

/// The path without `.` and without `..` where a folder comes before it.
fn tidy(path: &Path) -> PathBuf {
    let mut tidy = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir
                if matches!(tidy.components().next_back(), Some(Component::Normal(_))) =>
            {
                tidy.pop();
            }
            component => tidy.push(component),
        }
    }
    tidy
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_tidied() {
        for (path, expected) in [
            ("a/./b", "a/b"),
            ("a/../b", "b"),
            ("../a/b/..", "../a"),
            ("../../a", "../../a"),
        ] {
            assert_eq!(tidy(Path::new(path)), Path::new(expected));
        }
    }

    #[test]
    fn leaving_the_folder() {
        assert!(leaves(Path::new("a/x.yaml"), Path::new("b.yaml")));
        assert!(leaves(Path::new("x.yaml"), Path::new("../b.yaml")));
        assert!(!leaves(Path::new("x.yaml"), Path::new("b.yaml")));
        assert!(!leaves(Path::new("a/x.yaml"), Path::new("a/b/c.yaml")));
    }
}
