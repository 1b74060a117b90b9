//! One document in a process of its own, which may overflow its stack or hang without harm to the rest.

use super::{
    arguments::{CorpusDocument, Generation},
    results::{Generated, Made},
};
use crate::measure::{self, Measured};
use anyhow::Context as _;
use serde_json::Value;
use std::{
    collections::BTreeMap,
    hash::{DefaultHasher, Hash as _, Hasher as _},
    path::Path,
    process::{Command, ExitCode},
    time::Duration,
};
use timely_codegen::{
    Generator, Outcome,
    diagnostic::{Diagnostics, Severity},
    ir,
    read::{self, ReadOptions},
    settings::{PaginationRules, Settings},
    tree::{RootFile, SourceTree},
};

/// How many errors of a document are kept for the report.
const MAX_MESSAGES: usize = 5;

/// The settings that a run of a corpus can choose.
pub(crate) fn settings(choice: &Generation) -> Settings {
    let settings = match choice.pages {
        true => Settings::default().pagination(PaginationRules::Auto(None)),
        false => Settings::default(),
    };
    settings
        .outputs(choice.features.iter().copied())
        .strict(choice.strict)
        .skip_unsupported(choice.skip_unsupported)
        .allow_outside_folder(choice.allow_outside_folder)
}

/// The child's side: the pipeline over one document, up to files on disk. Prints what came of it as JSON.
pub(crate) fn run(arguments: &CorpusDocument) -> ExitCode {
    let made = match generate(arguments) {
        Ok(made) => made,
        Err(error) => {
            eprintln!("{error:#}");
            return ExitCode::from(2);
        }
    };
    match serde_json::to_string(&made) {
        Ok(text) => {
            println!("{text}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(2)
        }
    }
}

fn generate(arguments: &CorpusDocument) -> anyhow::Result<Made> {
    let document = &arguments.document;
    let (outcome, tree) = Generator::from_file(document)
        .settings(settings(&arguments.generation))
        .run_to_files("", RootFile::Lib);
    // Rendering reads the sources again, and so is part of what must not crash.
    let _ = outcome.render_colored_diagnostics();
    let (mut ending, mut messages) = (Generated::Refused, errors(&outcome));
    let (mut lines, mut code_lines, mut hash) = (0, 0, String::new());
    match tree {
        Some(Ok(tree)) => {
            ending = Generated::Code;
            (lines, hash) = (tree.lines(), hash_of(&tree));
            code_lines = tree.files().values().map(|text| code_lines_of(text)).sum();
            if let Some(out) = &arguments.out {
                tree.write(out)?;
            }
        }
        Some(Err(error)) => {
            ending = Generated::NotRust;
            messages = vec![error.to_string()];
        }
        None => {}
    }
    // What follows is counting for the report, and no part of the work that is measured.
    let usage = measure::own();
    let (openapi, declared) = declared(arguments);
    let api = outcome.api();
    let names = api.map_or_else(Default::default, ir::Api::unlikely_names);
    let mut files = outcome.files.clone();
    if files.is_empty() {
        files.push(document.clone());
    }
    Ok(Made {
        ending,
        openapi,
        declared,
        operations: api.map_or(0, |api| api.operations().count()),
        paged: api.map_or(0, |api| {
            let paged = |operation: &&ir::Operation| operation.pagination.is_some();
            api.operations().filter(paged).count()
        }),
        types: api.map_or(0, |api: &ir::Api| api.types.len()),
        definitions: api.map_or(0, ir::Api::definitions),
        long_names: names.long,
        numbered_names: names.numbered,
        errors: outcome
            .diagnostics
            .iter()
            .filter(|one| one.severity == Severity::Error)
            .count(),
        warnings: warnings(&outcome),
        messages,
        lines,
        code_lines,
        hash,
        usage,
        files,
    })
}

/// The lines that are neither empty nor documentation.
fn code_lines_of(text: &str) -> usize {
    let is_code = |line: &&str| {
        let line = line.trim_start();
        !line.is_empty() && !line.starts_with("//")
    };
    text.lines().filter(is_code).count()
}

fn errors(outcome: &Outcome) -> Vec<String> {
    let messages = outcome.messages().into_iter();
    let errors = messages.filter(|message| message.severity == Severity::Error);
    errors
        .map(|message| message.summary)
        .take(MAX_MESSAGES)
        .collect()
}

fn warnings(outcome: &Outcome) -> BTreeMap<String, usize> {
    let mut codes = BTreeMap::new();
    for diagnostic in outcome.diagnostics.iter() {
        if diagnostic.severity == Severity::Warning {
            *codes.entry(diagnostic.code.to_string()).or_default() += 1;
        }
    }
    codes
}

/// Tells two trees apart. It need not outlive a version of the compiler: a cache that is lost is made anew.
fn hash_of(tree: &SourceTree) -> String {
    let mut hasher = DefaultHasher::new();
    for (path, text) in tree.files() {
        (path, text).hash(&mut hasher);
    }
    format!("{:016x}", hasher.finish())
}

/// The version of OpenAPI that a document names, and the number of operations in it, counted without the generator's
/// own idea of them.
fn declared(arguments: &CorpusDocument) -> (String, usize) {
    let mut diagnostics = Diagnostics::default();
    let options = ReadOptions {
        allow_outside_folder: arguments.generation.allow_outside_folder,
        ..ReadOptions::default()
    };
    let read = read::read_file(&arguments.document, &options, &mut diagnostics);
    let Some(document) = read else {
        return (String::new(), 0);
    };
    let document = &document.value;
    let version = ["openapi", "swagger"]
        .iter()
        .find_map(|key| document.get(key))
        .map_or_else(String::new, |version| {
            version
                .as_str()
                .map_or_else(|| version.to_string(), str::to_owned)
        });
    let paths = document.get("paths").and_then(Value::as_object);
    let items = paths.into_iter().flat_map(|paths| paths.iter());
    let number = items
        .filter(|(path, _)| path.starts_with('/'))
        .map(|(_, item)| operations_of(item, document))
        .sum();
    (version, number)
}

fn operations_of(item: &Value, document: &Value) -> usize {
    const METHODS: [&str; 9] = [
        "get", "put", "post", "delete", "options", "head", "patch", "trace", "query",
    ];
    let target = item
        .get("$ref")
        .and_then(Value::as_str)
        .and_then(|text| text.strip_prefix('#'))
        .and_then(|pointer| document.pointer(pointer));
    let own = |item: &Value| {
        let methods = METHODS
            .iter()
            .filter(|name| item.get(name).is_some_and(Value::is_object));
        let others = item.get("additionalOperations").and_then(Value::as_object);
        methods.count() + others.map_or(0, serde_json::Map::len)
    };
    own(item) + target.map_or(0, own)
}

/// The parent's side: starts a child over one document, and ends it when its time is up.
pub(crate) fn spawn(
    program: &Path,
    document: &Path,
    out: Option<&Path>,
    choice: &Generation,
    timeout: Duration,
) -> anyhow::Result<Made> {
    let mut command = Command::new(program);
    command
        .arg("corpus-document")
        .arg(document)
        .arg("--features")
        .arg(choice.feature_list())
        .env("RUST_BACKTRACE", "0");
    if let Some(out) = out {
        command.arg("--out").arg(out);
    }
    if choice.pages {
        command.arg("--pages");
    }
    for (flag, on) in choice.flags() {
        if on {
            command.arg(flag);
        }
    }
    let Measured { ended, out, err } = measure::run(&command, timeout)?;
    if ended.code == Some(0) {
        return serde_json::from_str(&out).context("what a document's process says");
    }
    let why: Vec<&str> = err
        .lines()
        .filter(|line| !line.trim().is_empty())
        .take(3)
        .collect();
    let why: String = why.join(" ").chars().take(300).collect();
    Ok(Made {
        ending: if ended.timed_out {
            Generated::TimedOut
        } else {
            Generated::Crashed
        },
        messages: vec![if why.is_empty() { ended.status } else { why }],
        usage: ended.usage,
        files: vec![document.to_owned()],
        ..Made::default()
    })
}
