//! The command line of `cargo xtask load`.

use clap::{Args, Subcommand, ValueEnum};
use std::path::PathBuf;

pub(crate) const HELP: &str = "\
Two servers are compared: the generated one, and one that is written by hand with the same checks and the same store
(tests/server-bench). Each is started anew for each round, in turn, on a free port of the loopback address, and driven
from another process: by `wrk` if it is on the PATH, or else by `oha`.

Examples:
  cargo xtask load                           valid requests, then invalid ones
  cargo xtask load --rounds 9 --seconds 10   longer
  cargo xtask load --beside garde            and a third server
  cargo xtask load instructions              what each request takes without a socket, by callgrind
  cargo xtask load growth                    many routes, many connections, and the start

Exit codes:
  0  measured
  1  (growth) a server takes longer to start than it may
  2  not run: wrong arguments, a server that does not start, or neither wrk nor oha";

/// What to measure.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct Load {
    #[command(subcommand)]
    pub(crate) what: Option<What>,

    #[command(flatten)]
    pub(crate) rounds: Rounds,
}

#[derive(Debug, Subcommand)]
pub(crate) enum What {
    /// The instructions that each request and its answer take without a socket, by callgrind
    Instructions(Instructions),
    /// One route as routes grow, the memory of idle connections, and the time from start to the first answer
    Growth(Growth),
}

/// Requests under load.
#[derive(Debug, Args)]
pub(crate) struct Rounds {
    /// How often each server is measured
    #[arg(long, value_name = "NUMBER", default_value_t = 5, value_parser = clap::value_parser!(u16).range(1..=1000))]
    pub(crate) rounds: u16,

    /// How long each time
    #[arg(long, value_name = "SECONDS", default_value_t = 4, value_parser = clap::value_parser!(u16).range(1..=600))]
    pub(crate) seconds: u16,

    /// How many connections at once
    #[arg(long, value_name = "NUMBER", default_value_t = 16, value_parser = clap::value_parser!(u16).range(1..=1000))]
    pub(crate) connections: u16,

    #[command(flatten)]
    pub(crate) others: Others,
}

/// The servers beside the generated one and the one by hand.
#[derive(Debug, Args)]
pub(crate) struct Others {
    /// More servers to measure
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    pub(crate) beside: Vec<Other>,
}

/// A server that others would have for the same operations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Other {
    /// Plain axum, with structs that the crate garde checks
    Garde,
    /// The server that openapi-to-rust makes of the same document, where it is installed
    OpenapiToRust,
}

#[derive(Debug, Args)]
pub(crate) struct Instructions {
    /// Which requests, such as list or bad-create [default: all]
    #[arg(value_name = "SAMPLE")]
    pub(crate) samples: Vec<String>,

    #[command(flatten)]
    pub(crate) others: Others,
}

#[derive(Debug, Args)]
pub(crate) struct Growth {
    /// The numbers of routes
    #[arg(
        long,
        value_name = "LIST",
        value_delimiter = ',',
        default_value = "10,100,1000,5000"
    )]
    pub(crate) routes: Vec<usize>,

    /// The request that is measured as routes grow, and that each connection makes
    #[arg(long, value_name = "SAMPLE", default_value = "get")]
    pub(crate) sample: String,

    /// The numbers of idle connections
    #[arg(long, value_name = "LIST", value_delimiter = ',', default_value = "1000,5000", value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) connections: Vec<u32>,

    /// Documents whose server is generated, compiled and started
    #[arg(long = "document", value_name = "FILE")]
    pub(crate) documents: Vec<PathBuf>,

    /// How often each figure of time is taken
    #[arg(long, value_name = "NUMBER", default_value_t = 5, value_parser = clap::value_parser!(u16).range(1..=1000))]
    pub(crate) rounds: u16,

    /// How long a server is driven each time
    #[arg(long, value_name = "SECONDS", default_value_t = 2, value_parser = clap::value_parser!(u16).range(1..=600))]
    pub(crate) seconds: u16,
}
