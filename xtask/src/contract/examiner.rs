//! schemathesis: where it is, and what it is asked.

use super::{
    arguments::Contract,
    targets::Target,
    verdict::{Run, Verdict},
};
use anyhow::Context as _;
use std::{
    fs,
    io::{self, Read, Write},
    path::Path,
    process::{Command, Stdio},
    thread::{self, JoinHandle},
};

pub(super) const HOW_TO_GET: &str = "schemathesis is not installed: `pipx install schemathesis`, or install uv \
     (https://docs.astral.sh/uv), through which it is fetched as it is needed";

/// The least version: earlier ones lack some of the checks.
const LEAST: &str = "schemathesis>=4.32";

/// A way to call schemathesis.
pub(super) struct Examiner {
    program: &'static str,
    arguments: &'static [&'static str],
}

/// One run against a server.
pub(super) struct Trial<'a> {
    pub(super) address: &'a str,
    pub(super) seed: u64,
    /// The file that tells how it went.
    pub(super) report: &'a Path,
}

const WAYS: &[Examiner] = &[
    Examiner {
        program: "st",
        arguments: &[],
    },
    Examiner {
        program: "uvx",
        arguments: &["--from", LEAST, "st"],
    },
    Examiner {
        program: "pipx",
        arguments: &["run", "--spec", LEAST, "st"],
    },
];

impl Examiner {
    /// The first way that works here.
    pub(super) fn find() -> Option<&'static Self> {
        WAYS.iter().find(|way| {
            let mut command = way.command();
            command.arg("--version");
            command.stdout(Stdio::null()).stderr(Stdio::null());
            command.status().is_ok_and(|status| status.success())
        })
    }

    fn command(&self) -> Command {
        let mut command = Command::new(self.program);
        command.args(self.arguments);
        command
    }

    /// Whether all answers of a server are as its document says.
    ///
    /// Every check is on, those of security too; schemathesis says on standard output what is wrong.
    pub(super) fn examine(
        &self,
        target: &Target,
        trial: &Trial<'_>,
        arguments: &Contract,
    ) -> anyhow::Result<Verdict> {
        let Trial {
            address,
            seed,
            report,
        } = *trial;
        // One of an earlier run would be taken for this one's.
        if report.exists() {
            fs::remove_file(report).with_context(|| report.display().to_string())?;
        }
        let mut command = self.command();
        command
            .current_dir(super::workspace())
            .envs(
                target
                    .hooks
                    .map(|path| ("SCHEMATHESIS_HOOKS", super::workspace().join(path))),
            )
            .arg("run")
            .arg(super::workspace().join(target.document))
            .arg("--url")
            .arg(format!("{address}{}", target.base_path))
            .args(
                target
                    .headers
                    .iter()
                    .flat_map(|header| ["--header", *header]),
            )
            .args(["--phases", &arguments.phases])
            .args(["--checks", "all", "--mode", "all", "--continue-on-failure"])
            .args(["--max-examples", &arguments.max_examples.to_string()])
            .args(["--seed", &seed.to_string()])
            .args(["--report", "junit", "--report-junit-path"])
            .arg(report);
        let mut process = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .context("schemathesis cannot be run")?;
        let out = process.stdout.take().map(|out| pass_on(out, io::stdout()));
        let err = process.stderr.take().map(|err| pass_on(err, io::stderr()));
        let status = process.wait()?;
        let said = [out, err].into_iter().flatten().map(|stream| {
            // What could be read is all that counts.
            stream.join().unwrap_or_default()
        });
        Run {
            status,
            said: said.collect(),
            report: fs::read_to_string(report).ok(),
        }
        .verdict()
    }
}

/// Shows what comes while it comes, and returns all of it.
fn pass_on(
    mut from: impl Read + Send + 'static,
    mut to: impl Write + Send + 'static,
) -> JoinHandle<String> {
    thread::spawn(move || {
        let mut all = Vec::new();
        let mut chunk = [0; 4096];
        while let Ok(count @ 1..) = from.read(&mut chunk) {
            all.extend_from_slice(&chunk[..count]);
            // A stream that is closed, as by `head`, is no reason to end.
            let _ = to.write_all(&chunk[..count]).and_then(|()| to.flush());
        }
        String::from_utf8_lossy(&all).into_owned()
    })
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use clap::Parser;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        contract: Contract,
    }

    /// What a program in place of schemathesis shows: a shell script whose `$report` is where the report is to go.
    fn examined(name: &str, script: &'static str) -> anyhow::Result<Verdict> {
        let begin = "for report; do :; done; echo \"$@\" | grep -q -- '--seed 7' || exit 64; ";
        let script: &'static str = Box::leak(format!("{begin}{script}").into_boxed_str());
        let arguments: &'static [&'static str] = Box::leak(Box::new(["-c", script, "st"]));
        let examiner = Examiner {
            program: "sh",
            arguments,
        };
        let report = std::env::temp_dir().join(format!("{name}-{}.xml", std::process::id()));
        fs::write(&report, r#"<testsuites failures="9">"#).expect("the folder can be written to");
        let target = &super::super::targets::TARGETS[0];
        let line = Line::try_parse_from(["contract"]).expect("nothing else is needed");
        let trial = Trial {
            address: "http://127.0.0.1:9",
            seed: 7,
            report: &report,
        };
        let verdict = examiner.examine(target, &trial, &line.contract);
        let _ = fs::remove_file(&report);
        verdict
    }

    #[test]
    fn a_server_that_holds_and_one_that_does_not() {
        let holds = examined("holds", r#"echo '<testsuites failures="0">' > "$report""#);
        assert_eq!(holds.unwrap(), Verdict::Holds);
        let script = r#"echo '<testsuites failures="1">' > "$report"; exit 1"#;
        assert_eq!(examined("broken", script).unwrap(), Verdict::Broken);
    }

    #[test]
    fn a_crash_on_either_stream() {
        let out =
            "printf 'Traceback (most recent call last):\\n  File\\nValueError: no\\n'; exit 2";
        let crashed = Verdict::Crashed("ValueError: no".to_owned());
        assert_eq!(examined("out", out).unwrap(), crashed);
        let err = "printf 'Traceback (most recent call last):\\nValueError: no\\n' >&2; exit 1";
        assert_eq!(examined("err", err).unwrap(), crashed);
    }

    #[test]
    fn one_that_is_killed_has_crashed() {
        let killed = examined("killed", "kill -9 $$").unwrap();
        let Verdict::Crashed(how) = killed else {
            panic!("{killed:?}")
        };
        assert!(how.contains('9'), "{how}");
    }

    #[test]
    fn one_that_does_not_begin_is_an_error() {
        let error = examined("usage", "echo 'Usage: st run' >&2; exit 2").unwrap_err();
        assert!(error.to_string().contains("does not run"), "{error}");
    }
}
