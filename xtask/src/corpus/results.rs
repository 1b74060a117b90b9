//! What came of a document, in a form that is kept between runs.

use crate::measure::Usage;
use anyhow::Context as _;
use serde::{Deserialize, Serialize};
use std::{
    collections::BTreeMap,
    fs,
    hash::{DefaultHasher, Hash as _, Hasher as _},
    path::{Path, PathBuf},
};

/// How the generation of a document ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Generated {
    /// With code.
    Code,
    /// With errors about the document.
    Refused,
    /// With tokens that are not Rust.
    NotRust,
    /// With a panic or a fatal signal.
    #[default]
    Crashed,
    /// Not within its time.
    TimedOut,
}

/// What the generator made of a document.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Made {
    /// How it ended.
    pub(crate) ending: Generated,
    /// The version of OpenAPI.
    pub(crate) openapi: String,
    /// The operations in the document.
    pub(crate) declared: usize,
    /// The operations in the code.
    pub(crate) operations: usize,
    /// Those whose calls follow pages.
    #[serde(default)]
    pub(crate) paged: usize,
    /// The types in the code.
    pub(crate) types: usize,
    /// Those of them that have a definition of their own.
    pub(crate) definitions: usize,
    /// The identifiers of over 60 characters.
    pub(crate) long_names: Vec<String>,
    /// The identifiers that end in a number which the document does not have.
    pub(crate) numbered_names: Vec<String>,
    /// The number of errors.
    pub(crate) errors: usize,
    /// The number of warnings, by code.
    pub(crate) warnings: BTreeMap<String, usize>,
    /// The first errors.
    pub(crate) messages: Vec<String>,
    /// The lines of the code.
    pub(crate) lines: usize,
    /// Those of them that are neither empty nor documentation.
    pub(crate) code_lines: usize,
    /// The code, as a hash.
    pub(crate) hash: String,
    /// What it took.
    pub(crate) usage: Usage,
    /// The files that were read.
    pub(crate) files: Vec<PathBuf>,
}

/// What the compiler made of the code.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Checked {
    /// Whether it compiles without a warning.
    pub(crate) clean: bool,
    /// Whether it was ended because its time was up, or ended by a signal.
    pub(crate) aborted: bool,
    /// The number of errors, by code of the compiler or name of the lint.
    pub(crate) errors: BTreeMap<String, usize>,
    /// The first errors, one line each.
    pub(crate) messages: Vec<String>,
    /// What it took.
    pub(crate) usage: Usage,
}

/// One document's row.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct Row {
    /// The document's path below the folder.
    pub(super) document: String,
    /// The sum of what follows.
    pub(super) verdict: Verdict,
    #[serde(flatten)]
    pub(super) made: Made,
    /// What the compiler said, when it was asked.
    pub(super) check: Option<Checked>,
}

/// What to think of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Verdict {
    Generated,
    Compiles,
    Refused,
    Skipped,
    NotRust,
    Fails,
    Crashed,
    TimedOut,
}

impl Verdict {
    pub(super) const ALL: [Self; 8] = [
        Self::Compiles,
        Self::Generated,
        Self::Refused,
        Self::Skipped,
        Self::Fails,
        Self::NotRust,
        Self::Crashed,
        Self::TimedOut,
    ];

    fn of(made: &Made, check: Option<&Checked>) -> Self {
        match (made.ending, check) {
            (Generated::Refused, _) => Self::Refused,
            (Generated::NotRust, _) => Self::NotRust,
            (Generated::Crashed, _) => Self::Crashed,
            (Generated::TimedOut, _) => Self::TimedOut,
            (Generated::Code, Some(check)) if check.aborted => Self::TimedOut,
            (Generated::Code, Some(check)) if !check.clean => Self::Fails,
            (Generated::Code, _) if made.operations < made.declared => Self::Skipped,
            (Generated::Code, Some(_)) => Self::Compiles,
            (Generated::Code, None) => Self::Generated,
        }
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Generated => "generated",
            Self::Compiles => "compiles",
            Self::Refused => "refused",
            Self::Skipped => "operations skipped",
            Self::NotRust => "not Rust",
            Self::Fails => "does not compile",
            Self::Crashed => "crashed",
            Self::TimedOut => "timed out",
        }
    }

    pub(super) fn is_good(self) -> bool {
        matches!(self, Self::Generated | Self::Compiles)
    }
}

impl Row {
    pub(super) fn new(document: String, made: Made, check: Option<Checked>) -> Self {
        Self {
            document,
            verdict: Verdict::of(&made, check.as_ref()),
            made,
            check,
        }
    }

    /// What went wrong, a line each.
    pub(super) fn reasons(&self) -> &[String] {
        match &self.check {
            Some(check) if !check.clean => &check.messages,
            _ => &self.made.messages,
        }
    }
}

