//! One document in a process of its own, which may overflow its stack or hang without harm to the rest.

use crate::report::Tally;
use anyhow::Context as _;
use std::{
    env,
    io::{self, Read},
    path::Path,
    process::{Child, Command, ExitCode, ExitStatus, Stdio},
    thread,
    time::{Duration, Instant},
};
use timely_codegen::{Generator, tree::SourceTree};

/// Exit codes between the two processes. A panic has 101, a fatal signal none.
const GENERATED: u8 = 0;
const REFUSED: u8 = 1;
const FAILED: u8 = 3;

/// What came of one document.
#[derive(Debug)]
pub(super) struct Run {
    pub(super) ending: Ending,
    pub(super) time: Duration,
    pub(super) errors: usize,
    pub(super) warnings: usize,
    pub(super) lines: usize,
}

/// How the run ended.
#[derive(Debug)]
pub(super) enum Ending {
    /// With code.
    Generated,
    /// With errors about the document.
    Refused,
    /// With tokens that are not Rust; the reason.
    Failed(String),
    /// With a panic or a fatal signal; the reason.
    Crashed(String),
    /// Not within its time.
    TimedOut,
}

impl Ending {
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Generated => "generated",
            Self::Refused => "refused",
            Self::Failed(_) => "failed",
            Self::Crashed(_) => "crashed",
            Self::TimedOut => "timed out",
        }
    }

    /// Whether the generator is to blame.
    pub(super) fn is_fault(&self) -> bool {
        !matches!(self, Self::Generated | Self::Refused)
    }
}

/// The child's side: the pipeline over one document, up to files in memory. Prints errors, warnings and lines.
pub(crate) fn run(document: &Path) -> ExitCode {
    let outcome = Generator::from_file(document).run();
    let Tally { errors, warnings } = Tally::of(&outcome);
    // Rendering reads the sources again, and so is part of what must not crash.
    let _ = outcome.render_diagnostics(true);
    let Some(module) = outcome.module else {
        println!("{errors} {warnings} 0");
        return ExitCode::from(REFUSED);
    };
    match SourceTree::from_module(&module, "") {
        Ok(tree) => {
            println!("{errors} {warnings} {}", tree.lines());
            ExitCode::from(GENERATED)
        }
        Err(error) => {
            println!("{errors} {warnings} 0");
            eprintln!("{error}");
            ExitCode::from(FAILED)
        }
    }
}

/// The parent's side: starts a child, and ends it when its time is up.
pub(super) fn spawn(document: &Path, timeout: Duration) -> anyhow::Result<Run> {
    let program = env::current_exe().context("the path of this program is not known")?;
    let start = Instant::now();
    let mut child = Command::new(program)
        .arg("corpus-document")
        .arg(document)
        .env("RUST_BACKTRACE", "0")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .context("a process for a document cannot be started")?;
    // Read while it runs: a child whose pipe is full would wait for ever.
    let output = reader(child.stdout.take());
    let complaints = reader(child.stderr.take());
    let status = wait(&mut child, start + timeout).context("a process cannot be waited for")?;
    let time = start.elapsed();
    let output = output.join().unwrap_or_default();
    let complaints = complaints.join().unwrap_or_default();

    let mut numbers = output
        .split_whitespace()
        .map(|number| number.parse().unwrap_or(0));
    let mut number = || numbers.next().unwrap_or(0);
    let (errors, warnings, lines) = (number(), number(), number());
    Ok(Run {
        ending: ending(status, &complaints),
        time,
        errors,
        warnings,
        lines,
    })
}

/// Collects a stream in the background, up to a size that no useful message exceeds.
fn reader(stream: Option<impl Read + Send + 'static>) -> thread::JoinHandle<String> {
    thread::spawn(move || {
        let mut kept = Vec::new();
        if let Some(mut stream) = stream {
            // What cannot be read is missing from the message, and no more.
            let _ = stream.by_ref().take(64 * 1024).read_to_end(&mut kept);
            let _ = io::copy(&mut stream, &mut io::sink());
        }
        String::from_utf8_lossy(&kept).into_owned()
    })
}

/// Waits until the child ends; `None` when it had to be ended.
fn wait(child: &mut Child, deadline: Instant) -> io::Result<Option<ExitStatus>> {
    let mut pause = Duration::from_millis(1);
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        if Instant::now() >= deadline {
            child.kill()?;
            child.wait()?;
            return Ok(None);
        }
        thread::sleep(pause);
        pause = (pause * 2).min(Duration::from_millis(50));
    }
}

fn ending(status: Option<ExitStatus>, complaints: &str) -> Ending {
    let Some(status) = status else {
        return Ending::TimedOut;
    };
    let why = || {
        let text: Vec<&str> = complaints
            .lines()
            .filter(|line| !line.trim().is_empty())
            .take(3)
            .collect();
        let text: String = text.join(" ").chars().take(300).collect();
        if text.is_empty() {
            status.to_string()
        } else {
            text
        }
    };
    match status.code().map(u8::try_from) {
        Some(Ok(GENERATED)) => Ending::Generated,
        Some(Ok(REFUSED)) => Ending::Refused,
        Some(Ok(FAILED)) => Ending::Failed(why()),
        _ => Ending::Crashed(why()),
    }
}
