//! Over TCP, with the default transport.

use crate::harness::{App, KEY, NOBODY, Setup, refused};
use futures_util::future::try_join_all;
use std::net::SocketAddr;
use std::time::Duration;
use timely_generated::client::{
    Client, ContactsApi, ConversationsApi, Error, PipelineApi, RetryPolicy, SystemApi, WebhooksApi,
};
use timely_generated::models::*;
use timely_generated::operations::{
    CreateContactError, ListPipelineColumnsError, ListPipelineColumnsResponse,
};
use timely_generated::server::{
    AuthError, Authenticator, Candidate, Context, PipelineService, pipeline_service,
};
use timely_runtime::client::TransportErrorKind;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// Nothing takes as long as this, even on a machine that has much else to do: what does will never end.
const LONG: Duration = Duration::from_secs(120);

/// Serves a router until the test ends.
async fn serve(router: axum::Router) -> anyhow::Result<SocketAddr> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    tokio::spawn(async move { axum::serve(listener, router.into_make_service()).await });
    Ok(address)
}

fn client(address: SocketAddr) -> anyhow::Result<Client> {
    let client = Client::builder()
        .api_key(KEY)
        .base_url(format!("http://{address}/"));
    Ok(client.retry(RetryPolicy::none()).timeout(LONG).build()?)
}

#[tokio::test]
async fn operations_of_every_kind() -> anyhow::Result<()> {
    let app = App::new();
    let client = client(serve(app.router.clone()).await?)?;
    assert_eq!(client.get_health().await?.status, "ok");
    let body = ContactCreate::new("João \"JS\" Silva \u{1F600}").notes("linha 1\nlinha 2");
    let created = client.create_contact(&body).await?;
    assert!(created.headers().rate_limit_remaining.is_some());
    let contact = created.into_body().data;
    assert_eq!(contact.customer_name, body.customer_name);
    let update = ContactUpdate::new().notes("ç&=?#/%");
    let changed = client
        .update_contact(&contact.id, &update)
        .await?
        .into_body()
        .data;
    assert_eq!(changed.notes, update.notes);
    assert_eq!(
        client
            .list_contacts()
            .search("\u{1F600}")
            .limit(1)
            .await?
            .data,
        [changed]
    );
    assert!(client.delete_contact(&contact.id).await?.data.deleted);
    assert_eq!(refused(client.get_contact(&contact.id).await), 404);
    assert_eq!(refused(client.get_conversation(&NOBODY).await), 404);
    assert!(!client.list_pipeline_columns().await?.data.is_empty());
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_requests_at_once() -> anyhow::Result<()> {
    let app = App::new();
    let client = client(serve(app.router.clone()).await?)?;
    let create = |number: usize| {
        let client = client.clone();
        async move {
            let body = ContactCreate::new(format!("contact {number}"));
            let made = client.create_contact(&body).await?.into_body().data;
            assert_eq!(
                made.customer_name, body.customer_name,
                "each has its own answer"
            );
            anyhow::Ok(made.id)
        }
    };
    let mut ids = try_join_all((0..100).map(create)).await?;
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 100);
    assert_eq!(client.list_contacts().await?.pagination.total, 100);
    Ok(())
}

#[tokio::test]
async fn errors_are_typed_over_the_wire_as_well() -> anyhow::Result<()> {
    let app = App::with(Setup {
        rate_limit: 1,
        ..Setup::default()
    });
    let address = serve(app.router.clone()).await?;
    let stranger = Client::builder()
        .api_key("wrong")
        .base_url(format!("http://{address}"))
        .build()?;
    assert_eq!(refused(stranger.get_api_key_info().await), 401);
    let client = client(address)?;
    client.get_api_key_info().await?;
    let error = client
        .get_api_key_info()
        .await
        .expect_err("one request was allowed");
    assert_eq!(error.status().map(|status| status.as_u16()), Some(429));
    Ok(())
}

#[tokio::test]
async fn a_large_body_arrives_whole_and_a_larger_one_is_refused() -> anyhow::Result<()> {
    let app = App::new();
    let client = client(serve(app.router.clone()).await?)?;
    let notes = "ç".repeat(512 * 1024);
    let made = client
        .create_contact(&ContactCreate::new("x").notes(&notes))
        .await?;
    assert_eq!(made.data.notes.as_ref(), Some(&notes));

    for _ in 0..5 {
        let too_large = ContactCreate::new("x").notes("x".repeat(8 * 1024 * 1024));
        match client.create_contact(&too_large).await {
            Err(Error::Api(CreateContactError::PayloadTooLarge(body))) => {
                assert_eq!(body.error.status, 413);
            }
            other => panic!("{other:?}"),
        }
    }
    client.get_api_key_info().await?;
    Ok(())
}

#[tokio::test]
async fn nobody_listens() -> anyhow::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    drop(listener);
    match client(address)?.get_health().await {
        Err(Error::Transport(error)) => assert_eq!(error.kind(), TransportErrorKind::Connect),
        other => panic!("{other:?}"),
    }
    Ok(())
}

