//! Every reference leads to an entry of `components`.

use super::lookup::{self, Lost};
use super::{Context, MAX_SUGGESTIONS, names};
use crate::diagnostic::{Code, Pointer};
use crate::grammar::{self, DOCUMENT, Kind, Look, Object, Role, Visit, survey, walk};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// Reports references that lead to nothing, and moves what is referred to anywhere else into `components`.
///
/// Path items are left where they are: they are copied later.
pub(super) fn settle(document: &mut Value, context: &mut Context<'_>) {
    let mut finder = Finder {
        document,
        context,
        places: BTreeMap::new(),
        around: Vec::new(),
        edits: Vec::new(),
    };
    survey(&DOCUMENT, document, &mut Pointer::root(), &mut finder);
    let (places, edits) = (finder.places, finder.edits);
    // What goes to `components` is named after the document as it was.
    let moves = plan(document, places);
    for (at, edit) in edits {
        edit.apply(document, &at);
    }
    // From the inside out, so that the places of what is still to be moved stay where they are.
    for (place, target) in moves.iter().rev() {
        move_to_component(document, place, target, context);
    }
    if !moves.is_empty() {
        let mut redirect = Redirect { moves: &moves };
        walk(&DOCUMENT, document, &mut Pointer::root(), &mut redirect);
    }
}

/// What becomes of a value.
enum Edit {
    Set(Value),
    Remove,
}

impl Edit {
    fn apply(self, document: &mut Value, at: &Pointer) {
        match self {
            Self::Set(new) => {
                if let Some(value) = document.pointer_mut(at.as_str()) {
                    *value = new;
                }
            }
            Self::Remove => {
                let around = at.parent();
                let around = around.and_then(|around| document.pointer_mut(around.as_str()));
                if let (Some(Value::Object(entries)), Some(key)) = (around, at.name()) {
                    entries.shift_remove(&key);
                }
            }
        }
    }
}

/// How many schemas may stand within one another. Real documents come to 13.
const MAX_NESTED: usize = 14;

/// Where something goes in `components`.
struct Target {
    section: &'static str,
    name: String,
}

impl Target {
    fn pointer(&self) -> Pointer {
        Pointer::root()
            .child("components")
            .child(self.section)
            .child(&self.name)
    }
}

fn plan(document: &Value, places: BTreeMap<Pointer, &'static str>) -> BTreeMap<Pointer, Target> {
    let mut taken: BTreeMap<&str, names::Names> = BTreeMap::new();
    let mut moves = BTreeMap::new();
    for (place, section) in places {
        let taken = taken.entry(section).or_insert_with(|| {
            let own = document
                .pointer(&format!("/components/{section}"))
                .and_then(Value::as_object);
            let own = own.into_iter().flatten().map(|(name, _)| name.clone());
            names::Names::new(own.collect())
        });
        let name = names::choose(document, &place, taken);
        moves.insert(place, Target { section, name });
    }
    moves
}

fn move_to_component(
    document: &mut Value,
    place: &Pointer,
    target: &Target,
    context: &mut Context<'_>,
) {
    let Some(value) = document.pointer_mut(place.as_str()) else {
        return;
    };
    let pointer = target.pointer();
    let value = std::mem::replace(value, json!({ "$ref": grammar::reference_to(&pointer) }));
    let Some(root) = document.as_object_mut() else {
        return;
    };
    let components = root
        .entry("components")
        .or_insert_with(|| Value::Object(Map::new()));
    let Some(components) = components.as_object_mut() else {
        return;
    };
    let section = components
        .entry(target.section)
        .or_insert_with(|| Value::Object(Map::new()));
    if let Some(section) = section.as_object_mut() {
        section.insert(target.name.clone(), value);
        context.map.moved(place, pointer);
    }
}

/// Checks all references and notes what has to be moved.
struct Finder<'a, 'b> {
    /// The document as it was, to look references up in.
    document: &'a Value,
    context: &'a mut Context<'b>,
    places: BTreeMap<Pointer, &'static str>,
    /// The schemas around the one at hand.
    around: Vec<Pointer>,
    /// What is to be changed, from the outside in.
    edits: Vec<(Pointer, Edit)>,
}

