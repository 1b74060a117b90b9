//! Streams over pages.

use crate::document::{self, sample};
use crate::harness::App;
use futures_util::{StreamExt, TryStreamExt};
use http::{Request, Response, StatusCode};
use serde_json::{Value, json};
use std::convert::Infallible;
use std::pin::pin;
use std::sync::{Arc, Mutex};
use timely_generated::client::*;
use timely_generated::models::{ContactCreate, ContactStatus};
use timely_generated::operations::*;
use timely_runtime::Uuid;

/// A service written by hand that has so many pages of one item, one of which may fail.
#[derive(Clone, Default)]
struct Pages {
    total: i64,
    broken: Option<i64>,
    queries: Arc<Mutex<Vec<String>>>,
}

impl Pages {
    fn client(&self) -> Client {
        let pages = self.clone();
        let transport = tower::service_fn(move |request: Request<timely_runtime::client::Body>| {
            let response = pages.answer(&request);
            async { Ok::<_, Infallible>(response) }
        });
        let client = Client::builder().api_key("k").retry(RetryPolicy::none());
        client
            .transport(transport)
            .build()
            .expect("the settings are valid")
    }

    fn answer<B>(&self, request: &Request<B>) -> Response<String> {
        let query = request.uri().query().unwrap_or_default();
        self.queries
            .lock()
            .expect("nobody panics here")
            .push(query.to_owned());
        let page = query
            .split('&')
            .find_map(|pair| pair.strip_prefix("page="))
            .unwrap_or("1");
        let page: i64 = page.parse().expect("a number");
        let operation = document::operation_of(request.method(), request.uri().path());
        let operation = operation.expect("a documented request");
        let mut response = Response::new(String::new());
        let body = if self.broken == Some(page) {
            *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
            operation
                .response(500)
                .and_then(|error| error.example)
                .expect("an example")
                .clone()
        } else {
            let mut body = sample::full(operation.success().schema);
            if page > self.total {
                body["data"] = json!([]);
            }
            body["pagination"] =
                json!({ "page": page, "limit": 1, "total": self.total, "total_pages": self.total });
            body
        };
        *response.body_mut() = body.to_string();
        response
    }

    /// The page numbers that were asked for; 0 where none was named.
    fn asked(&self) -> Vec<i64> {
        let queries = self.queries.lock().expect("nobody panics here");
        let page = |query: &String| {
            query
                .split('&')
                .find_map(|pair| pair.strip_prefix("page=")?.parse().ok())
        };
        queries
            .iter()
            .map(|query| page(query).unwrap_or(0))
            .collect()
    }
}

/// Counts the items of each stream over three pages.
macro_rules! streams {
    ($($operation:literal: $method:ident($($argument:expr),*);)*) => {
        const STREAMED: &[&str] = &[$($operation),*];

        #[tokio::test]
        async fn every_stream_goes_through_all_pages() {
            $({
                let pages = Pages { total: 3, ..Pages::default() };
                let client = pages.client();
                let items: Vec<_> = client.$method($($argument),*).items().try_collect().await
                    .unwrap_or_else(|error| panic!("{}: {error:?}", $operation));
                assert_eq!(items.len(), 3, $operation);
                assert!(matches!(pages.asked().as_slice(), [0 | 1, 2, 3]), "{:?}", pages.asked());
            })*
        }
    };
}

streams! {
    "listContacts": list_contacts();
    "listLeads": list_leads();
    "listOpportunities": list_opportunities();
    "listConversations": list_conversations();
    "listConversationMessages":
        list_conversation_messages(&Uuid::nil().into());
    "listAgents": list_agents();
    "listAgentBehaviorHistory":
        list_agent_behavior_history(&Uuid::nil().into());
    "listTrainings": list_trainings(&Uuid::nil().into());
    "listChannels": list_channels();
    "listInteractions": list_interactions();
    "listInteractionMessages":
        list_interaction_messages(&Uuid::nil().into());
    "listIntentions": list_intentions(&Uuid::nil().into());
    "listIdleActions": list_idle_actions(&Uuid::nil().into());
    "listTransferRules": list_transfer_rules(&Uuid::nil().into());
    "listWebhooks": list_webhooks();
    "listWebhookDeliveries":
        list_webhook_deliveries(&Uuid::nil().into());
}

