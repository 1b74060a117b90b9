//! What each of the three ways in costs the one who edits a crate: `cargo check` after a change of its own source.

use super::arguments::BenchWays;
use crate::{Status, report::Reporter};
use anyhow::{Context as _, ensure};
use std::{
    env,
    path::Path,
    time::{Duration, Instant},
};
use timely_codegen::settings::Output;
use timely_three_ways::{Profile, Settings, Way, Workspace};

pub(crate) fn run(arguments: &BenchWays, reporter: &Reporter) -> anyhow::Result<Status> {
    let document = arguments
        .document
        .canonicalize()
        .with_context(|| format!("{} cannot be found", arguments.document.display()))?;
    let [toml, macro_arguments, build] = outputs(&arguments.output);
    let settings = Settings {
        toml: &toml,
        arguments: &macro_arguments,
        build: &build,
    };
    let document = document.display().to_string();
    let workspace = Workspace::create(&folder(), &document, settings, Profile::Default)?;
    // This program itself is the first of the ways.
    let xtask = env::current_exe().context("the path of this program is not known")?;
    workspace.codegen(&xtask, &[])?.expect_success()?;

    let spinner = reporter.spinner("the dependencies, once".to_owned());
    let built = workspace.cargo().check(&["--workspace"])?;
    ensure!(built.success, "{}\n{}", built.messages, built.err);
    spinner.finish_and_clear();

    let bar = reporter.bar(u64::from(arguments.runs));
    let mut times = Way::ALL.map(|way| (way, Vec::new()));
    for _ in 0..arguments.runs {
        // In turns: what slows the machine for a while slows all ways alike.
        for (way, times) in &mut times {
            times.push(check_after_edit(&workspace, *way)?);
        }
        bar.inc(1);
    }
    bar.finish_and_clear();
    table(&times.map(|(way, times)| Row::new(way, times)), reporter);
    Ok(Status::Good)
}

/// The setting `outputs` as each of the ways writes it.
fn outputs(outputs: &[Output]) -> [String; 3] {
    let build = Settings::DEFAULT.build.to_owned();
    if outputs.is_empty() {
        return [String::new(), String::new(), build];
    }
    let names: Vec<&str> = outputs.iter().map(|output| output.name()).collect();
    let list = names.join(", ");
    let variants = outputs.iter().map(|output| format!("Output::{output:?}"));
    let variants: Vec<String> = variants.collect();
    [
        format!("outputs = {names:?}\n"),
        format!("outputs: [{list}],"),
        format!(
            "{build}\nuse timely_codegen::settings::Output;\nlet settings = settings.outputs([{}]);",
            variants.join(", ")
        ),
    ]
}

/// Below the target folder of the workspace, and kept: the next run finds its dependencies compiled.
fn folder() -> std::path::PathBuf {
    let target = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target");
    target.join("bench-ways")
}

fn check_after_edit(workspace: &Workspace, way: Way) -> anyhow::Result<Duration> {
    let package = way.krate();
    workspace.touch(&format!("{package}/src/lib.rs"))?;
    let start = Instant::now();
    let built = workspace.cargo().check(&["--package", package])?;
    let time = start.elapsed();
    ensure!(
        built.success && built.fresh.get(package) == Some(&false),
        "{package} was not compiled\n{}",
        built.err
    );
    Ok(time)
}

struct Row {
    way: Way,
    min: Duration,
    median: Duration,
}

impl Row {
    fn new(way: Way, mut times: Vec<Duration>) -> Self {
        times.sort();
        let at = |index: usize| times.get(index).copied().unwrap_or_default();
        Self {
            way,
            min: at(0),
            median: at(times.len() / 2),
        }
    }
}

fn table(rows: &[Row; 3], reporter: &Reporter) {
    let committed = &rows[0];
    let ratio = |time: Duration, of: Duration| time.as_secs_f64() / of.as_secs_f64();
    reporter.line(&format!(
        "{:16} {:>8} {:>8} {:>18}",
        "cargo check", "min", "median", "ratio (min/median)"
    ));
    for row in rows {
        reporter.line(&format!(
            "{:16} {:>7.3}s {:>7.3}s {:>18}",
            row.way.krate(),
            row.min.as_secs_f64(),
            row.median.as_secs_f64(),
            format!(
                "{:.2} / {:.2}",
                ratio(row.min, committed.min),
                ratio(row.median, committed.median)
            ),
        ));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_hold_the_least_and_the_middle() {
        let times = [5, 1, 9].map(Duration::from_secs).to_vec();
        let row = Row::new(Way::Macro, times);
        assert_eq!((row.min.as_secs(), row.median.as_secs()), (1, 5));
    }
}
