//! What is generated from small documents, one construct each, as readable snapshots.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use timely_codegen::settings::{
    EscapedCommas, Output, PageStyle, Pagination, RefTarget, ServerPrefix, ServerSettings,
    Settings, Unimplemented, UnknownQuery,
};
use timely_codegen::{Generator, Outcome, tree::SourceTree};

/// A document of these tests, or one that generated code is compiled from as well, which the tests across crates have.
fn fixture(name: &str) -> PathBuf {
    let crate_folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let own = crate_folder.join("tests/fixtures").join(name);
    match own.exists() {
        true => own,
        false => crate_folder.join("../tests/fixtures").join(name),
    }
}

fn run(name: &str, settings: Settings) -> Outcome {
    Generator::from_file(fixture(name)).settings(settings).run()
}

/// The diagnostics, with the folder of this machine taken out.
fn diagnostics(outcome: &Outcome) -> String {
    outcome
        .render_diagnostics()
        .replace(concat!(env!("CARGO_MANIFEST_DIR"), "/../tests"), "tests")
        .replace(concat!(env!("CARGO_MANIFEST_DIR"), "/tests"), "tests")
}

/// The generated files whose names begin with one of `wanted`, one after the other, and the diagnostics.
fn generated(name: &str, settings: Settings, wanted: &[&str]) -> String {
    let outcome = run(name, settings);
    let mut out = diagnostics(&outcome);
    let module = outcome
        .module
        .unwrap_or_else(|| panic!("nothing generated:\n{out}"));
    let tree = SourceTree::from_module(&module, "").expect("generated code is Rust");
    for (path, text) in tree.files() {
        let path = path.to_string_lossy().replace('\\', "/");
        if wanted.iter().any(|wanted| path.starts_with(wanted)) {
            write!(out, "// ─── {path}\n{text}\n").expect("a string can be written to");
        }
    }
    out
}

macro_rules! snapshot {
    ($name:ident, $file:literal, $wanted:expr) => {
        #[test]
        fn $name() {
            insta::assert_snapshot!(generated($file, Settings::default(), &$wanted));
        }
    };
}

snapshot!(presence, "presence.yaml", ["models"]);
snapshot!(
    extensions,
    "extensions.yaml",
    ["models", "operations", "client"]
);
snapshot!(enums, "enums.yaml", ["models", "schemas"]);
snapshot!(formats, "formats.yaml", ["models"]);
snapshot!(constraints, "constraints.yaml", ["schemas"]);
snapshot!(patterns, "patterns.yaml", ["schemas"]);
snapshot!(costly_patterns, "costly_patterns.yaml", ["schemas"]);
snapshot!(objects, "objects.yaml", ["models"]);
snapshot!(unions, "unions.yaml", ["models", "schemas"]);
snapshot!(merged, "merged.yaml", ["models", "schemas"]);
snapshot!(
    shared_types,
    "shared_types.yaml",
    ["models", "operations/default_operations/create", "schemas"]
);
snapshot!(shared_errors, "shared_errors.yaml", ["operations"]);
snapshot!(hierarchies, "hierarchies.yaml", ["models", "schemas"]);
snapshot!(directions, "directions.yaml", ["models"]);
snapshot!(defaults, "defaults.yaml", ["models"]);
snapshot!(recursion, "recursion.yaml", ["models"]);

#[test]
fn types_of_another_document() {
    let common = RefTarget::default()
        .crate_name("common_models")
        .derive("Eq");
    let settings = Settings::default().derive("Eq").refs("common.yaml", common);
    let wanted = ["models", "operations", "schemas"];
    insta::assert_snapshot!(generated("sharing.yaml", settings, &wanted));
}

snapshot!(large_bodies, "large_bodies.yaml", ["lib.rs"]);
snapshot!(names, "names.yaml", ["models", "operations/rt"]);
snapshot!(
    operations,
    "operations.yaml",
    ["operations", "client", "server"]
);
#[test]
fn the_document_itself() {
    let settings = Settings::default()
        .outputs([Output::Document])
        .overlays([fixture("overlays/served.yaml")]);
    let settings = settings.feature_gates(true);
    let shown = generated("served.yaml", settings, &["document", "lib"]);
    insta::assert_snapshot!(shown);
}

#[test]
fn a_mock() {
    let settings = Settings::default().outputs([Output::Client, Output::Mock]);
    let settings = settings.feature_gates(true);
    let shown = generated("links.yaml", settings, &["mock", "lib"]);
    insta::assert_snapshot!(shown);
}

