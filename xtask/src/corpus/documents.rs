//! Which files of a folder are documents: those that no other file is a part of.

use anyhow::{Context as _, ensure};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Component, Path, PathBuf},
};

/// One document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Document {
    /// Where it stands.
    pub(crate) path: PathBuf,
    /// Its path below the folder, with slashes.
    pub(crate) name: String,
    /// Its size and that of the files it refers to, in bytes: a measure of the work.
    pub(crate) size: u64,
    /// Whether it refers to files that stand outside of its own folder, yet in the one that was asked for.
    pub(crate) reaches_out: bool,
}

/// What a folder holds.
#[derive(Debug, Default)]
pub(crate) struct Found {
    /// The documents, by name.
    pub(crate) documents: Vec<Document>,
    /// YAML and JSON files that belong to no document.
    pub(crate) others: usize,
}

/// What one file says of itself.
struct File {
    is_document: bool,
    /// Whether it has paths of its own.
    has_paths: bool,
    targets: Vec<PathBuf>,
    size: u64,
}

/// Finds the documents in a folder and below it; a file is a document by itself.
pub(crate) fn find(folder: &Path) -> anyhow::Result<Found> {
    let unreadable = || format!("{} cannot be read", folder.display());
    if fs::metadata(folder).with_context(unreadable)?.is_file() {
        let name = folder.file_name().unwrap_or_default();
        let document = Document {
            path: folder.to_owned(),
            name: name.to_string_lossy().into_owned(),
            size: fs::metadata(folder).map_or(1, |data| data.len()),
            reaches_out: false,
        };
        return Ok(Found {
            documents: vec![document],
            others: 0,
        });
    }
    let mut paths = Vec::new();
    walk(folder, &mut paths).with_context(unreadable)?;
    ensure!(
        !paths.is_empty(),
        "{} holds no .yaml, .yml or .json file",
        folder.display()
    );
    let files: BTreeMap<PathBuf, File> = paths
        .into_iter()
        .map(|path| {
            let file = File::read(&path);
            (path, file)
        })
        .collect();
    Ok(select(folder, &files))
}

/// The files below a folder. Links are not followed: they could form a ring.
fn walk(folder: &Path, paths: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let path = entry.path();
        let kind = entry.file_type()?;
        let ending = path.extension().and_then(|ending| ending.to_str());
        if kind.is_dir() {
            walk(&path, paths)?;
        } else if kind.is_file() && matches!(ending, Some("yaml" | "yml" | "json")) {
            paths.push(normal(&path));
        }
    }
    Ok(())
}

impl File {
    /// A file that cannot be read, or is no text, is a document: the generator says what is wrong with it.
    fn read(path: &Path) -> Self {
        let Ok(text) = fs::read_to_string(path) else {
            return Self {
                is_document: true,
                has_paths: true,
                targets: Vec::new(),
                size: fs::metadata(path).map_or(1, |data| data.len()),
            };
        };
        let folder = path.parent().unwrap_or(Path::new(""));
        Self {
            is_document: has_key(&text, "openapi") || has_key(&text, "swagger"),
            has_paths: has_key(&text, "paths"),
            targets: targets(&text)
                .map(|target| normal(&folder.join(target)))
                .filter(|target| target != path)
                .collect(),
            size: text.len() as u64,
        }
    }
}

/// Those that are the target of no other file. One with paths whose parts refer back to it is a document as well, and
/// of others that refer to each other in a ring, the first is.
fn select(folder: &Path, files: &BTreeMap<PathBuf, File>) -> Found {
    let targets: BTreeSet<&PathBuf> = files.values().flat_map(|file| &file.targets).collect();
    let is_root = |path: &&PathBuf| {
        let parts = || reach(path, files).into_iter();
        !targets.contains(path)
            || (files[*path].has_paths && parts().any(|part| files[part].targets.contains(path)))
    };
    let candidates: Vec<&PathBuf> = files
        .iter()
        .filter(|(_, file)| file.is_document)
        .map(|(path, _)| path)
        .collect();
    let (mut roots, mut rest): (Vec<&PathBuf>, Vec<&PathBuf>) =
        candidates.into_iter().partition(is_root);
    let mut seen: BTreeSet<&PathBuf> = BTreeSet::new();
    for path in &roots {
        seen.extend(reach(path, files));
    }
    // The one closest to the top of the folder is likeliest meant to be read first.
    rest.sort_by_key(|path| (path.components().count(), *path));
    for path in rest {
        if !seen.contains(path) {
            seen.extend(reach(path, files));
            roots.push(path);
        }
    }
    let mut documents: Vec<Document> = roots
        .into_iter()
        .map(|path| document(folder, path, files))
        .collect();
    documents.sort_by(|a, b| a.name.cmp(&b.name));
    Found {
        documents,
        others: files.keys().filter(|path| !seen.contains(path)).count(),
    }
}

