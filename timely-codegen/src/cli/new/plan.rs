//! What a crate around a document is to be.

use super::{super::inputs::Input, CliError, arguments, mapped_files::MappedFiles, names};
use crate::{
    Outcome,
    emit::{
        Emission,
        programs::{Delivery, Model, Programs, Row},
    },
    ir::Api,
    manifest::ManifestNeeds,
    settings::{Outputs, RefTarget, Settings},
};
use clap::ValueEnum;
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Component, Path, PathBuf},
};

/// The configuration of committed code.
pub(super) const CONFIG: &str = "codegen.toml";
/// The settings of code that a `build.rs` makes.
pub(super) const SETTINGS: &str = "settings.toml";
/// The JSON Schema of the configuration, for editors.
pub(super) const SCHEMA: &str = "codegen.schema.json";

/// How the crate has its code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum Way {
    /// As files, which `generate` writes and `check` compares
    Committed,
    /// By `timely_macros::openapi!`
    Macro,
    /// By a build.rs
    Build,
}

/// Where the crate has the crates of the generator and its runtime from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::cli) enum Origin {
    /// The registry, in the version of this program.
    Registry,
    /// A checkout: the folder that holds `timely-runtime`.
    Folder(PathBuf),
    /// A repository.
    Git(String),
}

/// A crate to be.
pub(super) struct Plan {
    /// The package's name.
    pub(super) package: String,
    /// The module that holds the code.
    pub(super) module: String,
    /// `info.title` of the document.
    pub(super) title: String,
    pub(super) way: Way,
    pub(super) origin: Origin,
    pub(super) document: Document,
    pub(super) settings: Settings,
    /// What is written around the generated code.
    pub(super) scaffold: Scaffold,
}

/// What is written around the generated code, once.
#[derive(Default)]
pub(super) struct Scaffold {
    /// The API's title, as Markdown.
    pub(super) title: String,
    /// The operations.
    pub(super) operations: Vec<Row>,
    /// What the code asks of `Cargo.toml`.
    pub(super) needs: ManifestNeeds,
    /// A call, as the README shows it.
    pub(super) call: Option<String>,
    /// `examples/quickstart.rs`.
    pub(super) quickstart: Option<String>,
    /// `examples/server.rs`.
    pub(super) server: Option<String>,
    /// The environment in which the former calls the latter.
    pub(super) local: String,
    /// What the API sends by itself.
    pub(super) deliveries: Vec<Delivery>,
    /// The types of the document's components.
    pub(super) models: Vec<Model>,
}

impl Plan {
    pub(super) fn new(
        start: &arguments::Start,
        (package, module): (&str, &str),
        document: Document,
        settings: Settings,
        outcome: &Outcome,
        home: Option<String>,
    ) -> Result<Self, CliError> {
        let settings = Settings {
            crate_path: settings.crate_path.clone().or(home),
            ..settings
        };
        let scaffold = outcome.meaning().map(|api| scaffold(api, &settings));
        Ok(Self {
            package: package.to_owned(),
            module: module.to_owned(),
            title: outcome
                .meaning()
                .map_or_else(String::new, |api| api.title.clone()),
            way: start.by,
            origin: origin(start)?,
            document,
            settings,
            scaffold: scaffold.unwrap_or_default(),
        })
    }

    /// The commands that run the programs of the crate, in the order in which to start them, and what to know of each.
    pub(super) fn runs(&self) -> Vec<(String, &'static str)> {
        let Scaffold {
            quickstart, server, ..
        } = &self.scaffold;
        let mut runs = Vec::new();
        if server.is_some() {
            runs.push(("cargo run --example server".to_owned(), ""));
        }
        if quickstart.is_some() {
            let command = "cargo run --example quickstart";
            runs.push(match server.is_some() {
                true => (
                    format!("{} {command}", self.scaffold.local),
                    "    # in another terminal",
                ),
                false => (command.to_owned(), ""),
            });
        }
        runs
    }