impl Finder<'_, '_> {
    /// The reference as it should read, or `None` if it leads to nothing.
    fn check(
        &mut self,
        text: &str,
        object: &'static Object,
        section: &'static str,
        at: &Pointer,
        instead: &str,
    ) -> Option<String> {
        let place = match lookup::target(self.document, text) {
            Ok(place) => place,
            Err(lost) => match self.nearby_definition(text, at) {
                Some(place) => place,
                None => {
                    self.report(&lost, text, at, instead);
                    return None;
                }
            },
        };
        // The place may hold a reference in turn, which must not lead in a circle.
        let settled = grammar::reference_to(&place);
        let end = match lookup::resolve(self.document, &settled) {
            Ok(end) => end,
            Err(lost @ (Lost::Circle | Lost::TooLong)) => {
                self.report(&lost, text, at, instead);
                return None;
            }
            // What is wrong with it is reported where it stands.
            Err(_) => place.clone(),
        };
        if let Some(kind) = lookup::kind_at(self.document, &end)
            && !may_stand_for(kind, object)
        {
            let message = format!(
                "`{text}` leads to {}, but {} belongs here",
                kind.name(),
                object.name
            );
            self.context
                .diagnostics
                .assumption(Code::UnresolvedReference, at, message, instead);
            return None;
        }
        let segments: Vec<String> = place.segments().take(4).collect();
        let component = matches!(&segments[..], [first, second, _] if first == "components" && second == section);
        if !component && section != "pathItems" {
            self.places.insert(place.clone(), section);
        }
        Some(settled)
    }

    /// Generators of JSON Schema put `$defs` into a schema and refer to them as if it were a document of its own.
    fn nearby_definition(&mut self, text: &str, at: &Pointer) -> Option<Pointer> {
        let below = Pointer::parse(text.strip_prefix('#')?)?;
        if !["$defs", "definitions"].contains(&below.segments().next()?.as_str()) {
            return None;
        }
        let mut around = at.parent();
        while let Some(candidate) = around {
            let place = candidate.join(&below);
            if place.look(self.document).is_some() {
                let message = format!(
                    "`{text}` counts from the document, where nothing is; the one at {place} is taken"
                );
                self.context
                    .diagnostics
                    .warning(Code::Repaired, at, message);
                return Some(place);
            }
            around = candidate.parent();
        }
        None
    }

    /// Schemas that stand deep within others go to `components` as well, so that whatever recurses into a schema, be it
    /// the formatter or the compiler of the generated code, needs no more than a bounded stack.
    fn limit_depth(&mut self, pointer: &Pointer) {
        while self
            .around
            .last()
            .is_some_and(|outer| pointer.below(outer).is_none())
        {
            self.around.pop();
        }
        if self.around.len() >= MAX_NESTED {
            self.places.insert(pointer.clone(), "schemas");
            self.around.clear();
        }
        self.around.push(pointer.clone());
    }

    /// A header that is described by a parameter: the standard lets them differ in name and place only.
    fn header_from_parameter(&mut self, text: &str, at: &Pointer) -> Option<(Pointer, Value)> {
        let place = lookup::resolve(self.document, text).ok()?;
        let kind = lookup::kind_at(self.document, &place)?;
        if !matches!(
            kind,
            Kind::Object(Object {
                role: Role::Parameter,
                ..
            })
        ) {
            return None;
        }
        let mut header = place.look(self.document)?.clone();
        let entries = header.as_object_mut()?;
        entries.shift_remove("name");
        entries.shift_remove("in");
        let message =
            format!("`{text}` leads to a parameter; it is read as a header of the same kind");
        self.context
            .diagnostics
            .warning(Code::Repaired, at, message);
        Some((place, header))
    }

    fn report(&mut self, lost: &Lost, text: &str, at: &Pointer, instead: &str) {
        let code = match lost {
            Lost::Circle => Code::CyclicReference,
            Lost::TooLong => Code::InternalLimit,
            _ => Code::UnresolvedReference,
        };
        let suggest = self.context.diagnostics.len() < MAX_SUGGESTIONS;
        let near = suggest.then(|| lost.suggestion(self.document)).flatten();
        let text = self.context.as_written(text);
        let message = match lost {
            Lost::Circle => format!("`{text}` leads back to itself"),
            Lost::TooLong => format!("`{text}` is not followed: {lost}"),
            lost => format!("`{text}` leads to nothing: {lost}"),
        };
        let diagnostic = self
            .context
            .diagnostics
            .assumption(code, at, message, instead);
        if let Some(near) = near {
            diagnostic.help(format!("did you mean `{near}`?"));
        } else {
            diagnostic.help(lost.help());
        }
    }

