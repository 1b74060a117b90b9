use crate::{Schema, Validate, Value};
use serde::{Deserialize, Serialize};
use serde_json::{from_str, from_value, json, to_value};

static TEXT: Schema = Schema::new(r#"{"type": "string"}"#, &[]);
static NUMBER: Schema = Schema::new(r#"{"type": "number"}"#, &[]);
static INTEGER: Schema = Schema::new(r#"{"type": "integer", "format": "int64"}"#, &[]);

mod tagged {
    use super::*;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Cat {
        #[serde(rename = "type")]
        kind: String,
        lives: u8,
    }

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Dog {
        name: String,
    }

    static CAT: Schema = Schema::new(
        r#"{
        "type": "object",
        "required": ["type", "lives"],
        "properties": {"type": {"$ref": "TEXT"}, "lives": {"$ref": "INTEGER"}}
    }"#,
        &[&TEXT, &INTEGER],
    );
    static DOG: Schema = Schema::new(
        r#"{"type": "object", "required": ["name"], "properties": {"name": {"$ref": "TEXT"}}}"#,
        &[&TEXT],
    );
    static PET: Schema = Schema::new(
        r#"{"anyOf": [{"$ref": "CAT"}, {"$ref": "DOG"}]}"#,
        &[&CAT, &DOG],
    );

    #[derive(Debug, PartialEq)]
    enum Pet {
        Cat(Box<Cat>),
        Dog(Dog),
        Other(Value),
    }
    impl Validate for Pet {
        const SCHEMA: &'static Schema = &PET;
    }
    crate::__union!(Pet, "type", { Cat["cat", "tom"], Dog["dog"] + "type" = "dog" });

    #[test]
    fn the_tag_selects_and_survives() {
        let tom = json!({ "type": "tom", "lives": 9 });
        let pet: Pet = from_value(tom.clone()).unwrap();
        assert!(matches!(&pet, Pet::Cat(cat) if cat.kind == "tom"));
        assert_eq!(to_value(&pet).unwrap(), tom);

        let dog = Pet::Dog(Dog {
            name: "Rex".to_owned(),
        });
        assert_eq!(
            to_value(&dog).unwrap(),
            json!({ "type": "dog", "name": "Rex" })
        );
    }

    #[test]
    fn what_is_not_listed_is_kept() {
        for value in [
            json!({ "type": "bird", "name": "Tweety" }),
            json!({}),
            json!(1),
            json!(null),
        ] {
            let pet: Pet = from_value(value.clone()).unwrap();
            assert_eq!(pet, Pet::Other(value.clone()));
            assert_eq!(to_value(&pet).unwrap(), value);
        }
        assert!(from_value::<Pet>(json!({ "type": "cat" })).is_err());
    }

    #[test]
    fn without_a_tag_the_shape_decides() {
        let pet: Pet = from_value(json!({ "name": "Rex" })).unwrap();
        assert!(matches!(pet, Pet::Dog(_)), "{pet:?}");
    }

    #[derive(Debug, PartialEq)]
    enum Plain {
        Cat(Box<Cat>),
        Dog(Dog),
        Other(Value),
    }
    impl Validate for Plain {
        const SCHEMA: &'static Schema = &PET;
    }
    crate::__union!(Plain, "type", { Cat["cat"], Dog } absent 1);

    #[test]
    fn one_variant_may_take_what_has_no_tag() {
        // Also where another one would hold more of it.
        let dog = json!({ "name": "Rex" });
        let read: Plain = from_value(dog.clone()).unwrap();
        assert!(matches!(read, Plain::Dog(_)), "{read:?}");
        assert_eq!(to_value(&read).unwrap(), dog);
        for other in [json!({ "type": "bird", "name": "Rex" }), json!(1)] {
            let read: Plain = from_value(other.clone()).unwrap();
            assert_eq!(read, Plain::Other(other));
        }
        assert!(from_value::<Plain>(json!({ "lives": 1 })).is_err());
    }

    #[derive(Debug, PartialEq)]
    enum Codes {
        Cat(Cat),
        Dog(Dog),
        Other(Value),
    }
    impl Validate for Codes {
        const SCHEMA: &'static Schema = &PET;
    }
    crate::__union!(Codes, "code", { Cat["1"], Dog["2"] + "code" = 2 } else 1);

    #[test]
    fn tags_may_be_numbers_and_one_variant_may_take_the_rest() {
        let cat = json!({ "code": 1, "type": "t", "lives": 1 });
        assert!(matches!(from_value(cat).unwrap(), Codes::Cat(_)));
        for rest in [json!({ "code": 7, "name": "x" }), json!({ "name": "x" })] {
            let dog: Codes = from_value(rest).unwrap();
            assert!(matches!(dog, Codes::Dog(_)), "{dog:?}");
            assert_eq!(to_value(&dog).unwrap(), json!({ "name": "x", "code": 2 }));
        }
        let odd: Codes = from_value(json!({ "code": 7 })).unwrap();
        assert_eq!(odd, Codes::Other(json!({ "code": 7 })));
    }
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Small {
    id: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Large {
    id: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    size: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unit: Option<String>,
}

static SMALL: Schema = Schema::new(
    r#"{
    "type": "object",
    "required": ["id"],
    "properties": {"id": {"$ref": "INTEGER"}, "note": {"$ref": "TEXT"}}
}"#,
    &[&INTEGER, &TEXT],
);
static LARGE: Schema = Schema::new(
    r#"{
    "type": "object",
    "required": ["id"],
    "properties": {"id": {"$ref": "INTEGER"}, "size": {"$ref": "INTEGER"}, "unit": {"$ref": "TEXT"}}
}"#,
    &[&INTEGER, &TEXT],
);
static ITEM: Schema = Schema::new(
    r#"{"anyOf": [{"$ref": "SMALL"}, {"$ref": "LARGE"}]}"#,
    &[&SMALL, &LARGE],
);

#[derive(Debug, PartialEq)]
enum Item {
    Small(Small),
    Large(Large),
    Other(Value),
}
impl Validate for Item {
    const SCHEMA: &'static Schema = &ITEM;
}
crate::__union!(Item, { Small, Large });

#[test]
fn the_variant_that_holds_most_is_taken() {
    let large: Item = from_value(json!({ "id": 1, "size": 2 })).unwrap();
    assert!(matches!(large, Item::Large(_)), "{large:?}");
    let small: Item = from_value(json!({ "id": 1 })).unwrap();
    assert!(matches!(small, Item::Small(_)), "{small:?}");
    // A property of a wrong type counts against a variant.
    let small: Item = from_value(json!({ "id": 1, "size": "huge", "note": "n" })).unwrap();
    assert!(matches!(small, Item::Small(_)), "{small:?}");
}

#[test]
fn what_no_variant_holds_alone_is_kept_whole() {
    let both = json!({ "id": 1, "size": 2, "note": "n" });
    let item: Item = from_value(both.clone()).unwrap();
    assert_eq!(item, Item::Other(both.clone()));
    assert_eq!(to_value(&item).unwrap(), both);
}

#[test]
fn what_lacks_a_required_property_is_kept() {
    let item: Item = from_value(json!({ "size": 2 })).unwrap();
    assert_eq!(item, Item::Other(json!({ "size": 2 })));
}

mod scalars {
    use super::*;

    static LEVEL: Schema = Schema::new(r#"{"type": "string", "enum": ["low", "high"]}"#, &[]);
    static UUID: Schema = Schema::new(r#"{"type": "string", "format": "uuid"}"#, &[]);
    static LIST: Schema = Schema::new(r#"{"type": "array", "items": {"$ref": "TEXT"}}"#, &[&TEXT]);
    static OPEN: Schema = Schema::new(
        r#"{"type": "object", "additionalProperties": {"$ref": "NUMBER"}}"#,
        &[&NUMBER],
    );
    static VALUE: Schema = Schema::new(
        r#"{
        "anyOf": [
            {"$ref": "TEXT"},
            {"$ref": "LEVEL"},
            {"$ref": "UUID"},
            {"$ref": "NUMBER"},
            {"$ref": "INTEGER"},
            {"$ref": "LIST"},
            {"$ref": "OPEN"}
        ]
    }"#,
        &[&TEXT, &LEVEL, &UUID, &NUMBER, &INTEGER, &LIST, &OPEN],
    );

    #[derive(Debug, Clone)]
    enum Level {
        Low,
        High,
        Other(String),
    }
    crate::__string_enum!(Level { Low = "low", High = "high" });

    #[derive(Debug, PartialEq)]
    enum Scalar {
        Text(String),
        Level(Level),
        Uuid(crate::Uuid),
        Number(f64),
        Integer(i64),
        List(Vec<String>),
        Open(crate::Map<f64>),
        Other(Value),
    }
    impl Validate for Scalar {
        const SCHEMA: &'static Schema = &VALUE;
    }
    crate::__union!(Scalar, { Text, Level, Uuid, Number, Integer, List, Open });

    #[test]
    fn types_formats_and_listed_values_decide() {
        let read = |value: Value| -> Scalar {
            let scalar: Scalar = from_value(value.clone()).unwrap();
            assert_eq!(to_value(&scalar).unwrap(), value, "{scalar:?}");
            scalar
        };
        assert!(Level::VALUES.len() == 2 && Level::Low.is_known());
        assert_eq!(read(json!("high")), Scalar::Level(Level::High));
        assert_eq!(read(json!("middling")), Scalar::Text("middling".to_owned()));
        assert!(matches!(
            read(json!("0d6f6a1e-4f0c-4a3a-8d1f-7a9a0b1c2d3e")),
            Scalar::Uuid(_)
        ));
        assert_eq!(read(json!(5)), Scalar::Integer(5));
        assert_eq!(read(json!(5.5)), Scalar::Number(5.5));
        assert_eq!(read(json!(["a"])), Scalar::List(vec!["a".to_owned()]));
        assert!(matches!(read(json!({ "a": 1.5 })), Scalar::Open(_)));
        assert_eq!(read(json!(true)), Scalar::Other(json!(true)));
        assert_eq!(read(json!([1])), Scalar::Other(json!([1])));
    }
}

mod nesting {
    use super::*;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Branch {
        a: Box<Node>,
    }

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Fork {
        a: Box<Node>,
        #[serde(skip_serializing_if = "Option::is_none")]
        b: Option<String>,
    }

    static BRANCH: Schema = Schema::new(
        r#"{"type": "object", "required": ["a"], "properties": {"a": {"$ref": "NODE"}}}"#,
        &[&NODE],
    );
    static FORK: Schema = Schema::new(
        r#"{
        "type": "object",
        "required": ["a"],
        "properties": {"a": {"$ref": "NODE"}, "b": {"$ref": "TEXT"}}
    }"#,
        &[&NODE, &TEXT],
    );
    static NODE: Schema = Schema::new(
        r#"{"anyOf": [{"$ref": "BRANCH"}, {"$ref": "FORK"}, {"$ref": "TEXT"}]}"#,
        &[&BRANCH, &FORK, &TEXT],
    );

    #[derive(Debug, PartialEq)]
    enum Node {
        Branch(Branch),
        Fork(Fork),
        Text(String),
        Other(Value),
    }
    impl Validate for Node {
        const SCHEMA: &'static Schema = &NODE;
    }
    crate::__union!(Node, { Branch, Fork, Text });

    /// Two alternatives at each of 100 levels: trying both at each would take longer than there is time.
    #[test]
    fn the_time_does_not_double_with_each_level() {
        let text = format!(
            "{}{}{}",
            r#"{"a":"#.repeat(100),
            r#""leaf""#,
            "}".repeat(100)
        );
        let read = text.clone();
        let written = crate::testing::ends("the union is read", move || {
            let node: Node = from_str(&read).unwrap();
            serde_json::to_string(&node).unwrap()
        });
        assert_eq!(written, text);
    }
}

#[cfg(feature = "server")]
mod work {
    use super::*;
    use crate::unions::allowance;

    #[derive(Debug, PartialEq)]
    enum Tree {
        Node(Box<Node>),
        Leaf(i64),
        Other(Value),
    }
    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Node {
        list: Vec<Tree>,
    }
    static TREE: Schema = Schema::new(
        r#"{"anyOf": [{"$ref": "NODE"}, {"$ref": "INTEGER"}]}"#,
        &[&NODE, &INTEGER],
    );
    static NODE: Schema = Schema::new(
        r#"{"type": "object", "required": ["list"], "properties": {"list": {"$ref": "LIST"}}}"#,
        &[&LIST],
    );
    static LIST: Schema = Schema::new(r#"{"type": "array", "items": {"$ref": "TREE"}}"#, &[&TREE]);
    impl Validate for Tree {
        const SCHEMA: &'static Schema = &TREE;
    }
    crate::__union!(Tree, { Node, Leaf });

    fn nested(depth: usize, width: usize) -> Value {
        (0..depth).fold(
            json!({ "list": vec![1; width] }),
            |inner, _| json!({ "list": [inner] }),
        )
    }

    #[test]
    fn reading_a_deep_union_has_an_end() {
        // What is below counts once, however many unions it is in.
        for (value, is_read) in [
            (nested(1, 1_000), true),
            (nested(50, 1_000), true),
            (nested(1, 20_000), false),
        ] {
            let read = allowance::within(100_000, || from_value::<Tree>(value.clone()));
            assert_eq!(read.is_some(), is_read);
            assert!(matches!(from_value(value).unwrap(), Tree::Node(_)));
        }
    }

    #[test]
    fn the_bound_is_of_one_reading() {
        let value = nested(50, 1_000);
        assert!(allowance::within(1_000, || from_value::<Tree>(value.clone())).is_none());
        assert!(allowance::within(u64::MAX, || from_value::<Tree>(value.clone())).is_some());
        let outer = allowance::within(1_000, || {
            allowance::within(u64::MAX, || from_value::<Tree>(value.clone())).is_some()
        });
        assert_eq!(outer, Some(true));
    }
}
