//! Instructions, as callgrind counts them: other work on the machine does not change their number.

use crate::measure;
use anyhow::Context as _;
use std::{process::Command, time::Duration};

/// The instructions that a run of a program takes.
pub(crate) fn instructions(command: &Command, patience: Duration) -> anyhow::Result<u64> {
    let mut outer = Command::new("valgrind");
    outer
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(command.get_program())
        .args(command.get_args());
    let measured = measure::run(&outer, patience)?;
    let count = measured
        .err
        .lines()
        .find_map(|line| line.split_once("Collected :"))
        .context("valgrind counts nothing; is it installed?")?;
    let count = count.1.trim();
    count
        .parse()
        .with_context(|| format!("{count} is no number of instructions"))
}
