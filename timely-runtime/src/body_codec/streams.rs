//! Streams of events and of values as bodies.

use super::{Content, Source, Written};
use crate::bodies::Framing;
use crate::{Body, DecodeError, EncodeError, EventStream, JsonLines, MediaType};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// The bytes of a body, however they come.
fn body(source: Source) -> Body {
    match source {
        Source::Stream(body) => body,
        Source::Whole(bytes, _) => bytes.into(),
        Source::Value(value) | Source::Parts(value, _) => value.to_string().into(),
    }
}

impl<T: Serialize + DeserializeOwned + Send + 'static> Content for EventStream<T> {
    fn read(source: Source, media: &'static MediaType) -> Result<Self, DecodeError> {
        Ok(Self::from_body_until(body(source), media.done))
    }

    fn write(self, media: &'static [MediaType]) -> Result<Written, EncodeError> {
        let media = media.first().ok_or(EncodeError::Content)?;
        Ok(Written::new(
            self.into_body_until(media.done),
            media,
            &["text/event-stream"],
        ))
    }
}

impl<T: Serialize + DeserializeOwned + Send + 'static> Content for JsonLines<T> {
    fn read(source: Source, media: &'static MediaType) -> Result<Self, DecodeError> {
        Ok(Self::from_body(body(source), Framing::of(media.essence())))
    }

    fn write(self, media: &'static [MediaType]) -> Result<Written, EncodeError> {
        let media = media.first().ok_or(EncodeError::Content)?;
        let body = self.into_body(Framing::of(media.essence()));
        Ok(Written::new(body, media, &["application/x-ndjson"]))
    }
}
