//! The files of a document, and the folder they may not leave.

use super::ReadOptions;
use super::file_error::{FileError, io_error, not_found};
use super::identifiers::{self, Anchors};
use super::refs::Refs;
use super::targets::{Candidates, Target};
use super::text;
use super::uri;
use crate::diagnostic::{Diagnostics, SourceMap, shown_path};
use serde_json::Value;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::io::Read as _;
use std::path::{Component, Path, PathBuf};

/// A file in memory.
#[derive(Debug)]
pub(super) struct LoadedFile {
    /// Where it is, as the user wrote it or relative to that.
    pub(super) path: PathBuf,
    pub(super) value: Value,
    pub(super) anchors: Anchors,
    /// The URI that its references count from.
    pub(super) base: String,
}

/// Where a file may be.
#[derive(Clone, Copy, Debug)]
pub(super) enum Allowed<'a> {
    /// In the folder of the document, but for the settings that allow others.
    AroundDocument,
    /// In this folder, which the settings name.
    In(&'a Path),
    /// The settings name the file itself.
    Anywhere,
}

/// Every file that was read.
#[derive(Debug)]
pub(super) struct Files {
    /// The folder that may not be left, without symbolic links. `None` for a document in memory.
    pub(super) folder: Option<PathBuf>,
    allow_outside: bool,
    pub(super) refs: Refs,
    max_mebibytes: Option<u32>,
    pub(super) loaded: Vec<LoadedFile>,
    /// By path without symbolic links. `None` for a file that is invalid.
    pub(super) known: HashMap<PathBuf, Option<usize>>,
    /// The files that say themselves by which URI they are known.
    pub(super) by_uri: HashMap<String, usize>,
    /// Which of the settings' entries have found a reference.
    pub(super) used_refs: BTreeSet<usize>,
    /// The files that might be meant by a URI, once that is asked for.
    pub(super) candidates: Option<Candidates>,
    read: Vec<PathBuf>,
    bytes: u64,
}

