//! The variants of enums are named for their values, so that a reader knows one from the other.

use super::round_trip;
use serde_json::json;

// The generated module offers more than these tests call.
#[allow(dead_code)]
mod api {
    timely_macros::openapi!("fixtures/variant_names.yaml");
}
use api::models::*;

#[track_caller]
fn is<T: serde::de::DeserializeOwned + serde::Serialize + std::fmt::Debug + PartialEq>(
    value: &str,
    variant: T,
) {
    assert_eq!(round_trip::<T>(json!(value)), variant);
}

#[test]
fn signs_are_spelled_wherever_they_stand() {
    is("r", Rating::R);
    is("r+", Rating::RPlus);
    is("r-", Rating::RMinus);
    is("R", Rating::RUpper);
    is("-R", Rating::MinusR);
    is("C++", Rating::CPlusPlus);
    is("C#", Rating::CHash);
    is("50%", Rating::Value50Percent);
    is("", Rating::Empty);
    is(" ", Rating::Space);
    is("1", Rating::Value1);
    is("-1", Rating::Minus1);
    is("+1", Rating::Plus1);
    is("1.0", Rating::Value1Dot0);
    is("😀", Rating::U1f600);
    is("other", Rating::OtherValue);
}

#[test]
fn what_parts_words_tells_twins_apart() {
    is("Etc/GMT", Zone::EtcGmt);
    is("Etc/GMT+1", Zone::EtcGmtPlus1);
    is("Etc/GMT-1", Zone::EtcGmtMinus1);
    is("Etc/GMT_1", Zone::EtcGmtUnderscore1);
    is("Etc/GMT+12", Zone::EtcGmtPlus12);
    is("Etc/GMT+1_2", Zone::EtcGmtPlus1Underscore2);
    is("a b", Words::ASpaceB);
    is("a-b", Words::AMinusB);
    is("a_b", Words::AUnderscoreB);
}

#[test]
fn what_needs_no_spelling_has_none() {
    is("text/plain", Words::TextPlain);
    is("gpt-3.5-turbo", Words::Gpt35Turbo);
    is("id", Words::Id);
    is("ID", Words::IdUpper);
    is("Id", Words::IdMixed);
}

#[test]
fn alternatives_are_named_for_the_components_that_only_they_hold() {
    let call = Report::Call(report::Call::new("a").rows([Call::new(3)]));
    let place = Report::Place(report::Place::new("a").of(Place::new("Faro")));
    assert_eq!(
        json!([call, place]),
        json!([{"id": "a", "rows": [{"seconds": 3}]}, {"id": "a", "of": {"city": "Faro"}}])
    );
}

#[test]
fn bodies_have_their_names_whatever_parameters_are_called() {
    use api::operations::add_word;
    assert_eq!(json!(add_word::Body::new("a")), json!({"text": "a"}));
    assert_eq!(json!(add_word::ResponseBody::new("a")), json!({"id": "a"}));
}
