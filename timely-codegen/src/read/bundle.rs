//! Brings what other files hold into the document.
//!
//! What the standard keeps in `components` goes there, once for all who refer to it, so that files may refer to each
//! other in circles. Everything else is copied to where it is referred to.

use super::files::{FileError, Files};
use super::limits::{MAX_DEPTH, MAX_VALUES};
use super::names;
use super::reference::Reference;
use crate::diagnostic::{Code, Diagnostics, Pointer, SourceMap, closest};
use crate::grammar::{self, COMPONENTS, DOCUMENT, Kind, Role, Visit, walk};
use serde_json::{Map, Value};
use std::collections::{HashMap, HashSet};

/// How many messages come with a guess at what was meant.
const MAX_SUGGESTIONS: usize = 200;

/// Bundles a document, which is file 0 of `files`.
pub(super) fn bundle(mut value: Value, files: &mut Files, map: &mut SourceMap, diagnostics: &mut Diagnostics) -> Value {
    let mut bundle =
        Bundle { files, map, diagnostics, targets: Vec::new(), known: HashMap::new(), mounts: Vec::new(), copied: 0 };
    bundle.claim_components(&mut value);
    bundle.follow(&DOCUMENT, &mut value, 0, Pointer::root());
    // The list grows while it is worked off: what is brought in may bring in more.
    let mut next = 0;
    while next < bundle.targets.len() {
        bundle.bring_in(next);
        next += 1;
    }
    bundle.finish(value)
}

/// A place in a file.
type Place = (usize, Pointer);

struct Bundle<'a> {
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
}

struct Target {
    place: Place,
    kind: &'static Kind,
    section: &'static str,
    /// The name that the document itself gives it, if it does.
    name: Option<String>,
    value: Option<Value>,
}

/// Stands for the name of a target until all targets are known. No file can hold it: NUL is neither YAML nor part of
/// a name that anybody would choose.
fn marker(target: usize) -> String {
    format!("\0{target}")
}

fn marked(text: &str) -> Option<usize> {
    text.strip_prefix('\0')?.parse().ok()
}