fn document(folder: &Path, path: &PathBuf, files: &BTreeMap<PathBuf, File>) -> Document {
    let parts = reach(path, files);
    let own = path.parent().unwrap_or(Path::new(""));
    let mut targets = parts.iter().flat_map(|part| &files[*part].targets);
    let all_known = targets.all(|target| target.starts_with(own) || files.contains_key(target));
    Document {
        path: path.clone(),
        name: name(folder, path),
        size: parts
            .iter()
            .map(|part| files[*part].size)
            .sum::<u64>()
            .max(1),
        reaches_out: all_known && parts.iter().any(|part| !part.starts_with(own)),
    }
}

/// A file and all that it refers to.
fn reach<'a>(path: &PathBuf, files: &'a BTreeMap<PathBuf, File>) -> BTreeSet<&'a PathBuf> {
    let mut reached = BTreeSet::new();
    let mut open = vec![path];
    while let Some(path) = open.pop() {
        if let Some((path, file)) = files.get_key_value(path)
            && reached.insert(path)
        {
            open.extend(&file.targets);
        }
    }
    reached
}

fn name(folder: &Path, path: &Path) -> String {
    let folder = normal(folder);
    let path = path.strip_prefix(&folder).unwrap_or(path);
    let parts = path.iter().map(|part| part.to_string_lossy());
    parts.collect::<Vec<_>>().join("/")
}

/// A path without `.` and `..`, so that two ways of naming a file are one.
fn normal(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if out.file_name().is_some() => {
                out.pop();
            }
            part => out.push(part),
        }
    }
    out
}

/// Whether a text has a key at its top, with more than `{}` there. The text is looked at and not parsed: it may be broken.
fn has_key(text: &str, key: &str) -> bool {
    let text = text.trim_start_matches('\u{FEFF}');
    if text.trim_start().starts_with('{') {
        return has_flow_key(text, key);
    }
    text.lines().any(|line| {
        let line = line.trim_start_matches(['"', '\'']);
        let after = line
            .strip_prefix(key)
            .and_then(|rest| rest.trim_start_matches(['"', '\'', ' ']).strip_prefix(':'));
        after.is_some_and(|value| value.trim() != "{}")
    })
}

/// Whether the outermost braces of a text hold a key.
fn has_flow_key(text: &str, key: &str) -> bool {
    let (mut depth, mut rest) = (0, text);
    while let Some(at) = rest.find(['{', '}', '[', ']', '"', ',']) {
        let (sign, after) = (rest.as_bytes()[at], &rest[at + 1..]);
        rest = after;
        match sign {
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth -= 1,
            b'"' => {
                let end = end_of_string(after);
                rest = after.get(end + 1..).unwrap_or("");
                if depth == 1 && after.get(..end) == Some(key) && rest.trim_start().starts_with(':')
                {
                    return true;
                }
                continue;
            }
            _ => {}
        }
        // A key of YAML needs no quotes.
        let bare = rest.trim_start().strip_prefix(key);
        if depth == 1 && bare.is_some_and(|rest| rest.trim_start().starts_with(':')) {
            return true;
        }
    }
    false
}

/// The length of a string whose first quote was read.
fn end_of_string(text: &str) -> usize {
    let mut escaped = false;
    let end = text.bytes().position(|byte| {
        let ends = byte == b'"' && !escaped;
        escaped = byte == b'\\' && !escaped;
        ends
    });
    end.unwrap_or(text.len())
}

/// The files that the references of a text lead to, relative to its own.
fn targets(text: &str) -> impl Iterator<Item = String> {
    text.split("$ref").skip(1).filter_map(|after| {
        let value = after.trim_start_matches(['"', '\'']).trim_start();
        let value = value.strip_prefix(':')?.trim_start();
        let value = match value.chars().next()? {
            quote @ ('"' | '\'') => value[1..].split(quote).next()?,
            _ => value.split([' ', '\t', '\r', '\n', ',', '}']).next()?,
        };
        let file = value.split('#').next().unwrap_or_default();
        let is_local = !file.is_empty() && !file.contains("://");
        is_local.then(|| decoded(&file.replace("\\/", "/")))
    })
}

/// A text with its `%20` and the like read.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, others @ ..] = rest {
        let code = (*first == b'%')
            .then(|| others.get(..2))
            .flatten()
            .and_then(|digits| std::str::from_utf8(digits).ok())
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        bytes.push(code.unwrap_or(*first));
        rest = if code.is_some() { &others[2..] } else { others };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Whether a name is one that was asked for: it holds the pattern, or, when that has a `*` or `?`, matches it.
