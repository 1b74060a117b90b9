//! Every security requirement names a scheme that is there.

use super::Context;
use crate::diagnostic::{Code, Pointer, Severity, closest};
use crate::grammar::{DOCUMENT, Kind, Object, Role, Visit, walk};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

pub(super) fn settle(document: &mut Value, context: &mut Context<'_>) {
    let schemes = document
        .pointer("/components/securitySchemes")
        .and_then(Value::as_object);
    let known = schemes.into_iter().flatten().map(|(name, _)| name.clone());
    let mut finder = Finder {
        known: known.collect(),
        missing: BTreeSet::new(),
        context,
    };
    walk(&DOCUMENT, document, &mut Pointer::root(), &mut finder);
    let missing = finder.missing;
    if !missing.is_empty() {
        define(document, missing);
    }
}

/// Puts in schemes of which nothing is known but that HTTP has one header for credentials.
fn define(document: &mut Value, missing: BTreeSet<String>) {
    let Some(root) = document.as_object_mut() else {
        return;
    };
    let empty = || Value::Object(Map::new());
    let components = root.entry("components").or_insert_with(empty);
    let Some(components) = components.as_object_mut() else {
        return;
    };
    let schemes = components.entry("securitySchemes").or_insert_with(empty);
    for name in missing {
        if let Some(schemes) = schemes.as_object_mut() {
            let scheme = json!({"type": "apiKey", "in": "header", "name": "Authorization"});
            schemes.insert(name, scheme);
        }
    }
}

struct Finder<'a, 'b> {
    known: BTreeSet<String>,
    missing: BTreeSet<String>,
    context: &'a mut Context<'b>,
}

impl Finder<'_, '_> {
    /// Reports what a list of alternatives names that is not there. Where that is an error, such an alternative is left out,
    /// so that nobody reports it again.
    fn requirements(&mut self, alternatives: &mut Vec<Value>, pointer: &Pointer) {
        let mut index = 0;
        alternatives.retain(|alternative| {
            let at = pointer.index(index);
            index += 1;
            let mut complete = true;
            for (name, _) in alternative.as_object().into_iter().flatten() {
                if !self.known.contains(name) {
                    complete &= self.report(name, &at.child(name));
                }
            }
            complete
        });
    }

    /// Whether it is taken all the same.
    fn report(&mut self, name: &str, at: &Pointer) -> bool {
        let near = closest(name, self.known.iter().map(String::as_str)).map(str::to_owned);
        let diagnostic = self.context.diagnostics.assumption(
            Code::UnresolvedReference,
            at,
            format!("there is no security scheme `{name}`"),
            "the `Authorization` header is taken as it is",
        );
        let is_taken = diagnostic.severity == Severity::Warning;
        diagnostic.at_key();
        match near {
            Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
            None => diagnostic.help("define it under `#/components/securitySchemes`"),
        };
        if is_taken {
            self.missing.insert(name.to_owned());
        }
        is_taken
    }
}

impl Visit for Finder<'_, '_> {
    fn enter(&mut self, kind: &'static Kind, value: &mut Value, pointer: &Pointer) -> bool {
        let Kind::Object(Object { role, .. }) = kind else {
            return true;
        };
        if matches!(role, Role::Document | Role::Operation)
            && let Some(Value::Array(alternatives)) = value.get_mut("security")
        {
            self.requirements(alternatives, &pointer.child("security"));
        }
        *role != Role::Schema
    }
}
