//! `codegen.toml`: the targets of `timely generate`.

#[cfg(feature = "cli")]
use super::de;
use super::{Entry, Key, Node, Problem, Settings, Value, problem::help_for};
use crate::diagnostic::shown_path;
#[cfg(feature = "cli")]
use serde::de::DeserializeOwned;
use std::{
    collections::HashMap,
    fmt, fs, io,
    ops::Range,
    path::{Path, PathBuf},
};
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

type Place = Range<usize>;

/// The targets of a `codegen.toml`, in the order of the file.
///
/// ```
/// use timely_codegen::settings::Config;
///
/// let config = Config::parse(
///     "spec/codegen.toml",
///     r#"
///     [targets.timely]
///     document = "timely.yaml"
///     output = "../timely-generated/src"
///     outputs = ["models", "client"]
///     "#,
/// )?;
/// let target = &config.targets[0];
/// assert_eq!(target.name, "timely");
/// assert_eq!(target.document, std::path::Path::new("spec/timely.yaml"));
/// assert!(!target.settings.outputs.server);
/// # Ok::<(), timely_codegen::settings::ConfigError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Config {
    /// The targets.
    pub targets: Vec<Target>,
}

/// One document, where its code goes, and how it is made.
///
/// ```toml
/// [targets.timely]
/// document = "timely.yaml"
/// output = "../timely-generated/src"
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Target {
    /// The name given in `[targets.name]`.
    pub name: String,
    /// The OpenAPI document. In the file it is relative to that file.
    pub document: PathBuf,
    /// The output folder. In the file it is relative to that file.
    pub output: PathBuf,
    /// All other keys.
    pub settings: Settings,
}

impl Target {
    /// A target that no file names.
    ///
    /// ```
    /// # use timely_codegen::settings::{Settings, Target};
    /// let target = Target::new("pets", "spec/pets.yaml", "src/pets", Settings::default());
    /// # assert_eq!(target.name, "pets");
    /// ```
    pub fn new(
        name: impl Into<String>,
        document: impl Into<PathBuf>,
        output: impl Into<PathBuf>,
        settings: Settings,
    ) -> Self {
        Self {
            name: name.into(),
            document: document.into(),
            output: output.into(),
            settings,
        }
    }
}

/// Why a `codegen.toml` cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("cannot read {}: {cause}", shown_path(path))]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system says.
        cause: io::Error,
    },
    /// The file is not what it should be.
    #[error("{}", join(problems))]
    Invalid {
        /// Everything found wrong, in the order of the file.
        problems: Vec<LocatedProblem>,
    },
    /// A target was asked for that the file does not have.
    #[error("there is no target `{name}`; {help}")]
    NoSuchTarget {
        /// The name asked for.
        name: String,
        /// The likely one, and all there are.
        help: String,
    },
}

/// Whoever shows an error says that it is one; after the first, that is said here.
fn join(problems: &[LocatedProblem]) -> String {
    problems
        .iter()
        .map(LocatedProblem::to_string)
        .collect::<Vec<_>>()
        .join("\n\nerror: ")
}

/// Something wrong in a text file. Displays with the line it stands in, and a caret below the place.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct LocatedProblem {
    /// The file.
    pub file: PathBuf,
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// What is wrong, in one line.
    pub message: String,
    /// What would be right.
    pub help: Option<String>,
    /// The line's text.
    source: String,
    /// How many characters of the line are meant.
    width: usize,
}

impl LocatedProblem {
    fn new(file: &Path, text: &str, problem: Problem<Place>) -> Self {
        let Problem {
            span,
            message,
            help,
        } = problem;
        let start = floor(text, span.start);
        let end = floor(text, span.end).max(start);
        let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
        let line_end = text[start..].find('\n').map_or(text.len(), |at| start + at);
        let source = text[line_start..line_end].trim_end_matches('\r').to_owned();
        Self {
            file: file.to_path_buf(),
            line: text[..start].matches('\n').count() + 1,
            column: text[line_start..start].chars().count() + 1,
            message,
            help,
            source,
            width: text[start..end.min(line_end)].chars().count().max(1),
        }
    }
}