    /// What `Cargo.toml` lacks: the crates that have types of the document, of which the settings say no more than their names.
    pub(super) fn crates_note(&self) -> Option<String> {
        let targets = self.settings.refs.values();
        let crates: BTreeSet<String> = targets
            .filter_map(|target| target.crate_name.as_ref())
            .map(|name| format!("`{name}`"))
            .collect();
        let crates: Vec<String> = crates.into_iter().collect();
        (!crates.is_empty()).then(|| {
            format!(
                "the code takes types from {}: add that to the dependencies in Cargo.toml",
                crates.join(", ")
            )
        })
    }

    /// What the workflow of the crate lacks.
    pub(super) fn ci_note(&self) -> Option<String> {
        matches!(self.origin, Origin::Folder(_)).then(|| {
            "the workflow in .github cannot run elsewhere: timely-runtime is taken from a folder of this machine; \
             CI needs `--runtime-git URL`"
                .to_owned()
        })
    }

    /// The sides in words.
    pub(super) fn outputs_text(&self) -> String {
        match sides(self.settings.outputs).as_slice() {
            [] => "models".to_owned(),
            [one] => (*one).to_owned(),
            [first @ .., last] => format!("{} and {last}", first.join(", ")),
        }
    }
}

/// The sides among the outputs, by the names of their features.
pub(super) fn sides(outputs: Outputs) -> Vec<&'static str> {
    let sides = [
        (outputs.client, "client"),
        (outputs.server, "server"),
        (outputs.webhooks, "webhooks"),
    ];
    let sides = sides.iter().filter(|(is_wanted, _)| *is_wanted);
    sides.map(|(_, name)| *name).collect()
}

fn scaffold(api: &Api, settings: &Settings) -> Scaffold {
    let programs = Programs::new(api, settings);
    let environment = names::environment(&api.title);
    let Outputs {
        client,
        server,
        webhooks,
        ..
    } = settings.outputs;
    Scaffold {
        title: programs.title(),
        operations: match client || server {
            true => programs.rows(),
            false => Vec::new(),
        },
        needs: Emission::new(api, settings).manifest_needs(),
        call: client.then(|| programs.shown_call(&environment)).flatten(),
        quickstart: client.then(|| programs.quickstart(&environment)).flatten(),
        server: server.then(|| programs.server()).flatten(),
        local: programs.local_environment(&environment),
        deliveries: match webhooks {
            true => programs.deliveries(),
            false => Vec::new(),
        },
        models: programs.models(),
    }
}

fn origin(start: &arguments::Start) -> Result<Origin, CliError> {
    match (&start.runtime_path, &start.runtime_git) {
        (Some(path), _) => {
            let absolute = path.canonicalize().unwrap_or_else(|_| path.clone());
            let has_runtime = |folder: &Path| folder.join("timely-runtime/Cargo.toml").is_file();
            // The folder of the runtime itself is meant as well.
            let mut folders = absolute.ancestors().take(2);
            let folder = folders.find(|folder| has_runtime(folder));
            let folder = folder.ok_or_else(|| CliError::NoRuntime {
                folder: path.clone(),
            })?;
            Ok(Origin::Folder(folder.to_path_buf()))
        }
        (None, Some(url)) => Ok(Origin::Git(url.clone())),
        (None, None) => Ok(Origin::Registry),
    }
}

/// The document of a crate.
pub(super) struct Document {
    /// The path in the crate, with `/` on every machine.
    pub(super) path: String,
    /// The files to copy into the crate: where to, and what.
    pub(super) copies: Vec<(PathBuf, Vec<u8>)>,
    /// The paths of its overlays in the crate.
    overlays: Vec<PathBuf>,
    /// Where its references lead.
    refs: BTreeMap<String, RefTarget>,
}

