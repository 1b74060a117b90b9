//! Bodies that break off, and bodies that come slowly.

use crate::bodies::{Body, BodyError};
use bytes::Bytes;
use std::io;
use std::pin::Pin;
use std::task::{Poll, ready};
use std::time::Duration;
use tokio::time::Sleep;

/// How often something of a slow body comes.
const TICK: Duration = Duration::from_millis(50);

/// The body up to this many bytes, after which the connection breaks. One that is shorter is whole.
pub(super) fn cut(body: Body, length: u64) -> Body {
    let announced = body.length();
    let mut left = Some(length);
    body.map_source(announced, move |body, cx| {
        let Some(rest) = left else {
            return Poll::Ready(None);
        };
        let chunk = match ready!(body.poll_chunk(cx)) {
            Some(Ok(chunk)) => chunk,
            other => return Poll::Ready(other),
        };
        if chunk.len() as u64 <= rest {
            left = Some(rest - chunk.len() as u64);
            return Poll::Ready(Some(Ok(chunk)));
        }
        if rest == 0 {
            left = None;
            *body = Body::empty();
            return Poll::Ready(Some(Err(reset())));
        }
        // It is shorter than the chunk, and so fits.
        let piece =
            usize::try_from(rest).map_or_else(|_| chunk.clone(), |rest| chunk.slice(..rest));
        left = Some(0);
        *body = Body::failed(reset());
        Poll::Ready(Some(Ok(piece)))
    })
}

/// A body of which nothing comes, since the connection breaks.
pub(super) fn broken() -> Body {
    Body::failed(reset())
}

fn reset() -> BodyError {
    BodyError::read(io::Error::from(io::ErrorKind::ConnectionReset))
}

/// The body, of which no more comes in a second than this many bytes, in even pieces.
pub(super) fn slow(body: Body, bytes_per_second: u32) -> Body {
    let announced = body.length();
    let per_tick = u64::from(bytes_per_second) * TICK.as_millis() as u64 / 1000;
    let piece = usize::try_from(per_tick).unwrap_or(usize::MAX).max(1);
    // Fewer bytes than ticks: one of them at a time, and a longer wait.
    let wait = match per_tick {
        0 => Duration::from_secs(1) / bytes_per_second.max(1),
        _ => TICK,
    };
    let mut rest = Bytes::new();
    let mut sleep: Option<Pin<Box<Sleep>>> = None;
    body.map_source(announced, move |body, cx| {
        if rest.is_empty() {
            match ready!(body.poll_chunk(cx)) {
                Some(Ok(chunk)) => rest = chunk,
                other => return Poll::Ready(other),
            }
        }
        let timer = sleep.get_or_insert_with(|| Box::pin(tokio::time::sleep(wait)));
        ready!(timer.as_mut().poll(cx));
        sleep = None;
        Poll::Ready(Some(Ok(rest.split_to(rest.len().min(piece)))))
    })
}
