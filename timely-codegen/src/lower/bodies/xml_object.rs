//! The XML Object of a schema, and names that XML can have.

use crate::ir::XmlNode;
use crate::normalize::{Entries, key};
use openapiv3::{Schema, SchemaKind, Type};

/// What a schema says of its element or attribute.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct XmlObject<'a> {
    pub(super) name: Option<&'a str>,
    pub(super) namespace: Option<&'a str>,
    pub(super) prefix: Option<&'a str>,
    pub(super) node: Option<XmlNode>,
    /// Whether the items of a list are in an element of their own.
    pub(super) wrapped: bool,
}

impl<'a> XmlObject<'a> {
    /// That of a schema, if it has one of its own. What has not the type that the standard gives it says nothing.
    pub(super) fn of(schema: &'a Schema) -> Option<Self> {
        let object = schema.schema_data.extensions.key(key::XML)?.as_object()?;
        let text = |name: &str| object.get(name).and_then(|value| value.as_str());
        let is_set = |name: &str| object.get(name).and_then(|value| value.as_bool()) == Some(true);
        let node = match text("nodeType") {
            Some("element") => Some(XmlNode::Element),
            Some("attribute") => Some(XmlNode::Attribute),
            Some("text") => Some(XmlNode::Text),
            Some("cdata") => Some(XmlNode::Cdata),
            Some("none") => Some(XmlNode::None),
            _ if is_set("attribute") => Some(XmlNode::Attribute),
            // What AutoRest reads as the same as `text`.
            _ if is_set("x-ms-text") => Some(XmlNode::Text),
            _ => None,
        };
        // An element around a list is what `wrapped` was before OpenAPI 3.2.
        let is_list = matches!(schema.schema_kind, SchemaKind::Type(Type::Array(_)));
        let wrapped = is_set("wrapped") || is_list && node == Some(XmlNode::Element);
        let is_named = |name: &&str| !name.is_empty();
        Some(Self {
            // Of a list, it is the name of the element around it, if there is one.
            name: text("name")
                .filter(is_named)
                .filter(|_| !is_list || wrapped),
            namespace: text("namespace"),
            prefix: text("prefix").filter(is_named),
            node,
            wrapped,
        })
    }
}

/// A name that XML can have (Namespaces in XML 1.0, section 3); the error is one that it can have in place of this one.
pub(super) fn name_of(name: &str) -> Result<String, String> {
    let is_start = |c: char| c.is_alphabetic() && !is_beyond(c) || c == '_';
    let continues = |c: char| {
        is_start(c) || !is_beyond(c) && c.is_alphanumeric() || matches!(c, '-' | '.' | '\u{B7}')
    };
    let mut characters = name.chars();
    if characters.next().is_some_and(is_start) && characters.all(continues) {
        return Ok(name.to_owned());
    }
    let cleaned = name.trim_start_matches(['@', '$', '#']);
    let mut changed = String::new();
    if !cleaned.starts_with(is_start) {
        changed.push('_');
    }
    changed.extend(cleaned.chars().map(|c| if continues(c) { c } else { '_' }));
    Err(changed)
}

/// Letters and digits of Unicode that no name of XML may have: a few, which are told by where they stand.
const fn is_beyond(character: char) -> bool {
    matches!(
        character,
        '\u{80}'..='\u{BF}' | '\u{D7}' | '\u{F7}' | '\u{37E}' | '\u{2000}'..='\u{206F}' | '\u{2190}'..='\u{2BFF}'
        | '\u{3000}' | '\u{FDD0}'..='\u{FDEF}' | '\u{F0000}'..
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_that_xml_has() {
        for name in ["a", "_", "Pet", "pet-1.x", "größe", "名"] {
            assert_eq!(name_of(name), Ok(name.to_owned()));
        }
        for (name, changed) in [
            ("", "_"),
            ("1a", "_1a"),
            ("a b", "a_b"),
            ("@id", "id"),
            ("-a", "_-a"),
            ("a/b>", "a_b_"),
        ] {
            assert_eq!(name_of(name), Err(changed.to_owned()), "{name}");
        }
    }
}
