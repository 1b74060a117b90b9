//! `bundle` and `inspect`.

use super::program::{Folder, PETS};
use serde_json::Value;

#[test]
fn a_document_of_several_files_becomes_one() {
    let folder = Folder::new();
    let root = PETS.replace(
        "{$ref: '#/components/schemas/NewPet'}",
        "{$ref: 'new-pet.yaml'}",
    );
    folder.write("api/pets.yaml", &root).write(
        "api/new-pet.yaml",
        "type: object\nrequired: [name]\nproperties: {name: {type: string}}\n",
    );
    folder
        .timely(&["bundle", "api/pets.yaml", "--out", "pets.json"])
        .ends(0)
        .says("pets.json: written");
    let bundled: Value = folder.read("pets.json").parse().expect("it is JSON");
    assert_eq!(bundled["openapi"], "3.1.0");
    assert!(!bundled.to_string().contains("new-pet.yaml#"), "{bundled}");
    // Both give the same code.
    folder
        .timely(&["generate", "api/pets.yaml", "--out", "one"])
        .ends(0);
    folder
        .timely(&["generate", "pets.json", "--out", "other"])
        .ends(0);
    assert_eq!(
        folder.read("one/operations/mod.rs").len(),
        folder.read("other/operations/mod.rs").len()
    );
    let yaml = folder.timely(&["bundle", "api/pets.yaml"]).ends(0).out;
    folder.write("again.yaml", &yaml);
    folder.timely(&["lint", "again.yaml"]).ends(0);
    folder.write("broken.yaml", "openapi: [\n");
    folder
        .timely(&["bundle", "broken.yaml"])
        .ends(1)
        .says("error[invalid-syntax]");
}

#[test]
fn the_normal_form_is_one_for_all_versions() {
    let folder = Folder::new();
    let document = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths: {}\ncomponents: {schemas: {A: {type: [string, 'null']}}}\n";
    let arguments = ["bundle", "-", "--normal", "--format", "json"];
    let text = folder.timely_reading(document, &arguments).ends(0).out;
    let normal: Value = text.parse().expect("it is JSON");
    assert_eq!(normal["components"]["schemas"]["A"]["nullable"], true);
}

#[test]
fn a_document_is_listed() {
    let folder = Folder::new();
    folder.write("pets.yaml", PETS);
    let table = folder.timely(&["inspect", "pets.yaml"]).ends(0).out;
    insta::assert_snapshot!("inspect", table);
    let json = folder
        .timely(&["inspect", "pets.yaml", "--json"])
        .ends(0)
        .out;
    let listed: Value = json.parse().expect("it is one line of JSON");
    let operation = &listed["operations"][2];
    assert_eq!(operation["id"], "getPet");
    assert_eq!(operation["statuses"], serde_json::json!(["200", "404"]));
    assert_eq!(operation["security"], serde_json::json!([{"key": []}]));
    folder.write("other.yaml", "openapi: 2.0\n");
    folder
        .timely(&["inspect", "other.yaml"])
        .ends(1)
        .says("unsupported-version");
}

#[test]
fn a_bundle_is_of_the_whole_document() {
    let folder = Folder::new();
    folder.write("pets.yaml", PETS);
    folder
        .timely(&["bundle", "pets.yaml", "--include", "listPets"])
        .ends(2)
        .says("unexpected argument '--include'");
    let ran = folder
        .timely(&["bundle", "pets.yaml", "--normal", "--strict"])
        .ends(0);
    assert!(
        ran.out.starts_with("# How the generator understands"),
        "{}",
        ran.out
    );
}

/// A generic schema stays one, for whoever reads the bundle.
#[test]
fn a_bundle_has_its_dynamic_references() {
    let folder = Folder::new();
    let document = "openapi: 3.1.1\ninfo: {title: T, version: '1'}\npaths: {}\ncomponents:\n  schemas:\n    List: {$id: list, type: array, \
                    items: {$dynamicRef: '#entry'}, $defs: {Entry: {$dynamicAnchor: entry, not: {}}}}\n    Words: {$id: words, $ref: list, \
                    $defs: {Word: {$dynamicAnchor: entry, type: string}}}\n";
    folder.write("lists.yaml", document);
    let once = folder.timely(&["bundle", "lists.yaml"]).ends(0).out.clone();
    assert!(
        once.contains("items:\n        $dynamicRef: '#entry'\n"),
        "{once}"
    );
    folder.write("once.yaml", &once);
    assert_eq!(folder.timely(&["bundle", "once.yaml"]).ends(0).out, once);
}

#[test]
fn a_table_has_names_that_are_not_plain_and_webhooks() {
    let folder = Folder::new();
    let pets = include_str!("../../src/guide/pets.yaml")
        .replace("operationId: getPet", "operationId: borrow");
    folder.write("pets.yaml", &pets);
    folder
        .timely(&["inspect", "pets.yaml"])
        .ends(0)
        .says("borrow         borrow_operation  GET /pets/{id}")
        .says("pet.arrived    WebhookEvent::PetArrived")
        .says("receive_order_changed, send_order_changed")
        .says("7 operations, 3 webhooks,");
}