snapshot!(xml, "xml.yaml", ["xml_shapes", "operations/default"]);
snapshot!(
    xml_names,
    "xml_names.yaml",
    ["xml_shapes", "operations/default"]
);
snapshot!(
    contents,
    "contents.yaml",
    ["operations", "client", "server/default"]
);
snapshot!(
    forms_and_streams,
    "forms_and_streams.yaml",
    ["operations", "server/default"]
);
snapshot!(
    requests,
    "requests.yaml",
    [
        "operations/parameters",
        "operations/security.rs",
        "client/base_urls",
        "client/mod",
        "client/servers",
        "server/methods"
    ]
);
snapshot!(links, "links.yaml", ["client/users"]);
snapshot!(headers, "headers.yaml", ["operations/headers"]);
snapshot!(errors, "errors.yaml", ["server/mod"]);
snapshot!(parts, "parts.yaml", ["operations"]);
snapshot!(tuples, "tuples.yaml", ["models"]);
snapshot!(patches, "patches.yaml", ["models", "operations/bodies"]);
snapshot!(
    deprecated,
    "deprecated.yaml",
    ["models", "operations", "client/old", "client/mod"]
);
snapshot!(paths, "paths.yaml", ["operations", "client/mod"]);
snapshot!(webhooks, "webhooks.yaml", ["webhooks"]);
snapshot!(
    callbacks,
    "callbacks.yaml",
    [
        "operations/callbacks",
        "operations/webhooks",
        "webhooks",
        "callbacks"
    ]
);
snapshot!(dialect_3_0, "dialect_3_0.yaml", ["models", "schemas"]);

#[test]
fn examples_are_made_of_those_of_the_document() {
    let settings = || Settings::default().outputs([Output::Client]);
    let named = settings().crate_path("my_sdk");
    insta::assert_snapshot!(generated(
        "examples.yaml",
        named,
        &["client/default", "lib.rs"]
    ));
    let lines = |settings| {
        let code = generated("examples.yaml", settings, &["client/default", "lib.rs"]);
        (code.matches("```").count(), code.lines().count())
    };
    // Without a name of the crate, they are shown all the same.
    let (fences, with) = lines(settings());
    assert!(fences > 40, "{fences}");
    let (none, without) = lines(settings().examples(false));
    assert_eq!(none, 0);
    assert!(without < with);
}

#[test]
fn a_client_alone_has_no_constraints_but_those_that_tell_unions_apart() {
    let client = || Settings::default().outputs([Output::Client]);
    insta::assert_snapshot!(generated("unions.yaml", client(), &["schemas"]));
    insta::assert_snapshot!(
        "a_client_alone_describes_operations",
        generated(
            "shared_errors.yaml",
            client(),
            &["operations/default_operations", "schemas"]
        )
    );
}

#[test]
fn each_inline_type_has_its_own_definition_where_none_is_shared() {
    let definitions = |settings| {
        let types = generated("shared_types.yaml", settings, &["models", "operations"]);
        types.matches("pub struct ").count() + types.matches("pub enum ").count()
    };
    assert_eq!(definitions(Settings::default()), 9);
    assert_eq!(definitions(Settings::default().share_types(false)), 14);
}

#[test]
fn limits_of_the_document_and_of_the_settings() {
    let mut server = ServerSettings::default();
    server.statuses = vec![400, 404];
    server.unknown_query = UnknownQuery::Refuse;
    server.escaped_commas = EscapedCommas::Separator;
    server.body_limit = Some(4096);
    server.prefix = ServerPrefix::Document;
    server.unimplemented = Unimplemented::Answer;
    insta::assert_snapshot!(generated(
        "limits.yaml",
        Settings::default().server(server),
        &["operations/default_operations", "server"],
    ));
}

/// What a reader of a generated client sees.
#[test]
fn calls_of_a_client() {
    let mut pagination = Pagination::new(PageStyle::Page, "page", "/items");
    pagination.total_pages = Some("/total".to_owned());
    let settings = Settings::default()
        .pagination(pagination)
        .idempotency("X-Key");
    insta::assert_snapshot!(generated("client_calls.yaml", settings, &["client/pets"]));
}

#[test]
fn tags_are_features_where_that_is_wanted() {
    insta::assert_snapshot!(generated(
        "tags.yaml",
        Settings::default().tag_features(true),
        &[
            "lib.rs",
            "models",
            "schemas",
            "operations/mod",
            "client/mod",
            "server/mod"
        ],
    ));
}

