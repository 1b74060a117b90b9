//! `cargo xtask fuzz`: documents that nobody would write, made from those that somebody did.
//!
//! Each case has a number, from which it is made anew: the same number, the same document. A case that fails is written
//! to a folder, with what is wrong; one that hangs or overflows the stack ends the process, and is the last one in that
//! folder.

mod judge;
mod mutate;
pub(crate) mod random;
mod words;

use crate::{Status, cli, report::Reporter};
use anyhow::{Context as _, bail};
use random::Random;
use std::{
    fs,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

/// How long one case may take, in seconds. Builds without optimisation are slow.
const LONGEST: u64 = 60;

/// The stack of a case: what the main thread of a program has on most systems, where the generator mostly runs.
const STACK: usize = 8 << 20;

/// A document to start from.
#[derive(Clone, Debug)]
struct Base {
    name: String,
    text: String,
}

/// A document that was made, and how it is to be generated.
#[derive(Clone, Debug)]
struct Case {
    number: u64,
    /// The base that it was made from.
    base: String,
    /// Its name, whose ending tells JSON from YAML.
    name: &'static str,
    text: String,
}

pub(crate) fn run(arguments: &cli::Fuzz, reporter: &Reporter) -> anyhow::Result<Status> {
    let bases = read_bases(&arguments.folders)?;
    fs::create_dir_all(&arguments.out).context("the folder for failures cannot be made")?;
    let deadline = Instant::now() + Duration::from_secs(arguments.seconds);
    let last = arguments.cases.map(|cases| arguments.first + cases);
    let next = AtomicU64::new(arguments.first);
    let failures = Mutex::new(0_usize);
    let jobs = arguments.jobs.map_or(1, usize::from);
    thread::scope(|scope| {
        for _ in 0..jobs {
            scope.spawn(|| {
                let watch = Watch::new(&arguments.out);
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if last.map_or(Instant::now() >= deadline, |last| number >= last) {
                        return;
                    }
                    let case = mutate::make(number, &bases);
                    if let Err(complaint) = watch.judge(&case) {
                        let path = keep(&arguments.out, &case);
                        let text = format!("case {number} ({}): {complaint}; {path}", case.base);
                        reporter.error(&text);
                        *failures.lock().unwrap_or_else(|lock| lock.into_inner()) += 1;
                    }
                }
            });
        }
    });
    let cases = next.into_inner().saturating_sub(arguments.first) - jobs as u64;
    let failures = failures.into_inner().unwrap_or_default();
    reporter.line(&format!("{cases} cases, {failures} failures"));
    Ok(Status::of(failures == 0))
}

/// Every document of the folders, in the order of their names.
fn read_bases(folders: &[PathBuf]) -> anyhow::Result<Vec<Base>> {
    let mut paths = Vec::new();
    for folder in folders {
        let entries = fs::read_dir(folder).with_context(|| folder.display().to_string())?;
        for entry in entries {
            paths.push(entry?.path());
        }
    }
    paths.sort();
    let mut bases = Vec::new();
    for path in paths {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if [".yaml", ".yml", ".json"]
            .iter()
            .any(|end| name.ends_with(end))
        {
            // A base need not be text; it is bytes that are wanted.
            let text = String::from_utf8_lossy(&fs::read(&path)?).into_owned();
            bases.push(Base {
                name: name.into_owned(),
                text,
            });
        }
    }
    if bases.is_empty() {
        bail!("there are no documents to start from");
    }
    Ok(bases)
}

/// Writes a case to the folder of failures.
fn keep(folder: &Path, case: &Case) -> String {
    let path = folder.join(format!("{}-{}", case.number, case.name));
    match fs::write(&path, &case.text) {
        Ok(()) => path.display().to_string(),
        Err(error) => format!("not written to {}: {error}", path.display()),
    }
}

/// Ends the process when a case takes too long: nothing else ends a loop.
struct Watch {
    current: Arc<Mutex<Option<(Instant, Case)>>>,
    folder: PathBuf,
}

impl Watch {
    fn new(folder: &Path) -> Self {
        let watch = Self {
            current: Arc::default(),
            folder: folder.to_owned(),
        };
        let (current, folder) = (Arc::clone(&watch.current), watch.folder.clone());
        thread::spawn(move || {
            while Arc::strong_count(&current) > 1 {
                thread::sleep(Duration::from_millis(500));
                let current = current.lock().unwrap_or_else(|lock| lock.into_inner());
                if let Some((start, case)) = current.as_ref()
                    && start.elapsed() > Duration::from_secs(LONGEST)
                {
                    eprintln!(
                        "case {} ({}) takes longer than {LONGEST} s; {}",
                        case.number,
                        case.base,
                        keep(&folder, case)
                    );
                    std::process::abort();
                }
            }
        });
        watch
    }

    fn judge(&self, case: &Case) -> Result<(), String> {
        // A stack that overflows ends the process at once: the case must be there before.
        let path = keep(&self.folder, case);
        self.set(Some((Instant::now(), case.clone())));
        let verdict = thread::scope(|scope| {
            let thread = thread::Builder::new()
                .stack_size(STACK)
                .spawn_scoped(scope, || judge::judge(case));
            match thread.map(|thread| thread.join()) {
                Ok(Ok(verdict)) => verdict,
                Ok(Err(_)) => Err("panics out of reach".to_owned()),
                Err(error) => Err(format!("gets no thread: {error}")),
            }
        });
        self.set(None);
        if verdict.is_ok() {
            let _ = fs::remove_file(path);
        }
        verdict
    }

    fn set(&self, value: Option<(Instant, Case)>) {
        *self.current.lock().unwrap_or_else(|lock| lock.into_inner()) = value;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A short run over the documents of the tests. A longer one is `cargo xtask fuzz --seconds 600`.
    #[test]
    fn no_document_breaks_the_generator() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let own = root.join("timely-codegen/tests");
        let folders = [
            root.join("tests/fixtures"),
            own.join("fixtures"),
            own.join("broken"),
        ];
        let bases = read_bases(&folders).unwrap();
        let out = std::env::temp_dir().join(format!("timely-fuzz-{}", std::process::id()));
        fs::create_dir_all(&out).unwrap();
        let watch = Watch::new(&out);
        let mut failures = Vec::new();
        for number in 0..250 {
            let case = mutate::make(number, &bases);
            if let Err(complaint) = watch.judge(&case) {
                failures.push(format!("case {number} ({}): {complaint}", case.base));
            }
        }
        if failures.is_empty() {
            fs::remove_dir_all(&out).unwrap();
        }
        assert!(
            failures.is_empty(),
            "{}\n{}",
            out.display(),
            failures.join("\n")
        );
    }

    #[test]
    fn a_number_makes_the_same_document_each_time() {
        let base = Base {
            name: "a.yaml".to_owned(),
            text: "openapi: 3.1.0\ninfo: {title: A, version: '1'}\npaths: {}\n".to_owned(),
        };
        let bases = [base];
        let texts = |number| mutate::make(number, &bases).text;
        for number in 0..50 {
            assert_eq!(texts(number), texts(number));
        }
        assert!((0..50).any(|number| texts(number) != texts(number + 1)));
    }
}