#[test]
fn whatever_has_pages_has_a_stream() {
    let has = |operation: &document::Operation, name: &str| {
        operation
            .parameters
            .iter()
            .any(|parameter| parameter.name == name)
    };
    let paged = document::operations()
        .iter()
        .filter(|operation| has(operation, "page"));
    let paged: Vec<&str> = paged.map(|operation| operation.id).collect();
    assert_eq!(paged, STREAMED);
}

#[tokio::test]
async fn an_empty_listing_ends_at_once() {
    let pages = Pages::default();
    let contacts = pages.client();
    let contacts: Vec<_> = contacts.list_contacts().items().collect().await;
    assert!(contacts.is_empty());
    assert_eq!(pages.asked().len(), 1);
}

#[tokio::test]
async fn an_error_in_the_middle_ends_a_stream() {
    let pages = Pages {
        total: 5,
        broken: Some(3),
        ..Pages::default()
    };
    let client = pages.client();
    let mut contacts = pin!(client.list_contacts().items());
    assert!(contacts.next().await.is_some_and(|item| item.is_ok()));
    assert!(contacts.next().await.is_some_and(|item| item.is_ok()));
    match contacts.next().await {
        Some(Err(Error::Api(ListContactsError::InternalServerError(response)))) => {
            assert_eq!(response.error.status, 500);
        }
        other => panic!("{other:?}"),
    }
    assert!(contacts.next().await.is_none());
    assert!(contacts.next().await.is_none());
    assert_eq!(pages.asked().len(), 3);
}

#[tokio::test]
async fn a_stream_fetches_no_page_before_it_is_needed() {
    let pages = Pages {
        total: 3,
        ..Pages::default()
    };
    let client = pages.client();
    let mut contacts = pin!(client.list_contacts().items());
    assert!(pages.asked().is_empty());
    contacts.next().await;
    assert_eq!(pages.asked().len(), 1);
}

#[tokio::test]
async fn a_stream_begins_where_it_is_told_and_keeps_the_filters() {
    let pages = Pages {
        total: 4,
        ..Pages::default()
    };
    let client = pages.client();
    let contacts: Vec<_> = client
        .list_contacts()
        .page(3)
        .limit(1)
        .status(ContactStatus::Blocked)
        .search("a b&c")
        .items()
        .try_collect()
        .await
        .expect("no error");
    assert_eq!(contacts.len(), 2);
    assert_eq!(pages.asked(), [3, 4]);
    for query in pages.queries.lock().expect("nobody panics here").iter() {
        let pairs: Vec<&str> = query.split('&').collect();
        assert!(
            pairs.contains(&"limit=1") && pairs.contains(&"status=blocked"),
            "{query}"
        );
        assert!(pairs.contains(&"search=a%20b%26c"), "{query}");
    }
}

#[tokio::test]
async fn a_stream_finds_every_record_of_the_server_once() -> anyhow::Result<()> {
    let client = App::new().client();
    let names: Vec<String> = (0..45)
        .map(|number| format!("contact {number:02}"))
        .collect();
    for name in &names {
        client.create_contact(&ContactCreate::new(name)).await?;
    }
    for limit in [1, 7, 15, 45, 100] {
        let all: Vec<_> = client
            .list_contacts()
            .limit(limit)
            .items()
            .try_collect()
            .await?;
        let mut found: Vec<String> = all
            .into_iter()
            .map(|contact| contact.customer_name)
            .collect();
        found.sort();
        assert_eq!(found, names, "pages of {limit}");
    }
    Ok(())
}

/// Streams can be consumed from a task of their own.
#[tokio::test]
async fn a_stream_can_be_sent() {
    let pages = Pages {
        total: 2,
        ..Pages::default()
    };
    let client = pages.client();
    let task = tokio::spawn(async move {
        let contacts: Vec<Value> = client
            .list_contacts()
            .items()
            .map_ok(|contact| json!(contact.id))
            .try_collect()
            .await
            .expect("no error");
        contacts.len()
    });
    assert_eq!(task.await.expect("no panic"), 2);
}
