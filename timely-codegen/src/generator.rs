//! The whole pipeline behind one call.

use crate::diagnostic::{
    self, Brief, Diagnostics, Extent, Message, Severity, SourceMap, TextStyle,
};
#[cfg(feature = "diff")]
use crate::diff;
use crate::manifest::ManifestNeeds;
use crate::read::{self, Document, ReadOptions, Refs};
use crate::recognize;
#[cfg(feature = "cli")]
use crate::settings::PaginationRules;
use crate::settings::{Pagination, Settings};
use crate::tree::{Module, RenderError, RootFile, SourceTree};
use crate::{emit, ir, lint, lower, normalize};
use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::sync::Arc;
#[cfg(feature = "diff")]
use std::thread::ScopedJoinHandle;

mod elsewhere;

/// Generates Rust from one document.
///
/// ```
/// use timely_codegen::Generator;
///
/// let outcome = Generator::from_str("api.yaml", "openapi: 3.1.0\ninfo: {title: Example, version: '1'}\npaths: {}\n").run();
/// assert!(outcome.module.is_some(), "{}", outcome.render_diagnostics());
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
    api: Option<Arc<ir::Api>>,
    /// Every problem found, errors and warnings.
    pub diagnostics: Diagnostics,
    /// Every file that was read, the document itself first.
    pub files: Vec<PathBuf>,
    manifest_needs: Option<ManifestNeeds>,
    source_map: SourceMap,
    /// The rules by which listings were recognized, where the settings ask for that.
    #[cfg(feature = "cli")]
    recognized: Option<Vec<Pagination>>,
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
        let (mut outcome, settings) = self.understand();
        if let Some(api) = outcome.wanted() {
            let emission = emit::Emission::new(api, &settings);
            let (module, needs) = (emission.whole(), emission.manifest_needs());
            outcome.module = Some(module);
            outcome.manifest_needs = Some(needs);
        }
        outcome
    }

    /// Understands the document, and adds advice to the problems: what the document could say better, which generation
    /// does not need, such as a status that the server may answer with and that no operation documents.
    pub fn lint(&self) -> Outcome {
        let (mut outcome, settings) = self.understand();
        if let Some(api) = &outcome.api {
            lint::lint(api, &settings, &mut outcome.diagnostics);
        }
        outcome.diagnostics.apply_levels(&outcome.source_map);
        outcome
    }

    /// Runs the pipeline up to files in memory, in less time and memory than by way of tokens: modules are made and
    /// formatted side by side, and let go of.
    ///
    /// The outcome holds no module. There are no files when the document has errors.
    ///
    /// ```
    /// use timely_codegen::{Generator, tree::RootFile};
    ///
    /// let document = "openapi: 3.1.0\ninfo: {title: Example, version: '1'}\npaths: {}\n";
    /// let (outcome, files) = Generator::from_str("api.yaml", document).run_to_files("", RootFile::Lib);
    /// let files = files.ok_or_else(|| outcome.render_diagnostics())?.map_err(|fault| fault.to_string())?;
    /// assert!(files.lines() > 0);
    /// # Ok::<(), String>(())
    /// ```
    pub fn run_to_files(
        &self,
        header: &str,
        root_file: RootFile,
    ) -> (Outcome, Option<Result<SourceTree, RenderError>>) {
        let (mut outcome, settings) = self.understand();
        let Some(api) = outcome.wanted() else {
            return (outcome, None);
        };
        let emission = emit::Emission::new(api, &settings);
        let tree = SourceTree::from_parts(
            emission.root(),
            emission.modules(),
            &|index| emission.module(index),
            header,
            root_file,
        );
        let needs = emission.manifest_needs();
        outcome.manifest_needs = Some(needs);
        (outcome, Some(tree))
    }

    /// Understands the document, and no more: for those who ask what is in it.
    #[cfg(feature = "cli")]
    pub(crate) fn look(&self) -> Outcome {
        self.understand().0
    }

    /// A mock of the document, which needs no code: what a program serves in place of the API. None when the document has
    /// errors.
    ///
    /// What it is made of lives as long as the process, so that this is for programs that serve a few documents.
    ///
    /// ```
    /// use timely_codegen::Generator;
    ///
    /// let document = "openapi: 3.1.0\ninfo: {title: Example, version: '1'}\npaths: {}\n";
    /// let (outcome, mock) = Generator::from_str("api.yaml", document).mock();
    /// let router = mock.ok_or_else(|| outcome.render_diagnostics())?.stateful(true).router();
    /// # Ok::<(), String>(())
    /// ```
    #[cfg(feature = "mock")]
    pub fn mock(&self) -> (Outcome, Option<timely_runtime::mock::Mock>) {
        let (outcome, settings) = self.understand();
        let api = outcome.api.as_ref().filter(|_| outcome.wanted().is_some());
        let mock = api.map(|api| emit::mock(Arc::clone(api), &settings));
        (outcome, mock)
    }

    /// The document with all that it refers to in other files, as a single value; none when it could not be read, or has
    /// no normal form.
    #[cfg(feature = "cli")]
    pub(crate) fn bundle(&self, form: Form) -> (Outcome, Option<serde_json::Value>) {
        let mut diagnostics = Diagnostics::with_levels(self.settings.levels());
        let Some(mut document) = self.read(form == Form::Alone, &mut diagnostics) else {
            return (
                Outcome::without_meaning(diagnostics, Vec::new(), SourceMap::new()),
                None,
            );
        };
        let files = std::mem::take(&mut document.files);
        let (map, value) = match form {
            Form::Alone => (document.source_map, Some(document.value)),
            Form::AsItIs => {
                let map = std::mem::take(&mut document.source_map);
                (map, Some(document.into_shared()))
            }
            Form::Normal => {
                match normalize::normalize(document, &self.settings, &mut diagnostics) {
                    Some(normalized) => (normalized.source_map, Some(normalized.document)),
                    None => (SourceMap::new(), None),
                }
            }
        };
        (Outcome::without_meaning(diagnostics, files, map), value)
    }

    /// Runs the pipeline up to the meaning of the document, by the settings with what overlays add to them.
    fn understand(&self) -> (Outcome, Cow<'_, Settings>) {
        let Understood {
            outcome, settings, ..
        } = self.understand_all();
        (outcome, settings)
    }

    fn understand_all(&self) -> Understood<'_> {
        let own = Cow::Borrowed(&self.settings);
        let mut diagnostics = Diagnostics::with_levels(self.settings.levels());
        for problem in self.settings.problems() {
            diagnostics.setting(Severity::Error, problem.to_string());
        }
        let Some(mut document) = self.read(false, &mut diagnostics) else {
            let outcome = Outcome::without_meaning(diagnostics, Vec::new(), SourceMap::new());
            return Understood::new(outcome, own, Vec::new());
        };
        let shared = self.shared(&document, &mut diagnostics);
        for file in &shared.files {
            if !document.files.contains(file) {
                document.files.push(file.clone());
            }
        }
        let numbered = std::mem::take(&mut document.numbered);
        let settings = self.settings.with_own_types(&document.own_types);
        let text = settings.outputs.document.then(|| document.text());
        let (files, source_map) = (document.files.clone(), SourceMap::new());
        let normalized = normalize::normalize(document, &settings, &mut diagnostics);
        let Some(normalized) = normalized else {
            let outcome = Outcome::without_meaning(diagnostics, files, source_map);
            return Understood::new(outcome, settings, numbered);
        };
        let recognized = self.recognized_pages(&normalized, &settings, &shared.types);
        let mut api = lower::lower_with(
            &normalized,
            &settings,
            &shared.types,
            recognized.as_deref(),
            &mut diagnostics,
        );
        api.document = text;
        shared.report_others(&api, &normalized.source_map, &mut diagnostics);
        // The rest of it is as large as the document; what is to be generated is in the other one.
        let normalize::Normalized {
            #[cfg(feature = "diff")]
            document,
            source_map,
            files,
            ..
        } = normalized;
        diagnostics.apply_levels(&source_map);
        let outcome = Outcome {
            module: None,
            api: Some(Arc::new(api)),
            diagnostics,
            files,
            manifest_needs: None,
            source_map,
            #[cfg(feature = "cli")]
            recognized,
        };
        let understood = Understood::new(outcome, settings, numbered);
        #[cfg(feature = "diff")]
        let understood = Understood {
            document: Some(document),
            ..understood
        };
        understood
    }

    /// Compares the document with a newer one: what the change does to everyone, or nothing where one of them has errors.
    ///
    /// ```
    /// use timely_codegen::{Generator, diff::Severity};
    ///
    /// let head = "openapi: 3.1.0\ninfo: {title: Example, version: '1'}\n";
    /// let old = format!("{head}paths: {{/pets: {{get: {{responses: {{'200': {{description: pets}}}}}}}}}}\n");
    /// let new = format!("{head}paths: {{}}\n");
    /// let (_, _, report) = Generator::from_str("old.yaml", old).diff(&Generator::from_str("new.yaml", new));
    /// let report = report.expect("both are documents");
    /// assert_eq!(report.findings[0].id, "api-path-removed-without-deprecation");
    /// assert_eq!(report.findings[0].audiences.callers.severity, Severity::Breaking);
    /// ```
    #[cfg(feature = "diff")]
    pub fn diff(&self, newer: &Self) -> (Outcome, Outcome, Option<diff::Report>) {
        self.diff_with(newer, &diff::Options::default())
    }

    /// [`diff`](Self::diff) on another day than today, or with other days of grace for what is deprecated.
    #[cfg(feature = "diff")]
    pub fn diff_with(
        &self,
        newer: &Self,
        options: &diff::Options,
    ) -> (Outcome, Outcome, Option<diff::Report>) {
        let (old, new) = self.understand_both(newer);
        let report = old.side().zip(new.side());
        let report = report.map(|(old, new)| diff::compare(&old, &new, options));
        (old.outcome, new.outcome, report)
    }

    /// Understands the document once, to compare it with several.
    #[cfg(all(feature = "diff", feature = "unstable"))]
    pub fn understood(&self) -> Comparable<'_> {
        Comparable(self.understand_all())
    }

    /// Gives both sides of a comparison to a test; not where one of the documents has errors.
    #[cfg(all(test, feature = "diff"))]
    pub(crate) fn with_sides(
        &self,
        newer: &Self,
        test: impl FnOnce(&diff::Side<'_>, &diff::Side<'_>),
    ) {
        let (old, new) = self.understand_both(newer);
        let sides = old.side().zip(new.side());
        if let Some((old, new)) = sides {
            test(&old, &new);
        }
    }

    /// Understands the document and a newer one, side by side: most of a comparison is this.
    #[cfg(feature = "diff")]
    fn understand_both<'s>(&'s self, newer: &'s Self) -> (Understood<'s>, Understood<'s>) {
        std::thread::scope(|scope| {
            let work = || Sendable::of(self.understand_all());
            let old = std::thread::Builder::new().spawn_scoped(scope, work);
            let new = newer.understand_all();
            let old = match old.map(ScopedJoinHandle::join) {
                Ok(Ok(old)) => old.understood(),
                Ok(Err(panic)) => std::panic::resume_unwind(panic),
                // There may be no more threads.
                Err(_) => self.understand_all(),
            };
            (old, new)
        })
    }

    /// The rules of pagination that are recognized, if the settings ask for that: in what the document means without them.
    fn recognized_pages(
        &self,
        normalized: &normalize::Normalized,
        settings: &Settings,
        elsewhere: &lower::TypesElsewhere,
    ) -> Option<Vec<Pagination>> {
        let edition = settings.pagination.as_ref()?.edition()?;
        // What there is to say is said when it is lowered with them.
        let mut unheard = Diagnostics::default();
        let api = lower::lower(normalized, settings, elsewhere, &mut unheard);
        Some(recognize::pages(&api, edition))
    }

    /// Where references lead by the settings.
    fn refs(&self) -> Refs {
        let mut refs = Refs::new(&self.settings.folder);
        for (key, target) in &self.settings.refs {
            refs.add(key, target.file.as_deref(), target.is_elsewhere());
        }
        refs
    }

    fn read(&self, alone: bool, diagnostics: &mut Diagnostics) -> Option<Document> {
        let options = ReadOptions {
            alone,
            allow_outside_folder: self.settings.allow_outside_folder,
            max_mebibytes: Some(self.settings.max_document_size),
            overlays: self.settings.overlay_paths(),
            refs: self.refs(),
        };
        match &self.source {
            Source::File(path) => read::read_file(path, &options, diagnostics),
            Source::Text { name, text } => read::read_str(name, text, &options, diagnostics),
        }
    }
}

