//! The client's side of idempotency: which key goes with which request.

use crate::harness::{CHANNEL, client, server, stubborn_client, text};
use channels_messages_downstream::api::client::{ChannelsApi, Error};
use channels_messages_downstream::api::models::SendMessageRequest;
use channels_messages_downstream::api::operations::{
    SendChannelMessage, SendChannelMessageError, SendChannelMessageResponse,
};
use channels_messages_downstream::api::server::{
    AuthError, Authenticator, Candidate, ChannelsService, Context, channels_service,
};
use http_body_util::{BodyExt, Full};
use std::collections::BTreeSet;
use std::io;
use std::sync::{Arc, Mutex};
use timely_runtime::Bytes;
use timely_runtime::client::{Body, BoxError, Transport};
use timely_runtime::http::{Request, Response};
use timely_runtime::server::Router;
use tower::ServiceExt;

/// What becomes of an attempt.
#[derive(Clone, Copy, Debug)]
enum Fate {
    /// No connection is made.
    NoConnection,
    /// The connection breaks before the server has the request.
    RequestLost,
    /// The server answers this without having looked.
    Status(u16),
    /// The server does its work, but the answer does not arrive.
    AnswerLost,
}

/// The keys and the body of an attempt.
type Attempt = (Vec<String>, Bytes);

/// The way to a server, on which the first attempts meet these fates, and what was sent on it.
fn road(
    router: Router,
    fates: &'static [Fate],
) -> (impl Transport + use<>, Arc<Mutex<Vec<Attempt>>>) {
    let attempts: Arc<Mutex<Vec<Attempt>>> = Arc::default();
    let record = Arc::clone(&attempts);
    let transport = tower::service_fn(move |request: Request<Body>| {
        let (router, record) = (router.clone(), Arc::clone(&record));
        async move {
            let (parts, body) = request.into_parts();
            let body = body.collect().await?.to_bytes();
            let keys = parts.headers.get_all("X-Idempotency-Key").iter();
            let keys = keys.map(|key| key.to_str().unwrap().to_owned()).collect();
            let number = {
                let mut record = record.lock().unwrap();
                record.push((keys, body.clone()));
                record.len()
            };
            let fate = fates.get(number - 1);
            match fate {
                Some(Fate::NoConnection) => {
                    return Err(io::Error::from(io::ErrorKind::ConnectionRefused).into());
                }
                Some(Fate::RequestLost) => {
                    return Err(io::Error::from(io::ErrorKind::BrokenPipe).into());
                }
                Some(Fate::Status(status)) => {
                    return Ok(Response::builder().status(*status).body(Full::default())?);
                }
                Some(Fate::AnswerLost) | None => {}
            }
            let answer = router
                .oneshot(Request::from_parts(parts, Full::new(body)))
                .await?;
            if fate.is_some() {
                return Err(io::Error::from(io::ErrorKind::ConnectionReset).into());
            }
            let (parts, body) = answer.into_parts();
            let body = Full::new(body.collect().await?.to_bytes());
            Ok::<_, BoxError>(Response::from_parts(parts, body))
        }
    });
    (transport, attempts)
}

/// The one key of each attempt.
fn keys(attempts: &Mutex<Vec<Attempt>>) -> Vec<String> {
    let attempts = attempts.lock().unwrap();
    let one = |(keys, _): &Attempt| match &keys[..] {
        [key] => key.clone(),
        other => panic!("{other:?}"),
    };
    attempts.iter().map(one).collect()
}

#[tokio::test]
async fn a_key_is_made_for_each_call() {
    let server = server();
    let (transport, attempts) = road(server.router(), &[]);
    let client = client(transport);
    for _ in 0..20 {
        client
            .send_channel_message(CHANNEL, &text("Hi"))
            .await
            .unwrap();
    }
    let keys = keys(&attempts);
    assert!(
        keys.iter()
            .all(|key| key.len() >= 32 && key.bytes().all(|byte| byte.is_ascii_graphic()))
    );
    assert_eq!(keys.iter().collect::<BTreeSet<_>>().len(), 20);
    // They say the same, but they are twenty messages.
    assert_eq!(server.messages().len(), 20);
}

