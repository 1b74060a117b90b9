//! Which rooms of the sources may name which: a pipeline goes one way.

use proc_macro2::{TokenStream, TokenTree};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

/// A room, and those of its level that it may name beside itself.
const MAY_NAME: &[(&str, &[&str])] = &[
    (
        "cli",
        &[
            "diagnostic",
            "emit",
            "ir",
            "manifest",
            "naming",
            "overlay",
            "settings",
            "tree",
        ],
    ),
    ("diagnostic", &[]),
    ("formats", &[]),
    ("ir", &["diagnostic", "formats"]),
    ("manifest", &[]),
    ("naming", &[]),
    ("settings", &["diagnostic"]),
    (
        "recognize",
        &["diagnostic", "formats", "ir", "naming", "settings"],
    ),
    ("tree", &["diagnostic", "naming", "settings"]),
    ("grammar", &["diagnostic"]),
    ("overlay", &["diagnostic"]),
    ("read", &["diagnostic", "grammar", "overlay"]),
    (
        "normalize",
        &["diagnostic", "formats", "grammar", "read", "settings"],
    ),
    (
        "lower",
        &[
            "diagnostic",
            "formats",
            "grammar",
            "ir",
            "naming",
            "normalize",
            "settings",
        ],
    ),
    (
        "emit",
        &[
            "diagnostic",
            "formats",
            "ir",
            "manifest",
            "naming",
            "settings",
            "tree",
        ],
    ),
    (
        "emit::programs",
        &[
            "emit::context",
            "emit::examples",
            "emit::identifiers",
            "emit::operations",
            "emit::rustdoc",
            "emit::server",
            "emit::types",
        ],
    ),
    ("lower::types", &["lower::components", "lower::context"]),
    (
        "lower::bodies",
        &["lower::components", "lower::context", "lower::types"],
    ),
    (
        "lower::operations",
        &[
            "lower::bodies",
            "lower::components",
            "lower::context",
            "lower::types",
        ],
    ),
    ("emit::identifiers", &[]),
    ("emit::rustdoc", &[]),
    ("emit::lints", &[]),
    ("emit::media_rows", &[]),
    ("emit::patterns", &[]),
    ("emit::version", &[]),
    ("emit::context", &["emit::identifiers", "emit::version"]),
    ("emit::imports", &["emit::context"]),
    ("emit::sdk_name", &["emit::context"]),
    ("emit::document", &["emit::context", "emit::rustdoc"]),
    ("emit::tag_features", &["emit::context"]),
    (
        "emit::types",
        &["emit::context", "emit::rustdoc", "emit::identifiers"],
    ),
    (
        "emit::schemas",
        &[
            "emit::context",
            "emit::identifiers",
            "emit::imports",
            "emit::tag_features",
            "emit::types",
        ],
    ),
    (
        "emit::models",
        &[
            "emit::context",
            "emit::rustdoc",
            "emit::identifiers",
            "emit::imports",
            "emit::schemas",
            "emit::tag_features",
            "emit::types",
        ],
    ),
    (
        "emit::operations",
        &[
            "emit::media_rows",
            "emit::context",
            "emit::rustdoc",
            "emit::identifiers",
            "emit::imports",
            "emit::models",
            "emit::patterns",
            "emit::schemas",
            "emit::tag_features",
            "emit::types",
        ],
    ),
    (
        "emit::examples",
        &[
            "emit::context",
            "emit::rustdoc",
            "emit::identifiers",
            "emit::operations",
            "emit::patterns",
            "emit::types",
        ],
    ),
    ("emit::error_bodies", &[]),
    (
        "emit::mock",
        &[
            "emit::context",
            "emit::rustdoc",
            "emit::schemas",
            "emit::server",
            "emit::tag_features",
        ],
    ),
    (
        "emit::live",
        &[
            "emit::media_rows",
            "emit::context",
            "emit::mock",
            "emit::schemas",
            "emit::server",
        ],
    ),
    (
        "emit::client",
        &[
            "emit::context",
            "emit::error_bodies",
            "emit::examples",
            "emit::rustdoc",
            "emit::identifiers",
            "emit::imports",
            "emit::operations",
            "emit::tag_features",
            "emit::types",
        ],
    ),
    (
        "emit::server",
        &[
            "emit::context",
            "emit::error_bodies",
            "emit::rustdoc",
            "emit::identifiers",
            "emit::imports",
            "emit::operations",
            "emit::tag_features",
            "emit::types",
        ],
    ),
    (
        "emit::webhooks",
        &[
            "emit::client",
            "emit::context",
            "emit::rustdoc",
            "emit::identifiers",
            "emit::imports",
            "emit::operations",
            "emit::server",
            "emit::tag_features",
            "emit::types",
        ],
    ),
];

