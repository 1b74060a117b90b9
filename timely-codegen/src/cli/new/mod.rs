//! `timely new` and `timely init`: a crate around a document.

mod existing;
mod files;
mod manifest;
mod mapped_files;
mod names;
mod plan;
mod readme;
pub(super) mod settings_text;
mod workspace;
mod write;

use super::{
    CliError, Reporter, Status, arguments,
    inputs::{self, Input},
    report::{Hue, Tally, count},
};
use crate::{
    Outcome,
    diagnostic::shown_path,
    emit,
    settings::{Output, Settings},
};
use plan::Plan;
use std::{fs, path::Path};

pub(super) use plan::Way;

/// `timely new`: a folder that is a crate.
pub(super) fn run(arguments: &arguments::New, reporter: &Reporter) -> Result<Status, CliError> {
    let folder = &arguments.folder;
    let name = match &arguments.name {
        Some(name) => name.clone(),
        None => names::of_folder(folder)?,
    };
    names::check_package(&name)?;
    if fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some()) {
        return Err(CliError::FolderExists {
            folder: folder.clone(),
            program: reporter.program().name().to_owned(),
        });
    }
    let several = |settings: Settings| {
        // Users of the crate pay for one side only.
        let gates = plan::sides(settings.outputs).len() > 1;
        Settings {
            feature_gates: settings.feature_gates || gates,
            ..settings
        }
    };
    let start = &arguments.start;
    let home = Some(names::library(&name));
    let place = ("generated", home);
    let Some(plan) = plan(start, &name, place, folder, several, reporter)? else {
        return Ok(Status::Found);
    };
    let files = files::of_new_crate(&plan);
    names::check_dependencies(&name, &manifest::text(&plan))?;
    write::all(folder, &files)?;
    let status = generate(&plan, folder, reporter)?;
    if status == Status::Good {
        finish(&plan, folder, reporter);
    }
    Ok(status)
}

/// `timely init`: the same for a crate that exists.
pub(super) fn init(arguments: &arguments::Init, reporter: &Reporter) -> Result<Status, CliError> {
    let folder = Path::new(".");
    let package = existing::Package::here(folder)?;
    if arguments.start.by == Way::Committed && folder.join(plan::CONFIG).exists() {
        return Err(CliError::HasConfig {
            program: reporter.program().name().to_owned(),
        });
    }
    let module = &arguments.module;
    names::check_module(module)?;
    // What is in a program cannot be reached from its documentation's examples.
    let home = package
        .library
        .as_ref()
        .map(|library| format!("{library}::{module}"));
    let place = (module.as_str(), home);
    let start = &arguments.start;
    let Some(plan) = plan(start, &package.name, place, folder, |it| it, reporter)? else {
        return Ok(Status::Found);
    };
    let told = package.add(&plan, folder)?;
    let status = generate(&plan, folder, reporter)?;
    for line in told {
        reporter.line(&line);
    }
    if status == Status::Good {
        reporter.line(&next_of_init(&plan, reporter));
    }
    Ok(status)
}

