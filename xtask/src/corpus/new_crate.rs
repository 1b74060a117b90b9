//! Crates by `timely new`: what somebody has who begins with a document, up to `cargo check` and `cargo fmt --check`.

use super::{
    arguments::Generation,
    compiler::{self, Said},
    results::{Checked, Generated, Made},
};
use crate::{
    measure::{self, Measured},
    release,
};
use anyhow::Context as _;
use serde_json::Value;
use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    process::Command,
    sync::{Mutex, PoisonError},
    time::Duration,
};

/// Makes the crate of a document that code can be made of, in place of what is in the folder.
pub(super) fn make(
    program: &Path,
    document: &Path,
    folder: &Path,
    choice: &Generation,
    made: &mut Made,
    timeout: Duration,
) -> anyhow::Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder)
            .with_context(|| format!("{} cannot be removed", folder.display()))?;
    }
    let mut command = Command::new(program);
    command
        .arg("new")
        .arg(folder)
        .arg("--spec")
        .arg(document)
        .arg("--runtime-path")
        .arg(release::repository())
        .args(["--color", "never"])
        .env("RUST_BACKTRACE", "0");
    // The models are always there, and no output that one asks for.
    let outputs = choice.runtime_features();
    if !outputs.is_empty() {
        command.arg("--outputs").arg(outputs);
    }
    for (flag, on) in choice.flags() {
        if on {
            command.arg(flag);
        }
    }
    let Measured { ended, out, err } = measure::run(&command, timeout)?;
    made.usage.cpu += ended.usage.cpu;
    made.usage.peak = made.usage.peak.max(ended.usage.peak);
    if ended.code == Some(0) {
        made.hash = hash_of(folder)?;
        // A workspace of its own: the one above knows nothing of it.
        let manifest = folder.join("Cargo.toml");
        return fs::read_to_string(&manifest)
            .and_then(|text| fs::write(&manifest, format!("{text}\n[workspace]\n")))
            .with_context(|| format!("{} cannot be written", manifest.display()));
    }
    made.ending = match ended.code {
        _ if ended.timed_out => Generated::TimedOut,
        Some(1 | 2) => Generated::Refused,
        _ => Generated::Crashed,
    };
    let said = err.lines().chain(out.lines());
    let said = said.filter(|line| !line.trim().is_empty());
    made.messages = said.take(3).map(str::to_owned).collect();
    made.messages.push(format!("timely new: {}", ended.status));
    Ok(())
}

/// The files of a folder as a hash.
fn hash_of(folder: &Path) -> anyhow::Result<String> {
    let mut files = Vec::new();
    files_below(folder, &mut files).with_context(|| folder.display().to_string())?;
    files.sort();
    let mut text = String::new();
    for file in files {
        let hash = super::hash_file(&file).unwrap_or_default();
        text.push_str(&format!("{} {hash}\n", file.display()));
    }
    Ok(super::hash(text.as_bytes()))
}

fn files_below(folder: &Path, files: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        match entry.file_type()?.is_dir() {
            true => files_below(&entry.path(), files)?,
            false => files.push(entry.path()),
        }
    }
    Ok(())
}

/// Checks crates with cargo, one after the other: it lets only one of several runs into a target folder, and waiting
/// for the others would count as time of its own.
#[derive(Debug)]
pub(super) struct Cargo {
    target: PathBuf,
    turn: Mutex<()>,
}

impl Cargo {
    pub(super) fn new(target: PathBuf) -> Self {
        Self {
            target,
            turn: Mutex::default(),
        }
    }

