//! Server-sent events (`text/event-stream`; WHATWG HTML, section 9.2).

#[cfg(feature = "client")]
mod follow;
#[cfg(feature = "server")]
mod keep_alive;
mod read;
#[cfg_attr(not(feature = "client"), allow(dead_code))]
mod reconnect;
#[cfg(feature = "client")]
mod resume;
mod write;

pub use reconnect::{Reconnect, ReconnectError};
#[cfg(feature = "client")]
pub(crate) use resume::{LastEventId, Opening, Reopened, resumed};

use super::items::Items;
use super::text_form::Names;
use super::{Body, BodyError, BoxError, ItemError, StreamError, TextForm};
use bytes::Bytes;
use futures_core::Stream;
use serde::{Serialize, de::DeserializeOwned};
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

/// One event of an [`EventStream`].
///
/// ```
/// use timely_runtime::Event;
///
/// let event = Event::new("hello".to_owned()).event("greeting").id("1");
/// assert_eq!(event.event.as_deref(), Some("greeting"));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Event<T> {
    /// The event's own identifier, with which a client that reconnects says how far it came. It has no line break and
    /// no NUL.
    pub id: Option<String>,
    /// The event's type; `message` where there is none. It has no line break.
    pub event: Option<String>,
    /// What the event says.
    pub data: T,
    /// How long the client should wait before it reconnects, in whole milliseconds.
    pub retry: Option<Duration>,
}

impl<T> Event<T> {
    /// An event that has data alone.
    pub const fn new(data: T) -> Self {
        Self {
            id: None,
            event: None,
            data,
            retry: None,
        }
    }

    /// Sets the identifier.
    #[must_use]
    pub fn id(mut self, id: impl Into<String>) -> Self {
        self.id = Some(id.into());
        self
    }

    /// Sets the type.
    #[must_use]
    pub fn event(mut self, event: impl Into<String>) -> Self {
        self.event = Some(event.into());
        self
    }

    /// Sets how long the client should wait before it reconnects.
    #[must_use]
    pub const fn retry(mut self, retry: Duration) -> Self {
        self.retry = Some(retry);
        self
    }

    /// The same event with other data.
    fn with<U>(self, data: U) -> Event<U> {
        Event {
            id: self.id,
            event: self.event,
            data,
            retry: self.retry,
        }
    }
}

impl<T> From<T> for Event<T> {
    fn from(data: T) -> Self {
        Self::new(data)
    }
}

/// Events that come one by one (`text/event-stream`).
///
/// `T` is the type of an event's data: `String` for text as it is, another type for JSON.
///
/// A client reads it as a [`Stream`]. An event that cannot be read is an error, which has its name, its id and its data, and
/// after which the stream goes on. Comments are skipped. The event that the setting `events` names is the end of the stream; where that
/// names none, `[DONE]` is skipped where the data is JSON: some servers mark the end of the stream so.
///
/// A server makes one from a stream of events:
///
/// ```
/// use std::time::Duration;
/// use timely_runtime::{Event, EventStream};
///
/// let ticks = futures_util::stream::iter([Event::new(1), Event::new(2).event("last")]);
/// let events: EventStream<i32> = EventStream::new(ticks);
/// ```
pub struct EventStream<T> {
    items: Items<Event<T>>,
    #[cfg_attr(not(feature = "server"), allow(dead_code))]
    keep_alive: Option<Duration>,
}

impl<T> EventStream<T> {
    /// The events of a stream.
    pub fn new<S>(events: S) -> Self
    where
        S: Stream<Item = Event<T>> + Send + 'static,
    {
        Self::from_items(Items::from_stream(events))
    }

    /// The events of a stream that may fail. A failure breaks the message off.
    pub fn try_new<S, E>(events: S) -> Self
    where
        S: Stream<Item = Result<Event<T>, E>> + Send + 'static,
        E: Into<BoxError>,
    {
        Self::from_items(Items::try_from_stream(events))
    }

    const fn from_items(items: Items<Event<T>>) -> Self {
        Self {
            items,
            keep_alive: None,
        }
    }

    /// Sends a comment whenever this much time has passed without an event, so that nothing between server and client
    /// takes the connection for dead. 15 seconds are usual.
    ///
    /// Needs tokio's timer, as `#[tokio::main]` sets it up.
    #[cfg(feature = "server")]
    #[must_use]
    pub const fn keep_alive(mut self, interval: Duration) -> Self {
        self.keep_alive = Some(interval);
        self
    }
}