#[test]
fn formats_can_be_chosen() {
    let settings = Settings::default()
        .format("date-time", "::jiff::Timestamp")
        .format("email", "String");
    insta::assert_snapshot!(generated("formats.yaml", settings, &["models"]));
}

#[test]
fn problems_are_reported_together_with_their_places() {
    let outcome = run("problems.yaml", Settings::default());
    assert!(outcome.module.is_some(), "each of them has a meaning");
    let outcome = run("problems.yaml", Settings::default().strict(true));
    assert!(
        outcome.module.is_none(),
        "a document with errors generates nothing"
    );
    insta::assert_snapshot!(diagnostics(&outcome));
}

#[test]
fn what_is_weaker_than_the_document_is_named() {
    insta::assert_snapshot!(diagnostics(&run("degraded.yaml", Settings::default())));
}

#[test]
fn what_cannot_be_generated_is_named() {
    insta::assert_snapshot!(diagnostics(&run("unsupported.yaml", Settings::default())));
}

/// A setting that finds nothing to do in the document is not passed over.
#[test]
fn a_pagination_rule_that_fits_nothing_is_named() {
    for (items, total, message) in [
        (
            "/things",
            "/pages",
            "the `pagination` setting fits no operation",
        ),
        (
            "/items",
            "/totl",
            "the `pagination` setting points to `/totl`",
        ),
    ] {
        let mut rule = Pagination::new(PageStyle::Page, "page", items);
        rule.total = Some(total.to_owned());
        let outcome = run("operations.yaml", Settings::default().pagination(rule));
        assert!(
            diagnostics(&outcome).contains(message),
            "{}",
            diagnostics(&outcome)
        );
    }
}

/// The reason is that of the operation that lacks the least.
#[test]
fn what_keeps_a_pagination_rule_from_fitting_is_named() {
    let document = "\
openapi: 3.1.0
info: {title: Pets, version: '1'}
paths:
  /owners:
    get:
      operationId: listOwners
      parameters: [{name: page_token, in: query, required: true, schema: {type: string}}]
      responses: {'204': {description: None}}
  /pets:
    get:
      operationId: listPets
      parameters: [{name: page_token, in: query, schema: {type: string}}]
      responses:
        '200':
          description: Pets
          content:
            application/json:
              schema:
                type: object
                required: [data, total]
                properties:
                  data: {type: array, items: {type: string}}
                  total: {type: integer}
                  meta: {type: object, properties: {next: {type: string}}}
";
    let cursor = |pointer: &str| {
        let mut rule = Pagination::new(PageStyle::Cursor, "page_token", "/data");
        rule.next_cursor = Some(pointer.to_owned());
        rule
    };
    for (rule, reason) in [
        (
            Pagination::new(PageStyle::Page, "page", "/data"),
            "none has that parameter",
        ),
        (
            Pagination::new(PageStyle::Page, "page_token", "/data"),
            "the nearest is `listPets`, but its parameter `page_token` is a string, and pages are counted by an integer",
        ),
        (
            Pagination::new(PageStyle::Offset, "page_token", "/total"),
            "the nearest is `listPets`, but `/total` of its response is an integer, not a list",
        ),
        (
            cursor("/after"),
            "the nearest is `listPets`, but its response has no `/after`",
        ),
        (
            cursor("/total"),
            "but `/total` of its response is an integer, and its parameter `page_token` is a string",
        ),
    ] {
        let settings = Settings::default().pagination(rule);
        let outcome = Generator::from_str("pets.yaml", document)
            .settings(settings)
            .run();
        let shown = diagnostics(&outcome);
        assert!(
            shown.contains("the `pagination` setting fits no operation\n"),
            "{shown}"
        );
        assert!(shown.contains(reason), "{reason}: {shown}");
    }
}

#[test]
fn settings_that_name_nothing_are_named() {
    let settings = Settings::default()
        .include("listThing")
        .include("get*")
        .exclude("delete*")
        .rename("/components/schemas/Thign", "Item")
        .rename("nothing", "something")
        .idempotency("X-Trase");
    insta::assert_snapshot!(diagnostics(&run("operations.yaml", settings)));
}

#[test]
fn a_missing_document_is_named() {
    insta::assert_snapshot!(diagnostics(&run("nowhere.yaml", Settings::default())));
}

