//! The output `document`: the text of a document in generated code, whatever it holds.

#![deny(warnings)]
// The generated modules offer more than these tests call.
#![allow(dead_code)]

mod whole {
    timely_macros::openapi! { document: "fixtures/served.yaml", outputs: [document] }
}

mod overlaid {
    timely_macros::openapi! {
        document: "fixtures/served.yaml",
        outputs: [document],
        overlays: ["fixtures/overlays/served.yaml"],
    }
}

mod version_2 {
    timely_macros::openapi! { document: "fixtures/swagger_2.yaml", outputs: [document] }
}

use timely_runtime::document::Document;
use timely_runtime::serde_json::{Value, json};

fn value(document: &Document) -> Value {
    document.to_value().expect("it is JSON")
}

#[test]
fn it_is_in_one_piece_and_unchanged() {
    let document = &whole::document::DOCUMENT;
    assert_eq!(document.title(), "Shelves & \"books\"");
    assert_eq!(document.version(), "1.0");
    let value = value(document);
    assert_eq!(
        value["info"]["description"],
        "Texts that end literals elsewhere: \"# \"## \"### \\ ' */ --> ${}\n<script>alert(1)</script>\n"
    );
    let schema = &value["paths"]["/books/{id}"]["get"]["responses"]["200"]["content"]["application/json"]
        ["schema"];
    let place = schema["$ref"].as_str().unwrap().strip_prefix('#').unwrap();
    let book = value.pointer(place).unwrap();
    assert_eq!(
        book["properties"]["price"],
        json!({"type": "number", "multipleOf": 0.01})
    );
    assert_eq!(
        book["properties"]["title"]["description"],
        "With \u{202e} what turns and \u{200b} what is not seen."
    );
    assert!(value["paths"].get("/hidden").is_some());
}

#[test]
fn it_is_what_overlays_made_of_it() {
    let value = value(&overlaid::document::DOCUMENT);
    assert!(value["paths"].get("/hidden").is_none());
}

/// What its users wrote, and no form that only the generator knows.
#[test]
fn it_is_of_the_version_that_was_written() {
    let value = value(&version_2::document::DOCUMENT);
    assert_eq!(value["swagger"], "2.0");
    assert!(!version_2::document::DOCUMENT.as_str().contains("x-timely-"));
}

#[test]
fn a_text_that_was_read_is_the_same() {
    let document = &whole::document::DOCUMENT;
    assert_eq!(&Document::read(document.as_str()).unwrap(), document);
}
