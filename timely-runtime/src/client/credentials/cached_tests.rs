//! What is kept, for how long, and how often its provider is asked.

use super::*;
use crate::SecurityScheme;
use crate::client::credentials::Via;
use futures_util::FutureExt;
use futures_util::future::join_all;
use std::borrow::Cow;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::sync::Semaphore;

static SCHEME: SecurityScheme = SecurityScheme::bearer("bearer");

fn request(scopes: &'static [&'static str]) -> CredentialRequest {
    let service = tower::service_fn(|_: http::Request<crate::Body>| async {
        Ok::<_, std::convert::Infallible>(http::Response::new(String::new()))
    });
    CredentialRequest {
        scheme: &SCHEME,
        scopes: Cow::Borrowed(scopes),
        refused: None,
        via: Via {
            transport: Arc::new(service),
            base: String::new(),
        },
    }
}

fn refusing(secret: &str) -> CredentialRequest {
    CredentialRequest {
        refused: Some(Secret::from(secret)),
        ..request(&[])
    }
}

/// Counts how often it is asked, and answers with the number once it is let.
struct Counter {
    asked: AtomicUsize,
    gate: Semaphore,
    lifetime: Mutex<Option<Duration>>,
    fails: Mutex<bool>,
    scopes: Mutex<Vec<String>>,
}

impl Counter {
    fn open() -> Arc<Self> {
        let counter = Self::shut();
        counter.gate.add_permits(1000);
        counter
    }

    fn shut() -> Arc<Self> {
        Arc::new(Self {
            asked: AtomicUsize::new(0),
            gate: Semaphore::new(0),
            lifetime: Mutex::new(None),
            fails: Mutex::new(false),
            scopes: Mutex::default(),
        })
    }

    fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }
}

impl CredentialProvider for Arc<Counter> {
    fn provide(&self, request: CredentialRequest) -> BoxFuture<'_, Outcome> {
        Box::pin(async move {
            let number = self.asked.fetch_add(1, Ordering::SeqCst) + 1;
            self.scopes.lock().unwrap().push(request.scopes().join(" "));
            self.gate.acquire().await.unwrap().forget();
            if *self.fails.lock().unwrap() {
                return Err(CredentialError::new(format!("failure {number}")));
            }
            let provided = Provided::new(number.to_string());
            Ok(match *self.lifetime.lock().unwrap() {
                Some(lifetime) => provided.valid_for(lifetime),
                None => provided,
            })
        })
    }
}

async fn get(cached: &Cached<Arc<Counter>>, request: CredentialRequest) -> Result<String, String> {
    let provided = cached.provide(request).await;
    let secret = provided.map(|provided| provided.secret.expose().to_owned());
    secret.map_err(|error| error.to_string())
}

#[tokio::test(start_paused = true)]
async fn a_credential_is_renewed_shortly_before_it_ceases_to_hold() {
    for (lifetime, fresh) in [(3600, 3570), (100, 90), (300, 270)] {
        let counter = Counter::open();
        *counter.lifetime.lock().unwrap() = Some(Duration::from_secs(lifetime));
        let cached = Cached::new(counter.clone());
        assert_eq!(get(&cached, request(&[])).await.unwrap(), "1");
        tokio::time::advance(Duration::from_secs(fresh - 1)).await;
        assert_eq!(get(&cached, request(&[])).await.unwrap(), "1");
        tokio::time::advance(Duration::from_secs(1)).await;
        assert_eq!(get(&cached, request(&[])).await.unwrap(), "2");
        assert_eq!(counter.asked(), 2, "{lifetime}");
    }
}

#[tokio::test(start_paused = true)]
async fn without_a_lifetime_it_is_kept_and_with_none_left_it_is_not() {
    let counter = Counter::open();
    let cached = Cached::new(counter.clone());
    get(&cached, request(&[])).await.unwrap();
    tokio::time::advance(Duration::from_secs(1_000_000)).await;
    assert_eq!(get(&cached, request(&[])).await.unwrap(), "1");

    *counter.lifetime.lock().unwrap() = Some(Duration::ZERO);
    let cached = Cached::new(counter.clone());
    assert_eq!(get(&cached, request(&[])).await.unwrap(), "2");
    assert_eq!(get(&cached, request(&[])).await.unwrap(), "3");
    *counter.lifetime.lock().unwrap() = Some(Duration::MAX);
    get(&cached, request(&[])).await.unwrap();
    assert_eq!(get(&cached, request(&[])).await.unwrap(), "4");
}

