//! Small documents, one construct each: their normal form and what is said about them.

use super::*;
use crate::diagnostic::{Extent, Levels, TextStyle, render};
use crate::grammar;
use crate::read::{ReadOptions, read_str};
use serde_json::{Value, json};
use std::fmt::Write as _;

/// The normal form of a document, as far as a pointer leads into it, and the diagnostics.
pub(super) fn normal(text: &str, pointer: &str) -> String {
    let mut diagnostics = Diagnostics::new();
    let document = read_str("api.yaml", text, &ReadOptions::default(), &mut diagnostics);
    let normalized =
        document.and_then(|document| normalize(document, &Settings::default(), &mut diagnostics));
    let mut shown = String::new();
    let map = normalized.map(|normalized| {
        let part = normalized.document.pointer(pointer);
        let part = part.unwrap_or(&Value::Null);
        let _ = write!(shown, "{}", serde_yaml::to_string(part).unwrap());
        normalized.source_map
    });
    if !diagnostics.is_empty() {
        let _ = write!(
            shown,
            "\n{}",
            render(
                &diagnostics,
                &map.unwrap_or_default(),
                TextStyle::Plain,
                Extent::All
            )
        );
    }
    shown
}

fn indent(text: &str, by: usize) -> String {
    text.lines()
        .map(|line| format!("{}{line}\n", " ".repeat(by)))
        .collect()
}

fn schema(version: &str, text: &str) -> String {
    let text = format!(
        "openapi: {version}\ninfo: {{title: T, version: '1'}}\npaths: {{}}\ncomponents:\n  schemas:\n    Other: {{type: \
         object}}\n    S:\n{}",
        indent(text, 6)
    );
    normal(&text, "/components/schemas/S")
}

fn document(version: &str, text: &str, pointer: &str) -> String {
    normal(
        &format!("openapi: {version}\ninfo: {{title: T, version: '1'}}\n{text}"),
        pointer,
    )
}

macro_rules! schemas {
    ($version:literal: $($name:ident: $text:literal;)+) => {
        $(
            #[test]
            fn $name() {
                insta::with_settings!({ description => $text, omit_expression => true }, {
                    insta::assert_snapshot!(stringify!($name), schema($version, $text));
                });
            }
        )+
    };
}

