//! The explanations of the codes: each is whole, its example gives the code, and what it advises mends the example.

#![allow(
    clippy::unwrap_used,
    reason = "the helpers of a test may fail it as the test itself does"
)]

use std::{collections::BTreeSet, fs, path::PathBuf};
use timely_codegen::Generator;
use timely_codegen::diagnostic::Code;
use timely_codegen::settings::{Config, Settings};

/// A folder that is removed when the test ends.
struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str) -> Self {
        let name = format!("timely-code-{}-{name}", std::process::id());
        let dir = std::env::temp_dir().join(name);
        let _ = fs::remove_dir_all(&dir);
        fs::create_dir_all(&dir).unwrap();
        Self(dir)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// The parts of an explanation, in order: their titles and texts. The first has no title.
fn parts(explanation: &str) -> Vec<(&str, &str)> {
    let mut parts = Vec::new();
    for part in explanation.split("\n## ") {
        match parts.is_empty() {
            true => parts.push(("", part)),
            false => parts.push(part.split_once('\n').unwrap_or((part, ""))),
        }
    }
    parts
}

/// The first block of a language in a text.
fn block<'a>(text: &'a str, language: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(&format!("```{language}\n"))?;
    rest.split_once("```").map(|(block, _)| block)
}

/// The codes of what is said about a document that is written as examples are, with the overlay that stands beside it.
fn codes_of(part: &str, text: &str, settings: Settings, folder: &Scratch) -> BTreeSet<Code> {
    let overlay = block(part, "yaml overlay").map(|overlay| {
        let path = folder.0.join("overlay.yaml");
        fs::write(&path, overlay).unwrap();
        path
    });
    let settings = settings.overlays(overlay);
    let has = |key: &str| text.lines().any(|line| line.starts_with(key));
    let mut document = String::new();
    if !has("openapi:") && !has("swagger:") {
        document.push_str("openapi: 3.1.1\ninfo: { title: Example, version: '1' }\n");
    }
    if !has("paths:") {
        document.push_str("paths: {}\n");
    }
    document.push_str(text);
    let path = folder.0.join("example.yaml");
    fs::write(&path, document).unwrap();
    let outcome = Generator::from_file(path).settings(settings).lint();
    outcome.diagnostics.iter().map(|item| item.code).collect()
}

/// The settings that stand in a part of an explanation.
fn settings_of(part: &str) -> Settings {
    let text = block(part, "toml").unwrap_or_default();
    let text = format!("[targets.example]\ndocument = 'a.yaml'\noutput = 'out'\n{text}");
    let config = Config::parse("codegen.toml", &text).unwrap();
    config.targets[0].settings.clone()
}

#[test]
fn texts_are_unique_and_kebab_case() {
    let mut seen = BTreeSet::new();
    for code in Code::ALL {
        let text = code.as_str();
        assert!(seen.insert(text), "{text} twice");
        assert!(
            text.bytes().all(|b| b.is_ascii_lowercase() || b == b'-'),
            "{text}"
        );
        assert_eq!(text.parse(), Ok(*code));
    }
}

#[test]
fn a_text_that_is_no_code_is_an_error_with_a_guess() {
    let error = "nonsense".parse::<Code>().unwrap_err();
    assert_eq!(error.to_string(), "no diagnostic has the code `nonsense`");
    let error = "Repaired".parse::<Code>().unwrap_err();
    assert_eq!(error.near, Some(Code::Repaired));
}

#[test]
fn every_code_has_an_explanation_with_all_its_parts() {
    for code in Code::ALL {
        let parts = parts(code.explain());
        let titles: Vec<_> = parts.iter().map(|(title, _)| *title).collect();
        assert_eq!(titles, ["", "Example", "Why", "What to do"], "{code}");
        let empty = parts.iter().find(|(_, text)| text.trim().is_empty());
        assert!(empty.is_none(), "{code}: {empty:?}");
        // One sentence on one line, which lists show.
        assert_eq!(code.summary(), parts[0].1.trim(), "{code}");
        assert!(code.summary().ends_with('.'), "{code}");
    }
}

/// No file explains a code that is no longer there.
#[test]
fn every_explanation_is_of_a_code() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src/diagnostic/codes");
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap();
        assert!(name.parse::<Code>().is_ok(), "{name}");
    }
}

#[test]
fn every_example_gives_its_code_and_what_is_advised_does_not() {
    for code in Code::ALL.iter().copied() {
        let parts = parts(code.explain());
        let (example, advice) = (parts[1].1, parts[3].1);
        let folder = Scratch::new(code.as_str());
        let Some(wrong) = block(example, "yaml") else {
            assert_eq!(code, Code::InternalLimit, "{code} has no example to run");
            continue;
        };
        let codes = codes_of(example, wrong, settings_of(example), &folder);
        assert!(
            codes.contains(&code),
            "the example of {code} gives {codes:?}"
        );
        let right = block(advice, "yaml").unwrap();
        let mut codes = codes_of(advice, right, settings_of(advice), &folder);
        // Advice about statuses beside advice about something else would hide what that is.
        if code != Code::UndocumentedStatus {
            codes.remove(&Code::UndocumentedStatus);
        }
        assert!(codes.is_empty(), "what {code} advises gives {codes:?}");
    }
}

/// The one example that is too long to be written out.
#[test]
fn a_chain_of_schemas_reaches_the_limit_that_its_example_speaks_of() {
    let chain = |length: usize| {
        let mut text = "components:\n  schemas:\n".to_owned();
        for at in 1..length {
            let next = at + 1;
            text.push_str(&format!(
                "    A{at}: {{ allOf: [{{ $ref: '#/components/schemas/A{next}' }}], title: T }}\n"
            ));
        }
        text.push_str(&format!("    A{length}: {{ type: object }}\n"));
        text
    };
    let folder = Scratch::new("chain");
    let codes = codes_of("", &chain(70), Settings::default(), &folder);
    assert!(codes.contains(&Code::InternalLimit), "{codes:?}");
    let codes = codes_of("", &chain(20), Settings::default(), &folder);
    assert!(!codes.contains(&Code::InternalLimit), "{codes:?}");
}
