//! The statics that are made while a program runs, held against those that are generated.

use std::path::Path;
use timely_codegen::Generator;
use timely_codegen::settings::{Output, Settings};
use timely_runtime::Operation;
use timely_runtime::server::ErrorFormat;

/// Modules of the server's side of documents that are full of what operations may have.
macro_rules! apis {
    ($($name:ident: $file:literal;)*) => {
        $(
            #[allow(dead_code, deprecated)]
            mod $name {
                timely_macros::openapi!(document: $file, outputs: [server]);
            }

            #[test]
            fn $name() {
                same($file, $name::operations::OPERATIONS, &$name::server::ERRORS);
            }
        )*
    };
}

apis! {
    authenticators: "fixtures/authenticators.yaml";
    contents: "fixtures/contents.yaml";
    deprecated: "fixtures/deprecated.yaml";
    forms_and_streams: "fixtures/forms_and_streams.yaml";
    media_types: "fixtures/media_types.yaml";
    oauth: "fixtures/oauth.yaml";
    operations: "fixtures/operations.yaml";
    parts: "fixtures/parts.yaml";
    paths: "fixtures/paths.yaml";
    petstore: "fixtures/petstore.yaml";
    responses: "fixtures/responses.yaml";
    routers: "fixtures/routers.yaml";
    xml: "fixtures/xml.yaml";
}

#[test]
fn the_timely_api() {
    let generated = timely_generated::operations::OPERATIONS;
    same(
        "../spec/timely.yaml",
        generated,
        &timely_generated::server::ERRORS,
    );
}

fn same(file: &str, generated: &[&Operation], errors: &ErrorFormat) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    let settings = Settings::default().outputs([Output::Server]);
    let (outcome, mock) = Generator::from_file(path).settings(settings).mock();
    let mock = mock.unwrap_or_else(|| panic!("{}", outcome.render_diagnostics()));
    assert!(!generated.is_empty());
    assert_eq!(mock.operations().len(), generated.len());
    for (made, generated) in mock.operations().iter().zip(generated) {
        assert_eq!(format!("{made:#?}"), format!("{generated:#?}"));
        // What stands behind the schemas, which their texts name.
        for parameter in generated.parameters {
            assert!(parameter.schema.prepare().is_ok());
        }
    }
    let same_errors = format!("{:?}", mock.errors()) == format!("{errors:?}");
    // The settings of the Timely API are its own.
    assert!(same_errors || file.contains("timely"), "{errors:?}");
    assert_eq!(mock.misses().expect("a script"), []);
}
