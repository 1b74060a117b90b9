//! Documents from other documents.

use super::random::Random;
use super::words::{HOSTILE, KEYS};
use super::{Base, Case};
use serde_json::{Map, Value, json};

/// Makes the document of a number.
pub(super) fn make(number: u64, bases: &[Base]) -> Case {
    let mut random = Random::new(number);
    let base = random.pick(bases);
    let tree: Option<Value> = serde_yaml::from_str(&base.text).ok();
    let (name, text) = match tree {
        Some(mut tree) if tree.is_object() && !random.once_in(3) => {
            for _ in 0..=random.below(6) {
                change(&mut tree, &mut random);
            }
            write(&tree, &mut random)
        }
        _ => ("api.yaml", scramble(&base.text, &mut random)),
    };
    Case {
        number,
        base: base.name.clone(),
        name,
        text,
    }
}

fn write(tree: &Value, random: &mut Random) -> (&'static str, String) {
    let yaml = random.once_in(2).then(|| serde_yaml::to_string(tree).ok());
    match yaml.flatten() {
        Some(text) => ("api.yaml", text),
        None => ("api.json", tree.to_string()),
    }
}

/// Changes one thing in a tree.
fn change(tree: &mut Value, random: &mut Random) {
    let places = places(tree);
    let donor = tree.pointer(random.pick::<String>(&places)).cloned();
    let other = random.pick(&places).clone();
    let Some(value) = tree.pointer_mut(random.pick::<String>(&places)) else {
        return;
    };
    match random.below(14) {
        0 => *value = scalar(random),
        1 => *value = donor.unwrap_or_default(),
        2 => *value = json!({ "$ref": format!("#{other}") }),
        3 => rename(value, random),
        4 => remove(value, random),
        5 => add(value, donor, random),
        6 => wrap(value, random),
        7 => nest(value, random),
        8 => widen(value, random),
        9 => hostile_texts(value, random),
        10 => hostile_keys(value, random),
        11 => *value = schema(random, 3, &other),
        12 => duplicate(value, random),
        _ => union_of_unions(value, random, &other),
    }
}

/// The pointers to all values, the tree itself aside.
fn places(tree: &Value) -> Vec<String> {
    fn collect(value: &Value, at: &str, found: &mut Vec<String>) {
        let inner: Vec<(String, &Value)> = match value {
            Value::Object(entries) => entries
                .iter()
                .map(|(key, value)| (key.replace('~', "~0").replace('/', "~1"), value))
                .collect(),
            Value::Array(items) => items
                .iter()
                .enumerate()
                .map(|(index, item)| (index.to_string(), item))
                .collect(),
            _ => Vec::new(),
        };
        for (step, value) in inner {
            let place = format!("{at}/{step}");
            collect(value, &place, found);
            found.push(place);
        }
    }
    let mut found = Vec::new();
    collect(tree, "", &mut found);
    if found.is_empty() {
        found.push(String::new());
    }
    found
}

fn text(random: &mut Random) -> String {
    if random.once_in(12) {
        return random.pick(HOSTILE).repeat(1 + random.below(300));
    }
    if random.once_in(4) {
        return format!("{}{}", random.pick(HOSTILE), random.pick::<&str>(HOSTILE));
    }
    (*random.pick::<&str>(HOSTILE)).to_owned()
}

fn scalar(random: &mut Random) -> Value {
    match random.below(12) {
        0 => Value::Null,
        1 => json!(true),
        2 => json!(false),
        3 => json!(0),
        4 => json!(-1),
        5 => json!(i64::MAX),
        6 => json!(u64::MAX),
        7 => json!(1.5e300),
        8 => json!([]),
        9 => json!({}),
        _ => json!(text(random)),
    }
}

fn rename(value: &mut Value, random: &mut Random) {
    if let Value::Object(entries) = value
        && !entries.is_empty()
    {
        let index = random.below(entries.len());
        let word = if random.once_in(2) {
            (*random.pick(KEYS)).to_owned()
        } else {
            text(random)
        };
        let renamed = std::mem::take(entries).into_iter().enumerate();
        *entries = renamed
            .map(|(at, (key, value))| (if at == index { word.clone() } else { key }, value))
            .collect();
    }
}

