//! Generates the API of `tests/fixtures/operations.yaml`.

use timely_codegen::build::{Build, BuildError};
use timely_codegen::settings::{Output, Settings};

fn main() -> Result<(), BuildError> {
    Build::new("../fixtures/operations.yaml")
        .settings(Settings::default().outputs([Output::Client, Output::Server]))
        .out_file("things.rs")
        .emit()
}
