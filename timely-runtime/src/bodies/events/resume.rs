//! The body of an event stream that goes on with another one when it breaks off. Nothing here knows what the events are.

use super::follow::{EventId, Follower};
use super::reconnect::{Reconnect, ReconnectError};
use crate::bodies::{Body, BodyError, BoxError, DEFAULT_ITEM_LIMIT};
use bytes::Bytes;
use http::HeaderValue;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use tokio::time::Sleep;

/// What came of opening a stream again.
pub(crate) enum Reopened {
    /// The stream goes on with this body.
    Body(Body),
    /// The server says that there is nothing more.
    Ended,
    /// There was no answer. The next attempt may have one.
    Unanswered(BoxError),
    /// There was one that leaves nothing to hope for.
    Refused(ReconnectError),
}

/// What the server is told about the events that have come.
pub(crate) enum LastEventId {
    /// No event has had an identifier.
    Unknown,
    /// The last identifier is empty: the server has taken it back.
    TakenBack,
    /// The value of the header.
    Known(HeaderValue),
}

pub(crate) type Opening = Pin<Box<dyn Future<Output = Reopened> + Send>>;

/// The room that the names of fields take beside what they say.
const NAMES: usize = 64 * 1024;

/// The body of an event stream, which goes on with the bodies that `reopen` brings. The event `done` ends it.
pub(crate) fn resumed(
    body: Body,
    reconnect: Reconnect,
    done: Option<&'static str>,
    reopen: impl FnMut(LastEventId) -> Opening + Send + 'static,
) -> Body {
    let mut resuming = Resuming {
        reconnect,
        follower: Follower::new(done, DEFAULT_ITEM_LIMIT + NAMES),
        reopen,
        state: State::Reading,
        attempts: 0,
        events: 0,
    };
    // Its length is that of the first body alone.
    body.map_source(None, move |body, cx| resuming.poll(body, cx))
}

struct Resuming<F> {
    reconnect: Reconnect,
    follower: Follower,
    reopen: F,
    state: State,
    /// How often the stream was opened again since the last event.
    attempts: u32,
    /// The events that were there at the last look.
    events: u64,
}

enum State {
    Reading,
    /// Before an attempt.
    Waiting(Pin<Box<Sleep>>),
    Opening(Opening),
    Ended,
}

/// What goes on, or the last of the stream.
type Next = Result<(), Option<Result<Bytes, BodyError>>>;

impl<F: FnMut(LastEventId) -> Opening> Resuming<F> {
    fn poll(
        &mut self,
        body: &mut Body,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, BodyError>>> {
        loop {
            let next = match &mut self.state {
                State::Ended => return Poll::Ready(None),
                State::Reading => match ready!(body.poll_chunk(cx)) {
                    Some(Ok(chunk)) => {
                        let bytes = self.take(body, &chunk);
                        if !bytes.is_empty() {
                            return Poll::Ready(Some(Ok(bytes)));
                        }
                        Ok(())
                    }
                    None => self.broken(body, None),
                    Some(Err(error)) => self.broken(body, Some(error)),
                },
                State::Waiting(sleep) => {
                    ready!(sleep.as_mut().poll(cx));
                    self.open()
                }
                State::Opening(opening) => {
                    let reopened = ready!(opening.as_mut().poll(cx));
                    self.reopened(body, reopened)
                }
            };
            if let Err(last) = next {
                self.state = State::Ended;
                *body = Body::empty();
                return Poll::Ready(last);
            }
        }
    }

    fn take(&mut self, body: &mut Body, chunk: &[u8]) -> Bytes {
        let bytes = self.follower.push(chunk);
        let last = self.follower.last();
        if last.events > self.events {
            self.events = last.events;
            self.attempts = 0;
        }
        if last.is_done {
            // What follows is of no interest, nor is the connection.
            *body = Body::empty();
            self.state = State::Ended;
        }
        bytes
    }

    /// The body is at its end, or has broken off.
    fn broken(&mut self, body: &mut Body, error: Option<BodyError>) -> Next {
        // Of these, another connection would bring the same again.
        let is_break = !matches!(
            error,
            Some(BodyError::TooLarge { .. } | BodyError::Coding { .. } | BodyError::Reconnect(_))
        );
        let applies = self
            .reconnect
            .applies(error.is_none(), self.follower.has_sign());
        if !is_break || !applies || self.follower.is_cut() {
            return Err(match error {
                Some(error) => Some(Err(error)),
                // An event without its end is none, and whoever reads says so.
                None => Some(self.follower.rest())
                    .filter(|rest| !rest.is_empty())
                    .map(Ok),
            });
        }
        *body = Body::empty();
        self.follower.reopen();
        self.wait(error.map(Into::into))
    }

    /// Waits for the next attempt, if there is to be one.
    fn wait(&mut self, error: Option<BoxError>) -> Next {
        let number = self.attempts + 1;
        let Some(wait) = self.reconnect.wait(number, self.follower.last().retry) else {
            return failed(ReconnectError::GaveUp {
                attempts: self.attempts,
                source: error,
            });
        };
        self.attempts = number;
        tracing::debug!(attempt = number, ?wait, "the event stream is opened again");
        self.state = State::Waiting(Box::pin(tokio::time::sleep(wait)));
        Ok(())
    }

    fn open(&mut self) -> Next {
        let id = match &self.follower.last().id {
            None => LastEventId::Unknown,
            Some(EventId::Known(id)) if id.is_empty() => LastEventId::TakenBack,
            Some(EventId::Known(id)) => match HeaderValue::from_bytes(id) {
                Ok(id) => LastEventId::Known(id),
                Err(_) => return failed(ReconnectError::EventId),
            },
            Some(EventId::TooLong) => return failed(ReconnectError::EventId),
        };
        self.state = State::Opening((self.reopen)(id));
        Ok(())
    }

    fn reopened(&mut self, body: &mut Body, reopened: Reopened) -> Next {
        match reopened {
            Reopened::Body(next) => {
                *body = next;
                self.state = State::Reading;
                Ok(())
            }
            Reopened::Ended => Err(None),
            Reopened::Unanswered(error) => self.wait(Some(error)),
            Reopened::Refused(error) => failed(error),
        }
    }
}

fn failed(error: ReconnectError) -> Next {
    Err(Some(Err(BodyError::Reconnect(error))))
}

#[cfg(test)]
mod tests;