fn remove(value: &mut Value, random: &mut Random) {
    match value {
        Value::Object(entries) if !entries.is_empty() => {
            let key = entries.keys().nth(random.below(entries.len())).cloned();
            entries.remove(&key.unwrap_or_default());
        }
        Value::Array(items) if !items.is_empty() => {
            items.remove(random.below(items.len()));
        }
        value => *value = Value::Null,
    }
}

fn add(value: &mut Value, donor: Option<Value>, random: &mut Random) {
    let new = match donor {
        Some(donor) if random.once_in(2) => donor,
        _ => scalar(random),
    };
    match value {
        Value::Object(entries) => {
            entries.insert((*random.pick(KEYS)).to_owned(), new);
        }
        Value::Array(items) => items.push(new),
        _ => {}
    }
}

fn wrap(value: &mut Value, random: &mut Random) {
    let inner = value.take();
    *value = match random.below(8) {
        0 => json!([inner]),
        1 => json!({ "allOf": [inner] }),
        2 => json!({ "oneOf": [inner, {"type": "null"}] }),
        3 => json!({ "anyOf": [inner.clone(), inner] }),
        4 => json!({ "type": "array", "items": inner }),
        5 => json!({ "type": "object", "additionalProperties": inner }),
        6 => json!({ "not": inner }),
        _ => json!({ "type": "object", "properties": { text(random): inner } }),
    };
}

/// Nests a value many levels deep.
fn nest(value: &mut Value, random: &mut Random) {
    let levels = [10, 50, 110, 130][random.below(4)];
    let key = [
        "items",
        "additionalProperties",
        "not",
        "properties",
        "allOf",
    ][random.below(5)];
    let mut inner = value.take();
    for _ in 0..levels {
        inner = match key {
            "allOf" => json!({ key: [inner] }),
            "properties" => json!({ key: { "a": inner } }),
            _ => json!({ key: inner }),
        };
    }
    *value = inner;
}

/// Repeats an entry many times.
fn widen(value: &mut Value, random: &mut Random) {
    let times = [3, 30, 300][random.below(3)];
    match value {
        Value::Object(entries) => {
            let Some((key, value)) = entries
                .iter()
                .next()
                .map(|(key, value)| (key.clone(), value.clone()))
            else {
                return;
            };
            if size(&value) > 50 {
                return;
            }
            entries.extend((0..times).map(|index| (format!("{key}{index}"), value.clone())));
        }
        Value::Array(items) => {
            if let Some(first) = items.first().cloned().filter(|first| size(first) <= 50) {
                items.extend(std::iter::repeat_n(first, times));
            }
        }
        _ => {}
    }
}

/// How many values there are in one.
fn size(value: &Value) -> usize {
    1 + match value {
        Value::Object(entries) => entries.values().map(size).sum(),
        Value::Array(items) => items.iter().map(size).sum(),
        _ => 0,
    }
}

fn hostile_texts(value: &mut Value, random: &mut Random) {
    match value {
        Value::String(found) => *found = text(random),
        Value::Object(entries) => {
            for (key, value) in entries {
                if !["$ref", "openapi", "in", "type"].contains(&key.as_str()) {
                    hostile_texts(value, random);
                }
            }
        }
        Value::Array(items) => items
            .iter_mut()
            .for_each(|item| hostile_texts(item, random)),
        _ => {}
    }
}

/// New names for what documents name themselves.
fn hostile_keys(value: &mut Value, random: &mut Random) {
    if let Value::Object(entries) = value {
        for value in entries.values_mut() {
            hostile_keys(value, random);
        }
        if entries.keys().any(|key| KEYS.contains(&key.as_str())) {
            return;
        }
        let renamed = std::mem::take(entries).into_iter();
        *entries = renamed
            .map(|(key, value)| {
                let key = if key.starts_with('/') {
                    format!("/{}", text(random))
                } else {
                    text(random)
                };
                (key, value)
            })
            .collect();
    }
}

