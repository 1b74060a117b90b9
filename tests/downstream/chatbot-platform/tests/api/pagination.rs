//! Lists: pages and the streams over them.

use crate::conversations::bot_on_telegram;
use crate::support::{ACME, ACME_KEY, acme, platform, writes};
use chatbot_platform_downstream::api::client::bots_api::ListBotsCall;
use chatbot_platform_downstream::api::client::{
    AgentLoopsApi, BotsApi, ChannelsApi, Client, ConversationsApi, IntegrationsApi,
};
use chatbot_platform_downstream::api::models::{AgentLoopCreate, BotCreate};
use chatbot_platform_downstream::server::app;
use futures_util::TryStreamExt;
use std::sync::{Arc, Mutex};
use tower::ServiceExt;

#[tokio::test]
async fn a_page_tells_its_place() {
    let (_, acme) = acme();
    for number in 1..=5 {
        acme.create_bot(&BotCreate::new(format!("Bot {number}")))
            .await
            .unwrap();
    }
    let page = async |page, per_page| {
        let body = acme
            .list_bots()
            .page(page)
            .per_page(per_page)
            .await
            .unwrap()
            .into_body();
        let names: Vec<_> = body.data.into_iter().map(|bot| bot.name).collect();
        (
            names.join(", "),
            body.meta.page,
            body.meta.per_page,
            body.meta.total,
        )
    };
    assert_eq!(page(1, 2).await, ("Bot 1, Bot 2".to_owned(), 1, 2, 5));
    assert_eq!(page(3, 2).await, ("Bot 5".to_owned(), 3, 2, 5));
    assert_eq!(page(4, 2).await, (String::new(), 4, 2, 5));
    assert_eq!(page(i64::MAX, 100).await, (String::new(), i64::MAX, 100, 5));
}

/// How many bots a stream has of so many, and the queries of the requests that it makes for them.
async fn streamed(
    bots: usize,
    set: impl FnOnce(ListBotsCall) -> ListBotsCall,
) -> (usize, Vec<String>) {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let log = Arc::clone(&seen);
    let recorded = app(platform().build()).map_request(
        move |request: http::Request<timely_runtime::client::Body>| {
            if request.method() == http::Method::GET {
                let query = request.uri().query().unwrap_or_default().to_owned();
                log.lock().unwrap().push(query);
            }
            request.map(axum::body::Body::new)
        },
    );
    let client = Client::builder()
        .transport(recorded)
        .api_key(ACME_KEY)
        .build()
        .unwrap();
    for number in 0..bots {
        client
            .create_bot(&BotCreate::new(format!("Bot {number}")))
            .await
            .unwrap();
    }
    let all: Vec<_> = set(client.list_bots()).items().try_collect().await.unwrap();
    let names: std::collections::BTreeSet<_> = all.iter().map(|bot| &bot.name).collect();
    assert_eq!(names.len(), all.len(), "an item comes twice");
    let queries = seen.lock().unwrap().clone();
    (all.len(), queries)
}

#[tokio::test]
async fn a_stream_follows_the_pages() {
    let (bots, queries) = streamed(7, |bots| bots.per_page(3)).await;
    assert_eq!(bots, 7);
    assert_eq!(
        queries,
        ["per_page=3", "page=2&per_page=3", "page=3&per_page=3"]
    );
}

#[tokio::test]
async fn a_last_page_that_is_exactly_full_is_the_last() {
    let (bots, queries) = streamed(6, |bots| bots.per_page(3)).await;
    assert_eq!((bots, queries.len()), (6, 2), "{queries:?}");
}

#[tokio::test]
async fn a_stream_of_the_default_size_ends_with_the_total() {
    let (bots, queries) = streamed(20, |bots| bots).await;
    assert_eq!((bots, queries.len()), (20, 1), "{queries:?}");
}

#[tokio::test]
async fn an_empty_list_is_one_request() {
    let (bots, queries) = streamed(0, |bots| bots).await;
    assert_eq!((bots, queries.len()), (0, 1), "{queries:?}");
}

#[tokio::test]
async fn a_stream_starts_where_it_is_told_to() {
    let (bots, _) = streamed(7, |bots| bots.page(2).per_page(3)).await;
    assert_eq!(bots, 4);
}

#[tokio::test]
async fn every_list_is_a_stream() {
    let (platform, acme) = acme();
    let (bot, channel) = bot_on_telegram(&acme).await;
    for text in ["Hello", "Bye"] {
        platform.say(ACME, writes(&channel, text)).await.unwrap();
    }
    let body = AgentLoopCreate::new("Digest");
    let of = acme
        .create_agent_loop(&body)
        .await
        .unwrap()
        .into_body()
        .data
        .id;
    for _ in 0..3 {
        acme.run_agent_loop(&of).await.unwrap();
    }

    let integrations: Vec<_> = acme
        .list_integrations(&bot)
        .per_page(1)
        .items()
        .try_collect()
        .await
        .unwrap();
    let channels: Vec<_> = acme
        .list_channels(&bot)
        .per_page(1)
        .items()
        .try_collect()
        .await
        .unwrap();
    let conversations: Vec<_> = acme
        .list_conversations(&bot)
        .per_page(1)
        .items()
        .try_collect()
        .await
        .unwrap();
    let messages: Vec<_> = acme
        .list_conversation_messages(&conversations[0].id)
        .per_page(3)
        .items()
        .try_collect()
        .await
        .unwrap();
    let loops: Vec<_> = acme
        .list_agent_loops()
        .per_page(1)
        .items()
        .try_collect()
        .await
        .unwrap();
    let executions: Vec<_> = acme
        .list_agent_loop_executions(&of)
        .per_page(2)
        .items()
        .try_collect()
        .await
        .unwrap();
    assert_eq!(
        (integrations.len(), channels.len(), conversations.len()),
        (1, 1, 1)
    );
    assert_eq!((messages.len(), loops.len(), executions.len()), (4, 1, 3));
}
