//! Small documents of Swagger 2.0, one construct each: what they become, and what is said about them.

use crate::normalize::tests::normal;

fn swagger(text: &str, pointer: &str) -> String {
    let head = "swagger: '2.0'\ninfo: {title: T, version: '1'}\n";
    normal(&format!("{head}{text}"), pointer)
}

/// The operation `POST /a` of a document with these keys, and with `text` in the operation.
fn operation(document: &str, text: &str) -> String {
    let lines = text.lines().map(|line| format!("      {line}\n"));
    let lines: String = lines.collect();
    let text = format!(
        "{document}paths:\n  /a:\n    post:\n      operationId: a\n{lines}      responses: {{200: {{description: ok}}}}\n"
    );
    swagger(&text, "/paths/~1a/post")
}

/// The response 200 of `GET /a`.
fn response(document: &str, produces: &str, text: &str) -> String {
    let text = format!(
        "{document}paths:\n  /a:\n    get:\n      operationId: a\n      produces: [{produces}]\n      responses:\n        200: {text}\n"
    );
    swagger(&text, "/paths/~1a/get/responses/200")
}

#[test]
fn servers() {
    for text in [
        "host: api.test\nbasePath: /v1/\nschemes: [ws, http, https]\npaths: {}\n",
        "host: api.test\npaths: {}\n",
        "basePath: v1\npaths: {}\n",
        "host: http://api.test/\npaths: {}\n",
        "paths: {}\n",
    ] {
        insta::assert_snapshot!(swagger(text, "/servers"));
    }
    let document = "host: api.test\nschemes: [https]\n";
    insta::assert_snapshot!(operation(document, "schemes: [http]"));
}

#[test]
fn parameters() {
    insta::assert_snapshot!(operation(
        "parameters:\n  Page: {name: page, in: query, type: integer, default: 1, minimum: 1, exclusiveMinimum: true}\n",
        "parameters:\n- {$ref: '#/parameters/Page'}\n\
         - {name: q, in: query, type: string, required: true, description: D, allowEmptyValue: true, pattern: a, x-example: abc, x-rust-name: query}\n\
         - {name: X-Kind, in: header, type: string, enum: [a, b], x-nullable: true, x-enum-varnames: [First, Second]}\n",
    ));
    insta::assert_snapshot!(swagger(
        "parameters:\n  Page: {name: page, in: query, type: integer, default: 1}\npaths: {}\n",
        "/components"
    ));
}

#[test]
fn collection_formats() {
    let list = |place: &str, format: &str| {
        format!(
            "- {{name: {format}, in: {place}, type: array, items: {{type: integer}}, collectionFormat: {format}}}\n"
        )
    };
    for place in ["query", "header", "formData"] {
        let lists =
            ["csv", "ssv", "tsv", "pipes", "multi", "cvs"].map(|format| list(place, format));
        insta::assert_snapshot!(operation("", &format!("parameters:\n{}", lists.concat())));
    }
}

#[test]
fn bodies() {
    insta::assert_snapshot!(operation(
        "consumes: [application/json]\n",
        "consumes: [application/json, application/xml]\nparameters:\n\
         - {name: pet, in: body, description: D, required: true, schema: {type: object, properties: {a: {type: string}}}}\n",
    ));
    let shared = "parameters:\n  Pet: {name: pet, in: body, schema: {type: object}}\n";
    insta::assert_snapshot!(operation(
        shared,
        "parameters: [{$ref: '#/parameters/Pet'}]"
    ));
    insta::assert_snapshot!(operation(
        shared,
        "consumes: [text/xml]\nparameters: [{$ref: '#/parameters/Pet'}]"
    ));
    insta::assert_snapshot!(operation(
        "",
        "parameters: [{name: a, in: body, schema: {type: string}}, {name: b, in: body}, {name: c, in: formData, type: string}]"
    ));
    insta::assert_snapshot!(swagger(
        "paths:\n  /a:\n    parameters: [{name: a, in: body, schema: {type: object}}, {name: q, in: query, type: string}]\n    \
         put: {responses: {200: {description: ok}}}\n    \
         post: {parameters: [{name: f, in: formData, type: string}], responses: {200: {description: ok}}}\n",
        "/paths"
    ));
}

