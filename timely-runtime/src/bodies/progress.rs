//! How much of a body has passed.

use super::Body;
use bytes::Bytes;
use futures_core::Stream;
use std::fmt;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker, ready};

/// The largest piece that content in memory passes in, so that there is progress to see.
const PIECE: usize = 64 * 1024;

/// How much of a body has passed: was taken to be sent, or was received.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Progress {
    /// The bytes so far.
    pub bytes: u64,
    /// The bytes in total, where that is known before: not for a stream without `Content-Length`, and not for one that arrives
    /// compressed.
    pub total: Option<u64>,
}

impl Progress {
    /// The share that has passed, between 0 and 1.
    #[must_use]
    #[allow(
        clippy::cast_precision_loss,
        reason = "nobody sees the difference in a share"
    )]
    pub fn fraction(&self) -> Option<f64> {
        let total = self.total?;
        Some(match total {
            0 => 1.0,
            _ => self.bytes as f64 / total as f64,
        })
    }
}

impl Body {
    /// Calls a function whenever some of the body has passed: of one that is sent, when it is taken to be sent; of one that was
    /// received, when it is read. It should return soon: the body waits for it.
    ///
    /// The body is a stream then, also where its content is in memory, so that a request that carries it is not repeated.
    ///
    /// ```
    /// use timely_runtime::Body;
    ///
    /// let body = Body::from("content").with_progress(|progress| {
    ///     println!("{} of {:?} bytes", progress.bytes, progress.total);
    /// });
    /// assert_eq!(body.length(), Some(7));
    /// ```
    #[must_use]
    pub fn with_progress(self, mut report: impl FnMut(Progress) + Send + 'static) -> Self {
        let total = self.length();
        let mut progress = Progress { bytes: 0, total };
        let mut rest = Bytes::new();
        self.map_source(total, move |body, cx| {
            if rest.is_empty() {
                match ready!(body.poll_chunk(cx)) {
                    Some(Ok(chunk)) => rest = chunk,
                    other => return Poll::Ready(other),
                }
            }
            let piece = rest.split_to(rest.len().min(PIECE));
            progress.bytes += piece.len() as u64;
            report(progress);
            Poll::Ready(Some(Ok(piece)))
        })
    }

    /// The body, and its progress as a stream for another task to show: see [`Body::with_progress`].
    ///
    /// The stream yields what is newest when it is polled, and skips what was in between. It ends with the body: when that has
    /// passed, broke off, or was dropped.
    ///
    /// ```
    /// use futures_util::StreamExt;
    /// use timely_runtime::Body;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() {
    /// let (body, mut progress) = Body::from("content").watched();
    /// let sent = body.bytes(100);
    /// let shown = async {
    ///     while let Some(progress) = progress.next().await {
    ///         println!("{:?}", progress.fraction());
    ///     }
    /// };
    /// # let (bytes, ()) = futures_util::future::join(sent, shown).await;
    /// # assert_eq!(bytes.unwrap(), "content");
    /// # }
    /// ```
    #[must_use]
    pub fn watched(self) -> (Self, ProgressStream) {
        let shared = Arc::new(Mutex::new(Shared::default()));
        let reporter = Reporter(Arc::clone(&shared));
        let body = self.with_progress(move |progress| reporter.report(Some(progress)));
        (body, ProgressStream { shared })
    }
}

/// How far a body is, as a stream: see [`Body::watched`].
pub struct ProgressStream {
    shared: Arc<Mutex<Shared>>,
}

#[derive(Default)]
struct Shared {
    /// What has not been seen yet.
    newest: Option<Progress>,
    has_ended: bool,
    waker: Option<Waker>,
}

/// What the body holds: when it is dropped, the body is.
struct Reporter(Arc<Mutex<Shared>>);

impl Reporter {
    fn report(&self, progress: Option<Progress>) {
        let mut shared = lock(&self.0);
        match progress {
            Some(progress) => shared.newest = Some(progress),
            None => shared.has_ended = true,
        }
        let waker = shared.waker.take();
        drop(shared);
        if let Some(waker) = waker {
            waker.wake();
        }
    }
}

impl Drop for Reporter {
    fn drop(&mut self) {
        self.report(None);
    }
}

/// Nothing that is done under the lock can panic.
fn lock(shared: &Mutex<Shared>) -> MutexGuard<'_, Shared> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Stream for ProgressStream {
    type Item = Progress;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Progress>> {
        let mut shared = lock(&self.shared);
        if let Some(progress) = shared.newest.take() {
            return Poll::Ready(Some(progress));
        }
        if shared.has_ended {
            return Poll::Ready(None);
        }
        shared.waker = Some(cx.waker().clone());
        Poll::Pending
    }
}

impl fmt::Debug for ProgressStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ProgressStream").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bodies::testing::{all, broken, chunked, run};
    use futures_util::StreamExt;
    use http::HeaderValue;

    fn watched(body: Body) -> (Vec<Progress>, usize) {
        let seen = Arc::new(Mutex::new(Vec::new()));
        let seen_by = Arc::clone(&seen);
        let body = body.with_progress(move |progress| seen_by.lock().unwrap().push(progress));
        let passed = all(body)
            .into_iter()
            .flatten()
            .map(|chunk| chunk.len())
            .sum();
        let seen = seen.lock().unwrap().clone();
        (seen, passed)
    }

    #[test]
    fn progress_is_reported_piece_by_piece() {
        let (seen, passed) = watched(vec![0; 2 * PIECE + 5].into());
        assert_eq!(passed, 2 * PIECE + 5);
        let bytes: Vec<u64> = seen.iter().map(|progress| progress.bytes).collect();
        let piece = PIECE as u64;
        assert_eq!(bytes, [piece, 2 * piece, 2 * piece + 5]);
        assert!(seen.iter().all(|seen| seen.total == Some(2 * piece + 5)));
        assert_eq!(seen[2].fraction(), Some(1.0));

        let (seen, passed) = watched(chunked(b"abcdef", &[4]));
        assert_eq!(passed, 6);
        assert_eq!(seen.len(), 2);
        assert_eq!(
            (seen[1].bytes, seen[1].total, seen[1].fraction()),
            (6, None, None)
        );
        assert!(watched(Body::empty()).0.is_empty());
        assert_eq!(watched(broken(b"abc")).0.len(), 1);
    }

    #[test]
    fn the_body_stays_what_it_is() {
        let body = Body::from("png")
            .with_content_type(HeaderValue::from_static("image/png"))
            .with_progress(|_| {});
        assert_eq!(body.length(), Some(3));
        assert_eq!(body.content_type().unwrap(), "image/png");
        assert!(body.states_content_type());
        let limited = Body::from("four").with_progress(|_| {}).limited(3);
        assert!(run(limited.bytes(100)).is_err());
    }

    #[test]
    fn a_stream_of_progress_ends_with_the_body() {
        let (body, mut progress) = chunked(b"abcdef", &[2]).watched();
        drop(body);
        assert_eq!(run(progress.next()), None);

        let (body, progress) = chunked(b"abcdef", &[2]).watched();
        let (bytes, seen) = run(async {
            let sent = tokio::spawn(body.bytes(100));
            let seen: Vec<_> = progress.collect().await;
            (sent.await.unwrap(), seen)
        });
        assert_eq!(bytes.unwrap(), "abcdef");
        assert_eq!(seen.last().map(|progress| progress.bytes), Some(6));
    }
}
