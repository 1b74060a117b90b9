//! Goes through a value and follows its references.

use super::resolve::Unresolved;
use super::{Bundle, Place, marked, marker};
use crate::diagnostic::{Code, Pointer, Spot};
use crate::grammar::{self, Kind, Role, Visit, walk};
use serde_json::Value;

/// Follows the references of a value from one file.
pub(super) struct Follower<'a, 'b> {
    bundle: &'a mut Bundle<'b>,
    file: usize,
    /// What is being copied into what, to notice circles.
    copying: Vec<Place>,
}

impl<'a, 'b> Follower<'a, 'b> {
    pub(super) fn new(bundle: &'a mut Bundle<'b>, file: usize) -> Self {
        Self {
            bundle,
            file,
            copying: Vec::new(),
        }
    }

    fn reference(
        &mut self,
        kind: &'static Kind,
        text: &str,
        value: &mut Value,
        pointer: &Pointer,
    ) -> bool {
        self.note_backslashes(text, pointer);
        if let Kind::String = kind
            && let path = text.split('#').next().unwrap_or(text)
            && !path.is_empty()
            && !is_tree(path)
        {
            return self.text(path, value, pointer);
        }
        let (file, place) = match self.bundle.resolve(text, self.file) {
            // Missing places of the document itself are found later, together with those of a single file.
            Err(Unresolved::Missing { .. } | Unresolved::Anchor)
                if self.file == 0 && text.starts_with('#') =>
            {
                return true;
            }
            Err(unresolved) => {
                let (untyped, instead) = untyped(kind, pointer);
                unresolved.report(text, pointer, instead, self.bundle.diagnostics);
                *value = untyped;
                return false;
            }
            Ok(place) => place,
        };
        if file == 0 && self.file == 0 && !names_file(text) {
            return true;
        }
        if file == 0 {
            set_reference(value, format!("#{}", place.as_str()));
            return true;
        }
        match kind {
            Kind::Object(object) => match object.section {
                Some(section) if section != "pathItems" => {
                    self.component((file, place), kind, section, value, pointer)
                }
                _ => self.inline((file, place), kind, value, pointer),
            },
            kind => self.inline((file, place), kind, value, pointer),
        }
    }

    /// Warns of a reference that is written as paths are on Windows.
    fn note_backslashes(&mut self, text: &str, pointer: &Pointer) {
        let path = text.split('#').next().unwrap_or(text);
        if !grammar::has_backslashes(text) || grammar::local_path(path).is_none() {
            return;
        }
        let message =
            format!("`{text}` has `\\` in it, which no reference may have; it is read as `/`");
        let at = pointer.child("$ref");
        // Something else may soon stand in this place.
        let location = self.bundle.map.locate(&at, Spot::Value);
        let diagnostic = self
            .bundle
            .diagnostics
            .warning(Code::Repaired, &at, message)
            .help("write `/` between folders and files, on Windows as well");
        if let Some(location) = location {
            diagnostic.location(location);
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
        if !place.1.is_root() && self.bundle.is_generic(place.0) {
            let (file, below) = place;
            let whole = (file, Pointer::root());
            let index = self.bundle.target(whole, kind, section);
            set_reference(value, grammar::extended(&marker(index), &below));
            return true;
        }
        let index = self.bundle.target(place, kind, section);
        let own = grammar::section_place(self.bundle.document, section);
        let claimed = self.bundle.targets[index]
            .name
            .as_ref()
            .is_some_and(|name| own.child(name) == *pointer);
        if claimed {
            // The entry gave its name to the target, and becomes it at the end.
            *value = Value::Null;
            return false;
        }
        set_reference(value, marker(index));
        true
    }

    /// Puts a copy in place of the reference. Keys beside the reference stay, and win.
    fn inline(
        &mut self,
        place: Place,
        kind: &'static Kind,
        value: &mut Value,
        pointer: &Pointer,
    ) -> bool {
        if self.copying.contains(&place) {
            let (untyped, instead) = untyped(kind, pointer);
            Unresolved::Circle.report(
                grammar::reference(value).unwrap_or_default(),
                pointer,
                instead,
                self.bundle.diagnostics,
            );
            *value = untyped;
            return false;
        }
        let Some(mut copy) = self.bundle.copy((place.0, &place.1), pointer) else {
            *value = Value::Null;
            return false;
        };
        self.bundle.mounts.push((pointer.clone(), place.clone()));
        let siblings = value
            .as_object_mut()
            .map(std::mem::take)
            .unwrap_or_default();
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
                let at = pointer.child("$ref");
                let _ = error.refuse(path, &at, "it is left out", self.bundle.diagnostics);
                *value = Value::Null;
            }
        }
        false
    }

    /// A discriminator may map to files.
    fn mapping(&mut self, discriminator: &mut Value, pointer: &Pointer) {
        let Some(mapping) = discriminator
            .get_mut("mapping")
            .and_then(Value::as_object_mut)
        else {
            return;
        };
        for (key, value) in mapping {
            let Some(text) = value.as_str().map(str::to_owned) else {
                continue;
            };
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
                    unresolved.report(&text, &at, "it is left out", self.bundle.diagnostics);
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
        let Some(text) = grammar::reference(value).map(str::to_owned) else {
            return true;
        };
        // In data of the user's own, only a reference to a file that stands alone is meant as one.
        let data = matches!(kind, Kind::Any);
        if data
            && (text.starts_with('#')
                || !is_tree(&text)
                || value.as_object().is_some_and(|value| value.len() > 1))
        {
            return false;
        }
        if marked(&text).is_some() {
            return true;
        }
        self.reference(kind, &text, value, pointer)
    }
}

/// What stands in for what a reference does not find.
fn untyped(kind: &'static Kind, pointer: &Pointer) -> (Value, &'static str) {
    match kind {
        Kind::Object(object) => grammar::untyped(object, pointer),
        _ => (Value::Null, "it is left out"),
    }
}

fn set_reference(value: &mut Value, text: String) {
    if let Some(entries) = value.as_object_mut() {
        entries.insert("$ref".to_owned(), Value::String(text));
    }
}

/// Whether a reference leads by way of a file, be it the one that it stands in.
fn names_file(text: &str) -> bool {
    !text.is_empty() && !text.starts_with('#')
}

/// Whether a path is of a file that holds values.
fn is_tree(path: &str) -> bool {
    let path = path.split('#').next().unwrap_or(path).to_ascii_lowercase();
    [".json", ".yaml", ".yml"]
        .iter()
        .any(|extension| path.ends_with(extension))
}
