//! A server, clients of it, and raw requests.

use channels_messages_downstream::api::client::{Client, RetryPolicy};
use channels_messages_downstream::api::models::{
    SendMessageRequest, Text, TextContent, TextMessageRequest,
};
use channels_messages_downstream::server::{
    Agent, Ai, AiError, ApiKey, Channel, Config, Echo, Server,
};
use http_body_util::{BodyExt, Full};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use timely_runtime::client::Transport;
use timely_runtime::http::{HeaderMap, Request, Response, StatusCode};
use timely_runtime::server::Router;
use timely_runtime::{Bytes, Value, serde_json};
use tokio::sync::Semaphore;
use tower::ServiceExt;

/// A key of the workspace `acme`.
pub(crate) const KEY: &str = "key-of-acme";
/// Another key of the same workspace.
pub(crate) const SECOND_KEY: &str = "second-key-of-acme";
/// A key of another workspace.
pub(crate) const STRANGER: &str = "key-of-globex";

/// A channel whose agent has a team.
pub(crate) const CHANNEL: &str = "channel_123";
/// A channel of the same workspace whose agent has no team.
pub(crate) const SECOND_CHANNEL: &str = "channel_456";
/// A channel that takes no messages.
pub(crate) const CLOSED: &str = "channel_closed";
/// A channel of the other workspace.
pub(crate) const FOREIGN: &str = "channel_of_globex";

/// Nothing takes as long as this, even on a machine that has much else to do: what does will never end.
const PATIENCE: Duration = Duration::from_secs(120);

/// The result of a future; fails when there is none for a long time.
pub(crate) async fn within<F: IntoFuture>(what: &str, future: F) -> F::Output {
    let result = tokio::time::timeout(PATIENCE, future.into_future()).await;
    result.unwrap_or_else(|_| panic!("not within {PATIENCE:?}: {what}"))
}

pub(crate) const PATH: &str = "/api/v1/channels/channel_123/messages";

pub(crate) fn config() -> Config {
    let aurora = Agent::new("agent_1", "Aurora").team("team_1", "Suporte Técnico");
    let bruno = Agent::new("agent_2", "Bruno");
    Config::default()
        .key(ApiKey::new(KEY, "acme"))
        .key(ApiKey::new(SECOND_KEY, "acme"))
        .key(ApiKey::new(STRANGER, "globex"))
        .channel(Channel::new(CHANNEL, "acme", aurora.clone()))
        .channel(Channel::new(SECOND_CHANNEL, "acme", bruno.clone()))
        .channel(Channel::new(CLOSED, "acme", aurora).unusable())
        .channel(Channel::new(FOREIGN, "globex", bruno))
        .unreachable("files.intranet.example")
}

pub(crate) fn server() -> Server<Echo> {
    Server::new(config(), Echo)
}

pub(crate) fn server_with<A: Ai>(ai: A) -> Server<A> {
    Server::new(config(), ai)
}

/// A client with the key [`KEY`] that sends each request once.
pub(crate) fn client(transport: impl Transport) -> Client {
    client_with(KEY, RetryPolicy::none(), transport)
}

/// A client that repeats requests at once.
pub(crate) fn stubborn_client(transport: impl Transport) -> Client {
    let policy = RetryPolicy::default().base_delay(Duration::ZERO);
    client_with(KEY, policy, transport)
}

pub(crate) fn client_with(key: &str, policy: RetryPolicy, transport: impl Transport) -> Client {
    let client = Client::builder().api_key(key).retry(policy);
    let client = client.timeout(PATIENCE);
    client.transport(transport).build().unwrap()
}

/// A text message of Ana.
pub(crate) fn text(body: &str) -> SendMessageRequest {
    text_of("ana@example.com", body)
}

pub(crate) fn text_of(contact: &str, body: &str) -> SendMessageRequest {
    let content = TextContent::new(Text::new(body));
    SendMessageRequest::Text(TextMessageRequest::new(contact, content))
}

