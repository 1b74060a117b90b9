//! Equality and order of JSON values (JSON Schema, section 4.2.2): numbers compare by value, so that 1 equals 1.0.

use super::{Literal, number};
use serde_json::{Number, Value};
use std::cmp::Ordering;

/// A total order in which values that JSON Schema calls equal are equal. What it says of others has no meaning.
pub(super) fn compare(a: &Value, b: &Value) -> Ordering {
    match (a, b) {
        (Value::Null, Value::Null) => Ordering::Equal,
        (Value::Bool(a), Value::Bool(b)) => a.cmp(b),
        (Value::Number(a), Value::Number(b)) => number::compare_numbers(a, b),
        (Value::String(a), Value::String(b)) => a.cmp(b),
        (Value::Array(a), Value::Array(b)) => a.len().cmp(&b.len()).then_with(|| {
            a.iter()
                .zip(b)
                .map(|(a, b)| compare(a, b))
                .find(|order| order.is_ne())
                .unwrap_or(Ordering::Equal)
        }),
        (Value::Object(a), Value::Object(b)) => a.len().cmp(&b.len()).then_with(|| {
            // A map may keep its members in the order they were read.
            let mut a: Vec<_> = a.iter().collect();
            let mut b: Vec<_> = b.iter().collect();
            a.sort_unstable_by_key(|(name, _)| *name);
            b.sort_unstable_by_key(|(name, _)| *name);
            a.iter()
                .zip(&b)
                .map(|(a, b)| a.0.cmp(b.0).then_with(|| compare(a.1, b.1)))
                .find(|order| order.is_ne())
                .unwrap_or(Ordering::Equal)
        }),
        _ => rank(a).cmp(&rank(b)),
    }
}

const fn rank(value: &Value) -> u8 {
    match value {
        Value::Null => 0,
        Value::Bool(_) => 1,
        Value::Number(_) => 2,
        Value::String(_) => 3,
        Value::Array(_) => 4,
        Value::Object(_) => 5,
    }
}

/// The positions of the first two items that are equal, the later one first to repeat an earlier one.
pub(super) fn duplicate(items: &[Value]) -> Option<(usize, usize)> {
    let mut order: Vec<usize> = (0..items.len()).collect();
    // Sorted rather than compared pairwise: a body may hold a million items.
    order.sort_by(|a, b| compare(&items[*a], &items[*b]));
    order
        .windows(2)
        .filter(|pair| compare(&items[pair[0]], &items[pair[1]]).is_eq())
        .map(|pair| (pair[0], pair[1]))
        .min_by_key(|pair| pair.1)
}

/// Whether a value is the constant.
pub(super) fn is_literal(value: &Value, literal: Literal) -> bool {
    match (literal, value) {
        (Literal::Null, Value::Null) => true,
        (Literal::Bool(a), Value::Bool(b)) => a == *b,
        (Literal::Int(a), Value::Number(b)) => number::compare(b, super::Bound::Int(a)).is_eq(),
        (Literal::Float(a), Value::Number(b)) => {
            Number::from_f64(a).is_some_and(|a| number::compare_numbers(&a, b).is_eq())
        }
        (Literal::Str(a), Value::String(b)) => a == b,
        (Literal::Json(text), value) => {
            serde_json::from_str(text).is_ok_and(|literal: Value| compare(&literal, value).is_eq())
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn equality_is_by_value() {
        let equal = |a: Value, b: Value| compare(&a, &b).is_eq();
        assert!(equal(json!(1), json!(1.0)));
        assert!(equal(
            json!([1, { "a": 1.0, "b": [] }]),
            json!([1.0, { "b": [], "a": 1 }])
        ));
        assert!(!equal(json!({ "a": 1 }), json!({ "b": 1 })));
        assert!(!equal(json!("1"), json!(1)));
        assert!(!equal(json!(0), json!(false)));
        assert!(!equal(json!([[], 1]), json!([1, []])));
    }

    #[test]
    fn the_first_duplicate_is_found() {
        let find = |value: Value| duplicate(value.as_array().unwrap());
        assert_eq!(find(json!([3, 1, 2, 1.0, 3])), Some((1, 3)));
        assert_eq!(find(json!([3, 1, "1", [1], [[1]]])), None);
        assert_eq!(find(json!([])), None);
    }

    #[test]
    fn a_million_items_do_not_take_long() {
        let items: Vec<Value> = (0..1_000_000).map(Value::from).collect();
        assert_eq!(duplicate(&items), None);
    }

    #[test]
    fn literals() {
        assert!(is_literal(&json!(2.0), Literal::Int(2)));
        assert!(is_literal(&json!(2), Literal::Float(2.0)));
        assert!(is_literal(&json!([1, 2]), Literal::Json("[1, 2.0]")));
        assert!(is_literal(&json!(null), Literal::Null));
        assert!(!is_literal(&json!("2"), Literal::Int(2)));
        assert!(!is_literal(&json!(0), Literal::Bool(false)));
    }
}