impl Document {
    /// A document that is in the folder already stays where it is; any other is copied to `spec`, with the files that it
    /// refers to.
    pub(super) fn of(input: &Input, outcome: &Outcome, folder: &Path) -> Result<Self, CliError> {
        let settings = &input.target.settings;
        let spec = &input.target.document;
        let stays = input.text().is_some() || within(spec, folder).is_some();
        let root = (!stays).then(|| root_of(spec));
        let mapped = MappedFiles::of(settings, &outcome.files, root, folder)?;
        let overlays = settings.overlay_paths();
        let is_own = |file: &&PathBuf| !overlays.contains(file) && !mapped.taken.contains(file);
        let files: Vec<&PathBuf> = outcome.files.iter().filter(is_own).collect();
        let mut document = Self::without_overlays(input, &files, folder)?;
        document.copies.extend(mapped.copies);
        document.refs = mapped.refs;
        for overlay in overlays {
            document.add_overlay(&overlay, folder)?;
        }
        Ok(document)
    }

    /// The settings, in which the overlays and the mapped files are those of the crate.
    pub(super) fn settled(&self, settings: Settings) -> Settings {
        let overlays = self.overlays.clone();
        let refs = self.refs.clone();
        Settings { refs, ..settings }
            .in_folder("")
            .overlays(overlays)
    }

    fn add_overlay(&mut self, overlay: &Path, folder: &Path) -> Result<(), CliError> {
        let path = match within(overlay, folder) {
            Some(path) => path,
            None => {
                let name = overlay.file_name().unwrap_or_default().display();
                let mut path = format!("spec/{name}");
                while self
                    .copies
                    .iter()
                    .any(|(known, _)| *known == Path::new(&path))
                {
                    path = path.replacen("spec/", "spec/overlay-", 1);
                }
                let bytes = fs::read(overlay).map_err(CliError::io("read", overlay))?;
                self.copies.push((PathBuf::from(&path), bytes));
                path
            }
        };
        self.overlays.push(PathBuf::from(path));
        Ok(())
    }

    fn without_overlays(
        input: &Input,
        files: &[&PathBuf],
        folder: &Path,
    ) -> Result<Self, CliError> {
        let spec = &input.target.document;
        let overlays = Vec::new();
        if let Some(text) = input.text() {
            let ending = spec.extension().unwrap_or_default().display();
            let path = format!("spec/openapi.{ending}");
            let copies = vec![(PathBuf::from(&path), text.as_bytes().to_vec())];
            return Ok(Self {
                path,
                copies,
                overlays,
                refs: BTreeMap::new(),
            });
        }
        if let Some(path) = within(spec, folder) {
            return Ok(Self {
                path,
                copies: Vec::new(),
                overlays,
                refs: BTreeMap::new(),
            });
        }
        let root = root_of(spec);
        let mut copies = Vec::new();
        let mut path = None;
        for file in files {
            let inside = within(file, root).ok_or_else(|| CliError::OutsideFiles {
                file: (*file).clone(),
                folder: root.to_path_buf(),
            })?;
            let inside = format!("spec/{inside}");
            let bytes = fs::read(file).map_err(CliError::io("read", file))?;
            path.get_or_insert_with(|| inside.clone());
            copies.push((PathBuf::from(inside), bytes));
        }
        Ok(Self {
            path: path.unwrap_or_default(),
            copies,
            overlays,
            refs: BTreeMap::new(),
        })
    }
}

/// The folder that a file is in.
fn root_of(file: &Path) -> &Path {
    let folder = file.parent().unwrap_or(Path::new(""));
    match folder.as_os_str().is_empty() {
        true => Path::new("."),
        false => folder,
    }
}

/// The path of a file within a folder, with `/`; `None` if it is elsewhere.
pub(super) fn within(file: &Path, folder: &Path) -> Option<String> {
    let (file, folder) = (file.canonicalize().ok()?, folder.canonicalize().ok()?);
    let inside = file.strip_prefix(folder).ok()?;
    let parts = inside.components().map(|part| match part {
        Component::Normal(name) => name.to_str(),
        _ => None,
    });
    Some(parts.collect::<Option<Vec<_>>>()?.join("/"))
}
