//! From files to one tree of values and a map back to the text.
//!
//! YAML and JSON become [`serde_json::Value`] with the keys in the document's order. References to other files are
//! followed and what they lead to becomes part of the document, so that the later stages see a single document.
//!
//! No text makes this panic, run on for long, or exhaust the stack: the limits stand in one place and are checked
//! before any parser that recurses sees the text.

mod bundle;
mod file_error;
mod files;
mod foreign;
mod identifiers;
mod json;
mod limits;
mod metaschema;
mod names;
mod one_file;
mod overlays;
mod refs;
mod span_builder;
mod targets;
#[cfg(test)]
mod tests;
mod text;
mod uri;
mod yaml;
mod yaml_hints;
mod yaml_spans;

use crate::diagnostic::{Diagnostics, Pointer, Severity, SourceMap, Spot, shown_path};
use crate::grammar;
use files::Files;
pub use refs::Refs;
use serde_json::Value;
use std::path::{Path, PathBuf};

/// What a reader may do.
#[derive(Clone, Debug, Default)]
pub struct ReadOptions {
    /// Whether references may lead to files outside of the folder of the document.
    pub allow_outside_folder: bool,
    /// Whether the document is wanted as it is written, with its references as they are.
    pub alone: bool,
    /// Where references lead that do not lead where they say.
    pub refs: Refs,
    /// Overlays that are applied to the document, in this order.
    pub overlays: Vec<PathBuf>,
    /// How large all files of the document may be together, in MiB; without a limit if nothing is said.
    pub max_mebibytes: Option<u32>,
}

/// A document and all that it refers to in other files.
#[derive(Debug)]
pub struct Document {
    /// The values.
    pub value: Value,
    /// Where they come from.
    pub source_map: SourceMap,
    /// Every file that was read, the document itself first.
    pub files: Vec<PathBuf>,
    /// The `x-rust-type` of schemas that overlays have: files of one's own, as the document may not be.
    pub(crate) own_types: Vec<(Pointer, String)>,
    /// The paths of the files that hold values, without symbolic links, by the numbers that the map has for them.
    pub(crate) numbered: Vec<PathBuf>,
    /// What is generated elsewhere.
    pub(crate) elsewhere: Vec<Elsewhere>,
}

/// A file, or a place in one, whose types are generated elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Elsewhere {
    /// The key of the settings.
    pub(crate) key: String,
    /// The number of the file.
    pub(crate) file: usize,
    /// Its path, as the user wrote it or relative to that.
    pub(crate) path: PathBuf,
    /// The place of a single schema.
    pub(crate) place: Option<Pointer>,
}

impl Document {
    /// The document in one file as JSON, if it is to be kept beside its meaning.
    pub(crate) fn text(&self) -> String {
        let mut value = self.value.clone();
        identifiers::unsettle(&mut value);
        one_file::text(&value)
    }

    /// The values for those who know of dynamic references, which in [`value`](Self::value) are references with a name beside
    /// them.
    #[cfg(feature = "cli")]
    pub(crate) fn into_shared(mut self) -> Value {
        identifiers::unsettle(&mut self.value);
        self.value
    }
}

/// Reads a document and the files it refers to.
///
/// `None` if the document itself could not be read; `diagnostics` then says why. What is wrong in the other files is
/// reported there as well, and left out of the document.
pub fn read_file(
    path: &Path,
    options: &ReadOptions,
    diagnostics: &mut Diagnostics,
) -> Option<Document> {
    let loaded = Files::around(path, options).and_then(|mut files| {
        let text = files.read_text(path)?;
        Ok((files, text))
    });
    match loaded {
        Ok((files, text)) => read(path, text, (files, options), diagnostics),
        Err(error) => {
            error.report(diagnostics);
            None
        }
    }
}

/// Reads a document from memory. The name is for messages; what ends with `.json` is read as JSON.
///
/// A document in memory has no folder, so that it cannot refer to files; overlays can be applied to it all the same. The
/// options are those of [`read_file`].
pub fn read_str(
    name: &str,
    text: &str,
    options: &ReadOptions,
    diagnostics: &mut Diagnostics,
) -> Option<Document> {
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    read(
        Path::new(name),
        text::unix_lines(text.to_owned()),
        (Files::in_memory(options), options),
        diagnostics,
    )
}

fn read(
    path: &Path,
    text: String,
    (mut files, options): (Files, &ReadOptions),
    diagnostics: &mut Diagnostics,
) -> Option<Document> {
    let parsed = text::parse(&shown_path(path), text, diagnostics)?;
    let mut source_map = SourceMap::new();
    source_map.add_file(parsed.source, parsed.spans);
    let mut value = parsed.value;
    if let Some((foreign, at)) = foreign::by_keys(&value) {
        let location = source_map.locate(&at, Spot::Key);
        let diagnostic = text::not_openapi(foreign, &at, diagnostics);
        if let Some(location) = location {
            diagnostic.location(location);
        }
        return None;
    }
    overlays::apply(
        &options.overlays,
        &mut value,
        &mut files,
        &mut source_map,
        diagnostics,
    );
    let own_types = match options.overlays.is_empty() {
        true => Vec::new(),
        false => overlays::own_types(&value, &source_map),
    };
    let mut document = Document {
        value,
        source_map,
        files: Vec::new(),
        own_types,
        numbered: Vec::new(),
        elsewhere: Vec::new(),
    };
    if !options.alone {
        bundle_files(path, &mut document, &mut files, diagnostics);
    }
    document.files = files.into_paths();
    Some(document)
}

/// Brings what other files hold into a document.
fn bundle_files(
    path: &Path,
    document: &mut Document,
    files: &mut Files,
    diagnostics: &mut Diagnostics,
) {
    let map = &mut document.source_map;
    let anchors = identifiers::settle(&mut document.value, 0, map, diagnostics);
    if refers_elsewhere(&document.value) {
        files.add_root(path, document.value.clone(), anchors);
        let value = std::mem::take(&mut document.value);
        (document.value, document.elsewhere) = bundle::bundle(value, files, map, diagnostics);
        document.numbered = files.real_paths();
    } else {
        let real = path.canonicalize();
        document.numbered = vec![real.unwrap_or_else(|_| path.to_owned())];
    }
    for key in files.unused_refs() {
        diagnostics
            .setting(
                Severity::Warning,
                format!("the `refs` setting names what no reference leads to: `{key}`"),
            )
            .help("a key is a URI, or the path of a file from the folder of the document or of the settings");
    }
}

/// Whether anything in a document may be a reference to another file.
fn refers_elsewhere(value: &Value) -> bool {
    match value {
        Value::Object(entries) => {
            grammar::reference(value).is_some_and(|text| !text.starts_with('#'))
                || entries.values().any(refers_elsewhere)
        }
        Value::Array(items) => items.iter().any(refers_elsewhere),
        _ => false,
    }
}