/// A document that is understood, to be compared with others.
#[cfg(all(feature = "diff", feature = "unstable"))]
#[allow(missing_debug_implementations, reason = "it holds a whole document")]
pub struct Comparable<'s>(Understood<'s>);

#[cfg(all(feature = "diff", feature = "unstable"))]
impl Comparable<'_> {
    /// Whether there is something to compare: nothing is where the document has errors.
    pub fn is_sound(&self) -> bool {
        self.0.side().is_some()
    }

    /// As [`Generator::diff_with`].
    pub fn diff(&self, newer: &Self, options: &diff::Options) -> Option<diff::Report> {
        let sides = self.0.side().zip(newer.0.side());
        sides.map(|(old, new)| diff::compare(&old, &new, options))
    }
}

/// What is understood of a document.
struct Understood<'s> {
    outcome: Outcome,
    /// The settings with what overlays add to them.
    settings: Cow<'s, Settings>,
    /// The paths of the files that hold values, by their numbers.
    numbered: Vec<PathBuf>,
    /// The normal form, where there is one.
    #[cfg(feature = "diff")]
    document: Option<serde_json::Value>,
}

impl<'s> Understood<'s> {
    fn new(outcome: Outcome, settings: Cow<'s, Settings>, numbered: Vec<PathBuf>) -> Self {
        Self {
            outcome,
            settings,
            numbered,
            #[cfg(feature = "diff")]
            document: None,
        }
    }

