//! References to the sections of `components`.

use crate::diagnostic::{Code, Diagnostics, Pointer};
use indexmap::IndexMap;
use openapiv3::ReferenceOr;

/// Follows a reference to a component, reporting one that leads nowhere.
pub(super) fn resolve<'b, T>(
    item: &'b ReferenceOr<T>,
    pointer: &Pointer,
    section: Section<'b, T>,
    diagnostics: &mut Diagnostics,
) -> Option<(&'b T, Pointer)> {
    let mut current = item;
    let mut at = pointer.clone();
    let mut seen = Vec::new();
    loop {
        let reference = match current {
            ReferenceOr::Item(item) => return Some((item, at)),
            ReferenceOr::Reference { reference } => reference,
        };
        let target = component_key(reference, section.name)
            .and_then(|key| section.items?.get(&key).map(|item| (key, item)));
        let Some((key, next)) = target.filter(|(key, _)| !seen.contains(key)) else {
            diagnostics
                .error(
                    Code::UnresolvedReference,
                    &at,
                    format!("`{reference}` leads to nothing that can stand here"),
                )
                .help(format!(
                    "a reference here must lead to an entry of `#/components/{}`",
                    section.name
                ));
            return None;
        };
        at = Pointer::root()
            .child("components")
            .child(section.name)
            .child(&key);
        seen.push(key);
        current = next;
    }
}

/// A section of `components` to look references up in.
pub(super) struct Section<'b, T> {
    pub(super) name: &'static str,
    pub(super) items: Option<&'b IndexMap<String, ReferenceOr<T>>>,
}

/// The key that a reference names in a section of `components`.
pub(super) fn component_key(reference: &str, section: &str) -> Option<String> {
    let key = reference
        .strip_prefix("#/components/")?
        .strip_prefix(section)?
        .strip_prefix('/')?;
    (!key.contains('/')).then(|| decode_pointer_token(key))
}

/// Undoes percent-encoding and the escapes of RFC 6901 in one token of a reference.
pub(super) fn decode_pointer_token(token: &str) -> String {
    let mut bytes = Vec::with_capacity(token.len());
    let mut rest = token.as_bytes();
    while let Some((&first, tail)) = rest.split_first() {
        let hex = (first == b'%').then(|| tail.get(..2)).flatten();
        let decoded =
            hex.and_then(|hex| u8::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok());
        bytes.push(decoded.unwrap_or(first));
        rest = if decoded.is_some() { &tail[2..] } else { tail };
    }
    String::from_utf8_lossy(&bytes)
        .replace("~1", "/")
        .replace("~0", "~")
}
