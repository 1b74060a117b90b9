//! `cargo xtask corpus`: the generator, and the compiler, against many real documents.

pub(crate) mod arguments;
pub(crate) mod child;
pub(crate) mod compiler;
pub(crate) mod documents;
mod new_crate;
mod report;
pub(crate) mod results;
mod table;

use crate::{Status, release, report::Reporter};
use anyhow::{Context as _, ensure};
use arguments::{Corpus, Generation};
use compiler::{Compiler, Driver};
use documents::{Document, Found, is_wanted};
use indicatif::ProgressBar;
use new_crate::Cargo;
use results::{Checked, Generated, Kept, Made, Row, hash, hash_file};
use std::{
    collections::BTreeSet,
    env, fs,
    path::{Path, PathBuf},
    sync::Mutex,
    thread,
    time::Duration,
};

pub(crate) fn run(arguments: &Corpus, reporter: &Reporter) -> anyhow::Result<Status> {
    let Found { documents, others } = documents::find(&arguments.folder)?;
    let mut tasks = named(documents);
    tasks.retain(|task| is_wanted(&task.document.name, &arguments.filter));
    ensure!(
        !tasks.is_empty(),
        "{} holds no OpenAPI document{}",
        arguments.folder.display(),
        if arguments.filter.is_empty() {
            ""
        } else {
            " that the filter lets through"
        }
    );
    let run = Run::new(arguments, reporter)?;
    let jobs = arguments.jobs.map_or_else(
        || thread::available_parallelism().map_or(1, usize::from),
        usize::from,
    );
    let bar = reporter.work_bar(tasks.iter().map(|task| task.document.size).sum());
    let rows = run.all(tasks, jobs, &bar);
    bar.finish_and_clear();
    let mut rows = rows?;
    rows.sort_by(|a, b| a.document.cmp(&b.document));

    table::print(&rows, reporter);
    if others > 0 {
        reporter.note(&format!(
            "{others} other YAML and JSON files are no documents, or parts of none"
        ));
    }
    if let Some(file) = &arguments.report {
        report::write(file, &rows)?;
    }
    Ok(Status::of(rows.iter().all(|row| run.is_good(row))))
}

/// A document, and the name of its crate.
struct Task {
    document: Document,
    krate: String,
}

/// Gives each document a name for its crate, by which a person finds it.
fn named(documents: Vec<Document>) -> Vec<Task> {
    let mut taken = BTreeSet::new();
    let named = documents.into_iter().map(|document| {
        let stem = document.name.rsplit_once('.');
        let stem = stem.map_or(document.name.as_str(), |(stem, _)| stem);
        let plain: String = stem
            .chars()
            .map(|letter| {
                if letter.is_ascii_alphanumeric() {
                    letter.to_ascii_lowercase()
                } else {
                    '_'
                }
            })
            .collect();
        let plain = format!("api_{plain}");
        let mut krate = plain.clone();
        let mut number = 2;
        while !taken.insert(krate.clone()) {
            krate = format!("{plain}_{number}");
            number += 1;
        }
        Task { document, krate }
    });
    named.collect()
}

/// What all documents of a run have in common.
struct Run<'a> {
    arguments: &'a Corpus,
    /// The folder of this corpus in the working folder.
    folder: PathBuf,
    program: PathBuf,
    /// The program and the options, as a hash.
    generator: String,
    compiler: Option<Compiler>,
    /// What checks the crates of `timely new`.
    cargo: Option<Cargo>,
}

/// How far a run is.
#[derive(Default)]
struct Progress {
    rows: Vec<Row>,
    bad: usize,
}

impl<'a> Run<'a> {
    fn new(arguments: &'a Corpus, reporter: &Reporter) -> anyhow::Result<Self> {
        let work = arguments
            .work
            .clone()
            .unwrap_or_else(|| release::repository().join("target/corpus"));
        let corpus = arguments.folder.canonicalize()?;
        let name = corpus.file_name().unwrap_or_default().to_string_lossy();
        let id = hash(corpus.as_os_str().as_encoded_bytes());
        let features = arguments.generation.feature_list();
        // Other features are other code; both are kept, to go back and forth.
        let folder = work.join(format!(
            "{name}-{}-{}{}",
            &id[..8],
            features.replace(',', "-"),
            match (arguments.new, arguments.generation.pages) {
                (true, _) => "-new",
                (_, true) => "-pages",
                _ => "",
            }
        ));
        for part in ["crates", "results"] {
            let path = folder.join(part);
            if arguments.fresh && path.exists() {
                fs::remove_dir_all(&path)
                    .with_context(|| format!("{} cannot be removed", path.display()))?;
            }
            fs::create_dir_all(&path)
                .with_context(|| format!("{} cannot be created", path.display()))?;
        }
        let work = work.canonicalize().context("the working folder")?;
        let folder = folder.canonicalize().context("the working folder")?;
        if !arguments.new {
            put_workspace(&folder, &work)?;
        }

        let program = if arguments.as_built {
            env::current_exe().context("the path of this program is not known")?
        } else {
            release::program(reporter)?
        };
        let generator = hash_file(&program).context("the generator cannot be read")?;
        let choice = &arguments.generation;
        let options = format!(
            "{generator} {features} {} {} {} {}",
            choice.strict, choice.skip_unsupported, choice.allow_outside_folder, choice.pages
        );
        let compiler = if arguments.compile || arguments.new {
            let spinner = reporter.spinner("the dependencies of generated code".to_owned());
            let driver = match arguments.clippy {
                true => Driver::Clippy,
                false => Driver::Rustc,
            };
            let compiler = Compiler::new(&work, &choice.runtime_features(), driver);
            spinner.finish_and_clear();
            Some(compiler?)
        } else {
            None
        };
        Ok(Self {
            arguments,
            folder,
            program,
            generator: hash(options.as_bytes()),
            compiler,
            cargo: arguments.new.then(|| Cargo::new(work.join("target"))),
        })
    }

