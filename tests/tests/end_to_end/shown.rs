//! What the server shows of itself.

use crate::harness::App;
use http::Method;
use timely_generated::document::DOCUMENT;
use timely_runtime::serde_json::json;

#[tokio::test]
async fn the_document_and_its_page_need_no_key() {
    let app = App::new();
    let reply = app.raw(&Method::GET, "/openapi.json").send().await;
    assert_eq!(reply.status, 200);
    let mut expected = DOCUMENT.to_value().expect("it is JSON");
    expected["servers"] = json!([{"url": "/"}]);
    assert_eq!(reply.json(), expected);
    let yaml = app.raw(&Method::GET, "/openapi.yaml").send().await;
    assert!(
        yaml.body
            .starts_with(b"openapi: \"3.1.1\"\ninfo:\n  title: ")
    );
    let page = app.raw(&Method::GET, "/docs").send().await;
    assert_eq!(page.headers["content-type"], "text/html; charset=utf-8");
    // What is not there is refused as before, in the document's form.
    let none = app.raw(&Method::GET, "/docs/nothing").send().await;
    none.error(404);
}