/// The nearest character border at or before a byte position.
fn floor(text: &str, at: usize) -> usize {
    let at = at.min(text.len());
    (0..=at)
        .rev()
        .find(|at| text.is_char_boundary(*at))
        .unwrap_or(0)
}

impl fmt::Display for LocatedProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            file,
            line,
            column,
            message,
            help,
            source,
            width,
        } = self;
        let number = line.to_string();
        let gap = " ".repeat(number.len());
        // A tab is as wide as the terminal likes; the caret's line repeats it and so stays below the place.
        let lead = source
            .chars()
            .take(column - 1)
            .map(|c| if c == '\t' { '\t' } else { ' ' });
        let lead: String = lead.collect();
        writeln!(f, "{}:{line}:{column}: {message}", shown_path(file))?;
        writeln!(f, " {gap} |\n {number} | {source}")?;
        write!(f, " {gap} | {lead}{}", "^".repeat(*width))?;
        match help {
            Some(help) => write!(f, "\n {gap} = help: {help}"),
            None => Ok(()),
        }
    }
}

impl Config {
    /// Reads a file.
    ///
    /// # Errors
    /// When the file cannot be read, or as for [`Config::parse`].
    pub fn load(path: &Path) -> Result<Self, ConfigError> {
        Self::parse(path, &read(path)?)
    }

    /// Reads the text of a file at `path`, which relative paths in it start from.
    ///
    /// # Errors
    /// When the text is not TOML, or a key or value in it is not what it should be. All targets are looked at.
    pub fn parse(path: impl AsRef<Path>, text: &str) -> Result<Self, ConfigError> {
        let path = path.as_ref();
        let folder = path.parent().unwrap_or(Path::new(""));
        targets(text, folder)
            .map(|targets| Self { targets })
            .map_err(|problems| invalid(path, text, problems))
    }

    /// Reads a file that has settings alone.
    ///
    /// # Errors
    /// When the file cannot be read, or as for [`Config::parse_settings`].
    pub fn load_settings(path: &Path) -> Result<Settings, ConfigError> {
        Self::parse_settings(path, &read(path)?)
    }

    /// The settings in a text that has them alone: the keys of a target's table beside `document` and `output`. The path
    /// is for messages.
    ///
    /// # Errors
    /// When the text is not TOML, or a key or value in it is not what it should be.
    pub fn parse_settings(path: impl AsRef<Path>, text: &str) -> Result<Settings, ConfigError> {
        let node = root_node(text);
        let settings = node.and_then(|node| Settings::from_node(&node, &[]));
        let folder = path.as_ref().parent().unwrap_or(Path::new(""));
        settings
            .map(|settings| settings.in_folder(folder))
            .map_err(|problems| invalid(path.as_ref(), text, problems))
    }

    /// Reads a file that is no configuration of targets, with messages as of one.
    #[cfg(feature = "cli")]
    pub(crate) fn load_as<T: DeserializeOwned>(path: &Path) -> Result<T, ConfigError> {
        Self::parse_as(path, &read(path)?)
    }

    /// The same of a text.
    #[cfg(feature = "cli")]
    pub(crate) fn parse_as<T: DeserializeOwned>(
        path: impl AsRef<Path>,
        text: &str,
    ) -> Result<T, ConfigError> {
        let node = root_node(text);
        let read = node.and_then(|node| de::read(&node, &[]));
        read.map_err(|problems| invalid(path.as_ref(), text, problems))
    }

