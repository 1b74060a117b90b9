//! Documents that the page is shown.

use anyhow::Context as _;
use serde_json::{Value, json};
use std::fs;

/// A document of the workspace.
pub(super) fn document(path: &str) -> anyhow::Result<Value> {
    let file = crate::contract::workspace().join(path);
    let text = fs::read_to_string(&file).with_context(|| file.display().to_string())?;
    Ok(serde_yaml::from_str(&text)?)
}

/// How many operations and webhooks a document has.
pub(super) fn operations(document: &Value) -> usize {
    let methods = [
        "get", "put", "post", "delete", "options", "head", "patch", "trace", "query",
    ];
    let items = ["paths", "webhooks"]
        .iter()
        .filter_map(|part| document[part].as_object());
    let items = items
        .flat_map(|items| items.values())
        .filter_map(Value::as_object);
    items
        .flatten()
        .filter(|(key, value)| methods.contains(&key.as_str()) && value.is_object())
        .count()
}

/// Markup and scripts wherever a document has texts.
pub(super) fn hostile() -> Value {
    let evil = "<script>window.hacked = 1</script><img src=x onerror=\"window.hacked = 1\">\
                [a](javascript:window.hacked=1) ![b](data:text/html,<script>window.hacked=1</script>) \
                <svg onload=window.hacked=1> <javascript:window.hacked=1> `</code><script>window.hacked=1</script>`\n\n\
                # <iframe src=javascript:window.hacked=1>\n\n| <b onclick=window.hacked=1> |\n|---|\n| [c](vbscript:x) |\n\n\
                > \" onmouseover=\"window.hacked=1\n\n- ' style='x\n\n```\n</pre><script>window.hacked=1</script>\n```\n";
    let schema = json!({
        "type": "object", "description": evil, "title": evil, "required": [evil],
        "properties": {evil: {"type": evil, "enum": [evil], "default": evil, "pattern": evil, "example": evil, "description": evil}},
        "allOf": [{"$ref": "#/components/schemas/Evil"}, {"$ref": evil}, {"$ref": "#/__proto__/constructor"}],
        "discriminator": {"propertyName": evil}
    });
    let operation = json!({
        "tags": [evil], "summary": evil, "description": evil, "operationId": evil, "deprecated": true,
        "externalDocs": {"url": "javascript:window.hacked=1", "description": evil},
        "security": [{evil: [evil]}],
        "parameters": [{"name": evil, "in": evil, "description": evil, "schema": schema, "example": evil},
                       {"name": evil, "in": "query", "schema": {"$ref": "#/components/schemas/Evil"}}],
        "requestBody": {"description": evil, "content": {evil: {"schema": schema, "example": evil}, "application/json": {"schema": schema}}},
        "responses": {evil: {"description": evil, "headers": {evil: {"description": evil, "schema": schema}},
            "content": {evil: {"schema": schema, "examples": {evil: {"summary": evil, "description": evil, "value": evil}}}},
            "links": {evil: {"operationId": evil}}}},
        "callbacks": {evil: {evil: {"post": {"summary": evil, "responses": {}}}}}
    });
    json!({
        "openapi": evil,
        "info": {"title": evil, "version": evil, "description": evil},
        "servers": [{"url": "javascript:window.hacked=1", "description": evil}],
        "tags": [{"name": evil, "description": evil}],
        "paths": {"/a": {"get": operation, "post": operation}, "/b": {"get": null, "parameters": 3}, "/c": 7},
        "webhooks": {evil: {"post": operation}},
        "components": {
            "schemas": {"Evil": schema, "__proto__": schema, "Loop": {"$ref": "#/components/schemas/Loop"}},
            "securitySchemes": {evil: {"type": "apiKey", "name": evil, "in": evil, "description": evil}}
        }
    })
}

/// Paths that would carry a key to another host or another operation, and one that does not.
pub(super) fn astray() -> Value {
    let operation = |name: &str, parameters: Value| json!({"get": {"operationId": name, "parameters": parameters, "responses": {}}});
    let dots = json!([{"name": "part", "in": "path", "required": true, "schema": {"type": "string"}, "example": ".."}]);
    json!({
        "openapi": "3.1.0", "info": {"title": "Astray", "version": "1"},
        "servers": [{"url": "/"}],
        "security": [{"key": []}],
        "paths": {
            "@localhost:1/user": operation("user", json!([])),
            ".localhost:1/suffix": operation("suffix", json!([])),
            "/a/../b": operation("above", json!([])),
            "/a\\..\\b": operation("backwards", json!([])),
            "/%2E%2e/b": operation("escaped", json!([])),
            "/a/{part}": operation("typed", dots),
            "/openapi.json": operation("straight", json!([]))
        },
        "components": {"securitySchemes": {"key": {"type": "apiKey", "name": "key", "in": "query"}}}
    })
}

/// A document of more than ten megabytes, whose schemas refer to each other in circles.
pub(super) fn large() -> Value {
    const MANY: usize = 2000;
    let words =
        "All of it that there is to say of this, and more than anybody wants to read. ".repeat(20);
    let reference =
        |number: usize| json!({"$ref": format!("#/components/schemas/Schema{}", number % MANY)});
    let schemas = (0..MANY).map(|number| {
        let properties = (0..30).map(|place| (format!("property{place}"), reference(number * 7 + place * 13)));
        let schema = json!({"type": "object", "description": words, "properties": properties.collect::<serde_json::Map<_, _>>()});
        (format!("Schema{number}"), schema)
    });
    let paths = (0..MANY).map(|number| {
        let media = json!({"application/json": {"schema": reference(number)}});
        let operation = json!({
            "operationId": format!("operation{number}"), "tags": [format!("tag{}", number % 50)], "summary": "One of many", "description": words,
            "requestBody": {"content": media}, "responses": {"200": {"description": "All", "content": media}}
        });
        (format!("/paths/{number}"), json!({"post": operation}))
    });
    json!({
        "openapi": "3.1.0", "info": {"title": "Large", "version": "1"},
        "paths": paths.collect::<serde_json::Map<_, _>>(),
        "components": {"schemas": schemas.collect::<serde_json::Map<_, _>>()}
    })
}
