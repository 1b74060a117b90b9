//! Where a request says which page it asks for: in a parameter, or in its body.

use crate::body_codec;
use crate::client::request::Request;
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::Value;
use serde_json::value::RawValue;

/// The value at a place: a parameter by its field, or a member of the body by a JSON pointer (RFC 6901).
pub(super) fn get(request: &Request, place: &str) -> Option<Value> {
    match place.starts_with('/') {
        false => request.values.get(place).cloned(),
        true => {
            let body: Value = serde_json::from_slice(bytes(request)?).ok()?;
            body.pointer(place)
                .filter(|value| !value.is_null())
                .cloned()
        }
    }
}

/// Puts a value at a place, or takes away what is there. All else stays as it is.
pub(super) fn set(request: &mut Request, place: &str, value: Option<Value>) {
    match (place.starts_with('/'), value) {
        (false, Some(value)) => {
            request.values.insert(place.to_owned(), value);
        }
        (false, None) => {
            request.values.remove(place);
        }
        (true, value) => set_member(request, place, value.as_ref()),
    }
}

fn bytes(request: &Request) -> Option<&[u8]> {
    let body = request.body.as_ref()?.body.as_bytes()?;
    Some(&body[..])
}

fn set_member(request: &mut Request, pointer: &str, value: Option<&Value>) {
    let tokens: Vec<String> = pointer
        .split('/')
        .skip(1)
        .map(|token| token.replace("~1", "/").replace("~0", "~"))
        .collect();
    let body = bytes(request).unwrap_or(b"{}");
    let Ok(text) = std::str::from_utf8(body) else {
        return;
    };
    let Some(changed) = with_member(text, &tokens, value) else {
        return;
    };
    let changed = changed.into_bytes();
    request.body = Some(match &request.body {
        Some(written) => written.with_bytes(changed),
        None => body_codec::write_json(changed, request.media()),
    });
}

/// The text of an object with another value of a member, or without it. Other members keep the text that they have: numbers
/// that no machine's number holds stay what they are.
fn with_member(text: &str, tokens: &[String], value: Option<&Value>) -> Option<String> {
    let (token, rest) = tokens.split_first()?;
    let Members(mut members) = match text.trim_start().starts_with('{') {
        true => serde_json::from_str(text).ok()?,
        false => Members(Vec::new()),
    };
    let at = members.iter().position(|(name, _)| name == token);
    let new = match (rest, value) {
        ([], Some(value)) => Some(serde_json::to_string(value).ok()?),
        ([], None) => None,
        // What is not there has no member to take away.
        (_, None) if at.is_none() => return Some(text.to_owned()),
        (rest, value) => {
            let inner = at.map_or("{}", |at| members[at].1.get());
            Some(with_member(inner, rest, value)?)
        }
    };
    let new = new.map(RawValue::from_string).transpose().ok()?;
    match (at, new) {
        (Some(at), Some(new)) => members[at].1 = new,
        (None, Some(new)) => members.push((token.clone(), new)),
        (Some(at), None) => {
            members.remove(at);
        }
        (None, None) => {}
    }
    serde_json::to_string(&Members(members)).ok()
}

/// The members of an object in their order, as they are written.
struct Members(Vec<(String, Box<RawValue>)>);

impl Serialize for Members {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, value) in &self.0 {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

impl<'de> serde::Deserialize<'de> for Members {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;

        impl<'de> serde::de::Visitor<'de> for Visitor {
            type Value = Members;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: serde::de::MapAccess<'de>>(
                self,
                mut map: A,
            ) -> Result<Members, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }

        deserializer.deserialize_map(Visitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn changed(text: &str, pointer: &str, value: Option<Value>) -> String {
        let tokens: Vec<String> = pointer.split('/').skip(1).map(str::to_owned).collect();
        with_member(text, &tokens, value.as_ref()).expect("an object")
    }

    #[test]
    fn a_member_is_set_and_the_others_stay_as_they_are() {
        let text =
            r#"{"a":1.10,"page":{"cursor":"x","size":123456789012345678901234567890},"b":[1,  2]}"#;
        assert_eq!(
            changed(text, "/page/cursor", Some(json!("y"))),
            text.replace("\"x\"", "\"y\"")
        );
        assert_eq!(
            changed(text, "/page/cursor", None),
            text.replace("\"cursor\":\"x\",", "")
        );
        assert_eq!(changed("{}", "/a/b", Some(json!(2))), r#"{"a":{"b":2}}"#);
        assert_eq!(
            changed(r#"{"a":null}"#, "/a/b", Some(json!(2))),
            r#"{"a":{"b":2}}"#
        );
        assert_eq!(changed(r#"{"c":1}"#, "/a/b", None), r#"{"c":1}"#);
    }
}