/// An answer to a raw request.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    /// The message of an error, which must have the document's form.
    pub(crate) fn error(&self, status: u16) -> String {
        assert_eq!(self.status, status, "{:?}", self.body);
        assert_eq!(self.headers["content-type"], "application/json");
        let body = self.json();
        let members = body.as_object().unwrap();
        assert_eq!(members.len(), 2, "{body}");
        let reason = self.status.canonical_reason().unwrap();
        assert_eq!(members["error"], reason, "{body}");
        members["message"].as_str().unwrap().to_owned()
    }
}

/// Sends a request with the key [`KEY`] and a body of JSON.
pub(crate) async fn post(router: Router, path: &str, body: &Value) -> Answer {
    send(router, request(path).body(json(body)).unwrap()).await
}

/// A POST with the key [`KEY`] that announces JSON.
pub(crate) fn request(path: &str) -> timely_runtime::http::request::Builder {
    Request::post(path)
        .header("X-API-Key", KEY)
        .header("Content-Type", "application/json")
}

pub(crate) fn json(body: &Value) -> Full<Bytes> {
    body.to_string().into()
}

pub(crate) async fn send(router: Router, request: Request<Full<Bytes>>) -> Answer {
    let answer = within("the server answers", router.oneshot(request)).await;
    let (parts, body) = answer.unwrap().into_parts();
    let body = within("the answer ends", body.collect()).await;
    Answer {
        status: parts.status,
        headers: parts.headers,
        body: body.unwrap().to_bytes(),
    }
}

/// A transport that gives every request this answer.
pub(crate) fn canned(status: u16, body: &Value) -> impl Transport + use<> {
    let body = body.to_string();
    tower::service_fn(move |_| {
        let response = Response::builder()
            .status(status)
            .header("Content-Type", "application/json")
            .body(Full::new(Bytes::from(body.clone())));
        std::future::ready(response)
    })
}

/// An AI that has a fault before it comes to its senses.
#[derive(Debug)]
pub(crate) struct Faulty {
    failures: AtomicUsize,
    fault: Fault,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Fault {
    Error,
    Panic,
}

/// What no answer may show.
pub(crate) const INTERNALS: &str = "postgres://root:hunter2@db/ai";

impl Faulty {
    pub(crate) fn new(failures: usize, fault: Fault) -> Self {
        Self {
            failures: failures.into(),
            fault,
        }
    }
}

impl Ai for Faulty {
    async fn answer(&self, message: &SendMessageRequest) -> Result<Vec<String>, AiError> {
        let left = self
            .failures
            .fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| {
                left.checked_sub(1)
            });
        match (left, self.fault) {
            (Err(_), _) => Echo.answer(message).await,
            (Ok(_), Fault::Error) => Err(INTERNALS.into()),
            (Ok(_), Fault::Panic) => panic!("{INTERNALS}"),
        }
    }
}

/// An AI that thinks until it is told to answer.
#[derive(Debug)]
pub(crate) struct Slow {
    /// The messages that it has begun to think about and that no test has waited for.
    asked: Semaphore,
    /// The answers that it may give.
    told: Semaphore,
    answers: Mutex<Vec<Option<&'static str>>>,
}

impl Slow {
    pub(crate) const fn new() -> Self {
        Self {
            asked: Semaphore::const_new(0),
            told: Semaphore::const_new(0),
            answers: Mutex::new(Vec::new()),
        }
    }

    /// Waits for a message.
    pub(crate) async fn question(&self) {
        let asked = within("the AI is asked", self.asked.acquire()).await;
        asked.unwrap().forget();
    }

    /// Answers a message; `None` is a failure.
    pub(crate) fn answer(&self, answer: Option<&'static str>) {
        self.answers.lock().unwrap().push(answer);
        self.told.add_permits(1);
    }

    /// How many messages it was asked about that no test has waited for.
    pub(crate) fn open_questions(&self) -> usize {
        self.asked.available_permits()
    }
}

impl Ai for &'static Slow {
    async fn answer(&self, _: &SendMessageRequest) -> Result<Vec<String>, AiError> {
        self.asked.add_permits(1);
        self.told.acquire().await?.forget();
        match self.answers.lock().unwrap().pop() {
            Some(Some(answer)) => Ok(vec![answer.to_owned()]),
            _ => Err("told to fail".into()),
        }
    }
}