#[test]
fn rooms_name_only_those_below_them() {
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    collect(&sources, &mut files);
    assert!(files.len() > 100, "{} files", files.len());
    let mut wrong = BTreeSet::new();
    for file in files {
        let module = module_of(file.strip_prefix(&sources).expect("it is below"));
        let text = fs::read_to_string(&file).expect("a source is readable");
        let tokens: TokenStream = text.parse().expect("a source is Rust");
        let mut named = BTreeSet::new();
        paths(tokens, &module, &mut named);
        for path in named {
            wrong.extend(forbidden(&module, &path));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// The rooms of `emit`, listed or not: one that has no row stands above those that have one, which may not name it.
static ROOMS_OF_EMIT: LazyLock<Vec<String>> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/emit");
    let entries = fs::read_dir(folder).expect("the sources are there");
    let names = entries.map(|entry| entry.expect("an entry").path());
    let names = names.filter_map(|path| path.file_stem()?.to_str().map(str::to_owned));
    names
        .filter(|name| name != "mod")
        .map(|name| format!("emit::{name}"))
        .collect()
});

/// What is wrong with it that a module names a path.
fn forbidden(module: &[String], named: &[String]) -> Option<String> {
    let is_in = |path: &[String], room: &str| {
        let path = path.join("::");
        path == room || path.starts_with(&format!("{room}::"))
    };
    let depth = |room: &str| room.matches("::").count();
    let mut rooms = MAY_NAME.iter().flat_map(|(room, allowed)| {
        let reached = MAY_NAME.iter().map(|(other, _)| *other);
        let reached = reached.chain(ROOMS_OF_EMIT.iter().map(String::as_str));
        let reached = reached.filter(move |other| depth(room) == depth(other));
        reached.map(move |other| (*room, *allowed, other))
    });
    let is_wrong = |(room, allowed, other): &(&str, &[&str], &str)| {
        is_in(module, room) && is_in(named, other) && room != other && !allowed.contains(other)
    };
    rooms
        .any(|it| is_wrong(&it))
        .then(|| format!("{} names {}", module.join("::"), named.join("::")))
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("the sources are there") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if path.is_dir() {
            collect(&path, files);
        } else if name.ends_with(".rs") && !name.contains("tests") {
            files.push(path);
        }
    }
}

fn module_of(file: &Path) -> Vec<String> {
    let mut module: Vec<String> = file
        .with_extension("")
        .iter()
        .map(|part| part.to_string_lossy().into_owned())
        .collect();
    if matches!(module.last().map(String::as_str), Some("mod" | "lib")) {
        module.pop();
    }
    module
}

/// The paths from the root of the crate, or from a module above, that are named: their first two names.
fn paths(tokens: TokenStream, module: &[String], found: &mut BTreeSet<Vec<String>>) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        at += 1;
        match token {
            // Tests may name what they like.
            TokenTree::Ident(word) if word == "mod" && is_word(tokens.get(at), "tests") => at += 2,
            TokenTree::Ident(word) if word == "crate" => named(&tokens, at, &[], found),
            TokenTree::Ident(word) if word == "super" => {
                let mut above = module.to_vec();
                above.pop();
                while is_path(&tokens, at) && is_word(tokens.get(at + 2), "super") {
                    above.pop();
                    at += 3;
                }
                named(&tokens, at, &above, found);
            }
            TokenTree::Group(group) => paths(group.stream(), module, found),
            _ => {}
        }
    }
}

