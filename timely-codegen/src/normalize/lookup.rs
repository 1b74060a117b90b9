//! What pointers and references lead to in the document.

use crate::diagnostic::{Pointer, closest};
use crate::grammar::{self, Kind, MAX_DEPTH, Reference};
use serde_json::Value;
use std::collections::HashSet;

/// Why a reference leads nowhere.
#[derive(Debug, thiserror::Error)]
pub(super) enum Lost {
    #[error("there is no `{segment}`")]
    Missing { inside: Pointer, segment: String },
    #[error("it leads to itself")]
    Circle,
    #[error("more than {MAX_DEPTH} references follow one another")]
    TooLong,
    #[error("there is no anchor `{0}`")]
    NoAnchor(String),
    #[error("it is empty")]
    Empty,
    #[error("it is not a JSON pointer into the document")]
    NoPointer,
}

impl Lost {
    /// What to do, where nothing better is known.
    pub(super) fn help(&self) -> &'static str {
        match self {
            Self::Missing { .. } => "define it there, or refer to something else",
            Self::Circle => "let one of the references on the way lead to what is meant",
            Self::TooLong => "refer to something that is nearer to the end of the chain",
            Self::NoAnchor(_) | Self::Empty | Self::NoPointer => {
                "refer by a JSON pointer, such as `#/components/schemas/Pet`"
            }
        }
    }

    /// What was meant, most likely.
    pub(super) fn suggestion(&self, document: &Value) -> Option<String> {
        let Self::Missing { inside, segment } = self else {
            return None;
        };
        let keys = inside.look(document)?.as_object()?.keys();
        closest(segment, keys.map(String::as_str)).map(str::to_owned)
    }
}

/// The place of a reference, through all references on the way and at the end of it.
pub(super) fn resolve(document: &Value, reference: &str) -> Result<Pointer, Lost> {
    let mut text = reference.to_owned();
    let mut passed = HashSet::new();
    while passed.len() < MAX_DEPTH {
        match find(document, &text)? {
            Step::There(pointer) => return Ok(pointer),
            Step::Further(next) if passed.contains(&next) => return Err(Lost::Circle),
            Step::Further(next) => {
                passed.insert(std::mem::replace(&mut text, next));
            }
        }
    }
    Err(Lost::TooLong)
}

/// The place that a reference names, which may hold another reference.
pub(super) fn target(document: &Value, reference: &str) -> Result<Pointer, Lost> {
    match Reference::parse(reference) {
        _ if reference.is_empty() => Err(Lost::Empty),
        Reference::Anchor { path: None, name } => Err(Lost::NoAnchor(name)),
        Reference::Local {
            path: None,
            pointer,
        } if pointer.look(document).is_some() => Ok(pointer),
        _ => resolve(document, reference),
    }
}

enum Step {
    There(Pointer),
    Further(String),
}

fn find(document: &Value, text: &str) -> Result<Step, Lost> {
    let Reference::Local {
        path: None,
        pointer,
    } = Reference::parse(text)
    else {
        return Err(Lost::NoPointer);
    };
    let mut value = document;
    let mut below = pointer.segments();
    let mut walked = Pointer::root();
    while let Some(segment) = below.next() {
        if let Some(next) = step(value, &segment) {
            value = next;
            walked.push(&segment);
            continue;
        }
        if let Some(further) = grammar::reference(value) {
            let mut rest = Pointer::root().child(&segment);
            below.for_each(|segment| rest.push(&segment));
            return Ok(Step::Further(grammar::extended(further, &rest)));
        }
        return Err(Lost::Missing {
            inside: walked,
            segment,
        });
    }
    match grammar::reference(value) {
        Some(further) => Ok(Step::Further(further.to_owned())),
        None => Ok(Step::There(walked)),
    }
}

fn step<'a>(value: &'a Value, segment: &str) -> Option<&'a Value> {
    match value {
        Value::Object(entries) => entries.get(segment),
        Value::Array(items) => items.get(segment.parse::<usize>().ok()?),
        _ => None,
    }
}

/// What the grammar says about a place. `None` where it says nothing, such as in an extension.
pub(super) fn kind_at(document: &Value, pointer: &Pointer) -> Option<&'static Kind> {
    let mut kind = grammar::document_kind(document);
    let mut value = document;
    for segment in pointer.segments() {
        value = step(value, &segment)?;
        kind = match kind {
            Kind::List(inner) | Kind::Map(inner) => inner,
            Kind::Object(object) => object.kind_of(&segment)?,
            _ => return None,
        }
        .for_value(value);
    }
    Some(kind)
}
