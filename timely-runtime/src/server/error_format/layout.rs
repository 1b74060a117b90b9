//! Where the parts of an error stand: values at JSON pointers, written as one object.

use super::ErrorField;
use crate::json::{self, pointer};
use smallvec::SmallVec;
use std::borrow::Cow;

/// A part of an error, with the names on the way to it.
struct Part<'p> {
    names: SmallVec<[Cow<'p, str>; 4]>,
    field: ErrorField,
}

/// Writes an object in which each value stands at its pointer, members in the order of their names. Of two at one
/// place the later counts, and a value gives way to what stands below it.
pub(super) fn write<'p>(
    fields: impl Iterator<Item = (&'p str, ErrorField)>,
    value: impl Fn(ErrorField, &mut Vec<u8>),
    text: &mut Vec<u8>,
) {
    let mut parts: SmallVec<[Part<'_>; 6]> = SmallVec::new();
    for (pointer, field) in fields {
        let names: SmallVec<_> = pointer::tokens(pointer).collect();
        parts.retain(|part| !part.names.starts_with(&names) && !names.starts_with(&part.names));
        parts.push(Part { names, field });
    }
    parts.sort_by(|a, b| a.names.cmp(&b.names));
    if let [Part { names, field }] = parts.as_slice()
        && names.is_empty()
    {
        return value(*field, text);
    }
    text.push(b'{');
    let mut open: &[Cow<'_, str>] = &[];
    for (at, part) in parts.iter().enumerate() {
        let Some((last, way)) = part.names.split_last() else {
            continue;
        };
        let shared = open.iter().zip(way).take_while(|(a, b)| a == b).count();
        text.extend(std::iter::repeat_n(b'}', open.len() - shared));
        if at > 0 {
            text.push(b',');
        }
        for name in &way[shared..] {
            write_name(name, text);
            text.push(b'{');
        }
        write_name(last, text);
        value(part.field, text);
        open = way;
    }
    text.extend(std::iter::repeat_n(b'}', open.len() + 1));
}

fn write_name(name: &str, text: &mut Vec<u8>) {
    // A text can always be written.
    json::append(text, name).unwrap_or_default();
    text.push(b':');
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
        write(fields, value, &mut text);
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
