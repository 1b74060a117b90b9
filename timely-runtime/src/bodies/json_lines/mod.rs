//! Streams of JSON values: JSON Lines, NDJSON, and JSON text sequences (RFC 7464).

use super::charset;
use super::frames::{Delimiter, Frames, Piece};
use super::items::Items;
use super::text_form::Names;
use super::{Body, BodyError, BoxError, DEFAULT_ITEM_LIMIT, ItemError, StreamError};
use crate::{Misfit, Schema, json};
use bytes::Bytes;
use futures_core::Stream;
use serde::{Serialize, de::DeserializeOwned};
use std::collections::VecDeque;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

/// Starts each value of a JSON text sequence.
const RECORD_SEPARATOR: u8 = 0x1E;

/// How the values of a stream are told apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Framing {
    /// One value a line: `application/jsonl`, `application/x-ndjson`, `application/stream+json`.
    #[default]
    Lines,
    /// A record separator (U+001E) before each value and a line feed after it: `application/json-seq` (RFC 7464).
    Sequence,
}

impl Framing {
    /// The framing of a media type, its parameters included or not.
    ///
    /// ```
    /// use timely_runtime::bodies::Framing;
    ///
    /// assert_eq!(Framing::of("application/x-ndjson"), Framing::Lines);
    /// assert_eq!(Framing::of("application/geo+json-seq; charset=utf-8"), Framing::Sequence);
    /// ```
    #[must_use]
    pub fn of(media_type: &str) -> Self {
        let name = media_type.split(';').next().unwrap_or_default().trim_end();
        let is_sequence = name
            .len()
            .checked_sub("json-seq".len())
            .and_then(|start| name.get(start..))
            .is_some_and(|end| end.eq_ignore_ascii_case("json-seq"));
        if is_sequence {
            Self::Sequence
        } else {
            Self::Lines
        }
    }
}

/// JSON values that come one by one: JSON Lines, NDJSON, or a JSON text sequence.
///
/// A reader takes it as a [`Stream`]. A value that cannot be read is an error, which has its text, and after which the stream
/// goes on; empty lines are skipped. A writer makes one from a stream of values:
///
/// ```
/// use timely_runtime::JsonLines;
///
/// let lines = JsonLines::new(futures_util::stream::iter([1, 2, 3]));
/// # let _: JsonLines<i32> = lines;
/// ```
pub struct JsonLines<T>(Items<T>);

impl<T> JsonLines<T> {
    /// The values of a stream.
    pub fn new<S>(values: S) -> Self
    where
        S: Stream<Item = T> + Send + 'static,
    {
        Self(Items::from_stream(values))
    }

    /// The values of a stream that may fail. A failure breaks the message off.
    pub fn try_new<S, E>(values: S) -> Self
    where
        S: Stream<Item = Result<T, E>> + Send + 'static,
        E: Into<BoxError>,
    {
        Self(Items::try_from_stream(values))
    }
}

impl<T: DeserializeOwned + 'static> JsonLines<T> {
    /// The values of a body, each of at most [`DEFAULT_ITEM_LIMIT`] bytes.
    #[must_use]
    pub fn from_body(body: Body, framing: Framing) -> Self {
        Self::from_body_with(body, framing, DEFAULT_ITEM_LIMIT)
    }

    /// The values of a body, each of at most `limit` bytes.
    #[must_use]
    pub fn from_body_with(body: Body, framing: Framing, limit: usize) -> Self {
        let delimiter = Delimiter::Byte(match framing {
            Framing::Lines => b'\n',
            Framing::Sequence => RECORD_SEPARATOR,
        });
        let names = Names::of(&body);
        let mut frames = Frames::new(body, delimiter, limit);
        let mut is_first = true;
        Self(Items::from_source(move |cx| {
            loop {
                let item = match ready!(frames.poll_next(cx)) {
                    None => return Poll::Ready(None),
                    Some(Err(error)) => Err(error.into()),
                    Some(Ok(Piece::TooLong)) => Err(StreamError::TooLarge { limit }),
                    Some(Ok(Piece::Whole(text) | Piece::Rest(text))) => {
                        let text = match std::mem::take(&mut is_first) {
                            true => charset::without_mark(&text),
                            false => text,
                        };
                        if text.trim_ascii().is_empty() {
                            continue;
                        }
                        read(&text, framing, names)
                    }
                };
                return Poll::Ready(Some(item));
            }
        }))
    }
}

fn read<T: DeserializeOwned>(
    text: &[u8],
    framing: Framing,
    names: Names,
) -> Result<T, StreamError> {
    // Strings, arrays and objects show their end themselves.
    let shows_end = |last: &u8| last.is_ascii_whitespace() || b"\"]}".contains(last);
    if framing == Framing::Sequence && !text.last().is_some_and(shows_end) {
        return Err(StreamError::Truncated);
    }
    let read = names.check(text).and_then(|()| {
        json::from_slice(text).map_err(|error| Misfit::of_text(text, Schema::ANY, &error))
    });
    read.map_err(|misfit| StreamError::Item(ItemError::of_value(text, misfit)))
}

impl<T: Serialize + 'static> JsonLines<T> {
    /// The body that carries the values. One that cannot be written as JSON breaks the message off.
    #[must_use]
    pub fn into_body(self, framing: Framing) -> Body {
        let mut items = self.0;
        Body::from_source(None, move |cx| {
            let item = ready!(items.poll_next(cx));
            Poll::Ready(item.map(|value| {
                value
                    .and_then(|value| write(&value, framing))
                    .map_err(BodyError::read)
            }))
        })
    }
}

fn write<T: Serialize>(value: &T, framing: Framing) -> Result<Bytes, StreamError> {
    let mut text = Vec::new();
    if framing == Framing::Sequence {
        text.push(RECORD_SEPARATOR);
    }
    json::append(&mut text, value).map_err(StreamError::Write)?;
    text.push(b'\n');
    Ok(text.into())
}

impl<T> Stream for JsonLines<T> {
    type Item = Result<T, StreamError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.poll_next(cx)
    }
}

impl<T: Send + 'static> FromIterator<T> for JsonLines<T> {
    fn from_iter<I: IntoIterator<Item = T>>(values: I) -> Self {
        let mut values: VecDeque<T> = values.into_iter().collect();
        Self(Items::from_source(move |_| {
            Poll::Ready(values.pop_front().map(Ok))
        }))
    }
}

impl<T> fmt::Debug for JsonLines<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JsonLines").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