/// What is kept of a document between runs.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Kept {
    /// The generator and the options that made it.
    generator: String,
    /// The files that were read, as hashes.
    inputs: BTreeMap<PathBuf, String>,
    made: Made,
    /// The code, compiler and runtime that were checked.
    checked: String,
    check: Option<Checked>,
}

impl Kept {
    /// What is kept in a file; nothing when there is none, or one of another version of this program.
    pub(super) fn read(file: &Path) -> Self {
        let text = fs::read_to_string(file).unwrap_or_default();
        serde_json::from_str(&text).unwrap_or_default()
    }

    pub(super) fn write(&self, file: &Path) -> anyhow::Result<()> {
        let text = serde_json::to_string_pretty(self)?;
        // At once: an interruption leaves the file as it was.
        let draft = file.with_extension("tmp");
        fs::write(&draft, text)
            .and_then(|()| fs::rename(&draft, file))
            .with_context(|| format!("{} cannot be written", file.display()))
    }

    /// What this generator would make, unless a file has changed since.
    pub(super) fn made(&self, generator: &str) -> Option<&Made> {
        let fresh = self.generator == generator
            && self
                .inputs
                .iter()
                .all(|(path, hash)| hash_file(path).as_ref() == Some(hash));
        fresh.then_some(&self.made)
    }

    /// What the compiler would say of this.
    pub(super) fn check(&self, key: &str) -> Option<&Checked> {
        self.check.as_ref().filter(|_| self.checked == key)
    }

    /// Notes what was made. What was refused is not kept: a file that was missing may be there next time.
    pub(super) fn set_made(&mut self, generator: &str, made: &Made) {
        let whole =
            made.ending == Generated::Code && !made.warnings.contains_key("unreadable-file");
        let inputs = made
            .files
            .iter()
            .map(|path| Some((path.clone(), hash_file(path)?)));
        match inputs.collect::<Option<BTreeMap<_, _>>>() {
            Some(inputs) if whole => {
                self.generator = generator.to_owned();
                self.inputs = inputs;
                self.made = made.clone();
            }
            _ => self.generator.clear(),
        }
    }

    /// Notes what the compiler said; not when it was kept from saying it.
    pub(super) fn set_check(&mut self, key: &str, check: &Checked) {
        if !check.aborted {
            self.checked = key.to_owned();
            self.check = Some(check.clone());
        }
    }
}

/// A file's content as a hash, which need not outlive a version of the compiler.
pub(super) fn hash_file(path: &Path) -> Option<String> {
    fs::read(path).ok().map(|bytes| hash(&bytes))
}

/// A text as a hash.
pub(super) fn hash(bytes: &[u8]) -> String {
    let mut hasher = DefaultHasher::new();
    bytes.hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made() -> Made {
        Made {
            ending: Generated::Code,
            declared: 2,
            operations: 2,
            ..Made::default()
        }
    }

    #[test]
    fn a_verdict_names_the_worst() {
        let clean = Checked {
            clean: true,
            ..Checked::default()
        };
        let verdict = |made: &Made, check: Option<&Checked>| Verdict::of(made, check);
        assert_eq!(verdict(&made(), None), Verdict::Generated);
        assert_eq!(verdict(&made(), Some(&clean)), Verdict::Compiles);
        assert_eq!(verdict(&made(), Some(&Checked::default())), Verdict::Fails);
        let fewer = Made {
            operations: 1,
            ..made()
        };
        assert_eq!(verdict(&fewer, Some(&clean)), Verdict::Skipped);
        assert!(!Verdict::Skipped.is_good());
    }

    #[test]
    fn results_are_kept_until_something_changes() {
        let folder = std::env::temp_dir().join(format!("xtask-kept-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let (document, file) = (folder.join("a.yaml"), folder.join("a.json"));
        fs::write(&document, "one").unwrap();
        let made = Made {
            files: vec![document.clone()],
            ..made()
        };
        let mut kept = Kept::default();
        kept.set_made("g", &made);
        kept.set_check("k", &Checked::default());
        kept.write(&file).unwrap();

        let kept = Kept::read(&file);
        assert_eq!(kept.made("g"), Some(&made));
        assert!(kept.made("other").is_none());
        assert!(kept.check("k").is_some() && kept.check("other").is_none());
        fs::write(&document, "two").unwrap();
        assert!(kept.made("g").is_none());
        fs::remove_dir_all(&folder).unwrap();
        assert!(
            Kept::read(&file)
                .made("")
                .is_some_and(|made| *made == Made::default())
        );
    }

    #[test]
    fn what_was_cut_short_is_not_kept() {
        let mut kept = Kept::default();
        let refused = Made {
            ending: Generated::Refused,
            ..Made::default()
        };
        kept.set_made("g", &refused);
        assert!(kept.made("g").is_none());
        let aborted = Checked {
            aborted: true,
            ..Checked::default()
        };
        kept.set_check("k", &aborted);
        assert!(kept.check("k").is_none());
    }
}
