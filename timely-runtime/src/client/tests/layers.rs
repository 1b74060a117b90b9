//! Interceptors, layers around attempts and around calls.

use super::*;
use crate::TraceContext;
use crate::client::{Attempt, ClientService, ContinueTraces, Interceptor, OperationInfo};

/// What was seen, in order.
type Log = Arc<Mutex<Vec<String>>>;

struct Seen(Log, &'static str);

impl Interceptor for Seen {
    fn before_attempt(
        &self,
        request: &mut http::Request<Body>,
        operation: &OperationInfo,
    ) -> Result<(), BoxError> {
        let key = request.headers().get("x-api-key").is_some();
        let body = request.body().as_bytes().map_or(0, Bytes::len);
        let attempt = operation.attempt();
        self.0
            .lock()
            .unwrap()
            .push(format!("{} {attempt} {key} {body}", self.1));
        request.headers_mut().insert("x-signature", "s".parse()?);
        Ok(())
    }

    fn after_attempt(&self, attempt: &Attempt<'_>, operation: &OperationInfo) {
        let told = format!("{} {} {:?}", self.1, operation.id(), attempt.status());
        self.0.lock().unwrap().push(told);
    }
}

/// A layer that tells of what goes through it.
fn telling(
    log: &Log,
    name: &'static str,
) -> impl tower::Layer<ClientService, Service: Transport> + Send + Sync + 'static {
    let log = Arc::clone(log);
    tower::layer::layer_fn(move |inner: ClientService| {
        let log = Arc::clone(&log);
        tower::service_fn(move |request: http::Request<Body>| {
            let info = request.extensions().get::<OperationInfo>().copied();
            let info = info.map(|info| (info.template(), info.attempt()));
            log.lock().unwrap().push(format!("{name} {info:?}"));
            tower::ServiceExt::oneshot(inner.clone(), request)
        })
    })
}

#[tokio::test(start_paused = true)]
async fn each_sees_what_it_stands_around() {
    let log = Log::default();
    let server = Server::new([Does::Answer(503, ""), FOUND]);
    let builder = server.builder().credential(&KEY, "k");
    let client = builder
        .interceptor(Seen(Arc::clone(&log), "one"))
        .interceptor(Seen(Arc::clone(&log), "two"))
        .layer(telling(&log, "outer"))
        .layer(telling(&log, "inner"))
        .call_layer(telling(&log, "call"))
        .build()
        .unwrap();
    let contact = call(&client, &GET).await.unwrap();
    assert_eq!(contact.id, 7);
    assert_eq!(contact.received().unwrap().attempts(), 2);
    let template = r#""/contacts/{id}""#;
    let attempt = |number: u32, status: &str| {
        [
            format!("one {number} true 0"),
            format!("two {number} true 0"),
            format!("outer Some(({template}, {number}))"),
            format!("inner Some(({template}, {number}))"),
            format!("one doContact Some({status})"),
            format!("two doContact Some({status})"),
        ]
    };
    let mut expected = vec![format!("call Some(({template}, 0))")];
    expected.extend(attempt(1, "503"));
    expected.extend(attempt(2, "200"));
    assert_eq!(*log.lock().unwrap(), expected);
    assert_eq!(server.seen.lock().unwrap()[0].0.headers["x-signature"], "s");
}

#[tokio::test(start_paused = true)]
async fn errors_come_through_layers_as_they_are() {
    let log = Log::default();
    let server = Server::new([
        Does::Answer(404, r#"{"code":"A"}"#),
        Does::Break,
        Does::Hang,
    ]);
    let client = server
        .builder()
        .retry(RetryPolicy::none())
        .layer(telling(&log, "attempt"))
        .call_layer(telling(&log, "call"))
        .build()
        .unwrap();
    let error = call(&client, &GET).await.unwrap_err();
    assert!(
        matches!(error, Error::Api(GetContactError::NotFound(_))),
        "{error:?}"
    );
    let error = call(&client, &GET).await.unwrap_err();
    assert_eq!(error.to_string(), "doContact: the request was not answered");
    assert_eq!(error.attempts(), 1);
    let error = call(&client, &GET).await.unwrap_err();
    assert!(matches!(error, Error::Timeout(_)), "{error:?}");
}

#[tokio::test]
async fn layers_may_answer_and_refuse() {
    let server = Server::default();
    let answering = tower::layer::layer_fn(|_: ClientService| {
        tower::service_fn(|_: http::Request<Body>| async {
            let answer = http::Response::builder().header("content-type", "application/json");
            Ok::<_, BoxError>(answer.body(Body::from(r#"{"id":9}"#))?)
        })
    });
    let client = server.builder().call_layer(answering).build().unwrap();
    assert_eq!(call(&client, &GET).await.unwrap().id, 9);

    struct Refuses;
    impl Interceptor for Refuses {
        fn before_attempt(
            &self,
            _: &mut http::Request<Body>,
            _: &OperationInfo,
        ) -> Result<(), BoxError> {
            Err("not today".into())
        }
    }
    let client = server.builder().interceptor(Refuses).build().unwrap();
    let error = call(&client, &GET).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "doContact: an interceptor keeps the request from being sent"
    );
    assert_eq!(error.source().unwrap().to_string(), "not today");
    assert_eq!(server.requests(), 0);
}

#[tokio::test]
async fn calls_of_a_task_are_part_of_its_trace() {
    let server = Server::new([FOUND, FOUND, FOUND]);
    let builder = server.builder().credential(&KEY, "k");
    let client = builder.interceptor(ContinueTraces).build().unwrap();
    let trace = TraceContext::new(0xab, 0xcd, true).unwrap();
    call(&client, &GET).await.unwrap();
    let within = trace.clone().scope(call(&client, &GET));
    within.await.unwrap();
    let own = trace.clone().with_parent(0xef);
    let varied = client.with(|call| call.trace(&own));
    trace.scope(call(&varied, &GET)).await.unwrap();
    let seen = server.seen.lock().unwrap();
    let sent = seen.iter().map(|(parts, ..)| {
        let parent = parts.headers.get("traceparent");
        parent.map(|parent| parent.to_str().unwrap().to_owned())
    });
    let trace = "00-000000000000000000000000000000ab";
    assert_eq!(
        sent.collect::<Vec<_>>(),
        [
            None,
            Some(format!("{trace}-00000000000000cd-01")),
            Some(format!("{trace}-00000000000000ef-01")),
        ]
    );
}
