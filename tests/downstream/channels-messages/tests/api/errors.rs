//! Each documented error, as a variant of the client's error, and the errors that the document does not name.

use crate::harness::{
    CHANNEL, CLOSED, FOREIGN, Fault, Faulty, INTERNALS, KEY, PATH, SECOND_CHANNEL, canned, client,
    client_with, json, post, request, send, server, server_with, text,
};
use channels_messages_downstream::api::client::{ChannelsApi, Client, Error, RetryPolicy};
use channels_messages_downstream::api::models::{
    self, Image, ImageContent, ImageMessageRequest, SendMessageRequest,
};
use channels_messages_downstream::api::operations::SendChannelMessageError;
use http_body_util::Full;
use timely_runtime::Bytes;
use timely_runtime::http::{Request, StatusCode};
use timely_runtime::serde_json::json;

async fn refused(
    client: &Client,
    channel: &str,
    message: &SendMessageRequest,
) -> Error<SendChannelMessageError> {
    let result = client.send_channel_message(channel, message).await;
    result.expect_err("the message is refused")
}

fn error(kind: &str, message: &str) -> models::Error {
    models::Error::new().error(kind).message(message)
}

fn image(address: &str) -> SendMessageRequest {
    let image = Image::new(address.parse().unwrap());
    SendMessageRequest::Image(ImageMessageRequest::new("ana", ImageContent::new(image)))
}

