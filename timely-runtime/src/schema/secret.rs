//! Which values are not for messages and logs: those that a schema calls passwords, or write-only.

use super::Schema;
use serde_json::Value;
use std::borrow::Cow;
use std::collections::BTreeSet;

/// Whether a schema calls its values passwords (`format`, OpenAPI 3.1, section 4.4) or write-only (JSON Schema Validation,
/// section 9.4).
fn is_secret(schema: &Value) -> bool {
    schema
        .get("format")
        .is_some_and(|format| format == "password")
        || schema.get("writeOnly") == Some(&Value::Bool(true))
}

/// What messages leave out of the values of a schema: all of it, or the values of properties by their names.
#[derive(Debug, Default)]
pub(crate) struct SecretNames {
    names: BTreeSet<String>,
    /// Whether the value is secret as a whole.
    is_whole: bool,
}

impl SecretNames {
    pub(crate) fn of(schema: &Schema) -> Self {
        Self::of_all([schema])
    }

    /// What any of these calls secret.
    pub(crate) fn of_all<'s>(schemas: impl IntoIterator<Item = &'s Schema>) -> Self {
        let mut found = Self::default();
        let mut seen: BTreeSet<*const Schema> = BTreeSet::new();
        for schema in schemas {
            if !may_be_secret(schema) {
                continue;
            }
            found.is_whole |= is_secret_whole(schema);
            let mut left = vec![schema];
            while let Some(schema) = left.pop() {
                if !seen.insert(std::ptr::from_ref(schema)) {
                    continue;
                }
                if let Ok(value) = serde_json::from_str::<Value>(schema.text()) {
                    collect(&value, schema, &mut found.names);
                }
                left.extend(schema.references());
            }
        }
        found
    }

    /// Adds a name to them.
    pub(crate) fn add(&mut self, name: impl Into<String>) {
        self.names.insert(name.into());
    }

    /// The names.
    #[cfg(feature = "client")]
    pub(crate) const fn names(&self) -> &BTreeSet<String> {
        &self.names
    }

    /// Whether the value is secret as a whole.
    #[cfg(feature = "client")]
    pub(crate) const fn is_whole(&self) -> bool {
        self.is_whole
    }

    /// Whether nothing is left out.
    pub(crate) fn is_empty(&self) -> bool {
        !self.is_whole && self.names.is_empty()
    }

    /// Whether a place is one of them, or below one.
    pub(crate) fn hold(&self, pointer: &str) -> bool {
        let names = pointer.split('/').skip(1);
        let mut names = names.map(|name| name.replace("~1", "/").replace("~0", "~"));
        self.is_whole || (!self.names.is_empty() && names.any(|name| self.names.contains(&name)))
    }

    /// The text of a message with stars for their values, of the same length, be it JSON to its end or not.
    pub(crate) fn cover<'t>(&self, text: &'t [u8]) -> Cow<'t, [u8]> {
        if self.is_whole {
            return Cow::Owned(vec![b'*'; text.len()]);
        }
        if self.names.is_empty() {
            return Cow::Borrowed(text);
        }
        let mut covered = text.to_vec();
        let mut at = 0;
        while let Some(start) = next_string(text, at) {
            let end = string_end(text, start);
            at = end;
            let colon = skip_blanks(text, end);
            let is_name = text.get(colon) == Some(&b':');
            if !is_name || !self.is_named(&text[start..end]) {
                continue;
            }
            let value = skip_blanks(text, colon + 1);
            at = value_end(text, value);
            covered[value..at].fill(b'*');
        }
        Cow::Owned(covered)
    }

    fn is_named(&self, quoted: &[u8]) -> bool {
        let name = serde_json::from_slice::<Cow<'_, str>>(quoted);
        name.is_ok_and(|name| self.names.contains(&*name))
    }
}

fn next_string(text: &[u8], from: usize) -> Option<usize> {
    memchr::memchr(b'"', text.get(from..)?).map(|at| from + at)
}

