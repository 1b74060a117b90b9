//! Bodies of XML: the client and the server generated from one document, one against the other, and what other clients send.

#![deny(warnings)]
// The generated modules offer more than these tests call.
#![allow(dead_code)]

// The macro warns of a root element without a name.
#[allow(deprecated)]
mod api {
    timely_macros::openapi!("fixtures/xml.yaml");
}

use api::client::{Client, DefaultApi, Error};
use api::models::{Book, Circle, Note, Problem, Shape, Tag};
use api::operations::{
    AddBookError, AddBookResponse, ListBooksResponse, PutNoteResponse, PutRawResponse,
    PutShapeResponse,
};
use api::server::{Context, DefaultService, router};
use http::{Request, StatusCode, header};
use http_body_util::BodyExt;
use timely_runtime::Undocumented;
use tower::ServiceExt;

#[derive(Clone)]
struct Library;

impl DefaultService for Library {
    async fn list_books(&self, _: Context<()>) -> Result<ListBooksResponse, Undocumented> {
        Ok(vec![book(), Book::new(Vec::new(), 2, "")].into())
    }

    async fn add_book(&self, _: Context<()>, body: Book) -> Result<AddBookResponse, AddBookError> {
        match body.title.as_str() {
            "taken" => Err(AddBookError::Conflict(
                Problem::new().message("there is one").into(),
            )),
            _ => Ok(body.into()),
        }
    }

    async fn put_note(&self, _: Context<()>, body: Note) -> Result<PutNoteResponse, Undocumented> {
        Ok(body.into())
    }

    async fn put_raw(&self, _: Context<()>, body: String) -> Result<PutRawResponse, Undocumented> {
        let length = i64::try_from(body.len()).expect("a length");
        Ok(timely_runtime::Map::from([("length".to_owned(), length)]).into())
    }

    async fn put_shape(
        &self,
        _: Context<()>,
        body: Shape,
    ) -> Result<PutShapeResponse, Undocumented> {
        Ok(body.into())
    }
}

fn book() -> Book {
    Book::new(vec!["x".to_owned(), String::new()], 1, "a <b> & \"c\"\r\n")
        .price(1.5)
        .lent(true)
        .tags(vec![
            Tag::new().weight(3).value(" t "),
            Tag::new().value("u"),
        ])
        .sequels(vec![Book::new(vec!["y".to_owned()], 7, "next")])
}

fn client() -> Client {
    let transport = router(Library);
    Client::builder()
        .base_url("http://localhost")
        .transport(transport)
        .build()
        .expect("the settings are valid")
}

