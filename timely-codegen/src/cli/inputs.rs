//! What to work on: documents given on the command line, or the targets of a `codegen.toml`.

use super::{
    CliError, Reporter,
    flags::{Selection, SettingFlags},
};
use crate::{
    Generator,
    diagnostic::{Code, Level, shown_path},
    settings::{CodeLevels, Config, Settings, Target},
};
use std::{
    env,
    io::{self, Read as _},
    path::{Path, PathBuf},
};

/// A document, with where its code goes.
pub(super) struct Input {
    pub(super) target: Target,
    /// The text, where it was read from standard input.
    text: Option<String>,
}

impl Input {
    /// A document on disk.
    pub(super) fn on_disk(target: Target) -> Self {
        Self { target, text: None }
    }

    /// What generates from it.
    pub(super) fn generator(&self) -> Generator {
        let generator = match &self.text {
            None => Generator::from_file(&self.target.document),
            Some(text) => Generator::from_str(self.shown(), text.as_str()),
        };
        generator.settings(self.target.settings.clone())
    }

    /// The document's name, for messages.
    pub(super) fn shown(&self) -> String {
        shown_path(&self.target.document)
    }

    /// The document's own file name, for the header of generated files.
    pub(super) fn file_name(&self) -> String {
        let name = self.target.document.file_name().unwrap_or_default();
        name.to_string_lossy().into_owned()
    }

    /// The text of a document from standard input.
    pub(super) fn text(&self) -> Option<&str> {
        self.text.as_deref()
    }
}

/// The documents that the arguments select, in their order. The settings of the arguments go before those of files.
pub(super) fn select(
    selection: &Selection,
    out: Option<&Path>,
    command: &'static str,
    reporter: &Reporter,
) -> Result<Vec<Input>, CliError> {
    let files: Vec<&PathBuf> = selection.files.iter().chain(&selection.spec).collect();
    let mut inputs = if files.is_empty() {
        if out.is_some() || selection.settings.reading.settings.is_some() {
            return Err(CliError::ForFiles);
        }
        let config = selection.config.as_deref();
        of_targets(&selection.targets, config, command, reporter)?.1
    } else {
        documents(&files, out, &selection.settings)?
    };
    for input in &mut inputs {
        let settings = &mut input.target.settings;
        *settings = selection.settings.apply(settings)?;
    }
    tell_of_defaults(&inputs, reporter);
    Ok(inputs)
}

/// The targets of these names, all if there are none, with the path of the configuration that has them.
pub(super) fn of_targets(
    names: &[String],
    config: Option<&Path>,
    command: &'static str,
    reporter: &Reporter,
) -> Result<(PathBuf, Vec<Input>), CliError> {
    let path = match config {
        Some(path) => path.to_path_buf(),
        None => configuration()?.ok_or_else(|| CliError::NoInput {
            program: reporter.program().name().to_owned(),
            command,
            folder: env::current_dir().unwrap_or_default(),
        })?,
    };
    let inputs = of_config(&path, names)?;
    Ok((path, inputs))
}

/// One document, with the settings of the flags.
pub(super) fn one(
    file: &PathBuf,
    flags: &SettingFlags,
    reporter: &Reporter,
) -> Result<Input, CliError> {
    let mut inputs = documents(&[file], None, flags)?;
    // There is one for each file.
    let input = &mut inputs[0];
    input.target.settings = flags.apply(&input.target.settings)?;
    tell_of_defaults(&inputs, reporter);
    Ok(inputs.remove(0))
}

/// Says which settings had an effect before, and have none now.
fn tell_of_defaults(inputs: &[Input], reporter: &Reporter) {
    let mut settings = inputs.iter().map(|input| &input.target.settings);
    match settings.find_map(|settings| settings.lenient) {
        None => {}
        Some(true) => reporter.note("`lenient` is the default now; it can be left out"),
        Some(false) => reporter.note("`lenient = false` is called `strict = true` now"),
    }
}

/// The targets of a configuration, all where no name is given.
pub(super) fn of_config(path: &Path, names: &[String]) -> Result<Vec<Input>, CliError> {
    let config = Config::load(path)?;
    let targets = config.select(names)?.into_iter().cloned();
    Ok(targets.map(Input::on_disk).collect())
}

