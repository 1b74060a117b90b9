//! The time from the start of a server's process to its first answer.

use super::document;
use crate::load::arguments::Growth;
use crate::load::connection::Connection;
use crate::load::median;
use crate::load::request::{self, Request};
use crate::load::server::Server;
use crate::load::sides::Side;
use crate::{
    Status,
    report::{Hue, Reporter},
};
use std::{
    path::{Path, PathBuf},
    time::Instant,
};

/// How long a server may take to answer for the first time, in milliseconds.
const LIMIT: f64 = 100.0;

/// A server to start.
struct Case {
    title: String,
    program: PathBuf,
    arguments: Vec<String>,
    request: Request,
}

pub(super) fn run(
    arguments: &Growth,
    sides: &[Side],
    reporter: &Reporter,
) -> anyhow::Result<Status> {
    let mut cases = Vec::new();
    for side in sides {
        let request = || request::valid(&side.program, &arguments.sample);
        cases.push(own(side, None, request()?));
        for &routes in &arguments.routes {
            cases.push(own(side, Some(routes), request()?));
        }
    }
    for document in &arguments.documents {
        let built = document::build(document, reporter)?;
        cases.push(Case {
            title: built.title,
            program: built.program,
            arguments: Vec::new(),
            request: built.request,
        });
    }
    reporter.line("| server | first answer | least, ms | middle, ms | memory then, KB |");
    reporter.line("|---|---:|---:|---:|---:|");
    let mut slowest: f64 = 0.0;
    for case in &cases {
        let figures = measure(case, arguments.rounds)?;
        let least = figures.times.iter().copied().reduce(f64::min);
        let least = least.unwrap_or(f64::NAN);
        slowest = slowest.max(least);
        reporter.line(&format!(
            "| {} | {} | {least:.1} | {:.1} | {} |",
            case.title,
            figures.status,
            median(&figures.times).unwrap_or(f64::NAN),
            figures.resident / 1024,
        ));
    }
    let good = slowest <= LIMIT;
    reporter.colored(
        if good { Hue::Green } else { Hue::Red },
        &format!("the slowest takes {slowest:.1} ms to its first answer; {LIMIT} ms are allowed"),
    );
    Ok(Status::of(good))
}

/// One of the servers of tests/server-bench.
fn own(side: &Side, routes: Option<usize>, request: Request) -> Case {
    let mut arguments = vec!["serve".to_owned(), side.name.to_owned()];
    arguments.extend(routes.map(|routes| routes.to_string()));
    let title = match routes {
        None => side.title().to_owned(),
        Some(routes) => format!("{}, {routes} routes", side.title()),
    };
    Case {
        title,
        program: side.program.clone(),
        arguments,
        request,
    }
}

struct Figures {
    /// Milliseconds, of each run.
    times: Vec<f64>,
    status: u16,
    /// Bytes, in the last run.
    resident: u64,
}

fn measure(case: &Case, rounds: u16) -> anyhow::Result<Figures> {
    let mut figures = Figures {
        times: Vec::new(),
        status: 0,
        resident: 0,
    };
    let arguments: Vec<&str> = case.arguments.iter().map(String::as_str).collect();
    // The first time, the program is read from the disk.
    for round in 0..=rounds {
        let time = first_answer(&case.program, &arguments, &case.request, &mut figures)?;
        if round > 0 {
            figures.times.push(time);
        }
    }
    Ok(figures)
}

fn first_answer(
    program: &Path,
    arguments: &[&str],
    request: &Request,
    figures: &mut Figures,
) -> anyhow::Result<f64> {
    let start = Instant::now();
    let server = Server::start_with(program, arguments)?;
    figures.status = Connection::open(&server.address)?.exchange(request)?;
    let time = start.elapsed();
    figures.resident = server.resident_bytes()?;
    Ok(time.as_secs_f64() * 1e3)
}
