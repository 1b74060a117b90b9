//! What is said of documents that mean what no type of Rust holds, and that no document stops the generator. Messages about
//! documents that break the standard are in `broken`.

use timely_codegen::Generator;
use timely_codegen::settings::{Compat, Settings};

/// What is said about a document from which code is generated.
fn messages(text: String) -> String {
    let outcome = Generator::from_str("api.yaml", text).run();
    let shown = outcome.render_diagnostics();
    assert!(outcome.module.is_some(), "{shown}");
    shown
}

/// What is said about a document with these component schemas, as YAML at the margin.
fn schema_messages(schemas: &str) -> String {
    let indented: String = schemas
        .lines()
        .map(|line| format!("    {line}\n"))
        .collect();
    messages(format!(
        "openapi: 3.1.0\ninfo: {{title: T, version: '1'}}\npaths: {{}}\ncomponents:\n  schemas:\n{indented}"
    ))
}

/// A component with a property of this schema.
fn property(schema: &str) -> String {
    format!("T:\n  type: object\n  properties:\n    n: {schema}\n")
}

#[test]
fn what_no_type_holds_is_a_warning() {
    for schema in [
        "{type: integer, minimum: 0, maximum: 1e30}",
        "{type: integer, exclusiveMaximum: 1e30}",
        "{type: integer, minimum: -1e30}",
        "{type: integer, minimum: -1, maximum: 18446744073709551615}",
        "{type: integer, enum: [1, 1e30]}",
        "{type: integer, const: 1e30}",
        "{type: integer, default: 1e30}",
    ] {
        let shown = schema_messages(&property(schema));
        assert!(shown.contains("warning[degraded]"), "{schema}: {shown}");
    }
    for schema in [
        "{type: integer}",
        "{type: integer, minimum: 0, maximum: 18446744073709551615}",
        "{type: integer, minimum: -9223372036854775808, maximum: 9223372036854775807}",
        // As some generators round the largest integers of the machine.
        "{type: integer, minimum: 0, maximum: 18446744073709552000}",
        "{type: integer, minimum: -9223372036854776000, maximum: 9223372036854776000}",
        "{type: integer, format: int64, maximum: 1e30}",
        "{type: number, maximum: 1e30}",
        "{type: string, format: decimal}",
        "{type: integer, format: int128}",
        "{type: number, format: bigint}",
        "{type: number, format: decimal}",
        "{type: [number, 'null'], format: decimal128}",
        "{type: integer, format: uint64, default: 18446744073709551615}",
    ] {
        assert_eq!(schema_messages(&property(schema)), "", "{schema}");
    }
}

#[test]
fn the_oldest_shape_says_which_digits_it_drops() {
    let document = |schema: &str| {
        format!(
            "openapi: 3.1.0\ninfo: {{title: A, version: '1'}}\npaths: {{}}\ncomponents: {{schemas: {{T: {schema}}}}}\n"
        )
    };
    for schema in [
        "{type: integer, format: int128}",
        "{type: number, format: decimal}",
    ] {
        let run = |settings: Settings| {
            let generator = Generator::from_str("a.yaml", document(schema));
            generator.settings(settings).run().render_diagnostics()
        };
        let shown = run(Settings::default().compat(Compat::V0_1));
        assert!(
            shown.contains("warning[degraded]") && shown.contains("each digit is kept"),
            "{shown}"
        );
        let format = if schema.contains("int128") {
            "int128"
        } else {
            "decimal"
        };
        let plain = Settings::default().format(format, "f64");
        assert_eq!(run(plain), "", "{schema}");
    }
}

#[test]
fn names_that_only_conditions_speak_of_are_a_warning() {
    let path =
        std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fixtures/patterned.yaml");
    let shown = Generator::from_file(path).run().render_diagnostics();
    for name in ["number", "iban", "bic"] {
        let message = format!("warning[degraded]: `{name}` is any value in Rust");
        assert!(shown.contains(&message), "{name}: {shown}");
    }
    assert_eq!(shown.matches("warning").count(), 3, "{shown}");
}