#[test]
fn forms() {
    let fields = "parameters:\n\
        - {name: a, in: formData, type: string, required: true, minLength: 1, description: D}\n\
        - {name: b, in: formData, type: integer, default: 1, x-nullable: true}\n";
    let file = "- {name: f, in: formData, type: file}\n";
    insta::assert_snapshot!(operation("", fields));
    insta::assert_snapshot!(operation("", &format!("{fields}{file}")));
    let both = "consumes: [application/x-www-form-urlencoded, multipart/form-data]\n";
    insta::assert_snapshot!(operation(both, fields));
    insta::assert_snapshot!(operation("", &format!("consumes: [text/xml]\n{fields}")));
    let shared = "parameters:\n  F: {name: f, in: formData, type: string, enum: [a]}\n";
    insta::assert_snapshot!(operation(shared, "parameters: [{$ref: '#/parameters/F'}]"));
}

#[test]
fn responses() {
    insta::assert_snapshot!(response(
        "",
        "application/json, text/xml",
        "{description: ok, schema: {type: object}, examples: {application/json: {a: 1}}, \
         headers: {X-A: {type: array, items: {type: string}, collectionFormat: csv}, X-B: {type: string, format: date}}}"
    ));
    insta::assert_snapshot!(response("", "", "{description: ok, schema: {type: file}}"));
    let file = "{description: ok, schema: {type: file}}";
    insta::assert_snapshot!(response("", "image/png, application/json", file));
    let object = "{description: ok, schema: {type: object}}";
    insta::assert_snapshot!(response("", "image/png", object));
    insta::assert_snapshot!(response("", "application/json, text/plain", object));
    insta::assert_snapshot!(response(
        "",
        "text/plain",
        "{description: ok, schema: {type: string}}"
    ));
    let shared = "responses: {Ok: {description: ok, schema: {type: object}}}\n";
    insta::assert_snapshot!(response(shared, "", "{$ref: '#/responses/Ok'}"));
    insta::assert_snapshot!(response(shared, "text/xml", "{$ref: '#/responses/Ok'}"));
}

#[test]
fn security() {
    insta::assert_snapshot!(swagger(
        "paths: {}\nsecurity: [{a: []}]\nsecurityDefinitions:\n  a: {type: basic, description: D}\n  b: {type: apiKey, in: query, name: k}\n  \
         c: {type: oauth2, flow: implicit, authorizationUrl: https://a.test/, scopes: {s: S}}\n  \
         d: {type: oauth2, flow: password, tokenUrl: https://a.test/, scopes: {}}\n  \
         e: {type: oauth2, flow: application, tokenUrl: https://a.test/, scopes: {}}\n  \
         f: {type: oauth2, flow: accessCode, authorizationUrl: https://a.test/, tokenUrl: https://b.test/, scopes: {}}\n  \
         g: {type: oauth2, flow: acessCode, scopes: {}}\n",
        "/components"
    ));
}

#[test]
fn schemas() {
    insta::assert_snapshot!(swagger(
        "paths: {}\ndefinitions:\n  \
         Pet: {type: object, discriminator: kind, required: [kind], properties: {kind: {type: string}, next: {$ref: '#/definitions/Pet', x-nullable: true}}}\n  \
         Cat: {allOf: [{$ref: '#/definitions/Pet'}, {type: object, properties: {age: {type: integer, x-isnullable: true, readOnly: true}}}]}\n  \
         Use: {type: array, items: {$ref: '#/definitions/Pet'}}\n  \
         Null: {type: [string, 'null'], externalDocs: {url: https://a.test/}}\n  \
         Inner: {$ref: '#/definitions/Cat/allOf/1/properties/age'}\n  \
         Lost: {$ref: '#/definitions/Ues'}\n",
        "/components/schemas"
    ));
}

