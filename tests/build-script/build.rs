//! Generates the APIs of `tests/fixtures/operations.yaml` and, which is of Swagger 2.0, `tests/fixtures/swagger_2.yaml`.

use timely_codegen::build::{Build, BuildError};
use timely_codegen::settings::{Output, Settings};

fn main() -> Result<(), BuildError> {
    let settings = Settings::default().outputs([Output::Client, Output::Server]);
    Build::new("../fixtures/operations.yaml")
        .settings(settings.clone())
        .out_file("things.rs")
        .emit()?;
    Build::new("../fixtures/swagger_2.yaml")
        .settings(settings)
        .out_file("pets.rs")
        .emit()
}
