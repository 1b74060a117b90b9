//! `timely diff`: what a change of a document does to everyone.

pub(in crate::cli) mod arguments;
mod changelog;
mod comparison;
mod error;
mod export;
mod git;
mod judge;
mod limits;
mod package;
mod policy_file;
mod render;
mod sides;

pub use error::DiffError;

use super::{CliError, Reporter, Status, generate, report::Hue};
use crate::{diagnostic::shown_path, diff::Audience};
use arguments::{Check, Diff};
use comparison::Comparison;
use judge::Judge;
use package::Package;
use sides::{Before, Pair};
use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
};

/// The revision that has the old documents where nobody names one.
const BASE: &str = "origin/main";

pub(super) fn run(arguments: &Diff, reporter: &Reporter) -> Result<Status, CliError> {
    let judge = Judge::new(&arguments.judging)?;
    let base = arguments.base.as_deref().or(judge.base()).unwrap_or(BASE);
    let pairs = sides::of_arguments(arguments, base, reporter)?;
    // Two documents may have nothing to do with the crate of this folder, unless somebody says so.
    let has_crate = arguments.bump || arguments.manifest_path.is_some();
    let manifest = arguments.manifest_path.as_deref();
    let place = |pair: &Pair| match (manifest, &pair.output) {
        (Some(manifest), _) => Some(manifest.to_owned()),
        (None, Some(output)) => Some(output.clone()),
        (None, None) => has_crate.then(PathBuf::new),
    };
    let compared = judge.compare(&pairs, &place, reporter)?;
    let mut status = Status::of(compared.len() == pairs.len());
    judge.show(&compared, reporter);
    if judge.is_too_much(&compared) {
        status = Status::Found;
    }
    if arguments.bump {
        raise(&compared, reporter)?;
    }
    if let Some(file) = &arguments.changelog {
        log(&compared, file, reporter)?;
    }
    Ok(status)
}

/// `timely check`: whether the code is what the documents say; and against a revision, whether the version of the crate says
/// what the change means.
pub(super) fn check(arguments: &Check, reporter: &Reporter) -> Result<Status, CliError> {
    let judge = Judge::new(&arguments.judging)?;
    let generate = &arguments.generate;
    let drift = generate::run(generate, true, reporter)?;
    let Some(base) = arguments.against.as_deref().or(judge.base()) else {
        return Ok(drift);
    };
    let selection = &generate.selection;
    let before = Before {
        base,
        flag: "--against REVISION",
        flags: &selection.settings,
        reporter,
    };
    let files: Vec<&PathBuf> = selection.files.iter().chain(&selection.spec).collect();
    let pairs = match files.is_empty() {
        true => before.of_targets(&selection.targets, selection.config.as_deref(), "check")?,
        false => {
            let pairs = files.into_iter().map(|file| {
                let mut pair = before.of_file(file)?;
                pair.output.clone_from(&generate.out);
                Ok(pair)
            });
            pairs.collect::<Result<_, CliError>>()?
        }
    };
    let place = |pair: &Pair| pair.output.clone();
    let compared = judge.compare(&pairs, &place, reporter)?;
    judge.show(&compared, reporter);
    let is_whole = compared.len() == pairs.len();
    let is_told = says_so(&compared, base, reporter);
    let is_bearable = !judge.is_too_much(&compared);
    Ok(drift.and(Status::of(is_whole && is_told && is_bearable)))
}

/// Whether each version says what the change means. One that does not is told.
fn says_so(comparisons: &[Comparison], base: &str, reporter: &Reporter) -> bool {
    let mut is_told = true;
    for package in by_manifest(comparisons).values() {
        let Package {
            name, now, needed, ..
        } = package;
        if package.before.is_none() {
            let manifest = package.shown_manifest();
            reporter.note(&format!(
                "which version {name} had in `{base}` is not known from {manifest}: {now} is not checked"
            ));
        } else if !package.is_enough {
            is_told = false;
            reporter.error(&format!(
                "{name} is {now}, and the change since `{base}` asks for {needed}; \
                 `{} diff --base {base} --bump` writes it",
                reporter.program().name()
            ));
        }
    }
    is_told
}

/// The crates, each with the highest version that is asked for.
fn by_manifest(comparisons: &[Comparison]) -> BTreeMap<&Path, &Package> {
    let mut packages: BTreeMap<&Path, &Package> = BTreeMap::new();
    for package in comparisons.iter().filter_map(|it| it.package.as_ref()) {
        let known = packages.entry(&package.manifest).or_insert(package);
        let version = |package: &Package| crate::diff::Version::parse(&package.needed);
        if version(package) > version(known) {
            *known = package;
        }
    }
    packages
}

/// Writes the versions that the change asks for.
fn raise(comparisons: &[Comparison], reporter: &Reporter) -> Result<(), CliError> {
    for comparison in comparisons {
        if comparison.package.is_none() {
            let folder = PathBuf::from(".");
            return Err(DiffError::NoManifest { folder }.into());
        }
    }
    for package in by_manifest(comparisons).values() {
        let (manifest, now) = (package.shown_manifest(), &package.now);
        if package.is_enough {
            reporter.note(&format!("{manifest}: {now} says what the change means"));
            continue;
        }
        package.write()?;
        let text = format!("{manifest}: {now} → {}", package.needed);
        reporter.colored(Hue::Green, &text);
    }
    Ok(())
}

/// Adds what changed to a changelog.
fn log(comparisons: &[Comparison], file: &Path, reporter: &Reporter) -> Result<(), CliError> {
    let entries: Vec<_> = comparisons.iter().flat_map(changelog::entries).collect();
    let before = match fs::read_to_string(file) {
        Ok(text) => Some(text),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(CliError::io("read", file)(error)),
    };
    let shown = shown_path(file);
    if entries.is_empty() {
        reporter.note(&format!("{shown}: nothing to add"));
        return Ok(());
    }
    let text = changelog::with(before.as_deref(), &entries);
    if before.as_ref() != Some(&text) {
        fs::write(file, text).map_err(CliError::io("write", file))?;
    }
    reporter.colored(Hue::Green, &format!("{shown}: written"));
    Ok(())
}

/// An audience as it is written in arguments and files.
fn name(audience: Audience) -> &'static str {
    match audience {
        Audience::Callers => "callers",
        Audience::Servers => "servers",
        Audience::ClientCode => "client-code",
        Audience::ServerCode => "server-code",
        Audience::HandlerCode => "handler-code",
    }
}