#[tokio::test]
async fn a_repetition_has_the_key_and_the_body_of_the_first_attempt() {
    for fates in [
        &[Fate::NoConnection, Fate::RequestLost][..],
        &[Fate::RequestLost, Fate::Status(503)],
        &[Fate::Status(502), Fate::Status(504)],
        &[Fate::Status(429), Fate::NoConnection],
        &[Fate::AnswerLost, Fate::AnswerLost],
    ] {
        for given in [None, Some("order-17")] {
            let server = server();
            let (transport, attempts) = road(server.router(), fates);
            let call = stubborn_client(transport).send_channel_message(CHANNEL, &text("Hi"));
            let call = match given {
                Some(key) => call.idempotency_key(key),
                None => call,
            };
            let response = call.await.unwrap();

            let keys = keys(&attempts);
            assert_eq!(keys.len(), 3, "{fates:?}");
            assert!(
                keys.iter().all(|key| *key == keys[0]),
                "{fates:?}: {keys:?}"
            );
            if let Some(given) = given {
                assert_eq!(keys[0], given);
            }
            let attempts = attempts.lock().unwrap();
            assert!(attempts.iter().all(|(_, body)| *body == attempts[0].1));

            // However often the server did see it, it is one message.
            let [message] = &server.messages()[..] else {
                panic!("{fates:?}: {:?}", server.messages());
            };
            assert_eq!(message.id, response.message_id);
        }
    }
}

#[tokio::test]
async fn a_refusal_is_not_repeated() {
    for status in [400, 401, 404, 501] {
        let server = server();
        let fates: &[Fate] = match status {
            400 => &[Fate::Status(400)],
            401 => &[Fate::Status(401)],
            404 => &[Fate::Status(404)],
            _ => &[Fate::Status(501)],
        };
        let (transport, attempts) = road(server.router(), fates);
        let result = stubborn_client(transport)
            .send_channel_message(CHANNEL, &text("Hi"))
            .await;
        assert!(result.is_err());
        assert_eq!(keys(&attempts).len(), 1, "{status}");
    }
}

#[tokio::test]
async fn after_the_last_attempt_the_failure_is_told() {
    let server = server();
    let (transport, attempts) = road(server.router(), &[Fate::NoConnection; 3]);
    let result = stubborn_client(transport)
        .send_channel_message(CHANNEL, &text("Hi"))
        .await;
    assert!(matches!(result, Err(Error::Transport(_))), "{result:?}");
    assert_eq!(keys(&attempts).len(), 3);
    assert!(server.messages().is_empty());
}

#[tokio::test]
async fn a_key_that_is_given_is_sent_as_it_is() {
    for given in [
        "0",
        "order 17; 2nd, \"part\"",
        "d9f5e8a0-6c1b-4f0e-9a57-0b7f3c1d2e4f",
        "pedido-não-pago",
    ] {
        let server = server();
        let requests: Arc<Mutex<Vec<Vec<u8>>>> = Arc::default();
        let (router, record) = (server.router(), Arc::clone(&requests));
        let transport = tower::service_fn(move |request: Request<Body>| {
            let key = request.headers()["X-Idempotency-Key"].as_bytes().to_vec();
            record.lock().unwrap().push(key);
            router.clone().oneshot(request)
        });
        client(transport)
            .send_channel_message(CHANNEL, &text("Hi"))
            .idempotency_key(given)
            .await
            .unwrap();
        assert_eq!(*requests.lock().unwrap(), [given.as_bytes()]);
    }
}

/// A service that only notes the keys that it sees.
#[derive(Clone, Default)]
struct Notes(Arc<Mutex<Vec<Option<String>>>>);

impl ChannelsService<()> for Notes {
    async fn send_channel_message(
        &self,
        _: Context<()>,
        _: String,
        _: SendMessageRequest,
        params: SendChannelMessage,
    ) -> Result<SendChannelMessageResponse, SendChannelMessageError> {
        self.0.lock().unwrap().push(params.idempotency_key);
        Err(SendChannelMessageError::NotFound(Default::default()))
    }
}

struct Anyone;

impl Authenticator for Anyone {
    type Principal = ();

    async fn authenticate(&self, _: Candidate<'_>) -> Result<(), AuthError> {
        Ok(())
    }

    fn has_scope(&self, (): &(), _: &str) -> bool {
        true
    }
}

#[tokio::test]
async fn a_handler_sees_the_key_as_a_parameter() {
    let notes = Notes::default();
    let client = client(channels_service::router(notes.clone(), Anyone));
    let message = text("Hi");
    let call = || client.send_channel_message(CHANNEL, &message);
    for call in [call().idempotency_key("order-17"), call()] {
        let result = call.await;
        assert!(matches!(
            result,
            Err(Error::Api(SendChannelMessageError::NotFound(_)))
        ));
    }
    let notes = notes.0.lock().unwrap();
    assert_eq!(notes[0].as_deref(), Some("order-17"));
    assert!(notes[1].as_ref().is_some_and(|key| key.len() >= 32));
}
