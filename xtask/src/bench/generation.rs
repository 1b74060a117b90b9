//! What the generation of documents takes, and what the generators of others take for a part of it.

use super::{arguments::BenchGeneration, best, folder, generate, name, peers};
use crate::{Status, callgrind, corpus::results::Made, measure::Usage, release, report::Reporter};
use anyhow::ensure;
use std::{path::Path, process::Command};

pub(crate) fn run(arguments: &BenchGeneration, reporter: &Reporter) -> anyhow::Result<Status> {
    let program = release::program(reporter)?;
    let work = folder("bench-generation")?;
    let peers = Peers {
        all: match arguments.peers {
            true => peers::installed(),
            false => Vec::new(),
        },
        work: &work,
        runs: arguments.runs,
    };
    ensure!(
        !arguments.peers || !peers.all.is_empty(),
        "none of {} is installed",
        peers::names().join(", ")
    );
    reporter.line(&format!(
        "{:28} {:22} {:>8} {:>8} {:>9} {:>8} {:>8}",
        "document", "generator", "cpu s", "peak MB", "lines", "per op.", "per type"
    ));
    let mut status = Status::Good;
    for document in &arguments.documents {
        let out = work.join("own");
        let spinner = reporter.spinner(name(document));
        let mut made = Made::default();
        let own = best(arguments.runs, || {
            made = generate(&program, document, &out, &arguments.choice)?;
            Ok(made.usage)
        });
        spinner.finish_and_clear();
        let own = match own {
            Ok(own) => own,
            // The other documents are still measured.
            Err(error) => {
                reporter.error(&format!("{error:#}"));
                status = Status::Found;
                continue;
            }
        };
        reporter.line(&row(document, &arguments.choice.feature_list(), own, &made));
        if arguments.instructions {
            let number = instructions(&program, document, arguments)?;
            reporter.line(&format!("{:28} {:22} {number}", "", "instructions"));
        }
        peers.compare(document, own, reporter);
    }
    Ok(status)
}

fn row(document: &Path, features: &str, usage: Usage, made: &Made) -> String {
    let per = |number: usize| made.lines.checked_div(number).unwrap_or_default();
    format!(
        "{:28} {features:22} {:>8.2} {:>8.0} {:>9} {:>8} {:>8}",
        name(document),
        usage.cpu,
        usage.megabytes(),
        made.lines,
        per(made.operations),
        per(made.types),
    )
}

/// The generators of others.
struct Peers<'w> {
    all: Vec<peers::Peer>,
    /// Where they write to.
    work: &'w Path,
    runs: u32,
}

impl Peers<'_> {
    /// Runs them on a document, and prints how this generator compares.
    fn compare(&self, document: &Path, own: Usage, reporter: &Reporter) {
        for peer in &self.all {
            let out = self.work.join(peer.name());
            let usage = best(self.runs, || peer.run(document, &out));
            let text = match usage {
                Ok(usage) => format!(
                    "{:>8.2} {:>8.0}   this one takes {:.2} of the time, {:.2} of the memory",
                    usage.cpu,
                    usage.megabytes(),
                    own.cpu / usage.cpu,
                    own.megabytes() / usage.megabytes(),
                ),
                Err(error) => format!("{error:#}"),
            };
            let what = format!("{} (client)", peer.name());
            reporter.line(&format!("{:28} {what:22} {text}", ""));
        }
    }
}

/// The instructions that a run takes.
fn instructions(
    program: &Path,
    document: &Path,
    arguments: &BenchGeneration,
) -> anyhow::Result<u64> {
    let mut command = Command::new(program);
    command
        .arg("corpus-document")
        .arg(document)
        .args(["--features", &arguments.choice.feature_list()]);
    callgrind::instructions(&command, super::PATIENCE * 10)
}