schemas! { "3.1.0":
    type_nullable: "type: [string, 'null']\nmaxLength: 3";
    type_several: "type: [string, integer, 'null']\nminLength: 1\nminimum: 2\ndescription: D\nenum: [a, 5, null]";
    type_several_and_union: "type: [string, number]\nanyOf: [{minLength: 1}, {minimum: 2}]";
    type_integer_and_number: "type: [integer, number]\nminimum: 1";
    type_null_alone: "type: 'null'";
    type_unknown: "type: strng";
    type_plain_meaning: "properties: {a: {type: int}, b: {type: datetime}, c: {type: any}, d: {type: String}, e: number}";
    type_inferred: "properties: {a: {enum: [x, y]}, b: {format: date-time}, c: {items: {}}, d: {maximum: 1}, e: {required: [x]}}";
    constant: "const: a";
    constant_null: "const: null";
    enum_null: "type: [string, 'null']\nenum: [a, null]";
    enum_of_another_type: "type: string\nenum: [1.10, true, a, [b], a]";
    enum_of_integers: "type: integer\nenum: [1.0, '2', 3]";
    enum_of_items: "type: array\nitems: {type: string}\nenum: [a, b]";
    bounds_exclusive: "type: number\nexclusiveMinimum: 0\nexclusiveMaximum: 1.5";
    bounds_both: "properties:\n  a: {type: number, minimum: 1, exclusiveMinimum: 0}\n  b: {type: number, minimum: 0, exclusiveMinimum: 0}\n  c: {type: number, maximum: 5, exclusiveMaximum: 9}";
    bounds_of_integers: "properties:\n  a: {type: integer, minimum: 1.0, maximum: 2.5, multipleOf: 2.0}\n  b: {type: integer, minimum: -9223372036854776000, maximum: 9223372036854776000}\n  c: {type: integer, minimum: 0, maximum: 18446744073709552000}\n  d: {type: integer, exclusiveMinimum: 0.5, multipleOf: 0.5}";
    union_with_null: "oneOf: [{$ref: '#/components/schemas/Other'}, {type: 'null'}]\ndescription: D";
    union_with_null_inline: "anyOf: [{type: string, maxLength: 3}, {type: 'null'}]\ntitle: T";
    union_with_null_of_two: "anyOf: [{type: string}, {type: 'null'}, {type: integer}]";
    union_of_the_same: "anyOf: [{$ref: '#/components/schemas/Other'}, {$ref: '#/components/schemas/Other', description: D}]";
    union_of_the_same_and_null: "anyOf: [{type: object}, {$ref: '#/components/schemas/Other'}, {type: 'null'}, {type: object}, {$ref: '#/components/schemas/Other'}]";
    one_of_the_same: "oneOf: [{$ref: '#/components/schemas/Other'}, {$ref: '#/components/schemas/Other'}]";
    one_of_the_same_and_another: "oneOf: [{type: integer, minimum: 3}, {type: string}, {minimum: 3, type: integer}, {type: string}]\nnot: {const: a}";
    one_of_null_twice: "oneOf: [{type: string}, {type: 'null'}, {const: null}, {type: 'null'}]";
    all_of_the_same: "allOf: [{$ref: '#/components/schemas/Other'}, {$ref: '#/components/schemas/Other'}, {minProperties: 1}, {minProperties: 1}]";
    union_of_one: "oneOf: [{anyOf: [{type: [string, 'null']}]}]";
    all_of_one: "allOf: [{type: object, description: inner}]\ndescription: outer";
    reference_with_annotations: "$ref: '#/components/schemas/Other'\ndescription: D\ndeprecated: true";
    reference_with_constraints: "$ref: '#/components/schemas/Other'\nproperties: {a: {type: string}}\nallOf: [{required: [a]}]";
    reference_dangling: "properties:\n  a: {$ref: '#/components/schemas/Othr'}\n  b: {$ref: '#other'}";
    definitions: "$defs: {Leaf: {type: string}, Unused: {type: string}}\nproperties:\n  a: {$ref: '#/components/schemas/S/$defs/Leaf'}\n  b: {$ref: '#/$defs/Leaf'}";
    boolean_schemas: "properties: {a: true, b: false}\nadditionalProperties: false\nitems: true";
    examples: "type: string\nexamples: [a, b]";
    content: "properties:\n  a: {type: string, contentEncoding: base64}\n  b: {contentMediaType: image/png}\n  c: {type: string, contentMediaType: application/json, contentSchema: {type: object}}\n  d: {type: string, contentEncoding: base32}";
    arrays: "properties:\n  a: {prefixItems: [{type: string}, {const: 1}], items: false}\n  b: {type: array, contains: {type: string}, minContains: 2}\n  c: {type: array, items: [{type: string}]}\n  d: {type: array, items: {}, unevaluatedItems: true}";
    pattern_properties: "properties:\n  a: {type: object, patternProperties: {'^x': {type: [string, 'null']}}, additionalProperties: false}\n  b: {type: object, properties: {x: {}}, patternProperties: {'^y': {}}}";
    conditions: "type: object\nif: {required: [a]}\nthen: {required: [b]}\ndependentRequired: {a: [c]}\npropertyNames: {maxLength: 3}";
    dependencies: "type: object\ndependencies: {a: [b], c: {required: [d]}, e: true}\ndependentRequired: {a: [f]}\ndependentSchemas: {c: {type: object}}";
    unevaluated: "properties:\n  a: {type: object, unevaluatedProperties: false}\n  b: {allOf: [{}, {}], unevaluatedProperties: false}";
    keywords_of_other_types: "type: string\nmaximum: 3\nadditionalProperties: false\nrequired: []\npattern: a";
    required_as_flag: "type: object\nproperties: {a: {type: string, required: true}, b: {type: string, required: false}}";
    unknown_keys: "type: object\nrequird: [a]\nx-mine: 1\nx-timely-if: {}\nbogus: 1";
    wrong_types: "type: object\nproperties: [a]\nrequired: a\nminProperties: '1'\nmaxProperties: -1\ntitle: 1.10\nnullable: 'yes'\ndiscriminator: kind";
    nothing_where_something_belongs: "type: object\nproperties:\n  a:\n  b:\n    description:\ndescription:\nrequired:\n";
}

schemas! { "3.0.3":
    old_nullable: "type: string\nnullable: true\nenum: [a, null]";
    old_bounds: "properties:\n  a: {type: number, minimum: 1, exclusiveMinimum: true}\n  b: {type: number, exclusiveMinimum: true}\n  c: {type: number, minimum: 1, exclusiveMinimum: false}";
    old_reference_with_siblings: "properties:\n  a: {$ref: '#/components/schemas/Other', description: D, nullable: true}\n  b: {$ref: '#/components/schemas/Other', type: object, minProperties: 1}";
}

