//! What each stage of the pipeline takes, in the profile that this program is compiled with: that of a dependency of a
//! build script or macro when it is the usual one.

use super::arguments::BenchStages;
use crate::{Status, report::Reporter};
use anyhow::Context as _;
use std::{
    path::Path,
    time::{Duration, Instant},
};
use timely_codegen::{
    diagnostic::Diagnostics,
    emit::emit,
    lower::{TypesElsewhere, lower},
    normalize::normalize,
    read,
    settings::Settings,
    tree::SourceTree,
};

const STAGES: [&str; 5] = ["read", "normalize", "lower", "emit", "format"];

pub(crate) fn run(arguments: &BenchStages, reporter: &Reporter) -> anyhow::Result<Status> {
    let mut times = STAGES.map(|_| Vec::new());
    for _ in 0..arguments.runs {
        let run = stages(&arguments.document)?;
        for (times, time) in times.iter_mut().zip(run) {
            times.push(time);
        }
    }
    reporter.line(&format!("{:10} {:>8} {:>8}", "stage", "min", "median"));
    for (stage, mut times) in STAGES.into_iter().zip(times) {
        times.sort();
        let milliseconds = |index: usize| {
            let time = times.get(index).copied().unwrap_or_default();
            time.as_secs_f64() * 1000.0
        };
        let (min, median) = (milliseconds(0), milliseconds(times.len() / 2));
        reporter.line(&format!("{stage:10} {min:>6.1}ms {median:>6.1}ms"));
    }
    Ok(Status::Good)
}

/// One run, as [`timely_codegen::Generator`] makes it, and then the formatting that the macro does without.
fn stages(document: &Path) -> anyhow::Result<[Duration; STAGES.len()]> {
    let settings = Settings::default();
    let mut diagnostics = Diagnostics::default();
    let mut clock = Clock(Instant::now());
    let unusable = || {
        format!(
            "`cargo xtask lint --spec {}` tells more",
            document.display()
        )
    };

    let options = read::ReadOptions::default();
    let text = read::read_file(document, &options, &mut diagnostics).with_context(unusable)?;
    let read = clock.lap();
    let normalized = normalize(text, &settings, &mut diagnostics).with_context(unusable)?;
    let normalize = clock.lap();
    let api = lower(
        &normalized,
        &settings,
        &TypesElsewhere::default(),
        &mut diagnostics,
    );
    let lower = clock.lap();
    let module = emit(&api, &settings);
    let emit = clock.lap();
    SourceTree::from_module(&module, "")?;
    Ok([read, normalize, lower, emit, clock.lap()])
}

struct Clock(Instant);

impl Clock {
    /// The time since the last lap.
    fn lap(&mut self) -> Duration {
        std::mem::replace(&mut self.0, Instant::now()).elapsed()
    }
}
