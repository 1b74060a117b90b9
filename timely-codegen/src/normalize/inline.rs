//! What is copied to where it is referred to.
//!
//! Path items, callbacks and media types are: the `openapiv3` crate holds references to none of them at the places where
//! they may stand. So is whatever stands where the standard has no references: a whole `content`, `properties` or `paths`,
//! an operation, a list.

use super::Context;
use super::lookup::{self, Lost};
use crate::diagnostic::{Code, Pointer};
use crate::grammar::{self, Kind, MAX_DEPTH, Role, Visit, walk};
use serde_json::Value;

/// How many values may be copied.
const MAX_COPIED: usize = 1_000_000;

/// Copies what a reference leads to that stands where the standard has none.
pub(super) fn settle_misplaced(document: &mut Value, context: &mut Context<'_>) {
    let mut finder = Finder { found: false };
    let kind = grammar::document_kind(document);
    walk(kind, document, &mut Pointer::root(), &mut finder);
    if finder.found {
        copy(Which::Misplaced, document, context);
    }
}

/// Copies path items, callbacks and media types.
pub(super) fn inline(document: &mut Value, context: &mut Context<'_>) {
    copy(Which::Components, document, context);
    if let Some(components) = document
        .get_mut("components")
        .and_then(Value::as_object_mut)
    {
        components.shift_remove("pathItems");
        components.shift_remove("mediaTypes");
    }
}

fn copy(which: Which, document: &mut Value, context: &mut Context<'_>) {
    let snapshot = document.clone();
    let mut inliner = Inliner {
        which,
        document: &snapshot,
        context,
        copying: Vec::new(),
        copied: 0,
    };
    let kind = grammar::document_kind(document);
    walk(kind, document, &mut Pointer::root(), &mut inliner);
}

/// Which references are replaced by what they lead to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Which {
    /// Those to what `openapiv3` holds no references to.
    Components,
    /// Those at places where the standard has none.
    Misplaced,
}

impl Which {
    fn takes(self, kind: &Kind) -> bool {
        match (self, kind) {
            (Self::Components, Kind::Object(object)) => {
                matches!(
                    object.section,
                    Some("pathItems" | "callbacks" | "mediaTypes")
                )
            }
            (Self::Components, _) => false,
            (Self::Misplaced, Kind::Object(object)) => object.section.is_none(),
            (Self::Misplaced, kind) => matches!(kind, Kind::List(_) | Kind::Map(_)),
        }
    }
}

/// Tells whether there is a reference at a place where the standard has none.
struct Finder {
    found: bool,
}

impl Visit for Finder {
    fn enter(&mut self, kind: &'static Kind, value: &mut Value, _: &Pointer) -> bool {
        self.found |= Which::Misplaced.takes(kind) && grammar::reference(value).is_some();
        !self.found
    }
}

struct Inliner<'a, 'b> {
    which: Which,
    document: &'a Value,
    context: &'a mut Context<'b>,
    /// What is being copied into what, to notice circles.
    copying: Vec<Pointer>,
    copied: usize,
}

impl Inliner<'_, '_> {
    fn copy(&mut self, kind: &Kind, text: &str, at: &Pointer) -> Option<(Pointer, Value)> {
        let at_reference = at.child("$ref");
        let mut place = match lookup::resolve(self.document, text) {
            Ok(place) => place,
            Err(lost) => {
                // Others were reported when the references were looked at.
                if self.which == Which::Misplaced {
                    self.report_lost(text, &lost, at);
                }
                return None;
            }
        };
        if self.which == Which::Misplaced {
            place = self.properties_at(place, kind);
            let message = "no reference can stand here; what it leads to is put in its place";
            let diagnostics = &mut self.context.diagnostics;
            diagnostics.warning(Code::Repaired, &at_reference, message);
        }
        let source = place.look(self.document)?;
        if self.copying.contains(&place) {
            self.context.diagnostics.assumption(
                Code::CyclicReference,
                &at_reference,
                format!("`{}` leads back to itself", self.context.as_written(text)),
                "it is left out",
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

    fn report_lost(&mut self, text: &str, lost: &Lost, at: &Pointer) {
        let message = match lost {
            Lost::Circle => format!("`{text}` leads back to itself"),
            lost => format!("`{text}` leads to nothing: {lost}"),
        };
        let diagnostics = &mut self.context.diagnostics;
        let at_reference = at.child("$ref");
        diagnostics
            .assumption(
                Code::UnresolvedReference,
                &at_reference,
                message,
                untyped(at).1,
            )
            .help(lost.help());
    }

    /// Where the properties are that are meant by a reference to a schema that has them.
    fn properties_at(&self, place: Pointer, kind: &Kind) -> Pointer {
        let below = place.child("properties");
        let is_meant = matches!(kind, Kind::Map(Kind::Object(inner)) if inner.role == Role::Schema)
            && place.name().as_deref() != Some("properties")
            && below.look(self.document).is_some_and(Value::is_object);
        if is_meant { below } else { place }
    }

    fn inline(&mut self, kind: &'static Kind, text: &str, value: &mut Value, pointer: &Pointer) {
        let Some((place, mut copy)) = self.copy(kind, text, pointer) else {
            *value = match self.which {
                Which::Misplaced => untyped(pointer).0,
                Which::Components => Value::Null,
            };
            return;
        };
        if self.which == Which::Misplaced {
            // Before something else stands there.
            self.context.settle_places();
        }
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
        // Schemas hold no components that are copied.
        if let (Which::Components, Kind::Object(object)) = (self.which, kind)
            && object.section == Some("schemas")
        {
            return false;
        }
        let text = grammar::reference(value).filter(|_| self.which.takes(kind));
        let Some(text) = text.map(str::to_owned) else {
            return true;
        };
        self.inline(kind, &text, value, pointer);
        false
    }
}

/// What stands in for what a misplaced reference does not find.
fn untyped(pointer: &Pointer) -> (Value, &'static str) {
    match pointer.name().as_deref() {
        Some("content") => grammar::untyped_content(),
        _ => (Value::Null, "it is left out"),
    }
}
