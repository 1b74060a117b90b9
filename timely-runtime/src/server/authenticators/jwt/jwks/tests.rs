//! Issuers that answer well, late, wrongly, or not at all.

use super::super::tests::{answer, jwk, sign};
use super::super::{Jwt, JwtAlgorithm};
use super::published::Published;
use super::{Jwks, JwksError};
use crate::UtcTime;
use crate::transport::{Body, BoxError, Transport};
use http::{Request, Response};
use jsonwebtoken::EncodingKey;
use rcgen::KeyPair;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::time::{Instant, advance};

const KEYS: &str = "https://id.example/keys";
const METADATA: &str = "https://id.example/.well-known/openid-configuration";
const NOW: i64 = 1_800_000_000;

/// What is answered.
#[derive(Clone)]
enum Answer {
    Status(u16, String),
    /// Fields beside it.
    Cached(String, &'static str),
    Hangs,
    Breaks,
    /// The body comes, a little at a time, without an end.
    Drips,
    Panics,
}

/// An issuer of tokens. Clones are the same one.
#[derive(Clone, Default)]
struct Issuer {
    answers: Arc<Mutex<BTreeMap<&'static str, Answer>>>,
    asked: Arc<AtomicUsize>,
    delay: Duration,
}

impl Issuer {
    fn with(answer: Answer) -> Self {
        let issuer = Self::default();
        issuer.set(KEYS, answer);
        issuer
    }

    fn publishing(keys: &[Value]) -> Self {
        Self::with(set(keys))
    }

    fn set(&self, url: &'static str, answer: Answer) {
        self.answers.lock().unwrap().insert(url, answer);
    }

    fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }

    fn transport(&self) -> impl Transport + use<> {
        let issuer = self.clone();
        tower::service_fn(move |request: Request<Body>| {
            let issuer = issuer.clone();
            async move {
                issuer.asked.fetch_add(1, Ordering::SeqCst);
                tokio::time::sleep(issuer.delay).await;
                let answers = issuer.answers.lock().unwrap().clone();
                let answer = answers.get(request.uri().to_string().as_str()).cloned();
                issuer.answer(answer.ok_or("nothing is there")?).await
            }
        })
    }

    async fn answer(&self, answer: Answer) -> Result<Response<Body>, BoxError> {
        let response = Response::builder();
        Ok(match answer {
            Answer::Status(status, body) => response.status(status).body(body.into())?,
            Answer::Cached(body, control) => response
                .header("cache-control", control)
                .body(body.into())?,
            Answer::Hangs => std::future::pending().await,
            Answer::Breaks => return Err("the connection broke".into()),
            Answer::Drips => {
                let drops = futures_util::stream::unfold((), |()| async {
                    tokio::time::sleep(Duration::from_secs(1)).await;
                    Some((Ok::<_, BoxError>(" "), ()))
                });
                response.body(Body::from_stream(drops))?
            }
            Answer::Panics => panic!("a fault of the transport"),
        })
    }

    fn jwks(&self) -> Jwks {
        Jwks::at(KEYS).unwrap().transport(self.transport())
    }

    fn published(&self) -> Published {
        self.jwks().into()
    }
}

fn set(keys: &[Value]) -> Answer {
    Answer::Status(200, json!({ "keys": keys }).to_string())
}

fn key(id: &str) -> Value {
    jwk(&KeyPair::generate().unwrap(), id)
}

async fn has(published: &Published, id: &str) -> bool {
    published.keys(Some(id)).await.unwrap().has(Some(id))
}

#[tokio::test(start_paused = true)]
async fn keys_are_fetched_once_and_kept_as_long_as_the_answer_says() {
    let body = json!({"keys": [key("a")]}).to_string();
    let issuer = Issuer::with(Answer::Cached(body, "public, max-age=3600"));
    let published = issuer.published();
    assert_eq!(issuer.asked(), 0);
    for _ in 0..10 {
        assert!(has(&published, "a").await);
        advance(Duration::from_secs(359)).await;
    }
    assert_eq!(issuer.asked(), 1);
    advance(Duration::from_secs(10)).await;
    // What is there serves while others are fetched.
    assert!(has(&published, "a").await);
    tokio::time::sleep(Duration::from_millis(1)).await;
    assert_eq!(issuer.asked(), 2);
}

#[tokio::test(start_paused = true)]
async fn names_of_keys_that_are_made_up_cause_no_flood() {
    let issuer = Issuer::publishing(&[key("a")]);
    let published = issuer.published();
    for number in 0..1000 {
        assert!(!has(&published, &format!("made up {number}")).await);
    }
    assert_eq!(issuer.asked(), 1);
    for _ in 0..100 {
        advance(Duration::from_secs(1)).await;
        assert!(!has(&published, "made up").await);
        assert!(has(&published, "a").await);
    }
    // Every half minute.
    assert_eq!(issuer.asked(), 4);
}

