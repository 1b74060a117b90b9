//! The generated code of all documents of the tests, each with examples in its documentation, and with the first page that a crate
//! of its own would have: `cargo test --doc` compiles them all, and `cargo doc` follows their links.

// What the documents say that is warned about, they say on purpose.
#![allow(deprecated)]

macro_rules! documents {
    ($($(#[$attribute:meta])* $name:ident: $document:tt $path:tt;)*) => {
        $(
            $(#[$attribute])*
            pub mod $name {
                #![doc = include_str!(concat!(env!("OUT_DIR"), "/", stringify!($name), ".md"))]

                timely_macros::openapi! {
                    document: $document,
                    crate_path: $path,
                    outputs: [client],
                }
            }
        )*

        #[cfg(test)]
        const DOCUMENTS: &[&str] = &[$($document),*];
    };
}

documents! {
    agreement: "../fixtures/agreement.yaml" "timely_doc_examples::agreement";
    authenticators: "../fixtures/authenticators.yaml" "timely_doc_examples::authenticators";
    callbacks: "../fixtures/callbacks.yaml" "timely_doc_examples::callbacks";
    client_calls: "../fixtures/client_calls.yaml" "timely_doc_examples::client_calls";
    client_calls_later: "../fixtures/client_calls_later.yaml" "timely_doc_examples::client_calls_later";
    combined: "../fixtures/combined.yaml" "timely_doc_examples::combined";
    common: "../fixtures/common.yaml" "timely_doc_examples::common";
    constraints: "../fixtures/constraints.yaml" "timely_doc_examples::constraints";
    contents: "../fixtures/contents.yaml" "timely_doc_examples::contents";
    // Of some names rustdoc can make no files.
    #[cfg(any(not(doc), doctest))]
    deep: "../fixtures/deep.yaml" "timely_doc_examples::deep";
    default_mapping: "../fixtures/default_mapping.yaml" "timely_doc_examples::default_mapping";
    defaults: "../fixtures/defaults.yaml" "timely_doc_examples::defaults";
    deprecated: "../fixtures/deprecated.yaml" "timely_doc_examples::deprecated";
    dialect_3_0: "../fixtures/dialect_3_0.yaml" "timely_doc_examples::dialect_3_0";
    directions: "../fixtures/directions.yaml" "timely_doc_examples::directions";
    enums: "../fixtures/enums.yaml" "timely_doc_examples::enums";
    event_streams: "../fixtures/event_streams.yaml" "timely_doc_examples::event_streams";
    exact_numbers: "../fixtures/exact_numbers.yaml" "timely_doc_examples::exact_numbers";
    examples: "../fixtures/examples.yaml" "timely_doc_examples::examples";
    extensions: "../fixtures/extensions.yaml" "timely_doc_examples::extensions";
    files: "../fixtures/files.yaml" "timely_doc_examples::files";
    form_rest: "../fixtures/form_rest.yaml" "timely_doc_examples::form_rest";
    formats: "../fixtures/formats.yaml" "timely_doc_examples::formats";
    forms_and_streams: "../fixtures/forms_and_streams.yaml" "timely_doc_examples::forms_and_streams";
    generics: "../fixtures/generics.yaml" "timely_doc_examples::generics";
    handlers: "../fixtures/handlers.yaml" "timely_doc_examples::handlers";
    headers: "../fixtures/headers.yaml" "timely_doc_examples::headers";
    hierarchies: "../fixtures/hierarchies.yaml" "timely_doc_examples::hierarchies";
    hostile: "../fixtures/hostile.yaml" "timely_doc_examples::hostile";
    links: "../fixtures/links.yaml" "timely_doc_examples::links";
    media_choices: "../fixtures/media_choices.yaml" "timely_doc_examples::media_choices";
    media_types: "../fixtures/media_types.yaml" "timely_doc_examples::media_types";
    merged: "../fixtures/merged.yaml" "timely_doc_examples::merged";
    names: "../fixtures/names.yaml" "timely_doc_examples::names";
    nested_hierarchies: "../fixtures/nested_hierarchies.yaml" "timely_doc_examples::nested_hierarchies";
    nested_unions: "../fixtures/nested_unions.yaml" "timely_doc_examples::nested_unions";
    nulls: "../fixtures/nulls.yaml" "timely_doc_examples::nulls";
    number_enums: "../fixtures/number_enums.yaml" "timely_doc_examples::number_enums";
    numbered_pages: "../fixtures/numbered_pages.yaml" "timely_doc_examples::numbered_pages";
    oauth: "../fixtures/oauth.yaml" "timely_doc_examples::oauth";
    objects: "../fixtures/objects.yaml" "timely_doc_examples::objects";
    // Of some names rustdoc can make no files.
    #[cfg(any(not(doc), doctest))]
    obstacle_course: "../fixtures/obstacle_course.yaml" "timely_doc_examples::obstacle_course";
    operations: "../fixtures/operations.yaml" "timely_doc_examples::operations";
    page_styles: "../fixtures/page_styles.yaml" "timely_doc_examples::page_styles";
    parts: "../fixtures/parts.yaml" "timely_doc_examples::parts";
    patches: "../fixtures/patches.yaml" "timely_doc_examples::patches";
    paths: "../fixtures/paths.yaml" "timely_doc_examples::paths";
    patterned: "../fixtures/patterned.yaml" "timely_doc_examples::patterned";
    patterns: "../fixtures/patterns.yaml" "timely_doc_examples::patterns";
    petstore: "../fixtures/petstore.yaml" "timely_doc_examples::petstore";
    presence: "../fixtures/presence.yaml" "timely_doc_examples::presence";
    recursion: "../fixtures/recursion.yaml" "timely_doc_examples::recursion";
    requests: "../fixtures/requests.yaml" "timely_doc_examples::requests";
    reserved: "../fixtures/reserved.yaml" "timely_doc_examples::reserved";
    responses: "../fixtures/responses.yaml" "timely_doc_examples::responses";
    routers: "../fixtures/routers.yaml" "timely_doc_examples::routers";
    routers_later: "../fixtures/routers_later.yaml" "timely_doc_examples::routers_later";
    sdk: "../fixtures/sdk.yaml" "timely_doc_examples::sdk";
    sdk_setup: "../fixtures/sdk_setup.yaml" "timely_doc_examples::sdk_setup";
    served: "../fixtures/served.yaml" "timely_doc_examples::served";
    shared_types: "../fixtures/shared_types.yaml" "timely_doc_examples::shared_types";
    sharing: "../fixtures/sharing.yaml" "timely_doc_examples::sharing";
    swagger_2: "../fixtures/swagger_2.yaml" "timely_doc_examples::swagger_2";
    tags: "../fixtures/tags.yaml" "timely_doc_examples::tags";
    texts: "../fixtures/texts.yaml" "timely_doc_examples::texts";
    transport: "../fixtures/transport.yaml" "timely_doc_examples::transport";
    tuples: "../fixtures/tuples.yaml" "timely_doc_examples::tuples";
    type_paths: "../fixtures/type_paths.yaml" "timely_doc_examples::type_paths";
    type_paths_later: "../fixtures/type_paths_later.yaml" "timely_doc_examples::type_paths_later";
    type_settings: "../fixtures/type_settings.yaml" "timely_doc_examples::type_settings";
    typed_formats: "../fixtures/typed_formats.yaml" "timely_doc_examples::typed_formats";
    unions: "../fixtures/unions.yaml" "timely_doc_examples::unions";
    unique_names: "../fixtures/unique_names.yaml" "timely_doc_examples::unique_names";
    variant_names: "../fixtures/variant_names.yaml" "timely_doc_examples::variant_names";
    webhooks: "../fixtures/webhooks.yaml" "timely_doc_examples::webhooks";
    widths: "../fixtures/widths.yaml" "timely_doc_examples::widths";
    xml: "../fixtures/xml.yaml" "timely_doc_examples::xml";
    xml_edges: "../fixtures/xml_edges.yaml" "timely_doc_examples::xml_edges";
    yaml: "../fixtures/yaml.yaml" "timely_doc_examples::yaml";
}

/// The document `sharing` with the types of `common`.
pub mod sharing_types {
    timely_macros::openapi! {
        document: "../fixtures/sharing.yaml",
        crate_path: "timely_doc_examples::sharing_types",
        outputs: [client],
        refs: { "common.yaml": { module: "common" } },
    }
}

#[test]
fn every_document_of_the_tests_is_here() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures");
    let files = std::fs::read_dir(folder).expect("the fixtures are there");
    let names = files.map(|file| file.expect("an entry").file_name());
    let names = names.map(|name| format!("../fixtures/{}", name.to_string_lossy()));
    let mut names: Vec<String> = names.filter(|name| name.ends_with(".yaml")).collect();
    names.sort_unstable();
    assert_eq!(names, DOCUMENTS);
}
