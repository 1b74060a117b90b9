use super::changes::Change;
use super::code;
use super::reasons::Explained;
use super::side::Side;
use crate::Generator;
use crate::diagnostic::Pointer;
use std::collections::BTreeSet;

/// A document with one schema in an answer.
fn document(schema: &str) -> String {
    format!(
        "openapi: 3.1.0\ninfo: {{title: T, version: '1'}}\npaths:\n  /a: {{get: {{operationId: a, responses: {{'200': {{description: a, \
         content: {{application/json: {{schema: {{$ref: '#/components/schemas/Got'}}}}}}}}}}}}}}\ncomponents: {{schemas: {{Got: {schema}}}}}\n"
    )
}

/// Changes, each by its id, its place below the schema on both sides, and what it is from and to.
type Row<'r> = (
    &'static str,
    Option<&'r str>,
    Option<&'r str>,
    Option<&'r str>,
);

/// The items of each change, and those of none.
fn explained(old: &str, new: &str, rows: &[Row<'_>]) -> (Vec<Vec<String>>, Vec<String>) {
    let place = |below: &str| Pointer::parse(&format!("/components/schemas/Got{below}"));
    let changes: Vec<Change> = rows
        .iter()
        .map(|(id, old, new, word)| Change {
            id,
            subject: "something".to_owned(),
            from: None,
            to: word.map(str::to_owned),
            old: old.and_then(place),
            new: new.and_then(place),
            direction: None,
            operations: BTreeSet::new(),
        })
        .collect();
    let sides = [old, new].map(|schema| Generator::from_str("api.yaml", document(schema)));
    let mut found = (Vec::new(), Vec::new());
    sides[0].with_sides(&sides[1], |old: &Side<'_>, new: &Side<'_>| {
        let items = code::compare(old, new);
        let explained = Explained::of(&changes, &items, old, new);
        let shown = |index: &usize| format!("{}: {}", items[*index].item, items[*index].change);
        let by_change = explained.by_change.iter();
        found = (
            by_change.map(|it| it.iter().map(shown).collect()).collect(),
            explained.rest.iter().map(shown).collect(),
        );
    });
    found
}

#[test]
fn an_item_belongs_to_the_change_that_can_be_its_reason() {
    let old = "{type: object, properties: {a: {type: string, maxLength: 5}}}";
    let new = "{type: object, properties: {a: {type: integer}}}";
    let a = Some("/properties/a");
    let keyword = Some("/properties/a/type");
    let (by_change, rest) = explained(
        old,
        new,
        &[
            ("response-property-max-length-unset", a, a, None),
            ("response-property-type-changed", keyword, keyword, None),
        ],
    );
    assert_eq!(by_change[0], [""; 0]);
    assert_eq!(
        by_change[1],
        ["models::Got.a: Option<String> → Option<i64>"]
    );
    assert_eq!(rest, [""; 0]);
}

#[test]
fn each_value_has_its_variant() {
    let (old, new) = (
        "{type: string, enum: [a]}",
        "{type: string, enum: [a, b, c]}",
    );
    let id = "response-property-enum-value-added";
    let at = Some("/enum");
    let (by_change, rest) = explained(
        old,
        new,
        &[(id, at, at, Some("c")), (id, at, at, Some("\"b\""))],
    );
    assert_eq!(by_change[0], ["models::Got: gains a variant C"]);
    assert_eq!(by_change[1], ["models::Got: gains a variant B"]);
    assert_eq!(rest, [""; 0]);
}

#[test]
fn what_must_be_there_is_said_beside_it() {
    let old = "{type: object, properties: {a: {type: string}, b: {type: string}}}";
    let new =
        "{type: object, required: [a, b], properties: {a: {type: string}, b: {type: string}}}";
    let id = "response-property-became-required";
    let at = Some("/required");
    let (by_change, rest) = explained(
        old,
        new,
        &[(id, None, at, Some("b")), (id, None, at, Some("a"))],
    );
    let of = |name: &str| {
        vec![
            format!("models::Got.{name}: Option<String> → String"),
            format!("models::Got::new: takes {name}"),
        ]
    };
    assert_eq!(by_change, [of("b"), of("a")]);
    assert_eq!(rest, [""; 0]);
}

#[test]
fn a_default_that_comes_with_something_else_is_no_reason_of_its_own() {
    let old = "{type: object, properties: {a: {type: integer, default: 5}}}";
    let new = "{type: object, required: [a], properties: {a: {type: integer}}}";
    let a = Some("/properties/a");
    let (by_change, rest) = explained(
        old,
        new,
        &[
            ("response-property-became-required", a, a, None),
            ("response-property-default-value-removed", a, a, None),
        ],
    );
    let shape = [
        "models::Got.a: Option<i64> → i64",
        "models::Got::new: takes a",
    ];
    assert_eq!(by_change[0][..2], shape);
    assert!(rest.is_empty(), "{rest:?}");
}

#[test]
fn a_type_goes_with_what_holds_it() {
    let old = "{type: object, properties: {a: {type: string}}}";
    let new = "{type: object, properties: {a: {type: object, properties: {b: {type: object, properties: {c: {type: string}}}}}}}";
    let a = Some("/properties/a");
    let id = "response-property-type-changed";
    let (by_change, rest) = explained(old, new, &[(id, a, a, None)]);
    assert_eq!(by_change[0].len(), 3, "{by_change:?}");
    assert_eq!(rest, [""; 0]);
}
