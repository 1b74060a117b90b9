//! Path items, callbacks and media types are copied to where they are referred to.
//!
//! The `openapiv3` crate holds references to none of them at the places where they may stand.

use super::Context;
use super::lookup;
use crate::diagnostic::{Code, Pointer};
use crate::grammar::{self, DOCUMENT, Kind, MAX_DEPTH, Visit, walk};
use serde_json::Value;

/// How many values may be copied.
const MAX_COPIED: usize = 1_000_000;

pub(super) fn inline(document: &mut Value, context: &mut Context<'_>) {
    let snapshot = document.clone();
    let mut inliner = Inliner {
        document: &snapshot,
        context,
        copying: Vec::new(),
        copied: 0,
    };
    walk(&DOCUMENT, document, &mut Pointer::root(), &mut inliner);
    if let Some(components) = document
        .get_mut("components")
        .and_then(Value::as_object_mut)
    {
        components.shift_remove("pathItems");
        components.shift_remove("mediaTypes");
    }
}

struct Inliner<'a, 'b> {
    document: &'a Value,
    context: &'a mut Context<'b>,
    /// What is being copied into what, to notice circles.
    copying: Vec<Pointer>,
    copied: usize,
}

impl Inliner<'_, '_> {
    fn copy(&mut self, text: &str, at: &Pointer) -> Option<(Pointer, Value)> {
        let place = lookup::resolve(self.document, text).ok()?;
        let source = lookup::get(self.document, &place)?;
        let at_reference = at.child("$ref");
        if self.copying.contains(&place) {
            self.context.diagnostics.error(
                Code::CyclicReference,
                &at_reference,
                format!("`{text}` leads back to itself"),
            );
            return None;
        }
        let (values, depth) = grammar::measure(source);
        self.copied = self.copied.saturating_add(values);
        if self.copied > MAX_COPIED || depth + at.segments().count() > MAX_DEPTH {
            let message = format!("`{text}` copies more into the document than the limits allow");
            self.context
                .diagnostics
                .error(Code::TooLarge, &at_reference, message);
            return None;
        }
        Some((place, source.clone()))
    }

    fn inline(&mut self, kind: &'static Kind, text: &str, value: &mut Value, pointer: &Pointer) {
        let Some((place, mut copy)) = self.copy(text, pointer) else {
            *value = Value::Null;
            return;
        };
        let siblings = value
            .as_object_mut()
            .map(std::mem::take)
            .unwrap_or_default();
        for key in siblings.keys() {
            // They stay where they are, whatever is said about their surroundings below.
            let at = pointer.child(key);
            self.context.map.moved(&at, at.clone());
        }
        self.context.map.moved(&place, pointer.clone());
        if let Value::Object(entries) = &mut copy {
            entries.extend(siblings.into_iter().filter(|(key, _)| key != "$ref"));
        }
        self.copying.push(place);
        walk(kind, &mut copy, &mut pointer.clone(), self);
        self.copying.pop();
        *value = copy;
    }
}

impl Visit for Inliner<'_, '_> {
    fn enter(&mut self, kind: &'static Kind, value: &mut Value, pointer: &Pointer) -> bool {
        let Kind::Object(object) = kind else {
            return true;
        };
        match object.section {
            // Schemas hold nothing that is copied.
            Some("schemas") => return false,
            Some("pathItems" | "callbacks" | "mediaTypes") => {}
            _ => return true,
        }
        let Some(text) = grammar::reference(value).map(str::to_owned) else {
            return true;
        };
        self.inline(kind, &text, value, pointer);
        false
    }
}
