//! The document itself: its examples, and that the code is made of it.

use crate::harness::{PATH, post, server};
use channels_messages_downstream::api::models::{Error, SendMessageRequest, SendMessageResponse};
use channels_messages_downstream::api::operations::SEND_CHANNEL_MESSAGE;
use timely_runtime::serde_json;
use timely_runtime::{Validate, Value};

fn document() -> Value {
    let text = include_str!(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../../spec/channels-messages.yaml"
    ));
    serde_yaml::from_str(text).unwrap()
}

fn operation(document: &Value) -> &Value {
    &document["paths"]["/api/v1/channels/{channelId}/messages"]["post"]
}

#[test]
fn the_operation_is_that_of_the_document() {
    let document = document();
    let operation = operation(&document);
    assert_eq!(operation["operationId"], SEND_CHANNEL_MESSAGE.id);
    let parameters: Vec<&str> = SEND_CHANNEL_MESSAGE
        .parameters
        .iter()
        .map(|parameter| parameter.name)
        .collect();
    assert_eq!(parameters, ["channelId", "X-Idempotency-Key"]);
    assert!(document["components"]["schemas"]["Error"].is_object());
}

/// Each example is read as its kind, written as it was, and taken by the server.
#[tokio::test]
async fn the_examples_of_requests_are_valid() {
    let document = document();
    let media = &operation(&document)["requestBody"]["content"]["application/json"];
    let examples = media["examples"].as_object().unwrap();
    assert_eq!(examples.len(), 5);
    for (name, example) in examples {
        let message: SendMessageRequest = serde_json::from_value(example["value"].clone()).unwrap();
        message.validate().unwrap();
        assert_eq!(serde_json::to_value(&message).unwrap(), example["value"]);
        let kind = match message {
            SendMessageRequest::Text(_) => "text",
            SendMessageRequest::Image(_) => "image",
            SendMessageRequest::Audio(_) => "audio",
            SendMessageRequest::Video(_) => "video",
            SendMessageRequest::Document(_) => "document",
            _ => "other",
        };
        assert_eq!(kind, name);

        let answer = post(server().router(), PATH, &example["value"]).await;
        assert_eq!(answer.status, 200, "{name}: {:?}", answer.body);
    }
}

#[test]
fn the_example_of_a_response_is_valid() {
    let document = document();
    let example =
        &operation(&document)["responses"]["200"]["content"]["application/json"]["example"];
    let response: SendMessageResponse = serde_json::from_value(example.clone()).unwrap();
    response.validate().unwrap();
    let mut written = serde_json::to_value(&response).unwrap();
    // The same number; `credits` need not be an integer.
    assert_eq!(
        written["usage"]["credits"].as_f64(),
        example["usage"]["credits"].as_f64()
    );
    written["usage"] = example["usage"].clone();
    assert_eq!(&written, example);
}

/// What the server writes itself is an `Error` of the document.
#[tokio::test]
async fn errors_are_those_of_the_document() {
    let answer = post(server().router(), PATH, &serde_json::json!({})).await;
    let error: Error = serde_json::from_slice(&answer.body).unwrap();
    error.validate().unwrap();
    assert_eq!(error.error.as_deref(), Some("Bad Request"));
    assert!(error.additional_properties.is_empty());
}