#[tokio::test(start_paused = true)]
async fn keys_that_change_are_found() {
    let issuer = Issuer::publishing(&[key("old")]);
    let published = issuer.published();
    assert!(has(&published, "old").await);
    issuer.set(KEYS, set(&[key("new")]));
    assert!(!has(&published, "new").await);
    advance(Duration::from_secs(30)).await;
    assert!(has(&published, "new").await);
    // What is no longer published is no longer good.
    assert!(!has(&published, "old").await);
    assert_eq!(issuer.asked(), 2);
}

#[tokio::test(start_paused = true)]
async fn many_wait_for_one_fetch() {
    let mut issuer = Issuer::publishing(&[key("a")]);
    issuer.delay = Duration::from_secs(2);
    let published = issuer.published();
    // Who goes away does not take the fetch along.
    let gone = tokio::time::timeout(Duration::from_secs(1), published.keys(Some("a"))).await;
    assert!(gone.is_err());
    let waiting = (0..50).map(|_| has(&published, "a"));
    let found = futures_util::future::join_all(waiting).await;
    assert!(found.into_iter().all(|found| found));
    assert_eq!(issuer.asked(), 1);
}

#[tokio::test(start_paused = true)]
async fn an_issuer_that_fails_is_not_asked_by_each_request() {
    for (answer, expected) in [
        (Answer::Status(500, String::new()), "answered 500"),
        (Answer::Status(302, String::new()), "answered 302"),
        (Answer::Status(204, String::new()), "answered 204"),
        (Answer::Breaks, "did not answer"),
        (Answer::Hangs, "in time"),
        (Answer::Drips, "in time"),
        (Answer::Panics, "not fetched"),
        (Answer::Status(200, "<html>".into()), "no JSON"),
        (Answer::Status(200, String::new()), "no JSON"),
        (Answer::Status(200, "[".repeat(100_000)), "no JSON"),
        (Answer::Status(200, "[]".into()), "no set of keys"),
        (
            Answer::Status(200, r#"{"keys": {}}"#.into()),
            "no set of keys",
        ),
        (
            Answer::Status(200, r#"{"keys": [], "keys": []}"#.into()),
            "no JSON",
        ),
        (Answer::Status(200, " ".repeat(300_000)), "did not answer"),
        (set(&[]), "no key that verifies"),
        (
            set(&[json!(null), json!(1), json!({"kty": "new"})]),
            "no key that verifies",
        ),
    ] {
        let issuer = Issuer::with(answer);
        let published = issuer.published();
        let start = Instant::now();
        for _ in 0..20 {
            let error = published.keys(Some("a")).await.unwrap_err().to_string();
            assert!(error.contains(expected), "{error}");
        }
        assert!(start.elapsed() <= Duration::from_secs(6), "{expected}");
        assert_eq!(issuer.asked(), 1, "{expected}");
        // It is asked again after a while, and is well.
        issuer.set(KEYS, set(&[key("a")]));
        advance(Duration::from_secs(30)).await;
        assert!(has(&published, "a").await, "{expected}");
        assert_eq!(issuer.asked(), 2, "{expected}");
    }
}

#[tokio::test(start_paused = true)]
async fn stale_keys_serve_for_a_while() {
    let issuer = Issuer::publishing(&[key("a")]);
    let published = issuer.published();
    assert!(has(&published, "a").await);
    issuer.set(KEYS, Answer::Hangs);
    // Fresh for ten minutes, and an hour more.
    for _ in 0..69 {
        advance(Duration::from_secs(60)).await;
        let start = Instant::now();
        assert!(has(&published, "a").await);
        assert_eq!(
            start.elapsed(),
            Duration::ZERO,
            "nobody waits for the fetch"
        );
    }
    advance(Duration::from_secs(61)).await;
    let error = published.keys(Some("a")).await.unwrap_err();
    assert!(matches!(*error, JwksError::Timeout));
    issuer.set(KEYS, set(&[key("a")]));
    advance(Duration::from_secs(30)).await;
    assert!(has(&published, "a").await);
}

#[tokio::test(start_paused = true)]
async fn keys_for_something_else_are_left_out() {
    let with = |id: &str, name: &str, value: Value| {
        let mut key = key(id);
        key[name] = value;
        key
    };
    let keys = [
        key("good"),
        with("enc", "use", json!("enc")),
        with("ops", "key_ops", json!(["encrypt"])),
        with("kty", "kty", json!("RSA")),
        with("alg", "alg", json!("RSA-OAEP-256")),
        with("short", "x", json!("AAAA")),
        json!({"kid": "ed", "kty": "OKP", "crv": "Ed25519", "x": "AAAA"}),
        json!({"kid": "oct", "kty": "oct", "alg": "HS256", "k": "A".repeat(64)}),
        json!({"kid": "rsa", "kty": "RSA", "n": "AQAB", "e": "AQAB"}),
    ];
    let issuer = Issuer::publishing(&keys);
    let published = issuer.published();
    assert!(has(&published, "good").await);
    for id in ["enc", "ops", "kty", "alg", "short", "ed", "oct", "rsa"] {
        assert!(!has(&published, id).await, "{id}");
    }
    let many: Vec<Value> = std::iter::repeat_n(key("same"), 300).collect();
    let published = Issuer::publishing(&many).published();
    assert_eq!(published.keys(None).await.unwrap().keys.len(), 100);
}

#[tokio::test(start_paused = true)]
async fn an_issuer_says_where_its_keys_are() {
    let metadata = |issuer: &str, keys: &str| {
        let body = json!({"issuer": issuer, "jwks_uri": keys}).to_string();
        Answer::Status(200, body)
    };
    for (answer, expected) in [
        (metadata("https://id.example", KEYS), None),
        (
            metadata("https://id.example/", KEYS),
            Some("another issuer"),
        ),
        (
            metadata("https://evil.example", KEYS),
            Some("another issuer"),
        ),
        (
            metadata("https://id.example", "http://id.example/keys"),
            Some("https only"),
        ),
        (
            metadata("https://id.example", "http://localhost/keys"),
            Some("https only"),
        ),
        (
            metadata("https://id.example", "file:///etc/passwd"),
            Some("https only"),
        ),
        (metadata("https://id.example", "keys"), Some("address")),
        (Answer::Status(404, String::new()), Some("404")),
        (Answer::Status(200, "{}".into()), Some("another issuer")),
    ] {
        let issuer = Issuer::publishing(&[key("a")]);
        issuer.set(METADATA, answer);
        for address in ["https://id.example"] {
            let jwks = Jwks::discover(address).unwrap();
            let published = Published::from(jwks.transport(issuer.transport()));
            assert_eq!(published.issuer(), Some(address));
            let found = published.keys(Some("a")).await;
            match (found, expected) {
                (Ok(keys), None) => assert!(keys.has(Some("a"))),
                (Err(error), Some(expected)) => {
                    assert!(error.to_string().contains(expected), "{error}");
                }
                (found, expected) => panic!("{found:?} instead of {expected:?}"),
            }
        }
    }
    assert!(Jwks::discover("id.example").is_err() && Jwks::at("").is_err());
}

#[tokio::test(start_paused = true)]
async fn keys_are_fetched_safely() {
    let issuer = Issuer::publishing(&[key("a")]);
    for (url, is_safe) in [
        ("https://id.example/keys", true),
        ("http://id.example/keys", false),
        ("http://localhost.evil.example/keys", false),
        ("http://127.0.0.1:8080/keys", true),
        ("http://[::1]/keys", true),
        ("http://LOCALHOST/keys", true),
        ("http://10.0.0.1/keys", false),
        ("ftp://localhost/keys", false),
    ] {
        let jwks = || Jwks::at(url).unwrap().transport(issuer.transport());
        let error = Published::from(jwks()).keys(None).await.err();
        let refused = matches!(error.as_deref(), Some(JwksError::Insecure));
        assert_eq!(!refused, is_safe, "{url}");
        if url.starts_with("http") {
            let error = Published::from(jwks().allow_http()).keys(None).await.err();
            assert!(
                !matches!(error.as_deref(), Some(JwksError::Insecure)),
                "{url}"
            );
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_server_verifies_with_what_is_published() {
    let pair = KeyPair::generate().unwrap();
    let issuer = Issuer::publishing(&[jwk(&pair, "a")]);
    let body = json!({"issuer": "https://id.example", "jwks_uri": KEYS}).to_string();
    issuer.set(METADATA, Answer::Status(200, body));
    let jwt = |issuer: &Issuer| {
        let jwks = Jwks::discover("https://id.example").unwrap();
        Jwt::new(jwks.transport(issuer.transport()))
            .audience("api")
            .clock(|| UtcTime::from_timestamp(NOW, 0).unwrap())
    };
    let token = |id: &str, by: &str| {
        let key = EncodingKey::from_ec_der(&pair.serialize_der());
        let claims =
            json!({"sub": "ann", "iss": by, "aud": "api", "scope": "read", "exp": NOW + 9});
        sign(
            JwtAlgorithm::Es256,
            &key,
            &json!({"alg": "ES256", "kid": id}),
            &claims,
        )
    };
    let good = token("a", "https://id.example");
    assert!(jwt(&issuer).prepare().await.is_ok());
    assert_eq!(answer(jwt(&issuer), &good).await.0, 200);
    // Of another issuer, though by its key; and with a key that is not there.
    for wrong in [
        token("a", "https://evil.example"),
        token("b", "https://id.example"),
    ] {
        let (status, challenge) = answer(jwt(&issuer), &wrong).await;
        assert_eq!(
            (status, challenge.as_str()),
            (401, r#"Bearer error="invalid_token""#)
        );
    }
    // A token that cannot be one causes no request.
    let before = issuer.asked();
    assert_eq!(answer(jwt(&issuer), "a.b.c").await.0, 401);
    assert_eq!(issuer.asked(), before);
    issuer.set(METADATA, Answer::Breaks);
    assert!(jwt(&issuer).prepare().await.is_err());
    assert_eq!(answer(jwt(&issuer), &good).await, (500, String::new()));
}

#[test]
fn without_a_runtime_there_are_no_keys() {
    let published = Issuer::publishing(&[key("a")]).published();
    let keys = futures_util::FutureExt::now_or_never(published.keys(None));
    let error = keys.expect("nothing is waited for").unwrap_err();
    assert!(matches!(*error, JwksError::NotFetched));
}
