//! Paths as templates, and no two that are the same.

use super::{Context, lookup};
use crate::diagnostic::{Code, Pointer};
use crate::grammar;
use serde_json::{Map, Value};
use std::collections::HashMap;

pub(super) fn settle(document: &mut Value, context: &mut Context<'_>) {
    let names = colon_names(document);
    if let Some(paths) = document.get_mut("paths").and_then(Value::as_object_mut) {
        if names.iter().any(Option::is_some) {
            rewrite(paths, &names, context);
        }
        report_twins(paths, context);
    }
}

/// For each path, what it reads with `:id` as `{id}`, if it has such a part that is declared as a parameter.
fn colon_names(document: &Value) -> Vec<Option<String>> {
    let paths = document.get("paths").and_then(Value::as_object);
    paths
        .into_iter()
        .flatten()
        .map(|(path, item)| {
            if !path.contains("/:") || grammar::is_extension(path) {
                return None;
            }
            let declared = declared(document, item);
            let parts = path.split('/').map(|part| match part.strip_prefix(':') {
                Some(name) if declared.contains(&name) => format!("{{{name}}}"),
                _ => part.to_owned(),
            });
            let read = parts.collect::<Vec<_>>().join("/");
            (read != *path).then_some(read)
        })
        .collect()
}

/// The path parameters of a path item.
fn declared<'a>(document: &'a Value, item: &'a Value) -> Vec<&'a str> {
    let own = item.get("parameters");
    let inner = grammar::methods().filter_map(|method| item.get(method)?.get("parameters"));
    own.into_iter()
        .chain(inner)
        .filter_map(Value::as_array)
        .flatten()
        .filter_map(|parameter| match grammar::reference(parameter) {
            Some(text) => lookup::resolve(document, text).ok()?.look(document),
            None => Some(parameter),
        })
        .filter(|parameter| parameter.get("in").is_some_and(|place| place == "path"))
        .filter_map(|parameter| parameter.get("name")?.as_str())
        .collect()
}

fn rewrite(paths: &mut Map<String, Value>, names: &[Option<String>], context: &mut Context<'_>) {
    let base = Pointer::root().child("paths");
    let old = std::mem::take(paths);
    let taken: Vec<String> = old.keys().cloned().collect();
    for ((path, item), read) in old.into_iter().zip(names) {
        let Some(read) = read.as_ref().filter(|read| !taken.contains(read)) else {
            paths.insert(path, item);
            continue;
        };
        let from = base.child(&path);
        context
            .diagnostics
            .warning(
                Code::Repaired,
                &from,
                format!("a parameter of a path stands between braces: `{read}`"),
            )
            .at_key();
        context.settle_places();
        context.map.moved(&from, base.child(read));
        paths.insert(read.clone(), item);
    }
}

/// Reports paths that differ in nothing but the names of their parameters (OpenAPI 3.1, section 4.8.8).
fn report_twins(paths: &Map<String, Value>, context: &mut Context<'_>) {
    let mut seen: HashMap<String, Twins<'_>> = HashMap::new();
    for (path, item) in paths {
        if grammar::is_extension(path) {
            continue;
        }
        let twins = seen.entry(shape(path)).or_default();
        let mut shared = false;
        for method in grammar::methods() {
            if item.get(method).is_none() {
                continue;
            }
            let first = *twins.methods.entry(method).or_insert(path);
            if first != path {
                // Reported later, by what else tells them apart.
                shared = true;
            }
        }
        let first = *twins.first.get_or_insert(path);
        if !shared && first != path {
            let message = format!(
                "`{path}` and `{first}` are the same path; their operations are put together"
            );
            context
                .diagnostics
                .warning(
                    Code::Repaired,
                    &Pointer::root().child("paths").child(path),
                    message,
                )
                .at_key()
                .help("name the parameters alike, and put the operations under one path");
        }
    }
}

/// Paths of one shape.
#[derive(Default)]
struct Twins<'a> {
    first: Option<&'a str>,
    /// The first path that has an operation of this method.
    methods: HashMap<&'static str, &'a str>,
}

/// A path without the names of its parameters.
fn shape(path: &str) -> String {
    let mut shape = String::with_capacity(path.len());
    let mut rest = path;
    while let Some((before, name)) = rest.split_once('{') {
        shape.push_str(before);
        let Some((_, after)) = name.split_once('}') else {
            rest = name;
            continue;
        };
        shape.push_str("{}");
        rest = after;
    }
    shape.push_str(rest);
    shape
}
