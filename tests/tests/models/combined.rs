//! Schemas that say the same twice, that narrow each other, or that leave no value.

use super::round_trip;
use serde_json::{Value, json};
use timely_runtime::Validate;

/// What is impossible in this document is told by warnings, which the macro shows as deprecations.
// The generated module offers more than these tests call.
#[allow(dead_code, deprecated)]
mod api {
    timely_macros::openapi!("fixtures/combined.yaml");
}
use api::models::*;

#[track_caller]
fn passes<T: Validate>(value: Value, expected: bool) {
    let found = T::SCHEMA.check(&value, timely_runtime::Direction::Request);
    assert_eq!(found.is_empty(), expected, "{value}: {found}");
}

#[test]
fn an_enum_has_the_values_that_all_accept() {
    assert_eq!(round_trip::<Even>(json!("zero")), Even::Zero);
    assert_eq!(round_trip::<Even>(json!("two")), Even::Two);
    assert_eq!(
        round_trip::<Even>(json!("four")),
        Even::Other("four".to_owned())
    );
    for (value, expected) in [("zero", true), ("one", false), ("four", false)] {
        passes::<Even>(json!(value), expected);
    }
    assert_eq!(round_trip::<Short>(json!("one")), Short::One);
    assert_eq!(
        round_trip::<Short>(json!("three")),
        Short::Other("three".to_owned())
    );
    passes::<Short>(json!("two"), true);
    passes::<Short>(json!("three"), false);
    assert_eq!(round_trip::<Refuted>(json!("bb")), Refuted::Bb);
    assert_eq!(
        round_trip::<Refuted>(json!("a")),
        Refuted::Other("a".to_owned())
    );
    passes::<Refuted>(json!("a"), false);
}

#[test]
fn a_property_that_two_parts_list() {
    let narrower: Narrower = round_trip(json!({ "even": "two", "narrowed": "b" }));
    assert_eq!(narrower.narrowed, Some(narrower::Narrowed::B));
    for (value, expected) in [("a", false), ("b", true), ("d", false)] {
        passes::<Narrower>(json!({ "even": "zero", "narrowed": value }), expected);
        let narrowed: narrower::Narrowed = serde_json::from_value(json!(value)).unwrap();
        assert_eq!(narrowed.validate().is_ok(), expected, "{value}");
    }
}

#[test]
fn an_enum_of_integers_has_the_values_that_all_accept() {
    assert_eq!(round_trip::<Audible>(json!(1)), Audible::Low);
    assert_eq!(round_trip::<Audible>(json!(3)), Audible::High);
    assert_eq!(round_trip::<Audible>(json!(0)), Audible::Other(0));
    assert_eq!(round_trip::<Audible>(json!(9)), Audible::Other(9));
    for (value, expected) in [(0, false), (1, true), (9, false)] {
        passes::<Audible>(json!(value), expected);
    }
    // Whichever of the two names them.
    assert_eq!(round_trip::<Usual>(json!(2)), Usual::Mid);
    assert_eq!(round_trip::<Usual>(json!(7)), Usual::Other(7));
    passes::<Usual>(json!(7), false);
    assert_eq!(round_trip::<Quiet>(json!(1)), Quiet::Low);
    assert_eq!(round_trip::<Quiet>(json!(2)), Quiet::Other(2));
    passes::<Quiet>(json!(2), false);
    let _: Every = Level::Off;
    assert_eq!(round_trip::<Nameless>(json!(2)), Nameless::Value2);
    assert_eq!(round_trip::<Nameless>(json!(1)), Nameless::Other(1));
}

#[test]
fn the_one_integer_that_is_left_is_a_constant() {
    let speaker = Speaker::new(Level::Mid);
    assert_eq!(speaker.mute, Muted::Off);
    assert_eq!(
        serde_json::to_value(&speaker).unwrap(),
        json!({ "level": 2, "mute": 0 })
    );
    passes::<Speaker>(json!({ "level": 2, "mute": 1 }), false);
    let loud: LoudSpeaker = round_trip(json!({ "level": 3, "mute": 0 }));
    assert_eq!(loud.level, loud_speaker::Level::High);
    passes::<LoudSpeaker>(json!({ "level": 2, "mute": 0 }), false);
    passes::<LoudSpeaker>(json!({ "level": 4, "mute": 0 }), false);
}

#[test]
fn values_keep_their_names_when_others_are_left_out() {
    assert_eq!(round_trip::<Pair>(json!(2)), Pair::Two);
    assert_eq!(round_trip::<Spoken>(json!("b")), Spoken::Second);
    assert_eq!(round_trip::<Chosen>(json!("b")), Chosen::Second);
    passes::<Chosen>(json!("a"), false);
}

#[test]
fn what_is_listed_twice_is_itself() {
    let twice: Twice = Amount::new(1.5);
    assert_eq!(
        serde_json::to_value(twice).unwrap(),
        json!({ "amount": 1.5 })
    );
    let null: TwiceOrNull = round_trip(json!({ "a": null }));
    assert_eq!(null.a, timely_runtime::Field::Null);
    let _: TwiceInPlace = TwiceInPlace::new("a");
}

#[test]
fn exactly_one_of_two_equal_ones_is_none() {
    passes::<OneOfTwoHolder>(json!({ "a": { "amount": 1 } }), false);
    let three = |value: Value| OneOfThree::SCHEMA.check(&value, timely_runtime::Direction::Request);
    assert!(!three(json!(1)).is_empty());
    assert!(three(json!("a")).is_empty());
}

#[test]
fn what_cannot_be_is_refused_and_compiles() {
    passes::<Income>(json!({ "amount": 1, "type": "t" }), false);
    passes::<Income>(json!({ "amount": 1 }), false);
    passes::<Holder>(json!({ "even": "zero" }), true);
    passes::<Holder>(json!({ "even": "zero", "never": "a" }), false);
    passes::<Holder>(json!({ "even": "zero", "income": {} }), false);
    passes::<Holder>(json!({ "even": "zero", "either": "a" }), true);
}
