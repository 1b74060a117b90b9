use super::*;
use crate::json;
use proptest::prelude::*;
use serde::Deserialize;
use serde_json::json;
use std::collections::BTreeMap;

fn tape(value: &Value) -> Tape {
    Tape::deserialize(value).unwrap()
}

fn values() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(json!(null)),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "[a-cé\"\\\\]{0,4}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 60, 20, |value| {
        prop_oneof![
            proptest::collection::vec(value.clone(), 0..4).prop_map(Value::from),
            proptest::collection::btree_map("[a-cé]{0,3}", value, 0..20)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn a_tape_holds_what_a_value_does(value in values()) {
        let tape = tape(&value);
        let node = tape.root();
        prop_assert_eq!(&Value::from(node), &value);
        prop_assert_eq!(&Value::deserialize(node).unwrap(), &value);
        prop_assert_eq!(node.len(), (&value).len());
        for (name, member) in (&value).members() {
            prop_assert_eq!(&Value::from(node.get(name).unwrap()), member);
        }
        prop_assert!(node.get("d").is_none());
    }

    #[test]
    #[cfg(feature = "server")]
    fn text_is_read_as_a_value_is(text in r#"[\[\]{}",:0-9eE.+\-a-c \\untrlf]{0,40}"#) {
        let (ours, theirs) = (parse(text.as_bytes()), json::unique(text.as_bytes()));
        match (ours, theirs) {
            (Ok(ours), Ok(theirs)) => prop_assert_eq!(json::text(&ours.root().into()), json::text(&theirs)),
            (ours, theirs) => prop_assert_eq!(ours.is_err(), theirs.is_err()),
        }
    }
}

#[test]
#[cfg(feature = "server")]
fn repeated_names_are_refused() {
    let many: String = (0..20).map(|n| format!("\"{n}\":{n},")).collect();
    for text in [
        r#"{"a":1,"a":1}"#.to_owned(),
        r#"[{"b":{"a":1,"c":2,"a":null}}]"#.to_owned(),
        r#"{"a":1,"\u0061":2}"#.to_owned(),
        format!("{{{many}\"7\":0}}"),
    ] {
        let error = parse(text.as_bytes()).unwrap_err();
        assert!(error.to_string().starts_with(json::REPEATED), "{error}");
    }
    assert!(parse(format!("{{{many}\"20\":{{\"7\":1}}}}").as_bytes()).is_ok());
}

/// As for a `Value`, in whose place a tape stands.
#[test]
fn elsewhere_the_last_of_repeated_names_counts() {
    for text in [
        r#"{"a":1,"b":2,"a":3}"#.to_owned(),
        r#"[{"a":{"b":1,"b":{"c":1,"c":2}}}]"#.to_owned(),
        format!(
            "{{{}\"7\":0}}",
            (0..20).map(|n| format!("\"{n}\":{n},")).collect::<String>()
        ),
    ] {
        let ours: Tape = serde_json::from_str(&text).unwrap();
        let theirs: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(Value::from(ours.root()), theirs);
    }
}

#[test]
fn types_are_read_as_from_a_value() {
    #[derive(Debug, PartialEq, Deserialize)]
    enum Kind {
        Plain,
        Pair(u8, u8),
        Named { a: i8 },
        One(String),
    }
    #[derive(Debug, PartialEq, Deserialize)]
    struct All {
        kinds: Vec<Kind>,
        map: BTreeMap<String, Option<f32>>,
        #[serde(default)]
        absent: Option<u8>,
        pair: (char, i128),
        nothing: (),
    }
    let value = json!({
        "kinds": ["Plain", { "Pair": [1, 2] }, { "Named": { "a": -1 } }, { "One": "x" }, { "Plain": null }],
        "map": { "x": 1.5, "y": null, "z": 7 },
        "pair": ["é", -3],
        "nothing": null,
        "more": [{}],
    });
    let ours = All::deserialize(tape(&value).root()).unwrap();
    assert_eq!(ours, All::deserialize(&value).unwrap());

    let wrong = json!({ "kinds": [], "map": {}, "pair": ["é", 1, 2], "nothing": null });
    let ours = All::deserialize(tape(&wrong).root()).unwrap_err();
    assert_eq!(
        ours.to_string(),
        All::deserialize(&wrong).unwrap_err().to_string()
    );
    assert!(Kind::deserialize(tape(&json!({ "Pair": [1, 2], "b": 1 })).root()).is_err());
    assert!(Kind::deserialize(tape(&json!(1)).root()).is_err());
}

/// A type that is on the tape it is read from.
#[test]
fn what_is_on_a_tape_is_not_copied() {
    struct Inner(bool, Value);
    impl<'de> Deserialize<'de> for Inner {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            let buffered = buffered(deserializer)?;
            Ok(Self(buffered.is_shared, buffered.node().into()))
        }
    }
    let value = json!({ "a": [null, { "b": 1 }], "c": null });
    let tape = tape(&value);
    let inner = BTreeMap::<String, Vec<Option<Inner>>>::deserialize(tape.root().get("a").unwrap());
    assert!(inner.is_err());
    let inner = Vec::<Option<Inner>>::deserialize(tape.root().get("a").unwrap()).unwrap();
    assert!(inner[0].is_none());
    let second = inner[1].as_ref().unwrap();
    assert!(second.0);
    assert_eq!(second.1, json!({ "b": 1 }));

    let copied = Inner::deserialize(&value).unwrap();
    assert!(!copied.0);
    assert_eq!(copied.1, value);
    // Null is handed over as anything else is.
    assert!(Inner::deserialize(tape.root().get("c").unwrap()).unwrap().0);
}

/// A deserializer that takes no notice of newtypes.
#[test]
fn what_is_asked_of_any_deserializer_is_a_tape() {
    use serde::de::value::MapDeserializer;

    let members = json!({ "a": [1], "b": null });
    let read = buffered(members.as_object().unwrap()).unwrap();
    assert_eq!(Value::from(read.node()), members);
    assert!(!read.is_shared);
    let map: MapDeserializer<'_, _, serde::de::value::Error> =
        MapDeserializer::new([("a", 1_u8), ("b", 2)].into_iter());
    assert_eq!(
        Value::from(buffered(map).unwrap().node()),
        json!({ "a": 1, "b": 2 })
    );
}
