//! Statuses: documented or not, with content or without.

use crate::Answer;
use crate::api::client::{DefaultApi, Error};
use crate::api::operations::{
    AnythingError, GetFileError, GetNameError, PeopleError, PeopleResponse, ProblemError,
    RemoveProblemError,
};
use timely_runtime::Outcome;

/// Status, a header field and the body of what came.
fn seen<E: Outcome>(error: &Error<E>) -> (u16, Option<&str>, &str) {
    let response = error.response().expect("a response");
    assert_eq!(error.status(), Some(response.status()));
    let header = response.headers().get("x-more");
    let body = std::str::from_utf8(response.body()).expect("text");
    let header = header.map(|value| value.to_str().expect("text"));
    (response.status().as_u16(), header, body)
}

#[tokio::test]
async fn an_error_without_content_keeps_what_came() {
    let answer = |status| Answer::of(status, "text/plain", "out to lunch").header("x-more", "1");
    let error = answer(503).client().people().await.expect_err("an error");
    assert!(
        matches!(error, Error::Api(PeopleError::Default(_))),
        "{error:?}"
    );
    assert_eq!(seen(&error), (503, Some("1"), "out to lunch"));
    assert_eq!(
        error.to_string(),
        "people: 503 Service Unavailable: out to lunch"
    );
    let error = answer(404).client().get_name().await.expect_err("an error");
    let Error::Api(GetNameError::NotFound(response)) = &error else {
        panic!("{error:?}")
    };
    assert_eq!(response.received().expect("it came").body(), "out to lunch");
    assert_eq!(seen(&error), (404, Some("1"), "out to lunch"));
    let error = answer(418).client().get_name().await.expect_err("an error");
    assert!(
        matches!(error, Error::Api(GetNameError::ClientError(_))),
        "{error:?}"
    );
    assert_eq!(seen(&error), (418, Some("1"), "out to lunch"));
    // Bytes are kept as well, and not shown.
    let bytes = Answer::of(404, "image/png", [0x89, 0, 1]).client();
    let error = bytes.get_name().await.expect_err("an error");
    assert_eq!(
        error.response().expect("a response").body()[..],
        [0x89, 0, 1]
    );
    assert_eq!(error.to_string(), "getName: 404 Not Found");
    // What is shown is an excerpt, what is kept is whole.
    let long = Answer::new(404, "long ".repeat(100_000)).client();
    let error = long.get_name().await.expect_err("an error");
    assert_eq!(error.response().expect("a response").body().len(), 500_000);
    assert!(error.to_string().len() < 300, "{error}");
}

#[tokio::test]
async fn a_typed_error_keeps_what_its_type_does_not_have() {
    let body = r#"{"message":"slow down","trace":"abc"}"#;
    let answer = Answer::of(429, "application/json", body)
        .header("x-more", "1")
        .header("retry-after", "7");
    let error = answer.client().people().await.expect_err("an error");
    let Error::Api(PeopleError::TooManyRequests(response)) = &error else {
        panic!("{error:?}")
    };
    assert_eq!(response.message, "slow down");
    assert_eq!(seen(&error), (429, Some("1"), body));
    assert_eq!(error.retry_after().expect("it asks").as_secs(), 7);
}

