//! What a git repository knows of earlier documents. Nothing of it is changed, and no shell is asked.

use super::error::DiffError;
use crate::diagnostic::closest;
use std::{
    collections::BTreeMap,
    io::{self, BufRead as _, BufReader, Read as _, Write as _},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    thread,
};

/// A repository.
#[derive(Clone, Debug)]
pub(super) struct Repository {
    /// Its folder, without symbolic links.
    pub(super) root: PathBuf,
    /// The path from there to the folder that was asked about, with `/` at its end, or empty.
    prefix: String,
    /// The program's name, for messages.
    program: String,
}

/// A state of the repository.
#[derive(Clone, Debug)]
pub(super) struct Revision {
    pub(super) name: String,
    /// Everything in it, by path.
    pub(super) entries: BTreeMap<String, Entry>,
}

/// What a revision has at a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) kind: Kind,
    id: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    File,
    /// A symbolic link, which is not followed.
    Link,
    /// Another repository.
    Submodule,
}

impl Revision {
    /// Whether something is below a path.
    pub(super) fn has_folder(&self, path: &str) -> bool {
        let start = match path {
            "" => String::new(),
            path => format!("{path}/"),
        };
        let mut after = self.entries.range(start.clone()..);
        after
            .next()
            .is_some_and(|(path, _)| path.starts_with(&start))
    }
}

impl Repository {
    /// The repository around a folder.
    pub(super) fn around(folder: &Path, program: &str) -> Result<Self, DiffError> {
        // The empty path is the current folder everywhere but for the system.
        let folder = match folder.as_os_str().is_empty() {
            true => Path::new("."),
            false => folder,
        };
        let output = command(folder)
            .args(["rev-parse", "--show-toplevel", "--show-prefix"])
            .output();
        let output = output.map_err(|cause| DiffError::NoGit {
            program: program.to_owned(),
            cause,
        })?;
        let text = String::from_utf8_lossy(&output.stdout);
        let mut lines = text.lines();
        let root = lines.next().filter(|_| output.status.success());
        let Some(root) = root else {
            let said = String::from_utf8_lossy(&output.stderr);
            // Whatever else it does not like, such as the owner of the folder, it says best itself.
            return Err(match said.contains("not a git repository") {
                true => DiffError::NoRepository {
                    folder: folder.to_owned(),
                    program: program.to_owned(),
                },
                false => DiffError::Git(first_line(&said)),
            });
        };
        let root = PathBuf::from(root);
        Ok(Self {
            root: root.canonicalize().unwrap_or(root),
            prefix: lines.next().unwrap_or_default().to_owned(),
            program: program.to_owned(),
        })
    }

    /// A state of the repository. `flag` is the argument by which it was named, for messages.
    pub(super) fn revision(&self, name: &str, flag: &'static str) -> Result<Revision, DiffError> {
        let is_name = !name.is_empty()
            && !name.starts_with('-')
            && !name.contains(|c: char| c.is_control() || c.is_whitespace() || c == ':');
        if !is_name {
            return Err(DiffError::NotARevision {
                revision: name.to_owned(),
            });
        }
        let tree = self.run(&[
            "rev-parse",
            "--verify",
            "--quiet",
            &format!("{name}^{{tree}}"),
        ])?;
        let Some(tree) = tree else {
            return Err(DiffError::NoRevision {
                revision: name.to_owned(),
                flag,
            });
        };
        let tree = String::from_utf8_lossy(&tree);
        let listed = self.run(&["ls-tree", "-r", "-z", "--full-tree", tree.trim()])?;
        let listed = listed.unwrap_or_default();
        let entries = listed.split(|byte| *byte == 0).filter_map(entry);
        Ok(Revision {
            name: name.to_owned(),
            entries: entries.collect(),
        })
    }

    /// The path of a file from the root of the repository, with `/`.
    pub(super) fn path_of(&self, file: &Path) -> Result<String, DiffError> {
        let folder = match file.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        let real = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
        let real = real.join(file.file_name().unwrap_or_default());
        let path = real.strip_prefix(&self.root).ok();
        path.map(slashed).ok_or_else(|| DiffError::Elsewhere {
            file: file.to_owned(),
            root: self.root.clone(),
            program: self.program.clone(),
        })
    }

