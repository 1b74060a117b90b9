//! HTTP/2 (RFC 9113): how a connection is told to speak it, and limits as HTTP/1.1 has them.

use super::Limits;
use axum::body::Body;
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Request, Response, StatusCode, header};
use hyper::server::conn::http2;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use std::future::poll_fn;
use std::io;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// What a client begins with (section 3.4). No request of HTTP/1.1 does.
const PREFACE: &[u8; 24] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

/// How much of the bodies of a connection, and of a single request, may come before they are read.
const CONNECTION_WINDOW: u32 = 512 * 1024;
const STREAM_WINDOW: u32 = 256 * 1024;
/// How much of a response may wait until the client takes it.
const SEND_BUFFER: usize = 64 * 1024;
/// How many requests that the client has taken back may wait to be seen (CVE-2023-44487), and how many may be at odds with the
/// protocol (CVE-2025-8671), before the connection is closed.
const PENDING_RESETS: usize = 20;
const ERROR_RESETS: usize = 100;
/// After which silence the client is asked whether it is there.
const PING_INTERVAL: Duration = Duration::from_secs(30);
const PING_TIMEOUT: Duration = Duration::from_secs(20);

/// How connections of HTTP/2 are served.
pub(super) fn builder(limits: &Limits) -> http2::Builder<TokioExecutor> {
    let mut http = http2::Builder::new(TokioExecutor::new());
    http.timer(TokioTimer::new())
        .max_concurrent_streams(limits.streams)
        // What `h2` counts more frames of a head by than fit into it.
        .max_header_list_size(u32::try_from(limits.header_bytes).unwrap_or(u32::MAX))
        .initial_connection_window_size(CONNECTION_WINDOW)
        .initial_stream_window_size(STREAM_WINDOW)
        .max_send_buf_size(SEND_BUFFER)
        .max_pending_accept_reset_streams(PENDING_RESETS)
        .max_local_error_reset_streams(ERROR_RESETS)
        .keep_alive_interval(PING_INTERVAL)
        .keep_alive_timeout(PING_TIMEOUT);
    http
}

/// Reads the beginning of a connection as far as it may be that of HTTP/2; whether it is, and the connection as it was.
pub(super) async fn detect<I: AsyncRead + Unpin>(
    mut io: I,
    has_begun: &AtomicBool,
) -> io::Result<(Rewound<I>, bool)> {
    let mut read = [0; PREFACE.len()];
    let mut length = 0;
    while length < read.len() && read[..length] == PREFACE[..length] {
        let mut buffer = ReadBuf::new(&mut read[length..]);
        poll_fn(|context| Pin::new(&mut io).poll_read(context, &mut buffer)).await?;
        let more = buffer.filled().len();
        if more == 0 {
            break;
        }
        has_begun.store(true, Ordering::Relaxed);
        length += more;
    }
    let is_http2 = read[..length] == PREFACE[..];
    let begun = Bytes::copy_from_slice(&read[..length]);
    Ok((Rewound { io, begun }, is_http2))
}

/// A connection whose beginning was read, and is read again.
pub(super) struct Rewound<I> {
    io: I,
    begun: Bytes,
}

impl<I: AsyncRead + Unpin> AsyncRead for Rewound<I> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.begun.is_empty() {
            return Pin::new(&mut self.io).poll_read(context, buffer);
        }
        let length = self.begun.len().min(buffer.remaining());
        buffer.put_slice(&self.begun.split_to(length));
        Poll::Ready(Ok(()))
    }
}

impl<I: AsyncWrite + Unpin> AsyncWrite for Rewound<I> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.io).poll_write(context, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.io).poll_write_vectored(context, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.io.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(Pin::new(&mut self.io).poll_shutdown(context))?;
        Poll::Ready(Ok(()))
    }
}

/// Makes of a request one as HTTP/1.1 has it: `Cookie` is one field, which HTTP/2 may send in parts (section 8.2.3).
pub(super) fn join_cookies<B>(request: &mut Request<B>) {
    let headers = request.headers_mut();
    let mut cookies = headers.get_all(header::COOKIE).iter();
    if let (Some(first), Some(second)) = (cookies.next(), cookies.next()) {
        let all = [first, second].into_iter().chain(cookies);
        let all: Vec<&[u8]> = all.map(HeaderValue::as_bytes).collect();
        // Values and what stands between them are a value.
        if let Ok(joined) = HeaderValue::from_bytes(&all.join(&b"; "[..])) {
            headers.insert(header::COOKIE, joined);
        }
    }
}

/// The answer to a head of too many fields, which HTTP/1.1 has from its implementation.
pub(super) fn too_many_fields() -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE;
    response
}

/// Takes out of a response what is about the connection of HTTP/1.1, which HTTP/2 must not send (section 8.2.2).
pub(super) fn without_connection(headers: &mut HeaderMap) {
    const KEEP_ALIVE: HeaderName = HeaderName::from_static("keep-alive");
    const PROXY: HeaderName = HeaderName::from_static("proxy-connection");
    for name in [
        header::CONNECTION,
        KEEP_ALIVE,
        PROXY,
        header::TRANSFER_ENCODING,
        header::UPGRADE,
    ] {
        headers.remove(name);
    }
}