#[tokio::test]
async fn many_that_wait_ask_once() {
    let counter = Counter::shut();
    let cached = Cached::new(counter.clone());
    let calls = join_all((0..100).map(|_| get(&cached, request(&[]))));
    let (found, ()) = tokio::join!(calls, async {
        tokio::task::yield_now().await;
        counter.gate.add_permits(1);
    });
    assert!(found.iter().all(|found| found.as_deref() == Ok("1")));
    assert_eq!(counter.asked(), 1);
}

#[tokio::test]
async fn a_failure_is_for_all_that_wait_and_is_not_kept() {
    let counter = Counter::shut();
    *counter.fails.lock().unwrap() = true;
    let cached = Cached::new(counter.clone());
    let calls = join_all((0..100).map(|_| get(&cached, request(&[]))));
    let (found, ()) = tokio::join!(calls, async {
        tokio::task::yield_now().await;
        counter.gate.add_permits(1);
    });
    assert!(
        found
            .iter()
            .all(|found| *found == Err("failure 1".to_owned()))
    );
    assert_eq!(counter.asked(), 1);

    *counter.fails.lock().unwrap() = false;
    counter.gate.add_permits(1);
    assert_eq!(get(&cached, request(&[])).await.unwrap(), "2");
}

#[tokio::test]
async fn whoever_is_dropped_takes_nothing_along() {
    let counter = Counter::shut();
    let cached = Cached::new(counter.clone());
    let mut first = Box::pin(get(&cached, request(&[])));
    let mut second = Box::pin(get(&cached, request(&[])));
    let mut third = Box::pin(get(&cached, request(&[])));
    for call in [&mut first, &mut second, &mut third] {
        assert!(call.now_or_never().is_none());
    }
    // The one that began it, and one that only waited.
    drop(first);
    drop(second);
    counter.gate.add_permits(1);
    assert_eq!(third.await.unwrap(), "1");

    // When none is left, what was asked for is there for the next one.
    let cached = Cached::new(counter.clone());
    assert!(get(&cached, request(&[])).now_or_never().is_none());
    counter.gate.add_permits(1);
    assert_eq!(get(&cached, request(&[])).await.unwrap(), "2");
    assert_eq!(counter.asked(), 2);
}

#[tokio::test]
async fn what_is_under_way_ends_with_the_last_clone() {
    let counter = Counter::shut();
    let cached = Cached::new(counter.clone());
    assert!(get(&cached, request(&[])).now_or_never().is_none());
    tokio::task::yield_now().await;
    assert_eq!(Arc::strong_count(&counter), 2);
    let clone = cached.clone();
    drop(cached);
    tokio::task::yield_now().await;
    assert_eq!(Arc::strong_count(&counter), 2);
    drop(clone);
    tokio::task::yield_now().await;
    assert_eq!(Arc::strong_count(&counter), 1);
}

#[tokio::test]
async fn what_was_refused_is_renewed_once() {
    let counter = Counter::open();
    let cached = Cached::new(counter.clone());
    assert_eq!(get(&cached, request(&[])).await.unwrap(), "1");
    let renewed = join_all((0..10).map(|_| get(&cached, refusing("1")))).await;
    assert!(renewed.iter().all(|found| found.as_deref() == Ok("2")));
    // Late, but the same one: another call has renewed it since.
    assert_eq!(get(&cached, refusing("1")).await.unwrap(), "2");
    assert_eq!(counter.asked(), 2);
    // Those that need one meanwhile do not get what was refused.
    assert_eq!(get(&cached, refusing("2")).await.unwrap(), "3");
}

#[tokio::test(start_paused = true)]
async fn while_the_provider_fails_what_holds_is_used() {
    let counter = Counter::open();
    *counter.lifetime.lock().unwrap() = Some(Duration::from_secs(100));
    let cached = Cached::new(counter.clone());
    get(&cached, request(&[])).await.unwrap();
    *counter.fails.lock().unwrap() = true;
    tokio::time::advance(Duration::from_secs(95)).await;
    assert_eq!(get(&cached, request(&[])).await.unwrap(), "1");
    assert_eq!(counter.asked(), 2);
    // But not what was refused, and not what has ceased to hold.
    assert_eq!(get(&cached, refusing("1")).await.unwrap_err(), "failure 3");
    assert_eq!(get(&cached, request(&[])).await.unwrap_err(), "failure 4");

    *counter.fails.lock().unwrap() = false;
    let cached = Cached::new(counter.clone());
    get(&cached, request(&[])).await.unwrap();
    *counter.fails.lock().unwrap() = true;
    tokio::time::advance(Duration::from_secs(100)).await;
    assert_eq!(get(&cached, request(&[])).await.unwrap_err(), "failure 6");
}

