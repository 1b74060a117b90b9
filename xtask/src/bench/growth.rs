//! Whether the cost of an operation depends on how many there are.

use super::{arguments::BenchGrowth, best, folder, generate};
use crate::{
    Status, release,
    report::{Hue, Reporter},
};
use anyhow::Context as _;
use serde_json::{Map, Value, json};
use std::fs;

/// How much more an operation may cost at the end than at the beginning.
const LIMIT: f64 = 1.2;

pub(crate) fn run(arguments: &BenchGrowth, reporter: &Reporter) -> anyhow::Result<Status> {
    let program = release::program(reporter)?;
    let work = folder("bench-growth")?;
    reporter.line(&format!(
        "{:>10} {:>9} {:>8} {:>8} {:>12} {:>6}",
        "operations", "lines", "cpu s", "peak MB", "ms per op.", "ratio"
    ));
    let mut first = None;
    let mut last = 1.0;
    for &size in &arguments.sizes {
        let file = work.join(format!("grown-{size}.json"));
        fs::write(&file, document(size).to_string())
            .with_context(|| format!("{} cannot be written", file.display()))?;
        let mut lines = 0;
        let usage = best(arguments.runs, || {
            let made = generate(&program, &file, &work.join("out"), &arguments.choice)?;
            lines = made.lines;
            Ok(made.usage)
        })?;
        let each = usage.cpu * 1000.0 / size.max(1) as f64;
        last = each / *first.get_or_insert(each);
        reporter.line(&format!(
            "{size:>10} {lines:>9} {:>8.2} {:>8.0} {each:>12.3} {last:>6.2}",
            usage.cpu,
            usage.megabytes(),
        ));
    }
    let good = last <= LIMIT;
    reporter.colored(
        if good { Hue::Green } else { Hue::Red },
        &format!("at the end, an operation costs {last:.2} of what it does at the beginning; {LIMIT} is allowed"),
    );
    Ok(Status::of(good))
}

/// A document of ordinary operations: ten to a tag, each with parameters, a body, a result and an error, and two
/// schemas of its own that refer to others.
fn document(size: usize) -> Value {
    let mut paths = Map::new();
    let mut schemas = Map::new();
    for number in 0..size {
        let tag = format!("tag{}", number / 10);
        let (item, draft) = (format!("Item{number}"), format!("ItemDraft{number}"));
        let other = format!("#/components/schemas/Item{}", number / 2);
        schemas.insert(item.clone(), json!({
            "type": "object",
            "description": "An item, as it is kept.",
            "required": ["id", "name", "state"],
            "properties": {
                "id": {"type": "string", "format": "uuid"},
                "name": {"type": "string", "minLength": 1, "maxLength": 100},
                "state": {"type": "string", "enum": ["open", "closed", format!("special{number}")]},
                "count": {"type": "integer", "minimum": 0},
                "created_at": {"type": "string", "format": "date-time"},
                "parent": {"$ref": other},
                "labels": {"type": "array", "items": {"type": "string"}},
            },
        }));
        schemas.insert(
            draft.clone(),
            json!({
                "type": "object",
                "required": ["name"],
                "properties": {
                    "name": {"type": "string", "minLength": 1, "maxLength": 100},
                    "size": {"oneOf": [{"type": "string"}, {"type": "integer"}]},
                    "parent": {"$ref": other},
                },
            }),
        );
        let json_of = |name: &str| json!({"application/json": {"schema": {"$ref": format!("#/components/schemas/{name}")}}});
        paths.insert(format!("/{tag}/things{number}/{{id}}"), json!({
            "put": {
                "operationId": format!("putThing{number}"),
                "tags": [tag],
                "summary": "Puts a thing in its place.",
                "parameters": [
                    {"name": "id", "in": "path", "required": true, "schema": {"type": "string"}},
                    {"name": "limit", "in": "query", "schema": {"type": "integer", "maximum": 100}},
                    {"name": format!("filter{number}"), "in": "query", "schema": {"type": "string"}},
                ],
                "requestBody": {"required": true, "content": json_of(&draft)},
                "responses": {
                    "200": {"description": "The thing.", "content": json_of(&item)},
                    "404": {"description": "There is no such thing.", "content": json_of("Item0")},
                },
            },
        }));
    }
    json!({
        "openapi": "3.1.0",
        "info": {"title": "Grown", "version": "1"},
        "paths": paths,
        "components": {"schemas": schemas},
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use timely_codegen::Generator;

    #[test]
    fn what_is_grown_is_a_sound_document() {
        let outcome = Generator::from_str("grown.json", document(12).to_string()).run();
        assert!(
            outcome.diagnostics.is_empty(),
            "{}",
            outcome.render_diagnostics()
        );
        assert_eq!(outcome.api().unwrap().operations().count(), 12);
    }
}
