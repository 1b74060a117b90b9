//! Generates the Channels API of `spec/channels-messages.yaml`.

use timely_codegen::build::{Build, BuildError};
use timely_codegen::settings::{ErrorField, ErrorSettings, Output, Settings};

fn main() -> Result<(), BuildError> {
    // The `Error` schema of the document, for what the server refuses before a handler runs.
    let errors = ErrorSettings::default()
        .field("/error", ErrorField::Title)
        .field("/message", ErrorField::Message);
    let settings = Settings::default()
        .outputs([Output::Client, Output::Server])
        .crate_path("channels_messages_downstream::api")
        .idempotency("X-Idempotency-Key")
        .errors(errors);
    Build::new("../../../spec/channels-messages.yaml")
        .settings(settings)
        .out_file("channels.rs")
        .emit()
}
