//! Brings what other files hold into the document.
//!
//! What the standard keeps in `components` goes there, once for all who refer to it, so that files may refer to each
//! other in circles. Everything else is copied to where it is referred to.

mod follow;
mod resolve;

use super::Elsewhere;
use super::files::Files;
use super::identifiers;
use super::limits::MAX_COPIED;
use super::names;
use crate::diagnostic::{Code, Diagnostics, Pointer, SourceMap};
use crate::grammar::{self, COMPONENTS, Kind, MAX_DEPTH, Visit, walk};
use follow::Follower;
use resolve::Found;
use serde_json::{Map, Value};
use std::collections::{HashMap, HashSet};

/// Bundles a document, which is file 0 of `files`. With it comes what of it is generated elsewhere.
pub(super) fn bundle(
    mut value: Value,
    files: &mut Files,
    map: &mut SourceMap,
    diagnostics: &mut Diagnostics,
) -> (Value, Vec<Elsewhere>) {
    let document = grammar::document_kind(&value);
    let mut bundle = Bundle {
        document,
        files,
        map,
        diagnostics,
        targets: Vec::new(),
        known: HashMap::new(),
        mounts: Vec::new(),
        copied: 0,
        generic: HashMap::new(),
    };
    bundle.claim_components(&mut value);
    bundle.follow(document, &mut value, 0, Pointer::root());
    // The list grows while it is worked off: what is brought in may bring in more.
    let mut next = 0;
    while next < bundle.targets.len() {
        bundle.bring_in(next);
        next += 1;
    }
    let elsewhere = bundle.elsewhere();
    (bundle.finish(value), elsewhere)
}

/// A place in a file.
type Place = (usize, Pointer);

struct Bundle<'a> {
    /// What the document is, which tells where its sections are.
    document: &'static Kind,
    files: &'a mut Files,
    map: &'a mut SourceMap,
    diagnostics: &'a mut Diagnostics,
    /// What goes to `components`.
    targets: Vec<Target>,
    known: HashMap<(Place, &'static str), usize>,
    /// What comes from where, by pointers that may begin with [`Target::marker`].
    mounts: Vec<(Pointer, Place)>,
    /// How many values were copied.
    copied: u64,
    /// Which files are one generic schema, of those that were asked for.
    generic: HashMap<usize, bool>,
}

struct Target {
    place: Place,
    kind: &'static Kind,
    section: &'static str,
    /// The name that the document itself gives it, if it does.
    name: Option<String>,
    value: Option<Value>,
}

/// Stands for the name of a target until all targets are known. It begins with NUL, which no name does that anybody would
/// choose.
fn marker(target: usize) -> String {
    format!("\0{target}")
}

fn marked(text: &str) -> Option<usize> {
    let (target, _) = text.split_once('#').unwrap_or((text, ""));
    target.strip_prefix('\0')?.parse().ok()
}

