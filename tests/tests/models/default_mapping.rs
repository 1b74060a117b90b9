//! A discriminator with a schema for all values that it does not list, and for objects without one (OpenAPI 3.2).

use super::round_trip;
use serde_json::{Value, json};
use timely_runtime::{Field, Validate};

// The generated module offers more than these tests call.
#[allow(dead_code)]
mod api {
    timely_macros::openapi!("fixtures/default_mapping.yaml");
}
use api::models::*;

/// What the server has against a value.
#[track_caller]
fn refuses<T: Validate>(value: Value, expected: &str) {
    let found = T::SCHEMA.check(&value, timely_runtime::Direction::Request);
    let found = found.to_string();
    let is_expected = match expected {
        "" => found.is_empty(),
        expected => found.contains(expected),
    };
    assert!(is_expected, "{value}: {found:?}");
}

macro_rules! passes_as {
    ($value:tt is $pattern:pat) => {
        refuses::<Drawing>(json!({ "shapes": [$value] }), "");
        let drawing: Drawing = round_trip(json!({ "shapes": [$value] }));
        assert!(matches!(drawing.shapes[..], [$pattern]), "{drawing:?}");
    };
}

#[test]
fn a_value_that_is_listed_decides_alone() {
    // Both are blobs, too.
    passes_as!({ "kind": "circle", "radius": 1 } is Shape::Circle(_));
    passes_as!({ "kind": "square", "side": 1 } is Shape::Square(_));
    refuses::<Shape>(json!({ "kind": "circle" }), "/radius: expected a value");
    refuses::<Shape>(json!({ "kind": "circle", "radius": -1 }), "/radius");
    refuses::<Shape>(json!({ "kind": "square", "note": "n" }), "/side");
}

#[test]
fn any_other_value_is_the_default() {
    passes_as!({ "kind": "hexagon", "note": "n" } is Shape::Blob(_));
    passes_as!({ "kind": "Circle" } is Shape::Blob(_));
    refuses::<Shape>(json!({ "kind": "hexagon", "note": "too long" }), "/note");
    refuses::<Shape>(json!({ "kind": 7 }), "/kind: expected a string");
}

#[test]
fn so_is_an_object_without_one() {
    passes_as!({ "note": "n" } is Shape::Blob(_));
    passes_as!({} is Shape::Blob(_));
    refuses::<Shape>(json!({ "note": "too long" }), "/note");
    refuses::<Shape>(json!("circle"), "expected");
}

#[test]
fn null_beside_them_is_null() {
    let frame = |frame: Value| json!({ "shapes": [], "frame": frame });
    for value in [
        json!(null),
        json!({ "kind": "other" }),
        json!({ "kind": "circle", "radius": 2 }),
    ] {
        refuses::<Drawing>(frame(value), "");
    }
    let drawing: Drawing = round_trip(frame(json!(null)));
    assert!(matches!(drawing.frame, Field::Null), "{drawing:?}");
    refuses::<Drawing>(frame(json!({ "kind": "circle" })), "/frame/radius");
    refuses::<Drawing>(frame(json!({ "note": "too long" })), "/frame/note");
}

#[test]
fn what_extends_a_schema_may_be_its_default() {
    let animal = |animal: Value| json!({ "shapes": [], "animal": animal });
    let cat: Drawing = round_trip(animal(json!({ "species": "cat", "lives": 9 })));
    assert!(matches!(cat.animal, Some(Animal::Cat(_))), "{cat:?}");
    for value in [
        json!({ "species": "yeti", "weight": 9 }),
        json!({ "weight": 9 }),
    ] {
        refuses::<Drawing>(animal(value.clone()), "");
        let read: Animal = serde_json::from_value(value).unwrap();
        assert!(matches!(read, Animal::Beast(_)), "{read:?}");
    }
    refuses::<Drawing>(
        animal(json!({ "species": "cat", "weight": 9 })),
        "/animal/lives",
    );
    refuses::<Drawing>(animal(json!({ "species": "yeti" })), "/animal/weight");
}

#[test]
fn a_schema_that_others_extend_may_be_its_own() {
    let plant = |plant: Value| json!({ "shapes": [], "plant": plant });
    let rose: Drawing = round_trip(plant(json!({ "family": "rose", "height": 1, "thorns": 2 })));
    assert!(matches!(rose.plant, Some(Plant::Rose(_))), "{rose:?}");
    for value in [
        json!({ "family": "fern", "height": 1 }),
        json!({ "height": 1 }),
    ] {
        refuses::<Drawing>(plant(value.clone()), "");
        let other: Drawing = round_trip(plant(value));
        assert!(matches!(other.plant, Some(Plant::Base(_))), "{other:?}");
    }
    refuses::<Drawing>(plant(json!({ "family": "fern" })), "/plant/height");
    refuses::<Drawing>(
        plant(json!({ "family": "rose", "height": 1 })),
        "/plant/thorns",
    );
}
