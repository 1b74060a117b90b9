//! Types and formats, null, and what strings hold.

use super::context::Form;
use super::evaluation::Evaluation;
use super::parts::all_parts;
use super::place::{Pair, Place, is_said_for_people};
use crate::diff::rules::schemas::{Family, kinds};
use crate::diff::side::Side;
use crate::normalize::{has_content_format, is_written_as_number};

/// How the values of the new document relate to those of the old one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Relation {
    Same,
    /// There are more.
    Wider,
    /// There are fewer.
    Narrower,
    Other,
}

impl Relation {
    /// How values relate by two things that are said of them.
    pub(super) const fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Same, relation) | (relation, Self::Same) => relation,
            (Self::Wider, Self::Wider) => Self::Wider,
            (Self::Narrower, Self::Narrower) => Self::Narrower,
            _ => Self::Other,
        }
    }
}

/// What a schema is by its type.
enum Kind<'a> {
    /// It allows values of any type.
    Anything,
    Type(&'a str),
    /// Something else tells: alternatives, or an `enum` of values of several types.
    Unknown,
}

impl<'a> Kind<'a> {
    fn of(place: &Place<'a>) -> Self {
        if let Some(name) = type_name(place) {
            return Self::Type(name);
        }
        let says = |key: &String| !is_said_for_people(key) && key != "nullable" && key != "format";
        match place.entries.keys().any(says) {
            true => Self::Unknown,
            false => Self::Anything,
        }
    }
}

/// The type of a schema as it is written: a number in a format of integers is held as an integer.
pub(super) fn type_name<'a>(place: &Place<'a>) -> Option<&'a str> {
    match is_written_as_number(place.entries) {
        true => Some("number"),
        false => place.text("type"),
    }
}

/// Whether a string may be any text.
pub(super) fn is_free(place: &Place<'_>) -> bool {
    const SAYS_MORE: [&str; 5] = ["format", "pattern", "enum", "maxLength", "minLength"];
    SAYS_MORE.iter().all(|key| place.get(key).is_none())
}

/// Whether one of two strings holds what is no text.
pub(super) fn holds_content(pair: &Pair<'_>) -> bool {
    let places = [&pair.old, &pair.new];
    places
        .iter()
        .any(|place| place.get("contentEncoding").is_some() || has_content_format(place.entries))
}

impl<'a> Evaluation<'a, '_> {
    /// Compares types and formats. Whether the schemas are of one type, so that the rest can be compared.
    pub(super) fn types(&mut self, pair: &Pair<'a>) -> bool {
        match (Kind::of(&pair.old), Kind::of(&pair.new)) {
            (Kind::Type(old), Kind::Type(new)) => self.single_types(pair, old, new),
            (Kind::Anything, Kind::Anything) | (Kind::Unknown, _) | (_, Kind::Unknown) => true,
            (Kind::Anything, _) => self.type_changed(pair, Relation::Narrower),
            (_, Kind::Anything) => self.type_changed(pair, Relation::Wider),
        }
    }

    pub(super) fn single_types(&mut self, pair: &Pair<'a>, old: &str, new: &str) -> bool {
        match types_relate(old, new) {
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
    pub(super) fn type_changed(&mut self, pair: &Pair<'a>, relation: Relation) -> bool {
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
        self.type_changed(pair, formats_relate(name, old, new));
    }

    /// Compares how strings hold what is no text. Whether that is what formats differ by.
    pub(super) fn encodings(&mut self, pair: &Pair<'a>) -> bool {
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
        Kind::Anything => "any",
        Kind::Type(name) => name,
        Kind::Unknown => return None,
    };
    Some(match place.text("format") {
        Some(format) => format!("{name} ({format})"),
        None => name.to_owned(),
    })
}

pub(super) fn types_relate(old: &str, new: &str) -> Relation {
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

pub(super) fn formats_relate(name: &str, old: Option<&str>, new: Option<&str>) -> Relation {
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
