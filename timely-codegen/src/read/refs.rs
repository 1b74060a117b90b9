//! What the settings say of references: which file stands for which URI, and which files are generated elsewhere.

use super::files::tidy;
use super::uri;
use crate::diagnostic::Pointer;
use crate::grammar;
use std::path::{Path, PathBuf};

/// Where references lead that do not lead where they say.
#[derive(Clone, Debug, Default)]
pub struct Refs {
    /// The folder that keys are relative to which are paths of files.
    folder: PathBuf,
    entries: Vec<Entry>,
}

/// What is said of one key.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) key: String,
    document: Key,
    /// The place in the document that is meant; none for all of it.
    pub(super) place: Option<Pointer>,
    file: Option<PathBuf>,
    /// The file without symbolic links, if it is there.
    real: Option<PathBuf>,
    pub(super) is_elsewhere: bool,
}

#[derive(Clone, Debug)]
enum Key {
    Uri(String),
    Path(PathBuf),
}

/// The file that an entry names for a reference.
#[derive(Debug)]
pub(super) struct Mapped {
    pub(super) entry: usize,
    pub(super) path: PathBuf,
    /// The folder that it has to be in, where the entry names a folder.
    pub(super) within: Option<PathBuf>,
}

/// A path leads out of the folder that an entry names.
#[derive(Debug)]
pub(super) struct Escape {
    pub(super) entry: usize,
}

impl Refs {
    /// Nothing yet. The folder is that of the settings.
    pub(crate) fn new(folder: impl Into<PathBuf>) -> Self {
        Self {
            folder: folder.into(),
            entries: Vec::new(),
        }
    }

    /// Adds a key: a URI or the path of a file, or the beginning of these with `/` at its end. `is_elsewhere` says that what it
    /// names is generated elsewhere.
    pub(crate) fn add(&mut self, key: &str, file: Option<&Path>, is_elsewhere: bool) {
        let (document, place) = match key.split_once('#') {
            Some((document, place)) => (document, Pointer::parse(&grammar::decode(place))),
            None => (key, None),
        };
        let document = match grammar::local_path(document) {
            None => Key::Uri(uri::normal(document)),
            Some(path) => Key::Path(PathBuf::from(path)),
        };
        let file = file.map(|file| tidy(&self.folder.join(file)));
        self.entries.push(Entry {
            key: key.to_owned(),
            document,
            place,
            real: file.as_ref().and_then(|file| file.canonicalize().ok()),
            file,
            is_elsewhere,
        });
    }

    pub(super) fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The file of a URI: that of the longest key that fits. A folder has no files for URIs with a query, which tells apart what
    /// one path stands for.
    pub(super) fn by_uri(&self, wanted: &str) -> Option<Result<Mapped, Escape>> {
        let fits = |(index, entry): (usize, &Entry)| {
            let file = entry.file.as_ref()?;
            let Key::Uri(key) = &entry.document else {
                return None;
            };
            if key == wanted && !key.ends_with('/') {
                return Some((usize::MAX, exact(index, file)));
            }
            let rest = wanted.strip_prefix(key.as_str())?;
            let fits = key.ends_with('/') && !rest.contains('?');
            fits.then(|| (key.len(), below(index, file, rest)))
        };
        let fitting = self.entries.iter().enumerate().filter_map(fits);
        fitting.max_by_key(|(length, _)| *length).map(|(_, it)| it)
    }

    /// The file that stands for another one, by the same rule. Keys count from the folder of the settings, or from that of the
    /// document.
    pub(super) fn by_path(
        &self,
        wanted: &Path,
        document_folder: &Path,
    ) -> Option<Result<Mapped, Escape>> {
        let fits = |(index, entry): (usize, &Entry)| {
            let keys = self.paths_of(entry, document_folder);
            let (key, rest) = keys
                .iter()
                .find_map(|key| Some((key, wanted.strip_prefix(key).ok()?)))?;
            // What is said of a file allows it, even if it stays where it is.
            let file = entry.file.as_ref().unwrap_or(key);
            match (entry.names_folder(), rest.as_os_str().is_empty()) {
                (false, true) => Some((usize::MAX, exact(index, file))),
                (true, false) => {
                    let mapped = Mapped {
                        entry: index,
                        path: file.join(rest),
                        within: Some(file.clone()),
                    };
                    Some((entry.key.len(), Ok(mapped)))
                }
                _ => None,
            }
        };
        let fitting = self.entries.iter().enumerate().filter_map(fits);
        fitting.max_by_key(|(length, _)| *length).map(|(_, it)| it)
    }

    /// The URI that a file stands for, by its path without symbolic links.
    pub(super) fn uri_of(&self, real: &Path) -> Option<String> {
        let fits = |entry: &Entry| {
            let (Key::Uri(key), Some(file)) = (&entry.document, &entry.real) else {
                return None;
            };
            if !entry.names_folder() {
                return (file == real).then(|| (usize::MAX, key.clone()));
            }
            let rest = real.strip_prefix(file).ok()?;
            Some((file.as_os_str().len(), below_uri(key, rest)))
        };
        // Of several that fit as well, the first in the order of their keys.
        let fitting = self.entries.iter().rev().filter_map(fits);
        fitting.max_by_key(|(length, _)| *length).map(|(_, it)| it)
    }