#[tokio::test]
async fn deliveries_travel_over_http() -> anyhow::Result<()> {
    let hooks = axum::Router::new().route("/ok", axum::routing::post(async || "thanks"));
    let hooks = serve(hooks).await?;
    let sender = timely_generated::webhooks::Sender::new(
        &timely_generated::webhooks::SIGNATURE,
        timely_runtime::webhooks::HttpTransport::new()?,
    )
    // The endpoint is on this machine.
    .destinations(timely_runtime::webhooks::Destinations::any());
    let app = crate::app::app(crate::app::Config {
        seed: true,
        ..crate::app::Config::new(sender)
    });
    let address = serve(app).await?;
    let client = Client::builder()
        .api_key(crate::app::FULL_KEY)
        .base_url(format!("http://{address}"));
    let client = client.build()?;
    let url = format!("http://{hooks}/ok").parse()?;
    let body = WebhookCreate::new(vec![WebhookEventType::MessageReceived], "local", url);
    let id = client.create_webhook(&body).await?.data.id.clone();
    let result = client.test_webhook(&id).await?.into_body().data;
    assert_eq!(result, WebhookTestResult::new(true).status_code(200));
    assert!(!client.list_contacts().await?.data.is_empty(), "the seed");
    Ok(())
}

/// A service whose only operation panics the first time.
struct Clumsy(std::sync::atomic::AtomicBool);

struct AnyKey;

impl Authenticator for AnyKey {
    type Principal = ();

    async fn authenticate(&self, _: Candidate<'_>) -> Result<(), AuthError> {
        Ok(())
    }

    fn has_scope(&self, (): &(), _: &str) -> bool {
        true
    }
}

impl PipelineService<()> for Clumsy {
    async fn list_pipeline_columns(
        &self,
        _: Context<()>,
    ) -> Result<ListPipelineColumnsResponse, ListPipelineColumnsError> {
        let dropped = self.0.swap(true, std::sync::atomic::Ordering::Relaxed);
        assert!(dropped, "secret of the house");
        Ok(PipelineColumnList::new(vec![]).into())
    }
}

/// Sends a request and reads one answer, whose end is found by its length.
async fn exchange(stream: &mut TcpStream, request: &str) -> anyhow::Result<(u16, String)> {
    stream.write_all(request.as_bytes()).await?;
    let mut answer = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        let text = || String::from_utf8_lossy(&answer).into_owned();
        let read = tokio::time::timeout(LONG, stream.read(&mut buffer)).await;
        let count = read.map_err(|_| anyhow::anyhow!("no more comes after {:?}", text()))??;
        anyhow::ensure!(count > 0, "the connection was dropped after {:?}", text());
        answer.extend_from_slice(&buffer[..count]);
        let text = String::from_utf8_lossy(&answer).into_owned();
        let Some((head, body)) = text.split_once("\r\n\r\n") else {
            continue;
        };
        let length = head
            .to_lowercase()
            .lines()
            .find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
        if body.len() >= length.unwrap_or(0) {
            let status = head
                .split(' ')
                .nth(1)
                .and_then(|status| status.parse().ok());
            return Ok((status.unwrap_or(0), body.to_owned()));
        }
    }
}

#[tokio::test]
async fn a_panic_is_an_answer_on_a_connection_that_stays() -> anyhow::Result<()> {
    let address = serve(pipeline_service::router(Clumsy(false.into()), AnyKey)).await?;
    let mut stream = TcpStream::connect(address).await?;
    let request = "GET /v1/pipeline/columns HTTP/1.1\r\nhost: x\r\nx-api-key: k\r\n\r\n";
    let (status, body) = exchange(&mut stream, request).await?;
    assert_eq!(status, 500);
    let body: timely_generated::models::Error = serde_json::from_str(&body)?;
    assert_eq!(
        (body.error.code.as_str(), body.error.status),
        ("INTERNAL_ERROR", 500)
    );
    assert!(!body.error.message.contains("secret of the house"));
    let (status, body) = exchange(&mut stream, request).await?;
    assert_eq!((status, body.as_str()), (200, r#"{"data":[]}"#));
    Ok(())
}

#[tokio::test]
async fn a_typed_500_for_a_panic() -> anyhow::Result<()> {
    let router = pipeline_service::router(Clumsy(false.into()), AnyKey);
    let client = Client::builder()
        .api_key("k")
        .retry(RetryPolicy::none())
        .transport(router)
        .build()?;
    match client.list_pipeline_columns().await {
        Err(Error::Api(ListPipelineColumnsError::InternalServerError(response))) => {
            assert_eq!(response.error.code, "INTERNAL_ERROR");
        }
        other => panic!("{other:?}"),
    }
    assert!(client.list_pipeline_columns().await?.data.is_empty());
    Ok(())
}
