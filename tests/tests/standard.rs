//! Every construct that the standard's own test documents show, in a small document each: generated with all outputs and
//! compiled.
//!
//! The OpenAPI Initiative publishes documents that its schemas of OpenAPI 3.0, 3.1 and 3.2 accept. What each of them is
//! about has a document in `fixtures/standard`.

#![deny(warnings)]
// Generated modules offer more than is called here; what documents are warned about on purpose, the macro warns about.
#![allow(dead_code, deprecated)]

use std::sync::{Arc, Mutex};

/// A module for each document, and their names.
macro_rules! documents {
    ($($name:ident: $path:literal,)*) => {
        $(mod $name {
            timely_macros::openapi!($path);
        })*
        const COMPILED: &[&str] = &[$($path),*];
    };
}

documents! {
    callbacks: "fixtures/standard/callbacks.yaml",
    dialect: "fixtures/standard/dialect.yaml",
    examples: "fixtures/standard/examples.yaml",
    extensions: "fixtures/standard/extensions.yaml",
    fragment_in_path: "fixtures/standard/fragment_in_path.yaml",
    headers: "fixtures/standard/headers.yaml",
    links: "fixtures/standard/links.yaml",
    media_types: "fixtures/standard/media_types.yaml",
    media_types_without_schema: "fixtures/standard/media_types_without_schema.yaml",
    methods: "fixtures/standard/methods.yaml",
    minimal_components: "fixtures/standard/minimal_components.yaml",
    minimal_paths: "fixtures/standard/minimal_paths.yaml",
    minimal_webhooks: "fixtures/standard/minimal_webhooks.yaml",
    operation_servers: "fixtures/standard/operation_servers.yaml",
    operation_without_responses: "fixtures/standard/operation_without_responses.yaml",
    parameters_beside_references: "fixtures/standard/parameters_beside_references.yaml",
    path_item_servers: "fixtures/standard/path_item_servers.yaml",
    path_items_as_components: "fixtures/standard/path_items_as_components.yaml",
    path_without_operations: "fixtures/standard/path_without_operations.yaml",
    query_string: "fixtures/standard/query_string.yaml",
    responses_of_extensions: "fixtures/standard/responses_of_extensions.yaml",
    schema_types: "fixtures/standard/schema_types.yaml",
    schema_types_3_0: "fixtures/standard/schema_types_3_0.yaml",
    security: "fixtures/standard/security.yaml",
    self_reference: "fixtures/standard/self.yaml",
    server_enum_empty: "fixtures/standard/server_enum_empty.yaml",
    server_names: "fixtures/standard/server_names.yaml",
    servers: "fixtures/standard/servers.yaml",
    shared_parameters: "fixtures/standard/shared_parameters.yaml",
    shared_path_item: "fixtures/standard/shared_path_item.yaml",
    styles: "fixtures/standard/styles.yaml",
    tags: "fixtures/standard/tags.yaml",
    undeclared_path_parameter: "fixtures/standard/undeclared_path_parameter.yaml",
    webhooks: "fixtures/standard/webhooks.yaml",
}

/// The documents are all in the list above, so that none is left out by mistake.
#[test]
fn every_document_is_compiled() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/standard");
    let entries = std::fs::read_dir(folder).expect("the folder exists");
    for entry in entries {
        let name = entry.expect("the folder can be listed").file_name();
        let path = format!("fixtures/standard/{}", name.to_string_lossy());
        assert!(COMPILED.contains(&path.as_str()), "{path} is not compiled");
    }
}

/// An address that one path alone names is known to the client, as the address of its operations.
#[test]
fn servers_of_a_path_are_named() {
    use path_item_servers::client::base_urls;
    assert_eq!(base_urls::SHELVES_EXAMPLE, "https://shelves.example.com");
    assert_eq!(base_urls::WRITES_EXAMPLE, "https://writes.example.com");
}

/// A shared path item is served at every path that it stands at, by operations of their own.
#[tokio::test]
async fn a_shared_path_item_is_served_at_every_path() {
    use shared_path_item::client::{Client, DefaultApi as _};
    use shared_path_item::operations as ops;
    use shared_path_item::server::{Context, DefaultService, router};
    use timely_runtime::{NoContent, Undocumented};

    #[derive(Clone, Default)]
    struct Library(Arc<Mutex<Vec<String>>>);

    macro_rules! noted {
        ($($name:ident -> $response:ident;)+) => {
            impl DefaultService for Library {
                $(async fn $name(&self, _: Context<()>, id: String) -> Result<ops::$response, Undocumented> {
                    let call = format!("{} {id}", stringify!($name));
                    self.0.lock().expect("no panic before").push(call);
                    Ok(NoContent.into())
                })+
            }
        };
    }
    noted! {
        get_book -> GetBookResponse;
        put_book -> PutBookResponse;
        get_novels_by_id -> GetNovelsByIdResponse;
        put_novels_by_id -> PutNovelsByIdResponse;
        get_v2_books_by_id -> GetV2BooksByIdResponse;
        put_v2_books_by_id -> PutV2BooksByIdResponse;
    }

    let library = Library::default();
    let client = Client::builder()
        .base_url("http://books.test")
        .transport(router(library.clone()))
        .build()
        .expect("nothing is missing");
    client.get_book("1").await.expect("served");
    client.put_novels_by_id("2").await.expect("served");
    client.get_v2_books_by_id("3").await.expect("served");
    assert_eq!(
        *library.0.lock().expect("no panic before"),
        ["get_book 1", "put_novels_by_id 2", "get_v2_books_by_id 3"]
    );
}
