//! The two documents of a comparison, from wherever they are.

use super::{
    DiffError,
    arguments::Diff,
    export::Export,
    git::{Kind, Repository, Revision, tidy},
};
use crate::{
    cli::{
        CliError, Reporter,
        flags::SettingFlags,
        inputs::{self, Input},
    },
    diagnostic::shown_path,
    settings::{Config, Settings, Target},
};
use std::{
    path::{Path, PathBuf},
    rc::Rc,
};

/// What a document is called in a folder.
const DOCUMENTS: [&str; 3] = ["openapi.yaml", "openapi.yml", "openapi.json"];

/// The argument that names the revision of what is compared.
const BASE: &str = "--base REVISION";

/// Two documents, the old one and the new one.
pub(super) struct Pair {
    /// What is compared, where it is one of several.
    pub(super) name: Option<String>,
    pub(super) old: Side,
    pub(super) new: Side,
    /// The folder that the code of the new one goes to.
    pub(super) output: Option<PathBuf>,
}

/// One of them.
pub(super) struct Side {
    pub(super) input: Input,
    /// Its name, as people know it.
    pub(super) shown: String,
    export: Option<Export>,
    /// Where it comes from, if that is a revision.
    pub(super) state: Option<Rc<State>>,
}

/// A repository at a revision.
pub(super) struct State {
    pub(super) repository: Repository,
    pub(super) revision: Revision,
}

impl Side {
    fn of(input: Input) -> Self {
        Self {
            shown: input.shown(),
            input,
            export: None,
            state: None,
        }
    }

    /// A text with the names by which people know the files.
    pub(super) fn named(&self, text: &str) -> String {
        match &self.export {
            Some(export) => export.named(text),
            None => text.to_owned(),
        }
    }
}

/// How earlier documents are looked for.
pub(super) struct Before<'a> {
    pub(super) base: &'a str,
    /// The argument that names the revision, for messages.
    pub(super) flag: &'static str,
    pub(super) flags: &'a SettingFlags,
    pub(super) reporter: &'a Reporter,
}

/// What the arguments ask to compare.
pub(super) fn of_arguments(
    arguments: &Diff,
    base: &str,
    reporter: &Reporter,
) -> Result<Vec<Pair>, CliError> {
    let before = Before {
        base,
        flag: BASE,
        flags: &arguments.settings,
        reporter,
    };
    let config = arguments.config.as_deref();
    match (&arguments.old, &arguments.new) {
        (Some(old), Some(new)) => Ok(vec![before.between(old, new)?]),
        (Some(name), _) if !name.exists() && inputs::is_target(&name.to_string_lossy(), config) => {
            let names = [name.to_string_lossy().into_owned()];
            before.of_targets(&names, config, "diff")
        }
        (Some(file), _) => Ok(vec![before.of_file(file)?]),
        (None, _) => before.of_targets(&arguments.targets, config, "diff"),
    }
}