macro_rules! documents {
    ($($name:ident: $version:literal, $pointer:literal, $text:literal;)+) => {
        $(
            #[test]
            fn $name() {
                insta::with_settings!({ description => $text, omit_expression => true }, {
                    insta::assert_snapshot!(stringify!($name), document($version, $text, $pointer));
                });
            }
        )+
    };
}

documents! {
    version_future: "4.0.0", "", "paths: {}";
    version_not_quoted: "3.0", "/openapi", "paths: {}";
    webhooks: "3.1.0", "/webhooks", "webhooks:\n  ping:\n    post:\n      requestBody: {content: {a/b: {schema: {type: [string, 'null']}}}}\n      responses: {200: {}}";
    classes_of_statuses: "3.0.0", "/paths/~1a/get/responses", "paths:\n  /a:\n    get:\n      responses:\n        4xx: {description: A, x-b: 1, c: 2}\n        4XX: {description: B}\n        '5xX': {description: C}";
    webhook_diagnostics: "3.1.0", "/webhooks", "webhooks:\n  ping:\n    post:\n      parameters: [{name: a, in: body}]\n";
    path_items: "3.1.0", "/paths", "paths:\n  /a: {$ref: '#/components/pathItems/A', summary: own}\n  /b: {$ref: '#/paths/~1a'}\ncomponents:\n  pathItems:\n    A: {summary: shared, get: {responses: {200: {description: ok}}}}";
    path_items_like_escapes: "3.1.0", "/paths", "paths:\n  /a%20b: {get: {operationId: one, responses: {200: {$ref: '#/components/responses/50%25'}}}}\n  /c: {$ref: '#/paths/~1a%2520b'}\ncomponents:\n  responses:\n    50%: {description: half}";
    path_items_in_circles: "3.1.0", "/paths", "paths:\n  /a: {$ref: '#/components/pathItems/A'}\n  /c: {$ref: '#/components/pathItems/C'}\ncomponents:\n  pathItems:\n    A: {post: {callbacks: {x: {'{$url}': {$ref: '#/components/pathItems/A'}}}}}\n    C: {$ref: '#/components/pathItems/C'}";
    new_methods: "3.2.0", "/paths", "paths:\n  /a:\n    query: {operationId: q, responses: {200: {content: {a/b: {itemSchema: {const: 1}}}}}}\n    additionalOperations: {COPY: {operationId: c}}";
    querystring: "3.2.0", "/paths/~1a", "paths:\n  /a:\n    get:\n      parameters:\n        - {name: q, in: querystring, content: {application/x-www-form-urlencoded: {schema: {type: object}}}}\n        - {name: p, in: query, schema: {type: strin}}";
    callbacks: "3.0.0", "/paths/~1a/post/callbacks", "paths:\n  /a:\n    post: {callbacks: {done: {$ref: '#/components/callbacks/Done'}}, responses: {}}\ncomponents:\n  callbacks:\n    Done: {x-note: 1, '{$request.body#/url}': {post: {responses: {200: {description: ok}}}}}";
    parameters: "3.0.0", "/paths/~1a/get/parameters", "paths:\n  /a/{id}:\n    get: {}\n  /a:\n    get:\n      parameters:\n        - {name: id, in: path, schema: {type: string}}\n        - {name: old, in: query, type: string, maxLength: 3}\n        - {name: none, in: query}\n        - {name: both, in: query, schema: {}, content: {a/b: {}}}\n        - {name: far, in: boddy}\n        - {name: styled, in: query, style: spaceDelimted, schema: {}}\n        - \n        - {in: query, schema: {}}";
    responses: "3.0.0", "/paths/~1a/get/responses", "paths:\n  /a:\n    get:\n      responses:\n        200: {content: {a/b: {schema: {type: string}}}}\n        4XX:\n        default: {description: D}\n        20: {description: bad}\n        ok: {description: bad}";
    headers: "3.0.0", "/components", "paths: {}\ncomponents:\n  parameters: {P: {name: P, in: header, schema: {type: string}}}\n  responses: {R: {description: '', headers: {A: {type: integer}, B: {$ref: '#/components/parameters/P'}}}}";
    security_schemes: "3.1.0", "/components/securitySchemes", "components:\n  securitySchemes:\n    a: {type: basic}\n    b: {type: mutualTLS}\n    c: {type: apiKey, name: k, in: body}\n    d: {type: http}\n    e: {type: oauth2, flows: {clientCredentials: {scopes: {r: }}}}\n    f: {type: aouth2}";
    references_anywhere: "3.0.0", "", "paths:\n  /a:\n    get:\n      operationId: getA\n      responses:\n        200:\n          description: ok\n          content: {a/b: {schema: {type: object, properties: {x: {type: string}}}}}\n    put:\n      responses:\n        200: {description: ok, content: {a/b: {schema: {$ref: '#/paths/~1a/get/responses/200/content/a~1b/schema'}}}}\n        201: {$ref: '#/paths/~1a/get/responses/200'}\ncomponents:\n  schemas:\n    Pet:\n      type: object\n      properties:\n        owner: {type: object, properties: {pet: {$ref: '#/components/schemas/Pet/properties/owner'}}}\n    User: {$ref: '#/definitions/Old'}\n    Wrong: {$ref: '#/paths/~1a/get'}\n    Loop: {$ref: '#/components/schemas/Loop'}\ndefinitions:\n  Old: {type: string, minLength: 1}";
    keys_like_escapes: "3.1.0", "/components/schemas/S", "components:\n  schemas:\n    a b: {type: string}\n    a%20b: {type: integer}\n    c~1d: {type: boolean}\n    S:\n      oneOf: [{$ref: '#/components/schemas/a%2520b'}, {$ref: '#/components/schemas/a%20b'}, {$ref: '#/components/schemas/c~01d'}]\n      discriminator: {propertyName: kind, mapping: {key: a%20b, text: '#/components/schemas/a%2520b', other: '#/components/schemas/a%20b'}}";
    discriminator: "3.1.0", "/components/schemas/S", "components:\n  schemas:\n    S: {oneOf: [{$ref: '#/components/schemas/Cat'}], discriminator: {propertyName: kind, mapping: {cat: Cat, dog: '#/components/schemas/Dog'}, defaultMapping: Cat}}\n    Cat: {type: object}";
    hierarchies: "3.2.0", "/components/schemas", "components:\n  schemas:\n    A: {type: object, properties: {to: {$ref: '#/components/schemas/B'}}, discriminator: {propertyName: k}, allOf: [{$ref: '#/components/schemas/B'}, {type: object}]}\n    B: {type: object, properties: {to: {$ref: '#/components/schemas/A'}}, discriminator: {propertyName: k}, allOf: [{$ref: '#/components/schemas/A'}, {type: object}]}\n    ABase: {type: string}\n    a~b/c%d: {type: object, properties: {k: {enum: [own, x]}, to: {$ref: '#/components/schemas/a~0b~1c%25d'}}, discriminator: {propertyName: k, mapping: {own: '#/components/schemas/a~0b~1c%25d'}, defaultMapping: '#/components/schemas/a~0b~1c%25d'}}\n    D: {allOf: [{allOf: [{$ref: '#/components/schemas/a~0b~1c%25d'}]}], properties: {k: {const: x}}}\n    Self: {allOf: [{$ref: '#/components/schemas/Self'}], type: object, discriminator: {propertyName: k, mapping: {s: Self}}}";
    document_shape: "3.0.0", "", "pahts: {}\npaths:\n  a/b: {get: []}\n  /c: {gett: {}}\nservers: {url: /}\nsecurity: {key: []}\ntags: [{description: D}, name]\ninfo: {title: 1, contact: me, license: {}}\ncomponents: []";
    media_types: "3.0.0", "/paths/~1a/post/requestBody", "paths:\n  /a:\n    post:\n      requestBody:\n        content:\n          multipart/form-data:\n            schema: {type: object}\n            encoding: {a: {contentType: image/png}, b: {style: deepObject}}\n            examples: [1]\n";
}

