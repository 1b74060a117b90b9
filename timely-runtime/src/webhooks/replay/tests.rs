//! What comes again.

use super::super::{ManualClock, Router, Verified};
use super::*;
use crate::UtcTime;
use crate::testing::within;
use crate::webhooks::{
    Delivery, Event, EventError, HandlerError, SignatureScheme, Signer, Verifier, receiver,
};
use axum::body::Body;
use bytes::Bytes;
use futures_util::future::{BoxFuture, join_all};
use http::Request;
use serde_json::Value;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use tower::ServiceExt;

const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
static STANDARD: SignatureScheme = SignatureScheme::STANDARD;

#[derive(Debug)]
struct Any;

impl Event for Any {
    const NAMES: &'static [&'static str] = &[];

    fn name(&self) -> &'static str {
        "any"
    }

    fn decode(_: &Value) -> Result<Self, EventError> {
        Ok(Self)
    }

    fn encode(&self) -> Result<Value, EventError> {
        Ok(Value::Null)
    }
}

/// Counts what it handles, and fails as often as it is told to.
#[derive(Clone, Default)]
struct World {
    handled: Arc<AtomicUsize>,
    at_once: Arc<Mutex<(usize, usize)>>,
    fails: Arc<AtomicUsize>,
    takes: Duration,
}

impl World {
    fn router(&self, guard: ReplayGuard) -> Router {
        self.router_at(guard, &ManualClock::new(UtcTime::UNIX_EPOCH))
    }

    fn router_at(&self, guard: ReplayGuard, clock: &ManualClock) -> Router {
        let verifier = Verifier::try_new(&STANDARD, SECRET).unwrap();
        let world = self.clone();
        let handler = move |_: Delivery<Any>| {
            let world = world.clone();
            async move {
                {
                    let mut at_once = world.at_once.lock().unwrap();
                    at_once.0 += 1;
                    at_once.1 = at_once.1.max(at_once.0);
                }
                tokio::time::sleep(world.takes).await;
                world.at_once.lock().unwrap().0 -= 1;
                let left = &world.fails;
                let take = |left: usize| left.checked_sub(1);
                if left
                    .fetch_update(Ordering::SeqCst, Ordering::SeqCst, take)
                    .is_ok()
                {
                    return Err(HandlerError::from("not now"));
                }
                world.handled.fetch_add(1, Ordering::SeqCst);
                Ok(())
            }
        };
        receiver(verifier.clock(clock.clone()).replay_guard(guard), handler)
    }

    fn handled(&self) -> usize {
        self.handled.load(Ordering::SeqCst)
    }
}

fn delivery(id: &str, time: i64, body: &'static str) -> Request<Body> {
    let mut request = Request::post("/").body(Body::from(body)).unwrap();
    *request.headers_mut() =
        Signer::new(&STANDARD, SECRET).sign(id, time, Bytes::from(body).as_ref());
    request
}

async fn send(router: &Router, id: &str, time: i64) -> u16 {
    let answer = router.clone().oneshot(delivery(id, time, "{}"));
    within("an answer", answer).await.unwrap().status().as_u16()
}

#[tokio::test]
async fn a_delivery_is_handled_once() {
    let world = World::default();
    let router = world.router(ReplayGuard::new());
    assert_eq!(send(&router, "msg_1", 0).await, 204);
    // As it was, and signed anew.
    assert_eq!(send(&router, "msg_1", 0).await, 200);
    assert_eq!(send(&router, "msg_1", 60).await, 200);
    assert_eq!(world.handled(), 1);
    assert_eq!(send(&router, "msg_2", 0).await, 204);
    // Who cannot sign learns nothing of what has been handled.
    let mut forged = delivery("msg_1", 0, "{}");
    *forged.body_mut() = Body::from("{ }");
    let answer = router.clone().oneshot(forged).await.unwrap();
    assert_eq!(answer.status(), 401);
    let other = world.router(ReplayGuard::new().answer(StatusCode::CONFLICT));
    assert_eq!(send(&other, "msg_1", 0).await, 204);
    assert_eq!(send(&other, "msg_1", 0).await, 409);
}

