//! A document as APIs have them, and changes of it in places of their own.

use serde_json::{Value, json};

/// A change of the document; none touches what another one does.
pub(crate) type Edit = fn(&mut Value);

/// The document that the changes are made in.
pub(crate) fn document() -> Value {
    serde_yaml::from_str(include_str!("edited.yaml")).expect("it is YAML")
}

/// The value at a JSON pointer.
fn at<'a>(document: &'a mut Value, pointer: &str) -> &'a mut Value {
    document
        .pointer_mut(pointer)
        .unwrap_or_else(|| panic!("the document has {pointer}"))
}

fn remove(document: &mut Value, pointer: &str, key: &str) {
    let object = at(document, pointer).as_object_mut();
    let removed = object.expect("it is an object").shift_remove(key);
    assert!(removed.is_some(), "{pointer} has {key}");
}

fn insert(document: &mut Value, pointer: &str, key: &str, value: Value) {
    let object = at(document, pointer).as_object_mut();
    object
        .expect("it is an object")
        .insert(key.to_owned(), value);
}

fn push(document: &mut Value, pointer: &str, value: Value) {
    let list = at(document, pointer).as_array_mut();
    list.expect("it is a list").push(value);
}

fn pop(document: &mut Value, pointer: &str) {
    let list = at(document, pointer).as_array_mut();
    list.expect("it is a list").pop().expect("it has items");
}

fn rename(document: &mut Value, pointer: &str, from: &str, to: &str) {
    let object = at(document, pointer).as_object_mut();
    let object = object.expect("it is an object");
    let value = object.shift_remove(from).expect("it is there");
    object.insert(to.to_owned(), value);
}

/// The changes, by their names.
pub(crate) const EDITS: &[(&str, Edit)] = &[
    ("an operation more", |it| {
        let operation = json!({"operationId": "listLeads", "tags": ["leads"], "responses": {"204": {"description": "none"}}});
        insert(it, "/paths", "/leads", json!({"get": operation}));
    }),
    ("a path less", |it| remove(it, "/paths", "/tags")),
    ("a path with another name", |it| {
        rename(it, "/paths", "/search", "/v2/search");
    }),
    ("an optional parameter more", |it| {
        let parameter = json!({"name": "sort", "in": "query", "schema": {"type": "string"}});
        push(it, "/paths/~1contacts/get/parameters", parameter);
    }),
    ("a required parameter more", |it| {
        let parameter = json!({"name": "X-Org", "in": "header", "required": true, "schema": {"type": "string"}});
        insert(
            it,
            "/paths/~1contacts~1{id}/delete",
            "parameters",
            json!([parameter]),
        );
    }),
    ("another default", |it| {
        *at(it, "/paths/~1contacts/get/parameters/0/schema/default") = json!(50);
    }),
    ("a lower maximum", |it| {
        *at(it, "/paths/~1contacts/get/parameters/1/schema/maximum") = json!(50);
    }),
    ("a property less of an answer", |it| {
        remove(it, "/components/schemas/Contact/properties", "phone");
    }),
    ("a value more of an answer", |it| {
        push(
            it,
            "/components/schemas/Contact/properties/status/enum",
            json!("archived"),
        );
    }),
    ("another type of an answer", |it| {
        *at(it, "/components/schemas/Contact/properties/score/type") = json!("string");
    }),
    ("another format of an answer", |it| {
        *at(it, "/components/schemas/Contact/properties/created/format") = json!("date");
    }),
    ("a property that comes always", |it| {
        push(it, "/components/schemas/Contact/required", json!("email"));
    }),
    ("a property that may be null", |it| {
        *at(it, "/components/schemas/Contact/properties/note/type") = json!(["string", "null"]);
    }),
    ("a value less of a request", |it| {
        pop(
            it,
            "/components/schemas/ContactCreate/properties/source/enum",
        );
    }),
    ("a property that has to be sent", |it| {
        push(
            it,
            "/components/schemas/ContactCreate/required",
            json!("email"),
        );
    }),
    ("a shorter text in a request", |it| {
        *at(
            it,
            "/components/schemas/ContactCreate/properties/name/maxLength",
        ) = json!(60);
    }),
    ("an item less in a list", |it| {
        insert(
            it,
            "/components/schemas/ContactCreate/properties/labels",
            "maxItems",
            json!(3),
        );
    }),
    ("an error less", |it| {
        remove(it, "/paths/~1contacts~1{id}/get/responses", "404");
    }),
    ("an error more", |it| {
        let response = json!({"description": "conflict"});
        insert(it, "/paths/~1contacts/post/responses", "409", response);
    }),
    ("a header less", |it| {
        remove(
            it,
            "/paths/~1contacts/post/responses/201/headers",
            "Location",
        );
    }),
    ("a scheme that is asked for", |it| {
        insert(
            it,
            "/paths/~1contacts~1{id}/delete",
            "security",
            json!([{"token": []}]),
        );
    }),
    ("another address", |it| {
        *at(it, "/servers/0/url") = json!("https://api.example.com/v2");
    }),
    ("another operation id", |it| {
        *at(it, "/paths/~1contacts~1{id}/patch/operationId") = json!("changeContact");
    }),
    ("a body that is required", |it| {
        insert(
            it,
            "/paths/~1contacts~1{id}/patch/requestBody",
            "required",
            json!(true),
        );
    }),
    ("a form of a body less", |it| {
        remove(
            it,
            "/paths/~1import/post/requestBody/content",
            "application/x-ndjson",
        );
    }),
    ("an operation that is deprecated", |it| {
        insert(it, "/paths/~1import/post", "deprecated", json!(true));
    }),
    ("a webhook more", |it| {
        let webhook = json!({"post": {"operationId": "contactDeleted", "responses": {"204": {"description": "got"}}}});
        insert(it, "/webhooks", "contactDeleted", webhook);
    }),
    ("a property more in a webhook", |it| {
        insert(
            it,
            "/components/schemas/ContactCreated/properties",
            "by",
            json!({"type": "string"}),
        );
    }),
    ("an alternative more", |it| {
        push(
            it,
            "/components/schemas/Found/oneOf",
            json!({"$ref": "#/components/schemas/Label"}),
        );
    }),
    ("a component that nothing names", |it| {
        insert(
            it,
            "/components/schemas",
            "Unused",
            json!({"type": "object", "properties": {"a": {"type": "string"}}}),
        );
    }),
];
