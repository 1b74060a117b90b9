//! A program may import all of several generated modules: no name of one stands for something else in another.

#![allow(
    clippy::unwrap_used,
    reason = "the helpers of a test may fail it as the test itself does"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use syn::{Item, UseTree, Visibility};
use timely_codegen::Generator;
use timely_codegen::settings::{Settings, WebhookSettings};
use timely_codegen::tree::Module;

/// Whether a name stands for a type or module, or for a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Space {
    Type,
    Value,
}

/// What the modules of the sides have whatever the document says. A schema that has one of these names keeps it: who imports all
/// of `models` and of a side says by an import of its own which of the two is meant.
const FIXED: &[&str] = &[
    "AuthError",
    "Authenticator",
    "BuildError",
    "Call",
    "CallDouble",
    "CallOptions",
    "Candidate",
    "Client",
    "ClientBuilder",
    "Context",
    "Credential",
    "Delivery",
    "Endpoint",
    "Error",
    "Handler",
    "HandlerError",
    "Options",
    "Reconnect",
    "RetryPolicy",
    "Router",
    "Sender",
    "Service",
    "Signer",
    "Target",
    "UnknownEvent",
    "Verifier",
    "WebhookEvent",
];

/// What a module exports: names, and the paths of what they stand for.
type Exports = BTreeMap<(Space, String), String>;

fn exports(module: &Module, path: &str) -> Exports {
    let file: syn::File = syn::parse2(module.items.clone()).unwrap();
    let mut own = Exports::new();
    let mut globs = Exports::new();
    let children: BTreeMap<&str, &Module> = module
        .children
        .iter()
        .map(|child| (child.name.as_str(), child))
        .collect();
    for (name, child) in &children {
        if !is_hidden(&child.attributes.to_string()) {
            own.insert((Space::Type, (*name).to_owned()), format!("{path}::{name}"));
        }
    }
    let mut add = |space, name: String| {
        own.insert((space, name.clone()), format!("{path}::{name}"));
    };
    for item in &file.items {
        match item {
            Item::Struct(item) if is_public(&item.vis) => add(Space::Type, item.ident.to_string()),
            Item::Enum(item) if is_public(&item.vis) => add(Space::Type, item.ident.to_string()),
            Item::Type(item) if is_public(&item.vis) => add(Space::Type, item.ident.to_string()),
            Item::Trait(item) if is_public(&item.vis) => add(Space::Type, item.ident.to_string()),
            Item::Mod(item) if is_public(&item.vis) => add(Space::Type, item.ident.to_string()),
            Item::Fn(item) if is_public(&item.vis) => add(Space::Value, item.sig.ident.to_string()),
            Item::Static(item) if is_public(&item.vis) => {
                add(Space::Value, item.ident.to_string());
            }
            Item::Const(item) if is_public(&item.vis) => add(Space::Value, item.ident.to_string()),
            // The one macro that writes a type.
            Item::Macro(item) if item.mac.path.segments.last().unwrap().ident == "call" => {
                let name = item.mac.tokens.clone().into_iter().next().unwrap();
                add(Space::Type, name.to_string());
            }
            _ => {}
        }
    }
    for item in &file.items {
        let Item::Use(item) = item else { continue };
        if !is_public(&item.vis) {
            continue;
        }
        let mut imports = Vec::new();
        flatten(&item.tree, &mut Vec::new(), &mut imports);
        for (segments, name) in imports {
            let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
            let (inner, rest): (Option<&Module>, &[&str]) = match segments.as_slice() {
                ["self", child, rest @ ..] => {
                    (children.get(child.trim_start_matches("r#")).copied(), rest)
                }
                _ => (None, &[]),
            };
            match (inner, name) {
                (Some(child), None) => {
                    assert!(rest.is_empty());
                    globs.extend(exports(child, &format!("{path}::{}", child.name)));
                }
                (Some(child), Some(name)) => {
                    let all = exports(child, &format!("{path}::{}", child.name));
                    for space in [Space::Type, Space::Value] {
                        let key = (space, (*rest.last().unwrap()).to_owned());
                        if let Some(target) = all.get(&key) {
                            own.insert((space, name.clone()), target.clone());
                        }
                    }
                }
                (None, Some(name)) => {
                    own.insert((Space::Type, name), segments.join("::"));
                }
                (None, None) => panic!("a glob import of {segments:?}"),
            }
        }
    }
    // What a module has of its own goes before what it imports with all else.
    globs.extend(own);
    globs
}

/// The paths that an import names, each with the name that it gets; none for all that there is.
fn flatten(tree: &UseTree, path: &mut Vec<String>, found: &mut Vec<(Vec<String>, Option<String>)>) {
    match tree {
        UseTree::Path(inner) => {
            path.push(inner.ident.to_string());
            flatten(&inner.tree, path, found);
            path.pop();
        }
        UseTree::Name(name) => {
            let name = name.ident.to_string();
            let whole = path.iter().cloned().chain([name.clone()]);
            found.push((whole.collect(), Some(name)));
        }
        UseTree::Rename(rename) => {
            let whole = path.iter().cloned().chain([rename.ident.to_string()]);
            found.push((whole.collect(), Some(rename.rename.to_string())));
        }
        UseTree::Glob(_) => found.push((path.clone(), None)),
        UseTree::Group(group) => group
            .items
            .iter()
            .for_each(|inner| flatten(inner, path, found)),
    }
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

fn is_hidden(attributes: &str) -> bool {
    attributes.contains("hidden")
}

/// The names that two modules of a document's code have for different things.
fn ambiguous(document: &Path) -> BTreeSet<String> {
    let settings = Settings::default()
        .webhooks(WebhookSettings::new("X-Signature"))
        .crate_path("api");
    let outcome = Generator::from_file(document).settings(settings).run();
    let Some(root) = outcome.module else {
        return BTreeSet::new();
    };
    let mut known: BTreeMap<(Space, String), BTreeSet<String>> = BTreeMap::new();
    for module in root
        .children
        .iter()
        .filter(|module| module.name != "schemas")
    {
        for (name, target) in exports(module, &module.name) {
            known.entry(name).or_default().insert(target);
        }
    }
    for ((_, name), targets) in &mut known {
        if FIXED.contains(&name.as_str()) {
            targets.retain(|target| !target.starts_with("models::"));
        }
    }
    let several = known.into_iter().filter(|(_, targets)| targets.len() > 1);
    let document = document.file_name().unwrap().to_string_lossy().into_owned();
    several
        .map(|((_, name), targets)| format!("{document}: {name}: {targets:?}"))
        .collect()
}

/// The documents that the tests of the workspace generate code from.
fn documents() -> Vec<PathBuf> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folders = [
        "tests/fixtures",
        "../tests/fixtures",
        "../tests/fixtures/standard",
        "../spec",
    ];
    let files = folders.map(|folder| fs::read_dir(here.join(folder)).unwrap());
    let files = files
        .into_iter()
        .flatten()
        .map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> = files
        .filter(|path| path.extension().is_some_and(|ending| ending == "yaml"))
        .collect();
    files.sort_unstable();
    files
}

#[test]
fn no_name_is_ambiguous() {
    let documents = documents();
    assert!(documents.len() > 50, "{}", documents.len());
    let found: BTreeSet<String> = documents.iter().flat_map(|it| ambiguous(it)).collect();
    assert!(found.is_empty(), "{found:#?}");
}
