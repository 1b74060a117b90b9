//! What the platform sends by itself: messages to integrations, and the four events.

use crate::conversations::bot_on_telegram;
use crate::support::{ACME, ACME_KEY, client, next, platform, writes};
use crate::webhooks::{URL, shout};
use chatbot_platform_downstream::api::client::{
    AgentLoopsApi, ChannelsApi, Client, IntegrationsApi,
};
use chatbot_platform_downstream::api::models::{
    AgentLoopCreate, HeaderMap, IntegrationCreate, IntegrationUpdate, MessageContent,
    UndocumentedEvent,
};
use chatbot_platform_downstream::api::operations::IntegrationMessageError;
use chatbot_platform_downstream::api::webhooks::{
    Context, Router, Target, receive_agent_loop_completed, receive_bot_message_received,
    receive_channel_disconnected, receive_integration_failed, receive_integration_message,
    send_agent_loop_completed, send_bot_message_received, send_channel_disconnected,
    send_integration_failed,
};
use serde_json::{Value, json};
use timely_runtime::{NoContent, Url};
use tokio::sync::mpsc;

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
    let all = acme.list_integrations(bot).await.unwrap();
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
    let backend = IntegrationCreate::new("Backend", URL.parse().unwrap()).headers(tenant);
    acme.create_integration(&bot, &backend).await.unwrap();
    let answer = platform.say(ACME, writes(&channel, "Hello")).await.unwrap();
    assert_eq!(answer.content, MessageContent::from("HELLO"));
    assert_eq!(next(&mut told).await, ("asked", json!("7")));
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
    let down = IntegrationCreate::new("Down", down.into());
    let down = acme
        .create_integration(&bot, &down)
        .await
        .unwrap()
        .into_body()
        .data
        .id;
    let answer = platform.say(ACME, writes(&channel, "Hello")).await.unwrap();
    assert_eq!(
        answer.content,
        MessageContent::from("Sorry, something went wrong.")
    );
    // Two events, in no order.
    let mut both = [next(&mut told).await.0, next(&mut told).await.0];
    both.sort_unstable();
    assert_eq!(both, ["failed", "message"]);

    let fallback = IntegrationCreate::new("Backend", URL.parse().unwrap());
    let fallback = fallback.weight(0.0).is_fallback(true);
    acme.create_integration(&bot, &fallback).await.unwrap();
    let answer = platform.say(ACME, writes(&channel, "Hello")).await.unwrap();
    assert_eq!(answer.content, MessageContent::from("HELLO"));
    for _ in 0..3 {
        match next(&mut told).await {
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
    assert_eq!(next(&mut told).await, ("disconnected", expected));
    let of = acme
        .create_agent_loop(&AgentLoopCreate::new("Digest"))
        .await
        .unwrap();
    let run = acme.run_agent_loop(&of.data.id).await.unwrap();
    let expected = json!({"agent_loop_id": of.data.id, "execution_id": run.data.id});
    assert_eq!(next(&mut told).await, ("completed", expected));
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
    assert_eq!(next(&mut told).await, ("message", received.clone()));
    send_integration_failed(&at("integration-failed"), &body)
        .await
        .unwrap();
    assert_eq!(next(&mut told).await, ("failed", received.clone()));
    send_agent_loop_completed(&at("agent-loop-completed"), &body)
        .await
        .unwrap();
    assert_eq!(next(&mut told).await, ("completed", received.clone()));
    send_channel_disconnected(&at("channel-disconnected"), &body)
        .await
        .unwrap();
    assert_eq!(next(&mut told).await, ("disconnected", received));
}