#[test]
fn what_is_no_document_is_named() {
    insta::assert_snapshot!(normal("swagger: '1.2'\npaths: {}\n", ""));
    insta::assert_snapshot!(normal("a: 1\n", ""));
    insta::assert_snapshot!(normal("", ""));
}

/// Whatever bytes a document is made of, it is read or refused.
#[test]
fn broken_documents_do_not_panic() {
    let text = "openapi: 3.1.0\ninfo: {title: &t T, version: 1.0}\npaths:\n  /a/{id}:\n    $ref: '#/components/pathItems/P'\n\
        components:\n  pathItems:\n    P: {get: {parameters: [{name: id, in: path, schema: {$ref: '#/components/schemas/S'}}]}}\n  \
        schemas:\n    S: {type: [object, 'null'], properties: {a: {$ref: '#/components/schemas/S/properties/b'}, b: {const: *t}}, \
        exclusiveMinimum: 1e3, enum: [1, null], oneOf: [{type: 'null'}, {}]}\nwebhooks: {w: {post: {responses: {2XX: {}}}}}\n";
    let mut broken: Vec<String> = Vec::new();
    for at in 0..text.len() {
        broken.push(text[..at].to_owned());
        for with in ["", ":", "{", "]", "\"", "\n", "é", "9", "$ref: '#/'"] {
            broken.push(format!("{}{with}{}", &text[..at], &text[at + 1..]));
        }
        // A value in place of another: the rest of the line is gone.
        let end = text[at..].find('\n').map_or(text.len(), |end| at + end);
        for with in ["[]", "{}", "7", "~"] {
            broken.push(format!("{} {with}{}", &text[..at], &text[end..]));
        }
    }
    for text in broken {
        let _ = normal(&text, "");
    }
}