    /// The paths that a key may mean; none of a URI.
    pub(super) fn paths_of(&self, entry: &Entry, document_folder: &Path) -> Vec<PathBuf> {
        match &entry.document {
            Key::Uri(_) => Vec::new(),
            Key::Path(path) => [&self.folder, document_folder]
                .map(|folder: &Path| tidy(&folder.join(path)))
                .into(),
        }
    }

    /// Whether a URI has a key that names no file for it.
    pub(super) fn lacks_file(&self, wanted: &str) -> bool {
        let mut entries = self.entries.iter();
        entries.any(|entry| entry.file.is_none() && entry.uri() == Some(wanted))
    }
}

impl Entry {
    /// The URI of the document, if the key is one.
    pub(super) fn uri(&self) -> Option<&str> {
        match &self.document {
            Key::Uri(uri) => Some(uri),
            Key::Path(_) => None,
        }
    }

    fn names_folder(&self) -> bool {
        self.key.ends_with('/')
    }
}

fn exact(entry: usize, file: &Path) -> Result<Mapped, Escape> {
    Ok(Mapped {
        entry,
        path: file.to_owned(),
        within: None,
    })
}

fn below(entry: usize, folder: &Path, rest: &str) -> Result<Mapped, Escape> {
    match file_below(folder, rest) {
        Some(path) => Ok(Mapped {
            entry,
            path,
            within: Some(folder.to_owned()),
        }),
        None => Err(Escape { entry }),
    }
}

/// The file below a folder that the rest of a URI's path names. `None` if a part of it is no name of a file once its escapes are
/// undone: `..%2F..%2Fetc` is one part of a URI, and three of a path.
pub(super) fn file_below(folder: &Path, rest: &str) -> Option<PathBuf> {
    let mut path = folder.to_owned();
    for part in rest.split('/') {
        let name = grammar::decode(part);
        let is_drive =
            matches!(name.as_bytes(), [letter, b':', ..] if letter.is_ascii_alphabetic());
        if name == "." || name == ".." || name.contains(['/', '\\', '\0']) || is_drive {
            return None;
        }
        path.push(name);
    }
    Some(path)
}

/// The URI of a file below a folder that has one.
pub(super) fn below_uri(folder: &str, rest: &Path) -> String {
    let file = uri::of_file(&Path::new("/").join(rest));
    let rest = file.strip_prefix("file:///").unwrap_or_default();
    format!("{folder}{rest}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refs(entries: &[(&str, &str)]) -> Refs {
        let mut refs = Refs::new("spec");
        for (key, file) in entries {
            refs.add(key, Some(Path::new(file)), false);
        }
        refs
    }

    fn shown(mapped: Option<Result<Mapped, Escape>>) -> String {
        match mapped {
            Some(Ok(mapped)) => mapped.path.display().to_string().replace('\\', "/"),
            Some(Err(_)) => "escape".to_owned(),
            None => "none".to_owned(),
        }
    }

    #[test]
    fn the_longest_key_counts() {
        let refs = refs(&[
            ("https://e.test/", "all"),
            ("https://e.test/a/", "some/"),
            ("HTTPS://E.TEST/a/b.yaml", "one.yaml"),
            ("https://e.test/c.yaml?v=1", "c-1.yaml"),
            ("https://e.test/d", "d"),
        ]);
        for (uri, expected) in [
            ("https://e.test/x/y.yaml", "spec/all/x/y.yaml"),
            ("https://e.test/a/c.yaml", "spec/some/c.yaml"),
            ("https://e.test/a/b.yaml", "spec/one.yaml"),
            ("https://e.test/c.yaml?v=1", "spec/c-1.yaml"),
            ("https://e.test/c.yaml?v=2", "none"),
            ("https://e.test/d", "spec/d"),
            ("https://e.test/dd", "spec/all/dd"),
            ("https://e.testing/", "none"),
            ("http://e.test/a/b.yaml", "none"),
            ("https://e.test/a%20b.yaml", "spec/all/a b.yaml"),
        ] {
            assert_eq!(shown(refs.by_uri(uri)), expected, "{uri}");
        }
    }

    #[test]
    fn no_uri_leads_out_of_its_folder() {
        let refs = refs(&[("https://e.test/", "vendor")]);
        for uri in [
            "https://e.test/../../etc/passwd",
            "https://e.test/%2e%2e/%2E%2E/etc/passwd",
            "https://e.test//etc/passwd",
        ] {
            let path = shown(refs.by_uri(&uri::normal(uri)));
            assert_eq!(path, "spec/vendor/etc/passwd", "{uri}");
        }
        for uri in [
            "https://e.test/..%2f..%2fetc/passwd",
            "https://e.test/%2fetc/passwd",
            "https://e.test/..%5c..%5cetc",
            "https://e.test/a%00",
            "https://e.test/C:/windows",
            "https://e.test/C%3A/windows",
        ] {
            assert_eq!(shown(refs.by_uri(&uri::normal(uri))), "escape", "{uri}");
        }
    }

    #[test]
    fn paths_are_mapped_as_well() {
        let refs = refs(&[("common.yaml", "vendor/common.yaml"), ("old/", "new")]);
        for (path, expected) in [
            ("spec/common.yaml", "spec/vendor/common.yaml"),
            ("api/common.yaml", "spec/vendor/common.yaml"),
            ("common.yaml", "none"),
            ("spec/old/a/b.yaml", "spec/new/a/b.yaml"),
            ("spec/older.yaml", "none"),
        ] {
            let mapped = refs.by_path(Path::new(path), Path::new("api"));
            assert_eq!(shown(mapped), expected, "{path}");
        }
    }
}
