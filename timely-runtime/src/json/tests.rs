use super::{from_slice, number_text, text, to_string, to_value, to_vec, with_integers};
use proptest::prelude::*;
use serde::Serialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;

#[derive(Serialize)]
enum Shape {
    Unit,
    New(f32),
    Tuple(u8, char),
    Struct { a: Option<()>, b: &'static [f64] },
}

#[test]
fn values_are_written_as_serde_json_writes_them() {
    let shapes = [
        Shape::Unit,
        Shape::New(0.5),
        Shape::Tuple(7, '"'),
        Shape::Struct {
            a: None,
            b: &[0.25, 1e-7],
        },
    ];
    assert_eq!(
        to_string(&shapes).unwrap(),
        serde_json::to_string(&shapes).unwrap()
    );
    let keys = (
        BTreeMap::from([(1_i64, "a\n"), (-2, "é")]),
        BTreeMap::from([(true, ())]),
        BTreeMap::from([('c', u64::MAX)]),
        i128::from(i64::MIN),
    );
    assert_eq!(
        to_string(&keys).unwrap(),
        serde_json::to_string(&keys).unwrap()
    );
    let error = to_string(&BTreeMap::from([(None::<u8>, 1)])).unwrap_err();
    assert_eq!(error.to_string(), "a key must be text");
}

#[test]
fn numbers_are_written_in_their_shortest_form() {
    assert_eq!(
        to_string(&(0.1_f32, 16_777_216_f32, 0.1, 35625.0, -1.0, 1e300, 1e15)).unwrap(),
        "[0.1,16777216,0.1,35625,-1,1e300,1000000000000000]"
    );
    assert_eq!(to_value(&0.1_f32).unwrap(), json!(0.1));
    assert_eq!(to_value(&[10.0, 0.5]).unwrap(), json!([10, 0.5]));
    assert_eq!(text(&json!({ "a": 2.0 })), r#"{"a":2}"#);
    assert_eq!(
        number_text(&serde_json::Number::from_f64(10.0).unwrap()),
        "10"
    );
}

#[test]
fn what_is_no_number_of_json_is_refused_with_its_place() {
    let deep = BTreeMap::from([("a/b", vec![(1.0, f64::NAN)])]);
    for (error, place) in [
        (to_vec(&deep).unwrap_err(), "/a~1b/0/1: "),
        (to_vec(&f32::INFINITY).unwrap_err(), ""),
        (to_value(&Some(f64::NEG_INFINITY)).unwrap_err(), ""),
        (to_vec(&Shape::New(f32::NAN)).unwrap_err(), "/New: "),
    ] {
        let expected = format!("{place}JSON has neither NaN nor infinite numbers");
        assert_eq!(error.to_string(), expected);
    }
}

#[test]
fn integers_are_integers_however_they_are_written() {
    for (written, expected) in [
        ("1.0", "1"),
        ("-0", "0"),
        ("-0.0e9", "0"),
        ("0.0", "0"),
        ("1e3", "1000"),
        ("1E+3", "1000"),
        ("1.50e1", "15"),
        ("120e-1", "12"),
        ("1e18", "1000000000000000000"),
        ("9007199254740993.0", "9007199254740993"),
        ("1.8446744073709551615e19", "18446744073709551615"),
        ("-9.223372036854775808E18", "-9223372036854775808"),
        (
            r#"{"1.0":[1.0,"2.0\"3.0",4.0]}"#,
            r#"{"1.0":[1,"2.0\"3.0",4]}"#,
        ),
    ] {
        let read = with_integers(written.as_bytes());
        assert_eq!(std::str::from_utf8(&read), Ok(expected), "{written}");
    }
    for same in [
        "1",
        "1.5",
        "1e-1",
        "15e-1",
        "1e20",
        "18446744073709551616.0",
        "-9223372036854775809.0",
        "1e999999999999999999999",
        "01.0",
        "1.",
        ".5",
        "1.e3",
        "1e",
        "1e+",
        "--1.0",
        "- 1",
        "1.0.0",
        "\"",
        "\"\\",
        "\"1.0",
        "tru1",
    ] {
        assert_eq!(&*with_integers(same.as_bytes()), same.as_bytes(), "{same}");
    }
    assert_eq!(
        from_slice::<i64>(b"9007199254740993.0").unwrap(),
        9_007_199_254_740_993
    );
    assert_eq!(from_slice::<Vec<u8>>(b"[2.0,2e2]").unwrap(), [2, 200]);
    assert!(from_slice::<i64>(b"1e19").is_err());
    assert_eq!(from_slice::<f64>(b"1e19").unwrap(), 1e19);
}

proptest! {
    #[test]
    fn what_is_written_is_read(number: f64, small: f32, integer: i64, name: String) {
        prop_assume!(number.is_finite() && small.is_finite());
        let written = to_vec(&(number, small, integer, BTreeMap::from([(&name, &name)]))).unwrap();
        let read: (f64, f32, i64, BTreeMap<String, String>) = from_slice(&written).unwrap();
        prop_assert_eq!((read.0, read.1, read.2), (number, small, integer));
        prop_assert_eq!(&read.3[&name], &name);
    }

    #[test]
    fn the_value_of_a_text_stays(text in r#"[\[\]{}",:0-9eE.+\-a-c \\]{0,40}"#) {
        let plain = with_integers(text.as_bytes());
        let (before, after) = (serde_json::from_str::<Value>(&text), serde_json::from_slice::<Value>(&plain));
        match (before, after) {
            (Ok(before), Ok(after)) => prop_assert!(same(&before, &after), "{} {}", before, after),
            (Err(_), Err(_)) => {}
            (before, after) => prop_assert!(false, "{:?} {:?}", before, after),
        }
    }
}

/// Whether two values are the same, numbers by their value.
fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => a.as_f64() == b.as_f64(),
        (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
        }
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len()
                && a.iter()
                    .all(|(name, a)| b.get(name).is_some_and(|b| same(a, b)))
        }
        (a, b) => a == b,
    }
}
