//! Files of a revision in a folder of their own, from which a document is read like any other.

use super::git::{Entry, Kind, Repository, Revision};
use crate::{cli::CliError, diagnostic::shown_path};
use std::{
    env, fs, io,
    path::{Path, PathBuf},
    process,
    time::{SystemTime, UNIX_EPOCH},
};

/// The endings of files that a document may be, or refer to.
const ENDINGS: &[&str] = &["yaml", "yml", "json", "md", "txt"];

/// Files of a revision, which are gone with this.
#[derive(Debug)]
pub(super) struct Export {
    folder: TemporaryFolder,
    revision: String,
}

impl Export {
    /// Writes a document, and what it may refer to: the files of its folder, or all that the repository has.
    pub(super) fn of(
        repository: &Repository,
        revision: &Revision,
        document: &str,
        is_whole: bool,
        max_mebibytes: u32,
    ) -> Result<Self, CliError> {
        let folder = TemporaryFolder::new()?;
        let around = match document.rsplit_once('/') {
            Some((around, _)) if !is_whole => format!("{around}/"),
            _ => String::new(),
        };
        // One more than a document may have, so that it is refused for that.
        let most = u64::from(max_mebibytes) * 1024 * 1024 + 1;
        let is_wanted = |path: &str, entry: &Entry| {
            let ending = path.rsplit_once('.').map_or("", |(_, ending)| ending);
            let may_be_read = ENDINGS.iter().any(|it| ending.eq_ignore_ascii_case(it));
            let is_near = path.starts_with(&around) && may_be_read;
            entry.kind == Kind::File && (path == document || is_near)
        };
        let entries = revision.entries.iter();
        let entries = entries.filter(|(path, entry)| is_wanted(path, entry));
        let write = |path: &str, bytes: Vec<u8>| {
            let file = folder.path.join(path);
            fs::create_dir_all(file.parent().unwrap_or(&folder.path))?;
            fs::write(file, bytes)
        };
        let read = repository.read(entries, most, write);
        read.map_err(CliError::io(
            "read",
            format!("git:{}:{document}", revision.name),
        ))?;
        Ok(Self {
            folder,
            revision: revision.name.clone(),
        })
    }

    /// Where a path of the revision is.
    pub(super) fn path(&self, path: &str) -> PathBuf {
        self.folder.path.join(path)
    }

    /// A text with the names by which people know the files: `git:REVISION:PATH`.
    pub(super) fn named(&self, text: &str) -> String {
        let folder = shown_path(&self.folder.path);
        let of_git = format!("git:{}:", self.revision);
        text.replace(&format!("{folder}/"), &of_git)
            .replace(&folder, &of_git)
    }
}

/// A folder that nobody else can have made, and that goes when it is let go of.
#[derive(Debug)]
struct TemporaryFolder {
    path: PathBuf,
}

impl TemporaryFolder {
    fn new() -> Result<Self, CliError> {
        let around = env::temp_dir();
        // Names are given back as they are, without links on their way.
        let around = around.canonicalize().unwrap_or(around);
        let time = SystemTime::now().duration_since(UNIX_EPOCH);
        let time = time.map_or(0, |time| time.as_nanos());
        let mut last = io::Error::from(io::ErrorKind::AlreadyExists);
        for attempt in 0..16_u8 {
            let path = around.join(format!("timely-{}-{time:x}-{attempt}", process::id()));
            match make(&path) {
                Ok(()) => return Ok(Self { path }),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => last = error,
                Err(error) => return Err(CliError::io("write", path)(error)),
            }
        }
        Err(CliError::io("write", around)(last))
    }
}

/// Makes a folder for this user alone, which fails where there is something of that name.
fn make(path: &Path) -> io::Result<()> {
    #[cfg_attr(not(unix), allow(unused_mut))]
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

impl Drop for TemporaryFolder {
    fn drop(&mut self) {
        // What cannot be removed is left to the system, as all that is in its folder for temporary files.
        let _ = fs::remove_dir_all(&self.path);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_temporary_folder_goes_with_what_is_in_it() {
        let folder = TemporaryFolder::new().unwrap();
        let other = TemporaryFolder::new().unwrap();
        assert_ne!(folder.path, other.path);
        fs::write(folder.path.join("a"), "b").unwrap();
        let path = folder.path.clone();
        drop(folder);
        assert!(!path.exists());
    }
}
