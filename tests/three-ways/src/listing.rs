//! What the compiler sees of a crate, as text that is the same for the same code wherever it comes from.
//!
//! Two views: the pages of rustdoc with private items (every item, its declaration, attributes and documentation), and
//! MIR (every body, and what derives and other macros made of it). Names of the crate and places in its sources are
//! taken out of both.

use crate::{Way, Workspace};
use anyhow::{Context as _, ensure};
use std::{collections::BTreeMap, fs, path::Path};

/// Named texts, such as the pages of a crate.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listing(pub BTreeMap<String, String>);

impl Listing {
    /// How another listing differs from this one, for a person: by name, what is missing, too many, or not the same.
    /// Empty when they are equal.
    #[must_use]
    pub fn difference(&self, other: &Self) -> String {
        let mut found = String::new();
        for (name, ours) in &self.0 {
            match other.0.get(name) {
                Some(theirs) if theirs == ours => {}
                Some(theirs) => found.push_str(&format!("{name}: {}", line(ours, theirs))),
                None => found.push_str(&format!("{name}: missing\n")),
            }
        }
        for name in other.0.keys().filter(|name| !self.0.contains_key(*name)) {
            found.push_str(&format!("{name}: one too many\n"));
        }
        found
    }
}

/// The first line that differs, with its number.
fn line(ours: &str, theirs: &str) -> String {
    let (mut ours, mut theirs) = (ours.lines(), theirs.lines());
    let mut number = 0;
    loop {
        number += 1;
        let (expected, found) = (ours.next(), theirs.next());
        if expected != found || expected.is_none() {
            let shown = |line: Option<&str>| line.unwrap_or("(nothing)").to_owned();
            return format!(
                "line {number}\n  expected {}\n  found    {}\n",
                shown(expected),
                shown(found)
            );
        }
    }
}

/// The pages of rustdoc for each way, private items included.
///
/// # Errors
/// When the crates cannot be documented, or a page cannot be read.
pub fn pages(workspace: &Workspace) -> anyhow::Result<BTreeMap<Way, Listing>> {
    let arguments = [
        "doc",
        "--workspace",
        "--no-deps",
        "--document-private-items",
    ];
    workspace.cargo().run(&arguments)?.expect_success()?;
    let of_way = |way: Way| {
        let folder = workspace.target().join("doc").join(way.krate());
        let mut listing = Listing::default();
        read_pages(&folder, "", way.krate(), &mut listing)
            .with_context(|| format!("the pages of {}", way.krate()))?;
        ensure!(!listing.0.is_empty(), "{} has no pages", way.krate());
        Ok((way, listing))
    };
    Way::ALL.into_iter().map(of_way).collect()
}

fn read_pages(folder: &Path, prefix: &str, krate: &str, into: &mut Listing) -> anyhow::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            read_pages(&entry.path(), &format!("{name}/"), krate, into)?;
        } else {
            let text = fs::read_to_string(entry.path())?;
            into.0.insert(name, page(&text, krate));
        }
    }
    Ok(())
}

/// A page without the name of its crate and the links to its source, a tag per line.
fn page(html: &str, krate: &str) -> String {
    // Where a browser may break a name. The crates differ in these as well.
    let html = html.replace("<wbr>", "").replace(krate, "CRATE");
    let html = html.replace('<', "\n<");
    let lines = html
        .lines()
        .filter(|line| !line.starts_with("<a class=\"src"));
    lines.flat_map(|line| [line, "\n"]).collect()
}

/// The bodies of a crate in MIR: functions, constants and what they hold, by their signatures.
///
/// # Errors
/// When the crate does not compile.
pub fn mir(workspace: &Workspace, way: Way) -> anyhow::Result<Listing> {
    let file = workspace.target().join(format!("{}.mir", way.krate()));
    let package = format!("--package={}", way.krate());
    let emit = format!("--emit=mir={}", file.display());
    let arguments = ["rustc", "--lib", &package, "--", &emit];
    workspace.cargo().run(&arguments)?.expect_success()?;
    let text = fs::read_to_string(&file).with_context(|| file.display().to_string())?;
    let listing = bodies(&without_name(&text, way.krate()));
    ensure!(!listing.0.is_empty(), "{} has no bodies", way.krate());
    Ok(listing)
}

/// The same without the name of its crate, which generated code sends to servers, and without the memory that holds it.
fn without_name(mir: &str, name: &str) -> String {
    let mut text = String::new();
    let mut lines = mir.lines();
    while let Some(line) = lines.next() {
        let mut block = format!("{line}\n");
        let is_memory = line.starts_with("alloc") && line.ends_with('{');
        while is_memory && !block.ends_with("\n}\n") {
            let Some(line) = lines.next() else { break };
            block.push_str(line);
            block.push('\n');
        }
        if !(is_memory && block.contains(name)) {
            text.push_str(&block.replace(name, "by_any"));
        }
    }
    text
}