    /// The targets of these names, in the order of the file; all of them when no name is given.
    ///
    /// # Errors
    /// When there is no target of a given name.
    pub fn select(&self, names: &[String]) -> Result<Vec<&Target>, ConfigError> {
        if let Some(name) = names.iter().find(|name| self.target(name).is_none()) {
            let known: Vec<&str> = self
                .targets
                .iter()
                .map(|target| target.name.as_str())
                .collect();
            let help = help_for(name, "targets", &known);
            return Err(ConfigError::NoSuchTarget {
                name: name.clone(),
                help,
            });
        }
        let wanted = |target: &&Target| names.is_empty() || names.contains(&target.name);
        Ok(self.targets.iter().filter(wanted).collect())
    }

    /// The target of this name.
    #[must_use]
    pub fn target(&self, name: &str) -> Option<&Target> {
        self.targets.iter().find(|target| target.name == name)
    }
}

fn read(path: &Path) -> Result<String, ConfigError> {
    fs::read_to_string(path).map_err(|cause| ConfigError::Read {
        path: path.to_path_buf(),
        cause,
    })
}

fn invalid(path: &Path, text: &str, mut problems: Vec<Problem<Place>>) -> ConfigError {
    problems.sort_by_key(|problem| problem.span.start);
    let problems = problems.into_iter();
    let located = problems.map(|problem| LocatedProblem::new(path, text, problem));
    ConfigError::Invalid {
        problems: located.collect(),
    }
}

/// The whole text as a tree.
fn root_node(text: &str) -> Result<Node<Place>, Vec<Problem<Place>>> {
    let (table, errors) = DeTable::parse_recoverable(text);
    if !errors.is_empty() {
        return Err(errors.iter().map(|error| syntax(error, text)).collect());
    }
    let span = table.span();
    let value = convert_table(table.into_inner());
    Ok(Node { span, value })
}

fn targets(text: &str, folder: &Path) -> Result<Vec<Target>, Vec<Problem<Place>>> {
    let (entries, mut problems) = top_level(root_node(text)?);
    let mut reader = TargetReader {
        folder,
        outputs: HashMap::new(),
        problems: Vec::new(),
    };
    let mut targets = Vec::new();
    for (key, node) in entries {
        targets.extend(reader.read(key, node));
    }
    problems.extend(reader.problems);
    if problems.is_empty() {
        Ok(targets)
    } else {
        Err(problems)
    }
}

/// The tables under `[targets]`, and what is wrong around them.
fn top_level(mut root: Node<Place>) -> (Vec<Entry<Place>>, Vec<Problem<Place>>) {
    let mut problems = Vec::new();
    let targets = root.take("targets");
    if let Value::Table(others) = &root.value {
        for (key, _) in others {
            problems.push(Problem {
                span: key.span.clone(),
                message: format!("unknown key `{}`", key.name),
                help: Some(help_for(&key.name, "keys", &["targets"])),
            });
        }
    }
    let none = |span| Problem {
        span,
        message: "no target".to_owned(),
        help: Some("add a table such as `[targets.api]` with `document` and `output`".to_owned()),
    };
    match targets {
        None => problems.push(none(0..0)),
        Some(Node {
            value: Value::Table(entries),
            span,
        }) => {
            if entries.is_empty() {
                problems.push(none(span));
            }
            return (entries, problems);
        }
        Some(Node { value, span }) => {
            let message = format!("expected a table of targets, found {}", value.describe());
            problems.push(Problem {
                span,
                message,
                help: None,
            });
        }
    }
    (Vec::new(), problems)
}

struct TargetReader<'a> {
    folder: &'a Path,
    /// Which target has an output folder already.
    outputs: HashMap<PathBuf, String>,
    problems: Vec<Problem<Place>>,
}