/// The place behind the string that begins at a quotation mark.
fn string_end(text: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while let Some(byte) = text.get(at) {
        match byte {
            b'"' => return at + 1,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    text.len()
}

fn skip_blanks(text: &[u8], from: usize) -> usize {
    let rest = text.get(from..).unwrap_or_default();
    let blanks = rest.iter().take_while(|byte| byte.is_ascii_whitespace());
    (from + blanks.count()).min(text.len())
}

/// The place behind a value: a string, an object or list with what is in it, or anything else up to what ends it.
fn value_end(text: &[u8], start: usize) -> usize {
    let mut depth = 0_usize;
    let mut at = start;
    while let Some(byte) = text.get(at) {
        match byte {
            b'"' => at = string_end(text, at),
            b'{' | b'[' => {
                depth += 1;
                at += 1;
            }
            b'}' | b']' | b',' if depth == 0 => return at,
            b'}' | b']' => {
                depth -= 1;
                at += 1;
            }
            _ => {
                at += 1;
                continue;
            }
        }
        if depth == 0 {
            return at;
        }
    }
    text.len()
}

/// Whether a schema or one that it refers to has a word that makes something secret. Most have none, and need not be read.
fn may_be_secret(schema: &Schema) -> bool {
    let mut seen: BTreeSet<*const Schema> = BTreeSet::new();
    let mut left = vec![schema];
    while let Some(schema) = left.pop() {
        if schema.text().contains("\"password\"") || schema.text().contains("\"writeOnly\"") {
            return true;
        }
        if seen.insert(std::ptr::from_ref(schema)) {
            left.extend(schema.references());
        }
    }
    false
}

/// Whether the values of a schema are secret as a whole, or hold what is under no name, such as the items of a list of passwords.
pub(super) fn is_secret_whole(schema: &Schema) -> bool {
    may_be_secret(schema)
        && serde_json::from_str(schema.text()).is_ok_and(|value| is_hidden(&value, schema))
}

/// As before, of a part of the schema's text.
fn is_hidden(value: &Value, schema: &Schema) -> bool {
    let mut seen: BTreeSet<*const Schema> = BTreeSet::new();
    let mut left: Vec<&Schema> = Vec::new();
    if is_hidden_here(value, schema, &mut left) {
        return true;
    }
    while let Some(schema) = left.pop() {
        if seen.insert(std::ptr::from_ref(schema))
            && let Ok(value) = serde_json::from_str::<Value>(schema.text())
            && is_hidden_here(&value, schema, &mut left)
        {
            return true;
        }
    }
    false
}

/// As before, without the schemas that are referred to: they are added to those that are left. The nesting is that of the reader
/// of JSON, which is bounded.
fn is_hidden_here<'s>(value: &Value, schema: &'s Schema, left: &mut Vec<&'s Schema>) -> bool {
    const PARTS: [&str; 7] = [
        "additionalProperties",
        "allOf",
        "anyOf",
        "contains",
        "items",
        "oneOf",
        "prefixItems",
    ];
    match value {
        Value::Object(keywords) => {
            if let Some(Value::String(name)) = keywords.get("$ref") {
                left.extend(referred(schema, name));
            }
            let parts = PARTS.iter().filter_map(|part| keywords.get(*part));
            is_secret(value)
                || parts
                    .into_iter()
                    .any(|part| is_hidden_here(part, schema, left))
        }
        Value::Array(parts) => parts.iter().any(|part| is_hidden_here(part, schema, left)),
        _ => false,
    }
}

/// The schemas that a reference may mean: they are in the order in which their names first come. Where that is not as plain as it
/// should be, all of them.
fn referred<'s>(schema: &'s Schema, name: &str) -> Vec<&'s Schema> {
    let mut names: Vec<&str> = Vec::new();
    for (at, word) in schema.text().match_indices("\"$ref\"") {
        let rest = schema.text()[at + word.len()..].trim_start();
        let rest = rest.strip_prefix(':').map(str::trim_start);
        let quoted = rest.and_then(|rest| rest.strip_prefix('"'));
        if let Some((found, _)) = quoted.and_then(|quoted| quoted.split_once('"'))
            && !names.contains(&found)
        {
            names.push(found);
        }
    }
    let place = names.iter().position(|found| *found == name);
    match place.and_then(|place| schema.references().get(place)) {
        Some(found) if names.len() == schema.references().len() => vec![found],
        _ => schema.references().to_vec(),
    }
}

