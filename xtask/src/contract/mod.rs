//! `cargo xtask contract`: the servers of this workspace, examined by schemathesis with what their documents say.

pub(crate) mod arguments;
mod examiner;
pub(crate) mod server;
pub(crate) mod targets;
mod verdict;

use crate::{Status, report::Reporter};
use anyhow::Context as _;
use arguments::Contract;
use examiner::{Examiner, Trial};
use server::Server;
use std::{
    fs,
    path::{self, Path},
};
use targets::Target;
use verdict::{Verdict, settle};

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
pub(crate) fn workspace() -> &'static Path {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    own.parent().unwrap_or(own)
}

/// Examines one server with each seed.
fn examine(
    target: &Target,
    examiner: &Examiner,
    reports: &Path,
    arguments: &Contract,
    reporter: &Reporter,
) -> anyhow::Result<Status> {
    server::build(target)?;
    let name = target.name;
    let mut status = Status::Good;
    // Seeds that nobody asked for.
    let mut spare = arguments
        .seeds
        .iter()
        .max()
        .map_or(1, |seed| seed.saturating_add(1))..;
    for seed in &arguments.seeds {
        let (seed, verdict) = settle(*seed, &mut spare, |seed| {
            // Against a server of its own: what one run leaves behind is not the next one's.
            let server = Server::start(target)?;
            let report = reports.join(format!("{name}-{seed}.xml"));
            let trial = Trial {
                address: &server.address,
                seed,
                report: &report,
            };
            let verdict = examiner.examine(target, &trial, arguments)?;
            if let Some(complaint) = server.stop() {
                reporter.error(&format!("{name}: {complaint}"));
                status = Status::Found;
            }
            let report = report.display();
            match &verdict {
                Verdict::Holds => reporter.line(&format!("{name}: holds with seed {seed}; {report}")),
                Verdict::Broken => {
                    reporter.line(&format!("{name}: does not hold with seed {seed}; {report}"));
                }
                Verdict::Crashed(how) => reporter.note(&format!(
                    "{name}: schemathesis has crashed with seed {seed}, which says nothing of the server: {how}"
                )),
            }
            Ok(verdict)
        })?;
        match verdict {
            Verdict::Holds => {}
            Verdict::Broken => status = Status::Found,
            Verdict::Crashed(_) => reporter.line(&format!(
                "{name}: not examined, since schemathesis crashes with every seed, {seed} the last; report that to it"
            )),
        }
    }
    Ok(status)
}
