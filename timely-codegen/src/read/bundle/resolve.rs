//! Where references lead, through files and other references.

use super::{Bundle, Place};
use crate::diagnostic::{Code, Diagnostics, Pointer, closest, shown_path};
use crate::grammar::{self, MAX_DEPTH};
use crate::read::file_error::FileError;
use serde_json::Value;

/// How many messages come with a guess at what was meant.
const MAX_SUGGESTIONS: usize = 50;

impl Bundle<'_> {
    /// The place that a reference leads to, through all references that stand there.
    pub(super) fn resolve(&mut self, text: &str, from: usize) -> Result<Place, Unresolved> {
        let mut text = text.to_owned();
        let mut from = from;
        for _ in 0..MAX_DEPTH {
            let (file, pointer) = self.parse(&text, from)?;
            match self.find(file, &pointer)? {
                Found::Value(value) => match grammar::reference(value) {
                    // A reference with keys beside it is more than its target.
                    Some(next)
                        if file != 0 && value.as_object().is_some_and(|value| value.len() == 1) =>
                    {
                        text = next.to_owned();
                    }
                    _ => return Ok((file, pointer)),
                },
                Found::Elsewhere(next) => text = next,
            }
            from = file;
        }
        Err(Unresolved::Circle)
    }

    fn parse(&mut self, text: &str, from: usize) -> Result<Place, Unresolved> {
        let (path, fragment) = text.split_once('#').unwrap_or((text, ""));
        let file = match path {
            "" => from,
            path => self.load(from, path)?,
        };
        let name = grammar::decode(fragment);
        let anchors = &self.files.get(file).anchors;
        let place = Pointer::parse(&name).or_else(|| anchors.get(&name).cloned());
        Ok((file, place.ok_or(Unresolved::Anchor)?))
    }

    fn load(&mut self, from: usize, path: &str) -> Result<usize, Unresolved> {
        self.files
            .load(from, path, self.map, self.diagnostics)
            .map_err(Unresolved::File)
    }

    pub(super) fn find(&self, file: usize, pointer: &Pointer) -> Result<Found<'_>, Unresolved> {
        let mut value = &self.files.get(file).value;
        let segments: Vec<String> = pointer.segments().collect();
        for (index, segment) in segments.iter().enumerate() {
            let next = match value {
                Value::Object(entries) => entries.get(segment),
                Value::Array(items) => segment
                    .parse::<usize>()
                    .ok()
                    .and_then(|index| items.get(index)),
                _ => None,
            };
            if let Some(next) = next {
                value = next;
                continue;
            }
            if let Some(text) = grammar::reference(value) {
                return Ok(Found::Elsewhere(extend(text, &segments[index..])));
            }
            // In a document where nothing is right, the search for what was meant would take most of the time.
            let suggest = self.diagnostics.len() < MAX_SUGGESTIONS;
            let keys = value
                .as_object()
                .filter(|_| suggest)
                .into_iter()
                .flatten()
                .map(|(key, _)| key.as_str());
            return Err(Unresolved::Missing {
                file: shown_path(&self.files.get(file).path),
                segment: segment.clone(),
                near: closest(segment, keys).map(str::to_owned),
            });
        }
        Ok(Found::Value(value))
    }
}

pub(super) enum Found<'a> {
    Value(&'a Value),
    /// On the way there is a reference, which leads on.
    Elsewhere(String),
}

/// Why a reference leads nowhere.
pub(super) enum Unresolved {
    Anchor,
    Circle,
    File(FileError),
    Missing {
        file: String,
        segment: String,
        near: Option<String>,
    },
}

impl Unresolved {
    pub(super) fn report(
        self,
        text: &str,
        pointer: &Pointer,
        instead: &str,
        diagnostics: &mut Diagnostics,
    ) {
        let at = &pointer.child("$ref");
        match self {
            Self::Anchor => {
                diagnostics
                    .assumption(
                        Code::UnresolvedReference,
                        at,
                        format!("`{text}` leads to nothing: there is no such anchor"),
                        instead,
                    )
                    .help("refer by a JSON pointer, such as `#/components/schemas/Pet`");
            }
            Self::Circle => {
                diagnostics
                    .assumption(
                        Code::CyclicReference,
                        at,
                        format!("`{text}` leads to itself"),
                        instead,
                    )
                    .help("let one of the references on the way lead to what is meant");
            }
            Self::File(error) => {
                let _ = error.refuse(text, at, instead, diagnostics);
            }
            Self::Missing {
                file,
                segment,
                near,
            } => {
                let message =
                    format!("`{text}` leads to nothing: there is no `{segment}` in {file}");
                let diagnostic =
                    diagnostics.assumption(Code::UnresolvedReference, at, message, instead);
                match near {
                    Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
                    None => diagnostic.help("define it there, or refer to something else"),
                };
            }
        }
    }
}

/// A reference that leads further down than another one.
fn extend(text: &str, segments: &[String]) -> String {
    let mut below = Pointer::root();
    for segment in segments {
        below.push(segment);
    }
    grammar::extended(text, &below)
}
