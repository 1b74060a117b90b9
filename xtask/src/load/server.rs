//! The program of tests/server-bench: building it, and running one of its servers.

use super::sides::Side;
use anyhow::{Context as _, bail, ensure};
use std::{
    fs,
    io::{BufRead as _, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

pub(super) const PACKAGE: &str = "timely-server-bench";

/// Compiles the program with optimizations; where it is.
pub(super) fn build() -> anyhow::Result<PathBuf> {
    let mut command = crate::cargo();
    command.args(["build", "--release", "--package", PACKAGE, "--bin", PACKAGE]);
    built(&mut command).with_context(|| format!("{PACKAGE} does not compile"))
}

/// Compiles the program of a crate that is no part of the workspace; where it is.
pub(super) fn compile(folder: &Path, target: &Path) -> anyhow::Result<PathBuf> {
    let mut command = crate::cargo();
    command
        .args(["build", "--release", "--target-dir"])
        .arg(target)
        .current_dir(folder);
    built(&mut command).with_context(|| format!("{} does not compile", folder.display()))
}

fn built(command: &mut Command) -> anyhow::Result<PathBuf> {
    let output = command
        .arg("--message-format=json-render-diagnostics")
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .context("cargo cannot be run")?;
    ensure!(output.status.success(), "cargo fails: {}", output.status);
    let messages = String::from_utf8_lossy(&output.stdout);
    let program = messages.lines().find_map(|line| {
        let message: serde_json::Value = serde_json::from_str(line).ok()?;
        Some(PathBuf::from(message.get("executable")?.as_str()?))
    });
    program.context("cargo names no program")
}

/// A server in a process of its own, which ends with this value.
pub(super) struct Server {
    process: Child,
    /// Such as `http://127.0.0.1:40123`.
    pub(super) address: String,
}

impl Server {
    pub(super) fn start(side: &Side) -> anyhow::Result<Self> {
        Self::start_with(&side.program, &["serve", side.name])
    }

    /// Starts a program that says where it serves in its first line.
    pub(super) fn start_with(program: &Path, arguments: &[&str]) -> anyhow::Result<Self> {
        let mut process = Command::new(program)
            .args(arguments)
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
            bail!(
                "the server does not start: {} {}",
                program.display(),
                arguments.join(" ")
            );
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

    /// The memory that the server holds, in bytes.
    ///
    /// # Errors
    /// Where the system does not tell: it is read from `/proc`.
    pub(super) fn resident_bytes(&self) -> anyhow::Result<u64> {
        let file = format!("/proc/{}/status", self.process.id());
        let status = fs::read_to_string(&file).with_context(|| file.clone())?;
        resident(&status).with_context(|| format!("{file} says nothing of VmRSS"))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // One that has ended cannot be ended.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// `VmRSS`, in bytes (proc_pid_status(5)).
fn resident(status: &str) -> Option<u64> {
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kilobytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kilobytes * 1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_linux_says_of_memory() {
        let status = "Name:\tserver\nVmHWM:\t    9000 kB\nVmRSS:\t    5120 kB\n";
        assert_eq!(resident(status), Some(5_242_880));
        assert_eq!(resident("Name:\tserver\n"), None);
    }
}