pub(crate) fn is_wanted(name: &str, patterns: &[String]) -> bool {
    patterns.is_empty()
        || patterns.iter().any(|pattern| {
            if pattern.contains(['*', '?']) {
                matches(pattern.as_bytes(), name.as_bytes())
            } else {
                name.contains(pattern.as_str())
            }
        })
}

/// Whether a text is `pattern` with something for every `*` and one byte for every `?`.
fn matches(pattern: &[u8], text: &[u8]) -> bool {
    let (mut p, mut t) = (0, 0);
    // Where to go on when the last `*` has to stand for more.
    let mut retry: Option<(usize, usize)> = None;
    while t < text.len() {
        match pattern.get(p) {
            Some(b'*') => {
                retry = Some((p + 1, t));
                p += 1;
            }
            Some(sign) if *sign == b'?' || *sign == text[t] => {
                p += 1;
                t += 1;
            }
            _ => {
                let Some((after, from)) = retry else {
                    return false;
                };
                retry = Some((after, from + 1));
                (p, t) = (after, from + 1);
            }
        }
    }
    pattern[p..].iter().all(|sign| *sign == b'*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_are_known_by_their_first_keys() {
        let key = "openapi";
        for (text, expected) in [
            ("openapi: 3.1.0\n", true),
            ("# x\n\"openapi\" : 3.0.0\n", true),
            ("swagger: '2.0'\n", false),
            ("openapi: {}\n", false),
            ("info:\n  openapi: 3.1.0\n", false),
            ("openapiish: 1\n", false),
            (r#"{"info": {"a": "}"}, "openapi": "3.0.0"}"#, true),
            (r#"{"info": {"openapi": "3.0.0"}}"#, false),
            (r#"{"info": "\"openapi\": 1"}"#, false),
            (r#"{"x": "openapi"}"#, false),
            ("{openapi: 3.1.0}", true),
            ("\u{FEFF}openapi: 3.1.0\n", true),
        ] {
            assert_eq!(has_key(text, key), expected, "{text}");
        }
    }

    #[test]
    fn references_lead_to_files() {
        let text = "a: {$ref: 'x.yaml#/a'}\nb: { $ref: ./y%20z.json }\nc:\n  $ref: \"#/local\"\n\
                    d: {\"$ref\": \"https://a.b/c.yaml\"}\ne: {\"$ref\":\"..\\/w.yaml\"}\n";
        let found: Vec<String> = targets(text).collect();
        assert_eq!(found, ["x.yaml", "./y z.json", "../w.yaml"]);
    }

    /// What a file is in these tests: a document with paths, one of types alone, or none.
    fn file(kind: &str, targets: &[&str]) -> File {
        File {
            is_document: kind != "part",
            has_paths: kind == "paths",
            targets: targets.iter().map(PathBuf::from).collect(),
            size: 10,
        }
    }

    #[test]
    fn parts_of_documents_are_no_documents() {
        let files = [
            ("d/a/root.yaml", file("paths", &["d/a/part.yaml"])),
            (
                "d/a/part.yaml",
                file("types", &["d/a/in/types.yaml", "d/a/none.yaml"]),
            ),
            ("d/a/in/types.yaml", file("part", &["d/a/part.yaml"])),
            // Refers back to the document that it is a part of, and another document refers to that one.
            ("d/b/api.yaml", file("paths", &["d/b/paths.yaml"])),
            ("d/b/paths.yaml", file("part", &["d/b/api.yaml"])),
            ("d/b/x/api.yaml", file("paths", &["d/b/api.yaml"])),
            ("d/ring/one.yaml", file("types", &["d/ring/in/two.yaml"])),
            ("d/ring/in/two.yaml", file("types", &["d/ring/one.yaml"])),
            ("d/package.json", file("part", &[])),
        ];
        let files = files.map(|(path, file)| (PathBuf::from(path), file));
        let found = select(Path::new("./d"), &BTreeMap::from(files));
        let names: Vec<_> = found
            .documents
            .iter()
            .map(|document| (document.name.as_str(), document.size, document.reaches_out))
            .collect();
        assert_eq!(
            names,
            [
                ("a/root.yaml", 30, false),
                ("b/api.yaml", 20, false),
                ("b/x/api.yaml", 30, true),
                ("ring/one.yaml", 20, false),
            ]
        );
        assert_eq!(found.others, 1);
    }

    #[test]
    fn names_are_chosen_by_part_or_pattern() {
        let wanted = |pattern: &str| is_wanted("a/stripe-v3.yaml", &[pattern.to_owned()]);
        for pattern in ["stripe", "*stripe*", "a/*.yaml", "a/stripe-v?.yaml", "*"] {
            assert!(wanted(pattern), "{pattern}");
        }
        for pattern in ["stripes", "*stripe", "*.json", "stripe-v?.yaml"] {
            assert!(!wanted(pattern), "{pattern}");
        }
        assert!(is_wanted("x", &[]));
    }
}
