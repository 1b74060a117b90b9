//! What the texts of schemas say, and that readers of JSON and of Rust read them.

use super::{literal, text_of};
use crate::diagnostic::Pointer;
use crate::formats::JsonType;
use crate::ir::{
    Access, Additional, Api, Bound, Docs, Literal, Property, RareKeywords, Schema, SchemaRef, Type,
    TypeDef, TypeId, TypeKind, TypePath, TypeRoot,
};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// An API of types of these names.
fn api(names: &[&str]) -> Api {
    let types = names.iter().map(|name| TypeDef {
        name: (*name).to_owned(),
        static_name: name.to_uppercase(),
        path: TypePath {
            root: TypeRoot::Models,
            modules: Vec::new(),
            is_exported: true,
            names_tag: false,
        },
        owns: None,
        pointer: Pointer::root(),
        derives: Vec::new(),
        attributes: Vec::new(),
        docs: Docs::default(),
        deprecated: false,
        example: None,
        shares: None,
        elsewhere: None,
        kind: TypeKind::Alias(Type::Any),
        schema: SchemaRef::inline(Schema::default()),
    });
    Api {
        types: types.collect(),
        title: String::new(),
        version: String::new(),
        docs: Docs::default(),
        base_url: None,
        base_path: None,
        servers: Vec::new(),
        header_sets: Vec::new(),
        error_sets: Vec::new(),
        choices: Vec::new(),
        forms: Vec::new(),
        xml: Vec::new(),
        security_schemes: Vec::new(),
        idempotency: None,
        event_end: None,
        groups: Vec::new(),
        events: None,
        webhooks: None,
        callbacks: None,
        type_features: BTreeSet::new(),
        document: None,
    }
}

fn of_type(ty: JsonType) -> Schema {
    Schema {
        types: vec![ty],
        ..Schema::default()
    }
}

fn array(items: SchemaRef) -> Schema {
    Schema {
        items: Some(items),
        ..of_type(JsonType::Array)
    }
}

fn property(name: &str, access: Access, schema: SchemaRef) -> Property {
    Property {
        name: name.to_owned(),
        required: false,
        access,
        schema,
    }
}

/// The text without references.
fn text(schema: Schema) -> String {
    let (text, types) = text_of(&api(&[]), &SchemaRef::inline(schema));
    assert!(types.is_empty(), "{text}");
    text
}

/// The names in a text, in the order in which a reader comes across them first.
fn names(text: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for rest in text.split("{\"$ref\": \"").skip(1) {
        let name = rest.split('"').next().unwrap();
        if !name.starts_with('#') && !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
    }
    names
}

/// How deep the values of a text are nested.
fn depth(value: &Value) -> usize {
    match value {
        Value::Array(items) => 1 + items.iter().map(depth).max().unwrap_or(0),
        Value::Object(members) => 1 + members.values().map(depth).max().unwrap_or(0),
        _ => 0,
    }
}

/// A value that is so deep.
fn nested(depth: usize) -> String {
    "[".repeat(depth) + &"]".repeat(depth)
}

#[test]
fn what_is_nested_deep_stands_in_definitions() {
    let flat = (0..30).fold(of_type(JsonType::String), |inner, _| {
        array(SchemaRef::inline(inner))
    });
    assert!(!text(flat).contains("$defs"));

    let deep = (0..110).fold(of_type(JsonType::String), |inner, _| {
        array(SchemaRef::inline(inner))
    });
    let text = text(deep);
    let value: Value = serde_json::from_str(&text).unwrap();
    assert!(depth(&value) < 40, "{}", depth(&value));
    // Put together again it is what it was.
    let mut whole = value["$defs"]["1"].clone();
    for name in ["2", "3", ""] {
        let mut outer = match name {
            "" => value.clone(),
            name => value["$defs"][name].clone(),
        };
        let mut place = &mut outer;
        while place.get("$ref").is_none() {
            place = &mut place["items"];
        }
        *place = whole;
        whole = outer;
    }
    whole.as_object_mut().unwrap().remove("$defs");
    let expected = (0..110).fold(
        json!({"type": "string"}),
        |inner, _| json!({"type": "array", "items": inner}),
    );
    assert_eq!(whole, expected);
}

#[test]
fn every_keyword_that_holds_schemas_takes_deep_ones() {
    let deep = || {
        SchemaRef::inline(Schema {
            enumeration: vec![Literal::Json(nested(60))],
            ..Schema::default()
        })
    };
    let named = || vec![("a".to_owned(), deep())];
    let rare = RareKeywords {
        prefix_items: vec![deep()],
        contains: Some(deep()),
        unevaluated_items: Some(deep()),
        pattern_properties: named(),
        property_names: Some(deep()),
        dependent_schemas: named(),
        unevaluated_properties: Some(deep()),
        condition: Some([deep(), deep(), deep()]),
        alternatives: vec![deep()],
        absent_tag: Some(deep()),
        ..RareKeywords::default()
    };
    let schema = Schema {
        items: Some(deep()),
        properties: vec![
            property("a", Access::ReadWrite, deep()),
            property("b", Access::WriteOnly, deep()),
        ],
        additional: Additional::Schema(deep()),
        all_of: vec![deep()],
        any_of: vec![deep()],
        one_of: vec![deep()],
        not: Some(deep()),
        discriminator: Some(("tag".to_owned(), named())),
        rare: Some(Box::new(rare)),
        ..Schema::default()
    };
    let text = text(schema);
    let mut value: Value = serde_json::from_str(&text).unwrap();
    let definitions = value.as_object_mut().unwrap().remove("$defs").unwrap();
    assert_eq!(definitions.as_object().unwrap().len(), 21);
    assert!(depth(&value) <= 5, "{text}");
    assert_eq!(
        value["properties"]["b"],
        json!({"$ref": "#/$defs/6", "writeOnly": true})
    );
}

