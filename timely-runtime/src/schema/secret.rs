//! Which values are not for messages and logs: those that a schema calls passwords, or write-only.

use super::Schema;
use serde_json::Value;
use std::borrow::Cow;

/// Whether a schema calls its values passwords (`format`, OpenAPI 3.1, section 4.4) or write-only (JSON Schema Validation,
/// section 9.4).
fn is_secret(schema: &Value) -> bool {
    schema
        .get("format")
        .is_some_and(|format| format == "password")
        || schema.get("writeOnly") == Some(&Value::Bool(true))
}

/// As [`is_secret`], of a text.
pub(crate) fn is_secret_text(text: &str) -> bool {
    // Most texts need not be read.
    let may_be = text.contains("\"password\"") || text.contains("\"writeOnly\"");
    may_be && serde_json::from_str(text).is_ok_and(|schema| is_secret(&schema))
}

/// The names of the properties whose values are secret, by which messages leave them out.
#[derive(Debug, Default)]
pub(crate) struct SecretNames(Vec<String>);

impl SecretNames {
    pub(crate) fn of(schema: &Schema) -> Self {
        Self(secret_names(schema))
    }

    /// Those of several schemas.
    pub(crate) fn of_all<'s>(schemas: impl Iterator<Item = &'s Schema>) -> Self {
        Self(schemas.flat_map(secret_names).collect())
    }

    pub(crate) const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether a place is one of them, or below one.
    pub(crate) fn hold(&self, pointer: &str) -> bool {
        let names = pointer.split('/').skip(1);
        !self.0.is_empty()
            && names
                .map(|name| name.replace("~1", "/").replace("~0", "~"))
                .any(|name| self.0.contains(&name))
    }

    /// The text of a message with stars for their values, of the same length, be it JSON to its end or not.
    pub(crate) fn cover<'t>(&self, text: &'t [u8]) -> Cow<'t, [u8]> {
        if self.0.is_empty() {
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
        name.is_ok_and(|name| self.0.iter().any(|known| *known == name))
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

/// The names of the properties, at any depth, whose values are secret.
fn secret_names(schema: &Schema) -> Vec<String> {
    let mut names = Vec::new();
    let mut seen: Vec<*const Schema> = Vec::new();
    let mut left = vec![schema];
    while let Some(schema) = left.pop() {
        if seen.contains(&std::ptr::from_ref(schema)) {
            continue;
        }
        seen.push(schema);
        if let Ok(value) = serde_json::from_str::<Value>(schema.text) {
            collect(&value, schema, &mut names);
        }
        left.extend(schema.references);
    }
    names
}

/// Adds the secret properties of one text. Its nesting is that of the reader of JSON, which is bounded.
fn collect(value: &Value, schema: &Schema, names: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            if let Some(Value::Object(properties)) = members.get("properties") {
                let secret = properties.iter().filter(|(_, property)| {
                    is_secret(property) || refers_to_secret(property, schema)
                });
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

/// Whether a property is a `$ref` to a schema that is secret as a whole. References are in the order in which their names first
/// come; any of them that is secret and could be meant counts.
fn refers_to_secret(property: &Value, schema: &Schema) -> bool {
    let text = property.to_string();
    text.contains("\"$ref\"")
        && schema
            .references
            .iter()
            .any(|other| is_secret_text(other.text))
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
            "next":{"type":"object","properties":{"pin":{"$ref":"PIN"}}}
        }}"#,
        &[&PIN],
    );

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
}
