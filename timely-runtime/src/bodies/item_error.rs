//! Items of a stream that are not what the document says.

use super::Event;
use crate::Misfit;
use crate::excerpt::Excerpt;
use std::fmt;

/// An item of a stream that is not what the document says: an event with its name, its id and its data, or the text of one
/// JSON value.
///
/// ```
/// use futures_util::StreamExt;
/// use timely_runtime::bodies::StreamError;
/// use timely_runtime::{Body, EventStream};
///
/// # let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
/// # runtime.block_on(async {
/// let body = Body::from("event: error\nid: 7\ndata: {\"code\":3}\n\n");
/// let mut numbers: EventStream<Vec<u32>> = EventStream::from_body(body);
/// let Some(Err(StreamError::Item(error))) = numbers.next().await else { panic!() };
/// assert_eq!(error.event().event.as_deref(), Some("error"));
/// assert_eq!(error.event().id.as_deref(), Some("7"));
/// assert_eq!(error.text(), r#"{"code":3}"#);
/// # })
/// ```
#[derive(Debug)]
pub struct ItemError {
    event: Box<Event<String>>,
    misfit: Box<Misfit>,
}

impl ItemError {
    /// An event with this text as its data.
    pub(super) fn of_event(event: Event<String>, misfit: Box<Misfit>) -> Self {
        Self {
            event: Box::new(event),
            misfit,
        }
    }

    /// A value of this text. What is no UTF-8 in it shows as U+FFFD.
    pub(super) fn of_value(text: &[u8], misfit: Box<Misfit>) -> Self {
        let text = String::from_utf8_lossy(text.trim_ascii()).into_owned();
        Self::of_event(Event::new(text), misfit)
    }

    /// The event as it came. Where the stream is one of JSON values, that has data alone.
    #[must_use]
    pub fn event(&self) -> &Event<String> {
        &self.event
    }

    /// The event by value.
    #[must_use]
    pub fn into_event(self) -> Event<String> {
        *self.event
    }

    /// What is wrong with it.
    #[must_use]
    pub fn misfit(&self) -> &Misfit {
        &self.misfit
    }

    /// The data of the event, or the JSON value, as text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.event.data
    }
}

/// The name of the event, and what is wrong with its data.
impl fmt::Display for ItemError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(name) = &self.event.event {
            write!(f, "event `{}`: ", Excerpt(name.as_bytes()))?;
        }
        fmt::Display::fmt(&self.misfit, f)
    }
}

impl std::error::Error for ItemError {}
