//! What travels, to the letter, and what a client makes of answers that no server of today gives.

use crate::harness::{CHANNEL, KEY, PATH, canned, client, post, server, text};
use channels_messages_downstream::api::client::{ChannelsApi, Client, Error, RetryPolicy};
use channels_messages_downstream::api::models::send_message_response::SendMessageResponseRequired;
use channels_messages_downstream::api::models::*;
use channels_messages_downstream::api::operations::{
    SendChannelMessageError, SendChannelMessageResponse,
};
use http_body_util::{BodyExt, Full};
use std::sync::{Arc, Mutex};
use timely_runtime::client::Body;
use timely_runtime::http::{HeaderMap, Request, Response};
use timely_runtime::serde_json::{self, json};
use timely_runtime::{Bytes, Field, Value};

async fn answered(
    status: u16,
    body: &Value,
) -> Result<SendChannelMessageResponse, Error<SendChannelMessageError>> {
    client(canned(status, body))
        .send_channel_message(CHANNEL, &text("Hi"))
        .await
}

/// An answer with as little in it as the document allows.
fn bare() -> Value {
    json!({
        "success": true,
        "contactId": "c",
        "conversationId": "v",
        "messageId": "m",
        "conversation": {},
        "aiMessages": [],
        "usage": {},
    })
}

#[tokio::test]
async fn a_request_has_the_names_of_the_document() {
    let sent: Arc<Mutex<Option<(String, HeaderMap, Value)>>> = Arc::default();
    let record = Arc::clone(&sent);
    let transport = tower::service_fn(move |request: Request<Body>| {
        let record = Arc::clone(&record);
        async move {
            let (parts, body) = request.into_parts();
            let body = serde_json::from_slice(&body.collect().await?.to_bytes())?;
            let line = format!("{} {}", parts.method, parts.uri);
            *record.lock().unwrap() = Some((line, parts.headers, body));
            let answer = Full::new(Bytes::from(bare().to_string()));
            Ok::<_, Box<dyn std::error::Error + Send + Sync>>(Response::new(answer))
        }
    });
    let client = Client::builder()
        .api_key(KEY)
        .retry(RetryPolicy::none())
        .transport(transport)
        .build()
        .unwrap();

    let document = Document::new("https://example.com/a.pdf".parse().unwrap())
        .filename("a.pdf")
        .caption("The deed");
    let content = DocumentContent::new(document);
    let message = DocumentMessageRequest::new("ana@example.com", content).contact_name("Ana");
    let message = SendMessageRequest::Document(message);
    client
        .send_channel_message("canal/1", &message)
        .idempotency_key("key 1")
        .await
        .unwrap();

    let (line, headers, body) = sent.lock().unwrap().take().unwrap();
    assert_eq!(
        line,
        "POST https://api.blubash.io/api/v1/channels/canal%2F1/messages"
    );
    assert_eq!(headers["X-API-Key"], KEY);
    assert_eq!(headers["X-Idempotency-Key"], "key 1");
    assert_eq!(headers["Content-Type"], "application/json");
    let expected = json!({
        "type": "DOCUMENT",
        "contactIdentifier": "ana@example.com",
        "contactName": "Ana",
        "content": {
            "document": {
                "url": "https://example.com/a.pdf",
                "filename": "a.pdf",
                "caption": "The deed",
            },
        },
    });
    assert_eq!(body, expected);
}

#[tokio::test]
async fn an_answer_has_the_names_of_the_document() {
    let body = json!({
        "type": "TEXT",
        "contactIdentifier": "ana@example.com",
        "content": { "text": { "body": "Hi" } },
    });
    let answer = post(server().router(), PATH, &body).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.headers["Content-Type"], "application/json");
    let expected = json!({
        "success": true,
        "contactId": "contact_1",
        "conversationId": "conversation_1",
        "messageId": "message_1",
        "conversation": {
            "status": "ACTIVE",
            "assignedToHuman": false,
            "aiAgentId": "agent_1",
            "aiAgentName": "Aurora",
            "teamId": "team_1",
            "teamName": "Suporte Técnico",
        },
        "aiMessages": [{
            "type": "TEXT",
            "content": { "type": "text", "text": { "body": "You wrote: Hi" } },
            "sender_type": "AI",
            "sender_name": "Aurora",
            "channel_message_id": null,
        }],
        "usage": { "credits": 1 },
    });
    assert_eq!(answer.json(), expected);
}