/// Schemas as deep as the limits allow, in a thread with the usual small stack.
#[test]
fn deep_documents_fit_the_stack() {
    let deep = |open: &str, close: &str, levels: usize| {
        let text = format!(
            "{{\"openapi\": \"3.1.0\", \"info\": {{\"title\": \"T\", \"version\": \"1\"}}, \"components\": {{\"schemas\": \
             {{\"S\": {}{{}}{}}}}}}}",
            open.repeat(levels),
            close.repeat(levels)
        );
        normal(&text, "/info")
    };
    for (open, close, levels) in [
        ("{\"items\": ", "}", 110),
        ("{\"properties\": {\"a\": ", "}}", 55),
        ("{\"allOf\": [{\"type\": \"string\"}, ", "]}", 55),
        ("{\"oneOf\": [", "]}", 55),
        ("{\"type\": [\"array\", \"object\"], \"items\": ", "}", 110),
    ] {
        let shown = deep(open, close, levels);
        assert!(shown.starts_with("title: T"), "{shown}");
        assert!(!shown.contains("error"), "{shown}");
    }
}

/// What is nested deep goes to components, piece by piece, so that no later stage needs much of the stack.
#[test]
fn deep_schemas_are_taken_apart() {
    let mut schema = json!({"type": "string"});
    for _ in 0..100 {
        schema = json!({"type": "array", "items": schema});
    }
    let text = json!({"openapi": "3.1.0", "info": {"title": "T", "version": "1"},
        "components": {"schemas": {"S": schema}}});
    let mut diagnostics = Diagnostics::new();
    let options = ReadOptions::default();
    let document = read_str("a.json", &text.to_string(), &options, &mut diagnostics).unwrap();
    let normalized = normalize(document, &Settings::default(), &mut diagnostics).unwrap();
    assert!(diagnostics.is_empty());
    let components = normalized.view.components.unwrap();
    let depths = components.schemas.values().map(|schema| {
        let text = serde_json::to_string(schema).unwrap();
        text.matches("\"items\"").count()
    });
    let depths: Vec<usize> = depths.collect();
    assert_eq!(depths.iter().sum::<usize>(), 100);
    assert!(depths.iter().all(|depth| *depth <= 14), "{depths:?}");
}

#[test]
fn what_leads_nowhere_becomes_untyped() {
    let text = "openapi: 3.0.3\ninfo: {title: T, version: '1'}\npaths:\n  /a:\n    get:\n      parameters: [{$ref: \
                '#/components/parameters/A'}]\n      requestBody: {$ref: '#/components/requestBodies/A'}\n      \
                responses:\n        200: {$ref: '#/components/responses/A'}\n        204: {$ref: \
                '#/components/responses/B'}\n        400: {description: D, headers: {H: {$ref: \
                '#/components/headers/H'}}, content: {a/b: {schema: {$ref: '#/components/schemas/A'}}}}\n";
    let mut diagnostics = Diagnostics::with_levels(Levels::new(false, false));
    let document = read_str("a.yaml", text, &ReadOptions::default(), &mut diagnostics).unwrap();
    let normalized = normalize(document, &Settings::default(), &mut diagnostics).unwrap();
    assert!(!diagnostics.has_errors());
    assert_eq!(diagnostics.len(), 6);
    insta::assert_snapshot!(serde_yaml::to_string(&normalized.document["paths"]).unwrap());
}

/// A long way is no circle, and the other way round.
#[test]
fn long_chains_of_references() {
    let mut text =
        "openapi: 3.0.3\ninfo: {title: T, version: '1'}\npaths: {}\ncomponents:\n  schemas:\n"
            .to_owned();
    for index in 0..=grammar::MAX_DEPTH + 1 {
        let _ = writeln!(
            text,
            "    S{index}: {{$ref: '#/components/schemas/S{}'}}",
            index + 1
        );
    }
    let _ = writeln!(text, "    S{}: {{type: string}}", grammar::MAX_DEPTH + 2);
    let shown = normal(&text, "/components/schemas/S122");
    assert!(shown.contains("warning[internal-limit]: `#/components/schemas/S1` is not followed: more than 120 references follow one another"), "{shown}");
    assert!(!shown.contains("leads back to itself"), "{shown}");
}
