//! An authorization server and, on the same socket, the API that accepts its tokens.

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use http::{StatusCode, header};
use serde_json::{Value, json};
use std::collections::{BTreeMap, HashSet, VecDeque};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

pub(crate) type Form = BTreeMap<String, String>;

pub(crate) struct Server {
    address: SocketAddr,
    state: Arc<Mutex<Inner>>,
    task: JoinHandle<()>,
}

#[derive(Default)]
pub(crate) struct Inner {
    address: String,
    /// What the token endpoint answers with before it goes on to give tokens.
    pub(crate) script: VecDeque<(u16, String)>,
    /// The requests for tokens, with the header `Authorization` and the path as parameters of these names.
    pub(crate) forms: Vec<Form>,
    /// The queries and tokens that the API was called with.
    pub(crate) calls: Vec<(String, String)>,
    /// The tokens that the API accepts.
    pub(crate) valid: HashSet<String>,
    /// What stands in answers beside the token.
    pub(crate) more: Value,
    /// How long the token endpoint takes.
    pub(crate) delay: Duration,
    /// What the API answers with in any case.
    pub(crate) always: Option<u16>,
    /// In place of the metadata.
    pub(crate) metadata: Option<String>,
    /// The challenge of the last code (RFC 7636, section 4.3).
    pub(crate) challenge: String,
    /// How often it was asked for its metadata.
    pub(crate) discoveries: usize,
}

impl Server {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a socket");
        let address = listener.local_addr().expect("an address");
        let state = Arc::new(Mutex::new(Inner {
            address: format!("http://{address}"),
            more: json!({"expires_in": 3600}),
            ..Inner::default()
        }));
        let app = Router::new()
            .fallback(answer)
            .with_state(Arc::clone(&state));
        let task = tokio::spawn(async move {
            axum::serve(listener, app).await.expect("the server runs");
        });
        Self {
            address,
            state,
            task,
        }
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, Inner> {
        self.state.lock().expect("no handler panics")
    }

    /// Answers the next request for a token like this.
    pub(crate) fn script(&self, status: u16, body: impl ToString) {
        self.state().script.push_back((status, body.to_string()));
    }

    /// All tokens so far cease to hold.
    pub(crate) fn revoke(&self) {
        self.state().valid.clear();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn answer(State(state): State<Arc<Mutex<Inner>>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, usize::MAX).await.expect("a body");
    let authorization = parts.headers.get(header::AUTHORIZATION);
    let authorization = authorization.map(|value| value.to_str().expect("ASCII").to_owned());
    let authorization = authorization.unwrap_or_default();
    let path = parts.uri.path();
    if path.starts_with("/oauth/") || path == "/v1/oauth/device" {
        let delay = state.lock().expect("no handler panics").delay;
        tokio::time::sleep(delay).await;
        return token(&state, path, authorization, &body);
    }
    let mut state = state.lock().expect("no handler panics");
    if path == "/.well-known/openid-configuration" {
        return state.metadata();
    }
    let token = authorization
        .strip_prefix("Bearer ")
        .unwrap_or_default()
        .to_owned();
    let query = parts.uri.query().unwrap_or_default().to_owned();
    let is_valid = state.valid.contains(&token) || state.valid.contains(&query);
    state.calls.push((query, token));
    match state.always {
        Some(status) => reply(status, ""),
        None if is_valid => reply(200, r#"["Mrs Dalloway"]"#),
        None => reply(401, ""),
    }
}

fn token(state: &Mutex<Inner>, path: &str, authorization: String, body: &Bytes) -> Response {
    let mut form: Form = form_urlencoded::parse(body).into_owned().collect();
    form.insert("authorization".to_owned(), authorization);
    form.insert("path".to_owned(), path.to_owned());
    let mut state = state.lock().expect("no handler panics");
    if path.ends_with("/device") {
        state.forms.push(form);
        let answer = json!({
            "device_code": "hunter2", "user_code": "ABCD", "interval": 1, "expires_in": 60,
            "verification_uri": "https://id.example.com/activate",
        });
        return reply(200, &answer.to_string());
    }
    let proof = form
        .get("code_verifier")
        .map(|verifier| challenge(verifier));
    let is_proven = proof.is_none_or(|proof| proof == state.challenge);
    state.forms.push(form);
    if let Some((status, body)) = state.script.pop_front() {
        return reply(status, &body);
    }
    if !is_proven {
        return reply(400, r#"{"error": "invalid_grant"}"#);
    }
    let token = format!("token-{}", state.forms.len());
    state.valid.insert(token.clone());
    let mut answer = state.more.clone();
    answer["access_token"] = token.into();
    answer["token_type"] = "Bearer".into();
    reply(200, &answer.to_string())
}

/// The challenge of a verifier by S256 (RFC 7636, section 4.2).
fn challenge(verifier: &str) -> String {
    use sha2::Digest;
    const DIGITS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let hash = sha2::Sha256::digest(verifier);
    let mut text = String::new();
    for chunk in hash.chunks(3) {
        let mut bits = chunk
            .iter()
            .fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte));
        bits <<= 8 * (3 - chunk.len());
        for digit in 0..=chunk.len() {
            text.push(char::from(DIGITS[(bits >> (18 - 6 * digit) & 63) as usize]));
        }
    }
    text
}

impl Inner {
    fn metadata(&mut self) -> Response {
        self.discoveries += 1;
        if let Some(metadata) = &self.metadata {
            return reply(200, metadata);
        }
        let address = &self.address;
        let metadata = json!({
            "issuer": address,
            "authorization_endpoint": format!("{address}/oauth/authorize"),
            "token_endpoint": format!("{address}/oauth/published"),
            "jwks_uri": format!("{address}/keys"),
        });
        reply(200, &metadata.to_string())
    }
}

fn reply(status: u16, body: &str) -> Response {
    let status = StatusCode::from_u16(status).expect("a status");
    let body = Body::from(body.to_owned());
    let json = [(header::CONTENT_TYPE, "application/json")];
    let location = [(header::LOCATION, "/oauth/elsewhere")];
    (status, json, location, body).into_response()
}
