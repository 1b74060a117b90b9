//! Programs in the scratch workspace, first of all cargo.

use anyhow::{Context as _, bail};
use serde_json::Value;
use std::{
    collections::BTreeMap,
    env,
    ffi::OsString,
    io::{self, Read},
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Stdio},
    sync::{Arc, Mutex, PoisonError},
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

/// No program takes as long as this, even on a machine that has much else to do: what does will never end.
const LONG: Duration = Duration::from_secs(30 * 60);

/// Cargo, or another program, without what the cargo around this process has set for it.
#[derive(Clone, Debug)]
pub struct Cargo {
    program: OsString,
    directory: PathBuf,
}

/// What a program gave.
#[derive(Clone, Debug)]
pub struct Ran {
    /// Its exit code; none when a signal ended it.
    pub code: Option<i32>,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

/// What cargo did with the packages it was asked for.
#[derive(Clone, Debug)]
pub struct Built {
    /// Whether all were compiled.
    pub success: bool,
    /// By the name of a library: whether it was as it should be, and nothing was done.
    pub fresh: BTreeMap<String, bool>,
    /// What the compiler said, as in a terminal.
    pub messages: String,
    /// What cargo itself and the build scripts said.
    pub err: String,
}

impl Cargo {
    pub(crate) fn new(directory: &Path) -> Self {
        // Set for everything that cargo runs; who runs the program by hand has cargo in the path.
        let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        Self::program(cargo, directory)
    }

    pub(crate) fn program(program: impl Into<OsString>, directory: &Path) -> Self {
        Self {
            program: program.into(),
            directory: directory.to_owned(),
        }
    }

    pub(crate) fn directory(mut self, directory: &Path) -> Self {
        self.directory = directory.to_owned();
        self
    }

    /// Runs it to its end.
    ///
    /// # Errors
    /// When it cannot be started, or does not end; how it ended is in the result.
    pub fn run(&self, arguments: &[&str]) -> anyhow::Result<Ran> {
        let mut command = Command::new(&self.program);
        command.args(arguments).current_dir(&self.directory);
        for (name, _) in env::vars_os() {
            if is_of_outer_run(&name.to_string_lossy()) {
                command.env_remove(name);
            }
        }
        command.env("CARGO_TERM_COLOR", "never");
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .with_context(|| format!("{} cannot be run", self.program.display()))?;
        let (out, err) = (
            Output::of(child.stdout.take()),
            Output::of(child.stderr.take()),
        );
        let Some(status) = wait(&mut child)? else {
            bail!(
                "{} {arguments:?} does not end\n{}\n{}",
                self.program.display(),
                out.so_far(),
                err.so_far()
            );
        };
        Ok(Ran {
            code: status.code(),
            out: out.whole(),
            err: err.whole(),
        })
    }

    /// Checks packages, and says what had to be done for that.
    ///
    /// # Errors
    /// When cargo cannot be started; whether the code compiles is in the result.
    pub fn check(&self, arguments: &[&str]) -> anyhow::Result<Built> {
        let fixed: &[&str] = &["check", "--message-format=json", "--keep-going"];
        let ran = self.run(&[fixed, arguments].concat())?;
        let mut built = Built {
            success: ran.code == Some(0),
            fresh: BTreeMap::new(),
            messages: String::new(),
            err: ran.err,
        };
        for line in ran.out.lines() {
            let message: Value = serde_json::from_str(line).context("cargo speaks JSON")?;
            match message["reason"].as_str() {
                Some("compiler-artifact") => {
                    let name = message["target"]["name"].as_str().unwrap_or_default();
                    // A build script is an artifact too, called the same in every package.
                    if message["target"]["kind"][0] == "lib" {
                        let fresh = message["fresh"] == true;
                        built.fresh.insert(name.to_owned(), fresh);
                    }
                }
                Some("compiler-message") => {
                    let text = message["message"]["rendered"].as_str();
                    built.messages.push_str(text.unwrap_or_default());
                }
                _ => {}
            }
        }
        Ok(built)
    }
}

/// How a program has ended; none when it did not, and so was made to.
fn wait(child: &mut Child) -> io::Result<Option<ExitStatus>> {
    let end = Instant::now() + LONG;
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        if Instant::now() >= end {
            child.kill()?;
            child.wait()?;
            return Ok(None);
        }
        thread::sleep(Duration::from_millis(5));
    }
}

/// What a program writes, read while it runs.
struct Output {
    bytes: Arc<Mutex<Vec<u8>>>,
    reader: JoinHandle<()>,
}

impl Output {
    fn of(pipe: Option<impl Read + Send + 'static>) -> Self {
        let bytes = Arc::<Mutex<Vec<u8>>>::default();
        let written = Arc::clone(&bytes);
        let reader = thread::spawn(move || {
            let Some(mut pipe) = pipe else { return };
            let mut chunk = [0; 8192];
            while let Ok(count @ 1..) = pipe.read(&mut chunk) {
                let mut written = written.lock().unwrap_or_else(PoisonError::into_inner);
                written.extend_from_slice(&chunk[..count]);
            }
        });
        Self { bytes, reader }
    }

    fn so_far(&self) -> String {
        let bytes = self.bytes.lock().unwrap_or_else(PoisonError::into_inner);
        String::from_utf8_lossy(&bytes).into_owned()
    }

    /// All that a program wrote that has ended.
    fn whole(self) -> String {
        let bytes = Arc::clone(&self.bytes);
        // It does not panic.
        let _ = self.reader.join();
        let bytes = bytes.lock().unwrap_or_else(PoisonError::into_inner);
        String::from_utf8_lossy(&bytes).into_owned()
    }
}

impl Ran {
    /// An error with everything that the program said, unless it succeeded.
    ///
    /// # Errors
    /// When it did not.
    pub fn expect_success(&self) -> anyhow::Result<&Self> {
        if self.code != Some(0) {
            bail!("exit code {:?}\n{}\n{}", self.code, self.out, self.err);
        }
        Ok(self)
    }
}

/// What the cargo around this process has set for this process, or its user for that cargo alone.
fn is_of_outer_run(name: &str) -> bool {
    // Where the registry is, and how it is reached, stays.
    let kept = ["CARGO_HOME", "CARGO_NET_", "CARGO_HTTP_", "CARGO_REGISTR"];
    let flags = [
        "RUSTFLAGS",
        "RUSTDOCFLAGS",
        "RUSTC_WORKSPACE_WRAPPER",
        "MAKEFLAGS",
        "MFLAGS",
        "OUT_DIR",
    ];
    flags.contains(&name)
        || (name.starts_with("CARGO_") && !kept.iter().any(|kept| name.starts_with(kept)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_belongs_to_the_outer_run_is_removed() {
        for name in ["CARGO_TARGET_DIR", "CARGO_PKG_NAME", "RUSTFLAGS"] {
            assert!(is_of_outer_run(name), "{name}");
        }
        for name in [
            "CARGO_HOME",
            "CARGO_REGISTRIES_CRATES_IO_PROTOCOL",
            "PATH",
            "CARGO",
        ] {
            assert!(!is_of_outer_run(name), "{name}");
        }
    }
}