#[test]
fn encodings_of_nested_parts_are_told() {
    for nested in [
        "encoding: {b: {contentType: text/csv}}",
        "itemEncoding: {contentType: text/csv}",
        "prefixEncoding: [{contentType: text/csv}]",
    ] {
        let text = format!(
            "openapi: 3.2.0\ninfo: {{title: T, version: '1'}}\npaths:\n  /f:\n    post:\n      operationId: f\n      \
             requestBody:\n        content:\n          multipart/form-data:\n            schema: {{type: object, \
             properties: {{a: {{type: object, properties: {{b: {{type: string}}}}}}}}}}\n            encoding:\n              \
             a: {{contentType: multipart/mixed, {nested}}}\n      responses: {{'204': {{description: Done}}}}\n"
        );
        let shown = messages(text);
        assert!(
            shown.contains("warning[degraded]: encodings of nested parts are not applied"),
            "{shown}"
        );
    }
}

#[test]
fn what_a_form_cannot_hold_is_told() {
    let shown = |more: &str| {
        let text = format!(
            "openapi: 3.1.0\ninfo: {{title: T, version: '1'}}\npaths:\n  /f:\n    post:\n      operationId: f\n      requestBody:\n        \
             content:\n          multipart/form-data:\n            schema:\n              type: object\n              \
             properties: {{file: {{type: string, format: binary}}, b: {{type: string}}}}\n              {more}\n      \
             responses: {{'204': {{description: Done}}}}\n"
        );
        messages(text)
    };
    for files in [
        "additionalProperties: {type: string, format: binary}",
        "patternProperties: {'^f-': {type: string, format: binary}}",
        "additionalProperties: {type: array, items: {type: string, format: binary}}",
    ] {
        let shown = shown(files);
        assert!(shown.contains("warning[degraded]: files under"), "{shown}");
        assert!(shown.contains("have no place in the form"), "{shown}");
    }
    for keyword in [
        "dependentRequired: {b: [file]}",
        "propertyNames: {maxLength: 4}",
        "anyOf: [{required: [file]}, {required: [b]}]",
        "if: {required: [b]}\n              then: {required: [file]}",
        "unevaluatedProperties: {type: string}\n              allOf: [{type: object, properties: {c: {type: string}}}]",
    ] {
        let shown = shown(keyword);
        assert!(
            shown.contains("warning[not-enforced]"),
            "{keyword}: {shown}"
        );
        assert!(!shown.contains("x-timely"), "{shown}");
    }
    assert_eq!(shown("minProperties: 1"), "");
}

#[test]
fn what_cannot_be_is_told() {
    let text = include_str!("../../tests/fixtures/combined.yaml");
    let schemas: String = text
        .lines()
        .skip_while(|line| !line.starts_with("    "))
        .filter_map(|line| line.strip_prefix("    "))
        .map(|line| format!("{line}\n"))
        .collect();
    let shown = schema_messages(&schemas);
    let places: Vec<&str> = shown
        .lines()
        .filter_map(|line| line.split_once("= at: #/components/schemas/"))
        .map(|(_, place)| place)
        .collect();
    assert_eq!(
        places,
        [
            "Refuted/enum/0",
            "Income/allOf/0",
            "OneOfTwo/oneOf/1",
            "OneOfTwoHolder/properties/a",
            "OneOfThree/oneOf/1",
            "Holder/properties/never/allOf/1",
            "Holder/properties/income",
            "Holder/properties/either/oneOf/0",
        ],
        "{shown}"
    );
    assert_eq!(
        shown.matches("warning[impossible-schema]").count(),
        8,
        "{shown}"
    );
}

