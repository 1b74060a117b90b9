//! A server on a socket whose answers are functions of the requests, and what it was asked.

use axum::body::Bytes;
use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use http::HeaderMap;
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::net::TcpListener;

/// Nothing takes as long as this: what does will never end.
pub(crate) async fn within<F: Future>(future: F) -> F::Output {
    let result = tokio::time::timeout(Duration::from_secs(60), future).await;
    result.expect("it comes in time")
}

/// A request, as far as these tests look at it.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) path: String,
    pub(crate) query: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Value,
}

impl Asked {
    /// What a parameter of the query says.
    pub(crate) fn get(&self, name: &str) -> Option<String> {
        let mut pairs = self
            .query
            .split('&')
            .filter_map(|pair| pair.split_once('='));
        let found = pairs.find(|(known, _)| *known == name);
        found.map(|(_, value)| value.to_owned())
    }

    /// The same as a number.
    pub(crate) fn number(&self, name: &str) -> Option<usize> {
        self.get(name).map(|text| text.parse().expect("a number"))
    }
}

/// What was asked so far.
#[derive(Clone, Default)]
pub(crate) struct Log(Arc<Mutex<Vec<Asked>>>);

impl Log {
    pub(crate) fn all(&self) -> Vec<Asked> {
        self.0.lock().expect("nobody panics here").clone()
    }

    /// The queries without the credential, each of which has it once.
    pub(crate) fn queries(&self) -> Vec<String> {
        let all = self.all().into_iter();
        let queries = all.map(|asked| {
            let pairs = asked.query.split('&');
            let (keys, others): (Vec<&str>, Vec<&str>) =
                pairs.partition(|pair| pair.starts_with("api_key="));
            assert_eq!(keys, ["api_key=secret"], "{}", asked.query);
            others.join("&")
        });
        queries.collect()
    }
}

/// A page, and its header field `Link`.
pub(crate) type Page = (Option<String>, Value);

/// Starts a server; the answers may take their time.
pub(crate) async fn serve<F: Future<Output = Page> + Send + 'static>(
    answer: impl Fn(Asked) -> F + Clone + Send + Sync + 'static,
) -> (SocketAddr, Log) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("it is bound");
    let log = Log::default();
    let noted = log.clone();
    let app = axum::Router::new().fallback(move |request: Request| {
        let (answer, noted) = (answer.clone(), noted.clone());
        async move {
            let (head, body) = request.into_parts();
            let body: Bytes = axum::body::to_bytes(body, 100_000).await.expect("a body");
            let asked = Asked {
                path: head.uri.path().to_owned(),
                query: head.uri.query().unwrap_or_default().to_owned(),
                headers: head.headers,
                body: serde_json::from_slice(&body).unwrap_or_default(),
            };
            noted
                .0
                .lock()
                .expect("nobody panics here")
                .push(asked.clone());
            respond(answer(asked).await)
        }
    });
    tokio::spawn(async move { axum::serve(listener, app).await });
    (address, log)
}

fn respond((link, page): Page) -> Response {
    if let Some(status) = page.get("status").and_then(Value::as_u64) {
        let status = u16::try_from(status).expect("a status");
        return http::StatusCode::from_u16(status)
            .expect("a status")
            .into_response();
    }
    let json = [("content-type", "application/json")];
    let mut response = (json, page.to_string()).into_response();
    if let Some(link) = link {
        let link = link.parse().expect("a header");
        response.headers_mut().insert("link", link);
    }
    response
}

/// Items with these numbers.
pub(crate) fn items(numbers: impl IntoIterator<Item = usize>) -> Value {
    let items = numbers.into_iter();
    items.map(|id| json!({ "id": id.to_string() })).collect()
}

/// The numbers of items as texts.
pub(crate) fn ids(numbers: impl IntoIterator<Item = usize>) -> Vec<String> {
    numbers.into_iter().map(|id| id.to_string()).collect()
}

/// A client of a module at an address.
macro_rules! client {
    ($module:ident, $address:expr) => {
        crate::$module::client::Client::builder()
            .base_url(format!("http://{}/v1", $address))
            .retry(crate::$module::client::RetryPolicy::none())
            .key("secret")
            .build()
            .expect("the settings are valid")
    };
}
pub(crate) use client;
