//! The whole pipeline behind one call.

use crate::diagnostic::{self, Code, Diagnostics, Message, Pointer, SourceMap};
use crate::read::{self, Document, ReadOptions};
use crate::settings::Settings;
use crate::tree::Module;
use crate::{emit, ir, lower, normalize};
use std::path::{Path, PathBuf};

/// Generates Rust from one document.
///
/// ```
/// use timely_codegen::Generator;
///
/// let outcome = Generator::from_str("api.yaml", "openapi: 3.1.0\ninfo: {title: Example, version: '1'}\npaths: {}\n").run();
/// assert!(outcome.module.is_some(), "{}", outcome.render_diagnostics(false));
/// ```
#[derive(Clone, Debug)]
pub struct Generator {
    source: Source,
    settings: Settings,
}

#[derive(Clone, Debug)]
enum Source {
    File(PathBuf),
    Text { name: String, text: String },
}

/// What came of a run.
#[derive(Debug)]
#[non_exhaustive]
pub struct Outcome {
    /// The generated code; none when the document has errors.
    pub module: Option<Module>,
    /// What the document means to Rust; none when it could not be read. Incomplete when there were errors.
    pub api: Option<ir::Api>,
    /// Every problem found, errors and warnings.
    pub diagnostics: Diagnostics,
    /// Every file that was read, the document itself first.
    pub files: Vec<PathBuf>,
    source_map: SourceMap,
}

impl Generator {
    /// From a document on disk, YAML or JSON, with the local files that it refers to.
    pub fn from_file(path: impl AsRef<Path>) -> Self {
        Self {
            source: Source::File(path.as_ref().to_owned()),
            settings: Settings::default(),
        }
    }

    /// From a text; the name is used in messages, and its ending tells JSON from YAML.
    pub fn from_str(name: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            source: Source::Text {
                name: name.into(),
                text: text.into(),
            },
            settings: Settings::default(),
        }
    }

    /// With these settings.
    #[must_use]
    pub fn settings(self, settings: Settings) -> Self {
        Self { settings, ..self }
    }

    /// Runs the pipeline; problems of the document are in the outcome.
    pub fn run(&self) -> Outcome {
        let mut diagnostics = Diagnostics::new();
        for problem in self.settings.problems() {
            diagnostics.error(Code::InvalidSetting, &Pointer::root(), problem.to_string());
        }
        let Some(document) = self.read(&mut diagnostics) else {
            return Outcome {
                module: None,
                api: None,
                diagnostics,
                files: Vec::new(),
                source_map: SourceMap::new(),
            };
        };
        let (files, source_map) = (document.files.clone(), SourceMap::new());
        let Some(normalized) = normalize::normalize(document, &mut diagnostics) else {
            return Outcome {
                module: None,
                api: None,
                diagnostics,
                files,
                source_map,
            };
        };
        let api = lower::lower(&normalized, &self.settings, &mut diagnostics);
        let module = (!diagnostics.has_errors()).then(|| emit::emit(&api, &self.settings));
        Outcome {
            module,
            api: Some(api),
            diagnostics,
            files: normalized.files,
            source_map: normalized.source_map,
        }
    }

    fn read(&self, diagnostics: &mut Diagnostics) -> Option<Document> {
        let options = ReadOptions {
            allow_outside_folder: self.settings.allow_outside_folder,
        };
        match &self.source {
            Source::File(path) => read::read_file(path, &options, diagnostics),
            Source::Text { name, text } => read::read_str(name, text, &options, diagnostics),
        }
    }
}

impl Outcome {
    /// The problems as text for a person: each with its place, the line it is about, and what to do.
    pub fn render_diagnostics(&self, color: bool) -> String {
        diagnostic::render(&self.diagnostics, &self.source_map, color)
    }

    /// The problems one by one, for tools that show each by itself.
    pub fn messages(&self) -> Vec<Message> {
        diagnostic::messages(&self.diagnostics, &self.source_map)
    }
}