impl TargetReader<'_> {
    fn read(&mut self, key: Key<Place>, mut node: Node<Place>) -> Option<Target> {
        let name = key.name.clone();
        if !matches!(node.value, Value::Table(_)) {
            let message = format!("expected a table, found {}", node.value.describe());
            self.problems.push(Problem {
                span: node.span,
                message,
                help: None,
            });
            return None;
        }
        if name.trim().is_empty() {
            self.add(key.span.clone(), "a target needs a name");
        }
        let document = self.path(&key, &mut node, "document");
        let output = self
            .path(&key, &mut node, "output")
            .and_then(
                |(output, span)| match self.outputs.insert(output.clone(), name.clone()) {
                    None => Some(output),
                    Some(other) => {
                        self.add(
                            span,
                            format!("the target `{other}` has the same output folder"),
                        );
                        None
                    }
                },
            );
        let settings = Settings::from_node(&node, &["document", "output"]);
        let settings = settings
            .map_err(|problems| self.problems.extend(problems))
            .ok();
        Some(Target {
            name,
            document: document?.0,
            output: output?,
            settings: settings?.in_folder(self.folder),
        })
    }

    /// Takes a path out of a target's table.
    fn path(
        &mut self,
        target: &Key<Place>,
        node: &mut Node<Place>,
        key: &str,
    ) -> Option<(PathBuf, Place)> {
        let Some(found) = node.take(key) else {
            self.add(
                target.span.clone(),
                format!("the target `{}` has no `{key}`", target.name),
            );
            return None;
        };
        match &found.value {
            Value::String(path) if path.trim().is_empty() => {
                self.add(found.span, format!("`{key}` is empty"));
                None
            }
            Value::String(path) => Some((tidy(&self.folder.join(path)), found.span)),
            other => {
                let message = format!("`{key}`: expected a string, found {}", other.describe());
                self.add(found.span, message);
                None
            }
        }
    }

    fn add(&mut self, span: Place, message: impl Into<String>) {
        self.problems.push(Problem {
            span,
            message: message.into(),
            help: None,
        });
    }
}

/// The path without `.` and `name/..`, so that messages and comparisons do not depend on how it was written.
fn tidy(path: &Path) -> PathBuf {
    use std::path::Component;
    let mut tidy = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir
                if matches!(tidy.components().next_back(), Some(Component::Normal(_))) =>
            {
                tidy.pop();
            }
            part => tidy.push(part),
        }
    }
    tidy
}

/// A text in TOML as plain data.
pub(super) fn table(text: &str) -> Result<serde_json::Map<String, serde_json::Value>, String> {
    toml::from_str(text).map_err(|error: toml::de::Error| error.message().to_owned())
}

fn syntax(error: &toml::de::Error, text: &str) -> Problem<Place> {
    let span = error.span().unwrap_or(text.len()..text.len());
    Problem {
        span,
        message: format!("not TOML: {}", error.message()),
        help: None,
    }
}

fn convert_table(table: DeTable<'_>) -> Value<Place> {
    let mut entries: Vec<Entry<Place>> = table
        .into_iter()
        .map(|(key, value)| {
            let span = key.span();
            (
                Key {
                    span,
                    name: key.into_inner().into_owned(),
                },
                convert(value),
            )
        })
        .collect();
    // The parser sorts by name; people expect the order of the file.
    entries.sort_by_key(|(key, _)| key.span.start);
    Value::Table(entries)
}

fn convert(value: Spanned<DeValue<'_>>) -> Node<Place> {
    let span = value.span();
    let value = match value.into_inner() {
        DeValue::String(text) => Value::String(text.into_owned()),
        DeValue::Integer(number) => match i64::from_str_radix(number.as_str(), number.radix()) {
            Ok(number) => Value::Integer(number),
            // Too large for any setting; as another kind it gets a type error at its place.
            Err(_) => Value::Float(f64::INFINITY),
        },
        DeValue::Float(number) => Value::Float(number.as_str().parse().unwrap_or(f64::NAN)),
        DeValue::Boolean(value) => Value::Bool(value),
        DeValue::Datetime(value) => Value::String(value.to_string()),
        DeValue::Array(items) => Value::List(items.into_iter().map(convert).collect()),
        DeValue::Table(table) => convert_table(table),
    };
    Node { span, value }
}

#[cfg(test)]
#[path = "config_tests.rs"]
mod tests;
