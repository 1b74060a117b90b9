//! `timely generate` and `timely check`: write what the documents say, or check that it is written.

use super::{
    CliError, Reporter, Status, arguments,
    inputs::{self, Input},
    report::{Hue, Tally, count, seconds},
};
use crate::{
    Outcome,
    diagnostic::shown_path,
    emit,
    tree::{Drift, Inputs, RenderError, RootFile, SourceTree, WriteReport},
};
use std::{fs, path::Path, time::Instant};

pub(super) fn run(
    arguments: &arguments::Generate,
    check: bool,
    reporter: &Reporter,
) -> Result<Status, CliError> {
    let command = if check { "check" } else { "generate" };
    let out = arguments.out.as_deref();
    let inputs = inputs::select(&arguments.selection, out, command, reporter)?;
    all(&inputs, check, reporter)
}

/// Writes targets of a configuration, all where no name is given.
pub(super) fn targets(
    config: &Path,
    names: &[String],
    reporter: &Reporter,
) -> Result<Status, CliError> {
    all(&inputs::of_config(config, names)?, false, reporter)
}

fn all(inputs: &[Input], check: bool, reporter: &Reporter) -> Result<Status, CliError> {
    let mut status = Status::Good;
    let mut failed = Vec::new();
    for input in inputs {
        if input.target.output.as_os_str().is_empty() {
            return Err(CliError::NoOutput {
                document: input.shown(),
            });
        }
        let task = Task {
            input,
            check,
            reporter,
            start: Instant::now(),
        };
        match task.run() {
            Ok(this) => status = status.and(this),
            // The other targets are still worked on: one run shows everything that is wrong.
            Err(error) => {
                reporter.error(&format!("{}: {error}", input.target.name));
                failed.push(input.target.name.clone());
            }
        }
    }
    if failed.is_empty() {
        Ok(status)
    } else {
        Err(CliError::Targets { targets: failed })
    }
}

/// One target of a run.
struct Task<'a> {
    input: &'a Input,
    check: bool,
    reporter: &'a Reporter,
    start: Instant,
}

impl Task<'_> {
    fn run(&self) -> Result<Status, CliError> {
        let name = &self.input.target.name;
        let spinner = self
            .reporter
            .spinner(format!("{name}: {}", self.input.shown()));
        let (outcome, tree) = self.input.generator().run_to_files(
            &format!("Source: {}", self.input.file_name()),
            root_file(&self.input.target.output),
        );
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
    ) -> Result<SourceTree, CliError> {
        let settings = self.input.target.settings.canonical_text();
        // One from standard input is no file, and may refer to some that are.
        let text = self.input.text().map(|text| text.as_bytes().to_vec());
        let mut texts: Vec<Vec<u8>> = text.into_iter().collect();
        for path in &outcome.files {
            texts.push(fs::read(path).map_err(CliError::io("read", path))?);
        }
        let version = outcome.meaning().map(|api| api.version.as_str());
        let inputs = Inputs::new(texts, &settings)
            .with_versions(emit::runtime_version(), version.unwrap_or_default());
        Ok(tree?.with_inputs(inputs))
    }

    fn write(&self, tree: &SourceTree, outcome: &Outcome) -> Result<Status, CliError> {
        let report = tree.write(&self.input.target.output)?;
        self.foreign(&report.foreign);
        self.summary(
            Hue::Green,
            &[size(tree), written(&report), warnings(outcome)].concat(),
        );
        Ok(Status::Good)
    }

    fn check(&self, tree: &SourceTree, outcome: &Outcome) -> Result<Status, CliError> {
        let drift = tree.check(&self.input.target.output)?;
        self.foreign(&drift.foreign);
        if drift.is_empty() {
            let text = [size(tree), ": up to date".to_owned(), warnings(outcome)].concat();
            self.summary(Hue::Green, &text);
            return Ok(Status::Good);
        }
        self.reporter.diff(&drift.to_string());
        self.summary(Hue::Red, &[drifted(&drift), warnings(outcome)].concat());
        let output = shown_path(&self.input.target.output);
        self.reporter.note(&format!(
            "`{} generate` brings {output} up to date",
            self.reporter.program().name()
        ));
        Ok(Status::Found)
    }

    fn foreign(&self, files: &[impl AsRef<Path>]) {
        if !files.is_empty() {
            let names: Vec<_> = files.iter().map(|f| shown_path(f.as_ref())).collect();
            let output = shown_path(&self.input.target.output);
            let names = names.join(", ");
            self.reporter.note(&format!(
                "not generated, and left alone in {output}: {names}"
            ));
        }
    }

    fn summary(&self, hue: Hue, text: &str) {
        let time = seconds(self.start.elapsed());
        self.reporter
            .colored(hue, &format!("{}: {text} ({time})", self.input.target.name));
    }
}

/// A folder called `src` is a crate of generated code alone; any other is a module of a crate.
fn root_file(output: &Path) -> RootFile {
    if output.ends_with("src") {
        RootFile::Lib
    } else {
        RootFile::Mod
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
