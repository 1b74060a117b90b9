//! The message to an integration, with its reply.

use crate::support::john;
use chatbot_platform_downstream::api::client::Error;
use chatbot_platform_downstream::api::models::integration_message::IntegrationMessageRequired;
use chatbot_platform_downstream::api::models::integration_message_bot::IntegrationMessageBotRequired;
use chatbot_platform_downstream::api::models::integration_message_metadata::IntegrationMessageMetadataRequired;
use chatbot_platform_downstream::api::models::{
    ChatMessage, ImageUrl, ImageUrlPart, IntegrationMessage, IntegrationMessageBot,
    IntegrationMessageMetadata, IntegrationReply, MessageContent, MessagePart, MessageRole,
    TextPart,
};
use chatbot_platform_downstream::api::operations::IntegrationMessageError;
use chatbot_platform_downstream::api::webhooks::{
    Context, Router, Target, receive_integration_message, send_integration_message,
};
use serde_json::json;
use timely_runtime::NoContent;

pub(crate) const URL: &str = "https://backend.example.com/chat";

/// The address of a backend that answers there.
fn target(backend: Router) -> Target {
    let server = Router::new().nest("/chat", backend);
    Target::builder(URL).transport(server).build().unwrap()
}

fn question(content: impl Into<MessageContent>) -> IntegrationMessage {
    let bot = IntegrationMessageBotRequired {
        id: "bot_456".to_owned(),
        name: "Support Bot".to_owned(),
    };
    let metadata = IntegrationMessageMetadataRequired {
        channel: "telegram".to_owned(),
        chat_id: "123456789".to_owned(),
    };
    IntegrationMessage::new(IntegrationMessageRequired {
        messages: vec![ChatMessage::new(content.into(), MessageRole::User)],
        conversation_id: "conv_abc123".to_owned(),
        user: john(),
        bot: IntegrationMessageBot::new(bot),
        metadata: IntegrationMessageMetadata::new(metadata).message_id("789"),
    })
}

/// A backend that says what it is told, in capitals; at certain words it fails.
pub(crate) async fn shout(
    _: Context<()>,
    question: IntegrationMessage,
) -> Result<timely_runtime::Response<IntegrationReply>, IntegrationMessageError> {
    let reply = |text: &str| Ok(IntegrationReply::new(text.to_uppercase()).into());
    match question.messages.last().map(|message| &message.content) {
        Some(MessageContent::String(text)) => match text.as_str() {
            "400" => Err(IntegrationMessageError::BadRequest(NoContent.into())),
            "401" => Err(IntegrationMessageError::Unauthorized(NoContent.into())),
            "429" => Err(IntegrationMessageError::TooManyRequests(NoContent.into())),
            "500" => Err(IntegrationMessageError::InternalServerError(
                NoContent.into(),
            )),
            "503" => Err(IntegrationMessageError::ServiceUnavailable(
                NoContent.into(),
            )),
            text => reply(text),
        },
        Some(MessageContent::Array(parts)) => reply(&format!("{} parts", parts.len())),
        _ => Err(IntegrationMessageError::BadRequest(NoContent.into())),
    }
}

#[tokio::test]
async fn a_message_is_typed_and_so_is_its_reply() {
    let backend = target(receive_integration_message(shout));
    let reply = send_integration_message(&backend, &question("Hello"))
        .await
        .unwrap();
    assert_eq!(
        (reply.content.as_str(), &reply.attachments),
        ("HELLO", &None)
    );

    let image = ImageUrl::new("https://cdn.example.com/a.png");
    let parts: Vec<MessagePart> = vec![
        TextPart::new("What is this?").into(),
        ImageUrlPart::new(image).into(),
    ];
    let reply = send_integration_message(&backend, &question(parts))
        .await
        .unwrap();
    assert_eq!(reply.content, "2 PARTS");
}

#[test]
fn the_example_of_the_document_is_typed_and_comes_out_as_it_went_in() {
    let example = json!({
        "messages": [{"role": "user", "content": "Hello"}],
        "conversation_id": "conv_abc123",
        "user": {"id": "user_123", "platform": "telegram", "name": "John Doe", "username": "johndoe"},
        "bot": {"id": "bot_456", "name": "Support Bot"},
        "metadata": {"channel": "telegram", "chat_id": "123456789", "message_id": "789"}
    });
    let typed: IntegrationMessage = serde_json::from_value(example.clone()).unwrap();
    assert_eq!(typed, question("Hello"));
    assert_eq!(serde_json::to_value(typed).unwrap(), example);
}

#[tokio::test]
async fn a_backend_may_fail_in_five_ways() {
    let backend = target(receive_integration_message(shout));
    let send = async |text: &str| {
        let failed = send_integration_message(&backend, &question(text)).await;
        let Err(Error::Api(error)) = failed else {
            panic!("{failed:?}")
        };
        error
    };
    assert!(matches!(
        send("400").await,
        IntegrationMessageError::BadRequest(_)
    ));
    assert!(matches!(
        send("401").await,
        IntegrationMessageError::Unauthorized(_)
    ));
    assert!(matches!(
        send("429").await,
        IntegrationMessageError::TooManyRequests(_)
    ));
    assert!(matches!(
        send("500").await,
        IntegrationMessageError::InternalServerError(_)
    ));
    assert!(matches!(
        send("503").await,
        IntegrationMessageError::ServiceUnavailable(_)
    ));
}

#[tokio::test]
async fn a_message_that_is_not_as_documented_is_a_bad_request() {
    let backend = target(receive_integration_message(shout));
    let mut message = question("Hello");
    message.messages[0].role = MessageRole::from("critic");
    let refused = send_integration_message(&backend, &message).await;
    assert!(matches!(
        refused,
        Err(Error::Api(IntegrationMessageError::BadRequest(_)))
    ));
}
