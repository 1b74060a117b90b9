//! What generated code costs those who compile it.

use super::{arguments::BenchCheck, best, folder, generate, name};
use crate::{
    Status,
    corpus::{
        arguments::Generation,
        compiler::{Compiler, Driver},
    },
    release,
    report::Reporter,
};
use anyhow::ensure;
use std::time::Duration;

pub(crate) fn run(arguments: &BenchCheck, reporter: &Reporter) -> anyhow::Result<Status> {
    let program = release::program(reporter)?;
    let work = folder("corpus")?;
    let choice = Generation {
        features: arguments.features.clone(),
        strict: false,
        skip_unsupported: false,
        allow_outside_folder: false,
        pages: false,
    };
    let spinner = reporter.spinner("the dependencies of generated code".to_owned());
    let compiler = Compiler::new(&work, &choice.runtime_features(), Driver::Rustc);
    spinner.finish_and_clear();
    let compiler = compiler?;
    reporter.line(&format!(
        "{:28} {:>10} {:>6} {:>8} {:>8} {:>8} {:>11} {:>12}",
        "document", "operations", "types", "lines", "cpu s", "peak MB", "ms per op.", "ms per type"
    ));
    for document in &arguments.documents {
        let out = work.join("bench-check").join(name(document));
        let made = generate(&program, document, &out.join("src"), &choice)?;
        let spinner = reporter.spinner(name(document));
        let usage = best(arguments.runs, || {
            let check = compiler.check(&out, Duration::from_secs(3600))?;
            ensure!(
                check.clean,
                "{}: does not compile: {}",
                document.display(),
                check.messages.join("; ")
            );
            Ok(check.usage)
        });
        spinner.finish_and_clear();
        let usage = usage?;
        let each = |number: usize| usage.cpu * 1000.0 / number.max(1) as f64;
        reporter.line(&format!(
            "{:28} {:>10} {:>6} {:>8} {:>8.2} {:>8.0} {:>11.1} {:>12.1}",
            name(document),
            made.operations,
            made.types,
            made.lines,
            usage.cpu,
            usage.megabytes(),
            each(made.operations),
            each(made.types),
        ));
    }
    Ok(Status::Good)
}
