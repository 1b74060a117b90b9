//! Names for schemas and other objects that are referred to where they stand.

use crate::diagnostic::Pointer;
use heck::ToUpperCamelCase;
use serde_json::Value;
use std::collections::{HashMap, HashSet};

/// The names of one section of `components`.
#[derive(Default)]
pub(super) struct Names {
    taken: HashSet<String>,
    /// The number that the next thing of a name gets, so that many of one name are not counted again each time.
    numbers: HashMap<String, u32>,
}

impl Names {
    /// With these names taken.
    pub(super) fn new(taken: HashSet<String>) -> Self {
        let numbers = HashMap::new();
        Self { taken, numbers }
    }
}

/// A name for what stands at a place of the document, made of the words on the way to it. It is taken from then on.
pub(super) fn choose(document: &Value, place: &Pointer, names: &mut Names) -> String {
    choose_with(document, place, None, names)
}

/// As [`choose`], for what is made of the schema at a place with that at another one.
pub(super) fn choose_with(
    document: &Value,
    place: &Pointer,
    with: Option<&Pointer>,
    names: &mut Names,
) -> String {
    let mut words = words(document, place);
    words.extend(
        with.into_iter()
            .flat_map(|place| self::words(document, place)),
    );
    let name = words.join(" ").to_upper_camel_case();
    let name = if name.is_empty() {
        "Shared".to_owned()
    } else {
        name
    };
    if names.taken.insert(name.clone()) {
        return name;
    }
    let number = names.numbers.entry(name.clone()).or_insert(1);
    loop {
        *number += 1;
        let candidate = format!("{name}{number}");
        if names.taken.insert(candidate.clone()) {
            return candidate;
        }
    }
}

fn words(document: &Value, place: &Pointer) -> Vec<String> {
    let segments: Vec<String> = place.segments().collect();
    let texts: Vec<&str> = segments.iter().map(String::as_str).collect();
    match texts.as_slice() {
        // What has a name of its own needs no other.
        [.., "$defs" | "definitions", name] => vec![(*name).to_owned()],
        ["components", section, name, rest @ ..] => {
            let suffix = match *section {
                "responses" => Some("response"),
                "requestBodies" => Some("body"),
                "headers" => Some("header"),
                _ => None,
            };
            let own = [(*name).to_owned()]
                .into_iter()
                .chain(suffix.map(str::to_owned));
            own.chain(inner_words(rest)).collect()
        }
        ["paths" | "webhooks", path, method, rest @ ..] => {
            let operation = Pointer::root()
                .child(texts[0])
                .child(path)
                .child(method)
                .child("operationId");
            let own = match document.pointer(operation.as_str()).and_then(Value::as_str) {
                Some(id) => vec![id.to_owned()],
                None => vec![(*method).to_owned(), (*path).to_owned()],
            };
            own.into_iter().chain(inner_words(rest)).collect()
        }
        rest => inner_words(rest),
    }
}

/// The words of a way that tell something.
fn inner_words(segments: &[&str]) -> Vec<String> {
    let mut words = Vec::new();
    for (index, segment) in segments.iter().enumerate() {
        let after = index
            .checked_sub(1)
            .and_then(|before| segments.get(before))
            .copied();
        match (after, *segment) {
            // A name, whatever it is.
            (Some("properties" | "headers"), name) => words.push(name.to_owned()),
            // A media type.
            (Some("content"), _) => {}
            (
                _,
                "properties" | "headers" | "content" | "schema" | "components" | "schemas"
                | "$defs",
            ) => {}
            (_, "items") => words.push("item".to_owned()),
            (_, "additionalProperties") => words.push("value".to_owned()),
            (_, "responses") => words.push("response".to_owned()),
            (_, "requestBody") => words.push("body".to_owned()),
            (_, "parameters") => words.push("parameter".to_owned()),
            (_, word) => words.push(word.to_owned()),
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_way_tells_the_name() {
        let document = json!({"paths": {"/pets": {"get": {"operationId": "listPets"}}}});
        let cases = [
            ("/components/schemas/Pet/properties/owner", "PetOwner"),
            (
                "/components/schemas/Pet/properties/items/items",
                "PetItemsItem",
            ),
            ("/components/schemas/Pet/$defs/Owner", "Owner"),
            (
                "/components/responses/NotFound/content/application~1json/schema",
                "NotFoundResponse",
            ),
            (
                "/paths/~1pets/get/responses/200/content/application~1json/schema",
                "ListPetsResponse200",
            ),
            (
                "/paths/~1pets~1{id}/put/requestBody/content/application~1json/schema",
                "PutPetsIdBody",
            ),
            ("/definitions/Old", "Old"),
            ("/components/schemas/Pet/allOf/1", "PetAllOf1"),
        ];
        for (place, expected) in cases {
            assert_eq!(
                choose(
                    &document,
                    &Pointer::parse(place).unwrap(),
                    &mut Names::default()
                ),
                expected,
                "{place}"
            );
        }
    }

    #[test]
    fn a_taken_name_gets_a_number() {
        let mut taken = Names::new(HashSet::from(["Old".to_owned()]));
        assert_eq!(
            choose(
                &json!({}),
                &Pointer::parse("/definitions/Old").unwrap(),
                &mut taken
            ),
            "Old2"
        );
    }
}