/// What is to be made; `None` when the document has errors, which are told.
fn plan(
    start: &arguments::Start,
    package: &str,
    (module, home): (&str, Option<String>),
    folder: &Path,
    adapt: impl Fn(Settings) -> Settings,
    reporter: &Reporter,
) -> Result<Option<Plan>, CliError> {
    let flags = &start.settings;
    let input = inputs::one(&start.spec, flags, reporter)?;
    let generator = input.generator();
    let spinner = reporter.spinner(input.shown());
    let outcome = generator.look();
    spinner.finish_and_clear();
    if outcome.diagnostics.has_errors() {
        reporter.diagnostics(&outcome);
        let text = format!("{}: {}", input.shown(), Tally::of(&outcome).text());
        reporter.colored(Hue::Red, &text);
        return Ok(None);
    }
    check_choice(&input, &outcome, reporter)?;
    let mut settings = input.target.settings.clone();
    if flags.outputs.is_empty() && !flags.sets("outputs") {
        let output = match outcome.meaning() {
            Some(api) if !api.groups.is_empty() => Output::Client,
            Some(api) if api.events.is_some() || api.outgoing_requests().next().is_some() => {
                Output::Webhooks
            }
            _ => Output::Models,
        };
        settings = settings.outputs([output]);
    }
    let mut settings = adapt(outcome.recognized(settings));
    if settings.errors.is_none() && settings.outputs.server {
        let errors = outcome.meaning().and_then(emit::inferred_errors);
        let inferred = Settings {
            errors,
            ..settings.clone()
        };
        // What cannot be written down is inferred again by each run.
        if settings_text::is_writable(&inferred) {
            settings = inferred;
        }
    }
    // Once more, by what was recognized: programs follow pages.
    let outcome = generator.settings(settings.clone()).look();
    let document = plan::Document::of(&input, &outcome, folder)?;
    let settings = document.settled(settings);
    let plan = Plan::new(start, (package, module), document, settings, &outcome, home)?;
    Ok(Some(plan))
}

/// Writes the code, by the settings that stand in the crate by now: what a later run of `generate` does.
fn generate(plan: &Plan, folder: &Path, reporter: &Reporter) -> Result<Status, CliError> {
    if plan.way != Way::Committed {
        return Ok(Status::Good);
    }
    let config = folder.join(plan::CONFIG);
    super::generate::targets(&config, &[], reporter)
}

/// Refuses a choice of operations that leaves none of those that there are.
fn check_choice(input: &Input, outcome: &Outcome, reporter: &Reporter) -> Result<(), CliError> {
    let settings = &input.target.settings;
    let chooses = !settings.include.is_empty() || !settings.exclude.is_empty();
    let count = |outcome: &Outcome| outcome.meaning().map_or(0, |api| api.operations().count());
    if !chooses || count(outcome) > 0 {
        return Ok(());
    }
    let everything = Settings {
        include: Vec::new(),
        exclude: Vec::new(),
        ..settings.clone()
    };
    match count(&input.generator().settings(everything).look()) {
        0 => Ok(()),
        operations => Err(CliError::NothingIncluded {
            operations,
            document: input.shown(),
            program: reporter.program().name().to_owned(),
        }),
    }
}

fn finish(plan: &Plan, folder: &Path, reporter: &Reporter) {
    write::format(folder, reporter);
    let scaffold = &plan.scaffold;
    let contents = match scaffold.operations.is_empty() {
        true => plan.outputs_text(),
        false => format!(
            "{}, {}",
            count(scaffold.operations.len(), "operation"),
            plan.outputs_text()
        ),
    };
    reporter.colored(
        Hue::Green,
        &format!("{}: a crate of {contents}", plan.package),
    );
    reporter.line(&format!("\n    cd {}\n    cargo test", shown_path(folder)));
    for (command, note) in plan.runs() {
        reporter.line(&format!("    {command}{note}"));
    }
    if let Some(note) = plan.ci_note() {
        reporter.note(&note);
    }
    if let Some(note) = plan.crates_note() {
        reporter.note(&note);
    }
    if let Some(note) = workspace::note(folder) {
        reporter.note(&note);
    }
}

/// What comes after `init`.
fn next_of_init(plan: &Plan, reporter: &Reporter) -> String {
    let program = reporter.program().name();
    let module = &plan.module;
    let again = match plan.way {
        Way::Committed => format!(
            "commit `src/{module}` and codegen.toml; after a change to either, or to the document, run `{program} generate`"
        ),
        Way::Macro => {
            "a change to the document or the arguments takes effect with the next build".to_owned()
        }
        Way::Build => {
            format!(
                "a change to the document or {} takes effect with the next build",
                plan::SETTINGS
            )
        }
    };
    format!("\nnext: `cargo doc --open` shows what is in the module `{module}`; {again}")
}