    /// A path as somebody names it to git: from the root, or with `./` or `../` at its beginning from this folder.
    pub(super) fn named(&self, path: &str) -> Option<String> {
        let is_relative = ["./", "../"].iter().any(|start| path.starts_with(start));
        match is_relative || path == "." {
            true => tidy(&format!("{}{path}", self.prefix)),
            false => tidy(path),
        }
    }

    /// That a revision does not have a path, with what may be meant.
    pub(super) fn no_path(&self, path: &str, revision: &Revision) -> DiffError {
        let beside = format!("{}{path}", self.prefix);
        let near = match revision.entries.contains_key(&beside) {
            true => Some(format!("./{path}")),
            false => closest(path, revision.entries.keys().map(String::as_str)).map(str::to_owned),
        };
        DiffError::NoPath {
            path: path.to_owned(),
            revision: revision.name.clone(),
            near,
            program: self.program.clone(),
        }
    }

    /// The contents of files of a revision, one after the other, of each as many bytes at most.
    pub(super) fn read<'e>(
        &self,
        entries: impl IntoIterator<Item = (&'e String, &'e Entry)>,
        most: u64,
        mut take: impl FnMut(&str, Vec<u8>) -> io::Result<()>,
    ) -> io::Result<()> {
        let entries: Vec<(&String, &Entry)> = entries.into_iter().collect();
        let ids: String = entries
            .iter()
            .map(|(_, entry)| format!("{}\n", entry.id))
            .collect();
        let mut child = command(&self.root)
            .args(["cat-file", "--batch"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let (stdin, stdout) = (child.stdin.take(), child.stdout.take());
        // From another thread: git answers while it is asked, and waits where nobody reads.
        let asking = thread::spawn(move || stdin.map(|mut stdin| stdin.write_all(ids.as_bytes())));
        let mut output = BufReader::new(stdout.ok_or(io::ErrorKind::BrokenPipe)?);
        let mut read = || {
            for (path, _) in &entries {
                take(path, content(&mut output, most)?)?;
            }
            Ok(())
        };
        let result = read();
        drop(output);
        // It fails where not everything was read, which has a result of its own.
        let _ = asking.join();
        child.wait()?;
        result
    }

    /// The text of a file of a revision; nothing where there is no such file.
    pub(super) fn text(&self, revision: &Revision, path: &str) -> Option<String> {
        let entry = revision.entries.get_key_value(path)?;
        let mut text = None;
        let read = self.read([entry], u64::MAX, |_, bytes| {
            text = String::from_utf8(bytes).ok();
            Ok(())
        });
        read.ok().and(text)
    }

    /// What git says to these arguments; nothing where it says no.
    fn run(&self, arguments: &[&str]) -> Result<Option<Vec<u8>>, DiffError> {
        let output = command(&self.root).args(arguments).output();
        let output = output.map_err(|cause| DiffError::NoGit {
            program: self.program.clone(),
            cause,
        })?;
        let said = String::from_utf8_lossy(&output.stderr);
        match output.status.success() {
            true => Ok(Some(output.stdout)),
            false if said.trim().is_empty() => Ok(None),
            false => Err(DiffError::Git(first_line(&said))),
        }
    }
}

fn command(folder: &Path) -> Command {
    let mut command = Command::new("git");
    command
        .current_dir(folder)
        // Messages are read here, nobody is asked for a password, and nothing is refreshed on the way.
        .env("LC_ALL", "C")
        .env("GIT_TERMINAL_PROMPT", "0")
        .env("GIT_OPTIONAL_LOCKS", "0")
        .stdin(Stdio::null());
    command
}

/// An object as `cat-file --batch` writes it: `ID blob SIZE`, the bytes, and the end of a line. As many of the bytes at most.
fn content(output: &mut impl io::BufRead, most: u64) -> io::Result<Vec<u8>> {
    let mut head = String::new();
    output.by_ref().take(1024).read_line(&mut head)?;
    let size = head.trim_end().rsplit_once(' ');
    let size = size.and_then(|(_, size)| size.parse::<u64>().ok());
    let missing = || io::Error::new(io::ErrorKind::NotFound, "git does not have its contents");
    let size = size.ok_or_else(missing)?;
    let mut bytes = Vec::new();
    let kept = size.min(most);
    output.by_ref().take(kept).read_to_end(&mut bytes)?;
    let rest = io::copy(&mut output.by_ref().take(size - kept), &mut io::sink())?;
    output.read_exact(&mut [0])?;
    match bytes.len() as u64 + rest == size {
        true => Ok(bytes),
        false => Err(io::ErrorKind::UnexpectedEof.into()),
    }
}

/// An entry of `ls-tree`: `MODE TYPE ID`, a tab, and the path. One whose path is no text, or could lead out of a
/// folder that it is written to, is left out.
fn entry(line: &[u8]) -> Option<(String, Entry)> {
    let line = std::str::from_utf8(line).ok()?;
    let (head, path) = line.split_once('\t')?;
    let mut words = head.split_whitespace();
    let (mode, _, id) = (words.next()?, words.next()?, words.next()?);
    let kind = match mode {
        "120000" => Kind::Link,
        "160000" => Kind::Submodule,
        _ => Kind::File,
    };
    is_harmless(path).then(|| {
        let entry = Entry {
            kind,
            id: id.to_owned(),
        };
        (path.to_owned(), entry)
    })
}

/// Whether a path stays below the folder that it is joined to, on every system.
fn is_harmless(path: &str) -> bool {
    let is_part =
        |part: &str| !matches!(part, "" | "." | "..") && !part.eq_ignore_ascii_case(".git");
    let letters = match cfg!(windows) {
        true => &['\\', ':', '\0'][..],
        false => &['\0'],
    };
    !path.contains(letters) && path.split('/').all(is_part)
}

/// A path with `/` between its parts.
fn slashed(path: &Path) -> String {
    let parts: Vec<_> = path.iter().map(|part| part.to_string_lossy()).collect();
    parts.join("/")
}

/// A path without `.` and `..`; nothing where it leads out of the repository.
pub(super) fn tidy(path: &str) -> Option<String> {
    let mut parts = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()?),
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

fn first_line(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    line.trim_start_matches("fatal: ").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_that_lead_out_are_none() {
        assert_eq!(tidy("a/./b/../c.yaml").as_deref(), Some("a/c.yaml"));
        assert_eq!(tidy("a/../../b"), None);
        for path in [
            "../a",
            "a/../b",
            "/a",
            "a//b",
            ".git/config",
            "a/.GIT/x",
            "",
            "a/",
        ] {
            assert!(!is_harmless(path), "{path}");
        }
        assert!(is_harmless("a b/.github/x.yaml"));
    }

    #[test]
    fn entries_are_read() {
        let (path, file) = entry(b"100644 blob 12ab\ta/b c.yaml").unwrap();
        assert_eq!((path.as_str(), file.kind), ("a/b c.yaml", Kind::File));
        let (_, link) = entry(b"120000 blob 12ab\tlink.yaml").unwrap();
        assert_eq!(link.kind, Kind::Link);
        assert_eq!(entry(b"100644 blob 12ab\t../a.yaml"), None);
        assert_eq!(entry(b""), None);
    }

    #[test]
    fn contents_are_told_from_what_is_missing() {
        let mut output = io::Cursor::new(b"12ab blob 3\na\nb\n56ef blob 4\nabcd\n34cd missing\n");
        assert_eq!(content(&mut output, 9).unwrap(), b"a\nb");
        assert_eq!(content(&mut output, 2).unwrap(), b"ab");
        assert!(content(&mut output, 9).is_err());
        assert!(content(&mut io::Cursor::new(b"12ab blob 9\na\n"), 9).is_err());
    }
}
