//! Where work is done that may take long: not on the threads that serve the other requests.

use super::Rejection;
use futures_util::future::{BoxFuture, Either, Ready, ready};
use std::num::NonZero;
use std::panic::resume_unwind;
use std::sync::{Arc, LazyLock};
use std::thread::available_parallelism;
use tokio::runtime::Handle;
use tokio::sync::Semaphore;

/// From how many bytes on a body is checked and decoded where it does not hold up other requests.
pub(crate) const LARGE: usize = 64 * 1024;

/// One processor is left for everything else, if there are several: a thread that computes takes its share of the
/// processors from those that serve.
static PERMITS: LazyLock<Arc<Semaphore>> = LazyLock::new(|| {
    let processors = available_parallelism().map_or(1, NonZero::get);
    Arc::new(Semaphore::new(processors.saturating_sub(1).max(1)))
});

/// Does work on a thread for such work, with no more of it at the same time than there are processors to spare. Without a
/// runtime of tokio it is done at once.
///
/// # Errors
/// When the runtime shuts down meanwhile.
pub(crate) async fn run<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Rejection> {
    let Ok(runtime) = Handle::try_current() else {
        return Ok(work());
    };
    // Held by the work, which goes on when the request is given up. The semaphore is never closed.
    let permit = Arc::clone(&PERMITS).acquire_owned().await.ok();
    let done = runtime.spawn_blocking(move || {
        let _permit = permit;
        work()
    });
    done.await.map_err(|error| match error.try_into_panic() {
        Ok(panic) => resume_unwind(panic),
        Err(_) => Rejection::internal(),
    })
}

/// What is there, or comes from a thread for such work: a future no larger than its outcome.
pub(crate) type Soon<T> = Either<Ready<T>, BoxFuture<'static, T>>;

/// An outcome that is there.
pub(crate) fn now<T>(outcome: T) -> Soon<T> {
    Either::Left(ready(outcome))
}

/// The outcome of work that is done as by [`run`].
pub(crate) fn later<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Rejection> + Send + 'static,
) -> Soon<Result<T, Rejection>> {
    Either::Right(Box::pin(async move { run(work).await? }))
}

/// Does work on so many bytes at once, or as [`run`] does where they are many.
///
/// # Errors
/// As for [`run`].
pub(crate) async fn if_large<T: Send + 'static>(
    bytes: usize,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Rejection> {
    if bytes < LARGE {
        return Ok(work());
    }
    // Boxed, since it is rare, and would be a part of each request's future.
    Box::pin(run(work)).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::thread;

    #[test]
    fn work_is_done_without_a_runtime() {
        let here = thread::current().id();
        let there = futures_util::FutureExt::now_or_never(run(move || thread::current().id()));
        assert_eq!(there.unwrap().unwrap(), here);
    }

    #[tokio::test]
    async fn work_is_done_on_another_thread() {
        let here = thread::current().id();
        assert_ne!(run(move || thread::current().id()).await.unwrap(), here);
    }

    #[tokio::test]
    #[should_panic(expected = "a fault")]
    async fn a_panic_is_passed_on() {
        let _ = run(|| panic!("a fault")).await;
    }
}
