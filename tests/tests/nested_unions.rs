//! Unions of unions, which are told apart by what is at first sight of the innermost alternatives: in a client alone as where
//! all schemas are.

#![deny(warnings)]
// The generated modules offer more than these tests call.
#![allow(dead_code)]

mod whole {
    timely_macros::openapi!("fixtures/nested_unions.yaml");
}

mod client_alone {
    timely_macros::openapi! {
        document: "fixtures/nested_unions.yaml",
        outputs: [client],
    }
}

use serde_json::json;

macro_rules! tests {
    ($api:ident) => {
        mod $api {
            use super::super::$api::models::{Counted, Deleted, Name, Said, Source};
            use super::super::$api::operations::delete_source::ResponseBody;
            use super::*;

            fn read(value: serde_json::Value) -> ResponseBody {
                let read: ResponseBody = serde_json::from_value(value.clone()).expect("a value");
                assert_eq!(serde_json::to_value(&read).expect("JSON"), value);
                read
            }

            #[test]
            fn each_value_is_of_its_innermost_alternative() {
                let account = read(json!({"object": "account", "id": "a"}));
                assert!(matches!(account, ResponseBody::Source(Source::Account(it)) if it.id == "a"));
                let card = read(json!({"object": "card", "id": "c", "digits": "1234"}));
                assert!(matches!(card, ResponseBody::Source(Source::Card(it)) if it.digits == "1234"));
                let gone = read(json!({"object": "account", "id": "a", "deleted": true}));
                assert!(matches!(gone, ResponseBody::Deleted(Deleted::Account(_))));
                let gone = read(json!({"object": "card", "id": "c", "deleted": true}));
                assert!(matches!(gone, ResponseBody::Deleted(Deleted::Card(_))));
                assert!(matches!(read(json!("c")), ResponseBody::String(text) if text == "c"));
            }

            #[test]
            fn what_an_inner_union_does_not_know_is_of_its_neighbour() {
                let note: Said = serde_json::from_value(json!({"note": "n", "x": 1})).expect("a value");
                assert!(matches!(note, Said::Note(it) if it.note.as_deref() == Some("n")));
                let name: Said = serde_json::from_value(json!({"name": "n", "x": 1})).expect("a value");
                assert!(matches!(name, Said::Name(Name::Named(it)) if it.name == "n"));
                let name: Said = serde_json::from_value(json!("n")).expect("a value");
                assert!(matches!(name, Said::Name(Name::String(it)) if it == "n"));
            }

            #[test]
            fn a_map_has_values_of_its_type() {
                let named: Counted = serde_json::from_value(json!({"name": "s", "x": 1})).expect("a value");
                assert!(matches!(named, Counted::Named(it) if it.name == "s"));
                let counts: Counted = serde_json::from_value(json!({"x": 1})).expect("a value");
                assert!(!matches!(counts, Counted::Named(_) | Counted::Other(_)));
            }
        }
    };
}

mod tests {
    use super::json;

    tests!(whole);
    tests!(client_alone);
}
