//! The commands that the pages show.

use super::text::{blocks, guides, read};
use std::{ffi::OsString, process::ExitCode};
use timely_codegen::cli;

/// The command lines of the program in a page.
fn commands(page: &str) -> Vec<String> {
    let lines = blocks(page, "console").into_iter().flat_map(str::lines);
    let commands = lines.filter_map(|line| {
        let start = line.find("timely ")?;
        let is_command = ["$ ", "| "]
            .iter()
            .any(|before| line[..start].ends_with(before));
        let command = line[start..].split(" # ").next()?;
        is_command.then(|| command.trim().to_owned())
    });
    commands.collect()
}

#[test]
fn every_command_is_one_of_the_program() {
    let guides = guides();
    let guides = guides
        .iter()
        .map(|name| format!("timely-codegen/src/guide/{name}.md"));
    let pages = guides.chain(["README.md".to_owned()]);
    let mut number = 0;
    for page in pages {
        for command in commands(&read(&page)) {
            number += 1;
            // With this flag it is parsed, and does nothing but show its help.
            let words = command.split_whitespace().chain(["--help"]);
            let words = words.map(|word| OsString::from(word.trim_matches('\'')));
            assert!(
                cli::run(words) == ExitCode::SUCCESS,
                "{page}: `{command}` is not a command"
            );
        }
    }
    assert!(number >= 10, "{number}");
}
