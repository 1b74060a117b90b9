//! References to the sections of `components`.

use crate::diagnostic::{Code, Diagnostics, Pointer};
use crate::grammar;
use indexmap::IndexMap;
use openapiv3::{Components, OpenAPI, ReferenceOr};
use std::borrow::Cow;

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

impl<'b, T> Section<'b, T> {
    /// The section of a document; `of` takes it out of its components.
    pub(super) fn of(
        openapi: &'b OpenAPI,
        name: &'static str,
        of: impl Fn(&'b Components) -> &'b IndexMap<String, ReferenceOr<T>>,
    ) -> Self {
        Self {
            name,
            items: openapi.components.as_ref().map(of),
        }
    }
}

/// The key that a reference names in a section of `components`.
pub(super) fn component_key(reference: &str, section: &str) -> Option<String> {
    grammar::component(reference, section).map(Cow::into_owned)
}