#[tokio::test]
async fn a_success_keeps_all_header_fields() {
    let answer = Answer::of(200, "application/json", r#"["Ana"]"#)
        .header("etag", "\"1\"")
        .header("link", "</2>; rel=next")
        .header("link", "</9>; rel=last");
    let people = answer.client().people().await.expect("people");
    let PeopleResponse::Ok(response) = &people else {
        panic!("{people:?}")
    };
    assert_eq!(response.headers().e_tag, "\"1\"");
    let received = people.received().expect("it came");
    assert_eq!(received.headers().get_all("link").iter().count(), 2);
    assert_eq!(received.body(), r#"["Ana"]"#);
    assert!(
        !format!("{people:?}").contains("rel=next"),
        "they may be secret"
    );
    // A success that is documented without content may have some.
    let kept = Answer::of(200, "text/plain", "kept as 7").client();
    let kept = kept.put_name("Ana").await.expect("kept");
    assert_eq!(kept.status().expect("a status"), 200);
    assert_eq!(kept.received().expect("it came").body(), "kept as 7");
    // A download has its header fields as well.
    let file = Answer::of(200, "application/pdf", "%PDF").header("x-more", "1");
    let file = file.client().get_file().await.expect("a file");
    assert_eq!(file.received().expect("it came").headers()["x-more"], "1");
    assert_eq!(file.into_body().bytes(10).await.expect("bytes"), "%PDF");
    let unchanged = Answer::new(304, "").header("etag", "\"1\"").client();
    let unchanged = unchanged.people().await.expect("a success");
    assert!(
        matches!(&unchanged, PeopleResponse::NotModified(response) if response.headers().e_tag == "\"1\"")
    );
}

#[tokio::test]
async fn a_lone_default_is_an_error_where_the_status_is_one() {
    let problem = |status| Answer::of(status, "application/json", r#"{"message":"no"}"#).client();
    for status in [302, 400, 404, 500, 599] {
        let error = problem(status).problem().await.expect_err("an error");
        let Error::Api(ProblemError::Default(response)) = &error else {
            panic!("{status}: {error:?}")
        };
        assert_eq!(response.message, "no");
        assert_eq!(error.status().expect("one").as_u16(), status);
    }
    for status in [200, 201, 206] {
        let success = problem(status).problem().await.expect("a success");
        assert_eq!(success.message, "no");
        assert_eq!(success.status().expect("one").as_u16(), status);
    }
    // Beside documented errors.
    let gone = Answer::of(404, "text/plain", "gone").client();
    let error = gone.remove_problem(1).await.expect_err("an error");
    assert!(
        matches!(&error, Error::Api(RemoveProblemError::NotFound(text)) if text.body == "gone")
    );
    let error = problem(500).remove_problem(1).await.expect_err("an error");
    assert!(
        matches!(&error, Error::Api(RemoveProblemError::Default(problem)) if problem.message == "no")
    );
    assert_eq!(
        problem(200)
            .remove_problem(1)
            .await
            .expect("a success")
            .message,
        "no"
    );
    // Bytes.
    let error = Answer::of(500, "text/html", "<p>")
        .client()
        .anything()
        .await;
    let error = error.expect_err("an error");
    assert!(
        matches!(&error, Error::Api(AnythingError::Default(bytes)) if bytes.body[..] == *b"<p>")
    );
    let file = Answer::of(200, "image/gif", "gif")
        .client()
        .anything()
        .await
        .expect("a file");
    let bytes = file.into_body().bytes(10).await.expect("bytes");
    assert_eq!(bytes[..], *b"gif");
}

#[tokio::test]
async fn what_is_not_documented_keeps_what_came() {
    for status in [200, 302, 418, 503] {
        let answer = Answer::of(status, "text/html", "<h1>Sorry</h1>").header("x-more", "1");
        let error = answer.client().put_name("Ana").await;
        if status == 200 {
            assert!(error.is_ok(), "any success will do");
            continue;
        }
        let error = error.expect_err("an error");
        assert!(matches!(error, Error::Unexpected(_)), "{error:?}");
        assert_eq!(seen(&error), (status, Some("1"), "<h1>Sorry</h1>"));
    }
    // A body that does not fit.
    let answer = Answer::of(200, "text/html", "<h1>Sorry</h1>").header("x-more", "1");
    let error = answer.client().maybe().await.expect_err("an error");
    assert!(matches!(error, Error::Decode(_)), "{error:?}");
    assert_eq!(seen(&error), (200, Some("1"), "<h1>Sorry</h1>"));
    // A required header that is missing.
    let answer = Answer::of(200, "application/json", "[]").header("x-more", "1");
    let error = answer.client().people().await.expect_err("an error");
    assert_eq!(seen(&error), (200, Some("1"), "[]"));
}

#[tokio::test]
async fn an_error_of_a_download_is_whole() {
    let answer = |status, content_type, body: &str| Answer::of(status, content_type, body).client();
    let error = answer(404, "application/json", r#"{"message":"no"}"#)
        .get_file()
        .await;
    let error = error.expect_err("an error");
    assert!(
        matches!(&error, Error::Api(GetFileError::NotFound(problem)) if problem.message == "no")
    );
    let error = answer(500, "application/pdf", "%PDF").get_file().await;
    assert_eq!(seen(&error.expect_err("an error")), (500, None, "%PDF"));
    // A success that is not documented is a download all the same.
    let part = answer(206, "application/pdf", "%P")
        .get_file()
        .await
        .expect("a part");
    assert!(
        part.body.as_bytes().is_none(),
        "it is not read before it is asked for"
    );
    assert_eq!(part.into_body().bytes(10).await.expect("bytes"), "%P");
}

#[tokio::test]
async fn an_empty_body_is_null_where_that_is_a_value() {
    for answer in [
        Answer::new(200, ""),
        Answer::of(200, "application/json", ""),
    ] {
        let nothing = answer.client().maybe().await.expect("null");
        assert_eq!(nothing.body, None);
        let error = answer.client().get_name().await.expect_err("it is no text");
        assert_eq!(seen(&error), (200, None, ""));
    }
    // Without a media type, a body is the documented one.
    let chunk = Answer::new(200, r#"{"text":"a"}"#)
        .client()
        .maybe()
        .await
        .expect("a chunk");
    assert_eq!(chunk.into_body().expect("one").text, "a");
    // And neither is what came for a status that has no content.
    let error = Answer::new(204, "")
        .client()
        .get_name()
        .await
        .expect_err("it is no text");
    assert_eq!(seen(&error), (204, None, ""));
}