/// The files that are generated from a text of the document of Timely.
fn files_of(document: &str) -> BTreeMap<PathBuf, String> {
    let outcome = Generator::from_str("timely.yaml", document).run();
    let module = outcome.module.expect("the document has no errors");
    let tree = SourceTree::from_module(&module, "").expect("generated code is Rust");
    tree.files().clone()
}

/// The document of Timely.
fn timely() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec/timely.yaml");
    std::fs::read_to_string(path).expect("the document is there")
}

/// The same document yields the same bytes, run after run.
#[test]
fn generation_is_deterministic() {
    assert!(
        files_of(&timely()) == files_of(&timely()),
        "two runs differ"
    );
}

/// What a reviewer reads of one optional property more: the type, and its schema.
#[test]
fn a_property_more_changes_two_files() {
    let document = timely();
    let contact = document
        .find("\n    Contact:\n")
        .expect("the schema of contacts");
    let properties = "\n      properties:\n";
    let place = contact
        + document[contact..]
            .find(properties)
            .expect("its properties");
    let mut later = document.clone();
    later.insert_str(
        place + properties.len(),
        "        nick_name: {type: string}\n",
    );
    let (before, after) = (files_of(&document), files_of(&later));
    assert!(before.keys().eq(after.keys()), "the files have other names");
    let changed = before.iter().filter(|(path, text)| after[*path] != **text);
    let changed: Vec<&PathBuf> = changed.map(|(path, _)| path).collect();
    let expected = [
        PathBuf::from("models/contact.rs"),
        PathBuf::from("schemas.rs"),
    ];
    assert_eq!(changed, expected.iter().collect::<Vec<_>>());
}

/// A checkout may have other line ends than the one that the code was generated from.
#[test]
fn line_ends_of_a_document_change_nothing() {
    for name in [
        "constraints.yaml",
        "hostile.yaml",
        "operations.yaml",
        "unions.yaml",
        "defaults.yaml",
    ] {
        let text = std::fs::read_to_string(fixture(name)).expect("the fixture is there");
        assert!(!text.contains('\r'), "{name}");
        let [plain, rewritten] = [text.clone(), text.replace('\n', "\r\n")].map(|text| {
            let outcome = Generator::from_str(name, text).run();
            let module = outcome.module.as_ref().expect("it is generated");
            let tree = SourceTree::from_module(module, "").expect("generated code is Rust");
            (outcome.render_diagnostics(), tree)
        });
        assert_eq!(plain.0, rewritten.0, "{name}");
        assert!(plain.1 == rewritten.1, "{name}");
    }
}

/// Texts of a document become documentation and data, never code.
#[test]
fn hostile_texts_stay_texts() {
    let outcome = run("hostile.yaml", Settings::default());
    assert!(outcome.module.is_some(), "{}", outcome.render_diagnostics());
    let module = outcome.module.expect("it has just been seen");
    let tree = SourceTree::from_module(&module, "").expect("generated code is Rust");
    for (path, text) in tree.files() {
        let file = syn::parse_file(text).expect("generated code is Rust");
        assert!(
            !declares(text.parse().expect("generated code is Rust"), "injected"),
            "{}",
            path.display()
        );
        for item in &file.items {
            let is_known = matches!(
                item,
                syn::Item::Use(_)
                    | syn::Item::Mod(_)
                    | syn::Item::Struct(_)
                    | syn::Item::Enum(_)
                    | syn::Item::Impl(_)
                    | syn::Item::Static(_)
                    | syn::Item::Const(_)
                    | syn::Item::Type(_)
                    | syn::Item::Trait(_)
                    | syn::Item::Macro(_)
            ) || matches!(item, syn::Item::Fn(function) if ["router", "router_with", "routes_with", "routes"].contains(&function.sig.ident.to_string().as_str()));
            assert!(
                is_known,
                "{}: an item that no generator writes",
                path.display()
            );
        }
    }
}

/// Whether the tokens, texts and comments aside, declare a function of this name.
fn declares(tokens: proc_macro2::TokenStream, name: &str) -> bool {
    let mut after_fn = false;
    tokens.into_iter().any(|token| match token {
        proc_macro2::TokenTree::Group(group) => declares(group.stream(), name),
        proc_macro2::TokenTree::Ident(ident) => {
            let found = after_fn && ident == name;
            after_fn = ident == "fn";
            found
        }
        _ => {
            after_fn = false;
            false
        }
    })
}
