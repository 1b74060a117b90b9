//! The program `timely`, as one runs it.

#[path = "cli/crates.rs"]
mod crates;
#[path = "cli/diff.rs"]
mod diff;
#[path = "cli/diff_git.rs"]
mod diff_git;
#[path = "cli/documents.rs"]
mod documents;
#[path = "cli/generate.rs"]
mod generate;
#[path = "cli/levels.rs"]
mod levels;
#[path = "cli/new.rs"]
mod new;
#[path = "cli/overlays.rs"]
mod overlays;
#[path = "cli/program.rs"]
mod program;
#[path = "cli/recognition.rs"]
mod recognition;
#[path = "cli/refs.rs"]
mod refs;
#[path = "cli/samples.rs"]
mod samples;
#[path = "cli/upgrade.rs"]
mod upgrade;
