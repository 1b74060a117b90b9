//! What the READMEs and the guides say beside their snippets: names, links and settings.

#[path = "pages/commands.rs"]
mod commands;
#[path = "pages/links.rs"]
mod links;
#[path = "pages/new.rs"]
mod new;
#[path = "pages/settings.rs"]
mod settings;
#[path = "pages/text.rs"]
mod text;

use std::{fs, path::PathBuf};
use text::{blocks, guides, read, repository};
use timely_codegen::Generator;

#[test]
fn every_guide_is_documented_and_its_snippets_are_tests() {
    let modules = read("timely-codegen/src/guide/mod.rs");
    let tested = read("tests/guides/src/lib.rs");
    let index = read("timely-codegen/src/guide/index.md");
    let names = guides();
    assert!(names.len() >= 11, "{names:?}");
    for name in names {
        let file = format!("{name}.md");
        assert!(
            modules.contains(&format!("include_str!(\"{file}\")")),
            "the module `guide` does not have {file}"
        );
        assert!(
            tested.contains(&format!("guide/{file}\"")),
            "the snippets of {file} are no tests"
        );
        assert!(
            name == "index" || index.contains(&format!("[`{name}`]")),
            "the first page does not lead to {name}"
        );
    }
}

#[test]
fn the_document_of_the_snippets_is_that_of_the_guides() {
    // `openapi!` reads it from the folder of its crate, as the pages say.
    assert!(
        read("timely-codegen/src/guide/pets.yaml") == read("tests/guides/spec/pets.yaml"),
        "copy timely-codegen/src/guide/pets.yaml to tests/guides/spec/pets.yaml"
    );
}

#[test]
fn the_readme_is_short() {
    let lines = read("README.md").lines().count();
    assert!(lines < 200, "{lines} lines");
}

#[test]
fn the_files_that_the_support_tables_name_exist() {
    let page = read("timely-codegen/src/guide/support.md");
    let rows = page.lines().filter(|line| line.starts_with("| "));
    let named: Vec<PathBuf> = rows
        .filter_map(|row| row.trim_end_matches(" |").rsplit('|').next())
        .flat_map(|cell| cell.split('`').skip(1).step_by(2))
        .filter(|name| name.contains('/'))
        .map(PathBuf::from)
        .collect();
    assert!(named.len() > 50, "{}", named.len());
    for file in named {
        assert!(
            fs::exists(repository().join(&file)).unwrap(),
            "{} does not exist",
            file.display()
        );
    }
}

#[test]
fn the_message_that_the_guide_to_documents_shows_is_given() {
    let page = read("timely-codegen/src/guide/documents.md");
    let shown = blocks(&page, "text");
    let document = read("timely-codegen/src/guide/pets.yaml").replacen("PetList'", "PetLits'", 1);
    let outcome = Generator::from_str("spec/pets.yaml", document).run();
    let given = outcome.render_diagnostics();
    assert!(given.trim() == shown[0].trim(), "{given}");
}
