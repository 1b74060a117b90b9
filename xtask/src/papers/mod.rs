//! The examples of the READMEs and the guides, built as their readers would: each in a fresh crate, outside of this
//! workspace, with the dependencies that its page names and no others.
//!
//! Doctests compile the same snippets with whatever `tests/guides` depends on, and so do not see that a page forgets a
//! dependency or a feature.

mod page;
mod workspace;

use crate::{
    release,
    report::{Hue, Reporter, Status, count, seconds},
};
use anyhow::{Context as _, ensure};
use clap::Args;
use page::{Package, Page};
use std::{
    fs,
    path::{Path, PathBuf},
    time::Instant,
};
use workspace::Workspace;

pub(crate) const HELP: &str = "\
A page names its dependencies in a block of TOML with a table [dependencies]; the snippets after it are built with them,
up to the next one. A block whose first line is a comment with a path, such as `// build.rs`, is that file.

Exit codes:
  0  everything compiles
  1  something does not
  2  wrong arguments, or a page that cannot be read";

/// What the pages call the crate that is generated.
const SDK: &str = "my-sdk";

/// Where the pages are that are not READMEs of the published crates.
const GUIDES: &str = "timely-codegen/src/guide";

/// The crates whose READMEs are published.
const CRATES: [&str; 4] = [
    "timely-codegen",
    "timely-macros",
    "timely-pattern",
    "timely-runtime",
];

#[derive(Debug, Args)]
pub(crate) struct Papers {
    /// The pages, such as `sdk` or `README` [default: all]
    #[arg(value_name = "PAGE")]
    pages: Vec<String>,

    /// Where to put the crates, and what is compiled
    #[arg(long, value_name = "DIR", default_value = "target/papers")]
    out: PathBuf,
}

pub(crate) fn run(arguments: &Papers, reporter: &Reporter) -> anyhow::Result<Status> {
    let pages = selected(&arguments.pages)?;
    let out = std::path::absolute(&arguments.out)?;
    let workspace = Workspace::create(&out, &pages, &index()?)?;
    let mut status = Status::Good;
    for package in pages.iter().flat_map(|page| &page.packages) {
        status = status.and(check(package, &workspace, reporter)?);
    }
    Ok(status)
}

fn check(package: &Package, workspace: &Workspace, reporter: &Reporter) -> anyhow::Result<Status> {
    let start = Instant::now();
    let spinner = reporter.spinner(package.name.clone());
    let errors = workspace.check(&package.name)?;
    spinner.finish_and_clear();
    let (name, time) = (&package.name, seconds(start.elapsed()));
    if let Some(errors) = &errors {
        reporter.line(errors);
        reporter.colored(Hue::Red, &format!("{name}: does not compile ({time})"));
    } else {
        let what = count(package.snippets, "snippet");
        reporter.colored(Hue::Green, &format!("{name}: {what} ({time})"));
    }
    Ok(Status::of(errors.is_none()))
}

/// The pages of these names; all of them when no name is given.
fn selected(names: &[String]) -> anyhow::Result<Vec<Page>> {
    let all = pages()?;
    for name in names {
        let known: Vec<&str> = all.iter().map(|(name, _)| name.as_str()).collect();
        ensure!(
            known.contains(&name.as_str()),
            "there is no page `{name}`; there are {}",
            known.join(", ")
        );
    }
    let wanted = |name: &String| names.is_empty() || names.contains(name);
    let chosen = all.iter().filter(|(name, _)| wanted(name));
    chosen
        .map(|(name, file)| page::read(name, &text(file)?))
        .collect()
}

/// Every page by its name.
fn pages() -> anyhow::Result<Vec<(String, PathBuf)>> {
    let repository = release::repository();
    let mut pages = vec![("README".to_owned(), repository.join("README.md"))];
    pages.extend(CRATES.map(|name| (name.to_owned(), repository.join(name).join("README.md"))));
    let folder = repository.join(GUIDES);
    let mut guides = Vec::new();
    for entry in fs::read_dir(&folder).with_context(|| folder.display().to_string())? {
        let file = entry?.path();
        if file.extension().is_some_and(|ending| ending == "md") {
            let name = file.file_stem().unwrap_or_default().to_string_lossy();
            guides.push((name.into_owned(), file));
        }
    }
    guides.sort();
    pages.extend(guides);
    Ok(pages)
}

/// The first page of the guides, which says what the SDK of the others depends on.
fn index() -> anyhow::Result<Page> {
    let file = release::repository().join(GUIDES).join("index.md");
    page::read("index", &text(&file)?)
}

fn text(file: &Path) -> anyhow::Result<String> {
    fs::read_to_string(file).with_context(|| format!("{} cannot be read", file.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_of_somebody_else_is_not_replaced() {
        let out = release::repository().join("target/papers-test-foreign");
        fs::create_dir_all(out.join("crates")).unwrap();
        let error = Workspace::create(&out, &[], &index().unwrap())
            .err()
            .unwrap();
        assert!(
            error.to_string().contains("not a folder of this task"),
            "{error}"
        );
    }

    #[test]
    fn every_page_names_dependencies_for_its_snippets() {
        let pages = selected(&[]).unwrap();
        let snippets = |name: &str| {
            let page = pages.iter().find(|page| page.name == name).unwrap();
            page.packages.iter().map(|package| package.snippets).sum()
        };
        let counts: Vec<usize> = ["README", "sdk", "server", "webhooks"].map(snippets).into();
        assert!(counts.iter().all(|count| *count >= 2), "{counts:?}");
    }

    #[test]
    fn a_page_compiles_with_the_dependencies_it_names_and_not_without_one() {
        let text = text(&release::repository().join("timely-pattern/README.md")).unwrap();
        let complete = page::read("complete", &text).unwrap();
        let missing = text.replace("timely-pattern = \"0.2\"\n", "");
        let missing = page::read("missing", &missing).unwrap();
        let out = release::repository().join("target/papers-test");
        let workspace = Workspace::create(&out, &[complete, missing], &index().unwrap()).unwrap();
        assert_eq!(workspace.check("page-complete").unwrap(), None);
        let errors = workspace.check("page-missing").unwrap().unwrap();
        assert!(errors.contains("timely_pattern"), "{errors}");
    }
}
