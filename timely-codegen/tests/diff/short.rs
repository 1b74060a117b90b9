//! Documents that are written shortly.

use serde_json::{Map, Value, json};

/// A document of what is written shortly:
///
/// - `request: SCHEMA` is the JSON body of `POST /things` (`postThings`), `response: SCHEMA` that of the answer to `GET /things`
///   (`getThings`), which both are components of the names `Sent` and `Got`;
/// - `parameter: PARAMETER` is one of `GET /things`, `operation: MEMBERS` are members of it;
/// - whatever else is a member of the document.
///
/// It has the version, unless it has an `info` of its own.
pub(crate) fn document(short: &Map<String, Value>, version: &str) -> Value {
    let mut document = json!({
        "openapi": "3.1.0",
        "info": {"title": "T", "version": version},
        "paths": {},
    });
    for (key, value) in short {
        match key.as_str() {
            "request" => {
                document["components"]["schemas"]["Sent"] = value.clone();
                let schema = json!({"$ref": "#/components/schemas/Sent"});
                document["paths"]["/things"]["post"] = json!({
                    "operationId": "postThings",
                    "requestBody": {"required": true, "content": {"application/json": {"schema": schema}}},
                    "responses": {"204": {"description": "done"}},
                });
            }
            "response" => {
                document["components"]["schemas"]["Got"] = value.clone();
                let schema = json!({"$ref": "#/components/schemas/Got"});
                let content = json!({"application/json": {"schema": schema}});
                let get = read(&mut document);
                get["responses"]["200"]["content"] = content;
            }
            "parameter" => read(&mut document)["parameters"] = json!([value]),
            "operation" => {
                read(&mut document);
                let members = value.as_object().into_iter().flatten();
                for (key, value) in members {
                    read(&mut document)[key] = value.clone();
                }
            }
            "components" => {
                let sections = value.as_object().into_iter().flatten();
                for (section, entries) in sections {
                    for (name, entry) in entries.as_object().into_iter().flatten() {
                        document["components"][section][name] = entry.clone();
                    }
                }
            }
            _ => document[key] = value.clone(),
        }
    }
    document
}

/// The operation `GET /things`.
fn read(document: &mut Value) -> &mut Value {
    let get = &mut document["paths"]["/things"]["get"];
    if get.is_null() {
        *get = json!({"operationId": "getThings", "responses": {"200": {"description": "things"}}});
    }
    get
}
