//! Where references lead: to a document by the URI that it gives itself, to the file that the settings name for a URI, or to
//! the file beside the one that they stand in.

use super::file_error::FileError;
use super::files::{Allowed, Files, tidy};
use super::refs::{self, Escape, Mapped};
use super::{identifiers, text, uri};
use crate::diagnostic::{Diagnostics, Pointer, shown_path};
use crate::grammar;
use serde_json::Value;
use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};

/// Where a reference leads.
#[derive(Clone, Debug)]
pub(super) enum Target {
    /// A file that was read.
    Loaded(usize),
    /// A file as it is shown to the user, and without symbolic links.
    File { shown: PathBuf, real: PathBuf },
}

/// The files that references lead to on any way from the document, by the URIs that they give themselves.
pub(super) type Candidates = HashMap<String, Target>;

/// A file in which references are looked for that lead on.
struct Start {
    path: PathBuf,
    base: String,
    references: BTreeSet<String>,
}

impl Files {
    /// Where a reference without its fragment leads from a file (RFC 3986, section 5; OpenAPI 3.2, section 4.1.2).
    ///
    /// It is the URI that counts, first as the document itself gives it, then as the settings map it, then as other files give
    /// it. Files are mostly kept side by side as their URIs are: a relative reference that nothing maps leads to the file
    /// beside the one that it stands in.
    pub(super) fn target(&mut self, from: usize, reference: &str) -> Result<Target, FileError> {
        let file = &self.loaded[from];
        let (base, path) = (file.base.clone(), file.path.clone());
        let found = self.target_from(&base, &path, reference);
        // Other files are asked for the URIs that they give themselves where the text itself is more of a URI than of a path.
        let is_uri = matches!(
            found,
            Err(FileError::Remote { .. } | FileError::Beside { .. })
        );
        if found.is_ok() || !(is_uri || reference.starts_with('/')) {
            return found;
        }
        let candidate = self.candidates().get(&uri_of(&base, reference)).cloned();
        candidate.map_or(found, Ok)
    }

    fn target_from(
        &mut self,
        base: &str,
        from: &Path,
        reference: &str,
    ) -> Result<Target, FileError> {
        let wanted = uri_of(base, reference);
        if self.by_uri.get(&wanted) == Some(&0) {
            return Ok(Target::Loaded(0));
        }
        if let Some(mapped) = self.refs.by_uri(&wanted) {
            return self.mapped(mapped);
        }
        if let Some(file) = self.by_uri.get(&wanted) {
            return Ok(Target::Loaded(*file));
        }
        let Some(path) = grammar::local_path(reference) else {
            return self.mirrored(wanted);
        };
        let beside = tidy(&from.parent().unwrap_or(Path::new("")).join(path));
        if let Some(mapped) = self.refs.by_path(&beside, &self.document_folder()) {
            return self.mapped(mapped);
        }
        match self.locate(&beside, Allowed::AroundDocument) {
            Ok(real) => Ok(Target::File {
                shown: beside,
                real,
            }),
            Err(error) if !uri::is_file(&wanted) && uri::scheme(&wanted).is_some() => {
                Err(FileError::Beside {
                    uri: wanted,
                    error: Box::new(error),
                })
            }
            Err(error) => Err(error),
        }
    }

    /// The file that the settings name.
    fn mapped(&mut self, mapped: Result<Mapped, Escape>) -> Result<Target, FileError> {
        let key_of = |entry: usize| self.refs.entries()[entry].key.clone();
        let Mapped {
            entry,
            path: shown,
            within,
        } = mapped.map_err(|Escape { entry }| FileError::Escape { key: key_of(entry) })?;
        let allowed = within.as_deref().map_or(Allowed::Anywhere, Allowed::In);
        let located = self.locate(&shown, allowed).map_err(|error| match error {
            FileError::Outside => FileError::Escape { key: key_of(entry) },
            error => FileError::Mapped {
                key: key_of(entry),
                error: Box::new(error),
            },
        });
        // Of a single schema that is yet to be seen.
        if self.refs.entries()[entry].place.is_none() {
            self.used_refs.insert(entry);
        }
        let real = located?;
        if real.is_dir() {
            return Err(FileError::Mapped {
                key: self.refs.entries()[entry].key.clone(),
                error: Box::new(FileError::Folder {
                    path: shown_path(&shown),
                }),
            });
        }
        Ok(Target::File { shown, real })
    }

    /// The file that lies around the document as its URI does around the one that the document gives itself.
    fn mirrored(&self, wanted: String) -> Result<Target, FileError> {
        let folder = self.own_folder();
        let rest = folder.and_then(|folder| wanted.strip_prefix(folder));
        let shown = rest
            .filter(|rest| !rest.contains('?'))
            .and_then(|rest| refs::file_below(&self.document_folder(), rest))
            .filter(|path| path.is_file());
        match shown.map(|shown| (self.locate(&shown, Allowed::AroundDocument), shown)) {
            Some((Ok(real), shown)) => Ok(Target::File { shown, real }),
            _ => Err(FileError::Remote {
                is_known: self.refs.lacks_file(&wanted),
                uri: wanted,
            }),
        }
    }

    /// The URI that a file is found by: the one that the settings map to it, or the one that it has beside the document, or that
    /// of its path.
    pub(super) fn found_by(&self, real: &Path) -> String {
        self.refs
            .uri_of(real)
            .or_else(|| {
                let rest = real.strip_prefix(self.folder.as_ref()?).ok()?;
                Some(refs::below_uri(self.own_folder()?, rest))
            })
            .unwrap_or_else(|| uri::of_file(real))
    }