/// A schema out of nothing.
fn schema(random: &mut Random, depth: usize, other: &str) -> Value {
    if depth == 0 || random.once_in(6) {
        return json!({ "$ref": format!("#{other}") });
    }
    let mut entries = Map::new();
    let types = [
        "string", "integer", "number", "boolean", "array", "object", "null",
    ];
    if !random.once_in(3) {
        entries.insert("type".to_owned(), json!(random.pick(&types)));
    }
    for _ in 0..random.below(5) {
        let key = *random.pick(&KEYS[7..60]);
        let mut inner = || schema(random, depth - 1, other);
        let value = match key {
            "properties" | "patternProperties" | "dependentSchemas" | "$defs" => {
                let (a, b) = (inner(), inner());
                json!({ "a": a, text(random): b })
            }
            "allOf" | "anyOf" | "oneOf" | "prefixItems" => json!([inner(), inner()]),
            "required" => json!(["a", text(random)]),
            "enum" => json!([scalar(random), scalar(random), scalar(random)]),
            "items"
            | "additionalProperties"
            | "not"
            | "if"
            | "then"
            | "else"
            | "contains"
            | "propertyNames"
            | "unevaluatedItems"
            | "unevaluatedProperties" => inner(),
            "discriminator" => {
                json!({ "propertyName": "a", "mapping": { text(random): text(random) } })
            }
            _ => scalar(random),
        };
        entries.insert(key.to_owned(), value);
    }
    Value::Object(entries)
}

fn duplicate(value: &mut Value, random: &mut Random) {
    match value {
        Value::Object(entries) => {
            let copies: Vec<_> = entries
                .iter()
                .take(3)
                .map(|(key, value)| {
                    let key = match random.below(4) {
                        0 => key.to_uppercase(),
                        1 => format!("{key}_"),
                        2 => format!("_{key}"),
                        _ => key.replace(['_', '-'], ""),
                    };
                    (key, value.clone())
                })
                .collect();
            entries.extend(copies);
        }
        Value::Array(items) => {
            let copies = items.clone();
            items.extend(copies.into_iter().take(20));
        }
        _ => {}
    }
}

/// Unions of unions, each twice as large as the one before, if anybody were to multiply them out.
fn union_of_unions(value: &mut Value, random: &mut Random, other: &str) {
    let key = ["oneOf", "anyOf", "allOf"][random.below(3)];
    let mut inner = json!({ "$ref": format!("#{other}") });
    let mut parts = Vec::new();
    for level in 0..20 {
        let name = format!("p{level}");
        parts.push(json!({ "oneOf": [
            { "type": "object", "properties": { name.clone(): { "type": "string" } } },
            { "type": "object", "properties": { name: { "type": "integer" } } },
        ] }));
        if level < 8 {
            inner = json!({ key: [inner.clone(), inner] });
        }
    }
    parts.push(inner);
    *value = json!({ "allOf": parts });
}

/// Changes the text itself.
fn scramble(text: &str, random: &mut Random) -> String {
    let mut chars: Vec<char> = text.chars().collect();
    for _ in 0..=random.below(8) {
        let at = random.below(chars.len() + 1);
        let end = (at + random.below(40)).min(chars.len());
        match random.below(9) {
            0 => drop(chars.drain(at..end)),
            1 => insert(&mut chars, at, random.pick::<&str>(HOSTILE)),
            2 => {
                let piece: String = chars[at..end].iter().collect();
                let to = random.below(chars.len() + 1);
                insert(&mut chars, to, &piece);
            }
            3 => chars.truncate(at),
            4 => insert(
                &mut chars,
                at,
                random.pick::<&str>(&[
                    "&a ", "*a", "<<: *a", "!!int ", "- ", ": ", "? ", "| \n", "---\n", "\t",
                ]),
            ),
            5 => insert(&mut chars, at, &"[".repeat(1 + random.below(300))),
            6 => insert(
                &mut chars,
                at,
                &format!("\n{}: &a{at} [*a{at}]\n", random.pick(KEYS)),
            ),
            7 => {
                if let Some(found) = chars.get_mut(at) {
                    *found = char::from_u32(1 + u32::try_from(random.below(300)).unwrap_or(1))
                        .unwrap_or('x');
                }
            }
            _ => insert(
                &mut chars,
                at,
                random.pick::<&str>(&[
                    "\u{feff}", "\r\n", "\n\n", "  ", "{", "}", "\"", "'", "#", ",",
                ]),
            ),
        }
    }
    chars.into_iter().collect()
}

fn insert(chars: &mut Vec<char>, at: usize, text: &str) {
    let tail = chars.split_off(at.min(chars.len()));
    chars.extend(text.chars());
    chars.extend(tail);
}
