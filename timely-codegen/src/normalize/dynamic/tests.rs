//! What generic schemas become.

use crate::diagnostic::Diagnostics;
use crate::normalize::normalize;
use crate::normalize::tests::normal;
use crate::read::{ReadOptions, read_file};
use crate::settings::Settings;

const PAGES: &str = "\
openapi: 3.1.0
info: {title: T, version: '1'}
paths: {}
components:
  schemas:
    Page:
      $id: page
      type: object
      properties:
        items: {type: array, items: {$dynamicRef: '#entry'}}
        next: {$ref: page}
      $defs:
        Entry: {$dynamicAnchor: entry}
    Pet: {type: object, properties: {name: {type: string}}}
    PetPage:
      $id: pets
      description: Pets.
      $ref: page
      $defs:
        Entry: {$dynamicAnchor: entry, $ref: '#/components/schemas/Pet'}
    Listing:
      $id: listing
      type: object
      properties: {pets: {$ref: pets}, names: {$ref: names}, more: {$ref: names}}
    Names:
      $id: names
      allOf: [{$ref: page}]
      $defs:
        Name: {$dynamicAnchor: entry, type: string}
";

#[test]
fn generic_schemas_are_filled_in() {
    insta::assert_snapshot!(normal(PAGES, "/components/schemas"));
}

/// Recursion, and what is built on it.
#[test]
fn a_tree_that_another_schema_closes() {
    let text = "\
openapi: 3.1.0
info: {title: T, version: '1'}
paths: {}
components:
  schemas:
    Tree:
      $dynamicAnchor: node
      type: object
      properties: {children: {type: array, items: {$dynamicRef: '#node'}}}
    Closed:
      $dynamicAnchor: node
      $ref: '#/components/schemas/Tree'
      unevaluatedProperties: false
";
    insta::assert_snapshot!(normal(text, "/components/schemas"));
}

/// A part of a file that is a generic schema is taken with its anchors.
#[test]
fn generic_schemas_of_other_files() {
    let folder =
        std::env::temp_dir().join(format!("timely-codegen-dynamic-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let files = [
        (
            "api.yaml",
            "openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths: {}\ncomponents:\n  schemas:\n    Words: {$id: words, \
             $ref: 'list.yaml#/$defs/List', $defs: {Word: {$dynamicAnchor: entry, type: string}}}\n    Any: {$ref: \
             'list.yaml#/$defs/List'}\n",
        ),
        (
            "list.yaml",
            "$defs:\n  List: {type: array, items: {$dynamicRef: '#entry'}}\n  Entry: {$dynamicAnchor: entry, type: integer}\n",
        ),
    ];
    for (name, text) in files {
        std::fs::write(folder.join(name), text).unwrap();
    }
    let mut diagnostics = Diagnostics::new();
    let path = folder.join("api.yaml");
    let document = read_file(&path, &ReadOptions::default(), &mut diagnostics).unwrap();
    let normalized = normalize(document, &Settings::default(), &mut diagnostics).unwrap();
    std::fs::remove_dir_all(&folder).unwrap();
    assert!(diagnostics.is_empty());
    let schemas = &normalized.document["components"]["schemas"];
    insta::assert_snapshot!(serde_yaml::to_string(schemas).unwrap());
}

/// As many ways to fill in as there are combinations: a bounded number of copies is made.
#[test]
fn copies_are_bounded() {
    let mut text = String::from(
        "openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths: {}\ncomponents:\n  schemas:\n",
    );
    let names = 12;
    for level in 0..names {
        let next = level + 1;
        for side in ["L", "R"] {
            let below: Vec<String> = match next < names {
                true => ["L", "R"]
                    .map(|side| format!("{{$ref: '{side}{next}'}}"))
                    .to_vec(),
                false => vec!["{$ref: end}".to_owned()],
            };
            text += &format!(
                "    {side}{level}: {{$id: {side}{level}, anyOf: [{}], $defs: {{own: {{$dynamicAnchor: a{level}, const: \
                 {side}}}}}}}\n",
                below.join(", ")
            );
        }
    }
    let parts = (0..names).map(|level| format!("{{$dynamicRef: '#a{level}'}}"));
    let parts: Vec<String> = parts.collect();
    let any = (0..names).map(|level| format!("any{level}: {{$dynamicAnchor: a{level}}}"));
    let any: Vec<String> = any.collect();
    text += &format!(
        "    End: {{$id: end, allOf: [{}], $defs: {{{}}}}}\n",
        parts.join(", "),
        any.join(", ")
    );
    let shown = normal(&text, "/info");
    assert!(
        shown.contains("more than 2000 different schemas"),
        "{shown}"
    );
}
