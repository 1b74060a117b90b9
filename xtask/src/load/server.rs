//! The program of tests/server-bench: building it, and running one of its servers.

use super::driver::Request;
use anyhow::{Context as _, bail};
use std::{
    fs,
    io::{BufRead as _, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

const PACKAGE: &str = "timely-server-bench";

/// Compiles the program with optimizations; where it is.
pub(super) fn build() -> anyhow::Result<PathBuf> {
    let mut command = crate::cargo();
    command.args(["build", "--release", "--package", PACKAGE, "--bin", PACKAGE]);
    let output = command
        .arg("--message-format=json")
        .stderr(Stdio::inherit())
        .output()?;
    if !output.status.success() {
        bail!("{PACKAGE} does not compile");
    }
    let messages = String::from_utf8_lossy(&output.stdout);
    let program = messages.lines().find_map(|line| {
        let message: serde_json::Value = serde_json::from_str(line).ok()?;
        Some(PathBuf::from(message.get("executable")?.as_str()?))
    });
    program.with_context(|| format!("cargo does not say where {PACKAGE} is"))
}

/// The requests of a mix.
pub(super) fn requests(program: &Path, mix: &str) -> anyhow::Result<Vec<Request>> {
    let output = Command::new(program).args(["requests", mix]).output()?;
    if !output.status.success() {
        bail!("{PACKAGE} knows no requests called {mix}");
    }
    serde_json::from_slice(&output.stdout).context("the requests of a mix")
}

/// A server in a process of its own, which ends with this value.
pub(super) struct Server {
    process: Child,
    /// Such as `http://127.0.0.1:40123`.
    pub(super) address: String,
}

impl Server {
    pub(super) fn start(program: &Path, side: &str) -> anyhow::Result<Self> {
        let mut process = Command::new(program)
            .args(["serve", side])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()?;
        let mut line = String::new();
        if let Some(out) = process.stdout.take() {
            BufReader::new(out).read_line(&mut line)?;
        }
        let server = Self {
            process,
            address: line.trim().to_owned(),
        };
        if server.address.is_empty() {
            bail!("the server {side} does not start");
        }
        Ok(server)
    }

    /// The processor time that the server has taken; none where the system does not tell.
    pub(super) fn cpu_seconds(&self) -> Option<f64> {
        /// What Linux counts in, whatever its own clock (proc_pid_stat(5)).
        const TICKS: f64 = 100.0;
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.process.id())).ok()?;
        // The name of the program stands in parentheses, and may hold anything.
        let (_, fields) = stat.rsplit_once(')')?;
        let mut fields = fields.split_whitespace().skip(11);
        let mut next = || fields.next()?.parse::<f64>().ok();
        Some((next()? + next()?) / TICKS)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // One that has ended cannot be ended.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