    /// The folder of the URI that the document gives itself, where that is not of a file.
    fn own_folder(&self) -> Option<&str> {
        let root = self.loaded.first()?;
        let is_own = self.by_uri.get(&root.base) == Some(&0);
        let folder = uri::folder(&root.base).filter(|_| is_own && !uri::is_file(&root.base));
        folder.filter(|folder| uri::scheme(folder).is_some())
    }

    fn document_folder(&self) -> PathBuf {
        let root = self.loaded.first();
        let folder = root.and_then(|root| root.path.parent());
        folder.unwrap_or(Path::new("")).to_owned()
    }

    /// The keys of the settings that no reference has led to.
    pub(super) fn unused_refs(&self) -> Vec<String> {
        let entries = self.refs.entries().iter().enumerate();
        entries
            .filter(|(index, _)| !self.used_refs.contains(index))
            .map(|(_, entry)| entry.key.clone())
            .collect()
    }

    /// The entries of the settings for what is generated elsewhere, with the numbers of the files that they name, of those that
    /// were read.
    pub(super) fn known_elsewhere(&self) -> Vec<(usize, usize, Option<Pointer>)> {
        let entries = self.refs.entries().iter().enumerate();
        entries
            .filter(|(_, entry)| entry.is_elsewhere)
            .filter_map(|(index, entry)| {
                let file = match entry.uri() {
                    Some(uri) => self.known_by_uri(uri),
                    None => self.known_by_path(entry),
                };
                Some((index, file?, entry.place.clone()))
            })
            .filter(|(_, file, _)| *file > 0)
            .collect()
    }

    fn known_by_uri(&self, wanted: &str) -> Option<usize> {
        let path = match self.refs.by_uri(wanted) {
            Some(mapped) => mapped.ok()?.path,
            None => match (self.by_uri.get(wanted), self.mirrored(wanted.to_owned())) {
                (Some(file), _) => return Some(*file),
                (None, Ok(Target::File { real, .. })) => real,
                _ => return None,
            },
        };
        *self.known.get(&path.canonicalize().ok()?)?
    }

    fn known_by_path(&self, entry: &refs::Entry) -> Option<usize> {
        let folder = self.document_folder();
        let paths = self.refs.paths_of(entry, &folder).into_iter();
        let mut files = paths.filter_map(|path| {
            let mapped = self.refs.by_path(&path, &folder).and_then(Result::ok);
            let path = mapped.map_or(path, |mapped| mapped.path);
            *self.known.get(&path.canonicalize().ok()?)?
        });
        files.next()
    }

    /// The files that references lead to and that say themselves by which URI they are known. They are read for that alone, and
    /// no more is said of them: whether they are needed is not known yet.
    fn candidates(&mut self) -> &Candidates {
        if self.candidates.is_none() {
            self.candidates = Some(self.find_candidates());
        }
        self.candidates.get_or_insert_default()
    }

    fn find_candidates(&mut self) -> Candidates {
        let mut found = Candidates::new();
        let mut seen: BTreeSet<PathBuf> = BTreeSet::new();
        let root = &self.loaded[0];
        let mut open = vec![Start::new(&root.path, &root.base, &root.value)];
        while let Some(start) = open.pop() {
            for reference in &start.references {
                let target = self.target_from(&start.base, &start.path, reference);
                let Ok(Target::File { shown, real }) = target else {
                    continue;
                };
                if !seen.insert(real.clone()) {
                    continue;
                }
                let Some(value) = self.glance(&shown) else {
                    continue;
                };
                let mut base = self.found_by(&real);
                if let Some(own) = identifiers::own_identifier(&value) {
                    base = uri::resolve(&base, own);
                    let shown = shown.clone();
                    let target = Target::File { shown, real };
                    found.entry(base.clone()).or_insert(target);
                }
                open.push(Start::new(&shown, &base, &value));
            }
        }
        found
    }

    /// The values of a file, if they can be had.
    fn glance(&mut self, path: &Path) -> Option<Value> {
        let text = self.read_text(path).ok()?;
        let parsed = text::parse(&shown_path(path), text, &mut Diagnostics::default())?;
        Some(parsed.value)
    }
}

/// The URI that a reference names from a base.
fn uri_of(base: &str, reference: &str) -> String {
    match grammar::local_path(reference) {
        // A drive of Windows is no scheme.
        Some(path) if uri::scheme(&path).is_some() => uri::of_file(Path::new(&path)),
        _ => uri::resolve(base, &reference.replace('\\', "/")),
    }
}

impl Start {
    fn new(path: &Path, base: &str, value: &Value) -> Self {
        let mut references = BTreeSet::new();
        collect(value, &mut references);
        Self {
            path: path.to_owned(),
            base: base.to_owned(),
            references,
        }
    }
}

/// The references of a value to other files, without their fragments.
fn collect(value: &Value, references: &mut BTreeSet<String>) {
    if let Some(text) = grammar::reference(value)
        && let path = text.split('#').next().unwrap_or(text)
        && !path.is_empty()
    {
        references.insert(path.to_owned());
    }
    match value {
        Value::Object(entries) => entries.values().for_each(|it| collect(it, references)),
        Value::Array(items) => items.iter().for_each(|it| collect(it, references)),
        _ => {}
    }
}