/// Where the mapping of a base leads to what does not extend it.
#[test]
fn strangers_in_a_mapping_are_told() {
    let shown = schema_messages(
        "Pet: {type: object, required: [kind], properties: {kind: {type: string}}, discriminator: {propertyName: kind, \
         mapping: {cat: '#/components/schemas/Cat', rock: '#/components/schemas/Rock'}}}\n\
         Cat: {allOf: [{$ref: '#/components/schemas/Pet'}], properties: {lives: {type: integer}}}\n\
         Rock: {type: object, properties: {weight: {type: integer}}}\n\
         Owner: {type: object, properties: {pet: {$ref: '#/components/schemas/Pet'}}}",
    );
    assert!(
        shown.contains("warning[degraded]: `Rock` does not extend `Pet`"),
        "{shown}"
    );
    assert_eq!(shown.matches("warning").count(), 1, "{shown}");
}

/// Neither depth nor circles nor width stop the generator.
#[test]
fn hostile_hierarchies_end() {
    use std::fmt::Write as _;
    let mut chain =
        "S0: {type: object, properties: {p0: {type: string}}, discriminator: {propertyName: p0}}\n"
            .to_owned();
    for index in 1..50 {
        let _ = writeln!(
            chain,
            "S{index}: {{allOf: [{{$ref: '#/components/schemas/S{}'}}], properties: {{p{index}: {{type: string}}}}, \
             discriminator: {{propertyName: p{index}}}}}",
            index - 1
        );
    }
    chain.push_str(
        "Last: {allOf: [{$ref: '#/components/schemas/S49'}], properties: {last: {type: string}}}\n",
    );
    chain.push_str("User: {type: object, properties: {s: {$ref: '#/components/schemas/S0'}}}");
    assert_eq!(schema_messages(&chain), "");

    let circle = schema_messages(
        "A: {allOf: [{$ref: '#/components/schemas/B'}], properties: {a: {type: string}}, discriminator: {propertyName: a}}\n\
         B: {allOf: [{$ref: '#/components/schemas/A'}], properties: {b: {type: string}}, discriminator: {propertyName: b}}\n\
         C: {allOf: [{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/C'}], properties: {c: {type: string}}}\n\
         User: {type: object, properties: {a: {$ref: '#/components/schemas/A'}, b: {$ref: '#/components/schemas/B'}}}",
    );
    assert!(!circle.contains("error"), "{circle}");

    // Every schema of a layer extends every one of the layer before.
    let mut lattice = String::new();
    for layer in 0..6 {
        for index in 0..12 {
            let parts: Vec<String> = (0..12)
                .filter(|_| layer > 0)
                .map(|part| format!("{{$ref: '#/components/schemas/L{}x{part}'}}", layer - 1))
                .collect();
            let _ = writeln!(
                lattice,
                "L{layer}x{index}: {{type: object, allOf: [{}], properties: {{p{layer}: {{type: string}}}}, \
                 discriminator: {{propertyName: p{layer}}}}}",
                parts.join(", ")
            );
        }
    }
    lattice.push_str("User: {type: object, properties: {s: {$ref: '#/components/schemas/L0x0'}}}");
    let shown = schema_messages(&lattice);
    assert!(!shown.contains("error"), "{shown}");

    // Unions of unions, all of which lead to the same ones.
    let mut unions = String::new();
    for layer in 0..14 {
        for index in 0..8 {
            let parts: Vec<String> = (0..8)
                .map(|part| format!("{{$ref: '#/components/schemas/U{}x{part}'}}", layer + 1))
                .collect();
            let _ = writeln!(
                unions,
                "U{layer}x{index}: {{oneOf: [{}], discriminator: {{propertyName: k, mapping: {{deep: \
                 '#/components/schemas/U14x7'}}}}}}",
                parts.join(", ")
            );
        }
    }
    for index in 0..8 {
        let _ = writeln!(
            unions,
            "U14x{index}: {{type: object, required: [k], properties: {{k: {{type: string}}, u{index}: {{type: string}}}}}}"
        );
    }
    let shown = schema_messages(&unions);
    assert!(!shown.contains("error"), "{shown}");
}
