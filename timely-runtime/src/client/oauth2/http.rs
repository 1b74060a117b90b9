//! HTTP for OAuth 2, over the transport that the client has.

use crate::Secret;
use crate::transport::receive::{ReadBody, receive};
use crate::transport::{Transport, TransportError};
use crate::user_agent::user_agent;
use ::http::{HeaderValue, Method, Request, StatusCode, header};
use ::oauth2::{AsyncHttpClient, HttpRequest, HttpResponse};
use futures_util::future::BoxFuture;
use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use std::time::Duration;
use url::{Url, form_urlencoded};

/// The largest answer of an authorization server that is read, in bytes.
const LIMIT: usize = 256 * 1024;

/// Sends requests to an authorization server. Redirects are not followed: what such a request holds is for one address.
pub(super) struct Http {
    pub(super) transport: Arc<dyn Transport>,
    /// For each request.
    pub(super) timeout: Duration,
    /// The program's own.
    pub(super) secret: Option<Secret>,
}

/// Why there is no answer to read.
#[derive(Debug, thiserror::Error)]
#[error("the authorization server did not answer")]
pub(super) enum HttpError {
    Transport(TransportError),
    Timeout,
    Status(StatusCode),
    Url,
}

impl Http {
    /// Fetches a document of JSON.
    pub(super) async fn get(&self, url: &Url) -> Result<Vec<u8>, HttpError> {
        let mut request = Request::new(Vec::new());
        *request.method_mut() = Method::GET;
        *request.uri_mut() = url.as_str().parse().map_err(|_| HttpError::Url)?;
        let json = HeaderValue::from_static("application/json");
        request.headers_mut().insert(header::ACCEPT, json);
        let response = self.send(request).await?;
        match response.status() {
            StatusCode::OK => Ok(response.into_body()),
            status => Err(HttpError::Status(status)),
        }
    }

    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let secrets = self.secrets(request.body());
        let mut request = request.map(Into::into);
        let headers = request.headers_mut();
        headers.insert(header::USER_AGENT, user_agent(None));
        // A secret by `Basic`.
        if let Some(value) = headers.get_mut(header::AUTHORIZATION) {
            value.set_sensitive(true);
        }
        let exchange = self.transport.exchange(request);
        let exchange = async { receive(exchange.await?, ReadBody::UpTo(LIMIT)).await };
        let answer = tokio::time::timeout(self.timeout, exchange).await;
        let answer = answer.map_err(|_| HttpError::Timeout)?;
        // What was read of a response may be the start of a token.
        let answer = answer.map_err(|error| HttpError::Transport(error.without_response()))?;
        if answer.status.is_redirection() {
            return Err(HttpError::Status(answer.status));
        }
        let body = answer.body.as_bytes().map(|bytes| bytes.to_vec());
        let mut response = HttpResponse::new(body.unwrap_or_default());
        *response.status_mut() = status(answer.status, response.body());
        if !response.status().is_success() {
            let Some(error) = error(response.body(), &secrets) else {
                return Err(HttpError::Status(response.status()));
            };
            *response.body_mut() = error;
        }
        Ok(response)
    }

    /// The secrets that a request holds.
    fn secrets(&self, form: &[u8]) -> Vec<String> {
        let form = form_urlencoded::parse(form);
        let secret = form.filter(|(name, _)| SECRETS.contains(&name.as_ref()));
        let own = self.secret.iter().map(|secret| secret.expose().to_owned());
        let secrets = secret.map(|(_, value)| value.into_owned()).chain(own);
        secrets.filter(|secret| !secret.is_empty()).collect()
    }
}

/// The parameters of requests that no message may show, should the server repeat them.
const SECRETS: [&str; 5] = [
    "client_secret",
    "code",
    "code_verifier",
    "device_code",
    "refresh_token",
];

/// The status as the standard has it: 200 for a token, another one for an error. Some servers send 201, and some, errors with 200.
fn status(status: StatusCode, body: &[u8]) -> StatusCode {
    match status.is_success() {
        true if error(body, &[]).is_some() => StatusCode::BAD_REQUEST,
        true => StatusCode::OK,
        false => status,
    }
}

/// An answer that is an error (RFC 6749, section 5.2), without the secrets of the request; none if it is something else.
fn error(body: &[u8], secrets: &[String]) -> Option<Vec<u8>> {
    #[derive(Deserialize, Serialize)]
    struct Answer {
        error: String,
        error_description: Option<String>,
        error_uri: Option<String>,
        #[serde(skip_serializing)]
        access_token: Option<IgnoredAny>,
    }
    let mut answer: Answer = serde_json::from_slice(body).ok()?;
    if answer.access_token.is_some() {
        return None;
    }
    // The code itself is one of those that are known.
    let texts = [&mut answer.error_description, &mut answer.error_uri];
    for text in texts.into_iter().flatten() {
        for secret in secrets {
            *text = text.replace(secret, "…");
        }
    }
    serde_json::to_vec(&answer).ok()
}

impl<'c> AsyncHttpClient<'c> for Http {
    type Error = HttpError;
    type Future = BoxFuture<'c, Result<HttpResponse, HttpError>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.send(request))
    }
}