    /// What is compared with another document; nothing when it has errors.
    #[cfg(feature = "diff")]
    fn side(&self) -> Option<diff::Side<'_>> {
        let api = self.outcome.wanted()?;
        Some(diff::Side {
            document: self.document.as_ref()?,
            api,
            settings: &self.settings,
            source_map: &self.outcome.source_map,
        })
    }
}

/// The same for another thread: without code, which is not made yet, and whose tokens stay on the thread that made them.
#[cfg(feature = "diff")]
struct Sendable<'s> {
    api: Option<Arc<ir::Api>>,
    diagnostics: Diagnostics,
    files: Vec<PathBuf>,
    source_map: SourceMap,
    #[cfg(feature = "cli")]
    recognized: Option<Vec<Pagination>>,
    settings: Cow<'s, Settings>,
    numbered: Vec<PathBuf>,
    document: Option<serde_json::Value>,
}

#[cfg(feature = "diff")]
impl<'s> Sendable<'s> {
    fn of(understood: Understood<'s>) -> Self {
        let outcome = understood.outcome;
        Self {
            api: outcome.api,
            diagnostics: outcome.diagnostics,
            files: outcome.files,
            source_map: outcome.source_map,
            #[cfg(feature = "cli")]
            recognized: outcome.recognized,
            settings: understood.settings,
            numbered: understood.numbered,
            document: understood.document,
        }
    }

