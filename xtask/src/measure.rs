//! What a program takes: processor time and memory, of a process that does nothing but wait for it.
//!
//! A process between this one and the program has two merits. The system counts what its only child took, exactly and
//! without looking at it again and again; and the memory of this process, which a child starts with, is not counted.

use anyhow::Context as _;
use serde::{Deserialize, Serialize};
use std::{
    env,
    ffi::OsString,
    fs, io,
    path::{Path, PathBuf},
    process::{Child, Command, ExitCode, ExitStatus, Stdio},
    sync::atomic::{AtomicU64, Ordering},
    thread,
    time::{Duration, Instant},
};

/// What a process and its children took.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Usage {
    /// Processor time, in seconds, of user and system together.
    pub(crate) cpu: f64,
    /// The most memory that one process held, in bytes.
    pub(crate) peak: u64,
}

impl Usage {
    /// The peak in megabytes of a million bytes.
    pub(crate) fn megabytes(self) -> f64 {
        self.peak as f64 / 1e6
    }
}

/// What this process has taken so far; nothing where the system does not tell.
pub(crate) fn own() -> Usage {
    usage::of_self()
}

/// How a measured program ended.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Ended {
    /// Its exit code; none when a signal ended it.
    pub(crate) code: Option<i32>,
    /// As text: `exit status: 1`, `signal: 11 (SIGSEGV)`.
    pub(crate) status: String,
    /// Whether it was ended because its time was up.
    pub(crate) timed_out: bool,
    /// What it took.
    pub(crate) usage: Usage,
}

/// A measured program, and what it wrote.
#[derive(Clone, Debug)]
pub(crate) struct Measured {
    pub(crate) ended: Ended,
    pub(crate) out: String,
    pub(crate) err: String,
}

/// Runs a program to its end, or to the end of its time.
pub(crate) fn run(command: &Command, timeout: Duration) -> anyhow::Result<Measured> {
    let this = env::current_exe().context("the path of this program is not known")?;
    let report = report_file();
    let mut outer = Command::new(this);
    outer
        .arg("measure-program")
        .arg(&report)
        .arg(timeout.as_secs().max(1).to_string())
        .arg("--")
        .arg(command.get_program())
        .args(command.get_args())
        .stdin(Stdio::null());
    if let Some(folder) = command.get_current_dir() {
        outer.current_dir(folder);
    }
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => outer.env(name, value),
            None => outer.env_remove(name),
        };
    }
    let output = outer
        .output()
        .with_context(|| format!("{} cannot be started", command.get_program().display()))?;
    let err = String::from_utf8_lossy(&output.stderr).into_owned();
    let text = fs::read_to_string(&report).with_context(|| {
        format!(
            "{} was not measured: {err}",
            command.get_program().display()
        )
    })?;
    // Where it cannot be removed, the system clears its temporary files.
    let _ = fs::remove_file(&report);
    Ok(Measured {
        ended: serde_json::from_str(&text).context("a report of a measured program")?,
        out: String::from_utf8_lossy(&output.stdout).into_owned(),
        err,
    })
}

/// The side of the process in between.
pub(crate) fn program(report: &Path, seconds: u64, command: &[OsString]) -> ExitCode {
    match measured(seconds, command).and_then(|ended| {
        let text = serde_json::to_string(&ended)?;
        Ok(fs::write(report, text)?)
    }) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::from(2)
        }
    }
}

fn measured(seconds: u64, command: &[OsString]) -> anyhow::Result<Ended> {
    let [program, arguments @ ..] = command else {
        anyhow::bail!("no program was named");
    };
    let mut child = Command::new(program)
        .args(arguments)
        .spawn()
        .with_context(|| format!("{} cannot be started", program.display()))?;
    let deadline = Instant::now() + Duration::from_secs(seconds);
    let (status, timed_out) = wait(&mut child, deadline)?;
    Ok(Ended {
        code: status.code(),
        status: status.to_string(),
        timed_out,
        usage: usage::of_children(),
    })
}

/// Waits until the child ends, or ends it.
fn wait(child: &mut Child, deadline: Instant) -> io::Result<(ExitStatus, bool)> {
    let mut pause = Duration::from_millis(1);
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok((status, false));
        }
        if Instant::now() >= deadline {
            child.kill()?;
            return Ok((child.wait()?, true));
        }
        thread::sleep(pause);
        pause = (pause * 2).min(Duration::from_millis(20));
    }
}

/// A file that no other run writes to.
fn report_file() -> PathBuf {
    static NUMBER: AtomicU64 = AtomicU64::new(0);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    env::temp_dir().join(format!("xtask-measure-{}-{number}", std::process::id()))
}

#[cfg(unix)]
mod usage {
    use super::Usage;
    use nix::sys::{
        resource::{UsageWho, getrusage},
        time::TimeVal,
    };

    pub(super) fn of_self() -> Usage {
        of(UsageWho::RUSAGE_SELF)
    }

    pub(super) fn of_children() -> Usage {
        of(UsageWho::RUSAGE_CHILDREN)
    }

    fn of(who: UsageWho) -> Usage {
        let Ok(usage) = getrusage(who) else {
            return Usage::default();
        };
        let seconds = |time: TimeVal| time.tv_sec() as f64 + time.tv_usec() as f64 / 1e6;
        // Kilobytes everywhere but on Apple's systems.
        let unit = if cfg!(target_vendor = "apple") {
            1
        } else {
            1024
        };
        Usage {
            cpu: seconds(usage.user_time()) + seconds(usage.system_time()),
            peak: u64::try_from(usage.max_rss()).unwrap_or(0) * unit,
        }
    }
}

#[cfg(not(unix))]
mod usage {
    use super::Usage;

    pub(super) fn of_self() -> Usage {
        Usage::default()
    }

    pub(super) fn of_children() -> Usage {
        Usage::default()
    }
}
