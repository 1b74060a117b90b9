//! Against a real `redis-server`, where one is installed.

use super::*;
use crate::testing::{LONG, until, within};
use futures_util::future::join_all;
use std::collections::HashSet;
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};

/// A server of a test's own, in a folder of its own.
pub(crate) struct Redis {
    process: Child,
    port: u16,
    _folder: tempfile::TempDir,
}

impl Redis {
    /// `None` where there is no `redis-server`.
    pub(crate) fn start() -> Option<Self> {
        Self::start_on(free_port())
    }

    fn start_on(port: u16) -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let process = Command::new("redis-server")
            .args(["--bind", "127.0.0.1", "--save", "", "--appendonly", "no"])
            .args(["--port", &port.to_string()])
            .current_dir(folder.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        let Ok(mut process) = process else {
            println!("skipped: there is no redis-server on the path");
            return None;
        };
        until("redis-server listens", || {
            if let Some(status) = process.try_wait().unwrap() {
                panic!("redis-server has ended: {status}");
            }
            let connected = std::net::TcpStream::connect(("127.0.0.1", port));
            connected.map_err(|error| error.to_string())
        });
        Some(Self {
            process,
            port,
            _folder: folder,
        })
    }

    pub(crate) fn url(&self) -> String {
        format!("redis://127.0.0.1:{}", self.port)
    }

    fn store(&self) -> RedisStore {
        store_at(self.port)
    }
}

impl Drop for Redis {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}

/// A store that waits longer than this machine ever takes.
fn store_at(port: u16) -> RedisStore {
    let store = RedisStore::new(&format!("redis://127.0.0.1:{port}")).unwrap();
    store.timeout(LONG).unwrap()
}

#[tokio::test]
async fn instances_share_their_windows() {
    let Some(redis) = Redis::start() else { return };
    let instances = [redis.store(), redis.store()];
    let ann = Key::new("user", "ann");
    let quota = Quota::per_hour(3);
    let mut told = Vec::new();
    for turn in 0..5 {
        let decision = instances[turn % 2].take(&ann, quota).await.unwrap();
        told.push((decision.admitted, decision.remaining));
        assert!(decision.wait <= quota.window, "{decision:?}");
        assert!(
            decision.wait > quota.window - Duration::from_secs(60),
            "{decision:?}"
        );
        // This machine's clock is that of Redis here.
        let ends = UtcTime::from(std::time::SystemTime::now()) + decision.wait;
        assert!(
            (ends - decision.reset).abs() < TimeDelta::seconds(60),
            "{decision:?}"
        );
    }
    let expected = [(true, 2), (true, 1), (true, 0), (false, 0), (false, 0)];
    assert_eq!(told, expected);
    let bob = Key::new("user", "bob");
    assert!(instances[0].take(&bob, quota).await.unwrap().admitted);
    // Another API in the same Redis.
    let other = redis.store().prefix("other:");
    assert!(other.take(&ann, quota).await.unwrap().admitted);
}

#[tokio::test]
async fn of_requests_at_the_same_time_as_many_pass_as_the_quota_says() {
    let Some(redis) = Redis::start() else { return };
    let instances = [redis.store(), redis.store(), redis.store()];
    let key = Key::new("user", "ann");
    let takes = (0..150).map(|number| instances[number % 3].take(&key, Quota::per_hour(70)));
    let decisions = join_all(takes).await.into_iter().map(Result::unwrap);
    let remaining: Vec<u32> = decisions
        .filter(|decision| decision.admitted)
        .map(|decision| decision.remaining)
        .collect();
    assert_eq!(remaining.len(), 70);
    assert_eq!(remaining.into_iter().collect::<HashSet<_>>().len(), 70);
}

#[tokio::test]
async fn windows_end_and_a_changed_quota_begins_a_new_one() {
    let Some(redis) = Redis::start() else { return };
    let store = redis.store();
    let key = Key::new("user", "ann");
    let short = Quota::new(1, Duration::from_millis(50));
    assert!(store.take(&key, short).await.unwrap().admitted);
    let ends = async {
        loop {
            let decision = store.take(&key, short).await.unwrap();
            assert!(decision.wait <= short.window, "{decision:?}");
            if decision.admitted {
                break;
            }
            tokio::time::sleep(decision.wait).await;
        }
    };
    within("the window ends", ends).await;
    let key = Key::new("user", "bob");
    let long = Quota::per_hour(1);
    assert!(store.take(&key, long).await.unwrap().admitted);
    assert!(!store.take(&key, long).await.unwrap().admitted);
    let decision = store.take(&key, Quota::per_minute(1)).await.unwrap();
    assert!(
        decision.admitted && decision.wait <= Duration::from_secs(60),
        "{decision:?}"
    );
    let none = Quota::per_hour(0);
    assert!(
        !store
            .take(&Key::new("user", "eve"), none)
            .await
            .unwrap()
            .admitted
    );
}

#[tokio::test]
async fn what_breaks_is_an_error_and_mends() {
    let Some(redis) = Redis::start() else { return };
    let (store, port) = (redis.store(), redis.port);
    let key = Key::new("user", "ann");
    let quota = Quota::per_hour(9);
    store.take(&key, quota).await.unwrap();
    drop(redis);
    store.take(&key, quota).await.unwrap_err();
    let Some(_redis) = Redis::start_on(port) else {
        return;
    };
    let mends = async {
        while store.take(&key, quota).await.is_err() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    within("it mends", mends).await;
}

#[tokio::test]
async fn a_server_that_does_not_answer_is_given_up() {
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let store = store_at(silent.local_addr().unwrap().port());
    let store = store.timeout(Duration::from_millis(100)).unwrap();
    let key = Key::new("user", "ann");
    let taken = store.take(&key, Quota::per_hour(1));
    within("it is given up", taken).await.unwrap_err();
}

#[tokio::test]
async fn a_password_is_not_shown() {
    let store = RedisStore::new("redis://user:hunter2@127.0.0.1:1").unwrap();
    let error = store
        .take(&Key::new("user", "ann"), Quota::per_hour(1))
        .await;
    let wrong = RedisStore::new("hunter2").unwrap_err();
    let text = format!("{store:?} {error:?} {wrong:?}");
    assert!(!text.contains("hunter2"), "{text}");
}

#[tokio::test]
async fn several_quotas_are_counted_against_all_or_none() {
    let Some(redis) = Redis::start() else { return };
    let instances = [redis.store(), redis.store()];
    let all = (Key::new("all", ""), Quota::per_hour(70));
    let takes: Vec<_> = (0..4)
        .map(|user: u8| [(Key::new("user", [user]), Quota::per_hour(20)), all])
        .collect();
    let asked = (0..300).map(|number| instances[number % 2].take_all(&takes[number % 4]));
    let decisions: Vec<_> = join_all(asked)
        .await
        .into_iter()
        .map(Result::unwrap)
        .collect();
    let admitted = decisions
        .iter()
        .filter(|both| both.iter().all(|decision| decision.admitted));
    assert_eq!(admitted.count(), 70);
    assert!(decisions.iter().all(|both| both.len() == 2));
    let mut left = 0;
    for both in &takes {
        let refused = instances[0].take_all(both).await.unwrap();
        assert!(
            !refused[1].admitted && refused[1].remaining == 0,
            "{refused:?}"
        );
        left += refused[0].remaining;
    }
    assert_eq!(left, 80 - 70);
    assert_eq!(instances[0].take_all(&[]).await.unwrap(), []);
}