    fn set(&mut self, at: Pointer, value: Value) {
        self.edits.push((at, Edit::Set(value)));
    }

    /// Discriminators name schemas by references or by their names in `components`.
    fn mapping(&mut self, discriminator: &Value, pointer: &Pointer) {
        if let Some(Value::String(text)) = discriminator.get("defaultMapping") {
            self.mapped(text, pointer.child("defaultMapping"));
        }
        let mapping = discriminator.get("mapping").and_then(Value::as_object);
        let pointer = pointer.child("mapping");
        for (key, value) in mapping.into_iter().flatten() {
            if let Value::String(text) = value {
                self.mapped(text, pointer.child(key));
            }
        }
    }

    /// Has the text lead to a schema, and by a reference; one that leads to none goes.
    fn mapped(&mut self, text: &str, at: Pointer) {
        let by_name = Pointer::root()
            .child("components")
            .child("schemas")
            .child(text);
        let settled = match by_name.look(self.document) {
            Some(_) => Some(grammar::reference_to(&by_name)),
            None => self.check(text, &grammar::SCHEMA, "schemas", &at, "it is left out"),
        };
        match settled {
            Some(settled) if settled == text => {}
            Some(settled) => self.set(at, Value::String(settled)),
            None => self.edits.push((at, Edit::Remove)),
        }
    }
}

/// Whether what the grammar knows at a place may stand for an object.
fn may_stand_for(kind: &Kind, object: &'static Object) -> bool {
    match kind {
        Kind::Any => true,
        // A schema may be `true` or `false`.
        Kind::Boolean => object.section == Some("schemas"),
        Kind::Object(found) => found.section == object.section,
        _ => false,
    }
}

impl Look for Finder<'_, '_> {
    fn look(&mut self, kind: &'static Kind, value: &Value, pointer: &Pointer) -> bool {
        let Kind::Object(object) = kind else {
            return true;
        };
        if object.role == Role::Discriminator {
            self.mapping(value, pointer);
        }
        let (Some(section), Some(text)) = (object.section, grammar::reference(value)) else {
            if object.role == Role::Schema && value.is_object() {
                self.limit_depth(pointer);
            }
            return true;
        };
        let at = pointer.child("$ref");
        if object.role == Role::Header
            && let Some((place, header)) = self.header_from_parameter(text, &at)
        {
            self.context.settle_places();
            self.context.map.moved(&place, pointer.clone());
            // What it holds is looked at where it goes.
            self.set(pointer.clone(), header.clone());
            survey(kind, &header, &mut pointer.clone(), self);
            return false;
        }
        let (untyped, instead) = grammar::untyped(object, pointer);
        match self.check(text, object, section, &at, instead) {
            Some(settled) if settled == text => true,
            Some(settled) => {
                self.set(at, Value::String(settled));
                true
            }
            // So that the later steps need not stumble over it again. What stands beside it stays.
            None if section == "schemas" => {
                self.edits.push((at, Edit::Remove));
                true
            }
            None => {
                self.set(pointer.clone(), untyped);
                false
            }
        }
    }
}

/// Leads references to where things went.
struct Redirect<'a> {
    moves: &'a BTreeMap<Pointer, Target>,
}

impl Redirect<'_> {
    fn redirect(&self, text: &mut String) {
        let target = grammar::local(text).and_then(|place| self.moves.get(&place));
        if let Some(target) = target {
            *text = grammar::reference_to(&target.pointer());
        }
    }
}

impl Visit for Redirect<'_> {
    fn enter(&mut self, kind: &'static Kind, value: &mut Value, _: &Pointer) -> bool {
        let Kind::Object(object) = kind else {
            return true;
        };
        if object.role == Role::Discriminator {
            if let Some(Value::String(text)) = value.get_mut("defaultMapping") {
                self.redirect(text);
            }
            let mapping = value.get_mut("mapping").and_then(Value::as_object_mut);
            for value in mapping.into_iter().flat_map(Map::values_mut) {
                if let Value::String(text) = value {
                    self.redirect(text);
                }
            }
        }
        if object.section.is_some()
            && let Some(Value::String(text)) = value.get_mut("$ref")
        {
            self.redirect(text);
        }
        true
    }
}