impl<T: DeserializeOwned + 'static> EventStream<T> {
    /// The events of a body, each of at most [`DEFAULT_ITEM_LIMIT`](super::DEFAULT_ITEM_LIMIT) bytes, in the form that
    /// [suits](TextForm::of) the type.
    #[must_use]
    pub fn from_body(body: Body) -> Self {
        Self::from_body_with(body, TextForm::of::<T>(), super::DEFAULT_ITEM_LIMIT)
    }

    /// The events of a body, their data in a given form and each of at most `limit` bytes.
    #[must_use]
    pub fn from_body_with(body: Body, form: TextForm, limit: usize) -> Self {
        Self::read(body, form, limit, None)
    }

    /// The events of a body up to the one whose data is `done`, in the form that suits the type.
    pub(crate) fn from_body_until(body: Body, done: Option<&'static str>) -> Self {
        Self::read(body, TextForm::of::<T>(), super::DEFAULT_ITEM_LIMIT, done)
    }

    fn read(body: Body, form: TextForm, limit: usize, done: Option<&'static str>) -> Self {
        let names = Names::of(&body);
        let mut reader = Some(read::Reader::new(body, limit));
        Self::from_items(Items::from_source(move |cx| {
            while let Some(events) = &mut reader {
                let Some(event) = ready!(events.poll_next(cx)) else {
                    break;
                };
                let event = match event {
                    Ok(event) if done == Some(event.data.as_str()) => {
                        // Whatever follows, and the connection, are of no interest.
                        reader = None;
                        break;
                    }
                    Ok(event) if form == TextForm::Json && event.data == "[DONE]" => continue,
                    Ok(event) => match form.read(&event.data, names) {
                        Ok(data) => Ok(event.with(data)),
                        Err(error) => Err(StreamError::Item(ItemError::of_event(event, error))),
                    },
                    Err(error) => Err(error),
                };
                return Poll::Ready(Some(event));
            }
            Poll::Ready(None)
        }))
    }
}

impl<T: Serialize + 'static> EventStream<T> {
    /// The body that carries the events, in the form that [suits](TextForm::of) the type.
    #[must_use]
    pub fn into_body(self) -> Body {
        self.into_body_as(TextForm::of::<T>())
    }

    /// The body that carries the events, their data in a given form.
    ///
    /// An event that cannot be written breaks the message off: see [`StreamError::Field`] and [`StreamError::Write`].
    /// A line break in plain text arrives as LF, whichever it was.
    #[must_use]
    pub fn into_body_as(self, form: TextForm) -> Body {
        self.write(form, None)
    }

    /// The body that carries the events, in the form that suits the type, and after the last of them one whose data is `done`.
    pub(crate) fn into_body_until(self, done: Option<&'static str>) -> Body {
        self.write(TextForm::of::<T>(), done)
    }

    fn write(self, form: TextForm, mut done: Option<&'static str>) -> Body {
        let mut items = self.items;
        #[cfg(feature = "server")]
        let mut timer = self.keep_alive.map(keep_alive::KeepAlive::new);
        Body::from_source(None, move |cx| match items.poll_next(cx) {
            Poll::Ready(None) => Poll::Ready(done.take().map(|done| {
                let last = write::event(&Event::new(done.to_owned()));
                last.map(Bytes::from).map_err(BodyError::read)
            })),
            Poll::Ready(item) => {
                #[cfg(feature = "server")]
                if let Some(timer) = &mut timer {
                    timer.restart();
                }
                let chunk = item.map(|event| {
                    event
                        .and_then(|event| {
                            let text = form.write(&event.data).map_err(StreamError::Write)?;
                            Ok(event.with(text))
                        })
                        .and_then(|event| write::event(&event))
                        .map(Bytes::from)
                        .map_err(BodyError::read)
                });
                Poll::Ready(chunk)
            }
            #[cfg(feature = "server")]
            Poll::Pending => match &mut timer {
                Some(timer) => {
                    ready!(timer.poll(cx));
                    Poll::Ready(Some(Ok(Bytes::from_static(write::COMMENT))))
                }
                None => Poll::Pending,
            },
            #[cfg(not(feature = "server"))]
            Poll::Pending => Poll::Pending,
        })
    }
}

impl<T> Stream for EventStream<T> {
    type Item = Result<Event<T>, StreamError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.items.poll_next(cx)
    }
}

impl<T: Send + 'static> FromIterator<Event<T>> for EventStream<T> {
    fn from_iter<I: IntoIterator<Item = Event<T>>>(events: I) -> Self {
        let mut events: std::collections::VecDeque<_> = events.into_iter().collect();
        Self::from_items(Items::from_source(move |_| {
            Poll::Ready(events.pop_front().map(Ok))
        }))
    }
}

impl<T> fmt::Debug for EventStream<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EventStream").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
