//! Generation from a `build.rs`.
//!
//! ```no_run
//! // build.rs
//! use timely_codegen::{build::{Build, BuildError}, settings::{Output, Settings}};
//!
//! fn main() -> Result<(), BuildError> {
//!     Build::new("spec/api.yaml")
//!         .settings(Settings::default().outputs([Output::Client]))
//!         .out_file("api.rs")
//!         .emit()
//! }
//! ```
//!
//! ```text
//! // src/lib.rs
//! pub mod api {
//!     include!(concat!(env!("OUT_DIR"), "/api.rs"));
//! }
//! ```

mod warnings;

use crate::{
    Generator,
    diagnostic::{Severity, shown_path},
    settings::{Config, ConfigError, Invalid, Settings},
    tree,
};
use std::{
    collections::BTreeSet,
    fmt,
    path::{Path, PathBuf},
};

/// Generates one file into cargo's `OUT_DIR`, from a `build.rs`.
#[derive(Clone, Debug)]
pub struct Build {
    document: PathBuf,
    settings: Settings,
    out_file: PathBuf,
}

impl Build {
    /// From this document; a relative path starts at the package's folder, where cargo runs a `build.rs`.
    ///
    /// The output is called like the document, with the ending `.rs`.
    pub fn new(document: impl Into<PathBuf>) -> Self {
        let document = document.into();
        let name = document
            .file_stem()
            .map_or_else(|| PathBuf::from("api"), PathBuf::from);
        // Not `with_extension`: it would take `v1.2` for the name `v1` with an ending.
        let mut name = name.into_os_string();
        name.push(".rs");
        Self {
            document,
            settings: Settings::default(),
            out_file: name.into(),
        }
    }

    /// With these settings.
    #[must_use]
    pub fn settings(mut self, settings: Settings) -> Self {
        self.settings = settings;
        self
    }

    /// With the settings of a TOML file, whose keys are those of a target in `codegen.toml` beside `document` and
    /// `output`. A relative path starts at the package's folder.
    ///
    /// ```no_run
    /// # use timely_codegen::build::{Build, BuildError};
    /// # fn main() -> Result<(), BuildError> {
    /// Build::new("spec/api.yaml").settings_file("settings.toml")?.emit()
    /// # }
    /// ```
    ///
    /// # Errors
    /// When the file cannot be read, or a key or value in it is not what it should be.
    pub fn settings_file(self, path: impl AsRef<Path>) -> Result<Self, BuildError> {
        let path = path.as_ref();
        println!("cargo:rerun-if-changed={}", path.display());
        let settings = Config::load_settings(path);
        Ok(self.settings(settings.map_err(|error| BuildError(Cause::Config(error)))?))
    }

    /// Into this file below `OUT_DIR`.
    #[must_use]
    pub fn out_file(mut self, name: impl Into<PathBuf>) -> Self {
        self.out_file = name.into();
        self
    }

    /// Generates and writes the file, and tells cargo which documents were read, so that a change to one of them runs
    /// the `build.rs` again; also when this fails.
    ///
    /// Warnings about the document become cargo warnings, which are shown when they are new: of each kind ten, and how many
    /// more there are. `timely lint` shows all.
    ///
    /// # Errors
    /// When the document has errors, of which all are reported, or the file cannot be written. To be returned from
    /// `main`, which prints it.
    pub fn emit(&self) -> Result<(), BuildError> {
        let problems = self.settings.problems();
        if !problems.is_empty() {
            return Err(BuildError(Cause::Settings(problems)));
        }
        let outcome = Generator::from_file(&self.document)
            .settings(self.settings.clone())
            .run();
        // The document itself is named as well: one that cannot be read is not among the files that were.
        let watched: BTreeSet<&PathBuf> = outcome.files.iter().chain([&self.document]).collect();
        for file in watched {
            println!("cargo:rerun-if-changed={}", file.display());
        }
        let Some(module) = outcome.module.as_ref() else {
            let errors = outcome.diagnostics.iter();
            let errors = errors.filter(|message| message.severity == Severity::Error);
            return Err(BuildError(Cause::Document {
                document: self.document.clone(),
                errors: errors.count(),
                rendered: outcome.render_diagnostics(),
            }));
        };
        if let Some(manifest) = manifest(&self.settings) {
            println!("cargo:rerun-if-changed={}", manifest.display());
            let text = std::fs::read_to_string(manifest).unwrap_or_default();
            let undeclared = outcome
                .manifest_needs()
                .and_then(|needs| needs.undeclared(&text));
            if let Some(undeclared) = undeclared {
                return Err(BuildError(Cause::Features(undeclared)));
            }
        }
        let text = tree::inline_text(module).map_err(|error| BuildError(Cause::Render(error)))?;
        let folder = std::env::var_os("OUT_DIR").ok_or(BuildError(Cause::NoOutDir))?;
        let folder = Path::new(&folder);
        let files = tree::SourceTree::from_files([(&self.out_file, text)]);
        write(&files, folder)?;
        warnings::tell(&outcome.brief_messages(), folder, &self.out_file);
        Ok(())
    }
}