/// Adds the secret properties of one text. Its nesting is that of the reader of JSON, which is bounded.
fn collect(value: &Value, schema: &Schema, names: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) => {
            if let Some(Value::Object(properties)) = members.get("properties") {
                let secret = properties
                    .iter()
                    .filter(|(_, property)| is_hidden(property, schema));
                names.extend(secret.map(|(name, _)| name.clone()));
            }
            members
                .values()
                .for_each(|member| collect(member, schema, names));
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, schema, names)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    static PIN: Schema = Schema::new(r#"{"type":"string","format":"password"}"#, &[]);
    static LOGIN: Schema = Schema::new(
        r#"{"type":"object","properties":{
            "user":{"type":"string"},
            "pass/word":{"type":"string","format":"password"},
            "keys":{"type":"array","items":{"type":"string"},"writeOnly":true},
            "tokens":{"type":"array","items":{"anyOf":[{"$ref":"ALIAS"},{"type":"null"}]}},
            "home":{"$ref":"PLACE"},
            "next":{"type":"object","properties":{"pin":{"$ref":"ALIAS"}}}
        }}"#,
        &[&ALIAS, &PLACE],
    );
    static ALIAS: Schema = Schema::new(r#"{"$ref":"PIN"}"#, &[&PIN]);
    static PLACE: Schema = Schema::new(r#"{"properties":{"town":{"type":"string"}}}"#, &[]);

    fn covered(text: &str) -> String {
        let covered = SecretNames::of(&LOGIN).cover(text.as_bytes()).into_owned();
        String::from_utf8(covered).unwrap()
    }

    #[test]
    fn values_of_secret_properties_are_covered() {
        for (text, told) in [
            (
                r#"{"user":"a","pass/word":"b\"c","x":1}"#,
                r#"{"user":"a","pass/word":******,"x":1}"#,
            ),
            (
                r#"{"keys" : [ "a", {"b":"c"}] , "x":[]}"#,
                r#"{"keys" : ***************** , "x":[]}"#,
            ),
            (
                r#"{"tokens":["a"],"home":{"town":"b"}}"#,
                r#"{"tokens":*****,"home":{"town":"b"}}"#,
            ),
            (r#"{"pin":12,"user":"pin"}"#, r#"{"pin":**,"user":"pin"}"#),
            (r#"{"pin":"cut of"#, r#"{"pin":*******"#),
            (r#"{"pin":"a\"#, r#"{"pin":***"#),
            (r#"{"p\u0069n":"a"}"#, r#"{"p\u0069n":***}"#),
            (r#"["pin","a"]"#, r#"["pin","a"]"#),
        ] {
            assert_eq!(covered(text), told, "{text}");
        }
        assert!(SecretNames::of(&LOGIN).hold("/next/pin"));
        assert!(SecretNames::of(&LOGIN).hold("/pass~1word"));
        assert!(!SecretNames::of(&LOGIN).hold("/user"));
        assert!(!SecretNames::of(Schema::ANY).hold("/pin"));
    }

    #[test]
    fn what_has_no_name_is_covered_as_a_whole() {
        static LIST: Schema = Schema::new(r#"{"type":"array","items":{"$ref":"A"}}"#, &[&ALIAS]);
        for schema in [&PIN, &ALIAS, &LIST] {
            let secrets = SecretNames::of(schema);
            assert!(secrets.hold("") && secrets.hold("/0"), "{}", schema.text());
            assert_eq!(&*secrets.cover(b"[\"a\"]"), b"*****");
        }
        assert!(!SecretNames::of(&LOGIN).hold("") && SecretNames::of(&PLACE).is_empty());
    }
}
