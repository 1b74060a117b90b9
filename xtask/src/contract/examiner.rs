//! schemathesis: where it is, and what it is asked.

use super::{arguments::Contract, targets::Target};
use anyhow::Context as _;
use std::{
    path::Path,
    process::{Command, Stdio},
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
        address: &str,
        seed: u64,
        report: &Path,
        arguments: &Contract,
    ) -> anyhow::Result<bool> {
        let mut command = self.command();
        command
            .current_dir(super::workspace())
            .arg("run")
            .arg(super::workspace().join(target.document))
            .arg("--url")
            .arg(format!("{address}{}", target.base_path))
            .args(["--header", target.header])
            .args(["--phases", &arguments.phases])
            .args(["--checks", "all", "--mode", "all", "--continue-on-failure"])
            .args(["--max-examples", &arguments.max_examples.to_string()])
            .args(["--seed", &seed.to_string()])
            .args(["--report", "junit", "--report-junit-path"])
            .arg(report);
        let status = command.status().context("schemathesis cannot be run")?;
        Ok(status.success())
    }
}
