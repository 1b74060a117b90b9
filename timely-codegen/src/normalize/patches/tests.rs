//! Which schemas merge patches have, and what they are called.

use crate::normalize::tests::normal;

/// The schemas of a document with a merge patch of `Pet`, and a list of what is at `used`.
fn schemas(used: &str, schemas: &str) -> serde_yaml::Value {
    let indented: String = schemas
        .lines()
        .map(|line| format!("    {line}\n"))
        .collect();
    let text = format!(
        "openapi: 3.1.0\ninfo: {{title: T, version: '1'}}\npaths:\n  /a:\n    patch:\n      operationId: a\n      requestBody:\n        \
         content:\n          application/merge-patch+json: {{schema: {{$ref: '#/components/schemas/Pet'}}}}\n      responses:\n        \
         '200': {{description: A, content: {{application/json: {{schema: {used}}}}}}}\ncomponents:\n  schemas:\n{indented}"
    );
    let shown = normal(&text, "");
    let document: serde_yaml::Value = serde_yaml::from_str(&shown).expect("YAML, and no message");
    document["components"]["schemas"].clone()
}

fn reference(key: &str) -> String {
    format!("{{$ref: '#/components/schemas/{key}'}}")
}

fn keys(schemas: &serde_yaml::Value) -> Vec<&str> {
    let entries = schemas.as_mapping().expect("a mapping");
    entries
        .keys()
        .filter_map(serde_yaml::Value::as_str)
        .collect()
}

const PET: &str = "Pet: {type: object, properties: {name: {type: string}}}\n";

#[test]
fn a_schema_of_patches_alone_has_its_own_name() {
    let schemas = schemas("{type: string}", PET);
    assert_eq!(keys(&schemas), ["Pet"]);
    assert_eq!(schemas["Pet"]["properties"]["name"]["nullable"], true);
}

#[test]
fn a_schema_that_is_used_elsewhere_has_another_beside_it() {
    let schemas = schemas(
        &reference("Pet"),
        &format!("{PET}PetPatch: {{type: string}}\n"),
    );
    assert_eq!(keys(&schemas), ["Pet", "PetPatch", "PetMergePatch"]);
    assert_eq!(schemas["Pet"]["properties"]["name"].get("nullable"), None);
    assert_eq!(
        schemas["PetMergePatch"]["properties"]["name"]["nullable"],
        true
    );
}

#[test]
fn a_list_is_replaced_with_all_that_is_in_it() {
    let text = "Pet: {type: object, properties: {names: {type: array, items: {$ref: '#/components/schemas/Name'}}}}\n\
                Name: {type: object, properties: {text: {type: string}}}\n";
    let schemas = schemas("{type: string}", text);
    assert_eq!(keys(&schemas), ["Pet", "Name"]);
    assert_eq!(schemas["Name"]["properties"]["text"].get("nullable"), None);
}

#[test]
fn alternatives_keep_what_tells_them_apart() {
    let text = "Pet: {oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}], discriminator: {propertyName: \
                kind, mapping: {c: '#/components/schemas/Cat', d: '#/components/schemas/Dog'}}}\n\
                Cat: {type: object, properties: {kind: {type: string}, lives: {type: integer}}}\n\
                Dog: {type: object, required: [kind], properties: {kind: {type: string}}}\n";
    let schemas = schemas(&reference("Pet"), text);
    assert_eq!(
        keys(&schemas),
        ["Pet", "Cat", "Dog", "CatPatch", "PetPatch"]
    );
    let patch = &schemas["PetPatch"];
    assert_eq!(patch["oneOf"][0]["$ref"], "#/components/schemas/CatPatch");
    assert_eq!(
        patch["discriminator"]["mapping"]["c"],
        "#/components/schemas/CatPatch"
    );
    // Of a dog nothing may be removed, so that it is one schema.
    assert_eq!(patch["oneOf"][1]["$ref"], "#/components/schemas/Dog");
    let cat = &schemas["CatPatch"]["properties"];
    assert_eq!(cat["kind"].get("nullable"), None);
    assert_eq!(cat["lives"]["nullable"], true);
}

#[test]
fn what_a_part_of_all_asks_for_is_no_null() {
    let text = "Pet: {allOf: [{type: object, properties: {a: {type: string}, b: {type: string}}}, {type: object, required: [a]}]}\n";
    let schemas = schemas("{type: string}", text);
    let properties = &schemas["Pet"]["allOf"][0]["properties"];
    assert_eq!(properties["a"].get("nullable"), None);
    assert_eq!(properties["b"]["nullable"], true);
}

#[test]
fn null_that_is_allowed_changes_nothing() {
    let text = "Pet: {type: object, properties: {a: {type: [string, 'null']}, b: {}, c: {$ref: '#/components/schemas/Pet'}}, \
                required: [c]}\n";
    assert_eq!(keys(&schemas(&reference("Pet"), text)), ["Pet"]);
}