    fn understood(self) -> Understood<'s> {
        Understood {
            outcome: Outcome {
                module: None,
                api: self.api,
                diagnostics: self.diagnostics,
                files: self.files,
                manifest_needs: None,
                source_map: self.source_map,
                #[cfg(feature = "cli")]
                recognized: self.recognized,
            },
            settings: self.settings,
            numbered: self.numbered,
            document: self.document,
        }
    }
}

/// What a document in one file looks like.
#[cfg(feature = "cli")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// As it is written, in one of perhaps several files.
    Alone,
    /// As it is written, but for references to other files.
    AsItIs,
    /// As the generator understands it: one form for all versions of OpenAPI.
    Normal,
}

impl Outcome {
    /// Of a document that was not understood.
    fn without_meaning(
        mut diagnostics: Diagnostics,
        files: Vec<PathBuf>,
        source_map: SourceMap,
    ) -> Self {
        diagnostics.apply_levels(&source_map);
        Self {
            module: None,
            api: None,
            diagnostics,
            files,
            manifest_needs: None,
            source_map,
            #[cfg(feature = "cli")]
            recognized: None,
        }
    }

    /// What the document means to Rust; none when it could not be read. Incomplete when there were errors.
    #[cfg(feature = "unstable")]
    pub fn api(&self) -> Option<&ir::Api> {
        self.api.as_deref()
    }

