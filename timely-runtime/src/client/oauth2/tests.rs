//! The device authorization grant against the clock, over an authorization server in the same process.

use super::*;
use crate::client::builder::Builder;
use crate::client::core::Client;
use crate::client::request::Request;
use crate::client::{Error, RequestError, RequestFailure, RetryPolicy};
use crate::{Body, Operation, Response, SecurityRequirement, Undocumented, Value};
use ::http::StatusCode;
use std::io;
use std::sync::Mutex;
use tokio::time::Instant;

static USER: SecurityScheme =
    SecurityScheme::bearer("user").flows(&[OAuthFlow::device_authorization()
        .device("/device")
        .token("/token")]);
static BOOKS: Operation = Operation::get("/books")
    .named("books")
    .secured(&[&[SecurityRequirement::new(&USER, &["books"])]]);
static LOANS: Operation = Operation::get("/loans")
    .named("loans")
    .secured(&[&[SecurityRequirement::new(&USER, &["loans"])]]);

/// What the token endpoint answers.
#[derive(Clone, Copy)]
enum Answer {
    Error(&'static str),
    /// It cannot be reached.
    Down,
    Token,
}

struct World {
    client: Client,
    /// When the token endpoint was asked, in seconds.
    asked: Arc<Mutex<Vec<u64>>>,
}

/// A client and its authorization server, which answers with this of a code and then with these, the last one on and on.
fn world(code: &'static str, answers: &'static [Answer]) -> World {
    let asked = Arc::new(Mutex::new(Vec::new()));
    let (start, seen) = (Instant::now(), Arc::clone(&asked));
    let service = tower::service_fn(move |request: ::http::Request<Body>| {
        let (status, body) = match request.uri().path() {
            "/device" => (StatusCode::OK, code),
            "/token" => {
                let mut seen = seen.lock().unwrap();
                let answer = answers[seen.len().min(answers.len() - 1)];
                seen.push(start.elapsed().as_secs());
                match answer {
                    Answer::Error(body) => (StatusCode::BAD_REQUEST, body),
                    Answer::Token => (StatusCode::OK, r#"{"access_token": "t"}"#),
                    Answer::Down => return std::future::ready(Err(io::Error::other("down"))),
                }
            }
            _ => (StatusCode::OK, "{}"),
        };
        let response = ::http::Response::builder()
            .status(status)
            .header("content-type", "application/json");
        std::future::ready(Ok(response.body(body.to_owned()).unwrap()))
    });
    let builder = Builder::new(Some("https://api.example.com"))
        .transport(service)
        .retry(RetryPolicy::none())
        .credential(&USER, OAuth2::of(&USER, "the-app").device(|_| {}));
    World {
        client: builder.build().unwrap(),
        asked,
    }
}

const CODE: &str = r#"{"device_code": "hunter2", "user_code": "hunter2", "verification_uri": "https://id.example.com",
    "expires_in": 60, "interval": 5}"#;
const PENDING: Answer = Answer::Error(r#"{"error": "authorization_pending"}"#);
const SLOW_DOWN: Answer = Answer::Error(r#"{"error": "slow_down"}"#);

impl World {
    async fn call(&self, operation: &'static Operation) -> Result<(), OAuth2Kind> {
        let answer: Result<Response<Value>, Error<Undocumented>> =
            self.client.call(Request::new(operation)).await;
        let Err(error) = answer else { return Ok(()) };
        assert!(!format!("{error:?} {error}").contains("hunter2"), "{error}");
        let Error::Request(RequestFailure {
            error: RequestError::Credential { source, .. },
            ..
        }) = error
        else {
            panic!("{error}");
        };
        Err(match source.downcast_ref::<OAuth2Error>().unwrap() {
            OAuth2Error::Expired => OAuth2Kind::Expired,
            OAuth2Error::Malformed(_) => OAuth2Kind::Malformed,
            other => panic!("{other}"),
        })
    }

    fn asked(&self) -> Vec<u64> {
        self.asked.lock().unwrap().clone()
    }
}

#[derive(Debug, PartialEq)]
enum OAuth2Kind {
    Expired,
    Malformed,
}

#[tokio::test(start_paused = true)]
async fn the_server_is_asked_as_often_as_it_wants() {
    let world = world(CODE, &[PENDING, PENDING, SLOW_DOWN, PENDING, Answer::Token]);
    world.call(&BOOKS).await.unwrap();
    assert_eq!(world.asked(), [0, 5, 10, 20, 30]);
}

#[tokio::test(start_paused = true)]
async fn a_server_that_is_not_there_for_a_while_is_asked_less_often() {
    let world = world(CODE, &[Answer::Down, Answer::Down, Answer::Token]);
    world.call(&BOOKS).await.unwrap();
    assert_eq!(world.asked(), [0, 10, 20]);
}

#[tokio::test(start_paused = true)]
async fn a_code_expires_whether_or_not_the_server_says_so() {
    let world = world(CODE, &[PENDING]);
    assert_eq!(world.call(&BOOKS).await, Err(OAuth2Kind::Expired));
    assert!(
        world.asked().iter().all(|second| *second <= 60),
        "{:?}",
        world.asked()
    );
    let down = self::world(CODE, &[Answer::Down]);
    assert_eq!(down.call(&BOOKS).await, Err(OAuth2Kind::Expired));
}

#[tokio::test(start_paused = true)]
async fn no_interval_and_no_lifetime_is_too_long_or_too_short() {
    let never = r#"{"device_code": "d", "user_code": "u", "verification_uri": "https://id.example.com", "expires_in": 60,
        "interval": 18446744073709551615}"#;
    assert_eq!(
        world(never, &[PENDING]).call(&BOOKS).await,
        Err(OAuth2Kind::Malformed)
    );

    let always = r#"{"device_code": "d", "user_code": "u", "verification_uri": "https://id.example.com", "expires_in": 10,
        "interval": 0}"#;
    let world = self::world(always, &[PENDING]);
    assert_eq!(world.call(&BOOKS).await, Err(OAuth2Kind::Expired));
    assert!(world.asked().len() <= 12, "{:?}", world.asked());

    let forever = r#"{"device_code": "d", "user_code": "u", "verification_uri": "https://id.example.com",
        "expires_in": 18446744073709551615, "interval": 600}"#;
    let world = self::world(forever, &[PENDING]);
    assert_eq!(world.call(&BOOKS).await, Err(OAuth2Kind::Expired));
    assert!(world.asked().iter().all(|second| *second <= 24 * 60 * 60));
}

#[tokio::test(start_paused = true)]
async fn an_operation_of_other_scopes_asks_the_user_again() {
    let world = world(CODE, &[Answer::Token]);
    for operation in [&BOOKS, &LOANS, &BOOKS, &LOANS] {
        world.call(operation).await.unwrap();
    }
    assert_eq!(world.asked().len(), 2);
}

#[tokio::test]
async fn what_a_device_is_told_may_be_anything() {
    for code in [
        "",
        "{}",
        "[]",
        r#"{"device_code": "hunter2"}"#,
        r#"{"device_code": 7, "user_code": "hunter2"}"#,
    ] {
        assert_eq!(
            world(code, &[Answer::Token]).call(&BOOKS).await,
            Err(OAuth2Kind::Malformed),
            "{code}"
        );
    }
}

#[test]
fn no_secret_is_shown() {
    let oauth = OAuth2::new("the-app")
        .secret("hunter2")
        .parameter("password", "hunter2");
    let credential = oauth.clone().refresh_token("hunter2");
    let given = crate::client::Credential::from(&credential);
    let shown = format!("{oauth:?} {credential:?} {given:?}");
    assert!(!shown.contains("hunter2"), "{shown}");
    assert!(shown.contains("the-app"), "{shown}");
}