fn bodies(mir: &str) -> Listing {
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut name = None;
    for line in mir.lines().map(without_place) {
        // A body begins in the first column; so do comments, closing braces, and the memory that the body refers to.
        let begins = line.starts_with(|c: char| c.is_alphabetic()) && !line.starts_with("alloc");
        if begins {
            found.entry(line.clone()).or_default().push(String::new());
            name = Some(line);
        } else if let Some(bodies) = name.as_ref().and_then(|name| found.get_mut(name))
            && let Some(body) = bodies.last_mut()
        {
            body.push_str(&line);
            body.push('\n');
        }
    }
    let joined = found.into_iter().map(|(name, mut bodies)| {
        // Without their places, several may be called the same: their order says nothing.
        bodies.sort();
        (name, bodies.concat())
    });
    Listing(joined.collect())
}

/// A line of MIR without places in source files (`at src/lib.rs:1:2: 3:4 (#5)`) and numbers of memory (`alloc6`, or
/// `╾──alloc6<imm>──╼` where it is drawn).
fn without_place(line: &str) -> String {
    let mut text = String::new();
    let mut rest = line;
    while let Some(end) = rest.find(".rs:") {
        let start = rest[..end].rfind("at ").map(|at| at + 3);
        let start = start.max(rest[..end].rfind('@').map(|at| at + 1));
        let after = &rest[end + ".rs:".len()..];
        let numbers = after.trim_start_matches(|c: char| c.is_ascii_digit() || ": (#".contains(c));
        text.push_str(&rest[..start.unwrap_or(end)]);
        // `4:5 (#6)>`: the bracket closes what was opened among the numbers.
        rest = match after[..after.len() - numbers.len()].contains('(') {
            true => numbers.strip_prefix(')').unwrap_or(numbers),
            false => numbers,
        };
    }
    text.push_str(rest);
    // In drawings of memory, dashes make up for the length of the numbers.
    without_numbers(&text, "alloc").replace('─', "")
}

/// A text without the digits after each occurrence of a word.
fn without_numbers(text: &str, word: &str) -> String {
    let mut parts = text.split(word);
    let mut kept = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        kept.push_str(word);
        kept.push_str(part.trim_start_matches(|c: char| c.is_ascii_digit()));
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listing(entries: &[(&str, &str)]) -> Listing {
        let entries = entries.iter();
        Listing(
            entries
                .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()))
                .collect(),
        )
    }

    #[test]
    fn what_is_missing_more_or_changed_is_a_difference() {
        let ours = listing(&[("a", "1\n2\n"), ("b", "1")]);
        assert_eq!(ours.difference(&ours), "");
        let theirs = listing(&[("a", "1\n3\n"), ("c", "")]);
        assert_eq!(
            ours.difference(&theirs),
            "a: line 2\n  expected 2\n  found    3\nb: missing\nc: one too many\n"
        );
        let shorter = listing(&[("a", "1\n"), ("b", "1")]);
        assert_eq!(
            ours.difference(&shorter),
            "a: line 2\n  expected 2\n  found    (nothing)\n"
        );
    }

    #[test]
    fn pages_of_the_same_items_are_the_same_whatever_the_crate_and_its_files() {
        let of = |krate: &str, wbr: &str, file: &str, docs: &str, attribute: &str| {
            let html = format!(
                "<a href=\"../{krate}/index.html\">{wbr}</a><a class=\"src rightside\" \
                 href=\"../../src/{krate}/{file}.html#1-2\">Source</a>\n{attribute}pub struct Pet<p>{docs}</p>"
            );
            page(&html, krate)
        };
        let ours = of("by_xtask", "by_<wbr>xtask", "api", "A pet.", "#[must_use]");
        let same = of("by_macro", "by_<wbr>macro", "lib", "A pet.", "#[must_use]");
        assert_eq!(ours, same);
        assert_ne!(ours, of("by_macro", "by_macro", "lib", "", "#[must_use]"));
        assert_ne!(ours, of("by_macro", "by_macro", "lib", "A pet.", ""));
    }

    #[test]
    fn bodies_of_the_same_code_are_the_same_wherever_they_stand() {
        let of = |place: &str, memory: &str, value: &str| {
            let closure = format!("{{closure@{place}}}");
            bodies(&format!(
                "// A comment.\nfn m::<impl at {place}>::f(_1: {closure}) -> u8 {{\n    _0 = const {value}; // {memory}\n}}\n\
                 \n{memory} (size: 1) {{\n    61 ╾{memory:─^8}╼\n}}\n\nfn g() {{\n    return;\n}}\n"
            ))
        };
        let ours = of("by_xtask/src/api.rs:1:2: 3:4", "alloc1", "1_u8");
        let names: Vec<&str> = ours.0.keys().map(String::as_str).collect();
        assert_eq!(
            names,
            ["fn g() {", "fn m::<impl at >::f(_1: {closure@}) -> u8 {"]
        );
        assert_eq!(ours, of("/out of/api.rs:7:2: 3:44 (#5)", "alloc23", "1_u8"));
        assert_ne!(ours, of("by_xtask/src/api.rs:1:2: 3:4", "alloc1", "2_u8"));
    }
}
