//! The check of a JSON value against the document, beside that of the `jsonschema` crate:
//! `cargo bench -p timely-server-bench --bench check`.
//!
//! `check` is what the generated server calls: it lists all that is wrong. Of jsonschema there are two rows: `is_valid`,
//! which only answers yes or no, and `iter_errors`, which lists what is wrong as well. Both check the same formats.

use criterion::{Criterion, criterion_group, criterion_main};
use jsonschema::Validator;
use serde_json::{Value, json};
use std::hint::black_box;
use std::time::Duration;
use timely_generated::models::{ContactCreate, ContactList, WebhookCreate};
use timely_runtime::{Direction, Schema, Validate};
use timely_server_bench::requests::{BAD, GOOD};

/// A body, with what it is held to.
struct Case {
    name: &'static str,
    schema: &'static Schema,
    /// The name in the document.
    documented: &'static str,
    body: Value,
    is_valid: bool,
}

fn cases() -> Vec<Case> {
    let body = |samples: &[timely_server_bench::requests::Sample], name: &str| {
        let sample = samples.iter().find(|sample| sample.name == name);
        let text = sample.map_or("", |sample| sample.body);
        serde_json::from_str(text).expect("the bodies are JSON")
    };
    let contact = |name: &'static str, body, is_valid| Case {
        name,
        schema: ContactCreate::SCHEMA,
        documented: "ContactCreate",
        body,
        is_valid,
    };
    let webhook = |name: &'static str, body, is_valid| Case {
        name,
        schema: WebhookCreate::SCHEMA,
        documented: "WebhookCreate",
        body,
        is_valid,
    };
    let list = |name: &'static str, body, is_valid| Case {
        name,
        schema: ContactList::SCHEMA,
        documented: "ContactList",
        body,
        is_valid,
    };
    let many_tags = |last: Value| {
        let mut tags: Vec<Value> = (0..999).map(|tag| json!(format!("tag {tag}"))).collect();
        tags.push(last);
        json!({ "customer_name": "Joao Silva", "tags": tags })
    };
    vec![
        contact("contact", body(&GOOD, "create"), true),
        webhook("webhook", body(&GOOD, "webhook"), true),
        contact("1000-tags", many_tags(json!("last")), true),
        list("1000-contacts", contacts(json!("active")), true),
        contact("bad-contact", body(&BAD, "bad-create"), false),
        webhook("bad-webhook", body(&BAD, "bad-webhook"), false),
        contact("1000-tags-last-bad", many_tags(json!(1)), false),
        list("1000-contacts-last-bad", contacts(json!("gone")), false),
    ]
}

/// A list of a thousand contacts, the last of which has this status.
fn contacts(last: Value) -> Value {
    let contact = |number: usize, status: &Value| {
        json!({
            "id": "0d9c1f4e-6a0b-4a55-9a3e-3f8f3f1b7c21",
            "company_id": "5b1f0c1e-2d43-4f0e-8a86-9c1d2e3f4a5b",
            "customer_name": format!("Customer {number}"),
            "customer_phone": "+5547999999999",
            "customer_email": "joao@empresa.com",
            "customer_company": "Empresa Ltda",
            "customer_position": null,
            "tags": ["vip"],
            "notes": null,
            "source": "website",
            "status": status,
            "metadata": { "plan": "pro" },
            "created_at": "2025-01-15T10:30:00.000Z",
            "updated_at": "2025-01-15T11:05:12.000Z",
        })
    };
    let active = json!("active");
    let all = (0..1000).map(|number| contact(number, if number == 999 { &last } else { &active }));
    json!({
        "data": all.collect::<Vec<_>>(),
        "pagination": { "page": 1, "limit": 1000, "total": 1000, "total_pages": 1 },
    })
}

fn validator(document: &Value, name: &str) -> Validator {
    let schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$ref": format!("#/components/schemas/{name}"),
        "components": { "schemas": document["components"]["schemas"] },
    });
    jsonschema::options()
        .should_validate_formats(true)
        .build(&schema)
        .expect("the schemas of the document are valid")
}

fn check(criterion: &mut Criterion) {
    let text = include_str!("../../../spec/timely.yaml");
    let document: Value = serde_yaml::from_str(text).expect("the document is YAML");
    for case in cases() {
        let validator = validator(&document, case.documented);
        let check = |value: &Value| case.schema.check(value, Direction::Request);
        assert_eq!(check(&case.body).is_empty(), case.is_valid, "{}", case.name);
        assert_eq!(
            validator.is_valid(&case.body),
            case.is_valid,
            "{}",
            case.name
        );

        let mut group = criterion.benchmark_group(case.name);
        group.bench_function("check", |bencher| {
            bencher.iter(|| check(black_box(&case.body)));
        });
        group.bench_function("is_valid", |bencher| {
            bencher.iter(|| {
                case.schema
                    .is_valid(black_box(&case.body), Direction::Request)
            });
        });
        group.bench_function("jsonschema is_valid", |bencher| {
            bencher.iter(|| validator.is_valid(black_box(&case.body)));
        });
        group.bench_function("jsonschema iter_errors", |bencher| {
            bencher.iter(|| validator.iter_errors(black_box(&case.body)).count());
        });
        group.finish();
    }
}

criterion_group! {
    name = benches;
    config = Criterion::default()
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(1));
    targets = check
}
criterion_main!(benches);