#[tokio::test]
async fn what_failed_may_come_again() {
    let world = World::default();
    let router = world.router(ReplayGuard::new());
    world.fails.store(2, Ordering::SeqCst);
    let mut answers = Vec::new();
    for time in 0..4 {
        answers.push(send(&router, "msg_1", time).await);
    }
    assert_eq!(answers, [500, 500, 204, 200]);
    assert_eq!(world.handled(), 1);
    // What is no event has not been handled either.
    for _ in 0..2 {
        let answer = router.clone().oneshot(delivery("msg_3", 0, "{"));
        assert_eq!(answer.await.unwrap().status(), 400);
    }
}

#[tokio::test]
async fn of_those_at_the_same_time_one_is_handled() {
    let mut world = World {
        takes: Duration::from_millis(30),
        ..World::default()
    };
    let router = world.router(ReplayGuard::new());
    let mut answers = join_all((0..20).map(|_| send(&router, "msg_1", 0))).await;
    answers.sort_unstable();
    assert_eq!(answers[..19], [200; 19]);
    assert_eq!(answers[19], 204);
    assert_eq!((world.handled(), world.at_once.lock().unwrap().1), (1, 1));
    // When the first one fails, one of the others takes its place.
    world.fails.store(1, Ordering::SeqCst);
    let mut answers = join_all((0..5).map(|_| send(&router, "msg_2", 0))).await;
    answers.sort_unstable();
    assert_eq!(answers, [200, 200, 200, 204, 500]);
    assert_eq!(world.at_once.lock().unwrap().1, 1);
    // Who would wait too long is asked to come again.
    world.takes = Duration::from_secs(5);
    let router = world.router(ReplayGuard::new().wait(Duration::from_millis(20)));
    let both = tokio::join!(send(&router, "msg_3", 0), async {
        tokio::task::yield_now().await;
        send(&router, "msg_3", 0).await
    });
    assert_eq!(both, (204, 503));
}

#[tokio::test]
async fn a_sender_that_hangs_up_may_come_again() {
    let world = World {
        takes: Duration::from_millis(200),
        ..World::default()
    };
    let router = world.router(ReplayGuard::new());
    let first = router.clone().oneshot(delivery("msg_1", 0, "{}"));
    let given_up = tokio::time::timeout(Duration::from_millis(20), first).await;
    assert!(given_up.is_err());
    assert_eq!(send(&router, "msg_1", 0).await, 204);
    assert_eq!(world.handled(), 1);
}

