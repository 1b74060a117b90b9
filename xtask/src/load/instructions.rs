//! What a request and its answer take without a socket.

use super::arguments;
use super::request;
use super::sides::{self, Side};
use crate::{Status, callgrind, report::Reporter};
use anyhow::ensure;
use std::{process::Command, time::Duration};

/// What starting takes is in both, and the difference is that of so many requests.
const TIMES: [u64; 2] = [100, 300];

/// No run should ever need this.
const PATIENCE: Duration = Duration::from_secs(600);

pub(super) fn run(
    arguments: &arguments::Instructions,
    reporter: &Reporter,
) -> anyhow::Result<Status> {
    let sides = sides::compile(&arguments.others)?;
    let program = &sides[0].program;
    let mut names = Vec::new();
    for mix in ["good", "bad"] {
        let requests = request::all(program, mix)?;
        names.extend(requests.into_iter().map(|request| request.name));
    }
    for wanted in &arguments.samples {
        ensure!(
            names.contains(wanted),
            "there is no request called {wanted}, but {}",
            names.join(", ")
        );
    }
    names.retain(|name| arguments.samples.is_empty() || arguments.samples.contains(name));
    let mut text = format!("| request | {} |", sides[0].title());
    for side in &sides[1..] {
        text += &format!(" {} | ratio |", side.title());
    }
    text += &format!("\n|---|---:|{}", "---:|---:|".repeat(sides.len() - 1));
    reporter.line(&text);
    for name in names {
        let base = of_request(&sides[0], &name, 0)?;
        let mut text = format!("| {name} | {base} |");
        for side in &sides[1..] {
            let number = of_request(side, &name, 0)?;
            text += &format!(" {number} | {:.2} |", number as f64 / base.max(1) as f64);
        }
        reporter.line(&text);
    }
    Ok(Status::Good)
}

/// The instructions for one request, of a server with so many routes at least.
pub(super) fn of_request(side: &Side, sample: &str, routes: usize) -> anyhow::Result<u64> {
    let mut counts = [0; 2];
    for (times, count) in TIMES.iter().zip(&mut counts) {
        let mut command = Command::new(&side.program);
        command.args(["repeat", side.name, sample, &times.to_string()]);
        if routes > 0 {
            command.arg(routes.to_string());
        }
        *count = callgrind::instructions(&command, PATIENCE)?;
    }
    let [fewer, more] = counts;
    Ok(more.saturating_sub(fewer) / (TIMES[1] - TIMES[0]))
}
