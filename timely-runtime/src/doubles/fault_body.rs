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
    let mut left = length;
    let mut is_cut = false;
    let mut has_paused = false;
    body.map_source(announced, move |body, cx| {
        if is_cut {
            if !std::mem::replace(&mut has_paused, true) {
                // A server sends what it has when there is no more at the moment, and drops it when there is an error.
                cx.waker().wake_by_ref();
                return Poll::Pending;
            }
            return Poll::Ready(Some(Err(reset())));
        }
        let chunk = match ready!(body.poll_chunk(cx)) {
            Some(Ok(chunk)) => chunk,
            other => return Poll::Ready(other),
        };
        match usize::try_from(left) {
            Ok(rest) if rest < chunk.len() => {
                is_cut = true;
                *body = Body::empty();
                // An empty one is skipped, and what follows is asked for.
                Poll::Ready(Some(Ok(chunk.slice(..rest))))
            }
            _ => {
                left -= chunk.len() as u64;
                Poll::Ready(Some(Ok(chunk)))
            }
        }
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
