//! Against a real `redis-server`, where one is installed.

use super::super::ReplayKey;
use super::*;
use crate::rate_limit::redis::tests::Redis;
use crate::testing::{LONG, within};
use futures_util::future::join_all;

fn store(redis: &Redis) -> RedisReplays {
    RedisReplays::new(&redis.url())
        .unwrap()
        .timeout(LONG)
        .unwrap()
}

fn claim(id: &str) -> ReplayClaim {
    ReplayClaim::new(ReplayKey::new("", id))
}

const MINUTE: Duration = Duration::from_secs(60);

#[tokio::test]
async fn instances_handle_a_delivery_once_between_them() {
    let Some(redis) = Redis::start() else { return };
    let instances = [store(&redis), store(&redis)];
    let claims: Vec<_> = (0..50).map(|_| claim("msg_1")).collect();
    let begun = claims.iter().enumerate();
    let begun = begun.map(|(number, claim)| instances[number % 2].begin(claim, MINUTE));
    let states: Vec<_> = join_all(begun)
        .await
        .into_iter()
        .map(Result::unwrap)
        .collect();
    let first = states
        .iter()
        .position(|state| *state == ReplayState::New)
        .unwrap();
    let running = states
        .iter()
        .filter(|state| **state == ReplayState::Running);
    assert_eq!(running.count(), 49);
    // Who has not claimed it cannot give it up.
    let other = &claims[(first + 1) % 50];
    instances[0].release(other).await.unwrap();
    assert_eq!(
        instances[1].begin(other, MINUTE).await.unwrap(),
        ReplayState::Running
    );
    instances[0].release(&claims[first]).await.unwrap();
    assert_eq!(
        instances[1].begin(other, MINUTE).await.unwrap(),
        ReplayState::New
    );
    instances[1].finish(other, MINUTE).await.unwrap();
    instances[1].release(other).await.unwrap();
    assert_eq!(
        instances[0].begin(other, MINUTE).await.unwrap(),
        ReplayState::Handled
    );
    let elsewhere = store(&redis).prefix("other:");
    assert_eq!(
        elsewhere.begin(other, MINUTE).await.unwrap(),
        ReplayState::New
    );
}

#[tokio::test]
async fn what_is_abandoned_may_be_taken_over_and_ids_are_forgotten() {
    let Some(redis) = Redis::start() else { return };
    let store = store(&redis);
    let short = Duration::from_millis(30);
    let (first, second) = (claim("msg_1"), claim("msg_1"));
    let new = async |claim: &ReplayClaim| {
        while store.begin(claim, MINUTE).await.unwrap() != ReplayState::New {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    assert_eq!(store.begin(&first, short).await.unwrap(), ReplayState::New);
    within("the lease ends", new(&second)).await;
    store.finish(&second, short).await.unwrap();
    within("the id is forgotten", new(&first)).await;
    // Times that Redis cannot count are those that it can.
    store.finish(&first, Duration::MAX).await.unwrap();
    assert_eq!(
        store.begin(&second, Duration::ZERO).await.unwrap(),
        ReplayState::Handled
    );
}

#[tokio::test]
async fn a_password_is_not_shown() {
    let store = RedisReplays::new("redis://user:hunter2@127.0.0.1:1").unwrap();
    let error = store.begin(&claim("msg_1"), MINUTE).await;
    let wrong = RedisReplays::new("hunter2").unwrap_err();
    let text = format!("{store:?} {error:?} {wrong:?}");
    assert!(!text.contains("hunter2"), "{text}");
}
