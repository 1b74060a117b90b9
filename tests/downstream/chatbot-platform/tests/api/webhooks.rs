//! Webhooks: the message to an integration with its reply, and the four events.

use crate::conversations::bot_on_telegram;
use crate::support::{ACME, ACME_KEY, client, platform, text_content, writes};
use chatbot_platform_downstream::api::client::{
    AgentLoopsApi, ChannelsApi, Client, Error, IntegrationsApi,
};
use chatbot_platform_downstream::api::models::{
    AgentLoopCreate, ChatMessage, ChatUser, HeaderMap, ImageUrl, ImageUrlPart, IntegrationCreate,
    IntegrationMessage, IntegrationMessageBot, IntegrationMessageMetadata, IntegrationReply,
    IntegrationUpdate, MessageContent, MessagePart, MessageRole, TextPart, UndocumentedEvent,
};
use chatbot_platform_downstream::api::operations::{IntegrationMessageError, ListIntegrations};
use chatbot_platform_downstream::api::webhooks::{
    Context, Router, Target, receive_agent_loop_completed, receive_bot_message_received,
    receive_channel_disconnected, receive_integration_failed, receive_integration_message,
    send_agent_loop_completed, send_bot_message_received, send_channel_disconnected,
    send_integration_failed, send_integration_message,
};
use serde_json::{Value, json};
use timely_runtime::{NoContent, Url};
use tokio::sync::mpsc;

const URL: &str = "https://backend.example.com/chat";

/// The address of a backend that answers there.
fn target(backend: Router) -> Target {
    let server = Router::new().nest("/chat", backend);
    Target::builder(URL).transport(server).build().unwrap()
}

fn question(content: MessageContent) -> IntegrationMessage {
    IntegrationMessage::new(
        vec![ChatMessage::new(MessageRole::User, content)],
        "conv_abc123",
        ChatUser::new("user_123", "telegram")
            .name("John Doe")
            .username("johndoe"),
        IntegrationMessageBot::new("bot_456", "Support Bot"),
        IntegrationMessageMetadata::new("telegram", "123456789").message_id("789"),
    )
}

/// A backend that says what it is told, in capitals; at certain words it fails.
async fn shout(
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
    let reply = send_integration_message(&backend, &question(text_content("Hello")))
        .await
        .unwrap();
    assert_eq!(
        (reply.content.as_str(), &reply.attachments),
        ("HELLO", &None)
    );

    let parts = MessageContent::Array(vec![
        MessagePart::TextPart(TextPart::new("What is this?")),
        MessagePart::ImageUrlPart(ImageUrlPart::new(ImageUrl::new(
            "https://cdn.example.com/a.png",
        ))),
    ]);
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
    assert_eq!(typed, question(text_content("Hello")));
    assert_eq!(serde_json::to_value(typed).unwrap(), example);
}

