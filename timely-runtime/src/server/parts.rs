//! The parts of multipart bodies: which there are, and what the document says of each.

use crate::bodies::NamedPart;
use crate::json::pointer;
use crate::media_type;
use crate::parameters;
use crate::schema::{Budget, Direction, Place, Violation, Violations};
use crate::{Encoding, MediaKind, MediaType, Part};
use serde_json::{Map, Value};

/// Holds the values of a form to their schema, those apart that stand for files.
pub(super) fn check(
    values: &Value,
    files: &[NamedPart],
    documented: &'static MediaType,
    budget: &Budget,
) -> Violations {
    let direction = Some(Direction::Request);
    let schema = documented.schema;
    let mut violations = schema.check_at(values, direction, Place::Body, "", budget);
    let of_parts = missing_headers(documented, files).chain(wrong_types(documented, files));
    of_parts.for_each(|violation| violations.push(violation));
    violations
}

/// Adds what stands for files in the check of a form: a text for one, and a list of texts where there may be several or
/// are.
pub(super) fn stand_in(
    members: &mut Map<String, Value>,
    documented: &'static MediaType,
    files: &[NamedPart],
) {
    let MediaKind::Parts(known) = documented.kind else {
        return;
    };
    let file = || Value::String(String::new());
    let names = files.iter().filter_map(|part| part.name.as_deref());
    // The rest are heads of values.
    for name in names.filter(|name| known.is_empty() || known.contains(name)) {
        let takes_list = parameters::takes_list(documented.schema.root(), name);
        match members.get_mut(name) {
            Some(Value::Array(items)) => items.push(file()),
            Some(first) => *first = vec![file(), file()].into(),
            None => {
                let first = if takes_list {
                    vec![file()].into()
                } else {
                    file()
                };
                members.insert(name.to_owned(), first);
            }
        }
    }
}

/// The parts of which the document says how they are written, each with the pointer of its value.
fn encoded<'p>(
    documented: &'static MediaType,
    parts: &'p [NamedPart],
) -> impl Iterator<Item = (&'static Encoding, String, &'p Part)> {
    // Those that no name tells from others go by their places.
    let is_list = matches!(documented.kind, MediaKind::List | MediaKind::Parts([]));
    parts.iter().enumerate().filter_map(move |(place, part)| {
        let (encoding, name) = match is_list {
            true => (
                parameters::item_encoding(documented, place)?,
                place.to_string(),
            ),
            false => {
                let name = part.name.as_deref()?;
                (parameters::encoding(documented, name)?, name.to_owned())
            }
        };
        Some((encoding, pointer::to(&name), &part.part))
    })
}

/// The headers that parts must have and have not.
fn missing_headers(
    documented: &'static MediaType,
    parts: &[NamedPart],
) -> impl Iterator<Item = Violation> {
    encoded(documented, parts).flat_map(|(encoding, at, part)| {
        let missing = encoding
            .headers
            .iter()
            .filter(|header| !part.headers.contains_key(**header));
        missing.map(move |header| {
            Violation::new(
                Place::Body,
                at.clone(),
                "headers",
                format!("a part with the header {header}"),
                "one without it",
            )
        })
    })
}

/// The media types that parts have and must not have. A part that has none may be of any.
fn wrong_types(
    documented: &'static MediaType,
    parts: &[NamedPart],
) -> impl Iterator<Item = Violation> {
    encoded(documented, parts).filter_map(|(encoding, at, part)| {
        let (allowed, found) = (encoding.content_type?, part.content_type.as_deref()?);
        (!media_type::is_allowed(found, allowed)).then(|| {
            Violation::new(
                Place::Body,
                at,
                "contentType",
                format!("a part of the type {allowed}"),
                format!("one of the type {found}"),
            )
        })
    })
}
