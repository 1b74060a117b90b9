//! The program `timely`; `timely --help` lists its commands.

use std::{env, process::ExitCode};

/// Syntax trees are millions of small allocations, which take half of the time with the system's allocator.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    timely_codegen::cli::run(env::args_os())
}