    /// Checks that a crate and its examples compile without a warning, and that all of it is formatted. What the
    /// compiler says goes to `check.log`.
    pub(super) fn check(
        &self,
        folder: &Path,
        krate: &str,
        timeout: Duration,
    ) -> anyhow::Result<Checked> {
        let _turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        // The repository's versions, which its own build has fetched.
        let lock = release::repository().join("Cargo.lock");
        fs::copy(&lock, folder.join("Cargo.lock")).with_context(|| lock.display().to_string())?;
        let mut command = crate::cargo();
        command
            .args(["check", "--all-targets", "--message-format=json"])
            .current_dir(folder)
            .env("CARGO_TARGET_DIR", &self.target)
            .env("CARGO_NET_OFFLINE", "true")
            .env("CARGO_INCREMENTAL", "0")
            .env("CARGO_PROFILE_DEV_DEBUG", "0")
            .env_remove("RUSTFLAGS");
        let Measured { ended, out, err } = measure::run(&command, timeout)?;
        self.forget(krate);
        let mut said = said(&out, &err);
        if ended.timed_out {
            said.messages
                .insert(0, "the compiler takes too long".to_owned());
        } else if ended.code != Some(0) && said.errors.is_empty() {
            let errors = err.lines().filter(|line| line.starts_with("error"));
            said.messages.extend(errors.map(str::to_owned));
            said.messages.push(format!("cargo check: {}", ended.status));
        }
        for file in unformatted(folder, timeout)? {
            *said.errors.entry("rustfmt".to_owned()).or_default() += 1;
            said.messages
                .push(format!("{file} is not as rustfmt writes it"));
        }
        let log = folder.join("check.log");
        fs::write(&log, format!("{}\n{err}", said.rendered))
            .with_context(|| format!("{} cannot be written", log.display()))?;
        said.messages.truncate(compiler::MAX_MESSAGES);
        Ok(Checked {
            clean: ended.code == Some(0) && said.errors.is_empty(),
            aborted: ended.timed_out || ended.code.is_none(),
            errors: said.errors,
            messages: said.messages,
            usage: ended.usage,
        })
    }

    /// Removes what was compiled of a crate: it is as large as the code, and of no further use.
    fn forget(&self, krate: &str) {
        let names = [format!("lib{krate}-"), format!("{krate}-")];
        let entries = fs::read_dir(self.target.join("debug/deps"));
        for entry in entries.into_iter().flatten().flatten() {
            let name = entry.file_name();
            let name = name.to_string_lossy();
            if names.iter().any(|start| name.starts_with(start)) {
                // A file that stays costs room, and nothing else.
                let _ = fs::remove_file(entry.path());
            }
        }
    }
}

/// What the compiler says through cargo, with warnings as errors; what it says of a library and of its tests, once.
fn said(out: &str, err: &str) -> Said {
    let messages = out
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .filter(|line| line["reason"] == "compiler-message");
    let mut seen = BTreeSet::new();
    let lines = messages
        .map(|mut line| {
            let mut message = line["message"].take();
            if message["level"] == "warning" {
                message["level"] = "error".into();
            }
            message.to_string() + "\n"
        })
        .filter(|line| seen.insert(line.clone()));
    let mut said = Said::of(&lines.collect::<String>());
    // Cargo's own, of the manifest; its sum of the compiler's is known by then.
    let is_own = |line: &&str| line.starts_with("warning:") && !line.contains(" generated ");
    for line in err.lines().filter(is_own) {
        *said.errors.entry("cargo".to_owned()).or_default() += 1;
        said.messages.push(line.to_owned());
    }
    said
}

/// The files of a crate that rustfmt would change.
fn unformatted(folder: &Path, timeout: Duration) -> anyhow::Result<Vec<String>> {
    let mut command = crate::cargo();
    command
        .args(["fmt", "--check", "--", "-l"])
        .current_dir(folder);
    let Measured { ended, out, err } = measure::run(&command, timeout)?;
    let files = out.lines().map(|file| {
        let inside = Path::new(file).strip_prefix(folder).map(Path::display);
        inside.map_or_else(|_| file.to_owned(), |inside| inside.to_string())
    });
    let mut files: Vec<String> = files.collect();
    if ended.code != Some(0) && files.is_empty() {
        files.extend(err.lines().next().map(str::to_owned));
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn warnings_count_and_count_once() {
        let warning = r#"{"reason":"compiler-message","message":{"level":"warning","message":"unused","code":{"code":"unused_imports"},"rendered":"R\n","spans":[{"is_primary":true,"file_name":"examples/server.rs","line_start":3}]}}"#;
        let out = format!("{{\"reason\":\"build-finished\"}}\n{warning}\n{warning}\n");
        let err = "warning: `api` (lib) generated 1 warning\nwarning: unused manifest key: x\n";
        let said = said(&out, err);
        assert_eq!(
            said.messages,
            [
                "server.rs:3: unused [unused_imports]",
                "warning: unused manifest key: x"
            ]
        );
        assert_eq!(said.errors["unused_imports"], 1);
        assert_eq!(said.errors["cargo"], 1);
    }
}