impl Files {
    /// A document in memory.
    pub(super) fn in_memory(options: &ReadOptions) -> Self {
        Self {
            folder: None,
            allow_outside: options.allow_outside_folder,
            refs: options.refs.clone(),
            max_mebibytes: options.max_mebibytes,
            loaded: Vec::new(),
            known: HashMap::new(),
            by_uri: HashMap::new(),
            used_refs: BTreeSet::new(),
            candidates: None,
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
            ..Self::in_memory(options)
        })
    }

    /// Takes in the document itself, which is file 0.
    pub(super) fn add_root(&mut self, path: &Path, value: Value, anchors: Anchors) {
        let real = path.canonicalize().ok().filter(|_| self.folder.is_some());
        let base = self.base(0, real.as_deref(), &value);
        if let Some(real) = real {
            self.known.insert(real, Some(0));
        }
        let root = LoadedFile {
            path: path.to_owned(),
            value,
            anchors,
            base,
        };
        self.loaded.insert(0, root);
    }

    /// The URI that the references of a file count from (RFC 3986, section 5.1): the one that it gives itself, or else the one
    /// that it was found by.
    fn base(&mut self, file: usize, real: Option<&Path>, value: &Value) -> String {
        let found = real.map(|real| self.found_by(real)).unwrap_or_default();
        let Some(own) = identifiers::own_identifier(value) else {
            return found;
        };
        let base = uri::resolve(&found, own);
        self.by_uri.entry(base.clone()).or_insert(file);
        base
    }

    /// Notes an overlay, which has a number and is referred to by nobody.
    pub(super) fn add_overlay(&mut self, path: &Path) {
        self.loaded.push(LoadedFile {
            path: path.to_owned(),
            value: Value::Null,
            anchors: Anchors::default(),
            base: String::new(),
        });
    }

    pub(super) fn get(&self, file: usize) -> &LoadedFile {
        &self.loaded[file]
    }

    /// Every file that was read, whether it was valid or not.
    pub(super) fn into_paths(self) -> Vec<PathBuf> {
        // One that was looked into before is named once.
        let mut seen = HashSet::new();
        let mut paths = self.read;
        paths.retain(|path| seen.insert(path.clone()));
        paths
    }

    /// The path of a file by its number, without symbolic links.
    pub(super) fn real_paths(&self) -> Vec<PathBuf> {
        let mut paths: Vec<PathBuf> = self.loaded.iter().map(|file| file.path.clone()).collect();
        for (real, number) in &self.known {
            if let Some(path) = number.and_then(|number| paths.get_mut(number)) {
                path.clone_from(real);
            }
        }
        paths
    }

    /// The file that a reference without its fragment leads to from another file, read if it was not yet.
    pub(super) fn load(
        &mut self,
        from: usize,
        reference: &str,
        map: &mut SourceMap,
        diagnostics: &mut Diagnostics,
    ) -> Result<usize, FileError> {
        match self.target(from, reference)? {
            Target::Loaded(file) => Ok(file),
            Target::File { shown, real } => self.open(shown, real, map, diagnostics),
        }
    }

    fn open(
        &mut self,
        shown: PathBuf,
        real: PathBuf,
        map: &mut SourceMap,
        diagnostics: &mut Diagnostics,
    ) -> Result<usize, FileError> {
        let invalid = || FileError::Invalid {
            path: shown_path(&shown),
        };
        if let Some(known) = self.known.get(&real) {
            return known.ok_or_else(invalid);
        }
        self.known.insert(real.clone(), None);
        let text = self.read_text(&shown)?;
        let mut parsed = text::parse(&shown_path(&shown), text, diagnostics).ok_or_else(invalid)?;
        let number = map.add_file(parsed.source, parsed.spans);
        let base = self.base(number, Some(&real), &parsed.value);
        let anchors = identifiers::settle(&mut parsed.value, number, map, diagnostics);
        self.loaded.push(LoadedFile {
            path: shown,
            value: parsed.value,
            anchors,
            base,
        });
        // The map and this list number files alike: both begin with the document and grow here only.
        debug_assert_eq!(number + 1, self.loaded.len());
        self.known.insert(real, Some(number));
        Ok(number)
    }

    /// The text of a file that holds no values, such as a description in Markdown.
    pub(super) fn load_text(&mut self, from: usize, reference: &str) -> Result<String, FileError> {
        let path = match self.target(from, reference)? {
            Target::Loaded(file) => self.loaded[file].path.clone(),
            Target::File { shown, .. } => shown,
        };
        self.read_text(&path)
    }

    /// A path without symbolic links, if it may be read and is there.
    pub(super) fn locate(&self, shown: &Path, allowed: Allowed<'_>) -> Result<PathBuf, FileError> {
        let real = shown.canonicalize();
        let folder = match allowed {
            Allowed::Anywhere => return real.map_err(|source| not_found(shown, source)),
            Allowed::In(folder) => {
                let real = real.map_err(|source| not_found(shown, source))?;
                let folder = folder.canonicalize();
                let is_inside = folder.is_ok_and(|folder| real.starts_with(folder));
                let is_allowed = is_inside || self.allow_outside;
                return is_allowed.then_some(real).ok_or(FileError::Outside);
            }
            Allowed::AroundDocument => self.folder.as_ref().ok_or(FileError::NoFolder)?,
        };
        if self.allow_outside {
            return real.map_err(|source| not_found(shown, source));
        }
        // What lies outside is refused the same way whether it exists or not: nothing is told about it.
        let inside = match &real {
            Ok(real) => real.starts_with(folder),
            Err(_) => !leaves(&self.loaded[0].path, shown),
        };
        if !inside {
            return Err(FileError::Outside);
        }
        real.map_err(|source| {
            // A link may lead out of the folder: the names that it leads to are not told either.
            let around = shown.parent().and_then(|around| around.canonicalize().ok());
            if around.is_some_and(|around| around.starts_with(folder)) {
                not_found(shown, source)
            } else {
                io_error(shown, source)
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

/// Whether a path that does not exist leads out of the folder of the document by its spelling.
fn leaves(document: &Path, path: &Path) -> bool {
    let folder = tidy(document.parent().unwrap_or(Path::new("")));
    !path.starts_with(&folder)
        || path
            .strip_prefix(&folder)
            .is_ok_and(|rest| rest.starts_with(".."))
}

/// The path without `.` and without `..` where a folder comes before it.
pub(super) fn tidy(path: &Path) -> PathBuf {
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
