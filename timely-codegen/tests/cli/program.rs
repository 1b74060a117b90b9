//! Runs the program in a folder of its own.

use std::{
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};
use tempfile::TempDir;

/// A folder that goes with its test, outside of this workspace, whose configuration would be found.
pub(crate) struct Folder {
    path: PathBuf,
    _removed_with_it: Option<TempDir>,
}

/// What the program wrote, and its exit code.
pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

/// A small document: two operations, one of them paged.
pub(crate) const PETS: &str = include_str!("pets.yaml");

impl Folder {
    /// An empty one.
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().expect("there is a folder for temporary files");
        Self {
            path: folder.path().to_path_buf(),
            _removed_with_it: Some(folder),
        }
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    pub(crate) fn write(&self, file: &str, text: &str) -> &Self {
        let path = self.path.join(file);
        fs::create_dir_all(path.parent().expect("it is in the folder")).expect("it can be made");
        fs::write(path, text).expect("it can be written");
        self
    }

    pub(crate) fn read(&self, file: &str) -> String {
        fs::read_to_string(self.path.join(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
    }

    /// A folder in it.
    pub(crate) fn below(&self, name: &str) -> Self {
        let path = self.path.join(name);
        fs::create_dir_all(&path).expect("it can be made");
        Self {
            path,
            _removed_with_it: None,
        }
    }

    pub(crate) fn has(&self, file: &str) -> bool {
        self.path.join(file).exists()
    }

    /// `timely` with these arguments.
    pub(crate) fn timely(&self, arguments: &[&str]) -> Ran {
        self.timely_reading("", arguments)
    }

    /// `timely` with these arguments, and this on standard input.
    pub(crate) fn timely_reading(&self, input: &str, arguments: &[&str]) -> Ran {
        let mut child = Command::new(env!("CARGO_BIN_EXE_timely"))
            .args(arguments)
            .current_dir(&self.path)
            .env_remove("CARGO_MANIFEST_DIR")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let mut stdin = child.stdin.take().expect("it is piped");
        // A program that reads none of it has closed it.
        let _ = stdin.write_all(input.as_bytes());
        drop(stdin);
        let output = child.wait_with_output().expect("the program ends");
        Ran {
            code: output.status.code(),
            out: String::from_utf8_lossy(&output.stdout).into_owned(),
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}

impl Ran {
    /// Fails unless it ended so.
    pub(crate) fn ends(self, code: i32) -> Self {
        assert_eq!(
            self.code,
            Some(code),
            "standard output:\n{}\nstandard error:\n{}",
            self.out,
            self.err
        );
        self
    }

    /// Fails unless this is in what it said.
    pub(crate) fn says(self, text: &str) -> Self {
        let all = format!("{}\n{}", self.out, self.err);
        assert!(all.contains(text), "no `{text}` in:\n{all}");
        self
    }
}
