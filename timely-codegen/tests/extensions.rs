//! What a document says of itself in place of the settings: the settings win, and what is not meant changes nothing.

use std::path::Path;
use timely_codegen::settings::{PageStyle, Pagination, Settings, TypeSettings};
use timely_codegen::{Generator, Outcome, tree::SourceTree};

const DOCUMENT: &str = include_str!("../../tests/fixtures/extensions.yaml");

fn run(document: &str, settings: Settings) -> (Outcome, SourceTree) {
    let outcome = Generator::from_str("api.yaml", document)
        .settings(settings)
        .run();
    let module = outcome.module.as_ref();
    let module = module.unwrap_or_else(|| panic!("{}", outcome.render_diagnostics()));
    let tree = SourceTree::from_module(module, "").expect("generated code is Rust");
    (outcome, tree)
}

fn file<'t>(tree: &'t SourceTree, path: &str) -> &'t str {
    let files = tree.files();
    let file = files.get(Path::new(path));
    file.unwrap_or_else(|| panic!("{path} is not among {:?}", files.keys()))
}

#[test]
fn the_settings_win() {
    let settings = Settings::default()
        .rename("pet_list_v1", "Animals")
        .rename("/components/schemas/pet/properties/@type", "sort")
        .rename("/components/schemas/pet/properties/mood/oneOf/0", "Glad")
        .rename("/paths/~1pets/get/parameters/1", "of_kind")
        .rename("api.v1.pets.list", "every_pet")
        .idempotency("X-Other")
        .pagination(Pagination::new(PageStyle::Page, "page", "/data"));
    let (outcome, tree) = run(DOCUMENT, settings);
    assert_eq!(outcome.render_diagnostics(), "");
    let pet = file(&tree, "models/pet.rs");
    assert!(pet.contains("sort: String = \"@type\" if present"), "{pet}");
    assert!(pet.contains("pub father:"), "{pet}");
    assert!(file(&tree, "models/animals.rs").contains("pub struct Animals"));
    let pets = file(&tree, "client/pets_api.rs");
    assert!(
        pets.contains("fn every_pet(") && pets.contains("pub fn of_kind("),
        "{pets}"
    );
    // The operation takes no key of its own, and the client makes one for each.
    assert!(!pets.contains("fn request_key("), "{pets}");
    let client = file(&tree, "client/mod.rs");
    assert!(
        client.contains(".idempotency_header(\"X-Other\")"),
        "{client}"
    );
    // Where the rule of the settings does not fit, that of the operation holds.
    let toys = file(&tree, "client/toys_api.rs");
    let paged = toys.matches("fn items(self)").count();
    assert_eq!(paged, 2, "{toys}");
}

/// A rule of the document holds where no operation has its own, and `false` is no rule.
#[test]
fn the_rule_of_an_operation_comes_before_that_of_the_document() {
    let (_, tree) = run(DOCUMENT, Settings::default());
    let paged = |path: &str| file(&tree, path).matches("fn items(self)").count();
    assert_eq!(
        (paged("client/pets_api.rs"), paged("client/toys_api.rs")),
        (1, 1)
    );
    let all = DOCUMENT.replace("      x-pagination: false\n", "");
    let (_, tree) = run(&all, Settings::default());
    let paged = |path: &str| file(&tree, path).matches("fn items(self)").count();
    assert_eq!(
        (paged("client/pets_api.rs"), paged("client/toys_api.rs")),
        (1, 2)
    );
}

#[test]
fn a_rule_that_fits_nothing_is_told() {
    let document = DOCUMENT.replace("page_param: page,", "page_param: number,");
    let only = document
        .split("  /toys:")
        .next()
        .unwrap_or_default()
        .to_owned()
        + "components:"
        + document.split("\ncomponents:").last().unwrap_or_default();
    let (outcome, _) = run(&only, Settings::default());
    let said = outcome.render_diagnostics();
    assert!(
        said.contains("`x-pagination` fits no operation\n --> api.yaml:4:1"),
        "{said}"
    );
    assert!(
        said.contains("an optional query parameter `number`"),
        "{said}"
    );
}

/// A type of the program is named by the settings alone, and then nothing is said of the document's wish.
#[test]
fn a_type_of_ones_own_is_the_settings_to_name() {
    let document = "
openapi: 3.1.1
info: { title: Shop, version: '1' }
components:
  schemas:
    Order: { type: object, properties: { price: { $ref: '#/components/schemas/Money' } } }
    Money: { type: string, x-rust-type: 'std::fs::File' }
";
    let (outcome, tree) = run(document, Settings::default());
    let said = outcome.render_diagnostics();
    assert!(
        said.starts_with("warning[degraded]: `x-rust-type` is not taken from a document"),
        "{said}"
    );
    for (path, text) in tree.files() {
        assert!(!text.contains("File"), "{}", path.display());
    }
    let money = TypeSettings::default().path("my_money::Money");
    let (outcome, tree) = run(document, Settings::default().types("Money", money));
    assert_eq!(outcome.render_diagnostics(), "");
    assert!(file(&tree, "models/money.rs").contains("::my_money::Money"));
}

/// What responses cannot say of a deprecation is left out, and said.
#[test]
fn dates_and_links_of_a_deprecation_are_those_that_headers_can_say() {
    let document = "
openapi: 3.1.1
info: { title: Shop, version: '1' }
paths:
  /a:
    get:
      operationId: getA
      deprecated: true
      x-deprecated-since: 2024-06-30
      x-sunset: 2023-06-30
      x-deprecation-link: 'a>; rel=evil'
      x-sunset-link: /when
      parameters: [{ name: p, in: query, x-sunset: soon, schema: { type: string } }]
      responses: { '204': { description: ok } }
    put:
      operationId: putA
      x-deprecated-since: [2024]
      x-sunset: soon
      responses: { '204': { description: ok } }
";
    let (outcome, tree) = run(document, Settings::default());
    let said = outcome.render_diagnostics();
    for message in [
        "`x-sunset` is left out: it is before `x-deprecated-since`",
        "`x-deprecation-link` is left out: it is not a URI",
        "`x-deprecated-since` is left out: it is not a string",
        "`x-sunset` is left out: it is not a date from 1970 on",
    ] {
        assert!(said.contains(message), "{message} is not in {said}");
    }
    assert_eq!(said.matches("is left out").count(), 4, "{said}");
    let operations = file(&tree, "operations/default_operations.rs");
    assert_eq!(
        operations.matches(".deprecated(").count(),
        1,
        "{operations}"
    );
    assert!(
        operations.contains(".starting(\"2024-06-30\")")
            && operations.contains(".end_explained(\"/when\")"),
        "{operations}"
    );
}
