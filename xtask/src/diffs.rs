//! `cargo xtask diffs`: pairs of documents that have nothing to do with each other, compared.
//!
//! What is found is of no interest, but that it is found: each pair is a change larger than any that somebody makes.

use crate::{
    Status, cli,
    corpus::documents::{self, Document, is_wanted},
    fuzz::random::Random,
    report::{Reporter, count},
};
use anyhow::ensure;
use std::{
    collections::BTreeMap,
    panic::{self, AssertUnwindSafe},
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::{Duration, Instant},
};
use timely_codegen::{Comparable, Generator, diff::Options};

/// What the sample is taken by.
const SEED: u64 = 20_260;

/// The stack of a comparison: what the main thread of a program has on most systems.
const STACK: usize = 8 << 20;

/// As many of the slowest comparisons and of the most frequent kinds are named.
const NAMED: usize = 5;

/// What came of all comparisons.
#[derive(Default)]
struct Results {
    compared: usize,
    /// Pairs of which a document has errors.
    unsound: usize,
    findings: Vec<usize>,
    ids: BTreeMap<String, usize>,
    times: Vec<(Duration, String)>,
    failures: Vec<String>,
}

pub(crate) fn run(arguments: &cli::Diffs, reporter: &Reporter) -> anyhow::Result<Status> {
    let mut documents = documents::find(&arguments.folder)?.documents;
    documents.retain(|document| is_wanted(&document.name, &arguments.only));
    ensure!(
        !documents.is_empty(),
        "{} holds no OpenAPI document that is wanted",
        arguments.folder.display()
    );
    let work = work(documents.len(), arguments.sample);
    let pairs: usize = work.iter().map(|(_, others)| others.len()).sum();
    let (next, results) = (AtomicUsize::new(0), Mutex::new(Results::default()));
    let bar = reporter.bar(u64::try_from(pairs).unwrap_or(u64::MAX));
    let slow = Duration::try_from_secs_f64(arguments.slow)?;
    let job = || {
        while let Some((old, others)) = work.get(next.fetch_add(1, Ordering::Relaxed)) {
            let row = Row {
                documents: &documents,
                old: *old,
                slow,
                results: &results,
            };
            row.run(others, &bar);
        }
    };
    thread::scope(|scope| -> std::io::Result<()> {
        for _ in 0..arguments.jobs {
            thread::Builder::new()
                .stack_size(STACK)
                .spawn_scoped(scope, job)?;
        }
        Ok(())
    })?;
    bar.finish_and_clear();
    let results = results
        .into_inner()
        .unwrap_or_else(|lock| lock.into_inner());
    tell(results, reporter)
}

/// For each document of a sample of all pairs those that it is compared with, itself first.
fn work(documents: usize, sample: Option<usize>) -> Vec<(usize, Vec<usize>)> {
    let all = (0..documents).flat_map(|old| (0..documents).map(move |new| (old, new)));
    let mut pairs: Vec<(usize, usize)> = all.filter(|(old, new)| old != new).collect();
    if let Some(sample) = sample {
        let mut random = Random::new(SEED);
        let wanted = sample.min(pairs.len());
        for at in 0..wanted {
            let other = at + random.below(pairs.len() - at);
            pairs.swap(at, other);
        }
        pairs.truncate(wanted);
    }
    // One document alone is compared with itself.
    let mut work: BTreeMap<usize, Vec<usize>> = (0..1).map(|it| (it, vec![it])).collect();
    for (old, new) in pairs {
        work.entry(old).or_insert_with(|| vec![old]).push(new);
    }
    work.into_iter().collect()
}

/// The comparisons of one document.
struct Row<'a> {
    documents: &'a [Document],
    old: usize,
    slow: Duration,
    results: &'a Mutex<Results>,
}