    /// The meaning of the document; none when it could not be read.
    #[cfg(feature = "cli")]
    pub(crate) fn meaning(&self) -> Option<&ir::Api> {
        self.api.as_deref()
    }

    /// The settings with what is recognized in the document, where they leave it open: how listings are paged, and the
    /// header of idempotency keys.
    #[cfg(feature = "cli")]
    pub(crate) fn recognized(&self, settings: Settings) -> Settings {
        match &self.api {
            Some(api) => recognize::recognize(api, settings),
            None => settings,
        }
    }

    /// The rules by which listings are recognized: those that the code follows, or else those that it could follow, for the
    /// operations of which nothing says how they are paged.
    #[cfg(feature = "cli")]
    pub(crate) fn recognized_pages(&self) -> Vec<Pagination> {
        match (&self.recognized, &self.api) {
            (Some(rules), _) => rules.clone(),
            (None, Some(api)) => recognize::pages(api, PaginationRules::NEWEST),
            (None, None) => Vec::new(),
        }
    }

    /// What is to be generated; nothing when the document has errors.
    fn wanted(&self) -> Option<&ir::Api> {
        self.api
            .as_deref()
            .filter(|_| !self.diagnostics.has_errors())
    }

    /// What the code asks of the `Cargo.toml` of the crate that holds it; none when there is no code.
    #[must_use]
    pub fn manifest_needs(&self) -> Option<&ManifestNeeds> {
        self.manifest_needs.as_ref()
    }

    /// The problems as text for a person: each with its place, the line it is about, and what to do.
    pub fn render_diagnostics(&self) -> String {
        diagnostic::render(
            &self.diagnostics,
            &self.source_map,
            TextStyle::Plain,
            Extent::All,
        )
    }

    /// The same for a terminal that shows colors.
    pub fn render_colored_diagnostics(&self) -> String {
        diagnostic::render(
            &self.diagnostics,
            &self.source_map,
            TextStyle::Colored,
            Extent::All,
        )
    }

    /// The problems as text, for those who did not ask about the document: of warnings of a kind ten at most, and how many
    /// more there are.
    #[cfg(feature = "cli")]
    pub(crate) fn render_brief(&self, is_colored: bool) -> String {
        let style = match is_colored {
            true => TextStyle::Colored,
            false => TextStyle::Plain,
        };
        diagnostic::render(&self.diagnostics, &self.source_map, style, Extent::Brief)
    }

    /// The problems one by one, of warnings of a kind ten at most, and how many more there are.
    pub fn brief_messages(&self) -> Brief {
        Brief::of(self.messages())
    }

    /// The problems one by one, for tools that show each by itself.
    pub fn messages(&self) -> Vec<Message> {
        diagnostic::messages(&self.diagnostics, &self.source_map)
    }
}
