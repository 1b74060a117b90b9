//! A server that runs for as long as it is examined.

use super::targets::{Program, Target};
use anyhow::bail;
use std::{
    io::{BufRead as _, BufReader, Read as _},
    process::{Child, Command, Stdio},
    sync::mpsc,
    thread::{self, JoinHandle},
    time::Duration,
};

/// How long a server may take to say where it is, even on a machine that has much else to do.
const PATIENCE: Duration = Duration::from_secs(300);

fn cargo(task: &str, target: &Target) -> Command {
    let mut command = crate::cargo();
    command.current_dir(super::workspace());
    command.args([task, "--quiet", "--package", target.package]);
    let (kind, name) = match target.program {
        Program::Example(name) => ("--example", name),
        Program::Binary(name) => ("--bin", name),
    };
    command.args([kind, name, "--features", target.features]);
    command
}

/// Compiles a server, so that starting it takes no time.
pub(crate) fn build(target: &Target) -> anyhow::Result<()> {
    let status = cargo("build", target).status()?;
    if !status.success() {
        bail!("the server of `{}` does not compile", target.name);
    }
    Ok(())
}

/// A server in a process of its own.
pub(crate) struct Server {
    process: Child,
    /// Such as `http://127.0.0.1:40123`.
    pub(crate) address: String,
    /// What it says on standard error, until it ends.
    complaints: JoinHandle<String>,
}

impl Server {
    pub(crate) fn start(target: &Target) -> anyhow::Result<Self> {
        let mut command = cargo("run", target);
        command.arg("--").args(target.arguments);
        let mut process = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()?;
        let (Some(out), Some(mut err)) = (process.stdout.take(), process.stderr.take()) else {
            bail!("the server of `{}` has no output", target.name);
        };
        let complaints = thread::spawn(move || {
            let mut text = Vec::new();
            // What cannot be read is what the process took with it.
            let _ = err.read_to_end(&mut text);
            String::from_utf8_lossy(&text).into_owned()
        });
        let (sender, address) = mpsc::channel();
        thread::spawn(move || {
            // Read to the end: a pipe that nobody reads would fill, and the server would wait.
            for line in BufReader::new(out).lines().map_while(Result::ok) {
                if let Some(address) = address_in(&line) {
                    // Only the first is waited for.
                    let _ = sender.send(address);
                }
            }
        });
        let Ok(address) = address.recv_timeout(PATIENCE) else {
            // One that has ended cannot be ended.
            let _ = process.kill();
            let _ = process.wait();
            let complaints = complaints.join().unwrap_or_default();
            bail!(
                "the server of `{}` does not start: {}",
                target.name,
                complaints.trim_end()
            );
        };
        Ok(Self {
            process,
            address,
            complaints,
        })
    }

    /// Ends the server; says what was wrong with it: a panic, or that it had ended before.
    pub(crate) fn stop(mut self) -> Option<String> {
        let ended = self.process.try_wait().ok().flatten();
        // One that has ended cannot be ended; `cargo run` has become the program by now, or takes it along.
        let _ = self.process.kill();
        let _ = self.process.wait();
        let complaints = self.complaints.join().unwrap_or_default();
        let panic = complaints.lines().find(|line| line.contains("panicked"));
        match (ended, panic) {
            (_, Some(panic)) => Some(panic.to_owned()),
            (Some(status), None) => Some(format!("the server ended by itself: {status}")),
            (None, None) => None,
        }
    }
}

fn address_in(line: &str) -> Option<String> {
    let at = line.find("http://")?;
    let address = line[at..].split([',', ' ']).next()?;
    Some(address.to_owned())
}
