//! Values of examples, which satisfy what the document asks of them.

use super::program::Folder;

const BOOKS: &str = r##"
openapi: 3.1.0
info: {title: Books, version: "1"}
servers: [{url: "https://books.example/v1"}]
paths:
  /books/{isbn}:
    parameters: [{name: isbn, in: path, required: true, schema: {$ref: "#/components/schemas/Isbn"}}]
    get:
      operationId: getBook
      parameters:
        - {name: page, in: query, required: true, schema: {type: integer, minimum: 10, multipleOf: 4}}
        - {name: code, in: query, required: true, schema: {type: string, minLength: 8, maxLength: 9}}
      responses:
        "200":
          description: A book.
          headers:
            X-Rate: {required: true, schema: {type: string, pattern: "^[0-9]+/[0-9]+$"}}
          content: {application/json: {schema: {$ref: "#/components/schemas/Book"}}}
        default: {description: no, content: {application/json: {schema: {type: object, required: [message], properties: {message: {type: string}}}}}}
  /books:
    post:
      operationId: addBook
      requestBody: {required: true, content: {application/json: {schema: {$ref: "#/components/schemas/Book"}}}}
      responses: {"204": {description: ok}}
components:
  schemas:
    Isbn: {type: string, pattern: "^[0-9]{13}$"}
    Base:
      type: object
      required: [ref]
      properties: {ref: {type: string, pattern: "^[A-Z]{2}-[0-9]+$"}}
    Book:
      allOf:
        - $ref: "#/components/schemas/Base"
        - type: object
          required: [isbn, price, share, currency, tags, password, sku, nick, kind]
          properties:
            isbn: {$ref: "#/components/schemas/Isbn"}
            ref: {minLength: 6}
            price: {type: number, exclusiveMinimum: 0, maximum: 1, multipleOf: 0.25}
            share: {type: number, minimum: 0, maximum: 1}
            currency: {type: string, pattern: "^[A-Z]{3}$", examples: [euro]}
            tags: {type: array, minItems: 3, items: {type: string, maxLength: 3}}
            password: {type: string, pattern: "^(?=.*[A-Z])(?=.*\\d).{8,}$"}
            nick: {type: [string, "null"], maxLength: 2}
            sku:
              oneOf:
                - {type: string, pattern: "^S[0-9]{4}$"}
                - {type: integer, minimum: 100}
            kind: {type: object, minProperties: 1, additionalProperties: {type: integer, maximum: -5}}
"##;

#[test]
fn values_satisfy_the_document() {
    let folder = Folder::new();
    let arguments = ["new", "books", "--spec", "-", "--outputs", "client,server"];
    folder.timely_reading(BOOKS, &arguments).ends(0);
    let quickstart = folder.read("books/examples/quickstart.rs");
    let (_, calls) = quickstart
        .split_once("build()?;")
        .expect("it makes a client");
    insta::assert_snapshot!("sample_arguments", calls);
    let server = folder.read("books/examples/server.rs");
    // A header of the answer.
    assert!(server.contains("RateHeaders::new(\"1/3\")"), "{server}");
    assert!(server.contains("isbn: \"1234567890123\""), "{server}");
}