/// Where what is shared stands after what uses it, as it mostly does.
#[test]
fn shared_parts_at_the_end() {
    insta::assert_snapshot!(swagger(
        "paths:\n  /a:\n    post:\n      consumes: [text/xml]\n      produces: [text/xml]\n      parameters: [{$ref: '#/parameters/B'}]\n      \
         responses: {200: {$ref: '#/responses/R'}}\n\
         parameters: {B: {name: b, in: body, schema: {type: object}}}\nresponses: {R: {description: ok, schema: {type: object}}}\n",
        ""
    ));
}

#[test]
fn references_anywhere() {
    insta::assert_snapshot!(swagger(
        "paths:\n  /a:\n    get:\n      parameters: [{name: b, in: body, schema: {type: object}}, {name: q, in: query, type: string, enum: [a]}]\n      \
         responses: {200: {$ref: '#/responses/R'}}\n    \
         put:\n      parameters: [{$ref: '#/paths/~1a/get/parameters/1'}, {$ref: '#/paths/~1a/get/parameters/0'}]\n      \
         responses: {200: {description: ok, schema: {$ref: '#/paths/~1a/get/responses/200/schema'}}}\n    \
         post:\n      parameters: {$ref: '#/paths/~1a/get/parameters'}\n      responses: {200: {description: ok, schema: {$ref: '#/paths/~1a/get/parameters/0/schema'}}}\n\
         responses: {R: {description: ok, schema: {type: object}}}\n",
        ""
    ));
}

#[test]
fn unknown_and_newer_keys() {
    insta::assert_snapshot!(swagger(
        "hosts: a\nproduce: [a/b]\nconsumes: text/xml\nservers: [{url: /v1}]\npaths:\n  /a:\n    post:\n      produced: [a/b]\n      \
         requestBody: {content: {text/plain: {schema: {type: string}}}}\n      \
         parameters: [{name: a, in: query, type: string, collectionFromat: csv}, {name: b, in: query, schema: {type: string, nullable: true}}]\n      \
         responses: {200: {description: ok, shema: {}}, 201: {description: ok, content: {text/plain: {schema: {oneOf: [{type: string}]}}}}}\n\
         components: {schemas: {A: {type: string}}}\ndefinitions: {B: {$ref: '#/components/schemas/A'}}\n",
        ""
    ));
}

/// Whatever a document is made of, it is read or refused.
#[test]
fn broken_documents_do_not_panic() {
    let text = "swagger: '2.0'\ninfo: {title: T, version: 1.0}\nhost: a.test\nconsumes: [a/b, c/d]\npaths:\n  /a/{id}:\n    parameters: \
        [{name: id, in: path, type: string}, {$ref: '#/parameters/B'}]\n    post:\n      parameters: [{name: f, in: formData, type: file}]\n      \
        responses: {200: {$ref: '#/responses/R'}}\nparameters:\n  B: {name: b, in: body, schema: {$ref: '#/definitions/S'}}\nresponses:\n  R: \
        {description: D, schema: {type: file}, headers: {X: {type: array}}}\nsecurityDefinitions: {o: {type: oauth2, flow: \
        implicit}}\ndefinitions:\n  S: {type: object, discriminator: a, properties: {a: {$ref: '#/definitions/S/properties/b'}}}\n";
    let mut bytes: Vec<u8> = text.into();
    for at in 0..bytes.len() {
        for other in [b'#', b'{', b':', b'0'] {
            let was = std::mem::replace(&mut bytes[at], other);
            if let Ok(text) = std::str::from_utf8(&bytes) {
                let _ = normal(text, "");
            }
            bytes[at] = was;
        }
    }
}
