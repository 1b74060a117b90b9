//! Documents that list several forms of a body, or a range: which of them a call sends and asks for.

use crate::depot::client::{DepotApi, Error};
use crate::depot::models::Note;
use crate::depot::operations::GetReportResponseBody;
use crate::server::{Act, Server};
use crate::{depot, within};
use timely_generated::runtime::serde_json::json;
use timely_runtime::Body;

async fn counting() -> Server {
    Server::new([Act::json(200, &json!({"count": 1}))]).await
}

#[tokio::test]
async fn the_answer_is_of_the_form_that_is_asked_for() {
    let server = Server::of(|_, seen| match seen.header("accept") {
        "text/csv" => Act::status(200).body("text/csv", "a,b"),
        "image/png" => Act::status(200).body("image/png", "\u{89}PNG"),
        _ => Act::json(200, &json!({"count": 3})),
    })
    .await;
    let client = depot(&server).build().unwrap();
    let report = within("a report", client.get_report()).await.unwrap();
    assert!(matches!(report.body, GetReportResponseBody::Json(count) if count.count == 3));
    // By default each is named once.
    let accept = server.last().header("accept").to_owned();
    let mut names: Vec<&str> = accept
        .split(',')
        .filter_map(|one| one.split(';').next())
        .map(str::trim)
        .collect();
    let all = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), all, "{accept}");
    for name in ["application/json", "text/csv", "image/*"] {
        assert!(names.contains(&name), "{accept}");
    }
    let csv = client.get_report().with(|call| call.accept("text/csv"));
    let csv = within("a table", csv).await.unwrap().into_body();
    assert!(
        matches!(&csv, GetReportResponseBody::Csv(text) if text == "a,b"),
        "{csv:?}"
    );
    let png = client.get_report().with(|call| call.accept("image/png"));
    let png = within("a picture", png).await.unwrap().into_body();
    assert!(matches!(png, GetReportResponseBody::Binary(_)), "{png:?}");
    let none = client.get_report().with(|call| call.accept("text/html"));
    let error = within("an error", none).await.unwrap_err();
    assert!(matches!(error, Error::Request(_)), "{error:?}");
    assert_eq!(server.seen().len(), 3);
}

#[tokio::test]
async fn the_body_is_sent_in_the_form_that_is_chosen() {
    let server = counting().await;
    let client = depot(&server).build().unwrap();
    let note = Note::new("a b");
    within("an answer", client.send_note(&note)).await.unwrap();
    let seen = server.last();
    assert_eq!(
        (seen.header("content-type"), &*seen.body),
        ("application/json", br#"{"text":"a b"}"#.as_slice())
    );
    for (form, body) in [
        ("application/x-www-form-urlencoded", "text=a%20b"),
        ("application/vnd.depot+json", r#"{"text":"a b"}"#),
        ("application/json", r#"{"text":"a b"}"#),
    ] {
        let call = client.send_note(&note);
        let call = call.with(|call| call.content_type(form));
        within("an answer", call).await.unwrap();
        let seen = server.last();
        assert_eq!(seen.header("content-type"), form);
        assert_eq!(seen.body, body);
    }
    let call = client.send_note(&note);
    let call = call.with(|call| call.content_type("multipart/form-data"));
    within("an answer", call).await.unwrap();
    let seen = server.last();
    let (form, boundary) = seen
        .header("content-type")
        .split_once("; boundary=")
        .unwrap();
    assert_eq!(form, "multipart/form-data");
    let body = String::from_utf8_lossy(&seen.body);
    assert!(
        body.contains(boundary) && body.contains("\r\n\r\na b\r\n"),
        "{body}"
    );
    // Where the form goes first.
    within("an answer", client.send_entry(&note)).await.unwrap();
    assert_eq!(server.last().body, "text=a%20b");
    let call = client.send_entry(&note);
    let call = call.with(|call| call.content_type("multipart/form-data"));
    within("an answer", call).await.unwrap();
    let body = server.last().body;
    assert!(String::from_utf8_lossy(&body).contains("\r\n\r\na b\r\n"));
    let call = client
        .send_note(&note)
        .with(|call| call.content_type("text/plain"));
    let error = within("an error", call).await.unwrap_err();
    assert!(matches!(error, Error::Request(_)), "{error:?}");
}

#[tokio::test]
async fn one_of_a_range_is_chosen_by_the_call() {
    let server = counting().await;
    let client = depot(&server).build().unwrap();
    let call = client
        .send_picture(Body::from("<svg/>"))
        .with(|call| call.content_type("image/svg+xml"));
    within("an answer", call).await.unwrap();
    assert_eq!(server.last().header("content-type"), "image/svg+xml");
}