impl Before<'_> {
    fn program(&self) -> &str {
        self.reporter.program().name()
    }

    /// Two documents that are both named.
    fn between(&self, old: &Path, new: &Path) -> Result<Pair, CliError> {
        let is_input = |path: &Path| path == Path::new("-");
        if is_input(old) && is_input(new) {
            return Err(DiffError::StandardInputTwice.into());
        }
        Ok(Pair {
            name: None,
            old: self.open(old)?,
            new: self.open(new)?,
            output: None,
        })
    }

    /// A document on disk, and what it was.
    pub(super) fn of_file(&self, file: &Path) -> Result<Pair, CliError> {
        if file == Path::new("-") {
            let program = self.program().to_owned();
            return Err(DiffError::NothingBefore { program }.into());
        }
        let new = self.open(file)?;
        let document = new.input.target.document.clone();
        if new.state.is_some() {
            return Err(DiffError::RevisionAlone {
                text: file.to_string_lossy().into_owned(),
                program: self.program().to_owned(),
            }
            .into());
        }
        let state = self.state(document.parent().unwrap_or(Path::new("")))?;
        let path = state.repository.path_of(&document)?;
        let settings = new.input.target.settings.clone();
        let old = self.at(&state, &path, &new.input.target.name, (settings, None))?;
        Ok(Pair {
            name: None,
            old,
            new,
            output: None,
        })
    }

    /// The documents of targets, and what they were.
    pub(super) fn of_targets(
        &self,
        names: &[String],
        config: Option<&Path>,
        command: &'static str,
    ) -> Result<Vec<Pair>, CliError> {
        let (config, inputs) = inputs::of_targets(names, config, command, self.reporter)?;
        let state = self.state(config.parent().unwrap_or(Path::new("")))?;
        let mut pairs = Vec::new();
        for mut input in inputs {
            input.target.settings = self.flags.apply(&input.target.settings)?;
            let (path, settings, folder) = target_before(&state, &config, &input.target)?;
            let name = input.target.name.clone();
            let old = match self.at(&state, &path, &name, (settings, Some(&folder))) {
                // One that is new beside others has nothing that it could be compared with.
                Err(CliError::Diff(error @ DiffError::NoPath { .. })) if names.is_empty() => {
                    self.reporter
                        .note(&format!("{name} is not compared: {error}"));
                    continue;
                }
                old => old?,
            };
            pairs.push(Pair {
                name: Some(name),
                old,
                output: Some(input.target.output.clone()),
                new: Side::of(input),
            });
        }
        Ok(pairs)
    }

    /// A document by what names it.
    fn open(&self, place: &Path) -> Result<Side, CliError> {
        let text = place.to_string_lossy();
        if let Some(rest) = text.strip_prefix("git:") {
            return self.of_git(&text, rest);
        }
        let file = match place.is_dir() {
            true => in_folder(place)?,
            false => place.to_owned(),
        };
        Ok(Side::of(inputs::one(&file, self.flags, self.reporter)?))
    }

    /// `git:REVISION:PATH`.
    fn of_git(&self, text: &str, rest: &str) -> Result<Side, CliError> {
        let wrong = || DiffError::GitForm {
            text: text.to_owned(),
        };
        let (revision, path) = rest.split_once(':').ok_or_else(wrong)?;
        let repository = Repository::around(Path::new(""), self.program())?;
        let revision = repository.revision(revision, "git:REVISION:PATH")?;
        let path = repository.named(path).ok_or_else(wrong)?;
        let state = Rc::new(State {
            repository,
            revision,
        });
        let path = state.document(&path).unwrap_or(path);
        let name = Path::new(&path).file_stem().unwrap_or_default();
        let settings = inputs::settings(self.flags)?;
        self.at(&state, &path, &name.to_string_lossy(), (settings, None))
    }

    /// The repository around a folder, at the revision of before.
    fn state(&self, folder: &Path) -> Result<Rc<State>, CliError> {
        let repository = Repository::around(folder, self.program())?;
        let revision = repository.revision(self.base, self.flag)?;
        Ok(Rc::new(State {
            repository,
            revision,
        }))
    }

    /// A document of a revision, by its path from the root; with the folder that paths of the settings are relative to, where
    /// they are paths of the revision.
    fn at(
        &self,
        state: &Rc<State>,
        path: &str,
        name: &str,
        (settings, folder): (Settings, Option<&str>),
    ) -> Result<Side, CliError> {
        let State {
            repository,
            revision,
        } = &**state;
        let what = match revision.entries.get(path).map(|entry| entry.kind) {
            None if revision.has_folder(path) => "a folder without an `openapi.yaml`",
            None => return Err(repository.no_path(path, revision).into()),
            Some(Kind::Link) => "a symbolic link",
            Some(Kind::Submodule) => "another repository",
            Some(Kind::File) => {
                let may_be_elsewhere = settings.allow_outside_folder
                    || !settings.overlays.is_empty()
                    || !settings.refs.is_empty();
                let max = settings.max_document_size;
                let export = Export::of(repository, revision, path, may_be_elsewhere, max)?;
                let settings = match folder {
                    Some(folder) => settings.in_folder(export.path(folder)),
                    None => settings,
                };
                let target = Target::new(name, export.path(path), "", settings);
                return Ok(Side {
                    input: Input::on_disk(target),
                    shown: format!("git:{}:{path}", revision.name),
                    export: Some(export),
                    state: Some(Rc::clone(state)),
                });
            }
        };
        Err(DiffError::NotAFile {
            path: path.to_owned(),
            revision: revision.name.clone(),
            what,
        }
        .into())
    }
}

impl State {
    /// The document of a folder.
    fn document(&self, folder: &str) -> Option<String> {
        let paths = DOCUMENTS.iter().map(|name| match folder {
            "" => (*name).to_owned(),
            folder => format!("{folder}/{name}"),
        });
        let is_folder = !self.revision.entries.contains_key(folder);
        let mut paths = paths.filter(|_| is_folder);
        paths.find(|path| self.revision.entries.contains_key(path))
    }
}

/// The document of a folder.
fn in_folder(folder: &Path) -> Result<PathBuf, CliError> {
    let mut files = DOCUMENTS.iter().map(|name| folder.join(name));
    let file = files.find(|file| file.is_file());
    let none = || DiffError::NoDocument {
        folder: shown_path(folder),
    };
    Ok(file.ok_or_else(none)?)
}

/// The path of the document of a target at a revision, its settings, and the folder that their paths are relative to.
///
/// Settings are those of now, so that a difference is one of the documents. Which files make up the document is said by the
/// configuration of then, if it knows the target.
fn target_before(
    state: &State,
    config: &Path,
    target: &Target,
) -> Result<(String, Settings, String), CliError> {
    let State {
        repository,
        revision,
    } = state;
    let config = repository.path_of(config)?;
    let folder = config.rsplit_once('/').map_or("", |(folder, _)| folder);
    let text = repository.text(revision, &config);
    let then = text.and_then(|text| Config::parse(&config, &text).ok());
    let mut settings = target.settings.clone();
    let path = match then.as_ref().and_then(|then| then.target(&target.name)) {
        Some(then) => {
            settings.overlays.clone_from(&then.settings.overlays);
            settings.refs.clone_from(&then.settings.refs);
            shown_path(&then.document)
        }
        None => {
            let was_there = |overlay: &PathBuf| {
                let path = tidy(&format!("{folder}/{}", shown_path(overlay)));
                path.is_some_and(|path| revision.entries.contains_key(&path))
            };
            settings.overlays.retain(was_there);
            repository.path_of(&target.document)?
        }
    };
    Ok((path, settings, folder.to_owned()))
}
