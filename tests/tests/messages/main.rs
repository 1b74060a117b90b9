//! HTTP around the body: statuses, header fields, media types with their parameters, charsets and content codings. Whatever a
//! response is, none of it is out of reach, and what a client sends its own server takes.

#![deny(warnings)]
// The generated modules offer more than these tests call.
#![allow(dead_code)]

mod api {
    timely_macros::openapi!("fixtures/responses.yaml");
}

mod charsets;
mod choices;
mod codings;
mod media_types;
mod served;
mod statuses;
mod streams;

use api::client::{Client, RetryPolicy};
use http::{HeaderMap, HeaderName, HeaderValue, Request, Response, StatusCode};
use std::convert::Infallible;
use std::sync::{Arc, Mutex};
use timely_runtime::Body;
use timely_runtime::client::Transport;

/// A server that answers everything alike, and remembers the header fields that it was sent.
#[derive(Clone)]
struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: Vec<u8>,
    seen: Arc<Mutex<Vec<HeaderMap>>>,
}

impl Answer {
    fn new(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self {
            status: StatusCode::from_u16(status).expect("a status"),
            headers: HeaderMap::new(),
            body: body.into(),
            seen: Arc::default(),
        }
    }

    /// An answer with a media type.
    fn of(status: u16, content_type: &'static str, body: impl Into<Vec<u8>>) -> Self {
        Self::new(status, body).header("content-type", content_type)
    }

    fn header(mut self, name: &'static str, value: &'static str) -> Self {
        let name = HeaderName::from_static(name);
        self.headers.append(name, HeaderValue::from_static(value));
        self
    }

    fn client(&self) -> Client {
        Client::builder()
            .base_url("http://localhost")
            .retry(RetryPolicy::none())
            .transport(self.transport())
            .build()
            .expect("the settings are valid")
    }

    fn transport(&self) -> impl Transport {
        let answer = self.clone();
        tower::service_fn(move |request: Request<Body>| {
            let answer = answer.clone();
            async move {
                let mut seen = answer.seen.lock().expect("no panic");
                seen.push(request.headers().clone());
                // In two chunks, so that it is no body in memory.
                let (start, end) = answer.body.split_at(answer.body.len() / 2);
                let chunks = [start.to_vec(), end.to_vec()].map(Ok::<_, Infallible>);
                let mut response =
                    Response::new(Body::from_stream(futures_util::stream::iter(chunks)));
                *response.status_mut() = answer.status;
                *response.headers_mut() = answer.headers.clone();
                Ok::<_, Infallible>(response)
            }
        })
    }
}
