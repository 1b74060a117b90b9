//! What is generated for schemas holds what they describe: JSON read and written again is the same JSON.

#![deny(warnings)]
// The generated modules offer more than these tests call.
#![allow(dead_code)]

use serde_json::{Value, json};
use std::fmt::Debug;

/// Reads a value, writes it again, and returns what it was read as.
#[track_caller]
fn round_trip<T: serde::de::DeserializeOwned + serde::Serialize + Debug>(value: Value) -> T {
    let text = value.to_string();
    let read: T = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{text}: {error}"));
    let written = serde_json::to_value(&read).expect("can be written");
    assert_eq!(written, value, "{read:?}");
    read
}

macro_rules! read_as {
    ($value:tt is $pattern:pat) => {
        let read = round_trip(json!($value));
        assert!(matches!(read, $pattern), "{read:?}");
    };
}

mod unions {
    use super::*;

    mod api {
        timely_macros::openapi!("fixtures/unions.yaml");
    }
    use api::models::*;

    #[test]
    fn a_discriminator_selects() {
        read_as!({ "kind": "cat", "lives": 9 } is Pet::Cat(_));
        read_as!({ "kind": "bird" } is Pet::Other(_));
        read_as!({ "kind": "image", "url": "u" } is Part::ImageImageUrl(_) | Part::Image(_) | Part::ImageOrOther(_));
        read_as!({ "kind": "text", "text": "t" } is Unmapped::Text(_));
    }

    #[test]
    fn several_values_and_nested_unions_and_a_default() {
        read_as!({ "kind": "dog", "breed": "b" } is Event::Pet(Pet::Dog(_)));
        let small: Event = serde_json::from_value(json!({ "kind": "xs", "id": 1 })).unwrap();
        assert!(matches!(small, Event::Small(_)), "{small:?}");
        let large: Event = serde_json::from_value(json!({ "kind": "?", "id": 1 })).unwrap();
        assert!(matches!(large, Event::Large(_)), "{large:?}");
        // The content has no tag of its own.
        let written = serde_json::to_value(Event::from(Small::new(1))).unwrap();
        assert_eq!(written, json!({ "kind": "s", "id": 1 }));
    }

    #[test]
    fn numbers_select() {
        read_as!({ "code": 1, "name": "n" } is Code::Variant(_));
        read_as!({ "code": 3, "size": 1 } is Code::Variant2(_));
        read_as!({ "code": 4, "size": 1 } is Code::Other(_));
    }

    #[test]
    fn strings_with_known_values_are_one_enum() {
        read_as!("low" is Level::Low);
        read_as!("middle" is Level::Other(_));
        read_as!("small" is Model::Small);
        read_as!("huge" is Model::Other(_));
        let painted: Painted = round_trip(json!({ "color": "mauve" }));
        assert_eq!(painted.color, Color::Other("mauve".to_owned()));
        assert!(painted.validate().is_ok());
        let _: Contact = String::new();
    }

    use timely_runtime::Validate;

    #[test]
    fn types_and_formats_decide() {
        read_as!("0d6f6a1e-4f0c-4a3a-8d1f-7a9a0b1c2d3e" is Scalar::Uuid(_));
        read_as!("text" is Scalar::String(_));
        read_as!(1 is Scalar::Integer(1));
        read_as!(1.5 is Scalar::Number(_));
        read_as!(true is Scalar::Boolean(true));
        read_as!(["a", "b"] is Scalar::StringArray(_));
        read_as!({ "a": 1 } is Scalar::Object(_));
        read_as!({ "a": "b" } is Scalar::Other(_));
    }

    #[test]
    fn nothing_that_came_is_lost() {
        read_as!({ "id": 1, "note": "n" } is Item::Small(_));
        read_as!({ "id": 1, "size": 2 } is Item::Large(_));
        read_as!({ "id": 1, "size": 2, "note": "n" } is Item::Other(_));
        read_as!({ "kind": "square", "width": 1, "height": 2 } is Shape::Variant2(_));
    }

    #[test]
    fn a_union_may_contain_itself() {
        read_as!({ "left": [{ "left": "a" }, "b"] } is Node::Object(_));
    }
}
