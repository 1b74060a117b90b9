//! `cargo xtask bench`: what things cost, measured.

pub(crate) mod arguments;
mod check;
mod generation;
mod growth;
mod peers;
mod stages;
mod ways;

use crate::{
    Status,
    corpus::{arguments::Generation, child, results::Made},
    measure::Usage,
    report::Reporter,
};
use anyhow::{Context as _, bail};
use arguments::{Bench, What};
use std::{
    path::{Path, PathBuf},
    time::Duration,
};

/// No generator should ever need this.
const PATIENCE: Duration = Duration::from_secs(600);

pub(crate) fn run(arguments: &Bench, reporter: &Reporter) -> anyhow::Result<Status> {
    match &arguments.what {
        None => generation::run(&arguments.generation, reporter),
        Some(What::Growth(arguments)) => growth::run(arguments, reporter),
        Some(What::Check(arguments)) => check::run(arguments, reporter),
        Some(What::Ways(arguments)) => ways::run(arguments, reporter),
        Some(What::Stages(arguments)) => stages::run(arguments, reporter),
    }
}

/// Below the target folder of the workspace.
fn folder(name: &str) -> anyhow::Result<PathBuf> {
    let folder = crate::release::repository().join("target").join(name);
    std::fs::create_dir_all(&folder)
        .and_then(|()| folder.canonicalize())
        .with_context(|| format!("{} cannot be created", folder.display()))
}

/// The least that a number of runs take.
fn best(runs: u32, mut run: impl FnMut() -> anyhow::Result<Usage>) -> anyhow::Result<Usage> {
    let mut best = run()?;
    for _ in 1..runs {
        let usage = run()?;
        best.cpu = best.cpu.min(usage.cpu);
        best.peak = best.peak.min(usage.peak);
    }
    Ok(best)
}

/// Generates a document in a process of its own.
fn generate(
    program: &Path,
    document: &Path,
    out: &Path,
    choice: &Generation,
) -> anyhow::Result<Made> {
    let made = child::spawn(program, document, Some(out), choice, PATIENCE)?;
    if made.lines == 0 {
        let document = document.display();
        bail!(
            "{document} is not generated: {}\n`cargo xtask lint --spec {document}` tells more",
            made.messages.join("; ")
        );
    }
    Ok(made)
}

/// A document's name in a table.
fn name(document: &Path) -> String {
    let name = document.file_name().unwrap_or_default();
    name.to_string_lossy().into_owned()
}