impl Row<'_> {
    fn run(&self, others: &[usize], bar: &indicatif::ProgressBar) {
        let generator = |at: usize| Generator::from_file(&self.documents[at].path);
        let old = generator(self.old);
        // A document that cannot be read is a matter of the corpus, and counted here.
        let old = panic::catch_unwind(AssertUnwindSafe(|| old.understood())).ok();
        let old = old.filter(Comparable::is_sound);
        for new in others {
            bar.inc(1);
            bar.set_message(self.documents[self.old].name.clone());
            let name = format!(
                "{} → {}",
                self.documents[self.old].name, self.documents[*new].name
            );
            let (Some(old), newer) = (&old, generator(*new)) else {
                self.with(|results| results.unsound += 1);
                continue;
            };
            // Itself was read already.
            match *new == self.old {
                true => self.compare(&name, old, old),
                false => match panic::catch_unwind(AssertUnwindSafe(|| newer.understood())) {
                    Ok(newer) if newer.is_sound() => self.compare(&name, old, &newer),
                    _ => self.with(|results| results.unsound += 1),
                },
            }
        }
    }

    fn compare(&self, name: &str, old: &Comparable<'_>, new: &Comparable<'_>) {
        let start = Instant::now();
        let compared = panic::catch_unwind(AssertUnwindSafe(|| old.diff(new, &Options::default())));
        let time = start.elapsed();
        self.with(|results| {
            results.compared += 1;
            let Ok(report) = compared else {
                results.failures.push(format!("{name}: panics"));
                return;
            };
            let findings = report.map(|report| report.findings).unwrap_or_default();
            if std::ptr::eq(old, new) && !findings.is_empty() {
                let found = count(findings.len(), "finding");
                results
                    .failures
                    .push(format!("{name}: {found} in the same document"));
            }
            if time > self.slow {
                results
                    .failures
                    .push(format!("{name}: takes {:.2} s", time.as_secs_f64()));
            }
            results.findings.push(findings.len());
            results.times.push((time, name.to_owned()));
            for finding in findings {
                *results.ids.entry(finding.id.into_owned()).or_default() += 1;
            }
        });
    }

    fn with(&self, act: impl FnOnce(&mut Results)) {
        act(&mut self.results.lock().unwrap_or_else(|lock| lock.into_inner()));
    }
}

fn tell(mut results: Results, reporter: &Reporter) -> anyhow::Result<Status> {
    ensure!(
        results.compared > 0,
        "none of the documents is free of errors"
    );
    for failure in &results.failures {
        reporter.error(failure);
    }
    results.findings.sort_unstable();
    let middle = results.findings.get(results.findings.len() / 2).copied();
    let most = results.findings.last().copied();
    reporter.line(&format!(
        "{} compared, {} of documents with errors, {} failures",
        count(results.compared, "pair"),
        results.unsound,
        results.failures.len()
    ));
    reporter.line(&format!(
        "{} of {}: {} in the middle, {} at most",
        count(results.findings.iter().sum(), "finding"),
        count(results.ids.len(), "kind"),
        middle.unwrap_or(0),
        most.unwrap_or(0)
    ));
    let mut ids: Vec<(String, usize)> = results.ids.into_iter().collect();
    ids.sort_by_key(|(_, number)| std::cmp::Reverse(*number));
    for (id, number) in ids.iter().take(NAMED) {
        reporter.line(&format!("{number:8} {id}"));
    }
    results
        .times
        .sort_by_key(|(time, _)| std::cmp::Reverse(*time));
    for (time, name) in results.times.iter().take(NAMED) {
        reporter.line(&format!("{:6.2} s {name}", time.as_secs_f64()));
    }
    Ok(Status::of(results.failures.is_empty()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sample_is_the_same_each_time() {
        let pairs = |work: &[(usize, Vec<usize>)]| {
            work.iter().map(|(_, others)| others.len()).sum::<usize>()
        };
        let (one, other) = (work(20, Some(50)), work(20, Some(50)));
        assert_eq!(one, other);
        let others = |(old, others): &(usize, Vec<usize>)| {
            others[1..].iter().filter(|it| *it != old).count()
        };
        assert_eq!(one.iter().map(others).sum::<usize>(), 50);
        assert!(one.iter().all(|(old, others)| *old == others[0]));
        assert_eq!(pairs(&work(1, None)), 1);
        assert_eq!(pairs(&work(3, None)), 9);
        assert_eq!(pairs(&work(3, Some(100))), 9);
    }
}
