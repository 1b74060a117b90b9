//! The surface of the Timely API: what its users name.

use std::path::Path;
use timely_codegen::Generator;

/// What a change to `spec/timely.yaml` changes for its users.
#[test]
fn surface_of_the_timely_api() {
    let document = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec/timely.yaml");
    let config = timely_codegen::settings::Config::load(&document.with_file_name("codegen.toml"))
        .expect("codegen.toml is valid");
    let settings = config
        .target("timely")
        .expect("there is a target of this name")
        .settings
        .clone();
    let outcome = Generator::from_file(&document).settings(settings).run();
    assert!(
        outcome.diagnostics.is_empty(),
        "{}",
        outcome.render_diagnostics()
    );
    let api = outcome.api().expect("the document can be read");
    assert_eq!(api.operations().count(), 96);
    insta::assert_snapshot!(api.surface().to_string());
}
