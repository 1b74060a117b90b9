//! Interceptors, and tower layers around attempts and around calls, each told which operation it is.

use crate::server::{Act, Server};
use crate::{ana, at_once, contact, timely, within};
use std::sync::{Arc, Mutex};
use timely_generated::client::{ContactsApi, Error};
use timely_generated::runtime::Body;
use timely_generated::runtime::client::{
    Attempt, BoxError, ClientService, Interceptor, Layer, OperationInfo, RequestError,
};

type Log = Arc<Mutex<Vec<String>>>;

/// Says what goes through it.
fn telling(log: &Log, name: &'static str) -> impl Layer + use<> {
    let log = Arc::clone(log);
    tower::layer::layer_fn(move |inner: ClientService| {
        let log = Arc::clone(&log);
        tower::service_fn(move |request: http::Request<Body>| {
            let info = request.extensions().get::<OperationInfo>();
            let info = info.expect("each request has it");
            log.lock().unwrap().push(format!(
                "{name}: {} {} {} {} {}",
                info.tag(),
                info.id(),
                info.method(),
                info.template(),
                info.attempt(),
            ));
            tower::ServiceExt::oneshot(inner.clone(), request)
        })
    })
}

/// Marks each attempt, and says how it ended.
struct Marks(Log);

impl Interceptor for Marks {
    fn before_attempt(
        &self,
        request: &mut http::Request<Body>,
        operation: &OperationInfo,
    ) -> Result<(), BoxError> {
        let mark = format!("{}-{}", operation.id(), operation.attempt());
        request.headers_mut().insert("x-mark", mark.parse()?);
        Ok(())
    }

    fn after_attempt(&self, attempt: &Attempt<'_>, operation: &OperationInfo) {
        let status = attempt.status().map(|status| status.as_u16());
        let told = format!("ended: {} {} {status:?}", operation.id(), attempt.number);
        self.0.lock().unwrap().push(told);
    }
}

#[tokio::test]
async fn each_stands_around_attempts_or_around_calls() {
    let log = Log::default();
    let server = Server::new([Act::status(503), Act::json(200, &contact())]).await;
    let client = timely(&server)
        .retry(at_once())
        .interceptor(Marks(Arc::clone(&log)))
        .layer(telling(&log, "attempt"))
        .call_layer(telling(&log, "call"))
        .build()
        .unwrap();
    let answer = within("an answer", client.get_contact(&ana())).await;
    assert_eq!(answer.unwrap().data.customer_name, "Ana");
    let what = "Contacts getContact GET /v1/contacts/{id}";
    assert_eq!(
        *log.lock().unwrap(),
        [
            format!("call: {what} 0"),
            format!("attempt: {what} 1"),
            "ended: getContact 1 Some(503)".to_owned(),
            format!("attempt: {what} 2"),
            "ended: getContact 2 Some(200)".to_owned(),
        ]
    );
    let seen = server.seen();
    let marks: Vec<&str> = seen.iter().map(|seen| seen.header("x-mark")).collect();
    assert_eq!(marks, ["getContact-1", "getContact-2"]);
}

/// Sends nothing.
struct Closed;

impl Interceptor for Closed {
    fn before_attempt(
        &self,
        _: &mut http::Request<Body>,
        _: &OperationInfo,
    ) -> Result<(), BoxError> {
        Err("outside of business hours".into())
    }
}

#[tokio::test]
async fn an_interceptor_may_keep_a_request_back() {
    let server = Server::new([Act::json(200, &contact())]).await;
    let client = timely(&server).interceptor(Closed).build().unwrap();
    let error = within("an error", client.get_contact(&ana())).await;
    let error = error.unwrap_err();
    match &error {
        Error::Request(failure) => assert!(
            matches!(failure.error(), RequestError::Interceptor(_)),
            "{failure:?}"
        ),
        other => panic!("{other:?}"),
    }
    let source = std::error::Error::source(&error).unwrap();
    assert_eq!(source.to_string(), "outside of business hours");
    assert!(server.seen().is_empty());
}

#[tokio::test]
async fn a_ready_made_layer_of_tower_does_as_well() {
    let server = Server::new([Act::json(200, &contact())]).await;
    let named = tower::util::MapRequestLayer::new(|mut request: http::Request<Body>| {
        let value = http::HeaderValue::from_static("yes");
        request.headers_mut().insert("x-layered", value);
        request
    });
    let client = timely(&server).layer(named).build().unwrap();
    within("an answer", client.get_contact(&ana()))
        .await
        .unwrap();
    assert_eq!(server.last().header("x-layered"), "yes");
}
