//! Which rooms of the sources may name which: those below them, so that no two name each other, by whatever way.

use proc_macro2::{TokenStream, TokenTree};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The rooms from the ground floor up: each may name those before it.
const ROOMS: &[&str] = &[
    "base64",
    "duration",
    "percent",
    "document",
    "random",
    "secret",
    "telemetry",
    "field",
    "json_patch",
    "yaml",
    "media_type",
    "excerpt",
    "no_content",
    "user_agent",
    "json",
    "schema",
    "access",
    "text",
    "string_enum",
    "integer_enum",
    "number_enum",
    "tuple",
    "object",
    "unions",
    "misfit",
    "xml",
    "bodies",
    "operation",
    "error",
    "parameters",
    "body_codec",
    "response",
    "transport",
    "reqwest",
    "client",
    "doubles",
    "server",
    "rate_limit",
    "hosting",
    "webhooks",
    "docs",
    "mock",
];

/// What is made of rooms, and no room itself: the root, and what it publishes for generated code.
const OUTSIDE: [&str; 2] = ["lib", "generated"];

#[test]
fn rooms_name_only_those_below_them() {
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let root = tokens(&sources.join("lib.rs"));
    let exported = exports(&root);
    let mut files = Vec::new();
    collect(&sources, &mut files);
    assert!(files.len() > 100, "{} files", files.len());
    let mut wrong = BTreeSet::new();
    for file in &files {
        let room = room_of(file.strip_prefix(&sources).expect("it is below"));
        if OUTSIDE.contains(&room.as_str()) {
            continue;
        }
        let floor = floor(&room).unwrap_or_else(|| panic!("no floor is stated for {room}"));
        for name in named(tokens(file)) {
            let other = exported.get(&name).unwrap_or(&name);
            if other != &room && self::floor(other).is_some_and(|other| other > floor) {
                wrong.insert(format!("{room} names {other} ({name})"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_forbidden_import_is_seen() {
    let named = |text: &str| named(text.parse().expect("Rust"));
    let names = |text: &str| named(text).into_iter().collect::<Vec<_>>().join(" ");
    assert_eq!(names("use crate::server::Options;"), "server");
    assert_eq!(
        names("use crate::{Part, server::{Options, Router}};"),
        "Part server"
    );
    assert_eq!(names("fn a() { crate::client::b() }"), "client");
    assert_eq!(names("mod tests { use crate::client::Client; }"), "");
    assert_eq!(
        names("macro_rules! a { () => { $crate::generated::b() } }"),
        ""
    );
    let root = "pub use bodies::{Body, Part}; pub use error::DecodeError;";
    let exported = exports(&root.parse().expect("Rust"));
    assert_eq!(exported["Part"], "bodies");
    assert_eq!(exported["DecodeError"], "error");
    assert!(floor("schema") < floor("operation"));
}

fn floor(room: &str) -> Option<usize> {
    ROOMS.iter().position(|other| *other == room)
}

fn tokens(file: &Path) -> TokenStream {
    let text = fs::read_to_string(file).expect("a source is readable");
    text.parse().expect("a source is Rust")
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("the sources are there") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let is_test = name.contains("tests") || name == "testing.rs";
        if path.is_dir() && !is_test {
            collect(&path, files);
        } else if name.ends_with(".rs") && !is_test {
            files.push(path);
        }
    }
}

/// The outermost folder or file.
fn room_of(file: &Path) -> String {
    let first = file.iter().next().unwrap_or_default();
    Path::new(first)
        .with_extension("")
        .to_string_lossy()
        .into_owned()
}

/// The names that the root has of its rooms: `use room::{A, B};`.
fn exports(root: &TokenStream) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let tokens: Vec<TokenTree> = root.clone().into_iter().collect();
    for at in 0..tokens.len() {
        let (true, Some(TokenTree::Ident(room))) =
            (is_word(&tokens, at, "use"), tokens.get(at + 1))
        else {
            continue;
        };
        for name in after_path(&tokens, at + 2) {
            found.insert(name, room.to_string());
        }
    }
    found
}

/// The first names of paths that begin at the root of the crate. Tests may name what they like, and macros name it from
/// the code that calls them.
fn named(tokens: TokenStream) -> BTreeSet<String> {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut found = BTreeSet::new();
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        at += 1;
        match token {
            TokenTree::Ident(word) if word == "mod" && is_word(&tokens, at, "tests") => at += 2,
            TokenTree::Ident(word) if word == "crate" => {
                let is_of_macro = at >= 2 && is_sign(&tokens, at - 2, '$');
                if !is_of_macro {
                    found.extend(after_path(&tokens, at));
                }
            }
            TokenTree::Group(group) => found.extend(named(group.stream())),
            _ => {}
        }
    }
    found
}

/// What stands at `at`: `::a`, or `::{a, b::c}` of which it is `a` and `b`.
fn after_path(tokens: &[TokenTree], at: usize) -> Vec<String> {
    if !(is_sign(tokens, at, ':') && is_sign(tokens, at + 1, ':')) {
        return Vec::new();
    }
    match tokens.get(at + 2) {
        Some(TokenTree::Ident(name)) => vec![name.to_string()],
        Some(TokenTree::Group(group)) => {
            let inner: Vec<TokenTree> = group.stream().into_iter().collect();
            let items = inner
                .split(|token| matches!(token, TokenTree::Punct(sign) if sign.as_char() == ','));
            let first = items.filter_map(|item| item.first());
            first.map(ToString::to_string).collect()
        }
        _ => Vec::new(),
    }
}

fn is_word(tokens: &[TokenTree], at: usize, wanted: &str) -> bool {
    matches!(tokens.get(at), Some(TokenTree::Ident(word)) if word == wanted)
}

fn is_sign(tokens: &[TokenTree], at: usize, wanted: char) -> bool {
    matches!(tokens.get(at), Some(TokenTree::Punct(sign)) if sign.as_char() == wanted)
}
