//! The compiler, over crates that share one set of compiled dependencies.
//!
//! It is called without cargo: cargo lets only one of several runs into a target folder at a time, and its own work
//! would be measured with that of the compiler.

use super::results::{Checked, hash, hash_file};
use crate::{
    measure::{self, Measured},
    release,
};
use anyhow::{Context as _, bail, ensure};
use serde_json::Value;
use std::{
    collections::BTreeMap,
    env, fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::Duration,
};

/// How many errors of a crate are kept for the report.
pub(super) const MAX_MESSAGES: usize = 5;

/// A compiler with the runtime at hand.
#[derive(Debug)]
pub(crate) struct Compiler {
    program: PathBuf,
    /// The runtime's metadata.
    runtime: PathBuf,
    /// The compiler and the runtime, as a hash.
    key: String,
}

/// The manifest of a crate with generated code.
pub(crate) fn manifest(name: &str, features: &str, more: &str) -> String {
    let runtime = release::repository().join("timely-runtime");
    let features: Vec<&str> = features
        .split(',')
        .filter(|name| !name.is_empty())
        .collect();
    format!(
        "[package]\nname = {name:?}\nversion = \"0.0.0\"\nedition = \"2024\"\npublish = false\n\n[dependencies]\n\
         timely-runtime = {{ path = {:?}, features = {features:?} }}\n{more}",
        runtime.display()
    )
}

/// What checks generated code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Driver {
    Rustc,
    /// The compiler with the lints of clippy.
    Clippy,
}

impl Driver {
    fn program(self) -> &'static str {
        match self {
            Self::Rustc => "rustc",
            Self::Clippy => "clippy-driver",
        }
    }
}

impl Compiler {
    /// Compiles the runtime with these features in a workspace below `folder`, and what it depends on.
    pub(crate) fn new(folder: &Path, features: &str, driver: Driver) -> anyhow::Result<Self> {
        let probe = folder.join("probe");
        let put = |path: &str, text: &str| -> anyhow::Result<()> {
            let file = probe.join(path);
            fs::create_dir_all(file.parent().unwrap_or(&probe))
                .and_then(|()| fs::write(&file, text))
                .with_context(|| format!("{} cannot be written", file.display()))
        };
        let profile = "\n[workspace]\n\n[profile.dev]\ndebug = 0\nincremental = false\n";
        put("Cargo.toml", &manifest("probe", features, profile))?;
        put(
            "src/lib.rs",
            "//! Has the dependencies of generated code compiled.\n",
        )?;
        // The repository's versions, which its own build has fetched.
        let lock = release::repository().join("Cargo.lock");
        fs::copy(&lock, probe.join("Cargo.lock")).with_context(|| lock.display().to_string())?;

        let sysroot = PathBuf::from(output(rustc().args(["--print", "sysroot"]))?.trim());
        let name = driver.program();
        let program = sysroot
            .join("bin")
            .join(format!("{name}{}", env::consts::EXE_SUFFIX));
        ensure!(program.exists(), "{} does not exist", program.display());
        let version = output(rustc().arg("-vV"))?;

        let mut cargo = crate::cargo();
        cargo
            .args(["check", "--message-format=json", "--target-dir"])
            .arg(folder.join("target"))
            .current_dir(&probe)
            .env_remove("RUSTFLAGS");
        let messages = output(&mut cargo)?;
        let runtime = runtime_of(&messages).context("cargo has not compiled timely-runtime")?;
        let compiled =
            hash_file(&runtime).with_context(|| format!("{} cannot be read", runtime.display()))?;
        let key = hash(format!("{name}\n{version}\n{compiled}").as_bytes());
        Ok(Self {
            program,
            runtime,
            key,
        })
    }

    /// What decides, with the code, what this compiler says.
    pub(crate) fn key(&self) -> &str {
        &self.key
    }

    /// Compiles the crate in a folder up to its metadata, with warnings as errors. What the compiler says goes to
    /// `check.log` beside the sources.
    pub(crate) fn check(&self, folder: &Path, timeout: Duration) -> anyhow::Result<Checked> {
        let out = folder.join("check.rmeta");
        let dependencies = self.runtime.parent().unwrap_or(Path::new("."));
        let mut command = Command::new(&self.program);
        command
            .args(["--crate-name=api", "--crate-type=lib", "--edition=2024"])
            .args(["--emit=metadata", "--error-format=json", "-Dwarnings"])
            .arg(folder.join("src/lib.rs"))
            .arg("-o")
            .arg(&out)
            .arg(pair("-Ldependency=", dependencies))
            .arg(pair("--extern=timely_runtime=", &self.runtime))
            .env("RUST_BACKTRACE", "0");
        let Measured { ended, err, .. } = measure::run(&command, timeout)?;
        // It is as large as the code, and of no further use; when there were errors, there is none.
        let _ = fs::remove_file(&out);
        let mut said = Said::of(&err);
        if ended.timed_out {
            said.messages
                .insert(0, "the compiler takes too long".to_owned());
        } else if ended.code != Some(0) && said.errors.is_empty() {
            said.messages
                .insert(0, format!("the compiler crashed: {}", ended.status));
        }
        let log = folder.join("check.log");
        fs::write(&log, &said.rendered)
            .with_context(|| format!("{} cannot be written", log.display()))?;
        said.messages.truncate(MAX_MESSAGES);
        Ok(Checked {
            clean: ended.code == Some(0),
            aborted: ended.timed_out || ended.code.is_none(),
            errors: said.errors,
            messages: said.messages,
            usage: ended.usage,
        })
    }
}

