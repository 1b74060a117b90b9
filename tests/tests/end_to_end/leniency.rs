//! What a client of this version makes of a server of a later one.

use crate::calls::{Seen, call};
use crate::canned::Canned;
use crate::document::{self, sample};
use serde_json::{Value, json};
use timely_generated::client::{AgentsApi, ContactsApi, ConversationsApi};
use timely_generated::models::{AgentModel, ContactStatus, ConversationStatus, ResponseFormat};
use timely_generated::webhooks::WebhookEvent;
use timely_runtime::Field;
use timely_runtime::webhooks::Event;

#[tokio::test]
async fn properties_that_the_document_does_not_name_are_passed_over() {
    for operation in document::operations() {
        let success = operation.success();
        let known = sample::full(success.schema);
        let sent = sample::with_unknown_properties(success.schema, &known);
        assert_ne!(sent, known, "{}", operation.id);
        let canned = Canned::json(success.status, &sent);
        match call(operation.id)(canned.client()).await {
            Seen::Success { body, .. } => assert_eq!(body, known, "{}", operation.id),
            other => panic!("{}: {other:?}", operation.id),
        }
    }
}

#[tokio::test]
async fn enumeration_values_that_the_document_does_not_list_are_kept() {
    let mut with_enumerations = 0;
    for operation in document::operations() {
        let success = operation.success();
        let sent = sample::future(success.schema);
        if sent != sample::full(success.schema) {
            with_enumerations += 1;
        }
        let canned = Canned::json(success.status, &sent);
        match call(operation.id)(canned.client()).await {
            Seen::Success { body, .. } => assert_eq!(body, sent, "{}", operation.id),
            other => panic!("{}: {other:?}", operation.id),
        }
    }
    assert!(with_enumerations > 40, "{with_enumerations}");
}

/// Puts a text in place of all UUIDs, and says how many there were.
fn replace_uuids(value: &mut Value, by: &dyn Fn(&str) -> String) -> usize {
    match value {
        Value::String(text) if text.parse::<timely_runtime::Uuid>().is_ok() => {
            *text = by(text);
            1
        }
        Value::Array(items) => items.iter_mut().map(|item| replace_uuids(item, by)).sum(),
        Value::Object(members) => {
            let members = members.values_mut();
            members.map(|member| replace_uuids(member, by)).sum()
        }
        _ => 0,
    }
}

#[tokio::test]
async fn an_id_that_is_no_uuid_costs_nothing_else() {
    let mut with_ids = 0;
    for operation in document::operations() {
        let success = operation.success();
        for by in [
            |_: &str| String::new(),
            |_: &str| "contact-7".to_owned(),
            |id: &str| id.to_uppercase(),
        ] {
            let mut sent = sample::full(success.schema);
            if replace_uuids(&mut sent, &by) > 0 {
                with_ids += 1;
            }
            let canned = Canned::json(success.status, &sent);
            match call(operation.id)(canned.client()).await {
                Seen::Success { body, .. } => assert_eq!(body, sent, "{}", operation.id),
                other => panic!("{}: {other:?}", operation.id),
            }
        }
    }
    assert!(with_ids > 150, "{with_ids}");

    let mut body = sample::full(document::operation("getContact").success().schema);
    body["data"]["id"] = json!("contact-7");
    let client = Canned::json(200, &body).client();
    let contact = client
        .get_contact(&timely_runtime::Uuid::nil().into())
        .await
        .expect("it decodes");
    assert_eq!(contact.data.id, "contact-7");
    assert!(contact.data.id.parsed().is_err());
}

#[tokio::test]
async fn an_unlisted_value_is_a_variant_to_match_on() {
    let mut body = sample::full(document::operation("getContact").success().schema);
    body["data"]["status"] = json!("archived");
    let client = Canned::json(200, &body).client();
    let contact = client
        .get_contact(&timely_runtime::Uuid::nil().into())
        .await
        .expect("it decodes");
    assert_eq!(
        contact.data.status,
        ContactStatus::Other("archived".to_owned())
    );
    assert!(!contact.data.status.is_known());
    assert_eq!(contact.data.status.as_str(), "archived");

    // It can be sent back as well: as a filter here.
    let canned = Canned::json(200, &json!({}));
    let _ = canned
        .client()
        .list_contacts()
        .status(contact.data.status.clone())
        .await;
    assert_eq!(
        canned.requests()[0].query.as_deref(),
        Some("status=archived")
    );
}

