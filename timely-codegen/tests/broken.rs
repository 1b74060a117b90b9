//! Documents that break the standard, or nearly: what is said about each, whole, as its author reads it.
//!
//! `tests/broken` holds the documents, each with what is said in a file of the same name. A document that is refused is
//! tried once more with `strict`.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use timely_codegen::settings::Settings;
use timely_codegen::{Generator, tree::SourceTree};

/// The messages, and whether there is code. Code that is made must be Rust, whatever the document.
fn run(document: &Path, settings: Settings) -> (String, bool) {
    let outcome = Generator::from_file(document).settings(settings).run();
    if let Some(module) = &outcome.module {
        SourceTree::from_module(module, "").expect("generated code is Rust");
    }
    let folder = format!("{}/", folder().display());
    let messages = outcome.render_diagnostics().replace(&folder, "");
    assert!(
        !messages.contains("x-timely-"),
        "{} speaks of a key that no author knows:\n{messages}",
        document.display()
    );
    (messages, outcome.module.is_some())
}

fn report(document: &Path) -> String {
    let (mut text, generated) = run(document, Settings::default());
    if !generated {
        text.push_str("\n── not generated\n");
        return text;
    }
    let (strict, generated) = run(document, Settings::default().strict(true));
    let refused = strict.matches("\nerror[").count() + usize::from(strict.starts_with("error["));
    match generated {
        true => text.push_str("\n── generated\n"),
        false => writeln!(
            text,
            "\n── generated; with `strict`, {refused} of these are errors"
        )
        .expect("a string can be written to"),
    }
    text
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/broken")
}

#[test]
fn every_message_is_what_its_snapshot_says() {
    let entries = std::fs::read_dir(folder()).expect("the folder exists");
    let mut documents: Vec<PathBuf> = entries
        .map(|entry| entry.expect("the folder can be listed").path())
        .filter(|path| {
            path.extension()
                .is_some_and(|ending| ending == "yaml" || ending == "json")
        })
        .collect();
    documents.sort();
    assert!(documents.len() >= 40, "the documents are there");
    insta::with_settings!({
        snapshot_path => "broken",
        prepend_module_to_snapshot => false,
        omit_expression => true,
    }, {
        for document in documents {
            let name = document.file_stem().expect("it has a name").to_string_lossy().into_owned();
            insta::assert_snapshot!(name, report(&document));
        }
    });
}
