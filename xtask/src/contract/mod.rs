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
use std::fs;
use targets::Target;

pub(crate) fn run(arguments: &Contract, reporter: &Reporter) -> anyhow::Result<Status> {
    let targets = targets::of(&arguments.targets)?;
    let examiner = match Examiner::find() {
        Some(examiner) => examiner,
        None if arguments.if_installed => {
            reporter.line(&format!("not examined: {}", examiner::HOW_TO_GET));
            return Ok(Status::Good);
        }
        None => anyhow::bail!(examiner::HOW_TO_GET),
    };
    fs::create_dir_all(&arguments.reports)
        .with_context(|| arguments.reports.display().to_string())?;
    let mut status = Status::Good;
    for target in targets {
        status = status.and(examine(target, examiner, arguments, reporter)?);
    }
    Ok(status)
}

/// Examines one server, with each seed against a server of its own: what one run leaves behind is not the next one's.
fn examine(
    target: &Target,
    examiner: &Examiner,
    arguments: &Contract,
    reporter: &Reporter,
) -> anyhow::Result<Status> {
    server::build(target)?;
    let mut status = Status::Good;
    for seed in &arguments.seeds {
        let server = Server::start(target)?;
        let report = arguments
            .reports
            .join(format!("{}-{seed}.xml", target.name));
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
