//! Write timeouts: connections whose other end does not take what it is sent (slow readers, backpressure without end).

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep, sleep};

/// How long the other end of a connection that this end has closed may send nothing before it closes it as well.
const LINGER_PAUSE: Duration = Duration::from_secs(2);
/// How long it may go on sending altogether.
const LINGER: Duration = Duration::from_secs(20);
/// How many bytes it may go on sending in that time.
const LINGER_BYTES: usize = 16 * 1024 * 1024;

/// A connection that fails when its other end takes nothing for too long, and that is closed gently.
///
/// A socket that is closed while bytes lie unread in it is reset, and a reset may destroy what the other end has not read
/// yet: of a body that is too large, the sender would see a broken connection instead of 413 (RFC 9112, section 9.6).
/// So this end says first that it will send no more, and then reads on for a while.
pub(super) struct Guarded<T> {
    inner: T,
    write_timeout: Option<Duration>,
    /// There while a write waits.
    timer: Option<Pin<Box<Sleep>>>,
    closing: Option<Closing>,
}

struct Closing {
    /// Until the other end has sent nothing for too long.
    timer: Pin<Box<Sleep>>,
    /// When it has had time enough.
    end: Instant,
    bytes: usize,
}

impl Closing {
    fn new() -> Self {
        Self {
            timer: Box::pin(sleep(LINGER_PAUSE)),
            end: Instant::now() + LINGER,
            bytes: 0,
        }
    }

    /// Takes note of bytes that have come.
    fn has_read(&mut self, bytes: usize) {
        self.bytes += bytes;
        let pause = (Instant::now() + LINGER_PAUSE).min(self.end);
        self.timer.as_mut().reset(pause);
    }
}

impl<T> Guarded<T> {
    pub(super) fn new(inner: T, write_timeout: Option<Duration>) -> Self {
        Self {
            inner,
            write_timeout,
            timer: None,
            closing: None,
        }
    }

    /// Passes on what became of a write, or fails when it has waited for too long.
    fn limited<V>(
        &mut self,
        context: &mut Context<'_>,
        written: Poll<io::Result<V>>,
    ) -> Poll<io::Result<V>> {
        let limit = match self.write_timeout {
            Some(limit) if written.is_pending() => limit,
            _ => {
                self.timer = None;
                return written;
            }
        };
        let timer = self.timer.get_or_insert_with(|| Box::pin(sleep(limit)));
        ready!(timer.as_mut().poll(context));
        Poll::Ready(Err(io::Error::new(
            io::ErrorKind::TimedOut,
            "the client does not take what it is sent",
        )))
    }
}

impl<T: AsyncRead + Unpin> AsyncRead for Guarded<T> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_read(context, buffer)
    }
}

impl<T: AsyncRead + AsyncWrite + Unpin> AsyncWrite for Guarded<T> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.inner).poll_write(context, bytes);
        self.limited(context, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.inner).poll_write_vectored(context, slices);
        self.limited(context, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.inner.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let flushed = Pin::new(&mut self.inner).poll_flush(context);
        self.limited(context, flushed)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = &mut *self;
        if this.closing.is_none() {
            let closed = Pin::new(&mut this.inner).poll_shutdown(context);
            ready!(this.limited(context, closed))?;
        }
        let closing = this.closing.get_or_insert_with(Closing::new);
        let mut discarded = [0; 8192];
        while closing.bytes < LINGER_BYTES {
            let mut buffer = ReadBuf::new(&mut discarded);
            match Pin::new(&mut this.inner).poll_read(context, &mut buffer) {
                Poll::Ready(Ok(())) if !buffer.filled().is_empty() => {
                    closing.has_read(buffer.filled().len());
                }
                Poll::Ready(_) => return Poll::Ready(Ok(())),
                Poll::Pending => return closing.timer.as_mut().poll(context).map(Ok),
            }
        }
        Poll::Ready(Ok(()))
    }
}
