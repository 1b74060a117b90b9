//! Types and formats, null, and what strings hold.

use super::context::Form;
use super::evaluation::Evaluation;
use super::parts::all_parts;
use super::place::{Pair, Place, is_said_for_people};
use crate::diagnostic::Pointer;
use crate::diff::rules::schemas::{Family, kinds};
use crate::diff::side::Side;
use crate::normalize::{has_content_format, has_listed_types};
use serde_json::Value;

/// How the values of the new document relate to those of the old one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Relation {
    Same,
    /// There are more.
    Wider,
    /// There are fewer.
    Narrower,
    Other,
}

/// What a schema is by its type.
enum Kind<'a> {
    /// It allows values of any type.
    Anything,
    Type(&'a str),
    /// One of several types, with the place of what is said of each.
    Types(Vec<(&'a str, Pointer)>),
    /// Something else tells: alternatives, or an `enum` of values of several types.
    Unknown,
}

impl<'a> Kind<'a> {
    fn of(place: &Place<'a>) -> Self {
        if has_listed_types(place.entries) {
            return listed(place).map_or(Self::Unknown, Self::Types);
        }
        if let Some(name) = place.text("type") {
            return Self::Type(name);
        }
        let says = |key: &String| !is_said_for_people(key) && key != "nullable" && key != "format";
        match place.entries.keys().any(says) {
            true => Self::Unknown,
            false => Self::Anything,
        }
    }
}

/// The types of alternatives that are told apart by them.
pub(super) fn listed<'a>(place: &Place<'a>) -> Option<Vec<(&'a str, Pointer)>> {
    if !place.list("oneOf").is_empty() {
        return None;
    }
    let root = place.key("anyOf");
    let mut types: Vec<(&str, Pointer)> = Vec::new();
    for (index, member) in place.list("anyOf").iter().enumerate() {
        let name = member.get("type").and_then(Value::as_str)?;
        if types.iter().any(|(known, _)| *known == name) {
            return None;
        }
        types.push((name, root.index(index)));
    }
    (!types.is_empty()).then_some(types)
}

impl<'a> Evaluation<'a, '_> {
    /// Compares types and formats. Whether the schemas are of one type, so that the rest can be compared.
    pub(super) fn types(&mut self, pair: &Pair<'a>) -> bool {
        match (Kind::of(&pair.old), Kind::of(&pair.new)) {
            (Kind::Type(old), Kind::Type(new)) => self.single_types(pair, old, new),
            (Kind::Types(old), Kind::Types(new)) => self.listed_types(pair, &old, &new),
            (Kind::Types(old), Kind::Type(new)) => {
                self.listed_types(pair, &old, &[(new, pair.new.at.clone())])
            }
            (Kind::Type(old), Kind::Types(new)) => {
                self.listed_types(pair, &[(old, pair.old.at.clone())], &new)
            }
            (Kind::Types(old), Kind::Unknown) => match listed(&pair.new) {
                Some(new) => self.listed_types(pair, &old, &new),
                None => true,
            },
            (Kind::Unknown, Kind::Types(new)) => match listed(&pair.old) {
                Some(old) => self.listed_types(pair, &old, &new),
                None => true,
            },
            (Kind::Anything, Kind::Anything) | (Kind::Unknown, _) | (_, Kind::Unknown) => true,
            (Kind::Anything, _) => self.type_changed(pair, Relation::Narrower),
            (_, Kind::Anything) => self.type_changed(pair, Relation::Wider),
        }
    }

    fn single_types(&mut self, pair: &Pair<'a>, old: &str, new: &str) -> bool {
        match of_types(old, new) {
            Relation::Same => {
                self.formats(pair, old);
                true
            }
            Relation::Other => {
                self.other_types(pair, old, new);
                false
            }
            relation => {
                self.type_changed(pair, relation);
                true
            }
        }
    }

    /// A type that is another. Where values are written as texts, a text is what any of them may be.
    fn other_types(&mut self, pair: &Pair<'a>, old: &str, new: &str) {
        let is_scalar = |name: &str| !matches!(name, "array" | "object");
        let is_text = self.context.form != Form::Typed && is_scalar(old) && is_scalar(new);
        // A string with a format or a pattern is not any text.
        let is_free = |place: &Place<'_>| {
            ["format", "pattern", "enum", "maxLength", "minLength"]
                .iter()
                .all(|key| place.get(key).is_none())
        };
        let relation = match (old, new) {
            ("string", _) if is_text && is_free(&pair.old) => Relation::Narrower,
            (_, "string") if is_text && is_free(&pair.new) => Relation::Wider,
            _ => Relation::Other,
        };
        let is_compatible = match self.context.is_request() {
            true => relation == Relation::Wider && self.context.family != Family::Parameter,
            false => relation == Relation::Narrower,
        };
        if is_compatible {
            let values = [shape(&pair.old), shape(&pair.new)];
            self.report(&kinds::TYPE_COMPATIBLE, pair.sites(), "", values);
        } else {
            self.type_changed(pair, relation);
        }
    }

    /// Reports a type that changed. Whether the rest can be compared, which it cannot.
    fn type_changed(&mut self, pair: &Pair<'a>, relation: Relation) -> bool {
        let values = [shape(&pair.old), shape(&pair.new)];
        let kind = match relation {
            Relation::Same => return true,
            Relation::Wider => &kinds::TYPE_GENERALIZED,
            Relation::Narrower => self.narrowed(),
            Relation::Other => &kinds::TYPE_CHANGED,
        };
        self.report(kind, pair.sites(), "", values);
        false
    }

    /// That a type allows less than before.
    pub(super) const fn narrowed(&self) -> &'static kinds::Kind {
        match self.context.family {
            Family::RequestBody | Family::RequestProperty | Family::Parameter => {
                &kinds::TYPE_NARROWED
            }
            _ => &kinds::TYPE_SPECIALIZED,
        }
    }

    fn formats(&mut self, pair: &Pair<'a>, name: &str) {
        if name == "string" && self.encodings(pair) {
            return;
        }
        let (old, new) = (pair.old.text("format"), pair.new.text("format"));
        self.type_changed(pair, of_formats(name, old, new));
    }

    /// Compares how strings hold what is no text. Whether that is what formats differ by.
    fn encodings(&mut self, pair: &Pair<'a>) -> bool {
        let of = |place: &Place<'a>, key: &str| place.text(key).map(str::to_ascii_lowercase);
        let both = |key: &str| [of(&pair.old, key), of(&pair.new, key)];
        let [before, after] = both("contentMediaType");
        if before != after {
            let places = pair.keys("contentMediaType");
            let kind = &kinds::CONTENT_MEDIA_TYPE_CHANGED;
            self.report(kind, places, "", [before.clone(), after.clone()]);
        }
        // What encodes has a format in the normal form.
        let by_content = |place: &Place<'a>| has_content_format(place.entries);
        let encoding = |place: &Place<'a>| {
            let format = place.text("format").filter(|_| by_content(place));
            of(place, "contentEncoding").or_else(|| format.map(str::to_owned))
        };
        let formats = [pair.old.text("format"), pair.new.text("format")];
        let encodings = [encoding(&pair.old), encoding(&pair.new)];
        let differ =
            formats[0] != formats[1] || both("contentEncoding")[0] != both("contentEncoding")[1];
        let is_about_content = encodings.iter().any(Option::is_some);
        // That bytes are no text is what their media type says.
        let is_binary = |format: Option<&str>| format.is_none_or(|format| format == "binary");
        let by_media_type = before != after && formats.into_iter().all(is_binary);
        if differ && is_about_content && !by_media_type {
            let kind = &kinds::CONTENT_ENCODING_CHANGED;
            self.report(kind, pair.keys("contentEncoding"), "", encodings);
        }
        is_about_content
    }

    /// Compares lists of types. What is said of each is compared as if it stood there alone.
    fn listed_types(
        &mut self,
        pair: &Pair<'a>,
        old: &[(&'a str, Pointer)],
        new: &[(&'a str, Pointer)],
    ) -> bool {
        let mut rest: Vec<&(&str, Pointer)> = new.iter().collect();
        let mut gone = Vec::new();
        let mut paired = Vec::new();
        for own in old {
            let same = rest.iter().position(|other| other.0 == own.0);
            let number = |name: &str| matches!(name, "integer" | "number");
            let near = || {
                rest.iter()
                    .position(|other| number(other.0) && number(own.0))
            };
            match same.or_else(near) {
                Some(index) => paired.push((own, rest.remove(index))),
                None => gone.push(own.0),
            }
        }
        let names = |list: &[(&str, Pointer)]| {
            let names: Vec<&str> = list.iter().map(|(name, _)| *name).collect();
            Some(names.join(", "))
        };
        let kind = match (gone.is_empty(), rest.is_empty()) {
            (true, true) => None,
            (true, false) => Some(&kinds::LIST_OF_TYPES_WIDENED),
            (false, true) => Some(&kinds::LIST_OF_TYPES_NARROWED),
            (false, false) => Some(&kinds::TYPE_CHANGED),
        };
        if let Some(kind) = kind {
            self.report(kind, pair.sites(), "", [names(old), names(new)]);
        }
        for (own, other) in paired {
            let place = |site: &Pointer, found: Option<Place<'a>>| {
                let site = site.clone();
                found.map(|found| Place { site, ..found })
            };
            let before = place(&pair.old.site, Place::find(self.old, &own.1));
            let after = place(&pair.new.site, Place::find(self.new, &other.1));
            // The schema itself, where it has one type.
            let before = before
                .filter(|_| own.1 != pair.old.at)
                .unwrap_or_else(|| pair.old.clone());
            let after = after
                .filter(|_| other.1 != pair.new.at)
                .unwrap_or_else(|| pair.new.clone());
            let inner = Pair {
                old: before,
                new: after,
            };
            if self.single_types(&inner, own.0, other.0) {
                self.contents(&inner);
            }
        }
        false
    }

    /// Compares whether null is allowed.
    pub(super) fn nullable(&mut self, pair: &Pair<'a>) {
        let own = |place: &Place<'_>| place.flag("nullable");
        // What a part says of null is found in the part.
        if own(&pair.old) == own(&pair.new) {
            return;
        }
        let is_known = |place: &Place<'a>| !matches!(Kind::of(place), Kind::Anything);
        if !is_known(&pair.old) || !is_known(&pair.new) {
            return;
        }
        let before = is_nullable(self.old, &pair.old);
        let after = is_nullable(self.new, &pair.new);
        let kind = match (before, after) {
            (false, true) => &kinds::BECAME_NULLABLE,
            (true, false) => &kinds::BECAME_NOT_NULLABLE,
            _ => return,
        };
        self.report(kind, pair.sites(), "", [None, None]);
    }
}

/// Whether null is allowed: by the schema itself, or by each schema that it is made of.
fn is_nullable(side: Side<'_>, place: &Place<'_>) -> bool {
    let parts = all_parts(side, place);
    let is_made_of_parts = |part: &Place<'_>| !part.list("allOf").is_empty();
    place.flag("nullable")
        || parts.iter().any(is_made_of_parts)
            && parts
                .iter()
                .all(|part| part.flag("nullable") || is_made_of_parts(part))
}

/// A type as messages show it: `string (uuid)`.
pub(super) fn shape(place: &Place<'_>) -> Option<String> {
    let name = match Kind::of(place) {
        Kind::Anything => "any".to_owned(),
        Kind::Type(name) => name.to_owned(),
        Kind::Types(types) => {
            let names: Vec<&str> = types.iter().map(|(name, _)| *name).collect();
            return Some(names.join(", "));
        }
        Kind::Unknown => return None,
    };
    Some(match place.text("format") {
        Some(format) => format!("{name} ({format})"),
        None => name,
    })
}

fn of_types(old: &str, new: &str) -> Relation {
    match (old, new) {
        (old, new) if old == new => Relation::Same,
        ("integer", "number") => Relation::Wider,
        ("number", "integer") => Relation::Narrower,
        _ => Relation::Other,
    }
}

/// Formats whose values are among those of another one.
const AMONG: &[(&str, &str)] = &[
    ("email", "idn-email"),
    ("float", "double"),
    ("hostname", "idn-hostname"),
    ("iri", "iri-reference"),
    ("uri", "iri"),
    ("uri", "iri-reference"),
    ("uri", "uri-reference"),
    ("uri-reference", "iri-reference"),
];

fn of_formats(name: &str, old: Option<&str>, new: Option<&str>) -> Relation {
    let (old, new) = match (old, new) {
        (None, None) => return Relation::Same,
        (None, Some(_)) => return Relation::Narrower,
        (Some(_), None) => return Relation::Wider,
        (Some(old), Some(new)) if old == new => return Relation::Same,
        (Some(old), Some(new)) => (old, new),
    };
    if name == "integer"
        && let (Some(old), Some(new)) = (bits(old), bits(new))
    {
        return match (is_among(old, new), is_among(new, old)) {
            (true, _) => Relation::Wider,
            (false, true) => Relation::Narrower,
            (false, false) => Relation::Other,
        };
    }
    match () {
        () if AMONG.contains(&(old, new)) => Relation::Wider,
        () if AMONG.contains(&(new, old)) => Relation::Narrower,
        () => Relation::Other,
    }
}

/// Whether integers of a format are signed, and how many bits they have.
fn bits(format: &str) -> Option<(bool, u32)> {
    let (is_signed, bits) = match format.strip_prefix('u') {
        Some(rest) => (false, rest.strip_prefix("int")?),
        None => (true, format.strip_prefix("int")?),
    };
    Some((is_signed, bits.parse().ok()?))
}

/// Whether all integers of a format are of another.
const fn is_among(inner: (bool, u32), outer: (bool, u32)) -> bool {
    match (inner.0, outer.0) {
        (true, false) => false,
        (false, true) => inner.1 < outer.1,
        _ => inner.1 <= outer.1,
    }
}
