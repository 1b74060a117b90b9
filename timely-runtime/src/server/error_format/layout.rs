//! Where the parts of an error stand: values at JSON pointers, written as one object.

use super::ErrorField;
use crate::Value;
use crate::json::pointer;
use std::borrow::Cow;
use std::sync::{Arc, PoisonError, RwLock};

/// A part of an error, with the names on the way to it.
struct Part<'p> {
    names: Vec<Cow<'p, str>>,
    field: ErrorField,
}

/// Where the parts of an error stand, worked out once: what is written before each of them, and at the end.
#[derive(Debug, Default)]
pub(super) struct Layout {
    parts: Vec<(String, ErrorField)>,
    end: String,
}

/// The fields of a format: values at JSON pointers.
type Fields = &'static [(&'static str, ErrorField)];

impl Layout {
    /// The layout of these fields, without the violations where there are none.
    pub(super) fn of(fields: Fields, has_violations: bool) -> Arc<Self> {
        static KNOWN: RwLock<Vec<(usize, bool, Arc<Layout>)>> = RwLock::new(Vec::new());
        let address = fields.as_ptr().addr();
        let is_it = |(known, has, _): &&(usize, bool, Arc<Self>)| {
            (*known, *has) == (address, has_violations)
        };
        // No code that can panic runs while the lock is held, so a poisoned list is still whole.
        let known = KNOWN.read().unwrap_or_else(PoisonError::into_inner);
        // Few: a document has one format.
        if let Some((_, _, layout)) = known.iter().find(is_it) {
            return Arc::clone(layout);
        }
        drop(known);
        let is_there = |field: &ErrorField| has_violations || *field != ErrorField::Violations;
        let there = fields.iter().copied();
        let layout = Arc::new(Self::new(there.filter(|(_, field)| is_there(field))));
        let mut known = KNOWN.write().unwrap_or_else(PoisonError::into_inner);
        known.push((address, has_violations, Arc::clone(&layout)));
        layout
    }

    /// An object in which each value stands at its pointer, members in the order of their names. Of two at one place the
    /// later counts, and a value gives way to what stands below it.
    fn new<'p>(fields: impl Iterator<Item = (&'p str, ErrorField)>) -> Self {
        let mut parts: Vec<Part<'_>> = Vec::new();
        for (pointer, field) in fields {
            let names: Vec<_> = pointer::tokens(pointer).collect();
            parts.retain(|part| !part.names.starts_with(&names) && !names.starts_with(&part.names));
            parts.push(Part { names, field });
        }
        parts.sort_by(|a, b| a.names.cmp(&b.names));
        let mut layout = Self::default();
        if let [Part { names, field }] = parts.as_slice()
            && names.is_empty()
        {
            layout.parts.push((String::new(), *field));
            return layout;
        }
        let mut text = "{".to_owned();
        let mut open: &[Cow<'_, str>] = &[];
        for (at, part) in parts.iter().enumerate() {
            let Some((last, way)) = part.names.split_last() else {
                continue;
            };
            let shared = open.iter().zip(way).take_while(|(a, b)| a == b).count();
            text.extend(std::iter::repeat_n('}', open.len() - shared));
            if at > 0 {
                text.push(',');
            }
            for name in &way[shared..] {
                push_name(name, &mut text);
                text.push('{');
            }
            push_name(last, &mut text);
            layout.parts.push((std::mem::take(&mut text), part.field));
            open = way;
        }
        text.extend(std::iter::repeat_n('}', open.len() + 1));
        layout.end = text;
        layout
    }

    /// Writes an error with these values.
    pub(super) fn write(&self, value: impl Fn(ErrorField, &mut Vec<u8>), text: &mut Vec<u8>) {
        for (before, field) in &self.parts {
            text.extend_from_slice(before.as_bytes());
            value(*field, text);
        }
        text.extend_from_slice(self.end.as_bytes());
    }
}

fn push_name(name: &str, text: &mut String) {
    text.push_str(&Value::from(name).to_string());
    text.push(':');
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(fields: &[(&'static str, &'static str)]) -> String {
        let mut text = Vec::new();
        let fields = fields
            .iter()
            .map(|(pointer, text)| (*pointer, ErrorField::Constant(text)));
        let value = |field: ErrorField, text: &mut Vec<u8>| {
            if let ErrorField::Constant(constant) = field {
                text.extend_from_slice(constant.as_bytes());
            }
        };
        Layout::new(fields).write(value, &mut text);
        String::from_utf8(text).unwrap()
    }

    #[test]
    fn values_stand_at_their_pointers() {
        assert_eq!(written(&[]), "{}");
        assert_eq!(written(&[("", "1")]), "1");
        assert_eq!(written(&[("/b", "1"), ("/a", "2")]), r#"{"a":2,"b":1}"#);
        assert_eq!(
            written(&[
                ("/e/m", "1"),
                ("/a", "2"),
                ("/e/d/x", "3"),
                ("/e/c", "4"),
                ("/f~1~0", "5")
            ]),
            r#"{"a":2,"e":{"c":4,"d":{"x":3},"m":1},"f/~":5}"#
        );
        assert_eq!(
            written(&[("/a-b/c", "1"), ("/a/c", "2")]),
            r#"{"a":{"c":2},"a-b":{"c":1}}"#
        );
    }

    #[test]
    fn the_later_counts() {
        assert_eq!(written(&[("/a", "1"), ("/a", "2")]), r#"{"a":2}"#);
        assert_eq!(written(&[("/a", "1"), ("/a/b", "2")]), r#"{"a":{"b":2}}"#);
        assert_eq!(
            written(&[("/a/b", "1"), ("/a", "2"), ("/c", "3")]),
            r#"{"a":2,"c":3}"#
        );
    }
}
