//! References that the settings map: to local files, and to code of other documents.

use super::program::Folder;

const API: &str = "\
openapi: 3.1.0
info: {title: Shop, version: '1'}
paths:
  /prices:
    get:
      operationId: listPrices
      responses:
        '200': {description: All, content: {application/json: {schema: {$ref: 'https://example.com/money/common.yaml#/components/schemas/Money'}}}}
";

const COMMON: &str = "\
openapi: 3.1.0
info: {title: Common, version: '1'}
paths: {}
components:
  schemas:
    Money: {type: object, required: [amount], properties: {amount: {type: integer}, unit: {$ref: 'unit.yaml'}}}
";

const UNIT: &str = "{type: string, enum: [EUR, USD]}\n";

/// A document, and beside its folder what it refers to by URIs.
fn folder() -> Folder {
    let folder = Folder::new();
    folder
        .write("spec/api.yaml", API)
        .write("vendor/common.yaml", COMMON)
        .write("vendor/unit.yaml", UNIT);
    folder
}

const PREFIX: &str = "https://example.com/money/=vendor";

#[test]
fn a_flag_maps_references_for_every_command() {
    let folder = folder();
    folder
        .timely(&["lint", "spec/api.yaml"])
        .says("`https://example.com/money/common.yaml#/components/schemas/Money` is on another machine")
        .says(r#"refs = { "https://example.com/money/common.yaml" = "common.yaml" }"#);
    folder
        .timely(&[
            "lint",
            "spec/api.yaml",
            "--ref",
            PREFIX,
            "--deny",
            "forbidden-reference",
        ])
        .ends(0);
    let bundled = folder
        .timely(&["bundle", "spec/api.yaml", "--ref", PREFIX])
        .ends(0);
    assert!(
        bundled.out.contains("#/components/schemas/unit"),
        "{}",
        bundled.out
    );
    folder
        .timely(&["lint", "spec/api.yaml", "--ref", "https://example.com/"])
        .ends(2)
        .says("maps nothing: expected URI=FILE");
    // A text from standard input has no folder, and refers to what is mapped all the same.
    folder
        .timely_reading(
            API,
            &[
                "lint",
                "-",
                "--ref",
                PREFIX,
                "--deny",
                "forbidden-reference",
            ],
        )
        .ends(0);
}

#[test]
fn mapped_files_are_sources_of_the_code() {
    let folder = folder();
    let config = "[targets.shop]\ndocument = \"api.yaml\"\noutput = \"../api\"\n\
                  refs = { \"https://example.com/money/\" = \"../vendor\" }\n";
    folder.write("spec/codegen.toml", config);
    folder.timely(&["generate"]).ends(0);
    folder.timely(&["check"]).ends(0);
    folder.write("vendor/unit.yaml", &UNIT.replace("USD", "CHF"));
    folder
        .timely(&["check"])
        .ends(1)
        .says("changed  models/unit.rs");
}

#[test]
fn an_overlay_may_refer_to_what_is_mapped() {
    let folder = folder();
    let overlay = "overlay: 1.1.0\ninfo: {title: T, version: '1'}\nactions:\n- target: $\n  update: {components: {schemas: {\
                   Unit: {$ref: 'https://example.com/money/unit.yaml'}}}}\n";
    folder.write("spec/fixes.yaml", overlay);
    let arguments = [
        "bundle",
        "spec/api.yaml",
        "--overlay",
        "spec/fixes.yaml",
        "--ref",
        PREFIX,
    ];
    let bundled = folder.timely(&arguments).ends(0);
    assert!(
        bundled.out.contains("#/components/schemas/Unit"),
        "{}",
        bundled.out
    );
}

#[test]
fn a_new_crate_takes_mapped_files_along() {
    let folder = folder();
    folder
        .timely(&["new", "shop", "--spec", "spec/api.yaml", "--ref", PREFIX])
        .ends(0);
    let config = folder.read("shop/codegen.toml");
    assert!(
        config.contains("\"https://example.com/money/\" = \"spec/vendor\""),
        "{config}"
    );
    assert_eq!(folder.read("shop/spec/vendor/common.yaml"), COMMON);
    assert_eq!(folder.read("shop/spec/vendor/unit.yaml"), UNIT);
    folder.below("shop").timely(&["check"]).ends(0);
    // A single file, and the arguments of the macro.
    folder
        .write("spec/common.yaml", COMMON)
        .write("spec/unit.yaml", UNIT)
        .timely(&[
            "new",
            "other",
            "--spec",
            "spec/api.yaml",
            "--by",
            "macro",
            "--set",
            "refs.'https://example.com/money/common.yaml' = { file = 'spec/common.yaml', crate = 'money' }",
        ])
        .ends(0)
        .says("the code takes types from `money`: add that to the dependencies in Cargo.toml");
    let code = folder.read("other/src/lib.rs");
    let expected = r#"refs: { "https://example.com/money/common.yaml": { file: "spec/common.yaml", "crate": "money" } },"#;
    assert!(code.contains(expected), "{code}");
    assert_eq!(folder.read("other/spec/unit.yaml"), UNIT);
}

#[test]
fn types_of_another_crate_are_named_by_its_document() {
    let folder = folder();
    let config = "[targets.shop]\ndocument = \"api.yaml\"\noutput = \"../api\"\n[targets.shop.refs]\n\
                  \"https://example.com/money/common.yaml\" = { file = \"../vendor/common.yaml\", crate = \"money\", module = \"api\" }\n\
                  \"https://example.com/money/\" = \"../vendor\"\n";
    folder.write("spec/codegen.toml", config);
    folder.timely(&["generate"]).ends(0);
    assert!(
        folder
            .read("api/models/money.rs")
            .contains("pub type Money = ::money::api::models::Money;")
    );
    // What that crate has of other files is taken from it, too.
    assert!(
        folder
            .read("api/models/unit.rs")
            .contains("pub type Unit = ::money::api::models::Unit;")
    );
    // A change of names there is a change of the code here.
    folder.write(
        "vendor/common.yaml",
        &COMMON.replace("Money: {", "Money: {x-rust-name: Cash, "),
    );
    folder.timely(&["check"]).ends(1);
    folder.timely(&["generate"]).ends(0);
    assert!(
        folder
            .read("api/models/cash.rs")
            .contains("pub type Cash = ::money::api::models::Cash;")
    );
}

#[test]
fn what_has_no_code_elsewhere_is_told() {
    let folder = folder();
    let run = |refs: &str| {
        let set = format!("refs={refs}");
        folder.timely(&["lint", "spec/api.yaml", "--set", &set])
    };
    run("{ 'https://example.com/money/common.yaml' = { crate = 'money' } }")
        .says("add `file = \"common.yaml\"` to what the setting `refs` says of it");
    run("{ 'https://example.com/money/common.yaml' = 'vendor/common.yaml', 'vendor/unit.yaml' = { crate = 'unit' } }")
        .ends(1)
        .says("no types can be generated from")
        .says("vendor/unit.yaml by itself");
    run("{ 'https://example.com/money/common.yaml' = { file = 'vendor/common.yaml', crate = 'a::b' } }")
        .says("expected the name of a crate as Rust has it");
    run("{ 'https://example.com/money/' = 'vendor', 'https://example.com/money/common.yaml#/components/schemas/No' = { type = 'a::B' } }")
        .says("names what no reference leads to: `https://example.com/money/common.yaml#/components/schemas/No`");
    // A schema of a file is no type of its code if that code knows nothing of it.
    let more = COMMON.replace(
        "components:",
        "x-more: {Extra: {type: object, properties: {a: {type: integer}}}}\ncomponents:",
    );
    let api = API.replace("#/components/schemas/Money", "#/x-more/Extra");
    folder
        .write("vendor/common.yaml", &more)
        .write("spec/api.yaml", &api);
    run("{ 'https://example.com/money/' = 'vendor', 'https://example.com/money/common.yaml' = { file = 'vendor/common.yaml', crate = 'money' } }")
        .says("`Extra` is generated here: of its schema `::money` has no type");
}
