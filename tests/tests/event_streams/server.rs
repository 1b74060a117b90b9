//! The server that is generated, over sockets.

use super::api::client::{Client, FeedApi};
use super::api::models::{Question, Tick};
use super::api::operations::{
    ChatResponse, DownloadResponse, ReadLogResponse, UploadResponse, WatchTicks, WatchTicksError,
    WatchTicksResponse,
};
use super::api::server::{Context, FeedService, Options, router, router_with};
use super::{at_once, client_at, within};
use futures_util::{StreamExt, TryStreamExt};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use timely_runtime::doubles::{Fault, Faults, When};
use timely_runtime::{Body, Bytes, Event, EventStream, Undocumented};
use tokio::net::TcpListener;

/// Ticks from one to three, and files.
#[derive(Clone, Default)]
pub(super) struct Feed {
    pub(super) files: Arc<Mutex<BTreeMap<String, Bytes>>>,
}

fn ticks(from: i64) -> EventStream<Tick> {
    (from..=3)
        .map(|count| Event::new(Tick::new(count)).id(count.to_string()))
        .collect()
}

impl FeedService for Feed {
    async fn watch_ticks(
        &self,
        context: Context<()>,
        _: WatchTicks,
    ) -> Result<WatchTicksResponse, WatchTicksError> {
        let last = context.headers().get("last-event-id");
        let last = last.and_then(|id| id.to_str().ok()?.parse().ok());
        Ok(ticks(last.unwrap_or(0) + 1).into())
    }

    async fn chat(&self, _: Context<()>, _: Question) -> Result<ChatResponse, Undocumented> {
        Ok(ticks(3).into())
    }

    async fn read_log(&self, _: Context<()>) -> Result<ReadLogResponse, Undocumented> {
        let lines = ["one", "two"].map(|line| Event::new(line.to_owned()));
        Ok(lines.into_iter().collect::<EventStream<String>>().into())
    }

    async fn download(
        &self,
        _: Context<()>,
        name: String,
    ) -> Result<DownloadResponse, Undocumented> {
        let file = self.files.lock().unwrap().get(&name).cloned();
        Ok(Body::from(file.unwrap_or_default()).into())
    }

    async fn upload(
        &self,
        _: Context<()>,
        name: String,
        body: Body,
    ) -> Result<UploadResponse, Undocumented> {
        let mut body = body;
        let mut count = 0;
        let mut content = Vec::new();
        while let Some(chunk) = body.next().await {
            let Ok(chunk) = chunk else { break };
            count += chunk.len() as i64;
            // The rest is counted alone.
            if content.len() < 1 << 20 {
                content.extend_from_slice(&chunk);
            }
        }
        self.files.lock().unwrap().insert(name, content.into());
        Ok(Tick::new(count).into())
    }
}

/// A client of a server behind these faults.
pub(super) async fn serving(feed: Feed, faults: Faults) -> Client {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let options = Options::default().body_limit(1 << 30);
    let app = router_with(feed, options).layer(faults.on_server());
    tokio::spawn(async move { axum::serve(listener, app).await });
    client_at(address)
}

#[tokio::test]
async fn a_server_sends_the_event_of_the_end() {
    let app = router(Feed::default());
    let request = http::Request::get("/ticks")
        .body(axum::body::Body::empty())
        .unwrap();
    let response = tower::ServiceExt::oneshot(app, request).await.unwrap();
    let text = axum::body::to_bytes(response.into_body(), 1 << 20)
        .await
        .unwrap();
    assert!(
        text.ends_with(b"id: 3\ndata: {\"count\":3}\n\ndata: [DONE]\n\n"),
        "{text:?}"
    );

    let client = serving(Feed::default(), Faults::new()).await;
    let log = client.read_log().await.unwrap().into_body();
    let lines: Vec<_> = within("the log", log.try_collect::<Vec<_>>())
        .await
        .unwrap();
    assert_eq!(lines.len(), 2);
}

#[tokio::test]
async fn a_stream_comes_whole_through_a_bad_network() {
    // Each event has 28 bytes, so that at least one comes each time.
    let faults = Faults::new().add(When::first(3), Fault::cut_after(40)).add(
        When::every(2),
        Fault::latency(std::time::Duration::from_millis(5)),
    );
    let client = serving(Feed::default(), faults).await;
    let call = client.watch_ticks().with(|call| call.reconnect(at_once()));
    let events = call.await.unwrap().into_body();
    let events: Vec<_> = within("the ticks", events.try_collect::<Vec<_>>())
        .await
        .unwrap();
    let counts: Vec<i64> = events.iter().map(|event| event.data.count).collect();
    assert_eq!(counts, [1, 2, 3]);
}

#[tokio::test]
async fn a_server_that_breaks_the_connection_is_seen_to() {
    let faults = Faults::new().add(When::always(), Fault::reset());
    let client = serving(Feed::default(), faults).await;
    let error = within("an error", client.download("a")).await;
    let body = match error {
        Ok(response) => response.into_body().bytes(1 << 20).await.map(|_| ()),
        Err(_) => return,
    };
    assert!(body.is_err());
}
