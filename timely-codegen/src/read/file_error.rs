//! Why a file cannot be had, and what to do about it.

use super::text::NotText;
use super::uri;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Pointer, closest, shown_path};
use std::io::ErrorKind;
use std::path::Path;

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
    #[error("it is on another machine, from where nothing is read")]
    Remote {
        uri: String,
        /// Whether the settings say something else of it than its file.
        is_known: bool,
    },
    /// The reference counts from a URI, and neither is the one that it leads to mapped nor is there such a file.
    #[error("{error}")]
    Beside { uri: String, error: Box<Self> },
    /// The file that the settings name for a reference cannot be had.
    #[error("{error}")]
    Mapped { key: String, error: Box<Self> },
    #[error("it leads out of the folder that the setting `refs` names for `{key}`")]
    Escape { key: String },
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
        let message = match self.cause() {
            Self::Missing { .. } => format!("`{text}` leads to nothing: {self}"),
            Self::Outside => format!("`{text}` leads out of the folder of the document"),
            Self::Remote { .. } => {
                format!("`{text}` is on another machine, from where nothing is read")
            }
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

    /// What is wrong in the end, however the file was found.
    fn cause(&self) -> &Self {
        match self {
            Self::Beside { error, .. } | Self::Mapped { error, .. } => error.cause(),
            cause => cause,
        }
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
            // No key stands for a share of Windows, or for what is relative to nothing.
            Self::Remote { uri, .. } if uri::is_file(uri) || uri::scheme(uri).is_none() => (
                Code::ForbiddenReference,
                "download the file next to the document and refer to the copy",
            ),
            Self::Remote { uri, is_known } => {
                return Some((Code::ForbiddenReference, how_to_map(uri, *is_known)));
            }
            Self::Beside { uri, error } => {
                let (code, help) = error.kind()?;
                let is_guess = matches!(**error, Self::Missing { near: Some(_), .. });
                let mapped = line(uri);
                let help = match is_guess {
                    true => help,
                    false => format!(
                        "{help}; it stands for {uri}, which the setting `{mapped}` would map"
                    ),
                };
                return Some((code, help));
            }
            Self::Mapped { key, error } => {
                let (code, help) = error.kind()?;
                let help = match **error {
                    Self::Missing { near: Some(_), .. } => help,
                    Self::Folder { .. } if !key.ends_with('/') => {
                        format!(
                            "the setting `refs` maps `{key}` to it; a key that ends in `/` maps the files in a folder"
                        )
                    }
                    _ => format!(
                        "the setting `refs` maps `{key}` to it; its paths count from the folder of the settings"
                    ),
                };
                return Some((code, help));
            }
            Self::Escape { .. } => (
                Code::ForbiddenReference,
                "map the reference itself, which may lead to any file",
            ),
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

/// What to do about a URI that stands for no file.
fn how_to_map(uri: &str, is_known: bool) -> String {
    match is_known {
        true => format!(
            "save the file next to the document and add `file = {:?}` to what the setting `refs` says of it",
            saved_as(uri)
        ),
        false => format!(
            "save the file next to the document and map it by the setting `{}`",
            line(uri)
        ),
    }
}

/// The setting that maps a URI. Neither text has anything in it that TOML would write in another way.
fn line(uri: &str) -> String {
    format!("refs = {{ {uri:?} = {:?} }}", saved_as(uri))
}

/// What to call the file of a URI.
fn saved_as(uri: &str) -> &str {
    let path = uri.split('?').next().unwrap_or_default();
    let last = path.rsplit(['/', ':']).next().unwrap_or_default();
    match last.is_empty() || last.contains(['%', '"', '\\']) {
        true => "common.yaml",
        false => last,
    }
}

pub(super) fn io_error(path: &Path, source: std::io::Error) -> FileError {
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
pub(super) fn not_found(path: &Path, source: std::io::Error) -> FileError {
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