/// The status, content type and body of the answer to a request that is written by hand.
async fn raw(
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> (u16, String, String) {
    let mut request = Request::builder().method(method).uri(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let request = request
        .body(axum::body::Body::from(body.to_owned()))
        .expect("a request");
    let response = router(Library).oneshot(request).await.expect("an answer");
    let status = response.status().as_u16();
    let name = response.headers().get(header::CONTENT_TYPE);
    let name = name
        .map_or("", |name| name.to_str().expect("text"))
        .to_owned();
    let bytes = response
        .into_body()
        .collect()
        .await
        .expect("a body")
        .to_bytes();
    (
        status,
        name,
        String::from_utf8(bytes.to_vec()).expect("text"),
    )
}

async fn post(content_type: &str, accept: &str, body: &str) -> (u16, String, String) {
    let headers = [("content-type", content_type), ("accept", accept)];
    raw("POST", "/books", &headers, body).await
}

const BOOK: &str = "<Book id='5'><title>t</title><Price>2.5</Price><author>a</author><tags><tag weight='1'>x</tag></tags></Book>";

#[tokio::test]
async fn the_client_sends_json_unless_it_is_told_otherwise() {
    let client = client();
    let response = client.add_book(&book()).await.unwrap();
    assert_eq!(response.body, book());
    assert_eq!(response.content_type(), None);

    let response = client.add_book(&book()).with(|call| {
        call.header("content-type", "application/xml")
            .header("accept", "application/xml")
    });
    let response = response.await.unwrap();
    assert_eq!(response.content_type().unwrap(), "application/xml");
    assert_eq!(response.body, book());
    let text = response.received().unwrap().body();
    let expected = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Book id=\"1\"><title>a &lt;b&gt; &amp; \"c\"&#13;\n</title><Price>1.5</Price>\
                    <lent>true</lent><author>x</author><author/><tags><tag weight=\"3\"> t </tag><tag>u</tag></tags>\
                    <sequels id=\"7\"><title>next</title><author>y</author></sequels></Book>";
    assert_eq!(String::from_utf8_lossy(text), expected);

    let taken = Book::new(Vec::new(), 1, "taken");
    let refused = client
        .add_book(&taken)
        .with(|call| call.header("accept", "application/json;q=0.1, text/xml"))
        .await;
    let Err(Error::Api(AddBookError::Conflict(problem))) = refused else {
        panic!("{refused:?}");
    };
    assert_eq!(problem.content_type().unwrap(), "text/xml");
    assert_eq!(problem.message.as_deref(), Some("there is one"));
}

#[tokio::test]
async fn what_is_xml_alone_is_carried_by_client_and_server() {
    let client = client();
    let books = client.list_books().await.unwrap();
    assert_eq!(books.body, [book(), Book::new(Vec::new(), 2, "")]);
    let note = Note::new().lang("en").body("<b>]]></b>");
    assert_eq!(client.put_note(&note).await.unwrap().body, note);
    let shape = Shape::Circle(Circle::new("Circle", 2.0));
    assert_eq!(client.put_shape(&shape).await.unwrap().body, shape);
    let counted = client.put_raw("<any/>").await.unwrap();
    assert_eq!(counted.body["length"], 6);
}

#[tokio::test]
async fn the_server_reads_both_and_answers_what_is_accepted() {
    let json =
        r#"{"id":5,"title":"t","price":2.5,"authors":["a"],"tags":[{"weight":1,"value":"x"}]}"#;
    let xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Book id=\"5\"><title>t</title><Price>2.5</Price><author>a</author>\
               <tags><tag weight=\"1\">x</tag></tags></Book>";
    for content_type in ["application/xml", "Application/XML; charset=utf-8"] {
        let (status, name, body) = post(content_type, "*/*", BOOK).await;
        assert_eq!((status, name.as_str()), (201, "application/json"), "{body}");
        assert_eq!(body, json);
    }
    for accept in ["application/xml", "application/json;q=0.5, application/xml"] {
        for (content_type, sent) in [("application/xml", BOOK), ("application/json", json)] {
            let (status, name, body) = post(content_type, accept, sent).await;
            assert_eq!(
                (status, name.as_str()),
                (201, "application/xml"),
                "{accept}"
            );
            assert_eq!(body, xml);
        }
    }
    let (status, ..) = post("application/json", "text/csv", json).await;
    assert_eq!(status, StatusCode::NOT_ACCEPTABLE);
    let (status, ..) = post("text/xml", "*/*", BOOK).await;
    assert_eq!(status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
}

#[tokio::test]
async fn constraints_hold_as_in_json() {
    for (body, pointer, words) in [
        ("<Book id='0'><title>t</title></Book>", "/id", "at least 1"),
        ("<Book id='x'><title>t</title></Book>", "/id", "an integer"),
        ("<Book id='1'/>", "", "title"),
        ("<Book id='1'><title>t</title><other/></Book>", "/other", ""),
        (
            "<Book id='1' other=''><title>t</title></Book>",
            "/other",
            "",
        ),
        (
            "<Book id='1'><title>t</title><subtitle/></Book>",
            "/subtitle",
            "1 character",
        ),
        (
            "<Book id='1'><title>t</title><tags><tag/><tag/><tag/></tags></Book>",
            "/tags",
            "at most 2",
        ),
        (
            "<Book id='1'><title>t</title><tags><tag weight='x'/></tags></Book>",
            "/tags/0/weight",
            "an integer",
        ),
        (
            "<Book id='1'><title>t</title><sequels id='1'><title>012345678901234567890</title></sequels></Book>",
            "/sequels/0/title",
            "at most 20",
        ),
        (
            "<Book id='1'><title>t<b/></title></Book>",
            "/title",
            "text alone",
        ),
        (
            "<Book id='1'><title>t</title><title>u</title></Book>",
            "/title",
            "one element",
        ),
        (
            "<book id='1'><title>t</title></book>",
            "",
            "the element `Book`",
        ),
    ] {
        let (status, _, answer) = post("application/xml", "*/*", body).await;
        assert_eq!(status, 400, "{body}: {answer}");
        assert!(answer.contains(&format!("{pointer}: ")), "{body}: {answer}");
        assert!(answer.contains(words), "{body}: {answer}");
    }
}

#[tokio::test]
async fn hostile_xml_is_refused() {
    let deep = format!("{}{}", "<a>".repeat(100_000), "</a>".repeat(100_000));
    let laughs = "<!DOCTYPE b [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;'>]><Book id='1'><title>&b;</title></Book>";
    let files = "<!DOCTYPE b [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><Book id='1'><title>&a;</title></Book>";
    for body in [
        deep.as_str(),
        laughs,
        files,
        "<Book id='1'><title>&c;</title></Book>",
        "<Book",
        "\u{0}",
    ] {
        let (status, _, answer) = post("application/xml", "*/*", body).await;
        assert_eq!(status, 400, "{answer}");
        assert!(!answer.contains("root:"), "{answer}");
    }
}

#[tokio::test]
async fn a_book_in_another_charset() {
    let request = Request::builder()
        .method("POST")
        .uri("/books")
        .header("content-type", "application/xml; charset=iso-8859-1")
        .body(axum::body::Body::from(
            b"<Book id='1'><title>\xfc</title></Book>".to_vec(),
        ))
        .unwrap();
    let response = router(Library).oneshot(request).await.unwrap();
    assert_eq!(response.status(), 201);
    let bytes = response.into_body().collect().await.unwrap().to_bytes();
    let book: Book = serde_json::from_slice(&bytes).unwrap();
    assert_eq!(book.title, "\u{fc}");
}
