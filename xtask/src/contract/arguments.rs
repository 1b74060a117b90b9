//! The command line of `cargo xtask contract`.

use clap::Args;
use std::path::PathBuf;

pub(crate) const HELP: &str = "\
Examples:
  cargo xtask contract                       every server, all phases, three seeds
  cargo xtask contract timely --seeds 7,8    one of them, two seeds
  cargo xtask contract --max-examples 500    longer

schemathesis is taken from `st` on the PATH, or else through `uvx` or `pipx`.

When schemathesis itself crashes, that is said, and another seed takes the place of the one that it crashed with.

Exit codes:
  0  every answer is as the document says, as far as schemathesis could tell
  1  some are not
  2  not run: wrong arguments, a server that does not start, or no schemathesis";

#[derive(Debug, Args)]
pub(crate) struct Contract {
    /// Servers: timely, chatbot-platform, channels-messages, and the mocks timely-mock, chatbot-platform-mock,
    /// channels-messages-mock and petstore-mock [default: all]
    #[arg(value_name = "TARGET")]
    pub(crate) targets: Vec<String>,

    /// Where random data starts, separated by commas
    #[arg(
        long,
        visible_alias = "seed",
        value_name = "NUMBERS",
        value_delimiter = ',',
        default_value = "1,2,3"
    )]
    pub(crate) seeds: Vec<u64>,

    /// Random requests for each operation
    #[arg(long, value_name = "NUMBER", default_value_t = 50)]
    pub(crate) max_examples: u32,

    /// The phases, separated by commas
    #[arg(
        long,
        value_name = "PHASES",
        default_value = "examples,coverage,fuzzing,stateful"
    )]
    pub(crate) phases: String,

    /// Where to put the JUnit reports [default: target/contract of the workspace]
    #[arg(long, value_name = "DIR")]
    pub(crate) reports: Option<PathBuf>,

    /// Without schemathesis, say so and exit with 0
    #[arg(long)]
    pub(crate) if_installed: bool,
}