/// The body of a 400.
fn bad_request(error: Error<SendChannelMessageError>) -> models::Error {
    match error {
        Error::Api(SendChannelMessageError::BadRequest(body)) => body.into_body(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_channel_that_does_not_exist_is_not_found() {
    let server = server();
    // A channel of another workspace does not exist either. Neither does one whose ID needs escaping.
    for channel in [
        "channel_999",
        FOREIGN,
        "../channel_123",
        "channel_123/messages",
        "ção?#",
    ] {
        match refused(&client(server.router()), channel, &text("Hi")).await {
            Error::Api(SendChannelMessageError::NotFound(body)) => {
                assert_eq!(body.status(), Some(StatusCode::NOT_FOUND));
                let expected = error("Not Found", "There is no channel with this ID.");
                assert_eq!(body.into_body(), expected);
            }
            other => panic!("{channel}: {other:?}"),
        }
    }
    assert!(server.contacts().is_empty());
}

#[tokio::test]
async fn a_channel_that_cannot_be_used_is_a_bad_request() {
    let server = server();
    let body = bad_request(refused(&client(server.router()), CLOSED, &text("Hi")).await);
    assert_eq!(
        body,
        error("Bad Request", "The channel does not take messages.")
    );
}

#[tokio::test]
async fn a_file_that_cannot_be_downloaded_is_a_bad_request() {
    let server = server();
    let client = client(server.router());
    let private = "The file cannot be downloaded: its address must be public.";
    let scheme = "The address of the file must start with http:// or https://.";
    for (address, message) in [
        ("https://files.intranet.example/a.jpg", private),
        ("https://user@FILES.intranet.example:8443/a.jpg", private),
        ("ftp://example.com/a.jpg", scheme),
        ("data:image/png;base64,AAAA", scheme),
    ] {
        let body = bad_request(refused(&client, CHANNEL, &image(address)).await);
        assert_eq!(body, error("Bad Request", message), "{address}");
    }
    assert!(server.messages().is_empty() && server.contacts().is_empty());
}

#[tokio::test]
async fn a_key_that_is_missing_or_unknown_is_unauthorized() {
    let server = server();
    let keyless = Client::builder()
        .retry(RetryPolicy::none())
        .transport(server.router());
    let clients = [
        keyless.build().unwrap(),
        client_with("key-of-nobody", RetryPolicy::none(), server.router()),
        client_with("key-of-acm", RetryPolicy::none(), server.router()),
    ];
    for client in clients {
        // Whether there is such a channel is nothing that a stranger learns.
        for channel in [CHANNEL, "channel_999"] {
            match refused(&client, channel, &text("Hi")).await {
                Error::Api(SendChannelMessageError::Unauthorized(body)) => {
                    assert_eq!(body.error.as_deref(), Some("Unauthorized"));
                    assert!(body.message.is_some());
                    assert!(body.additional_properties.is_empty());
                }
                other => panic!("{other:?}"),
            }
        }
    }

    // Of two keys, a proxy may have looked at the other.
    let twice = request(PATH)
        .header("X-API-Key", KEY)
        .body(json(&json!({})))
        .unwrap();
    send(server.router(), twice).await.error(401);
    assert!(server.messages().is_empty());
}

#[tokio::test]
async fn a_fault_of_the_server_shows_nothing_of_itself() {
    for fault in [Fault::Error, Fault::Panic] {
        let server = server_with(Faulty::new(1, fault));
        let client = client(server.router());
        let failure = refused(&client, CHANNEL, &text("Hi")).await;
        assert!(!format!("{failure} {failure:?}").contains(INTERNALS));
        match failure {
            Error::Api(SendChannelMessageError::InternalServerError(body)) => {
                assert_eq!(body.error.as_deref(), Some("Internal Server Error"));
                assert!(body.message.is_some());
            }
            other => panic!("{other:?}"),
        }
        assert!(server.messages().is_empty() && server.contacts().is_empty());

        // It was this message alone.
        let sent = client.send_channel_message(CHANNEL, &text("Hi")).await;
        assert!(sent.is_ok());
    }
}

/// The client sends what it is told to; the server is the one that knows.
#[tokio::test]
async fn an_unknown_kind_is_kept_by_the_client_and_refused_by_the_server() {
    let server = server();
    let client = client(server.router());
    let sticker = json!({
        "type": "STICKER",
        "contactIdentifier": "ana",
        "content": { "sticker": { "id": 7 } },
    });
    let message: SendMessageRequest =
        timely_runtime::serde_json::from_value(sticker.clone()).unwrap();
    assert_eq!(message, SendMessageRequest::Other(sticker.clone()));
    assert_eq!(
        timely_runtime::serde_json::to_value(&message).unwrap(),
        sticker
    );

    let body = bad_request(refused(&client, CHANNEL, &message).await);
    let message = body.message.unwrap_or_default();
    assert!(
        message.contains("/type: expected") && message.contains("\"STICKER\""),
        "{message}"
    );

    // A kind that its own variant does not have.
    let SendMessageRequest::Text(mut forged) = text("Hi") else {
        panic!("a text is a text");
    };
    forged.r#type = "SMS".to_owned();
    let forged = SendMessageRequest::Text(forged);
    let body = bad_request(refused(&client, CHANNEL, &forged).await);
    let message = body.message.unwrap_or_default();
    assert!(
        message.contains("/type: expected") && message.contains("\"SMS\""),
        "{message}"
    );
    assert!(server.messages().is_empty());
}

#[tokio::test]
async fn what_cannot_be_sent_is_refused_before_it_is() {
    let client = client(canned(500, &json!({})));
    for channel in ["", ".", ".."] {
        let failure = refused(&client, channel, &text("Hi")).await;
        assert!(
            matches!(failure, Error::Request(_)),
            "{channel:?}: {failure:?}"
        );
    }
    let failure = client
        .send_channel_message(CHANNEL, &text("Hi"))
        .idempotency_key("two\nlines")
        .await;
    assert!(matches!(failure, Err(Error::Request(_))), "{failure:?}");
}

/// Constraints are the server's business: the client does not know which of them a newer server has dropped.
#[tokio::test]
async fn what_breaks_a_constraint_is_sent_and_refused() {
    let server = server();
    let client = client(server.router());
    let body = bad_request(refused(&client, CHANNEL, &text("")).await);
    assert!(
        body.message
            .is_some_and(|message| message.contains("/content/text/body"))
    );

    match client
        .send_channel_message(CHANNEL, &text("Hi"))
        .idempotency_key("")
        .await
    {
        Err(Error::Api(SendChannelMessageError::BadRequest(body))) => {
            let message = body.into_body().message.unwrap_or_default();
            assert!(message.contains("/X-Idempotency-Key"), "{message}");
        }
        other => panic!("{other:?}"),
    }
    assert!(server.messages().is_empty());
}

#[tokio::test]
async fn errors_may_have_members_that_the_document_does_not_name_or_lack_those_it_does() {
    let body = json!({ "message": "No.", "code": 17, "details": [{ "field": "type" }] });
    let body = bad_request(refused(&client(canned(400, &body)), CHANNEL, &text("Hi")).await);
    assert_eq!((body.error, body.message.as_deref()), (None, Some("No.")));
    assert_eq!(body.additional_properties["code"], 17);
    assert_eq!(
        body.additional_properties["details"],
        json!([{ "field": "type" }])
    );

    let body = bad_request(refused(&client(canned(400, &json!({}))), CHANNEL, &text("Hi")).await);
    assert_eq!(body, models::Error::new());
}

#[tokio::test]
async fn an_error_that_the_document_does_not_name_is_unexpected() {
    for status in [403, 410, 422, 429, 503] {
        let failure = refused(
            &client(canned(status, &json!({ "a": 1 }))),
            CHANNEL,
            &text("Hi"),
        )
        .await;
        match failure {
            Error::Unexpected(response) => {
                assert_eq!(response.status(), status);
                assert_eq!(&response.body()[..], br#"{"a":1}"#);
            }
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test]
async fn a_content_type_other_than_json_is_refused() {
    let server = server();
    let message = json!({ "type": "TEXT", "contactIdentifier": "a", "content": { "text": { "body": "Hi" } } });
    for content_type in [
        Some("text/plain"),
        Some("application/x-www-form-urlencoded"),
        Some("application/json; charset=iso-8859-1"),
        Some("*/*"),
        None,
    ] {
        let mut request = Request::post(PATH).header("X-API-Key", KEY);
        if let Some(content_type) = content_type {
            request = request.header("Content-Type", content_type);
        }
        let answer = send(server.router(), request.body(json(&message)).unwrap()).await;
        let message = answer.error(415);
        assert!(message.contains("application/json"), "{message}");
        assert_eq!(answer.headers["accept"], "application/json");
    }
    assert!(server.messages().is_empty());

    let utf8 = Request::post(PATH)
        .header("x-api-key", KEY)
        .header("Content-Type", "Application/JSON; charset=\"UTF-8\"");
    let answer = send(server.router(), utf8.body(json(&message)).unwrap()).await;
    assert_eq!(answer.status, 200);
}

#[tokio::test]
async fn a_body_that_is_not_json_is_refused() {
    let server = server();
    for (body, fault) in [
        (&b""[..], "body: expected a body, found nothing"),
        (b"{", "expected valid JSON, found an early end"),
        (b"type=TEXT", "expected valid JSON, found a syntax error"),
        (
            b"{\"type\":\"TEXT\",}",
            "expected valid JSON, found a syntax error",
        ),
        (
            b"{\"type\":\"\xff\"}",
            "expected valid JSON, found a syntax error",
        ),
        (b"{} {}", "expected valid JSON, found a syntax error"),
    ] {
        let request = request(PATH)
            .body(Full::new(Bytes::from_static(body)))
            .unwrap();
        let message = send(server.router(), request).await.error(400);
        assert!(message.contains(fault), "{message}");
    }
    assert!(server.messages().is_empty());
}

#[tokio::test]
async fn a_body_that_is_too_large_is_refused() {
    let server = server();
    let message = json!({
        "type": "TEXT",
        "contactIdentifier": "a",
        "content": { "text": { "body": "x".repeat(300_000) } },
    });
    let message = post(server.router(), PATH, &message).await.error(413);
    assert!(message.contains("262144 bytes"), "{message}");
}

#[tokio::test]
async fn other_paths_and_methods_have_the_error_of_the_document_too() {
    let server = server();
    for path in [
        "/",
        "/api/v1/channels",
        "/api/v1/channels//messages",
        "/api/v2/channels/a/messages",
    ] {
        post(server.router(), path, &json!({})).await.error(404);
    }
    let get = Request::get(PATH)
        .header("X-API-Key", KEY)
        .body(Full::default())
        .unwrap();
    let answer = send(server.router(), get).await;
    answer.error(405);
    assert_eq!(answer.headers["allow"], "POST");
    // What is wrong with a channel is said of that channel only.
    let path = PATH.replace(CHANNEL, SECOND_CHANNEL);
    post(server.router(), &path, &json!({})).await.error(400);
}
