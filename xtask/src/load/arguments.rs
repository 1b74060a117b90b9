//! The command line of `cargo xtask load`.

use clap::Args;

pub(crate) const HELP: &str = "\
Two servers are compared: the generated one, and one that is written by hand with the same checks and the same store
(tests/server-bench). Each is started anew for each round, in turn, on a free port of the loopback address, and driven
from another process: by `wrk` if it is on the PATH, or else by `oha`.

Examples:
  cargo xtask load                           valid requests, then invalid ones
  cargo xtask load --rounds 9 --seconds 10   longer

Exit codes:
  0  measured
  2  not run: wrong arguments, a server that does not start, or neither wrk nor oha";

#[derive(Debug, Args)]
pub(crate) struct Load {
    /// How often each server is measured
    #[arg(long, value_name = "NUMBER", default_value_t = 5, value_parser = clap::value_parser!(u16).range(1..=1000))]
    pub(crate) rounds: u16,

    /// How long each time
    #[arg(long, value_name = "SECONDS", default_value_t = 4, value_parser = clap::value_parser!(u16).range(1..=600))]
    pub(crate) seconds: u16,

    /// How many connections at once
    #[arg(long, value_name = "NUMBER", default_value_t = 16, value_parser = clap::value_parser!(u16).range(1..=1000))]
    pub(crate) connections: u16,
}