#[tokio::test]
async fn deliveries_are_told_apart_by_what_the_user_says() {
    let world = World::default();
    let store = MemoryReplays::new();
    let by_body = ReplayGuard::new()
        .store(store.clone())
        .key(|_: &Verified, body| {
            Some(String::from_utf8_lossy(body).into_owned()).filter(|body| body != "{}")
        });
    let router = world.router(by_body.clone());
    let status = async |router: &Router, id, body| {
        let answer = router.clone().oneshot(delivery(id, 0, body));
        answer.await.unwrap().status().as_u16()
    };
    assert_eq!(status(&router, "msg_1", r#"{"a":1}"#).await, 204);
    assert_eq!(status(&router, "msg_2", r#"{"a":1}"#).await, 200);
    assert_eq!(status(&router, "msg_3", r#"{"a":2}"#).await, 204);
    for _ in 0..2 {
        assert_eq!(status(&router, "msg_4", "{}").await, 204);
    }
    // At another receiver with the same store.
    let other = world.router(by_body.scope("other"));
    assert_eq!(status(&other, "msg_1", r#"{"a":1}"#).await, 204);
    assert_eq!(store.len(), 3);
}

#[tokio::test]
async fn ids_are_kept_for_as_long_as_a_delivery_can_come_again() {
    let world = World::default();
    let clock = ManualClock::new(UtcTime::UNIX_EPOCH);
    let store = MemoryReplays::new().clock(clock.clone());
    let guard = ReplayGuard::new().store(store.clone()).keep(Duration::ZERO);
    let router = world.router_at(guard, &clock);
    // From the future, as far as it may be: accepted until ten minutes from now.
    assert_eq!(send(&router, "msg_1", 300).await, 204);
    clock.advance(Duration::from_secs(599));
    assert_eq!(send(&router, "msg_1", 300).await, 200);
    // Its last second lasts to its end.
    clock.advance(Duration::from_millis(1900));
    assert_eq!(send(&router, "msg_1", 300).await, 200);
    clock.advance(Duration::from_millis(100));
    assert_eq!(store.len(), 0);
    assert_eq!(send(&router, "msg_1", 300).await, 401);
    assert_eq!(world.handled(), 1);
}

#[tokio::test]
async fn memory_is_bounded() {
    let world = World::default();
    let store = MemoryReplays::with_capacity(100);
    let router = world.router(ReplayGuard::new().store(store.clone()));
    let long = "x".repeat(100_000);
    for number in 0..300 {
        let id = format!("{long}{number}");
        assert_eq!(send(&router, &id, 0).await, 204);
    }
    assert_eq!(store.len(), 100);
    assert_eq!(send(&router, &format!("{long}299"), 0).await, 200);
    // Those that fail leave nothing behind.
    world.fails.store(300, Ordering::SeqCst);
    for number in 0..300 {
        assert_eq!(send(&router, &format!("failing {number}"), 0).await, 500);
    }
    assert_eq!(store.len(), 100);
    assert_eq!(send(&router, &format!("{long}200"), 0).await, 200);
}

#[tokio::test]
async fn while_the_store_is_down_the_sender_tries_again() {
    struct Down;

    fn down<T>() -> BoxFuture<'static, Result<T, ReplayStoreError>>
    where
        T: Send + 'static,
    {
        Box::pin(async { Err(ReplayStoreError::new("redis://user:pass@host refused")) })
    }

    impl ReplayStore for Down {
        fn begin<'a>(
            &'a self,
            _: &'a ReplayClaim,
            _: Duration,
        ) -> BoxFuture<'a, Result<ReplayState, ReplayStoreError>> {
            down()
        }

        fn finish<'a>(
            &'a self,
            _: &'a ReplayClaim,
            _: Duration,
        ) -> BoxFuture<'a, Result<(), ReplayStoreError>> {
            down()
        }

        fn release<'a>(
            &'a self,
            _: &'a ReplayClaim,
        ) -> BoxFuture<'a, Result<(), ReplayStoreError>> {
            down()
        }
    }

    let world = World::default();
    let guard = ReplayGuard::new().store(Down);
    assert_eq!(send(&world.router(guard.clone()), "msg_1", 0).await, 503);
    assert_eq!(world.handled(), 0);
    let open = world.router(guard.handle_when_unavailable());
    for _ in 0..2 {
        assert_eq!(send(&open, "msg_1", 0).await, 204);
    }
}

/// A store far away may have taken a claim down before it was dropped.
#[tokio::test]
async fn a_claim_that_is_dropped_while_it_is_made_is_given_up() {
    #[derive(Clone, Default)]
    struct Slow(MemoryReplays);

    impl ReplayStore for Slow {
        fn begin<'a>(
            &'a self,
            claim: &'a ReplayClaim,
            lease: Duration,
        ) -> BoxFuture<'a, Result<ReplayState, ReplayStoreError>> {
            Box::pin(async move {
                self.0.begin(claim, lease).await?;
                std::future::pending().await
            })
        }

        fn finish<'a>(
            &'a self,
            claim: &'a ReplayClaim,
            keep: Duration,
        ) -> BoxFuture<'a, Result<(), ReplayStoreError>> {
            self.0.finish(claim, keep)
        }

        fn release<'a>(
            &'a self,
            claim: &'a ReplayClaim,
        ) -> BoxFuture<'a, Result<(), ReplayStoreError>> {
            self.0.release(claim)
        }
    }

    let (world, store) = (World::default(), Slow::default());
    let router = world.router(ReplayGuard::new().store(store.clone()));
    let first = router.oneshot(delivery("msg_1", 0, "{}"));
    let given_up = tokio::time::timeout(Duration::from_millis(20), first).await;
    assert!(given_up.is_err());
    let router = world.router(ReplayGuard::new().store(store.0));
    assert_eq!(send(&router, "msg_1", 0).await, 204);
}

#[test]
fn keys_hold_no_id() {
    let key = ReplayKey::new("a", "bc");
    assert_eq!(key.to_string().len(), 32);
    assert_ne!(key, ReplayKey::new("ab", "c"));
    assert_ne!(ReplayClaim::new(key), ReplayClaim::new(key));
}
