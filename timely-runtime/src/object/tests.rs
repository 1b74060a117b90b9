//! Structs of many shapes, read and written.

use crate::__object as object;
use crate::{Field, JsonObject, Map};
use serde_json::{Value, from_str, from_value, json, to_string, to_value};

// Names that a document may also give; the macro must not depend on them.
#[derive(Clone, Debug, PartialEq)]
struct Option {
    members: i64,
    name: std::option::Option<bool>,
    object: Field<String>,
    r#type: std::option::Option<Box<Option>>,
    rest: Map<Vec<i64>>,
}
object!(Option {
    members: "members",
    name: "Name",
    object: "@object" if present,
    r#type: "type" if present,
    ..rest
});

#[derive(Debug, Default, PartialEq)]
struct Empty {}
object!(Empty {});

#[derive(Debug, PartialEq)]
struct Open {
    any: JsonObject,
}
object!(Open { ..any });

#[derive(Debug, PartialEq, serde::Serialize, serde::Deserialize)]
struct Shape {
    side: i64,
    #[serde(skip_serializing_if = "std::option::Option::is_none")]
    note: std::option::Option<String>,
}
#[derive(Debug, PartialEq)]
struct Shaped {
    id: i64,
    rest: Map<i64>,
    shape: Shape,
}
object!(Shaped { id: "id", ..rest => shape });

#[derive(Debug, PartialEq)]
struct Patterned {
    id: i64,
    texts: Map<String>,
    numbers: Map<i64>,
    rest: Map<bool>,
    shape: Shape,
}
object!(Patterned { id: "id", ..rest, => shape } matching { texts: "^x-", numbers: "^(x|n)" });

#[derive(Debug, PartialEq)]
struct Open2 {
    numbers: Map<i64>,
}
object!(Open2 {} matching { numbers: "^n" });

#[test]
fn members_are_sorted_by_the_patterns_of_their_names() {
    let value = json!({"id": 1, "side": 2, "note": "n", "x-a": "a", "x1": 1, "n": 2, "more": true});
    let read: Patterned = from_value(value.clone()).unwrap();
    assert_eq!(read.texts["x-a"], "a");
    assert_eq!((read.numbers["x1"], read.numbers["n"]), (1, 2));
    assert!(read.rest["more"]);
    assert_eq!(to_value(&read).unwrap(), value);
    assert_eq!(from_str::<Patterned>(&value.to_string()).unwrap(), read);

    let open: Open2 = from_str(r#"{"n1":1,"other":"ignored"}"#).unwrap();
    assert_eq!(to_string(&open).unwrap(), r#"{"n1":1}"#);
    let fault = |text: &str| from_str::<Patterned>(text).unwrap_err().to_string();
    assert!(fault(r#"{"id":1,"side":2,"x-a":1}"#).contains("expected a string"));
    assert!(fault(r#"{"id":1,"side":2,"more":1}"#).contains("expected a boolean"));
    assert!(fault(r#"{"side":2,"x-a":"a"}"#).starts_with("missing field `id`"));
    let misplaced = Open2 {
        numbers: Map::from([("m".to_owned(), 1)]),
    };
    let fault = to_string(&misplaced).unwrap_err().to_string();
    assert!(fault.contains("the name `m` does not match"), "{fault}");
}

#[test]
fn a_rest_takes_what_a_shape_leaves() {
    let shaped: Shaped = from_str(r#"{"id":1,"side":2,"note":null,"more":3}"#).unwrap();
    assert_eq!((shaped.shape.side, shaped.rest["more"]), (2, 3));
    assert_eq!(
        to_value(&shaped).unwrap(),
        json!({"id": 1, "side": 2, "more": 3})
    );
    let fault = |text: &str| from_str::<Shaped>(text).unwrap_err().to_string();
    assert!(fault(r#"{"id":1,"more":3}"#).starts_with("missing field `side`"));
    assert!(fault(r#"{"id":1,"side":2,"more":"3"}"#).contains("expected i64"));
    assert!(fault(r#"{"side":2}"#).starts_with("missing field `id`"));
}

fn small() -> Option {
    Option {
        members: 1,
        name: None,
        object: Field::Absent,
        r#type: None,
        rest: Map::default(),
    }
}

#[test]
fn members_come_back_in_any_order() {
    let mut object = small();
    object.object = Field::Null;
    object.rest.insert("more".to_owned(), vec![1, 2]);
    let outer = Option {
        name: Some(true),
        r#type: Some(Box::new(object)),
        ..small()
    };
    let text =
        r#"{"members":1,"Name":true,"type":{"members":1,"Name":null,"@object":null,"more":[1,2]}}"#;
    assert_eq!(to_string(&outer).unwrap(), text);
    assert_eq!(from_str::<Option>(text).unwrap(), outer);
    assert_eq!(
        from_value::<Option>(to_value(&outer).unwrap()).unwrap(),
        outer
    );
    let turned = r#"{"type":{"more":[1,2],"@object":null,"members":1},"Name":true,"members":1}"#;
    assert_eq!(from_str::<Option>(turned).unwrap(), outer);
}

#[test]
fn what_is_missing_or_wrong_is_named() {
    let fault = |text: &str| from_str::<Option>(text).unwrap_err().to_string();
    assert!(fault("{}").starts_with("missing field `members`"));
    assert!(fault(r#"{"members":"1"}"#).contains("expected i64"));
    assert!(fault(r#"{"members":1,"more":["a"]}"#).contains("expected i64"));
    assert!(fault("[1]").contains("expected an object"));
    // The first fault counts, and nothing is read after it.
    assert!(fault(r#"{"members":1,"Name":0,"type":1"#).contains("expected a boolean"));
    assert!(fault(r#"{"members":1"#).contains("EOF"));
}

#[test]
fn objects_without_named_members() {
    assert_eq!(to_string(&Empty {}).unwrap(), "{}");
    assert_eq!(from_str::<Empty>(r#"{"a":[{}]}"#).unwrap(), Empty {});
    let open: Open = from_str(r#"{"a":[{}],"b":null}"#).unwrap();
    assert_eq!(to_value(&open).unwrap(), json!({"a": [{}], "b": null}));
    assert_eq!(open.any["b"], Value::Null);
}
