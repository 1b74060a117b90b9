//! Documents of Swagger 2.0, as documents of OpenAPI 3.0.
//!
//! This comes before all other steps, which know nothing of Swagger 2.0 after it. What is wrong with the keys of a document
//! is said while they are those of Swagger; what is wrong with what they say, by the later steps.

mod body;
mod budget;
mod collection;
mod document;
mod form;
mod operation;
mod parameter;
mod references;
mod responses;
mod schemas;
mod security;
mod servers;
#[cfg(test)]
mod tests;

use super::{Context, check, dialect, inline, lookup};
use crate::diagnostic::{Code, Diagnostic, Pointer};
use crate::grammar;
use budget::Budget;
use serde_json::{Map, Value};
use std::collections::HashSet;

type Entries = Map<String, Value>;

/// The media type of bodies where a document names none.
const JSON: &str = "application/json";

/// Turns a document of Swagger 2.0 into one of OpenAPI 3.0.
pub(super) fn convert(document: &mut Value, context: &mut Context<'_>) {
    for step in [
        inline::settle_misplaced,
        dialect::report,
        schemas::settle,
        check::check,
    ] {
        step(document, context);
        context.settle_places();
    }
    let original = std::mem::take(document);
    let mut converter = Converter {
        consumes: media_types(original.get("consumes")).unwrap_or_else(|| vec![JSON.to_owned()]),
        produces: media_types(original.get("produces")).unwrap_or_else(|| vec![JSON.to_owned()]),
        document: &original,
        context,
        moves: Vec::new(),
        copies: Vec::new(),
        is_copying: false,
        placed: HashSet::new(),
        budget: Budget::default(),
    };
    *document = Value::Object(converter.converted());
    let (moves, copies) = (converter.moves, converter.copies);
    // What was reported is about the places as they were.
    context.settle_places();
    context
        .map
        .moved_together(&[moves.as_slice(), &copies].concat());
    references::settle(document, &original, &moves, context);
}

/// What is known while a document is converted. All pointers lead into the document as it was, but those that say where
/// something goes.
struct Converter<'a, 'b> {
    document: &'a Value,
    context: &'a mut Context<'b>,
    /// What goes where. A value may go to several places, of which the first is the one that references lead to.
    moves: Vec<(Pointer, Pointer)>,
    /// The same for what goes elsewhere as well, where references do not lead.
    copies: Vec<(Pointer, Pointer)>,
    is_copying: bool,
    /// The bodies that have a place of their own already.
    placed: HashSet<Pointer>,
    /// The media types of bodies and of responses, where an operation has none of its own.
    consumes: Vec<String>,
    produces: Vec<String>,
    budget: Budget,
}

impl<'a> Converter<'a, '_> {
    fn moved(&mut self, from: &Pointer, to: &Pointer) {
        let list = match self.is_copying {
            true => &mut self.copies,
            false => &mut self.moves,
        };
        if from != to {
            list.push((from.clone(), to.clone()));
        }
    }

    /// Does something with a value that has its own place elsewhere.
    fn copying<T>(&mut self, action: impl FnOnce(&mut Self) -> T) -> T {
        let outer = std::mem::replace(&mut self.is_copying, true);
        let result = action(self);
        self.is_copying = outer;
        result
    }

    /// Reports something that was mended.
    fn mended(&mut self, at: &Pointer, message: impl Into<String>) -> &mut Diagnostic {
        self.context
            .diagnostics
            .warning(Code::Repaired, at, message)
    }

    /// What a reference leads to, and where that is.
    fn target(&self, reference: &str) -> Option<(Pointer, &'a Entries)> {
        let place = lookup::resolve(self.document, reference).ok()?;
        let entries = place.look(self.document)?.as_object()?;
        Some((place, entries))
    }

    /// A schema for each of several media types. All but the first refer to it, so that it is one type.
    fn content(
        &mut self,
        types: &[String],
        schema: &Value,
        from: &Pointer,
        to: &Pointer,
    ) -> Entries {
        let mut content = Map::new();
        let is_reference = grammar::reference(schema).is_some();
        let size = if is_reference {
            grammar::measure(schema).0
        } else {
            1
        };
        for name in types {
            if content.contains_key(name) || !self.may_copy(size, from) {
                continue;
            }
            let schema = match content.is_empty() || is_reference {
                true => schema.clone(),
                false => reference(from),
            };
            self.moved(from, &to.child(name).child("schema"));
            let mut media = Map::new();
            media.insert("schema".to_owned(), schema);
            content.insert(name.clone(), Value::Object(media));
        }
        content
    }
}

/// A list of media types that says something.
fn media_types(value: Option<&Value>) -> Option<Vec<String>> {
    let names = value?.as_array()?.iter().filter_map(Value::as_str);
    let names = names.map(str::trim).filter(|name| !name.is_empty());
    let names: Vec<String> = names.map(str::to_owned).collect();
    (!names.is_empty()).then_some(names)
}

/// A reference to a place in the document as it was.
fn reference(place: &Pointer) -> Value {
    let mut entries = Map::new();
    let text = grammar::reference_to(place);
    entries.insert("$ref".to_owned(), Value::String(text));
    Value::Object(entries)
}