/// The settings of the flags alone.
pub(super) fn settings(flags: &SettingFlags) -> Result<Settings, CliError> {
    flags.apply(&of_file(flags)?)
}

/// The settings of the file that the flags name.
fn of_file(flags: &SettingFlags) -> Result<Settings, CliError> {
    Ok(match &flags.reading.settings {
        None => Settings::default(),
        Some(path) => Config::load_settings(path)?,
    })
}

fn documents(
    files: &[&PathBuf],
    out: Option<&Path>,
    flags: &SettingFlags,
) -> Result<Vec<Input>, CliError> {
    if out.is_some() && files.len() > 1 {
        return Err(CliError::SeveralDocuments {
            documents: files.len(),
        });
    }
    let settings = of_file(flags)?;
    let out = out.unwrap_or(Path::new(""));
    let inputs = files.iter().map(|file| {
        let text = open(file)?;
        let document = match &text {
            None => (*file).clone(),
            Some(text) => PathBuf::from(name_of(text)),
        };
        let name = document.file_stem().unwrap_or_default().to_string_lossy();
        let target = Target::new(name, &document, out, settings.clone());
        Ok(Input { target, text })
    });
    inputs.collect()
}

/// The text of standard input, if that is meant; what is no file otherwise.
fn open(file: &Path) -> Result<Option<String>, CliError> {
    if file == Path::new("-") {
        let mut text = Vec::new();
        let read = io::stdin().lock().read_to_end(&mut text);
        read.map_err(CliError::io("read", "standard input"))?;
        let text = String::from_utf8(text)
            .map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))
            .map_err(CliError::io("read", "standard input"))?;
        return Ok(Some(text));
    }
    let name = file.to_string_lossy();
    if let Some(rest) = ["http://", "https://"]
        .iter()
        .find_map(|scheme| name.strip_prefix(scheme))
    {
        return Err(CliError::Url {
            url: name.replace('\'', "%27"),
            file: saved_as(rest),
        });
    }
    if !file.exists() && is_target(&name, None) {
        return Err(CliError::TargetAsFile {
            name: name.into_owned(),
        });
    }
    Ok(None)
}

/// The key and the file of a flag that maps references. The query of a URI may have a `=` as well.
fn mapping(text: &str) -> Result<(&str, &str), CliError> {
    let parts = text.rsplit_once('=');
    let parts = parts.filter(|(key, file)| !key.is_empty() && !file.is_empty());
    parts.ok_or_else(|| CliError::Mapping {
        text: text.to_owned(),
    })
}

/// What to call the file of an address.
fn saved_as(address: &str) -> String {
    let path = address.split(['?', '#']).next().unwrap_or_default();
    let last = path.rsplit('/').next().unwrap_or_default();
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    let is_document = [".json", ".yaml", ".yml"]
        .iter()
        .any(|end| last.ends_with(end));
    if path.contains('/') && is_document && last.chars().all(is_plain) {
        last.to_owned()
    } else {
        "openapi.yaml".to_owned()
    }
}

/// The name for a text from standard input, whose ending tells JSON from YAML.
fn name_of(text: &str) -> &'static str {
    let first = text.trim_start_matches('\u{FEFF}').trim_start();
    if first.starts_with('{') {
        "stdin.json"
    } else {
        "stdin.yaml"
    }
}

/// Whether the configuration, by default the one at hand, has a target of this name.
pub(super) fn is_target(name: &str, config: Option<&Path>) -> bool {
    let config = match config {
        Some(path) => Some(path.to_owned()),
        None => configuration().ok().flatten(),
    };
    let config = config.and_then(|path| Config::load(&path).ok());
    config.is_some_and(|config| config.target(name).is_some())
}

fn configuration() -> Result<Option<PathBuf>, CliError> {
    nearest(&["codegen.toml", "spec/codegen.toml"])
}

