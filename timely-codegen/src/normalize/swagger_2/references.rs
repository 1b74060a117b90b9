//! References follow what they lead to.

use super::super::{Context, lookup};
use crate::diagnostic::Pointer;
use crate::grammar::{self, DOCUMENT, Kind, Object, Reference, Role, Visit, walk};
use serde_json::{Map, Value};
use std::collections::HashMap;

/// Leads all references to where things went. `original` is the document that they were written in.
pub(super) fn settle(
    document: &mut Value,
    original: &Value,
    moves: &[(Pointer, Pointer)],
    context: &mut Context<'_>,
) {
    let mut places = HashMap::new();
    for (from, to) in moves {
        places.entry(from).or_insert(to);
    }
    let mut settler = Settler {
        original,
        places,
        context,
    };
    walk(&DOCUMENT, document, &mut Pointer::root(), &mut settler);
}

struct Settler<'a, 'b> {
    original: &'a Value,
    places: HashMap<&'a Pointer, &'a Pointer>,
    context: &'a mut Context<'b>,
}

impl Settler<'_, '_> {
    fn settle(&mut self, text: &mut String) {
        let Reference::Local {
            path: None,
            pointer,
        } = Reference::parse(text)
        else {
            return;
        };
        let found = lookup::target(self.original, text);
        let place = self.place(&found.unwrap_or(pointer));
        let settled = grammar::reference_to(&place);
        let written = std::mem::replace(text, settled);
        if written != *text {
            let names = &mut self.context.written;
            names.entry(text.clone()).or_insert(written);
        }
    }

    /// Where a value went, with what is around it if it did not go by itself.
    fn place(&self, pointer: &Pointer) -> Pointer {
        let mut around = Some(pointer.clone());
        while let Some(candidate) = around {
            if let (Some(to), Some(rest)) = (self.places.get(&candidate), pointer.below(&candidate))
            {
                return to.join(&rest);
            }
            around = candidate.parent();
        }
        pointer.clone()
    }
}

impl Visit for Settler<'_, '_> {
    fn enter(&mut self, kind: &'static Kind, value: &mut Value, _: &Pointer) -> bool {
        if matches!(kind, Kind::Any) {
            return false;
        }
        if let Some(Value::String(text)) = value.get_mut("$ref") {
            self.settle(text);
        }
        if let Kind::Object(Object { role, .. }) = kind
            && *role == Role::Discriminator
        {
            let mapping = value.get_mut("mapping").and_then(Value::as_object_mut);
            for value in mapping.into_iter().flat_map(Map::values_mut) {
                if let Value::String(text) = value
                    && text.starts_with('#')
                {
                    self.settle(text);
                }
            }
        }
        true
    }
}