impl Bundle<'_> {
    /// An entry of `components` that is nothing but a reference to another file gives its name to what is there.
    fn claim_components(&mut self, document: &mut Value) {
        let Some(components) = document.get_mut("components") else { return };
        let base = Pointer::root().child("components");
        for field in COMPONENTS.fields {
            let (Kind::Map(kind), Some(section)) = (&field.kind, components.get_mut(field.key)) else {
                continue;
            };
            let at = base.child(field.key);
            let file = self.inline_section(&field.kind, section, &at);
            for (name, entry) in section.as_object().into_iter().flatten() {
                let alone = entry.as_object().is_some_and(|entry| entry.len() == 1);
                if let (true, Some(text)) = (alone, grammar::reference(entry)) {
                    self.claim(text, file, kind, field.key, name);
                }
            }
            if file != 0 {
                self.follow(&field.kind, section, file, at);
            }
        }
    }

    /// A whole section that another file holds, which must be there before its names can be claimed. Returns the file
    /// that its references count from.
    fn inline_section(&mut self, kind: &'static Kind, section: &mut Value, at: &Pointer) -> usize {
        let Some(text) = grammar::reference(section).map(str::to_owned) else { return 0 };
        match self.resolve(&text, 0) {
            Ok((file, pointer)) if file != 0 => {
                let Some(value) = self.copy((file, &pointer), at) else { return 0 };
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

    fn claim(&mut self, text: &str, file: usize, kind: &'static Kind, section: &'static str, name: &str) {
        let Ok(place) = self.resolve(text, file) else { return };
        if place.0 == 0 || self.known.contains_key(&(place.clone(), section)) {
            return;
        }
        self.known.insert((place.clone(), section), self.targets.len());
        self.targets.push(Target { place, kind, section, name: Some(name.to_owned()), value: None });
    }

    /// Follows all references of a value that comes from a file.
    fn follow(&mut self, kind: &'static Kind, value: &mut Value, file: usize, at: Pointer) {
        let mut pointer = at;
        let mut follower = Follower { bundle: self, file, copying: Vec::new() };
        walk(kind, value, &mut pointer, &mut follower);
    }

    fn bring_in(&mut self, index: usize) {
        let (place, kind) = (self.targets[index].place.clone(), self.targets[index].kind);
        let at = Pointer::root().child(&marker(index));
        let Some(mut value) = self.copy((place.0, &place.1), &at) else { return };
        self.mounts.push((at.clone(), place.clone()));
        self.follow(kind, &mut value, place.0, at);
        self.targets[index].value = Some(value);
    }

    /// The number of what is at a place, as a component.
    fn target(&mut self, place: Place, kind: &'static Kind, section: &'static str) -> usize {
        let next = self.targets.len();
        let index = *self.known.entry((place.clone(), section)).or_insert(next);
        if index == next {
            self.targets.push(Target { place, kind, section, name: None, value: None });
        }
        index
    }

    /// The place that a reference leads to, through all references that stand there.
    fn resolve(&mut self, text: &str, from: usize) -> Result<Place, Unresolved> {
        let mut text = text.to_owned();
        let mut from = from;
        for _ in 0..MAX_DEPTH {
            let (file, pointer) = self.parse(&text, from)?;
            match self.find(file, &pointer)? {
                Found::Value(value) => match grammar::reference(value) {
                    // A reference with keys beside it is more than its target.
                    Some(next) if file != 0 && value.as_object().is_some_and(|value| value.len() == 1) => {
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
        match Reference::parse(text) {
            Reference::Remote => Err(Unresolved::Remote),
            Reference::Anchor => Err(Unresolved::Anchor),
            Reference::Local { path: None, pointer } => Ok((from, pointer)),
            Reference::Local { path: Some(path), pointer } => {
                let file = self.files.load(from, &path, self.map, self.diagnostics).map_err(Unresolved::File)?;
                Ok((file, pointer))
            }
        }
    }

    fn find(&self, file: usize, pointer: &Pointer) -> Result<Found<'_>, Unresolved> {
        let mut value = &self.files.get(file).value;
        let segments: Vec<String> = pointer.segments().collect();
        for (index, segment) in segments.iter().enumerate() {
            let next = match value {
                Value::Object(entries) => entries.get(segment),
                Value::Array(items) => segment.parse::<usize>().ok().and_then(|index| items.get(index)),
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
            let keys = value.as_object().filter(|_| suggest).into_iter().flatten().map(|(key, _)| key.as_str());
            return Err(Unresolved::Missing {
                file: self.files.get(file).path.display().to_string(),
                segment: segment.clone(),
                near: closest(segment, keys).map(str::to_owned),
            });
        }
        Ok(Found::Value(value))
    }

    /// A copy of what is at a place of a file, if the limits allow it at `at`.
    fn copy(&mut self, place: (usize, &Pointer), at: &Pointer) -> Option<Value> {
        let Ok(Found::Value(value)) = self.find(place.0, place.1) else { return None };
        let (values, depth) = grammar::measure(value);
        let value = value.clone();
        self.copied += values as u64;
        if self.copied > MAX_VALUES {
            let message = format!("the references to other files copy more than {MAX_VALUES} values");
            self.diagnostics.error(Code::TooLarge, &Pointer::root(), message);
            return None;
        }
        if depth + at.segments().count() > MAX_DEPTH {
            let message = format!("with what this reference leads to, values are nested more than {MAX_DEPTH} levels deep");
            self.diagnostics.error(Code::TooLarge, at, message);
            return None;
        }
        Some(value)
    }

    /// Names the targets, puts them into `components`, and replaces the marks by the names.
    fn finish(mut self, mut document: Value) -> Value {
        let names = self.names(&document);
        for (index, target) in self.targets.iter_mut().enumerate() {
            let Some(value) = target.value.take() else { continue };
            insert_component(&mut document, target.section, &names[index], value);
        }
        let placed: Vec<Pointer> = self
            .targets
            .iter()
            .zip(&names)
            .map(|(target, name)| Pointer::root().child("components").child(target.section).child(name))
            .collect();
        let mut unmark = Unmark { placed: &placed };
        walk(&DOCUMENT, &mut document, &mut Pointer::root(), &mut unmark);
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
        let mut names: Vec<String> = self.targets.iter().map(|target| target.name.clone().unwrap_or_default()).collect();
        let sections: HashSet<&str> = self.targets.iter().map(|target| target.section).collect();
        for section in sections {
            let own = document.pointer(&format!("/components/{section}")).and_then(Value::as_object);
            let taken = own.into_iter().flatten().map(|(name, _)| name.clone()).collect();
            let unnamed: Vec<usize> = (0..self.targets.len())
                .filter(|index| self.targets[*index].section == section && self.targets[*index].name.is_none())
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

enum Found<'a> {
    Value(&'a Value),
    /// On the way there is a reference, which leads on.
    Elsewhere(String),
}

/// Why a reference leads nowhere.
enum Unresolved {
    Remote,
    Anchor,
    Circle,
    File(FileError),
    Missing { file: String, segment: String, near: Option<String> },
}

impl Unresolved {
    fn report(self, text: &str, pointer: &Pointer, diagnostics: &mut Diagnostics) {
        let at = &pointer.child("$ref");
        match self {
            Self::Remote => {
                diagnostics
                    .error(Code::ForbiddenReference, at, format!("`{text}` is on another machine, from where nothing is read"))
                    .help("download the file next to the document and refer to the copy");
            }
            Self::Anchor => {
                diagnostics
                    .error(Code::UnresolvedReference, at, format!("`{text}` names an anchor"))
                    .help("refer by a JSON pointer, such as `#/components/schemas/Pet`");
            }
            Self::Circle => {
                diagnostics.error(Code::CyclicReference, at, format!("`{text}` leads to itself"));
            }
            Self::File(error) => {
                let _ = error.report(at, diagnostics);
            }
            Self::Missing { file, segment, near } => {
                let message = format!("`{text}` leads to nothing: there is no `{segment}` in {file}");
                let diagnostic = diagnostics.error(Code::UnresolvedReference, at, message);
                if let Some(near) = near {
                    diagnostic.help(format!("did you mean `{near}`?"));
                }
            }
        }
    }
}

/// Follows the references of a value from one file.
struct Follower<'a, 'b> {
    bundle: &'a mut Bundle<'b>,
    file: usize,
    /// What is being copied into what, to notice circles.
    copying: Vec<Place>,
}

impl Follower<'_, '_> {
    fn reference(&mut self, kind: &'static Kind, text: &str, value: &mut Value, pointer: &Pointer) -> bool {
        if let (Kind::String, Reference::Local { path: Some(path), .. }) = (kind, Reference::parse(text))
            && !is_tree(&path)
        {
            return self.text(&path, value, pointer);
        }
        let (file, place) = match self.bundle.resolve(text, self.file) {
            // Missing places of the document itself are found later, together with those of a single file.
            Err(Unresolved::Missing { .. } | Unresolved::Anchor) if self.file == 0 && text.starts_with('#') => return true,
            Err(unresolved) => {
                unresolved.report(text, pointer, self.bundle.diagnostics);
                *value = if matches!(kind, Kind::Object(object) if object.section == Some("schemas")) {
                    Value::Object(Map::new())
                } else {
                    Value::Null
                };
                return false;
            }
            Ok(place) => place,
        };
        if file == 0 {
            set_reference(value, format!("#{}", place.as_str()));
            return true;
        }
        match kind {
            Kind::Object(object) => match object.section {
                Some(section) if section != "pathItems" => self.component((file, place), kind, section, value, pointer),
                _ => self.inline((file, place), kind, value, pointer),
            },
            kind => self.inline((file, place), kind, value, pointer),
        }
    }

    fn component(
        &mut self,
        place: Place,
        kind: &'static Kind,
        section: &'static str,
        value: &mut Value,
        pointer: &Pointer,
    ) -> bool {
        let index = self.bundle.target(place, kind, section);
        let own = Pointer::root().child("components").child(section);
        let claimed = self.bundle.targets[index].name.as_ref().is_some_and(|name| own.child(name) == *pointer);
        if claimed {
            // The entry gave its name to the target, and becomes it at the end.
            *value = Value::Null;
            return false;
        }
        set_reference(value, marker(index));
        true
    }

    /// Puts a copy in place of the reference. Keys beside the reference stay, and win.
    fn inline(&mut self, place: Place, kind: &'static Kind, value: &mut Value, pointer: &Pointer) -> bool {
        if self.copying.contains(&place) {
            Unresolved::Circle.report(grammar::reference(value).unwrap_or_default(), pointer, self.bundle.diagnostics);
            *value = Value::Null;
            return false;
        }
        let Some(mut copy) = self.bundle.copy((place.0, &place.1), pointer) else {
            *value = Value::Null;
            return false;
        };
        self.bundle.mounts.push((pointer.clone(), place.clone()));
        let siblings = value.as_object_mut().map(std::mem::take).unwrap_or_default();
        let here = self.file;
        self.file = place.0;
        self.copying.push(place);
        walk(kind.for_value(&copy), &mut copy, &mut pointer.clone(), self);
        self.copying.pop();
        self.file = here;
        if let Value::Object(entries) = &mut copy {
            for (key, mut sibling) in siblings.into_iter().filter(|(key, _)| key != "$ref") {
                let at = pointer.child(&key);
                self.bundle.mounts.push((at.clone(), (here, at.clone())));
                if let Kind::Object(object) = kind
                    && let Some(kind) = object.kind_of(&key)
                {
                    walk(kind, &mut sibling, &mut at.clone(), self);
                }
                entries.insert(key, sibling);
            }
        }
        *value = copy;
        false
    }

    /// The text of a file in place of a string.
    fn text(&mut self, path: &str, value: &mut Value, pointer: &Pointer) -> bool {
        match self.bundle.files.load_text(self.file, path) {
            Ok(text) => *value = Value::String(text),
            Err(error) => {
                let _ = error.report(&pointer.child("$ref"), self.bundle.diagnostics);
                *value = Value::Null;
            }
        }
        false
    }

    /// A discriminator may map to files.
    fn mapping(&mut self, discriminator: &mut Value, pointer: &Pointer) {
        let Some(mapping) = discriminator.get_mut("mapping").and_then(Value::as_object_mut) else { return };
        for (key, value) in mapping {
            let Some(text) = value.as_str().map(str::to_owned) else { continue };
            if !text.contains('#') && !is_tree(&text) {
                continue;
            }
            match self.bundle.resolve(&text, self.file) {
                Ok((0, place)) => *value = Value::String(format!("#{}", place.as_str())),
                Ok(place) => {
                    let index = self.bundle.target(place, &grammar::SCHEMA_KIND, "schemas");
                    *value = Value::String(marker(index));
                }
                Err(_) if self.file == 0 && text.starts_with('#') => {}
                Err(unresolved) => {
                    let at = pointer.child("mapping").child(key);
                    unresolved.report(&text, &at, self.bundle.diagnostics);
                }
            }
        }
    }
}

impl Visit for Follower<'_, '_> {
    fn enter(&mut self, kind: &'static Kind, value: &mut Value, pointer: &Pointer) -> bool {
        if let Kind::Object(object) = kind
            && object.role == Role::Discriminator
        {
            self.mapping(value, pointer);
        }
        let Some(text) = grammar::reference(value).map(str::to_owned) else { return true };
        // In data of the user's own, only a reference to a file that stands alone is meant as one.
        let data = matches!(kind, Kind::Any);
        if data && (text.starts_with('#') || !is_tree(&text) || value.as_object().is_some_and(|value| value.len() > 1)) {
            return false;
        }
        if marked(&text).is_some() {
            return true;
        }
        self.reference(kind, &text, value, pointer)
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
            *text = format!("#{}", place.as_str());
        }
        true
    }
}

fn set_reference(value: &mut Value, text: String) {
    if let Some(entries) = value.as_object_mut() {
        entries.insert("$ref".to_owned(), Value::String(text));
    }
}

fn insert_component(document: &mut Value, section: &str, name: &str, value: Value) {
    let Some(document) = document.as_object_mut() else { return };
    let components = document.entry("components").or_insert_with(|| Value::Object(Map::new()));
    let Some(components) = components.as_object_mut() else { return };
    let section = components.entry(section).or_insert_with(|| Value::Object(Map::new()));
    if let Some(section) = section.as_object_mut() {
        section.insert(name.to_owned(), value);
    }
}

/// A reference that leads further down than another one.
fn extend(text: &str, segments: &[String]) -> String {
    let mut below = Pointer::root();
    for segment in segments {
        below.push(segment);
    }
    let hash = if text.contains('#') { "" } else { "#" };
    // The segments were decoded already, and will be again.
    format!("{text}{hash}{}", below.as_str().replace('%', "%25"))
}

/// Whether a path is of a file that holds values.
fn is_tree(path: &str) -> bool {
    let path = path.split('#').next().unwrap_or(path).to_ascii_lowercase();
    [".json", ".yaml", ".yml"].iter().any(|extension| path.ends_with(extension))
}
