//! From files to one tree of values and a map back to the text.
//!
//! YAML and JSON become [`serde_json::Value`] with the keys in the document's order. References to other files are
//! followed and what they lead to becomes part of the document, so that the later stages see a single document.
//!
//! No text makes this panic, run on for long, or exhaust the stack: the limits stand in one place and are checked
//! before any parser that recurses sees the text.

mod bundle;
mod files;
mod foreign;
mod identifiers;
mod json;
mod limits;
mod metaschema;
mod names;
mod overlays;
mod span_builder;
#[cfg(test)]
mod tests;
mod text;
mod uri;
mod yaml;
mod yaml_hints;
mod yaml_spans;

use crate::diagnostic::{Diagnostics, Pointer, SourceMap, Spot, shown_path};
use crate::grammar;
use files::Files;
use serde_json::Value;
use std::path::{Path, PathBuf};

/// What a reader may do.
#[derive(Clone, Debug, Default)]
pub struct ReadOptions {
    /// Whether references may lead to files outside of the folder of the document.
    pub allow_outside_folder: bool,
    /// Whether the document is wanted as it is written, with its references as they are.
    pub alone: bool,
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
}

#[cfg(feature = "cli")]
impl Document {
    /// The values for those who know of dynamic references, which in [`value`](Self::value) are references with a name beside
    /// them.
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
        (Files::in_memory(), options),
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
    if options.alone {
        return Some(Document {
            value,
            source_map,
            files: files.into_paths(),
            own_types,
        });
    }
    let anchors = identifiers::settle(&mut value, 0, &source_map, diagnostics);
    if refers_elsewhere(&value) {
        files.add_root(path, value.clone(), anchors);
        value = bundle::bundle(value, &mut files, &mut source_map, diagnostics);
    }
    Some(Document {
        value,
        source_map,
        files: files.into_paths(),
        own_types,
    })
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