impl Bundle<'_> {
    /// An entry of `components` that is nothing but a reference to another file gives its name to what is there.
    fn claim_components(&mut self, document: &mut Value) {
        for section in COMPONENTS.fields.iter().map(|field| field.key) {
            let at = grammar::section_place(self.document, section);
            let kind = grammar::section_kind(self.document, section);
            let (Some(whole @ Kind::Map(kind)), Some(entries)) =
                (kind, document.pointer_mut(at.as_str()))
            else {
                continue;
            };
            let file = self.inline_section(whole, entries, &at);
            for (name, entry) in entries.as_object().into_iter().flatten() {
                let alone = entry.as_object().is_some_and(|entry| entry.len() == 1);
                if let (true, Some(text)) = (alone, grammar::reference(entry)) {
                    self.claim(text, file, kind, section, name);
                }
            }
            if file != 0 {
                self.follow(whole, entries, file, at);
            }
        }
    }

    /// A whole section that another file holds, which must be there before its names can be claimed. Returns the file
    /// that its references count from.
    fn inline_section(&mut self, kind: &'static Kind, section: &mut Value, at: &Pointer) -> usize {
        let Some(text) = grammar::reference(section).map(str::to_owned) else {
            return 0;
        };
        match self.resolve(&text, 0) {
            Ok((file, pointer)) if file != 0 => {
                let Some(value) = self.copy((file, &pointer), at) else {
                    return 0;
                };
                if kind.fits(&value) {
                    *section = value;
                    self.mounts.push((at.clone(), (file, pointer)));
                    return file;
                }
                0
            }
            // What is wrong with it is reported when the document is followed.
            _ => 0,
        }
    }

    fn claim(
        &mut self,
        text: &str,
        file: usize,
        kind: &'static Kind,
        section: &'static str,
        name: &str,
    ) {
        let Ok(place) = self.resolve(text, file) else {
            return;
        };
        let is_part = !place.1.is_root() && self.is_generic(place.0);
        if place.0 == 0 || is_part || self.known.contains_key(&(place.clone(), section)) {
            return;
        }
        self.known
            .insert((place.clone(), section), self.targets.len());
        self.targets.push(Target {
            place,
            kind,
            section,
            name: Some(name.to_owned()),
            value: None,
        });
    }

    /// Follows all references of a value that comes from a file.
    fn follow(&mut self, kind: &'static Kind, value: &mut Value, file: usize, at: Pointer) {
        let mut pointer = at;
        let mut follower = Follower::new(self, file);
        walk(kind, value, &mut pointer, &mut follower);
    }

    fn bring_in(&mut self, index: usize) {
        let (place, kind) = (self.targets[index].place.clone(), self.targets[index].kind);
        let at = Pointer::root().child(&marker(index));
        let Some(mut value) = self.copy((place.0, &place.1), &at) else {
            return;
        };
        self.mounts.push((at.clone(), place.clone()));
        self.follow(kind, &mut value, place.0, at);
        self.targets[index].value = Some(value);
    }

    /// Whether a file is one schema with dynamic anchors, whose parts mean what they do as long as they stand in it (JSON
    /// Schema 2020-12, section 7.1).
    fn is_generic(&mut self, file: usize) -> bool {
        fn has_anchor(value: &Value) -> bool {
            match value {
                Value::Object(entries) => {
                    entries.get("$dynamicAnchor").is_some_and(Value::is_string)
                        || entries.values().any(has_anchor)
                }
                Value::Array(items) => items.iter().any(has_anchor),
                _ => false,
            }
        }
        let value = &self.files.get(file).value;
        let tell = || identifiers::holds_schema(value) && has_anchor(value);
        *self.generic.entry(file).or_insert_with(tell)
    }

    /// The number of what is at a place, as a component.
    fn target(&mut self, place: Place, kind: &'static Kind, section: &'static str) -> usize {
        let next = self.targets.len();
        let index = *self.known.entry((place.clone(), section)).or_insert(next);
        if index == next {
            self.targets.push(Target {
                place,
                kind,
                section,
                name: None,
                value: None,
            });
        }
        index
    }

    /// A copy of what is at a place of a file, if the limits allow it at `at`.
    fn copy(&mut self, place: (usize, &Pointer), at: &Pointer) -> Option<Value> {
        let Ok(Found::Value(value)) = self.find(place.0, place.1) else {
            return None;
        };
        let (values, depth) = grammar::measure(value);
        let value = value.clone();
        self.copied += values as u64;
        if self.copied > MAX_COPIED {
            let message =
                format!("the references to other files copy more than {MAX_COPIED} values");
            self.diagnostics
                .error(Code::TooLarge, &Pointer::root(), message);
            return None;
        }
        if depth + at.segments().count() > MAX_DEPTH {
            let message = format!(
                "with what this reference leads to, values are nested more than {MAX_DEPTH} levels deep"
            );
            self.diagnostics.error(Code::TooLarge, at, message);
            return None;
        }
        Some(value)
    }

    /// What the settings say is generated elsewhere, of the files that were read.
    fn elsewhere(&mut self) -> Vec<Elsewhere> {
        let known = self.files.known_elsewhere();
        let of_place = |(index, file, place): (usize, usize, Option<Pointer>)| {
            let (file, place) = match place {
                None => (file, None),
                // It may be no more than a reference itself.
                Some(place) => {
                    let text = grammar::reference_to(&place);
                    let (file, place) = self.resolve(&text, file).ok()?;
                    (file, Some(place))
                }
            };
            self.files.used_refs.insert(index);
            let key = self.files.refs.entries()[index].key.clone();
            let path = self.files.get(file).path.clone();
            Some(Elsewhere {
                key,
                file,
                path,
                place,
            })
        };
        known.into_iter().filter_map(of_place).collect()
    }

    /// Names the targets, puts them into `components`, and replaces the marks by the names.
    fn finish(mut self, mut document: Value) -> Value {
        let names = self.names(&document);
        for (index, target) in self.targets.iter_mut().enumerate() {
            let Some(value) = target.value.take() else {
                continue;
            };
            let section = grammar::section_place(self.document, target.section);
            insert_component(&mut document, &section, &names[index], value);
        }
        let placed: Vec<Pointer> = self
            .targets
            .iter()
            .zip(&names)
            .map(|(target, name)| grammar::section_place(self.document, target.section).child(name))
            .collect();
        let mut unmark = Unmark { placed: &placed };
        let root = &mut Pointer::root();
        walk(self.document, &mut document, root, &mut unmark);
        let final_place = |pointer: &Pointer| {
            let index = marked(&pointer.segments().next()?)?;
            let below = pointer.below(&Pointer::root().child(&marker(index)))?;
            Some(placed.get(index)?.join(&below))
        };
        for (pointer, (file, place)) in std::mem::take(&mut self.mounts) {
            let pointer = final_place(&pointer).unwrap_or(pointer);
            self.map.mount(pointer, file, place);
        }
        self.diagnostics.repoint(final_place);
        document
    }

    fn names(&self, document: &Value) -> Vec<String> {
        let mut names: Vec<String> = self
            .targets
            .iter()
            .map(|target| target.name.clone().unwrap_or_default())
            .collect();
        let sections: HashSet<&str> = self.targets.iter().map(|target| target.section).collect();
        for section in sections {
            let place = grammar::section_place(self.document, section);
            let own = document.pointer(place.as_str()).and_then(Value::as_object);
            let taken = own
                .into_iter()
                .flatten()
                .map(|(name, _)| name.clone())
                .collect();
            let unnamed: Vec<usize> = (0..self.targets.len())
                .filter(|index| {
                    self.targets[*index].section == section && self.targets[*index].name.is_none()
                })
                .collect();
            let places = unnamed.iter().map(|index| {
                let (file, pointer) = &self.targets[*index].place;
                (self.files.get(*file).path.as_path(), pointer)
            });
            for (index, name) in unnamed.iter().zip(names::choose(places, taken)) {
                names[*index] = name;
            }
        }
        names
    }
}

/// Replaces marks by the names of what they stand for.
struct Unmark<'a> {
    placed: &'a [Pointer],
}

impl Visit for Unmark<'_> {
    fn enter(&mut self, _: &'static Kind, value: &mut Value, _: &Pointer) -> bool {
        let text = match value {
            Value::Object(entries) => match entries.get_mut("$ref") {
                Some(Value::String(text)) => text,
                _ => return true,
            },
            Value::String(text) => text,
            _ => return true,
        };
        if let Some(place) = marked(text).and_then(|index| self.placed.get(index)) {
            let (_, below) = text.split_once('#').unwrap_or_default();
            *text = format!("{}{below}", grammar::reference_to(place));
        }
        true
    }
}

/// Puts an entry into a section, which is made if it is not there.
fn insert_component(document: &mut Value, section: &Pointer, name: &str, value: Value) {
    let mut place = document;
    for key in section.segments() {
        let Some(entries) = place.as_object_mut() else {
            return;
        };
        place = entries
            .entry(key)
            .or_insert_with(|| Value::Object(Map::new()));
    }
    if let Some(section) = place.as_object_mut() {
        section.insert(name.to_owned(), value);
    }
}