#[tokio::test]
async fn null_where_the_document_allows_it_is_not_absence() {
    let id = &timely_runtime::Uuid::nil().into();
    let mut body = sample::minimal(document::operation("getConversation").success().schema);
    let client = Canned::json(200, &body).client();
    let conversation = client.get_conversation(id).await.expect("it decodes");
    assert_eq!(conversation.data.status, Field::Absent);

    body["data"]["status"] = json!(null);
    let client = Canned::json(200, &body).client();
    let conversation = client.get_conversation(id).await.expect("it decodes");
    assert_eq!(conversation.data.status, Field::Null);

    body["data"]["status"] = json!("human");
    let client = Canned::json(200, &body).client();
    let conversation = client.get_conversation(id).await.expect("it decodes");
    assert_eq!(
        conversation.data.status,
        Field::Value(ConversationStatus::Human)
    );
}

#[tokio::test]
async fn a_nullable_enumeration_takes_null() {
    let id = &timely_runtime::Uuid::nil().into();
    let mut body = sample::full(document::operation("getAgentSettings").success().schema);
    for (sent, typed) in [
        (json!(null), None),
        (json!("markdown"), Some(ResponseFormat::Markdown)),
        (json!("xml"), Some(ResponseFormat::Other("xml".to_owned()))),
    ] {
        body["data"]["response_format"] = sent;
        body["data"]["model"] = json!("gpt-7");
        let settings = Canned::json(200, &body)
            .client()
            .get_agent_settings(id)
            .await;
        let settings = settings.expect("it decodes");
        assert_eq!(settings.data.response_format, typed);
        assert_eq!(settings.data.model, AgentModel::Other("gpt-7".to_owned()));
    }
}

/// The payload of an event, with every property.
fn payload(name: &str, schema: &Value, make: fn(&Value) -> Value) -> Value {
    let mut payload = make(schema);
    payload["event"] = json!(name);
    payload
}

#[test]
fn every_event_is_typed_and_keeps_what_it_has() {
    let mut names = Vec::new();
    for (name, schema) in document::events() {
        for make in [sample::minimal, sample::full, sample::future] {
            let payload = payload(name, schema, make);
            let event =
                WebhookEvent::decode(&payload).unwrap_or_else(|error| panic!("{name}: {error:?}"));
            assert_eq!(event.name(), name);
            assert!(!matches!(event, WebhookEvent::Unknown(_)), "{name}");
            assert_eq!(
                event.encode().expect("it can be written"),
                payload,
                "{name}"
            );
        }
        names.push(name);
    }
    assert_eq!(names.len(), 10);
    assert_eq!(WebhookEvent::NAMES, names);
}

#[test]
fn events_with_more_than_the_document_names_are_typed_all_the_same() {
    for (name, schema) in document::events() {
        let known = payload(name, schema, sample::full);
        let sent = sample::with_unknown_properties(schema, &known);
        let event = WebhookEvent::decode(&sent).unwrap_or_else(|error| panic!("{name}: {error:?}"));
        let written = event.encode().expect("it can be written");
        // Where the document says that there may be more, it is kept; elsewhere it is passed over.
        let open = document::merged(&document::merged(schema)["properties"]["data"]);
        let kept = written["data"].get("x_unknown").is_some();
        assert_eq!(kept, open["additionalProperties"] == true, "{name}");
        assert_eq!(written.get("x_unknown"), None, "{name}");
    }
}

#[test]
fn an_event_that_the_document_does_not_name_is_kept_whole() {
    let payload = json!({ "event": "invoice.paid", "data": { "amount": 12.5, "lines": [1, 2] } });
    let event = WebhookEvent::decode(&payload).expect("it is an event");
    let WebhookEvent::Unknown(unknown) = &event else {
        panic!("{event:?}")
    };
    assert_eq!(unknown.name, "invoice.paid");
    assert_eq!(unknown.payload, payload);
    assert_eq!(event.encode().expect("it can be written"), payload);
}
