//! The servers of this crate as a program; [`timely_server_bench::program`] tells what it can do.

use std::process::ExitCode;
use timely_server_bench::{Side, growth, program};

#[tokio::main]
async fn main() -> ExitCode {
    program::run(|name, routes| {
        let mut sides = Side::ALL.into_iter();
        let side = sides.find(|side| side.name() == name)?;
        Some(growth::router(side, routes))
    })
    .await
}