/// The first of these files in the current folder or the nearest one above that has it; for an `xtask` that cargo runs from
/// elsewhere, in its workspace.
pub(super) fn nearest(names: &[&str]) -> Result<Option<PathBuf>, CliError> {
    let current = env::current_dir().map_err(CliError::io("find", "."))?;
    let package = env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    for start in [Some(current.as_path()), package.as_deref()]
        .into_iter()
        .flatten()
    {
        for folder in start.ancestors() {
            for name in names {
                let path = folder.join(name);
                if path.is_file() {
                    // Short paths for messages, where that is possible.
                    let short = path.strip_prefix(&current).map(Path::to_path_buf);
                    return Ok(Some(short.unwrap_or(path)));
                }
            }
        }
    }
    Ok(None)
}

impl SettingFlags {
    /// Whether an assignment sets this key.
    pub(super) fn sets(&self, key: &str) -> bool {
        let mut keys = self.reading.assignments.iter();
        keys.any(|text| text.split(['=', '.']).next().map(str::trim) == Some(key))
    }

    /// The settings with what the flags say in the place of what they say.
    pub(super) fn apply(&self, settings: &Settings) -> Result<Settings, CliError> {
        let outputs = (!self.outputs.is_empty()).then(|| {
            let list = serde_json::Value::from(self.outputs.clone());
            format!("outputs={list}")
        });
        let reading = &self.reading;
        let assignments: Vec<String> = reading.assignments.iter().cloned().chain(outputs).collect();
        let mut settings = settings.assign(&assignments)?;
        settings.include.extend(self.include.iter().cloned());
        settings.exclude.extend(self.exclude.iter().cloned());
        settings.feature_gates |= self.feature_gates;
        settings.tag_features |= self.tag_features;
        if reading.strict || reading.lenient {
            settings.strict = reading.strict;
            settings.lenient = reading.lenient.then_some(true);
        }
        // Those of the flags are not relative to the file's folder.
        let here = match settings.folder.as_os_str().is_empty() {
            true => PathBuf::new(),
            false => env::current_dir().unwrap_or_default(),
        };
        let overlays = reading.overlays.iter().map(|path| here.join(path));
        settings.overlays.extend(overlays);
        for text in &reading.refs {
            let (key, file) = mapping(text)?;
            settings = settings.refs(key, here.join(file));
        }
        settings.allow_outside_folder |= reading.allow_outside_folder;
        settings.skip_unsupported |= reading.skip_unsupported;
        settings.deny_warnings |= reading.deny_warnings;
        self.levels(settings)
    }

    /// The settings with the levels of the flags; what is said of less counts more, of the same the stricter.
    fn levels(&self, mut settings: Settings) -> Result<Settings, CliError> {
        let flags = [
            (&self.reading.allow, Level::Allow),
            (&self.reading.warn, Level::Warn),
            (&self.reading.deny, Level::Deny),
        ];
        let flags = flags.into_iter().flat_map(|(texts, level)| {
            let texts = texts
                .iter()
                .map(|text| text.split_once('=').unwrap_or((text, "")));
            texts.map(move |(code, place)| (code, place, level))
        });
        let mut flags: Vec<(&str, &str, Level)> = flags.collect();
        flags.sort_by_key(|(_, place, _)| place.len());
        for (code, place, level) in flags {
            let code: Code = code.parse().map_err(CliError::Level)?;
            settings = match place {
                "" => settings.diagnostic(code, level),
                place if CodeLevels::is_place(place) => settings.diagnostic_at(code, place, level),
                place => {
                    return Err(CliError::Place {
                        place: place.to_owned(),
                    });
                }
            };
        }
        Ok(settings)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_names_its_file() {
        for (address, file) in [
            ("example.com/v1/api.json?x=1", "api.json"),
            ("example.com/openapi", "openapi.yaml"),
            ("example.com", "openapi.yaml"),
            ("openapi.yaml", "openapi.yaml"),
            ("example.com/$(rm).yaml", "openapi.yaml"),
        ] {
            assert_eq!(saved_as(address), file, "{address}");
        }
    }

    #[test]
    fn json_is_told_from_yaml() {
        assert_eq!(name_of("\u{FEFF}\n {\"a\": 1}"), "stdin.json");
        assert_eq!(name_of("openapi: 3.1.0\n"), "stdin.yaml");
        assert_eq!(name_of(""), "stdin.yaml");
    }
}