#[tokio::test]
async fn a_backend_may_fail_in_five_ways() {
    let backend = target(receive_integration_message(shout));
    let send = async |text: &str| {
        let failed = send_integration_message(&backend, &question(text_content(text))).await;
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
    let mut message = question(text_content("Hello"));
    message.messages[0].role = MessageRole::from("critic");
    let refused = send_integration_message(&backend, &message).await;
    assert!(matches!(
        refused,
        Err(Error::Api(IntegrationMessageError::BadRequest(_)))
    ));
}

/// The server of a customer: a backend at `/chat`, one that is always down at `/down`, and the four events. It tells
/// what it receives, by the name of the event; of messages it tells the header that it was promised.
fn customer() -> (Router, mpsc::UnboundedReceiver<(&'static str, Value)>) {
    let (tell, told) = mpsc::unbounded_channel();
    macro_rules! event {
        ($receive:ident, $name:literal) => {{
            let tell = tell.clone();
            $receive(move |_, body: UndocumentedEvent| {
                let told = tell.send(($name, Value::from(body)));
                async move {
                    told.unwrap();
                    Ok(NoContent.into())
                }
            })
        }};
    }
    let events = Router::new()
        .nest(
            "/bot-message-received",
            event!(receive_bot_message_received, "message"),
        )
        .nest(
            "/integration-failed",
            event!(receive_integration_failed, "failed"),
        )
        .nest(
            "/agent-loop-completed",
            event!(receive_agent_loop_completed, "completed"),
        )
        .nest(
            "/channel-disconnected",
            event!(receive_channel_disconnected, "disconnected"),
        );
    let chat = receive_integration_message(move |cx: Context<()>, body| {
        let header = cx.headers().get("x-tenant");
        let told = tell.send((
            "asked",
            Value::from(header.map(|value| value.to_str().unwrap())),
        ));
        async move {
            told.unwrap();
            shout(cx, body).await
        }
    });
    let down = receive_integration_message(|_, _| async {
        Err(IntegrationMessageError::ServiceUnavailable(
            NoContent.into(),
        ))
    });
    let router = Router::new()
        .nest("/events", events)
        .nest("/chat", chat)
        .nest("/down", down);
    (router, told)
}

/// Switches off what a bot starts with.
async fn without_echo(acme: &Client, bot: &str) {
    let all = acme
        .list_integrations(bot, ListIntegrations::new())
        .await
        .unwrap();
    let off = IntegrationUpdate::new().weight(0.0);
    acme.update_integration(&all.data[0].id, &off)
        .await
        .unwrap();
}

#[tokio::test]
async fn the_platform_asks_the_backend_of_a_bot() {
    let (customer, mut told) = customer();
    let platform = platform().outside(customer).build();
    let acme = client(&platform, ACME_KEY);
    let (bot, channel) = bot_on_telegram(&acme).await;
    without_echo(&acme, &bot).await;
    let tenant = HeaderMap::from([("X-Tenant".to_owned(), "7".to_owned())]);
    let backend = IntegrationCreate::new("Backend", Url::parse(URL).unwrap()).headers(tenant);
    acme.create_integration(&bot, &backend).await.unwrap();
    let answer = platform.say(ACME, writes(&channel, "Hello")).await.unwrap();
    assert_eq!(answer.content, text_content("HELLO"));
    assert_eq!(told.recv().await.unwrap(), ("asked", json!("7")));
}

#[tokio::test]
async fn a_fallback_takes_over_and_the_failure_is_told() {
    let (customer, mut told) = customer();
    let events = Url::parse("https://backend.example.com/events/").unwrap();
    let platform = platform().outside(customer).events(events).build();
    let acme = client(&platform, ACME_KEY);
    let (bot, channel) = bot_on_telegram(&acme).await;
    without_echo(&acme, &bot).await;
    let down = Url::parse("https://backend.example.com/down").unwrap();
    let down = IntegrationCreate::new("Down", down);
    let down = acme
        .create_integration(&bot, &down)
        .await
        .unwrap()
        .into_body()
        .data
        .id;
    let answer = platform.say(ACME, writes(&channel, "Hello")).await.unwrap();
    assert_eq!(answer.content, text_content("Sorry, something went wrong."));
    // Two events, in no order.
    let mut both = [told.recv().await.unwrap().0, told.recv().await.unwrap().0];
    both.sort_unstable();
    assert_eq!(both, ["failed", "message"]);

    let fallback = IntegrationCreate::new("Backend", Url::parse(URL).unwrap());
    let fallback = fallback.weight(0.0).is_fallback(true);
    acme.create_integration(&bot, &fallback).await.unwrap();
    let answer = platform.say(ACME, writes(&channel, "Hello")).await.unwrap();
    assert_eq!(answer.content, text_content("HELLO"));
    for _ in 0..3 {
        match told.recv().await.unwrap() {
            ("failed", body) => assert_eq!(body, json!({"integration_id": down})),
            ("message", body) => assert_eq!(body["bot_id"], json!(bot)),
            other => assert_eq!(other, ("asked", Value::Null)),
        }
    }
}

#[tokio::test]
async fn completed_loops_and_disconnected_channels_are_told() {
    let (customer, mut told) = customer();
    let events = Url::parse("https://backend.example.com/events/").unwrap();
    let platform = platform().outside(customer).events(events).build();
    let acme = client(&platform, ACME_KEY);
    let (_, channel) = bot_on_telegram(&acme).await;
    acme.delete_channel(&channel).await.unwrap();
    let expected = json!({"channel_id": channel});
    assert_eq!(told.recv().await.unwrap(), ("disconnected", expected));
    let of = acme
        .create_agent_loop(&AgentLoopCreate::new("Digest"))
        .await
        .unwrap();
    let run = acme.run_agent_loop(&of.data.id).await.unwrap();
    let expected = json!({"agent_loop_id": of.data.id, "execution_id": run.data.id});
    assert_eq!(told.recv().await.unwrap(), ("completed", expected));
}

#[tokio::test]
async fn each_event_has_a_sender_and_a_receiver() {
    let (customer, mut told) = customer();
    let at = |path: &str| {
        let url = format!("https://backend.example.com/events/{path}");
        Target::builder(url)
            .transport(customer.clone())
            .build()
            .unwrap()
    };
    let body = UndocumentedEvent::from_iter([("any".to_owned(), json!(["thing"]))]);
    let received = json!({"any": ["thing"]});
    send_bot_message_received(&at("bot-message-received"), &body)
        .await
        .unwrap();
    assert_eq!(told.recv().await.unwrap(), ("message", received.clone()));
    send_integration_failed(&at("integration-failed"), &body)
        .await
        .unwrap();
    assert_eq!(told.recv().await.unwrap(), ("failed", received.clone()));
    send_agent_loop_completed(&at("agent-loop-completed"), &body)
        .await
        .unwrap();
    assert_eq!(told.recv().await.unwrap(), ("completed", received.clone()));
    send_channel_disconnected(&at("channel-disconnected"), &body)
        .await
        .unwrap();
    assert_eq!(told.recv().await.unwrap(), ("disconnected", received));
}