#[tokio::test]
async fn what_is_optional_may_be_missing() {
    let response = answered(200, &bare()).await.unwrap().into_body();
    let expected = SendMessageResponse::new(SendMessageResponseRequired {
        success: true,
        contact_id: "c".to_owned(),
        conversation_id: "v".to_owned(),
        message_id: "m".to_owned(),
        conversation: Conversation::new(),
        ai_messages: Vec::new(),
        usage: Usage::new(),
    });
    assert_eq!(response, expected);
    assert_eq!(serde_json::to_value(&response).unwrap(), bare());

    let mut answer = bare();
    answer["conversation"] = json!({ "aiAgentId": null, "teamId": "t" });
    answer["aiMessages"] = json!([{}, { "content": {} }, { "content": { "text": {} } }]);
    answer["usage"] = json!({ "credits": 0.25 });
    let response = answered(200, &answer).await.unwrap().into_body();
    assert_eq!(response.conversation.ai_agent_id, Field::Null);
    assert_eq!(response.conversation.ai_agent_name, Field::Absent);
    assert_eq!(response.conversation.team_id, Field::Value("t".to_owned()));
    assert_eq!(response.ai_messages.len(), 3);
    assert_eq!(response.usage.credits, Some(0.25));
    assert_eq!(serde_json::to_value(&response).unwrap(), answer);
}

#[tokio::test]
async fn members_that_the_document_does_not_name_are_kept() {
    let mut answer = bare();
    answer["traceId"] = json!("t-1");
    answer["conversation"] = json!({ "tags": ["a"], "status": "ACTIVE" });
    answer["aiMessages"] = json!([{
        "delay_ms": 20,
        "content": { "type": "text", "text": { "body": "Hi", "format": "plain" }, "footer": null },
    }]);
    answer["usage"] = json!({ "credits": 1.0, "tokens": { "in": 5 } });
    let response = answered(200, &answer).await.unwrap().into_body();

    assert_eq!(response.additional_properties["traceId"], "t-1");
    let tags = &response.conversation.additional_properties["tags"];
    assert_eq!(tags, &json!(["a"]));
    let [message] = &response.ai_messages[..] else {
        panic!("there is one message");
    };
    assert_eq!(message.additional_properties["delay_ms"], 20);
    let content = message.content.as_ref().unwrap();
    assert_eq!(content.additional_properties["footer"], Value::Null);
    let text = content.text.as_ref().unwrap();
    assert_eq!(text.additional_properties["format"], "plain");
    let tokens = &response.usage.additional_properties["tokens"];
    assert_eq!(tokens, &json!({ "in": 5 }));
    assert_eq!(serde_json::to_value(&response).unwrap(), answer);
}

/// The texts of responses are no enumerations: the document knows one value of each.
#[tokio::test]
async fn values_that_nobody_has_seen_are_kept() {
    let mut answer = bare();
    answer["success"] = json!(false);
    answer["conversation"] = json!({ "status": "on hold", "assignedToHuman": true });
    answer["aiMessages"] = json!([{
        "type": "STICKER",
        "content": { "type": "sticker", "sticker": { "id": 7 } },
        "sender_type": "BOT",
        "channel_message_id": "wamid.1",
    }]);
    let response = answered(200, &answer).await.unwrap().into_body();
    assert!(!response.success);
    assert_eq!(response.conversation.status.as_deref(), Some("on hold"));
    assert_eq!(response.conversation.assigned_to_human, Some(true));
    let message = &response.ai_messages[0];
    assert_eq!(message.r#type.as_deref(), Some("STICKER"));
    assert_eq!(message.sender_type.as_deref(), Some("BOT"));
    let content = message.content.as_ref().unwrap();
    assert_eq!(
        (content.r#type.as_deref(), &content.text),
        (Some("sticker"), &None)
    );
    assert_eq!(content.additional_properties["sticker"], json!({ "id": 7 }));
    assert_eq!(serde_json::to_value(&response).unwrap(), answer);
}

#[tokio::test]
async fn another_success_than_200_is_a_success() {
    for status in [201, 202] {
        let response = answered(status, &bare()).await.unwrap();
        assert_eq!(
            response.status().map(|status| status.as_u16()),
            Some(status)
        );
    }
}

#[tokio::test]
async fn an_answer_without_what_is_required_cannot_be_read() {
    for member in bare().as_object().unwrap().keys() {
        let mut answer = bare();
        answer.as_object_mut().unwrap().remove(member);
        let result = answered(200, &answer).await;
        assert!(
            matches!(result, Err(Error::Decode(_))),
            "{member}: {result:?}"
        );
    }
    for wrong in [json!(null), json!([]), json!("ok")] {
        let result = answered(200, &wrong).await;
        assert!(
            matches!(result, Err(Error::Decode(_))),
            "{wrong}: {result:?}"
        );
    }
}
