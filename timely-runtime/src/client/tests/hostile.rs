//! Servers, networks and layers that do not do what they should, and what is told of them.

use super::*;
use crate::client::{
    Attempt, ClientService, CredentialError, CredentialRequest, Interceptor, OperationInfo,
    Provided, RetryBudget, TimeoutKind, TransportErrorKind,
};

static TOKEN: SecurityScheme = SecurityScheme::bearer("token");
static BEARER: [&[SecurityRequirement]; 1] = [&[SecurityRequirement {
    scheme: &TOKEN,
    scopes: &[],
}]];
const fn secured(method: &'static str) -> Operation {
    Operation {
        security: &BEARER,
        ..operation(method)
    }
}
static SECURED: Operation = secured("GET");
static SECURED_POST: Operation = secured("POST");

/// The numbers of attempts as hooks are told: before each, by the operation after each, and by the attempt.
type Log = Arc<Mutex<Vec<(&'static str, u32)>>>;

struct Counted(Log);

impl Interceptor for Counted {
    fn before_attempt(
        &self,
        _: &mut http::Request<Body>,
        operation: &OperationInfo,
    ) -> Result<(), BoxError> {
        self.0.lock().unwrap().push(("before", operation.attempt()));
        Ok(())
    }

    fn after_attempt(&self, attempt: &Attempt<'_>, operation: &OperationInfo) {
        assert_eq!(attempt.number, operation.attempt());
        self.0.lock().unwrap().push(("after", attempt.number));
    }
}

/// A provider of this token, or of another one each time, that counts how often it was asked.
fn tokens(
    asked: &Arc<Mutex<u32>>,
    differ: bool,
) -> impl Fn(CredentialRequest) -> std::future::Ready<Result<Provided, CredentialError>>
+ Send
+ Sync
+ use<> {
    let asked = Arc::clone(asked);
    move |_: CredentialRequest| {
        let mut asked = asked.lock().unwrap();
        *asked += 1;
        let number = if differ { *asked } else { 0 };
        std::future::ready(Ok(Provided::new(format!("token-{number}"))))
    }
}

/// How a call went that was answered so: its status, the hooks that were told, and how often the provider was asked.
async fn refused(answers: &[u16], differ: bool) -> (u16, Vec<(&'static str, u32)>, u32) {
    let server = Server::new(answers.iter().map(|status| Does::Answer(*status, "{}")));
    let (log, asked) = (Log::default(), Arc::new(Mutex::new(0)));
    let client = server
        .builder()
        .credential(&TOKEN, Credential::provider(tokens(&asked, differ)))
        .interceptor(Counted(Arc::clone(&log)))
        .build()
        .unwrap();
    let error = call(&client, &SECURED).await.unwrap_err();
    assert_eq!(error.attempts() as usize, answers.len());
    assert_eq!(server.requests(), answers.len());
    let (log, asked) = (log.lock().unwrap().clone(), *asked.lock().unwrap());
    (error.status().unwrap().as_u16(), log, asked)
}

#[tokio::test(start_paused = true)]
async fn hooks_are_told_of_each_attempt_once() {
    let times = |number: u32| {
        let each = (1..=number).flat_map(|number| [("before", number), ("after", number)]);
        each.collect::<Vec<_>>()
    };
    // Another credential is asked for once, whether there is one or not.
    assert_eq!(refused(&[401], false).await, (401, times(1), 2));
    assert_eq!(refused(&[401, 401], true).await, (401, times(2), 2));
    // What it takes is no retry, and gives none.
    let down = [401, 503, 503, 503];
    assert_eq!(refused(&down, true).await, (503, times(4), 4));
    assert_eq!(refused(&[503, 401, 401], true).await, (401, times(3), 3));
}

#[tokio::test]
async fn a_refused_credential_is_renewed_though_a_stream_is_not_sent_again() {
    let server = Server::new([Does::Answer(401, "{}"), FOUND]);
    let asked = Arc::new(Mutex::new(0));
    let cached = crate::client::Cached::new(tokens(&asked, true));
    let builder = server.builder();
    let client = builder
        .credential(&TOKEN, Credential::provider(cached))
        .build()
        .unwrap();
    let upload = || {
        let chunks = futures_util::stream::iter([Ok::<_, BoxError>(Bytes::from_static(b"a"))]);
        let body = Body::from_stream(chunks).with_content_type("text/plain".parse().unwrap());
        Request::new(&SECURED_POST).arg("id", "7").content(body)
    };
    let first: CallResult = client.call(upload()).await;
    assert_eq!(first.unwrap_err().status(), Some(StatusCode::UNAUTHORIZED));
    let second: CallResult = client.call(upload()).await;
    assert_eq!(second.unwrap().id, 7);
    let seen = server.seen.lock().unwrap();
    let sent: Vec<_> = seen
        .iter()
        .map(|(parts, ..)| parts.headers["authorization"].to_str().unwrap())
        .collect();
    assert_eq!(sent, ["Bearer token-1", "Bearer token-2"]);
}

#[tokio::test(start_paused = true)]
async fn a_repetition_that_has_no_time_costs_nothing() {
    let budget = RetryBudget::new(5);
    let server = Server::new([Does::RetryAfter("20".into())]);
    let client = server
        .builder()
        .retry(RetryPolicy::default().budget(budget.clone()))
        .call_timeout(Duration::from_secs(9))
        .build()
        .unwrap();
    assert!(call(&client, &GET).await.is_err());
    assert_eq!(budget.tokens(), 5);
}

#[tokio::test(start_paused = true)]
async fn no_wait_that_a_server_asks_for_overflows() {
    for value in ["18446744073709551615", "99999999999999999999999999"] {
        let server = Server::new([Does::RetryAfter(value.into()), Does::Hang]);
        let patient = RetryPolicy::default().max_retry_after(Duration::MAX);
        let builder = server.builder().retry(patient);
        let client = builder.call_timeout(Duration::MAX).build().unwrap();
        let answer = tokio::time::timeout(Duration::from_secs(1 << 20), call(&client, &GET));
        assert!(answer.await.is_err(), "{value}");
        assert_eq!(server.requests(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn no_time_overflows() {
    let server = Server::new([FOUND]);
    let (most, builder) = (Duration::MAX, server.builder());
    let client = builder
        .first_byte_timeout(most)
        .idle_timeout(most)
        .item_timeout(most)
        .timeout(most)
        .call_timeout(most)
        .build()
        .unwrap();
    let body = Body::from(vec![b' '; 1 << 20]).with_content_type("text/plain".parse().unwrap());
    let request = Request::new(&POST).arg("id", "7").content(body);
    let answer: CallResult = client.call(request).await;
    assert_eq!(answer.unwrap().id, 7);
}

/// A layer that holds each call back for so long, and makes it as often as this.
fn holding(
    seconds: u64,
    calls: u32,
) -> impl tower::Layer<ClientService, Service: Transport> + Send + Sync + 'static {
    tower::layer::layer_fn(move |inner: ClientService| {
        tower::service_fn(move |request: http::Request<Body>| {
            let inner = inner.clone();
            async move {
                tokio::time::sleep(Duration::from_secs(seconds)).await;
                let (parts, _) = request.into_parts();
                let mut answer = Err("none".into());
                for _ in 0..calls {
                    let again = http::Request::from_parts(parts.clone(), Body::empty());
                    answer = tower::ServiceExt::oneshot(inner.clone(), again).await;
                    if answer.is_ok() {
                        break;
                    }
                }
                answer
            }
        })
    })
}

#[tokio::test(start_paused = true)]
async fn a_call_ends_in_time_with_its_layers() {
    for (seconds, calls) in [(3600, 1), (1, 5)] {
        let server = Server::new([Does::Hang, Does::Hang, Does::Hang]);
        let client = server
            .builder()
            .retry(RetryPolicy::none())
            .call_layer(holding(seconds, calls))
            .timeout(Duration::from_secs(3))
            .call_timeout(Duration::from_secs(7))
            .build()
            .unwrap();
        let start = Instant::now();
        let Err(Error::Timeout(error)) = call(&client, &GET).await else {
            panic!("a call without an end");
        };
        assert_eq!(error.kind(), TimeoutKind::Call);
        assert_eq!(start.elapsed(), Duration::from_secs(7));
    }
}

/// An error that a layer makes of another one, which it shares.
#[derive(Clone, Debug, thiserror::Error)]
#[error("the layer has failed")]
struct Wrapped(#[source] Arc<dyn std::error::Error + Send + Sync>);

/// A layer that wraps errors, and notes what they are.
fn wrapping(
    kinds: &Arc<Mutex<Vec<TransportErrorKind>>>,
) -> impl tower::Layer<ClientService, Service: Transport> + Send + Sync + 'static {
    let kinds = Arc::clone(kinds);
    tower::layer::layer_fn(move |inner: ClientService| {
        let kinds = Arc::clone(&kinds);
        tower::service_fn(move |request: http::Request<Body>| {
            let (inner, kinds) = (inner.clone(), Arc::clone(&kinds));
            async move {
                let answer = tower::ServiceExt::oneshot(inner, request).await;
                answer.map_err(|error| {
                    let known: &crate::client::TransportError = error.downcast_ref().unwrap();
                    kinds.lock().unwrap().push(known.kind());
                    Wrapped(Arc::from(error))
                })
            }
        })
    })
}

#[tokio::test(start_paused = true)]
async fn what_layers_make_of_errors_keeps_its_kind() {
    for is_of_call in [false, true] {
        let kinds = Arc::default();
        let service = tower::service_fn(|_: http::Request<Body>| async {
            let refused = std::io::Error::from(std::io::ErrorKind::ConnectionRefused);
            Err::<http::Response<Body>, _>(refused)
        });
        let builder = Builder::new(Some(BASE)).transport(service);
        let builder = builder.retry(RetryPolicy::none());
        let builder = match is_of_call {
            true => builder.call_layer(wrapping(&kinds)),
            false => builder.layer(wrapping(&kinds)),
        };
        let error = call(&builder.build().unwrap(), &GET).await.unwrap_err();
        assert!(error.is_connect() && error.is_retryable(), "{error:?}");
        assert_eq!(*kinds.lock().unwrap(), [TransportErrorKind::Connect]);
    }
    let kinds = Arc::default();
    let server = Server::new([Does::Hang]);
    let builder = server.builder().retry(RetryPolicy::none());
    let client = builder.call_layer(wrapping(&kinds)).build().unwrap();
    let error = call(&client, &GET).await.unwrap_err();
    assert!(error.is_timeout() && error.is_retryable(), "{error:?}");
    assert_eq!(*kinds.lock().unwrap(), [TransportErrorKind::Timeout]);
}

#[tokio::test(start_paused = true)]
async fn what_is_kept_from_being_sent_does_not_count() {
    struct Once;
    impl Interceptor for Once {
        fn before_attempt(
            &self,
            _: &mut http::Request<Body>,
            operation: &OperationInfo,
        ) -> Result<(), BoxError> {
            match operation.attempt() {
                3 => Err("enough".into()),
                _ => Ok(()),
            }
        }
    }
    let server = Server::new([Does::Answer(503, ""), Does::Answer(503, "")]);
    let client = server.builder().interceptor(Once).build().unwrap();
    let error = call(&client, &GET).await.unwrap_err();
    assert!(matches!(error, Error::Request(_)), "{error:?}");
    assert_eq!(error.attempts(), 2);
}

/// Layers around attempts may put in what is for the API alone.
#[tokio::test]
async fn what_providers_send_goes_through_no_layers() {
    let server = Server::new([FOUND, FOUND]);
    let marking = tower::layer::layer_fn(|inner: ClientService| {
        tower::service_fn(move |mut request: http::Request<Body>| {
            let key = http::HeaderValue::from_static("hunter2");
            request.headers_mut().insert("x-key", key);
            tower::ServiceExt::oneshot(inner.clone(), request)
        })
    });
    struct Asking;
    impl crate::client::CredentialProvider for Asking {
        fn provide(
            &self,
            request: CredentialRequest,
        ) -> futures_util::future::BoxFuture<'_, Result<Provided, CredentialError>> {
            Box::pin(async move {
                let asked = http::Request::new(Body::empty());
                let sent = request.via.transport.exchange(asked).await;
                sent.map_err(CredentialError::new)?;
                Ok(Provided::new("t"))
            })
        }
    }
    let builder = server.builder().layer(marking);
    let credential = Credential::provider(Asking);
    let client = builder.credential(&TOKEN, credential).build().unwrap();
    assert_eq!(call(&client, &SECURED).await.unwrap().id, 7);
    let seen = server.seen.lock().unwrap();
    let marked = seen
        .iter()
        .map(|(parts, ..)| parts.headers.contains_key("x-key"));
    assert_eq!(marked.collect::<Vec<_>>(), [false, true]);
}

static LOGIN: Schema = Schema::new(
    r#"{"properties":{"user":{"type":"string"},"pin":{"format":"password"}}}"#,
    &[],
);

#[tokio::test]
async fn no_form_of_an_error_shows_what_the_document_calls_secret() {
    static TELLS: Operation = Operation {
        json: &[(&[200, 404], &LOGIN)],
        ..operation("GET")
    };
    for status in [200, 404, 418] {
        let body = r#"{"user":"ann","pin":"hunter2"}"#;
        let server = Server::new([Does::Answer(status, body)]);
        let error = call(&server.builder().build().unwrap(), &TELLS).await;
        let error = error.unwrap_err();
        let shown = format!("{error} {error:?}");
        assert!(!shown.contains("hunter2"), "{shown}");
        assert!(shown.contains("ann"), "{shown}");
        assert_eq!(error.response().unwrap().body(), body);
    }
}

/// A server that takes a part of 64 KiB every twenty seconds gets on, however large the chunks are that there are to send.
#[tokio::test(start_paused = true)]
async fn large_chunks_are_sent_in_parts() {
    let service = tower::service_fn(|request: http::Request<Body>| async {
        let mut body = request.into_body();
        let mut most = 0;
        while let Some(frame) = body.frame().await {
            most = most.max(frame?.into_data().unwrap_or_default().len());
            tokio::time::sleep(Duration::from_secs(20)).await;
        }
        assert_eq!(most, 64 * 1024);
        let answer = http::Response::builder().header("content-type", "application/json");
        Ok::<_, BoxError>(answer.body(Body::from(r#"{"id":7}"#))?)
    });
    let client = Builder::new(Some(BASE)).transport(service).build().unwrap();
    let chunks = [Ok::<_, BoxError>(Bytes::from(vec![b' '; 1 << 18]))];
    let body = Body::from_stream(futures_util::stream::iter(chunks));
    let body = body.with_content_type("text/plain".parse().unwrap());
    let request = Request::new(&POST).arg("id", "7").content(body);
    let answer: CallResult = client.call(request).await;
    assert_eq!(answer.unwrap().id, 7);
}

/// A key stands for one request: a server would answer the next page with the first one.
#[test]
fn a_page_does_not_have_the_key_of_the_one_before() {
    let server = Server::default();
    let client = server.builder().build().unwrap();
    let client = client.with(|call| call.idempotency_key("of-all"));
    let mut request = client.request(&POST).idempotency_key("of-one");
    let (first, second) = (request.again(), request.again());
    let keys = |request: &Request| {
        let own = request.options.as_ref().unwrap().idempotency_key.clone();
        (request.idempotency_key.clone(), own)
    };
    assert!(keys(&first).0.is_some() && keys(&first).1.is_some());
    assert_eq!(keys(&second), (None, None));
}

/// A stream that is opened again is a call like the first one: a layer may sign it, say.
#[tokio::test(start_paused = true)]
async fn a_stream_is_opened_again_through_the_layers_around_calls() {
    static ITEMS: [MediaType; 1] = [MediaType {
        kind: crate::MediaKind::Items,
        ..MediaType::new("text/event-stream", &ANY)
    }];
    static WATCH: Operation = Operation {
        media_types: &[(200, &ITEMS)],
        ..operation("GET")
    };
    let seen = Arc::new(Mutex::new(Vec::new()));
    let noted = Arc::clone(&seen);
    let service = tower::service_fn(move |request: http::Request<Body>| {
        let mut noted = noted.lock().unwrap();
        noted.push(request.headers().contains_key("x-signature"));
        let answer = match noted.len() {
            1 => {
                let broken = std::io::Error::from(std::io::ErrorKind::ConnectionReset);
                let event = Bytes::from_static(b"id: 1\ndata: a\n\n");
                let body = Body::from_stream(futures_util::stream::iter([Ok(event), Err(broken)]));
                let answer = http::Response::builder().header("content-type", "text/event-stream");
                answer.body(body)
            }
            _ => http::Response::builder().status(204).body(Body::empty()),
        };
        std::future::ready(Ok::<_, BoxError>(answer.unwrap()))
    });
    let signing = tower::layer::layer_fn(|inner: ClientService| {
        tower::service_fn(move |mut request: http::Request<Body>| {
            let signature = http::HeaderValue::from_static("s");
            request.headers_mut().insert("x-signature", signature);
            tower::ServiceExt::oneshot(inner.clone(), request)
        })
    });
    let builder = Builder::new(Some(BASE)).transport(service);
    let client = builder.call_layer(signing).build().unwrap();
    let request = Request::new(&WATCH).arg("id", "7");
    let answer = client.call::<crate::RawResponse, Undocumented>(request);
    let events = answer.await.unwrap().body.bytes(100).await.unwrap();
    assert_eq!(events, "id: 1\ndata: a\n\n");
    assert_eq!(*seen.lock().unwrap(), [true, true]);
}
