//! `cargo xtask contract`: the servers of this workspace, examined by schemathesis with what their documents say.

pub(crate) mod arguments;
mod examiner;
mod server;
mod targets;

use crate::{Status, report::Reporter};
use anyhow::Context as _;
use arguments::Contract;
use examiner::Examiner;
use server::Server;
use std::{
    fs,
    path::{self, Path},
};
use targets::Target;

pub(crate) fn run(arguments: &Contract, reporter: &Reporter) -> anyhow::Result<Status> {
    let targets = targets::of(&arguments.targets)?;
    let examiner = match Examiner::find() {
        Some(examiner) => examiner,
        None if arguments.if_installed => {
            reporter.line(&format!(
                "skipped, no server was examined: {}",
                examiner::HOW_TO_GET
            ));
            return Ok(Status::Good);
        }
        None => anyhow::bail!(examiner::HOW_TO_GET),
    };
    let reports = match &arguments.reports {
        // schemathesis runs in the folder of the workspace.
        Some(reports) => path::absolute(reports)?,
        None => workspace().join("target/contract"),
    };
    fs::create_dir_all(&reports).with_context(|| reports.display().to_string())?;
    let mut status = Status::Good;
    for target in targets {
        status = status.and(examine(target, examiner, &reports, arguments, reporter)?);
    }
    Ok(status)
}

/// The folder of the workspace, whichever folder this was started in.
fn workspace() -> &'static Path {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    own.parent().unwrap_or(own)
}

/// Examines one server, with each seed against a server of its own: what one run leaves behind is not the next one's.
fn examine(
    target: &Target,
    examiner: &Examiner,
    reports: &Path,
    arguments: &Contract,
    reporter: &Reporter,
) -> anyhow::Result<Status> {
    server::build(target)?;
    let mut status = Status::Good;
    for seed in &arguments.seeds {
        let server = Server::start(target)?;
        let report = reports.join(format!("{}-{seed}.xml", target.name));
        let passed = examiner.examine(target, &server.address, *seed, &report, arguments)?;
        let complaint = server.stop();
        let what = if passed { "holds" } else { "does not hold" };
        reporter.line(&format!(
            "{}: {what} with seed {seed}; {}",
            target.name,
            report.display()
        ));
        if let Some(complaint) = complaint {
            reporter.error(&format!("{}: {complaint}", target.name));
            status = Status::Found;
        }
        status = status.and(Status::of(passed));
    }
    Ok(status)
}
