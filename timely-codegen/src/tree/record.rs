//! The record kept in an output folder: what its files were generated from, and what each looked like.

use super::MARKER;
#[cfg(feature = "cli")]
use crate::diagnostic::plain;
use crate::diagnostic::shown_path;
use std::{
    collections::BTreeMap,
    fmt::Write as _,
    path::{Path, PathBuf},
};

/// The record's file name, beside the files it speaks of.
pub(super) const RECORD_FILE: &str = ".timely.lock";

/// What a tree was generated from, as hashes that tell whether it has changed.
///
/// ```
/// use timely_codegen::{settings::Settings, tree::Inputs};
///
/// let settings = Settings::default().canonical_text();
/// let before = Inputs::new(["openapi: 3.1.0\n"], &settings);
/// assert_eq!(before, Inputs::new(["openapi: 3.1.0\r\n"], &settings));
/// assert_ne!(before, Inputs::new(["openapi: 3.0.3\n"], &settings));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inputs {
    pub(super) generator: String,
    pub(super) document: String,
    pub(super) settings: String,
    /// The version of the runtime that the code needs.
    pub(super) runtime: Option<String>,
    /// The version that the document gives itself.
    pub(super) version: Option<String>,
}

impl Inputs {
    /// The inputs of a run of this version of the generator: the files of a document in the order of reading, and the
    /// settings in a stable form. Line ends do not count: git may rewrite them.
    pub fn new<D: AsRef<[u8]>>(documents: impl IntoIterator<Item = D>, settings: &str) -> Self {
        let mut document = Hash::default();
        for part in documents {
            document.add(part.as_ref());
            document.end_of_part();
        }
        Self {
            generator: env!("CARGO_PKG_VERSION").to_owned(),
            document: document.text(),
            settings: hash(settings.as_bytes()),
            runtime: None,
            version: None,
        }
    }

    /// With the version of the runtime that the code needs, and the one that the document gives itself.
    #[cfg(feature = "cli")]
    pub(crate) fn with_versions(self, runtime: &str, document: &str) -> Self {
        Self {
            runtime: Some(runtime.to_owned()),
            // Whatever a document holds there, it is one line.
            version: Some(plain(document.trim())),
            ..self
        }
    }
}

/// The inputs, and a hash per file.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Record {
    pub(super) inputs: Inputs,
    pub(super) files: BTreeMap<PathBuf, String>,
}

impl Record {
    pub(super) fn new(inputs: Inputs, files: &BTreeMap<PathBuf, String>) -> Self {
        let files = files
            .iter()
            .map(|(path, text)| (path.clone(), hash(text.as_bytes())));
        Self {
            inputs,
            files: files.collect(),
        }
    }

    /// Whether the file, with this text, is what the recorded run wrote; `None` when that run wrote no such file.
    pub(super) fn wrote(&self, path: &Path, text: &str) -> Option<bool> {
        self.files
            .get(path)
            .map(|recorded| *recorded == hash(text.as_bytes()))
    }

    /// One fact per line, so that version control merges records like any text.
    pub(super) fn to_text(&self) -> String {
        let Inputs {
            generator,
            document,
            settings,
            runtime,
            version,
        } = &self.inputs;
        let mut text = format!(
            "# {MARKER}. What this folder was generated from; `--check` names the cause of drift by it.\n\
             generator {generator}\ndocument {document}\nsettings {settings}\n"
        );
        for (name, value) in [("runtime", runtime), ("version", version)] {
            if let Some(value) = value {
                let _ = writeln!(text, "{name} {value}");
            }
        }
        for (path, hash) in &self.files {
            // Writing to a string does not fail.
            let _ = writeln!(text, "file {hash} {}", shown_path(path));
        }
        text
    }

    /// Reads what [`Record::to_text`] wrote; `None` when that is not what stands there.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (mut generator, mut document, mut settings) = (None, None, None);
        let (mut runtime, mut version) = (None, None);
        let mut files = BTreeMap::new();
        for line in text.lines() {
            match line.split_once(' ') {
                Some(("generator", value)) => generator = Some(value.to_owned()),
                Some(("document", value)) => document = Some(value.to_owned()),
                Some(("settings", value)) => settings = Some(value.to_owned()),
                Some(("runtime", value)) => runtime = Some(value.to_owned()),
                Some(("version", value)) => version = Some(value.to_owned()),
                Some(("file", rest)) => {
                    let (hash, path) = rest.split_once(' ')?;
                    files.insert(PathBuf::from(path), hash.to_owned());
                }
                _ => {}
            }
        }
        let inputs = Inputs {
            generator: generator?,
            document: document?,
            settings: settings?,
            runtime,
            version,
        };
        Some(Self { inputs, files })
    }
}

fn hash(bytes: &[u8]) -> String {
    let mut hash = Hash::default();
    hash.add(bytes);
    hash.text()
}

/// FNV-1a, 64 bits: it tells an edit from no edit, and needs no dependency. Nothing here guards against an attacker.
struct Hash(u64);

impl Default for Hash {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Hash {
    /// Adds bytes, with CR LF counted as LF.
    fn add(&mut self, bytes: &[u8]) {
        for (at, byte) in bytes.iter().enumerate() {
            if *byte != b'\r' || bytes.get(at + 1) != Some(&b'\n') {
                self.step(*byte);
            }
        }
    }

    /// Parts what was added from what follows, with a byte that no UTF-8 text holds.
    fn end_of_part(&mut self) {
        self.step(0xff);
    }

    fn step(&mut self, byte: u8) {
        self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }

    fn text(&self) -> String {
        format!("{:016x}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_survives_its_text_form() {
        let files = BTreeMap::from([(PathBuf::from("client/a b.rs"), "x\n".to_owned())]);
        let record = Record::new(Inputs::new(["a", "b"], "{}"), &files);
        assert_eq!(Record::parse(&record.to_text()), Some(record));
        #[cfg(feature = "cli")]
        {
            let inputs = Inputs::new(["a"], "").with_versions("0.2", " 1.0\nfile 0 x");
            let record = Record::new(inputs, &files);
            let text = record.to_text();
            assert!(
                text.contains("\nruntime 0.2\nversion 1.0\u{FFFD}file 0 x\n"),
                "{text}"
            );
            assert_eq!(Record::parse(&text), Some(record));
        }
        assert_eq!(Record::parse("generator 1\n"), None);
    }

    #[test]
    fn hashes_are_those_of_fnv_1a() {
        // From the reference list of the FNV authors.
        assert_eq!(hash(b""), "cbf29ce484222325");
        assert_eq!(hash(b"a"), "af63dc4c8601ec8c");
        assert_eq!(hash(b"foobar"), "85944171f73967e8");
    }

    #[test]
    fn the_border_between_documents_counts() {
        assert_ne!(Inputs::new(["ab", "c"], ""), Inputs::new(["a", "bc"], ""));
    }
}