/// The manifest of the crate that is built, where it has to declare features.
fn manifest(settings: &Settings) -> Option<PathBuf> {
    let folder = std::env::var_os("CARGO_MANIFEST_DIR")?;
    let declares = settings.feature_gates || settings.tag_features;
    declares.then(|| Path::new(&folder).join("Cargo.toml"))
}

fn count(errors: usize) -> String {
    match errors {
        1 => "1 error".to_owned(),
        _ => format!("{errors} errors"),
    }
}

fn write(files: &tree::SourceTree, folder: &Path) -> Result<(), BuildError> {
    // One file of ours in a folder that other generators may share: nothing else there is looked at.
    files
        .write_only(folder)
        .map_err(|error| BuildError(Cause::Write(error)))
}

/// Why [`Build::emit`] made no file. `Debug` gives the same text as `Display`, since that is what cargo shows for an error
/// returned from `main`.
#[derive(thiserror::Error)]
#[error("{0}")]
pub struct BuildError(Cause);

#[derive(Debug, thiserror::Error)]
enum Cause {
    #[error("{0}")]
    Config(ConfigError),
    #[error("the settings cannot be used: {}", list(.0))]
    Settings(Vec<Invalid>),
    #[error("{} in {}\n\n{rendered}", count(*.errors), shown_path(.document))]
    Document {
        document: PathBuf,
        errors: usize,
        rendered: String,
    },
    #[error("{0}")]
    Features(String),
    #[error("{0}")]
    Render(tree::RenderError),
    #[error("OUT_DIR is not set: `Build::emit` is for a `build.rs`, which cargo runs")]
    NoOutDir,
    #[error("{0}")]
    Write(tree::TreeError),
}

fn list(problems: &[Invalid]) -> String {
    let problems: Vec<String> = problems.iter().map(Invalid::to_string).collect();
    problems.join("; ")
}

impl fmt::Debug for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_is_named_after_the_document() {
        assert_eq!(
            Build::new("spec/pets.v1.2.yaml").out_file,
            Path::new("pets.v1.2.rs")
        );
        assert_eq!(Build::new("").out_file, Path::new("api.rs"));
    }

    #[test]
    fn settings_that_make_no_sense_are_refused() {
        let settings = Settings::default().derive("1").include("a*b");
        let error = Build::new("api.yaml")
            .settings(settings)
            .emit()
            .unwrap_err();
        assert_eq!(
            error.to_string(),
            "the settings cannot be used: derives.0: expected the path of a derive, such as `Eq`; \
             include.0: expected an operationId, with `*` only at its end"
        );
    }

    /// The crate that is built here is this one, which has no such feature.
    #[test]
    fn code_behind_a_feature_that_is_not_declared_is_refused() {
        let settings = Settings::default().feature_gates(true);
        let error = Build::new("../tests/fixtures/operations.yaml")
            .settings(settings)
            .emit()
            .unwrap_err();
        let error = error.to_string();
        assert!(
            error.contains("client = [\"timely-runtime/client\"]\n"),
            "{error}"
        );
    }

    #[test]
    fn an_error_shows_the_same_text_when_main_returns_it() {
        let error = Build::new("no/such/file.yaml").emit().unwrap_err();
        assert!(error.to_string().contains("no/such/file.yaml"), "{error}");
        assert_eq!(format!("{error:?}"), error.to_string());
    }
}
