//! `cargo xtask corpus`: the generator against many real documents.

pub(crate) mod child;

use crate::{
    Status, cli,
    report::{Hue, Reporter, seconds},
};
use anyhow::{Context as _, ensure};
use child::{Ending, Run};
use indicatif::ProgressBar;
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    sync::Mutex,
    thread,
    time::Duration,
};

pub(crate) fn run(arguments: &cli::Corpus, reporter: &Reporter) -> anyhow::Result<Status> {
    let cli::Corpus {
        folder,
        timeout,
        jobs,
    } = arguments;
    let mut documents = Vec::new();
    find(folder, &mut documents).with_context(|| format!("{} cannot be read", folder.display()))?;
    ensure!(
        !documents.is_empty(),
        "{} holds no .yaml, .yml or .json file",
        folder.display()
    );

    let jobs = jobs.map_or_else(
        || thread::available_parallelism().map_or(1, usize::from),
        usize::from,
    );
    let bar = reporter.bar(documents.len() as u64);
    let runs = run_all(documents, jobs, Duration::from_secs(*timeout), &bar);
    bar.finish_and_clear();
    let runs = runs?;
    table(&runs, folder, reporter);
    Ok(totals(&runs, reporter))
}

/// The documents in a folder and below it. Links are not followed: they could form a ring.
fn find(folder: &Path, documents: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let path = entry.path();
        let kind = entry.file_type()?;
        let ending = path.extension().and_then(|ending| ending.to_str());
        if kind.is_dir() {
            find(&path, documents)?;
        } else if kind.is_file() && matches!(ending, Some("yaml" | "yml" | "json")) {
            documents.push(path);
        }
    }
    Ok(())
}

/// Runs every document, `jobs` at a time; the result is in the order of their paths.
fn run_all(
    documents: Vec<PathBuf>,
    jobs: usize,
    timeout: Duration,
    bar: &ProgressBar,
) -> anyhow::Result<BTreeMap<PathBuf, Run>> {
    let queue = Mutex::new(documents);
    let done = Mutex::new(BTreeMap::new());
    let work = || -> anyhow::Result<()> {
        // A lock is poisoned only by a panic while it is held, which nothing below can cause.
        while let Some(document) = queue.lock().unwrap_or_else(|lock| lock.into_inner()).pop() {
            let run = child::spawn(&document, timeout)?;
            bar.inc(1);
            done.lock()
                .unwrap_or_else(|lock| lock.into_inner())
                .insert(document, run);
        }
        Ok(())
    };
    thread::scope(|scope| {
        let workers: Vec<_> = (0..jobs).map(|_| scope.spawn(work)).collect();
        let mut result = Ok(());
        for worker in workers {
            let this = worker
                .join()
                .unwrap_or_else(|panic| std::panic::resume_unwind(panic));
            result = result.and(this);
        }
        result
    })?;
    Ok(done.into_inner().unwrap_or_else(|lock| lock.into_inner()))
}

fn table(runs: &BTreeMap<PathBuf, Run>, folder: &Path, reporter: &Reporter) {
    reporter.line(&format!(
        "{:9} {:>9} {:>6} {:>8} {:>7}  document",
        "result", "time", "errors", "warnings", "lines"
    ));
    for (document, run) in runs {
        let Run {
            ending,
            time,
            errors,
            warnings,
            lines,
        } = run;
        let name = document.strip_prefix(folder).unwrap_or(document).display();
        let time = seconds(*time);
        let row = format!(
            "{:9} {time:>9} {errors:>6} {warnings:>8} {lines:>7}  {name}",
            ending.name()
        );
        match ending {
            Ending::Generated => reporter.line(&row),
            Ending::Refused => reporter.colored(Hue::Yellow, &row),
            Ending::Failed(why) | Ending::Crashed(why) => {
                reporter.colored(Hue::Red, &row);
                reporter.line(&format!("          {why}"));
            }
            Ending::TimedOut => reporter.colored(Hue::Red, &row),
        }
    }
}

fn totals(runs: &BTreeMap<PathBuf, Run>, reporter: &Reporter) -> Status {
    let number = |name: &str| {
        runs.values()
            .filter(|run| run.ending.name() == name)
            .count()
    };
    let names = ["generated", "refused", "failed", "crashed", "timed out"];
    let counts = names
        .map(|name| format!("{} {name}", number(name)))
        .join(", ");
    let time: Duration = runs.values().map(|run| run.time).sum();
    let bad = runs.values().any(|run| run.ending.is_fault());
    let hue = if bad { Hue::Red } else { Hue::Green };
    reporter.colored(
        hue,
        &format!("{} documents: {counts} ({})", runs.len(), seconds(time)),
    );
    Status::of(!bad)
}