/// What stands at `at`: `::a::b`, or `::{a, b::c}`.
fn named(tokens: &[TokenTree], at: usize, prefix: &[String], found: &mut BTreeSet<Vec<String>>) {
    if !is_path(tokens, at) {
        return;
    }
    let items: Vec<Vec<TokenTree>> = match tokens.get(at + 2) {
        Some(TokenTree::Group(group)) => {
            let inner: Vec<TokenTree> = group.stream().into_iter().collect();
            let items = inner.split(|token| is_sign(Some(token), ','));
            items.map(<[TokenTree]>::to_vec).collect()
        }
        Some(_) => vec![tokens[at + 2..].to_vec()],
        None => return,
    };
    for item in items {
        let Some(TokenTree::Ident(word)) = item.first() else {
            continue;
        };
        let mut path = prefix.to_vec();
        if word != "self" {
            path.push(word.to_string());
        }
        if path.len() < 2 {
            named(&item, 1, &path, found);
        }
        found.insert(path);
    }
}

fn is_word(token: Option<&TokenTree>, wanted: &str) -> bool {
    matches!(token, Some(TokenTree::Ident(word)) if word == wanted)
}

fn is_sign(token: Option<&TokenTree>, wanted: char) -> bool {
    matches!(token, Some(TokenTree::Punct(punct)) if punct.as_char() == wanted)
}

fn is_path(tokens: &[TokenTree], at: usize) -> bool {
    is_sign(tokens.get(at), ':') && is_sign(tokens.get(at + 1), ':')
}

#[test]
fn a_forbidden_import_is_seen() {
    let path = |text: &str| text.split("::").map(str::to_owned).collect::<Vec<_>>();
    let wrong = |module: &str, text: &str| {
        let (mut found, module) = (BTreeSet::new(), path(module));
        paths(text.parse().expect("Rust"), &module, &mut found);
        let wrong = found.iter().filter_map(|named| forbidden(&module, named));
        wrong.count()
    };
    for (module, text) in [
        ("emit::models", "use crate::lower::names;"),
        ("emit::models", "use crate::{ir, lower};"),
        ("lower::types::structs", "fn a() { crate::read::b() }"),
        ("lower::types::structs", "use super::super::bodies::Shape;"),
        (
            "lower::bodies::streams",
            "use crate::lower::{docs, operations::Names};",
        ),
        ("ir::types", "use crate::settings::Settings;"),
        ("emit::types::fields", "use crate::emit::models::Models;"),
        ("emit::client", "use super::server::Server;"),
        ("emit::context", "use super::types::Types;"),
        ("emit::webhooks::events", "use crate::emit::tag_usage;"),
    ] {
        assert!(wrong(module, text) > 0, "{module}: {text}");
    }
    for (module, text) in [
        ("emit::models", "use crate::{ir, naming};"),
        (
            "lower::types::structs",
            "use super::unions::Union; use crate::lower::context::Context;",
        ),
        (
            "lower",
            "use operations::Names; use crate::lower::types::Types;",
        ),
        (
            "emit::webhooks::requests",
            "use crate::emit::{client::Client, server::Server};",
        ),
        ("emit", "mod tests { use crate::lower::lower; }"),
    ] {
        assert_eq!(wrong(module, text), 0, "{module}: {text}");
    }
}

/// Keys that no version of OpenAPI has are named by the one file that reads and writes them, and by the view that holds
/// keys among extensions.
#[test]
fn internal_keys_stand_in_one_place() {
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    collect(&sources, &mut files);
    files.retain(|file| {
        let text = fs::read_to_string(file).expect("a source is readable");
        let is_test = file.ends_with("normalize/tests.rs");
        text.contains("\"x-timely-") && !is_test
    });
    files.sort();
    let expected = ["normalize/annotations.rs", "normalize/view/keys.rs"];
    assert_eq!(files, expected.map(|file| sources.join(file)));
}
