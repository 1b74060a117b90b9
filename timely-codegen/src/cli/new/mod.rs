//! `timely new` and `timely init`: a crate around a document.

mod existing;
mod files;
mod manifest;
mod names;
mod plan;
mod readme;
mod settings_text;
mod write;

use super::{
    CliError, Reporter, Status, arguments, inputs,
    report::{Hue, Tally, count},
};
use crate::{
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
    let plan = Plan::new(start, (package, module), document, settings, &outcome, home);
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

fn finish(plan: &Plan, folder: &Path, reporter: &Reporter) {
    write::format(folder, reporter);
    let operations = count(plan.scaffold.operations.len(), "operation");
    reporter.colored(
        Hue::Green,
        &format!(
            "{}: a crate of {operations}, {}",
            plan.package,
            plan.outputs_text()
        ),
    );
    reporter.line(&format!("\n    cd {}\n    cargo test", shown_path(folder)));
    if plan.scaffold.quickstart.is_some() {
        reporter.line("    cargo run --example quickstart");
    }
    if plan.scaffold.server.is_some() {
        reporter.line("    cargo run --example server");
    }
}
