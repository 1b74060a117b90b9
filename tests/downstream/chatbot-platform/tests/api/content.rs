//! Content: text, parts, and parts of a kind that the document does not have.

use crate::conversations::bot_on_telegram;
use crate::support::{ACME, acme, writes};
use chatbot_platform_downstream::api::client::{Client, ConversationsApi};
use chatbot_platform_downstream::api::models::{
    ImageUrl, ImageUrlPart, Message, MessageContent, MessagePart, TextPart,
};
use chatbot_platform_downstream::server::Incoming;
use serde_json::{Value, json};
use std::convert::Infallible;
use timely_runtime::Validate;
use timely_runtime::client::Body;

fn picture() -> MessageContent {
    let image = ImageUrl::new("https://cdn.example.com/photo.png");
    vec![
        TextPart::new("What is this?").into(),
        ImageUrlPart::new(image).into(),
    ]
    .into()
}

#[test]
fn text_and_parts_are_written_as_the_document_says() {
    let text = MessageContent::from("Hello");
    let parts = json!([
        {"type": "text", "text": "What is this?"},
        {"type": "image_url", "image_url": {"url": "https://cdn.example.com/photo.png"}},
    ]);
    for (content, written) in [(text, json!("Hello")), (picture(), parts)] {
        assert_eq!(serde_json::to_value(&content).unwrap(), written);
        assert_eq!(
            serde_json::from_value::<MessageContent>(written).unwrap(),
            content
        );
        assert!(content.validate().is_ok());
    }
}

#[tokio::test]
async fn parts_come_back_as_they_were_said() {
    let (platform, acme) = acme();
    let (bot, channel) = bot_on_telegram(&acme).await;
    let said = Incoming {
        content: picture(),
        ..writes(&channel, "")
    };
    platform.say(ACME, said).await.unwrap();
    let conversations = acme.list_conversations(&bot).await.unwrap();
    let messages = acme
        .list_conversation_messages(&conversations.data[0].id)
        .await
        .unwrap();
    assert_eq!(messages.data[0].content, picture());
}

/// The messages that a client reads from a platform that answers with this content.
async fn received(content: Value) -> Vec<Message> {
    let body = json!({
        "data": [{"role": "user", "content": content}],
        "meta": {"page": 1, "per_page": 20, "total": 1},
    });
    let newer = tower::service_fn(move |_: http::Request<Body>| {
        let answer = http::Response::new(body.to_string());
        async { Ok::<_, Infallible>(answer) }
    });
    let client = Client::builder()
        .transport(newer)
        .api_key("k")
        .build()
        .unwrap();
    let messages = client.list_conversation_messages("conv_123").await.unwrap();
    messages.into_body().data
}

#[tokio::test]
async fn a_part_of_an_unknown_kind_is_kept() {
    let audio = json!({"type": "input_audio", "input_audio": {"data": "UklGRg=="}});
    let messages = received(json!([{"type": "text", "text": "Listen"}, audio])).await;
    let MessageContent::Array(parts) = &messages[0].content else {
        panic!("{messages:?}")
    };
    assert_eq!(
        parts.as_slice(),
        [
            MessagePart::Text(TextPart::new("Listen")),
            MessagePart::Other(audio.clone()),
        ]
    );
    assert_eq!(serde_json::to_value(&parts[1]).unwrap(), audio);
}

#[tokio::test]
async fn the_kind_tells_parts_apart_that_look_alike() {
    let code = json!({"type": "code", "text": "fn main() {}", "language": "rust"});
    let messages = received(json!([code])).await;
    let parts = MessageContent::Array(vec![MessagePart::Other(code)]);
    assert_eq!(messages[0].content, parts);
}

#[tokio::test]
async fn content_of_an_unknown_shape_is_kept() {
    let messages = received(json!({"sticker": 7})).await;
    assert_eq!(
        messages[0].content,
        MessageContent::Other(json!({"sticker": 7}))
    );
}
