//! Connections that let others have their turn.

use hyper_util::client::legacy::connect::{Connected, Connection};
use std::io::{self, IoSlice};
use std::pin::Pin;
use std::task::{Context, Poll};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// After how many bytes that came without a wait a connection pauses.
const TURN: usize = 16 * 1024;

/// A connection that pauses, for one turn of all others of its thread, whenever it has read much without a wait.
///
/// Who reads an endless flood does not wait for more, and while its task goes on and on no timer is looked at: a server that
/// sends one interim response (1xx) after another would keep a call from giving up in time.
pub(super) struct Fair<T> {
    inner: T,
    /// What has been read since the last wait or pause, in bytes.
    read: usize,
    /// Whether a proxy is at the other end, which has to be told whom a request is for.
    is_proxied: bool,
}

impl<T> Fair<T> {
    pub(super) fn new(inner: T, is_proxied: bool) -> Self {
        Self {
            inner,
            read: 0,
            is_proxied,
        }
    }
}

impl<T: AsyncRead + Unpin> AsyncRead for Fair<T> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.read >= TURN {
            self.read = 0;
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        // No more than the rest of the turn, however much room there is.
        let rest = (TURN - self.read).min(buffer.remaining());
        let mut part = ReadBuf::new(buffer.initialize_unfilled_to(rest));
        let read = Pin::new(&mut self.inner).poll_read(context, &mut part);
        let count = part.filled().len();
        buffer.advance(count);
        self.read = match read {
            Poll::Ready(_) => self.read + count,
            Poll::Pending => 0,
        };
        read
    }
}

impl<T: AsyncWrite + Unpin> AsyncWrite for Fair<T> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.inner).poll_write(context, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.inner).poll_write_vectored(context, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.inner.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(context)
    }
}

impl<T> Connection for Fair<T> {
    fn connected(&self) -> Connected {
        Connected::new().proxy(self.is_proxied)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::task::{Wake, Waker};

    /// Counts how often it is woken.
    #[derive(Default)]
    struct Counter(AtomicUsize);

    impl Wake for Counter {
        fn wake(self: Arc<Self>) {
            self.0.fetch_add(1, Ordering::SeqCst);
        }
    }

    /// Gives bytes for ever, or so many.
    struct Source(usize);

    impl AsyncRead for Source {
        fn poll_read(
            mut self: Pin<&mut Self>,
            _: &mut Context<'_>,
            buffer: &mut ReadBuf<'_>,
        ) -> Poll<io::Result<()>> {
            let count = buffer.remaining().min(self.0);
            if count == 0 {
                return Poll::Pending;
            }
            self.0 -= count;
            buffer.put_slice(&vec![b'x'; count]);
            Poll::Ready(Ok(()))
        }
    }

    /// How many bytes can be read before it is waited.
    fn read(connection: &mut Fair<Source>, counter: &Arc<Counter>) -> usize {
        let waker = Waker::from(Arc::clone(counter));
        let mut context = Context::from_waker(&waker);
        let mut all = 0;
        loop {
            let mut bytes = [0; 3 * TURN / 4];
            let mut buffer = ReadBuf::new(&mut bytes);
            match Pin::new(&mut *connection).poll_read(&mut context, &mut buffer) {
                Poll::Ready(read) => read.unwrap(),
                Poll::Pending => return all,
            }
            all += buffer.filled().len();
        }
    }

    #[test]
    fn a_flood_is_interrupted_and_goes_on() {
        let counter = Arc::new(Counter::default());
        let mut connection = Fair::new(Source(usize::MAX), false);
        for turn in 1..5 {
            let all = read(&mut connection, &counter);
            assert_eq!(all, TURN);
            // It asks for its next turn itself.
            assert_eq!(counter.0.load(Ordering::SeqCst), turn);
        }
    }

    #[test]
    fn who_waits_by_himself_is_not_interrupted() {
        let counter = Arc::new(Counter::default());
        let mut connection = Fair::new(Source(0), false);
        for _ in 0..5 {
            connection.inner.0 = TURN - 1;
            assert_eq!(read(&mut connection, &counter), TURN - 1);
        }
        assert_eq!(counter.0.load(Ordering::SeqCst), 0);
    }
}
