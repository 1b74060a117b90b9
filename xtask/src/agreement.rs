//! `cargo xtask agreement`: random values held to random schemas, here and by another validator.
//!
//! What does it is a program of its own, `timely-schema-agreement`, run as a release build: this one need not compile what
//! other tasks have no use for.

use crate::{Status, cli, release::repository};
use anyhow::{Context as _, bail};

pub(crate) fn run(arguments: &cli::Agreement) -> anyhow::Result<Status> {
    let status = crate::cargo()
        .args([
            "run",
            "--quiet",
            "--release",
            "--package",
            "timely-schema-agreement",
            "--",
        ])
        .args(["--cases", &arguments.cases.to_string()])
        .args(["--first", &arguments.first.to_string()])
        .args(["--jobs", &arguments.jobs.to_string()])
        .current_dir(repository())
        // Settings of the run of cargo around this one.
        .env_remove("CARGO_PROFILE_DEV_DEBUG")
        .status()
        .context("cargo cannot be run")?;
    match status.code() {
        Some(0) => Ok(Status::Good),
        Some(1) => Ok(Status::Found),
        _ => bail!("the cases were not run: {status}"),
    }
}