    /// Works on every document, `jobs` at a time.
    fn all(
        &self,
        mut tasks: Vec<Task>,
        jobs: usize,
        bar: &ProgressBar,
    ) -> anyhow::Result<Vec<Row>> {
        // The largest first: the run does not end with all processors but one waiting.
        tasks.sort_by_key(|task| task.document.size);
        let total = tasks.len();
        let queue = Mutex::new(tasks);
        let progress = Mutex::new(Progress::default());
        let work = || -> anyhow::Result<()> {
            // A lock is poisoned only by a panic while it is held, which nothing below can cause.
            while let Some(task) = queue.lock().unwrap_or_else(|lock| lock.into_inner()).pop() {
                let row = self.one(&task)?;
                let mut progress = progress.lock().unwrap_or_else(|lock| lock.into_inner());
                progress.bad += usize::from(!self.is_good(&row));
                progress.rows.push(row);
                bar.set_message(format!(
                    "{} of {total} documents, {} failed",
                    progress.rows.len(),
                    progress.bad
                ));
                bar.inc(task.document.size);
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
        let progress = progress
            .into_inner()
            .unwrap_or_else(|lock| lock.into_inner());
        Ok(progress.rows)
    }

    fn one(&self, task: &Task) -> anyhow::Result<Row> {
        let Task { document, krate } = task;
        let file = self.folder.join("results").join(format!("{krate}.json"));
        let folder = self.folder.join("crates").join(krate);
        let mut kept = Kept::read(&file);
        let has_code = folder.join("src/lib.rs").exists();
        let made = match kept.made(&self.generator).filter(|_| has_code) {
            Some(made) => made.clone(),
            None => {
                let made = self.generate(document, &folder)?;
                kept.set_made(&self.generator, &made);
                kept.write(&file)?;
                made
            }
        };
        let mut check = None;
        if made.ending == Generated::Code {
            if !self.arguments.new {
                put_manifest(&folder, krate, &self.arguments.generation)?;
            }
            if let Some(compiler) = &self.compiler {
                let checked = self.check(compiler, &made, &folder, krate, &mut kept)?;
                kept.write(&file)?;
                check = Some(checked);
            }
        }
        Ok(Row::new(document.name.clone(), made, check))
    }

    fn generate(&self, document: &Document, folder: &Path) -> anyhow::Result<Made> {
        let timeout = Duration::from_secs(self.arguments.timeout);
        let choice = &self.arguments.generation;
        let out = folder.join("src");
        let out = (!self.arguments.new).then_some(out.as_path());
        let choice = Generation {
            allow_outside_folder: choice.allow_outside_folder || document.reaches_out,
            ..choice.clone()
        };
        let (program, path) = (&self.program, &document.path);
        let mut made = child::spawn(program, path, out, &choice, timeout)?;
        if self.arguments.new && made.ending == Generated::Code {
            new_crate::make(program, path, folder, &choice, &mut made, timeout)?;
        }
        Ok(made)
    }

    fn check(
        &self,
        compiler: &Compiler,
        made: &Made,
        folder: &Path,
        krate: &str,
        kept: &mut Kept,
    ) -> anyhow::Result<Checked> {
        let key = format!("{} {}", made.hash, compiler.key());
        if let Some(check) = kept.check(&key) {
            return Ok(check.clone());
        }
        let timeout = Duration::from_secs(self.arguments.check_timeout);
        let check = match &self.cargo {
            Some(cargo) => cargo.check(folder, krate, timeout)?,
            None => compiler.check(folder, timeout)?,
        };
        kept.set_check(&key, &check);
        Ok(check)
    }

    fn is_good(&self, row: &Row) -> bool {
        row.verdict.is_good()
            || (self.arguments.allow_refused && row.verdict == results::Verdict::Refused)
    }
}

/// Makes the crates a workspace, for whoever wants to compile one by hand: `cargo check -p api_pets`.
fn put_workspace(folder: &Path, work: &Path) -> anyhow::Result<()> {
    let config = folder.join(".cargo");
    let target = work.join("target");
    fs::create_dir_all(&config)
        .and_then(|()| {
            fs::write(
                config.join("config.toml"),
                format!("[build]\ntarget-dir = {:?}\n", target.display()),
            )
        })
        .and_then(|()| {
            fs::write(
                folder.join("Cargo.toml"),
                "[workspace]\nresolver = \"3\"\nmembers = [\"crates/*\"]\n\n\
                 [profile.dev]\ndebug = 0\nincremental = false\n",
            )
        })
        .with_context(|| format!("{} cannot be written", folder.display()))
}

fn put_manifest(folder: &Path, krate: &str, choice: &Generation) -> anyhow::Result<()> {
    let file = folder.join("Cargo.toml");
    let text = compiler::manifest(krate, &choice.runtime_features(), "");
    fs::write(&file, text).with_context(|| format!("{} cannot be written", file.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_document_has_a_crate_of_its_own() {
        let document = |name: &str| Document {
            path: PathBuf::new(),
            name: name.to_owned(),
            size: 1,
            reaches_out: false,
        };
        let names = ["a/Pets-v1.yaml", "a/pets_v1.json", "1.yaml"].map(document);
        let krates: Vec<String> = named(names.into())
            .into_iter()
            .map(|task| task.krate)
            .collect();
        assert_eq!(krates, ["api_a_pets_v1", "api_a_pets_v1_2", "api_1"]);
    }
}