fn pair(flag: &str, path: &Path) -> std::ffi::OsString {
    let mut text = std::ffi::OsString::from(flag);
    text.push(path);
    text
}

fn rustc() -> Command {
    Command::new(env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()))
}

/// What a program writes to standard output; an error with the rest when it fails.
fn output(command: &mut Command) -> anyhow::Result<String> {
    let name = command.get_program().display().to_string();
    let output = command
        .stdin(Stdio::null())
        .output()
        .with_context(|| format!("{name} cannot be run"))?;
    if !output.status.success() {
        bail!("{name}: {}", String::from_utf8_lossy(&output.stderr));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// The metadata of the runtime, of what cargo says that it compiled.
fn runtime_of(messages: &str) -> Option<PathBuf> {
    let messages = messages
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let mut files = messages
        .filter(|message| message["target"]["name"] == "timely_runtime")
        .filter_map(|message| message["filenames"].as_array().cloned())
        .flatten()
        .filter_map(|file| file.as_str().map(PathBuf::from));
    files.find(|file| file.extension().is_some_and(|ending| ending == "rmeta"))
}

/// What the compiler said.
#[derive(Default)]
pub(super) struct Said {
    /// The number of errors, by code.
    pub(super) errors: BTreeMap<String, usize>,
    /// The first of them, a line each.
    pub(super) messages: Vec<String>,
    /// All of it, for people.
    pub(super) rendered: String,
}

impl Said {
    pub(super) fn of(lines: &str) -> Self {
        let mut said = Self::default();
        for line in lines.lines() {
            let Ok(message) = serde_json::from_str::<Value>(line) else {
                said.rendered.push_str(line);
                said.rendered.push('\n');
                continue;
            };
            said.rendered
                .push_str(message["rendered"].as_str().unwrap_or_default());
            let span = message["spans"]
                .as_array()
                .and_then(|spans| spans.iter().find(|span| span["is_primary"] == true));
            // Without a place it is the sum of the others: `aborting due to 3 previous errors`.
            let Some(span) = span.filter(|_| message["level"] == "error") else {
                continue;
            };
            let code = message["code"]["code"].as_str().unwrap_or("error");
            *said.errors.entry(code.to_owned()).or_default() += 1;
            let file = Path::new(span["file_name"].as_str().unwrap_or_default());
            let file = file.file_name().unwrap_or_default().to_string_lossy();
            let text = message["message"].as_str().unwrap_or_default();
            let text = text.lines().next().unwrap_or_default();
            let row = span["line_start"].as_u64().unwrap_or_default();
            if said.messages.len() < MAX_MESSAGES {
                said.messages.push(format!("{file}:{row}: {text} [{code}]"));
            }
        }
        said
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_are_counted_by_code() {
        let said = Said::of(concat!(
            r#"{"level":"error","message":"cannot find\nx","code":{"code":"E0425"},"rendered":"R1\n","#,
            r#""spans":[{"is_primary":true,"file_name":"/a/src/models.rs","line_start":7}]}"#,
            "\n",
            r#"{"level":"error","message":"aborting","code":null,"spans":[],"rendered":"R2\n"}"#,
            "\nthread panicked\n",
        ));
        assert_eq!(said.errors, BTreeMap::from([("E0425".to_owned(), 1)]));
        assert_eq!(said.messages, ["models.rs:7: cannot find [E0425]"]);
        assert_eq!(said.rendered, "R1\nR2\nthread panicked\n");
    }

    #[test]
    fn the_runtime_is_found_in_what_cargo_says() {
        let line =
            r#"{"target":{"name":"timely_runtime"},"filenames":["/t/libtimely_runtime-1.rmeta"]}"#;
        let found = runtime_of(&format!("{{}}\n{line}\n"));
        assert_eq!(found, Some(PathBuf::from("/t/libtimely_runtime-1.rmeta")));
    }
}