#[tokio::test]
async fn scopes_add_up() {
    let counter = Counter::open();
    let cached = Cached::by_scopes(counter.clone());
    assert_eq!(get(&cached, request(&["a", "b"])).await.unwrap(), "1");
    assert_eq!(get(&cached, request(&["b"])).await.unwrap(), "1");
    assert_eq!(get(&cached, request(&["c"])).await.unwrap(), "2");
    assert_eq!(get(&cached, request(&["a", "c"])).await.unwrap(), "2");
    assert_eq!(get(&cached, refusing("2")).await.unwrap(), "3");
    // What was refused with a scope does not make it one of those before.
    *counter.fails.lock().unwrap() = true;
    get(&cached, request(&["d"])).await.unwrap_err();
    *counter.fails.lock().unwrap() = false;
    assert_eq!(get(&cached, request(&["a"])).await.unwrap(), "3");
    get(&cached, request(&["e"])).await.unwrap();
    let asked = counter.scopes.lock().unwrap().clone();
    assert_eq!(asked, ["a b", "c a b", "c a b", "d c a b", "e c a b"]);

    let counter = Counter::open();
    let cached = Cached::new(counter.clone());
    get(&cached, request(&["a"])).await.unwrap();
    get(&cached, request(&["b"])).await.unwrap();
    assert_eq!(counter.asked(), 1);
}

#[tokio::test]
async fn calls_of_several_scopes_at_the_same_time_all_get_theirs() {
    static ALL: [&[&str]; 4] = [&["a"], &["b"], &["c"], &["a", "b"]];
    let counter = Counter::open();
    let cached = Cached::by_scopes(counter.clone());
    let found = join_all(ALL.map(|scopes| get(&cached, request(scopes)))).await;
    assert!(found.iter().all(Result::is_ok), "{found:?}");
    assert!(counter.asked() <= 3, "{}", counter.asked());
    let last = counter.scopes.lock().unwrap().last().cloned().unwrap();
    assert_eq!(last.split(' ').count(), 3, "{last}");
}

#[tokio::test]
async fn a_provider_that_panics_is_an_error() {
    let panics = |_: CredentialRequest| async {
        assert_eq!(1, 2, "a provider panics");
        Ok(Provided::new(""))
    };
    let cached = Cached::new(panics);
    let error = cached.provide(request(&[])).await.unwrap_err();
    assert!(error.downcast_ref::<Abandoned>().is_some(), "{error}");
    assert!(cached.provide(request(&[])).await.is_err());
}

#[test]
fn what_was_begun_in_another_runtime_is_begun_again() {
    let runtime = || {
        let mut builder = tokio::runtime::Builder::new_current_thread();
        builder.enable_all().build().unwrap()
    };
    let counter = Counter::shut();
    let cached = Cached::new(counter.clone());
    let first = runtime();
    first.block_on(async {
        assert!(get(&cached, request(&[])).now_or_never().is_none());
    });
    drop(first);
    counter.gate.add_permits(1);
    let found = runtime().block_on(get(&cached, request(&[])));
    assert_eq!(found.unwrap(), if counter.asked() == 1 { "1" } else { "2" });
}

#[tokio::test(start_paused = true)]
async fn a_provider_that_hangs_does_not_hold_up_all_further_calls() {
    let counter = Counter::shut();
    let cached = Cached::new(Arc::clone(&counter));
    let start = Instant::now();
    let error = cached.provide(request(&[])).await.unwrap_err();
    assert!(error.to_string().contains("in time (60s)"), "{error}");
    assert_eq!(start.elapsed(), Duration::from_secs(60));
    counter.gate.add_permits(1);
    let provided = cached.provide(request(&[])).await.unwrap();
    assert_eq!(provided.secret().expose(), "2");
    let quick = Cached::new(Counter::shut()).timeout(Duration::from_secs(2));
    assert!(quick.clone().provide(request(&[])).await.is_err());
    assert_eq!(start.elapsed(), Duration::from_secs(62));
}
