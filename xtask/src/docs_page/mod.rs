//! `cargo xtask docs-page`: the page that servers show, in a browser without a window.

mod browser;
mod files;
mod samples;
mod visit;

use crate::contract::{server::Server, server::build, targets};
use crate::{Status, report::Reporter};
use anyhow::{Context as _, ensure};
use browser::Browser;
use clap::Args;
use files::Files;
use std::time::{Duration, Instant};
use visit::Visit;

pub(crate) const HELP: &str = "\
The example server is started, and its page opened in Chromium: it must show every operation of the document, call one
by a click, and another with a key; nothing may break its policy. Then it is shown documents that are hostile and large.

Exit codes:
  0  the page does all of it
  1  it does not
  2  not run: no Chromium, or a server that does not start";

/// How long a large document may take until its operations are there, and one of them until it is open.
const LARGE: Duration = Duration::from_secs(20);

#[derive(Debug, Args)]
pub(crate) struct DocsPage {
    /// Without Chromium, say so and exit with 0
    #[arg(long)]
    if_installed: bool,

    /// Where to put a picture of the page, as PNG
    #[arg(long, value_name = "FILE")]
    picture: Option<std::path::PathBuf>,
}

pub(crate) fn run(arguments: &DocsPage, reporter: &Reporter) -> anyhow::Result<Status> {
    let Some(program) = browser::find() else {
        let how = "no Chromium is on the PATH; Debian has it as the package `chromium`";
        ensure!(arguments.if_installed, how);
        reporter.line(&format!("skipped, the page was not opened: {how}"));
        return Ok(Status::Good);
    };
    let target = *targets::of(&["timely".to_owned()])?
        .first()
        .context("there is no such server")?;
    build(target)?;
    let server = Server::start(target)?;
    let document = samples::document(target.document)?;
    let found = examine(program, &server.address, &document, arguments, reporter);
    let complaint = server.stop();
    match (found, complaint) {
        (Ok(()), None) => Ok(Status::Good),
        (Ok(()), Some(complaint)) => {
            reporter.error(&complaint);
            Ok(Status::Found)
        }
        (Err(error), _) => {
            reporter.error(&format!("the page: {error:#}"));
            Ok(Status::Found)
        }
    }
}

fn examine(
    program: &str,
    address: &str,
    document: &serde_json::Value,
    arguments: &DocsPage,
    reporter: &Reporter,
) -> anyhow::Result<()> {
    let browser = Browser::start(program)?;
    let mut visit = Visit::new(browser, &format!("{address}/docs"))?;
    let operations = samples::operations(document);
    visit.shows(operations)?;
    visit.calls("getHealth", 200)?;
    visit.calls("listContacts", 401)?;
    visit.types_key("tly_test_full_access")?;
    visit.calls("listContacts", 200)?;
    visit.finds("contact")?;
    visit.keeps_nothing()?;
    visit.has_no_complaint()?;
    if let Some(picture) = &arguments.picture {
        std::fs::write(picture, visit.picture()?).with_context(|| picture.display().to_string())?;
    }
    reporter.line(&format!(
        "the page shows {operations} operations; calls without and with a key are answered"
    ));

    let files = Files::of(address)?;
    let hostile = samples::hostile();
    let at = files.serve(hostile.to_string())?;
    visit.goes_to(&at)?;
    visit.shows(samples::operations(&hostile))?;
    visit.opens_everything()?;
    visit.is_harmless()?;
    reporter.line("a hostile document stays text");

    let astray = samples::astray();
    visit.goes_to(&files.serve(astray.to_string())?)?;
    visit.shows(samples::operations(&astray))?;
    visit.types_key("tly_test_full_access")?;
    for name in ["user", "suffix", "above", "backwards", "escaped", "typed"] {
        visit.refuses(name)?;
    }
    visit.calls("straight", 200)?;
    visit.keeps_nothing()?;
    reporter.line("keys go to the server that was chosen, and nowhere else");

    let large = samples::large();
    let (operations, text) = (samples::operations(&large), large.to_string());
    let at = files.serve(text.clone())?;
    let began = Instant::now();
    visit.goes_to(&at)?;
    visit.shows(operations)?;
    let shown = began.elapsed();
    let began = Instant::now();
    visit.opens("operation1")?;
    let opened = began.elapsed();
    ensure!(
        shown < LARGE && opened < LARGE,
        "a document of {} bytes takes {shown:?}, and an operation of it {opened:?}",
        text.len()
    );
    reporter.line(&format!(
        "a document of {} MB is shown in {shown:.1?}, and an operation of it opened in {opened:.1?}",
        text.len() / 1_000_000
    ));
    Ok(())
}
