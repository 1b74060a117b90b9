//! What errors say, and what is told of them.

use super::*;
use crate::client::{SdkError, TimeoutKind};
use crate::response::ResponseFields;

const GONE: Does = Does::Answer(404, r#"{"code":"NOT_FOUND","message":"no such contact"}"#);

/// As [`call`], in a function that may call others.
async fn erased(client: &Client) -> Result<u32, SdkError> {
    Ok(call(client, &GET).await?.id)
}

#[tokio::test]
async fn an_error_is_told_on_one_line() {
    let server = Server::new([GONE, Does::Answer(418, r#"{"error":{"type":"teapot"}}"#)]);
    let client = server.builder().build().unwrap();
    let error = call(&client, &GET).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "doContact: 404 Not Found: NOT_FOUND: no such contact"
    );
    assert_eq!(error.code().as_deref(), Some("NOT_FOUND"));
    assert_eq!(error.message().as_deref(), Some("no such contact"));
    assert_eq!(error.operation_id(), Some("doContact"));
    assert_eq!(error.attempts(), 1);
    assert!(!error.is_retryable() && !error.is_timeout() && !error.is_connect());
    let error = call(&client, &GET).await.unwrap_err();
    let told = "doContact: the server answered 418 I'm a teapot, which is not documented: teapot";
    assert_eq!(error.to_string(), told);
}

#[tokio::test]
async fn the_id_of_a_request_is_where_the_api_has_it() {
    static FIELDS: ResponseFields =
        ResponseFields::new(&["request-id", "x-amzn-id"], &["/kind"], &[]);
    let service = tower::service_fn(|_: http::Request<Body>| async {
        let answer = http::Response::builder()
            .status(404)
            .header("x-amzn-id", "a1");
        Ok::<_, BoxError>(answer.body(Body::from(r#"{"code":"x","kind":"K"}"#))?)
    });
    let builder = Builder::new(Some(BASE)).transport(service);
    let client = builder.response_fields(&FIELDS).build().unwrap();
    let error = call(&client, &GET).await.unwrap_err();
    assert_eq!(error.request_id(), Some("a1"));
    assert_eq!(
        error.to_string(),
        "doContact: 404 Not Found: K (request a1)"
    );
}

#[tokio::test(start_paused = true)]
async fn attempts_are_told() {
    let server = Server::new([Does::Answer(503, ""), Does::Break, Does::Break]);
    let error = call(&server.builder().build().unwrap(), &GET)
        .await
        .unwrap_err();
    assert_eq!(error.attempts(), 3);
    assert_eq!(
        error.to_string(),
        "doContact: the request was not answered, after 3 attempts"
    );
    assert!(error.is_retryable());
    let server = Server::new([Does::Answer(503, ""), FOUND]);
    let client = server.builder().build().unwrap();
    let contact = call(&client, &GET).await.unwrap();
    assert_eq!(contact.received().unwrap().attempts(), 2);
    assert_eq!(
        contact.received().unwrap().operation_id(),
        Some("doContact")
    );
}

#[tokio::test(start_paused = true)]
async fn any_error_becomes_one_of_the_sdk() {
    let server = Server::new([GONE, Does::Hang, Does::Answer(200, "{}")]);
    let builder = server.builder().retry(RetryPolicy::none());
    let client = builder.build().unwrap();
    let error = erased(&client).await.unwrap_err();
    assert_eq!(error.status(), Some(StatusCode::NOT_FOUND));
    assert_eq!(error.code().as_deref(), Some("NOT_FOUND"));
    assert_eq!(error.message().as_deref(), Some("no such contact"));
    assert_eq!(
        error.to_string(),
        "doContact: 404 Not Found: NOT_FOUND: no such contact"
    );
    let own = error.downcast_ref::<Error<GetContactError>>();
    assert!(matches!(
        own,
        Some(Error::Api(GetContactError::NotFound(_)))
    ));

    let error = erased(&client).await.unwrap_err();
    assert!(error.is_timeout() && error.is_retryable());
    assert_eq!(
        error.to_string(),
        "doContact: the server did not answer in time (30s)"
    );
    let own = error.downcast_ref::<Error<GetContactError>>();
    assert!(matches!(own, Some(Error::Timeout(error)) if error.kind() == TimeoutKind::FirstByte));

    let error = erased(&client).await.unwrap_err();
    assert_eq!(
        (error.code(), error.operation_id()),
        (None, Some("doContact"))
    );
    assert!(error.source().is_some(), "{error:?}");

    let unbuilt: SdkError = Builder::new(None).build().unwrap_err().into();
    assert!(unbuilt.to_string().contains("base URL"), "{unbuilt}");
}

#[tokio::test]
async fn the_debug_form_of_a_documented_error_has_no_password() {
    static PROBLEM: Schema = Schema::new(
        r#"{"type":"object","properties":{"code":{"type":"string","format":"password"}}}"#,
        &[],
    );
    static LOGIN: Operation = Operation {
        json: &[(&[404], &PROBLEM)],
        ..operation("GET")
    };
    let server = Server::new([Does::Answer(404, r#"{"code":"hunter2","more":"seen"}"#)]);
    let client = server.builder().build().unwrap();
    let error = call(&client, &LOGIN).await.unwrap_err();
    assert!(matches!(error, Error::Api(GetContactError::NotFound(_))));
    let shown = format!("{error:?}");
    let erased = SdkError::from(error);
    let shown = format!("{shown} {erased:?}");
    assert!(
        !shown.contains("hunter2") && shown.contains("seen"),
        "{shown}"
    );
}
