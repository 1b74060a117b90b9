//! Cases made smaller, so that what they show is plain.

use crate::Case;
use serde_json::{Map, Value, json};

/// How many cases are tried.
const TRIES: usize = 5_000;

/// The smallest case that is found by taking parts away as long as something is wrong with it.
pub(crate) fn shrunk(case: &Case, is_wrong: impl Fn(&Case) -> bool) -> Case {
    let mut case = case.clone();
    let mut tries = 0;
    loop {
        let found = smaller(&case).find(|smaller| {
            tries += 1;
            tries > TRIES || is_wrong(smaller)
        });
        match found {
            Some(smaller) if tries <= TRIES => case = smaller,
            _ => return case,
        }
    }
}

/// A case with one part less, in each way.
fn smaller(case: &Case) -> impl Iterator<Item = Case> {
    let schemas = without_one(&Value::Object(case.schemas.clone()));
    let schemas = schemas.into_iter().filter_map(|schemas| {
        Some(Case {
            schemas: schemas.as_object()?.clone(),
            value: case.value.clone(),
            number: case.number,
        })
    });
    let values = without_one(&case.value).into_iter().map(|value| Case {
        value,
        ..case.clone()
    });
    schemas.chain(values)
}

/// A value with one part less, in each way: without a member or an item, with a part in place of what it is in, or with
/// something plain in place of a part.
fn without_one(value: &Value) -> Vec<Value> {
    let mut all = Vec::new();
    match value {
        Value::Array(items) => {
            for at in 0..items.len() {
                let mut fewer = items.clone();
                fewer.remove(at);
                all.push(fewer.into());
            }
            all.extend(items.iter().cloned());
            for (at, item) in items.iter().enumerate() {
                for smaller in without_one(item) {
                    let mut items = items.clone();
                    items[at] = smaller;
                    all.push(items.into());
                }
            }
        }
        Value::Object(members) => {
            for name in members.keys() {
                let others = members.iter().filter(|(other, _)| *other != name);
                let others = others.map(|(name, value)| (name.clone(), value.clone()));
                all.push(Value::Object(others.collect::<Map<_, _>>()));
            }
            all.extend(members.values().cloned());
            for (name, member) in members {
                for smaller in without_one(member) {
                    let mut members = members.clone();
                    members.insert(name.clone(), smaller);
                    all.push(members.into());
                }
            }
            if !members.is_empty() {
                all.push(json!(true));
            }
        }
        Value::String(text) if text.len() > 1 && !text.starts_with('#') => all.push(json!("a")),
        Value::Number(number) if number.as_u64() != Some(0) && number.as_u64() != Some(1) => {
            all.push(json!(1));
        }
        _ => {}
    }
    all
}
