//! What the tests of this crate wait with: nothing waits for ever.

#![allow(
    dead_code,
    reason = "which of these are called depends on the features"
)]

use std::future::Future;
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

/// Nothing takes as long as this, even on a machine that has much else to do: what does will never end.
pub(crate) const LONG: Duration = Duration::from_secs(120);

/// The result of a future; fails when there is none for a long time.
///
/// On a clock that is paused, no time passes: it fails as soon as all others wait.
pub(crate) async fn within<F: Future>(what: &str, future: F) -> F::Output {
    let result = tokio::time::timeout(LONG, future).await;
    result.unwrap_or_else(|_| panic!("not within {LONG:?}: {what}"))
}

/// Tries until there is a result; fails after a long time with what was seen last.
#[track_caller]
pub(crate) fn until<T>(what: &str, mut probe: impl FnMut() -> Result<T, String>) -> T {
    let end = Instant::now() + LONG;
    loop {
        match probe() {
            Ok(found) => return found,
            Err(seen) => assert!(
                Instant::now() < end,
                "not within {LONG:?}: {what}; seen: {seen}"
            ),
        }
        thread::sleep(Duration::from_millis(5));
    }
}

/// The result of a computation, in a thread of its own; fails when there is none for a long time.
#[track_caller]
pub(crate) fn ends<T: Send + 'static>(
    what: &str,
    compute: impl FnOnce() -> T + Send + 'static,
) -> T {
    let (sender, result) = mpsc::channel();
    let thread = thread::spawn(move || {
        // Nobody listens any more when it took too long.
        let _ = sender.send(compute());
    });
    match result.recv_timeout(LONG) {
        Ok(result) => result,
        Err(mpsc::RecvTimeoutError::Timeout) => panic!("not within {LONG:?}: {what}"),
        // It has panicked.
        Err(mpsc::RecvTimeoutError::Disconnected) => match thread.join() {
            Err(panic) => std::panic::resume_unwind(panic),
            Ok(()) => unreachable!("it sends a result or panics"),
        },
    }
}

/// A schema that is made while a test runs.
pub(crate) fn schema(schema: &serde_json::Value) -> &'static crate::Schema {
    let text = String::leak(schema.to_string());
    Box::leak(Box::new(crate::Schema::new(text, &[])))
}