#[test]
fn constants_are_as_deep_as_documents_may_be() {
    let deep = Schema {
        enumeration: vec![Literal::Json(nested(116))],
        default: Some(nested(116)),
        ..Schema::default()
    };
    let schema = (0..20).fold(deep, |inner, _| array(SchemaRef::inline(inner)));
    // The reader of the runtime has the same limit as this one.
    let value: Value = serde_json::from_str(&text(schema)).unwrap();
    assert_eq!(value["$defs"]["1"]["default"].to_string(), nested(116));
}

#[test]
fn what_no_number_of_json_is_is_left_out() {
    let schema = Schema {
        enumeration: vec![
            Literal::Json("1e999".to_owned()),
            Literal::Float(f64::INFINITY),
            Literal::Json("[-1e999]".to_owned()),
            Literal::Json(u64::MAX.to_string()),
            Literal::Float(0.1),
            Literal::Int(i64::MIN),
        ],
        minimum: Some(Bound::Float(f64::NEG_INFINITY)),
        maximum: Some(Bound::Float(1e300)),
        default: Some("1e999".to_owned()),
        ..Schema::default()
    };
    assert_eq!(
        text(schema),
        r#"{"enum": [18446744073709551615, 0.1, -9223372036854775808], "maximum": 1e+300}"#
    );
    // Nothing is such a value, and so nothing passes.
    let none = Schema {
        enumeration: vec![Literal::Json("1e999".to_owned())],
        ..Schema::default()
    };
    assert_eq!(text(none), r#"{"enum": []}"#);
}

#[test]
fn fractions_in_constants_stay_what_they_are() {
    for number in [
        "0.1234567890123456",
        "9007199254740993.0",
        "2.2250738585072011e-308",
    ] {
        let exact: f64 = number.parse().unwrap();
        let schema = Schema {
            enumeration: vec![Literal::Json(format!("[{number}]"))],
            ..Schema::default()
        };
        let value: Value = serde_json::from_str(&text(schema)).unwrap();
        let read = value["enum"][0][0].as_f64().unwrap();
        assert_eq!(read.to_bits(), exact.to_bits(), "{number}");
    }
}

#[test]
fn nothing_in_a_text_is_hidden() {
    let hostile = "a\u{202e}b\u{feff}\u{2028}\r\n\0\u{e0041}é";
    let schema = Schema {
        enumeration: vec![
            Literal::Str(hostile.to_owned()),
            Literal::Json(json!({ hostile: [hostile] }).to_string()),
        ],
        pattern: Some(hostile.to_owned()),
        properties: vec![property(
            hostile,
            Access::ReadWrite,
            SchemaRef::inline(Schema::default()),
        )],
        required: vec![hostile.to_owned()],
        rare: Some(Box::new(RareKeywords {
            dependent_required: vec![(hostile.to_owned(), vec![hostile.to_owned()])],
            ..RareKeywords::default()
        })),
        default: Some(json!(hostile).to_string()),
        ..Schema::default()
    };
    let text = text(schema);
    let visible = |character: char| " é\n".contains(character) || character.is_ascii_graphic();
    assert!(text.chars().all(visible), "{text:?}");
    let escaped = r"a\u202eb\ufeff\u2028\r\n\u0000\udb40\udc41é";
    assert!(
        text.contains(&format!(r#""pattern": "{escaped}""#)),
        "{text}"
    );
    assert_eq!(text.matches(escaped).count(), 9);
    let value: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(value["enum"], json!([hostile, { hostile: [hostile] }]));
}

#[test]
fn literals_hold_every_text() {
    for (text, expected) in [
        (r"{}", r##"r#"{}"#"##),
        (
            "{\"pattern\": \"^\\\\\\\"#$\"}",
            "r##\"{\"pattern\": \"^\\\\\\\"#$\"}\"##",
        ),
        ("\"####", "r#####\"\"####\"#####"),
        // Of what would take more signs than anyone counts.
        ("\"#################", "\"\\\"#################\""),
    ] {
        assert_eq!(literal(text).to_string(), expected);
        let read: syn::LitStr = syn::parse_str(expected).unwrap();
        assert_eq!(read.value(), text);
    }
    // Once, and not once for each of them.
    let many = format!("\"{}", "#".repeat(1 << 20));
    let read: syn::LitStr = syn::parse_str(&literal(&many).to_string()).unwrap();
    assert_eq!(read.value(), many);
}

#[test]
fn names_with_quotes_are_names() {
    let name = "a\"b\\\"#";
    let schema = Schema {
        properties: vec![property(
            name,
            Access::ReadWrite,
            SchemaRef::inline(of_type(JsonType::Null)),
        )],
        ..Schema::default()
    };
    let text = text(schema);
    assert_eq!(text, r##"{"properties": {"a\"b\\\"#": {"type": "null"}}}"##);
    let value: Value = serde_json::from_str(&text).unwrap();
    assert!(value["properties"].get(name).is_some());
}

#[test]
fn a_direction_stands_beside_what_a_property_is() {
    let pet = SchemaRef::Type(TypeId(0));
    let schema = Schema {
        properties: vec![
            property("id", Access::ReadOnly, pet.clone()),
            property(
                "secret",
                Access::WriteOnly,
                SchemaRef::inline(of_type(JsonType::String)),
            ),
            property(
                "any",
                Access::ReadOnly,
                SchemaRef::inline(Schema::default()),
            ),
            property("none", Access::ReadOnly, SchemaRef::inline(Schema::never())),
            property("pet", Access::ReadWrite, pet),
        ],
        ..Schema::default()
    };
    let (text, types) = text_of(&api(&["Pet"]), &SchemaRef::inline(schema));
    assert_eq!(types, [TypeId(0)]);
    let value: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(
        value["properties"],
        json!({
            "id": {"$ref": "Pet", "readOnly": true},
            "secret": {"type": "string", "writeOnly": true},
            "any": {"readOnly": true},
            "none": {"allOf": [false], "readOnly": true},
            "pet": {"$ref": "Pet"},
        })
    );
}

#[test]
fn a_discriminator_has_schemas_in_place_of_names() {
    let [cat, dog, other] = [0, 1, 2].map(|id| SchemaRef::Type(TypeId(id)));
    let mapping = vec![
        ("cat".to_owned(), cat.clone()),
        ("dog".to_owned(), dog.clone()),
    ];
    let schema = Schema {
        one_of: vec![cat, dog, other.clone()],
        discriminator: Some(("kind".to_owned(), mapping)),
        rare: Some(Box::new(RareKeywords {
            absent_tag: Some(other.clone()),
            ..RareKeywords::default()
        })),
        ..Schema::default()
    };
    let api = api(&["Cat", "Dog", "Other"]);
    let (text, _) = text_of(&api, &SchemaRef::inline(schema.clone()));
    let expected = r#"{
    "oneOf": [{"$ref": "Cat"}, {"$ref": "Dog"}, {"$ref": "Other"}],
    "discriminator": {
        "propertyName": "kind",
        "mapping": {"cat": {"$ref": "Cat"}, "dog": {"$ref": "Dog"}},
        "defaultMapping": {"$ref": "Other"}
    }
}"#;
    assert_eq!(text, expected);

    // One that is of all other values as well is said by other keywords.
    let schema = Schema {
        rare: Some(Box::new(RareKeywords {
            default_tag: Some(other),
            ..RareKeywords::default()
        })),
        ..schema
    };
    let (text, _) = text_of(&api, &SchemaRef::inline(schema));
    let value: Value = serde_json::from_str(&text).unwrap();
    let condition = &value["allOf"][0];
    assert_eq!(
        condition["if"],
        json!({"required": ["kind"], "properties": {"kind": {"enum": ["cat", "dog"]}}})
    );
    assert_eq!(condition["else"], json!({"$ref": "Other"}));
    assert_eq!(
        condition["then"]["discriminator"].get("defaultMapping"),
        None
    );
    assert_eq!(value["x-alternatives"].as_array().unwrap().len(), 3);
}

#[test]
fn references_are_in_the_order_of_the_text() {
    let all = ["A", "B", "C", "D", "E"];
    let [a, b, c, d, e] = [0, 1, 2, 3, 4].map(|id| SchemaRef::Type(TypeId(id)));
    // What stands deep comes last in the text, and is come across first.
    let deep = (0..50).fold(array(a.clone()), |inner, _| array(SchemaRef::inline(inner)));
    let deeper = Schema {
        all_of: vec![b.clone(), SchemaRef::inline(deep)],
        ..Schema::default()
    };
    let schema = Schema {
        properties: vec![
            property("x", Access::ReadWrite, SchemaRef::inline(deeper)),
            property("y", Access::ReadOnly, c.clone()),
        ],
        not: Some(d),
        any_of: vec![e, a, c],
        // No name of a type.
        enumeration: vec![Literal::Str("B".to_owned())],
        ..Schema::default()
    };
    let (text, types) = text_of(&api(&all), &SchemaRef::inline(schema));
    let types: Vec<&str> = types.iter().map(|id| all[id.0]).collect();
    assert!(text.contains("$defs"), "{text}");
    assert_eq!(types, names(&text));
    assert_eq!(types.len(), 5);

    let (text, types) = text_of(&api(&all), &b);
    assert_eq!(
        (text.as_str(), types),
        (r#"{"$ref": "B"}"#, vec![TypeId(1)])
    );
}
