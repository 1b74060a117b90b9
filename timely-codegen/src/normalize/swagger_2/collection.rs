//! `collectionFormat`: how a list is written as text.

use super::{Converter, Entries};
use crate::diagnostic::{Code, Pointer, closest};
use serde_json::Value;

/// How a list is written, in the words of OpenAPI 3.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Written {
    /// In the way that OpenAPI 3 takes for granted at this place, or no list.
    Plain,
    /// In a style.
    Styled { style: &'static str, explode: bool },
    /// In a way that OpenAPI 3 has no name for.
    Unknown,
}

const FORMATS: &[&str] = &["csv", "ssv", "tsv", "pipes", "multi"];

impl Converter<'_, '_> {
    /// How the list of a parameter, header or field of a form is written. `is_named` tells whether each item can have the
    /// name of the list, as it can in queries and forms.
    pub(super) fn written(&mut self, entries: &Entries, is_named: bool, at: &Pointer) -> Written {
        if entries.get("type").is_none_or(|name| name != "array") {
            return Written::Plain;
        }
        let at = at.child("collectionFormat");
        let format = match entries.get("collectionFormat").and_then(Value::as_str) {
            None => "csv",
            Some(name) => self.known_format(name, &at),
        };
        let (style, explode) = match (format, is_named) {
            ("multi", true) => ("form", true),
            ("ssv", true) => ("spaceDelimited", false),
            ("pipes", true) => ("pipeDelimited", false),
            ("csv", true) => ("form", false),
            ("csv", false) => return Written::Plain,
            ("multi", false) => {
                let message = "only queries and forms name each item of a list; values separated by commas are taken";
                self.mended(&at, message)
                    .help("write `collectionFormat: csv`");
                return Written::Plain;
            }
            _ => {
                let message = format!(
                    "a list that is written as `{format}` here is not taken apart; it is one string"
                );
                self.context
                    .diagnostics
                    .warning(Code::Degraded, &at, message);
                return Written::Unknown;
            }
        };
        Written::Styled { style, explode }
    }

    fn known_format(&mut self, name: &str, at: &Pointer) -> &'static str {
        if let Some(known) = FORMATS.iter().find(|known| **known == name) {
            return known;
        }
        let near = closest(name, FORMATS.iter().copied());
        let message = format!("`{name}` is not a way to write a list");
        let diagnostics = &mut self.context.diagnostics;
        let diagnostic =
            diagnostics.assumption(Code::InvalidDocument, at, message, "`csv` is assumed");
        match near {
            Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
            None => diagnostic.help("it is `csv`, `ssv`, `tsv`, `pipes` or `multi`"),
        };
        "csv"
    }
}
