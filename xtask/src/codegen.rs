//! `cargo xtask codegen`: write what the documents say, or check that it is written.

use crate::{
    Status, cli,
    report::{Hue, Reporter, Tally, count, seconds},
    targets,
};
use anyhow::{Context as _, bail};
use std::{fs, path::Path, time::Instant};
use timely_codegen::{
    Generator, Outcome,
    settings::Target,
    tree::{Drift, Inputs, RenderError, RootFile, SourceTree, WriteReport},
};

pub(crate) fn run(arguments: &cli::Codegen, reporter: &Reporter) -> anyhow::Result<Status> {
    if arguments.selection.spec.is_some() && arguments.out.is_none() {
        bail!("--spec needs --out, the folder to generate into");
    }
    let targets = targets::select(&arguments.selection, arguments.out.as_deref())?;
    let mut status = Status::Good;
    let mut failed = Vec::new();
    for target in &targets {
        let task = Task {
            target,
            check: arguments.check,
            reporter,
            start: Instant::now(),
        };
        match task.run() {
            Ok(this) => status = status.and(this),
            // The other targets are still worked on: one run shows everything that is wrong.
            Err(error) => {
                reporter.error(&format!("{}: {error:#}", target.name));
                failed.push(target.name.as_str());
            }
        }
    }
    if failed.is_empty() {
        Ok(status)
    } else {
        bail!("not generated: {}", failed.join(", "))
    }
}

/// One target of a run.
struct Task<'a> {
    target: &'a Target,
    check: bool,
    reporter: &'a Reporter,
    start: Instant,
}

impl Task<'_> {
    fn run(&self) -> anyhow::Result<Status> {
        let Target {
            name,
            document,
            output,
            settings,
            ..
        } = self.target;
        let spinner = self
            .reporter
            .spinner(format!("{name}: {}", document.display()));
        let source = document.file_name().unwrap_or_default().to_string_lossy();
        let root = if output.ends_with("src") {
            RootFile::Lib
        } else {
            RootFile::Mod
        };
        let (outcome, tree) = Generator::from_file(document)
            .settings(settings.clone())
            .run_to_files(&format!("Source: {source}"), root);
        let tree = tree.map(|tree| self.record(tree, &outcome));
        spinner.finish_and_clear();

        self.reporter.diagnostics(&outcome);
        let Some(tree) = tree.transpose()? else {
            self.summary(
                Hue::Red,
                &format!("not generated: {}", Tally::of(&outcome).text()),
            );
            return Ok(Status::Found);
        };
        if self.check {
            self.check(&tree, &outcome)
        } else {
            self.write(&tree, &outcome)
        }
    }

    /// The tree, with what it was made from.
    fn record(
        &self,
        tree: Result<SourceTree, RenderError>,
        outcome: &Outcome,
    ) -> anyhow::Result<SourceTree> {
        let Target { name, settings, .. } = self.target;
        let tree =
            tree.with_context(|| format!("{name}: a fault of the generator, please report it"))?;
        let texts: Result<Vec<Vec<u8>>, _> = outcome.files.iter().map(fs::read).collect();
        let texts = texts.context("a document has become unreadable")?;
        Ok(tree.with_inputs(Inputs::new(texts, &settings.canonical_text())))
    }

    fn write(&self, tree: &SourceTree, outcome: &Outcome) -> anyhow::Result<Status> {
        let report = tree.write(&self.target.output)?;
        self.foreign(&report.foreign);
        self.summary(
            Hue::Green,
            &[size(tree), written(&report), warnings(outcome)].concat(),
        );
        Ok(Status::Good)
    }

    fn check(&self, tree: &SourceTree, outcome: &Outcome) -> anyhow::Result<Status> {
        let drift = tree.check(&self.target.output)?;
        self.foreign(&drift.foreign);
        if drift.is_empty() {
            let text = [size(tree), ": up to date".to_owned(), warnings(outcome)].concat();
            self.summary(Hue::Green, &text);
            return Ok(Status::Good);
        }
        self.reporter.diff(&drift.to_string());
        self.summary(Hue::Red, &[drifted(&drift), warnings(outcome)].concat());
        let output = self.target.output.display();
        self.reporter.note(&format!(
            "`cargo xtask codegen` without `--check` brings {output} up to date"
        ));
        Ok(Status::Found)
    }

    fn foreign(&self, files: &[impl AsRef<Path>]) {
        if !files.is_empty() {
            let names: Vec<_> = files
                .iter()
                .map(|f| f.as_ref().display().to_string())
                .collect();
            let output = self.target.output.display();
            let names = names.join(", ");
            self.reporter.note(&format!(
                "not generated, and left alone in {output}: {names}"
            ));
        }
    }

    fn summary(&self, hue: Hue, text: &str) {
        let time = seconds(self.start.elapsed());
        self.reporter
            .colored(hue, &format!("{}: {text} ({time})", self.target.name));
    }
}

/// `7 files, 4321 lines`.
fn size(tree: &SourceTree) -> String {
    format!(
        "{}, {}",
        count(tree.files().len(), "file"),
        count(tree.lines(), "line")
    )
}

/// `: 3 written, 4 unchanged, 1 removed`.
fn written(report: &WriteReport) -> String {
    let parts = [
        (report.written.len(), "written"),
        (report.unchanged.len(), "unchanged"),
        (report.removed.len(), "removed"),
    ];
    let parts = parts.iter().filter(|(number, _)| *number > 0);
    let parts: Vec<_> = parts
        .map(|(number, what)| format!("{number} {what}"))
        .collect();
    format!(": {}", parts.join(", "))
}

fn drifted(drift: &Drift) -> String {
    let number = drift.files.len();
    let differ = if number == 1 { "differs" } else { "differ" };
    format!("{} {differ} from what is generated", count(number, "file"))
}

/// `, 2 warnings`.
fn warnings(outcome: &Outcome) -> String {
    let text = Tally::of(outcome).text();
    if text.is_empty() {
        text
    } else {
        format!(", {text}")
    }
}
