//! The generated server behind the generated client.

use crate::api::client::{Client, DefaultApi, Error};
use crate::api::models::{Chunk, Problem};
use crate::api::operations::{
    AnythingError, AnythingResponse, ChatError, ChatResponse, EitherResponse, GetFileError,
    GetFileResponse, GetNameError, GetNameResponse, LinesResponse, MaybeResponse, PeopleError,
    PeopleResponse, ProblemError, ProblemResponse, PutNameResponse, RemoveProblemError,
    RemoveProblemResponse,
};
use crate::api::server::{Context, DefaultService, router};
use http::{Request, StatusCode};
use http_body_util::BodyExt;
use timely_runtime::{Binary, Body, Event, NoContent, Response, Undocumented};
use tower::ServiceExt;

struct Service;

impl DefaultService<()> for Service {
    async fn people(&self, cx: Context<()>) -> Result<PeopleResponse, PeopleError> {
        let e_tag = "\"1\"".to_owned();
        if cx.headers().contains_key("if-none-match") {
            let headers = crate::api::operations::ETagHeaders { e_tag };
            return Ok(PeopleResponse::NotModified(Response::new(
                NoContent, headers,
            )));
        }
        Err(PeopleError::Default(NoContent.into()))
    }

    async fn get_name(&self, _: Context<()>) -> Result<GetNameResponse, GetNameError> {
        Err(GetNameError::NotFound(NoContent.into()))
    }

    async fn put_name(
        &self,
        _: Context<()>,
        body: String,
    ) -> Result<PutNameResponse, Undocumented> {
        assert_eq!(body, "Ana");
        Ok(NoContent.into())
    }

    async fn anything(&self, _: Context<()>) -> Result<AnythingResponse, AnythingError> {
        Err(AnythingError::Default(Binary::from("broken").into()))
    }

    async fn problem(&self, cx: Context<()>) -> Result<ProblemResponse, ProblemError> {
        match cx.headers().get("x-status") {
            None => Ok(Problem::new("none").into()),
            Some(status) => {
                let status = StatusCode::from_bytes(status.as_bytes()).expect("a status");
                Err(ProblemError::Default(
                    Response::from(Problem::new("one")).with_status(status),
                ))
            }
        }
    }

    async fn remove_problem(
        &self,
        _: Context<()>,
        _: i64,
    ) -> Result<RemoveProblemResponse, RemoveProblemError> {
        // A handler that answers with a status that has no content, and content.
        Ok(Response::from(Problem::new("gone")).with_status(StatusCode::NO_CONTENT))
    }

    async fn chat(&self, _: Context<()>) -> Result<ChatResponse, ChatError> {
        let chunks = [Event::new(Chunk::new("a"))];
        Ok(timely_runtime::EventStream::from_iter(chunks).into())
    }

    async fn lines(&self, _: Context<()>) -> Result<LinesResponse, Undocumented> {
        Ok(timely_runtime::JsonLines::from_iter([Chunk::new("a")]).into())
    }

    async fn either(&self, _: Context<()>) -> Result<EitherResponse, Undocumented> {
        Ok(crate::api::operations::EitherResponseBody::Json(vec![Chunk::new("a")]).into())
    }

    async fn get_file(&self, _: Context<()>) -> Result<GetFileResponse, GetFileError> {
        Ok(Body::from("%PDF").into())
    }

    async fn maybe(&self, _: Context<()>) -> Result<MaybeResponse, Undocumented> {
        Ok(None.into())
    }
}

fn client(header: Option<(&str, &str)>) -> Client {
    let mut builder = Client::builder().base_url("http://localhost");
    if let Some((name, value)) = header {
        builder = builder.header(name, value);
    }
    let builder = builder.transport(router(Service));
    builder.build().expect("the settings are valid")
}

#[tokio::test]
async fn a_lone_default_is_sent_as_either() {
    assert_eq!(
        client(None).problem().await.expect("a success").message,
        "none"
    );
    for status in ["400", "503"] {
        let error = client(Some(("x-status", status))).problem().await;
        let error = error.expect_err("an error");
        assert_eq!(error.status().expect("one").as_str(), status);
        assert!(
            matches!(&error, Error::Api(ProblemError::Default(problem)) if problem.message == "one")
        );
    }
    let error = client(None).anything().await.expect_err("an error");
    assert!(
        matches!(&error, Error::Api(AnythingError::Default(bytes)) if bytes.body[..] == *b"broken")
    );
    assert_eq!(error.status().expect("one"), 500);
}

#[tokio::test]
async fn what_has_no_content_is_sent_without() {
    let send = |method: &str, path: &str, header: &str| {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(header, "1")
            .body(axum::body::Body::empty())
            .expect("a request");
        router(Service).oneshot(request)
    };
    for (method, path, header, status) in [
        ("DELETE", "/problem/1", "x-any", 204),
        ("GET", "/people", "if-none-match", 304),
        ("HEAD", "/problem", "x-any", 200),
        ("HEAD", "/file", "x-any", 200),
    ] {
        let response = send(method, path, header).await.expect("infallible");
        assert_eq!(response.status().as_u16(), status, "{method} {path}");
        let (head, body) = response.into_parts();
        assert!(body.collect().await.expect("a body").to_bytes().is_empty());
        if method != "HEAD" {
            assert!(!head.headers.contains_key("content-type"), "{head:?}");
        }
    }
    let unchanged = client(Some(("if-none-match", "1"))).people().await;
    assert!(
        matches!(unchanged, Ok(PeopleResponse::NotModified(_))),
        "{unchanged:?}"
    );
}
