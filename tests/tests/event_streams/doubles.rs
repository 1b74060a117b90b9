//! What stands in for a server, and doubles of a client's trait.

use super::api::client::feed_api::{DownloadCall, ReadLogCall, UploadCall, WatchTicksCall};
use super::api::client::{CallDouble, Client, Error, FeedApi, RetryPolicy};
use super::api::models::{Problem, Tick};
use super::api::operations::WatchTicksError;
use super::at_once;
use futures_util::TryStreamExt;
use timely_runtime::client::{BoxError, TransportErrorKind};
use timely_runtime::doubles::{Answers, Fault, Faults, Record, Replay, When};
use timely_runtime::{Body, Event, EventStream};
use tower::Layer;

struct Double;

impl FeedApi for Double {
    fn watch_ticks(&self) -> WatchTicksCall {
        WatchTicksCall::answer(|call| match call.parameter::<String>("room")? {
            Some(_) => Err(Error::Api(WatchTicksError::NotFound(
                Problem::new("NO_ROOM").into(),
            ))),
            None => Ok([1, 2]
                .map(|count| Event::new(Tick::new(count)))
                .into_iter()
                .collect::<EventStream<_>>()
                .into()),
        })
    }

    fn read_log(&self) -> ReadLogCall {
        ReadLogCall::failed(timely_runtime::client::TimeoutKind::Attempt)
    }

    fn upload(&self, _: &str, _: Body) -> UploadCall {
        UploadCall::ready(Tick::new(7))
    }

    fn download(&self, name: &str) -> DownloadCall {
        DownloadCall::ready(Body::from(name.to_owned()))
    }
}

async fn ticks(feed: &dyn FeedApi) -> Result<Vec<i64>, BoxError> {
    let events = feed.watch_ticks().await?.into_body();
    Ok(events
        .map_ok(|event| event.data.count)
        .try_collect()
        .await?)
}

#[tokio::test]
async fn a_double_takes_a_line_for_each_operation() {
    assert_eq!(ticks(&Double).await.unwrap(), [1, 2]);
    let error = Double.watch_ticks().room("blue").await.unwrap_err();
    assert!(matches!(error, Error::Api(WatchTicksError::NotFound(_))));
    assert!(matches!(Double.read_log().await, Err(Error::Timeout(_))));
    let feed: Box<dyn FeedApi> = Box::new(Double);
    let bytes = feed
        .download("a")
        .await
        .unwrap()
        .into_body()
        .bytes(100)
        .await;
    assert_eq!(bytes.unwrap(), "a");
    let refused = WatchTicksCall::refused(WatchTicksError::NotFound(Problem::new("X").into()));
    assert!(matches!(refused.await, Err(Error::Api(_))));
}

#[tokio::test]
async fn answers_take_the_way_of_a_real_one() {
    let answers = Answers::new()
        .content(
            "watchTicks",
            200,
            "text/event-stream",
            "data: {\"count\":1}\n\ndata: [DONE]\n\ndata: x\n\n",
        )
        .json("watchTicks", 404, &Problem::new("NO_ROOM"))
        .json("upload", 200, &serde_json::json!({"count": "7"}));
    let builder = Client::builder().retry(RetryPolicy::none());
    let client = builder.transport(answers.clone()).build().unwrap();
    let feed: &dyn FeedApi = &client;
    assert_eq!(ticks(feed).await.unwrap(), [1]);
    let error = client.watch_ticks().room("blue").await.unwrap_err();
    assert!(matches!(error, Error::Api(WatchTicksError::NotFound(body)) if body.code == "NO_ROOM"));
    assert_eq!(
        answers.asked("watchTicks")[1].uri.query(),
        Some("room=blue")
    );
    let error = client.upload("a", Body::from("b")).await.unwrap_err();
    assert!(matches!(error, Error::Decode(_)), "{error}");
    let error = client.download("a").await.unwrap_err();
    assert!(
        matches!(&error, Error::Transport(error) if error.kind() == TransportErrorKind::Exchange)
    );
}

#[tokio::test]
async fn a_stream_is_recorded_as_it_was_and_replayed() {
    let name = format!("timely-stream-{}.json", std::process::id());
    let path = std::env::temp_dir().join(name);
    let stream = "retry: 1\nid: 1\ndata: {\"count\":1}\n\nid: 2\ndata: {\"count\":2}\n\n";
    let server = Answers::new().content("watchTicks", 200, "text/event-stream", stream);
    // The first connection breaks off, as does its replay.
    let faults = Faults::new().add(When::first(1), Fault::cut_after(45));
    let record = Record::new(faults.layer(server), &path);
    let client = Client::builder().transport(record.clone()).build().unwrap();
    let call = client.watch_ticks().with(|call| call.reconnect(at_once()));
    let events: Vec<_> = call.await.unwrap().into_body().try_collect().await.unwrap();
    assert_eq!(events.len(), 3);
    record.finish().unwrap();
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::remove_file(&path).unwrap();
    assert!(text.contains("\"data: {\\\"count\\\":1}\\n\""), "{text}");
    let replay = Replay::from_text(&text).unwrap();
    let client = Client::builder().transport(replay.clone()).build().unwrap();
    // The first stream ends where it was cut.
    let first = client.watch_ticks().await.unwrap().into_body();
    assert!(first.try_collect::<Vec<_>>().await.is_err());
    let second = client.watch_ticks().await.unwrap().into_body();
    assert_eq!(second.try_collect::<Vec<_>>().await.unwrap().len(), 2);
    replay.assert_finished();
}
