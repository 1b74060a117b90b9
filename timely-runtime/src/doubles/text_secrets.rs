//! Secrets in text that holds JSON, of which all else stays as it is written.

use std::collections::BTreeSet;

/// The text with other values of the members that have these names, wherever `"name": value` stands in it. A list or an object
/// becomes an empty one.
pub(super) fn redact_text(text: &str, names: &BTreeSet<String>, placeholder: &str) -> String {
    let bytes = text.as_bytes();
    let mut redacted = String::with_capacity(text.len());
    let mut copied = 0;
    let mut at = 0;
    while let Some(quote) = memchr::memchr(b'"', bytes.get(at..).unwrap_or_default()) {
        let start = at + quote;
        at = after_string(bytes, start);
        let colon = after_blanks(bytes, at);
        if bytes.get(colon) != Some(&b':') || !is_named(text.get(start..at), names) {
            continue;
        }
        let value = after_blanks(bytes, colon + 1);
        let end = after_value(bytes, value);
        redacted.push_str(text.get(copied..value).unwrap_or_default());
        match bytes.get(value) {
            Some(b'"') => redacted.push_str(&format!("\"{placeholder}\"")),
            Some(b'{') => redacted.push_str("{}"),
            Some(b'[') => redacted.push_str("[]"),
            Some(b't' | b'f') => redacted.push_str("false"),
            Some(b'n') => redacted.push_str("null"),
            _ => redacted.push('0'),
        }
        copied = end;
        at = end;
    }
    redacted.push_str(text.get(copied..).unwrap_or_default());
    redacted
}

/// Whether a string of JSON is one of these names.
fn is_named(string: Option<&str>, names: &BTreeSet<String>) -> bool {
    let name = string.and_then(|string| serde_json::from_str::<String>(string).ok());
    name.is_some_and(|name| names.contains(&name))
}

fn after_blanks(bytes: &[u8], at: usize) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    at + rest
        .iter()
        .take_while(|byte| byte.is_ascii_whitespace())
        .count()
}

/// The place after the string that begins here with its quote. One that does not end goes to the end of the text.
fn after_string(bytes: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while let Some(found) = memchr::memchr2(b'"', b'\\', bytes.get(at..).unwrap_or_default()) {
        at += found;
        if bytes[at] == b'"' {
            return at + 1;
        }
        at += 2;
    }
    bytes.len()
}

/// The place after the value that begins here.
fn after_value(bytes: &[u8], start: usize) -> usize {
    let mut at = start;
    let mut depth = 0_usize;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => {
                at = after_string(bytes, at);
                if depth == 0 {
                    return at;
                }
                continue;
            }
            b'{' | b'[' => depth += 1,
            b'}' | b']' if depth == 0 => return at,
            b'}' | b']' => {
                depth -= 1;
                if depth == 0 {
                    return at + 1;
                }
            }
            b',' | b' ' | b'\t' | b'\r' | b'\n' if depth == 0 => return at,
            _ => {}
        }
        at += 1;
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn redacted(text: &str) -> String {
        let names = BTreeSet::from(["pin".to_owned(), "p\u{e4}ss".to_owned()]);
        redact_text(text, &names, "X")
    }

    #[test]
    fn members_of_json_in_text_are_redacted() {
        for (text, expected) in [
            (
                r#"{"a": 1.10, "pin": "h\"u", "b": "pin"}"#,
                r#"{"a": 1.10, "pin": "X", "b": "pin"}"#,
            ),
            (r#"{"pin":123456789012345678901}"#, r#"{"pin":0}"#),
            (
                r#"{"pin" : [1, {"a": "]"}], "b": 1e3}"#,
                r#"{"pin" : [], "b": 1e3}"#,
            ),
            (
                r#"[{"pin": {"pin": 1}}, {"pin": true}, {"pin": null}]"#,
                r#"[{"pin": {}}, {"pin": false}, {"pin": null}]"#,
            ),
            (
                r#"{"p\u00e4ss": "a", "\u0070in": "b"}"#,
                r#"{"p\u00e4ss": "X", "\u0070in": "X"}"#,
            ),
            (
                "data: {\"pin\": \"a\"}\n\n{\"pin\": 1}\n",
                "data: {\"pin\": \"X\"}\n\n{\"pin\": 0}\n",
            ),
            // What is cut off is still no secret.
            (r#"{"pin": "abc"#, r#"{"pin": "X""#),
            (r#"{"pin": [1, 2"#, r#"{"pin": []"#),
        ] {
            assert_eq!(redacted(text), expected);
        }
    }

    proptest! {
        #[test]
        fn any_text_is_gone_through(text in "(\"|\\\\|pin|:|\\{|\\[|\\}|\\]|,| |1|\u{e4}|\n){0,40}") {
            let once = redacted(&text);
            prop_assert_eq!(redacted(&once), once.clone());
            if !text.contains("pin") {
                prop_assert_eq!(once, text);
            }
        }
    }
}
