//! A part of a body, for senders that ask for a range of it.

use super::{Body, BodyError, Repr};
use crate::bodies::blocking::body_of;
use bytes::Bytes;
use std::fs::File;
use std::ops::Range;
use std::sync::Arc;
use std::task::{Poll, ready};

/// Where in a file the bytes of a body are.
pub(super) struct FilePlace {
    file: Arc<File>,
    /// Behind the last of them.
    end: u64,
}

impl Body {
    /// Says which file this is the content of, from its start to this length.
    pub(in crate::bodies) fn of_file(mut self, file: Arc<File>, length: u64) -> Self {
        if let Repr::Stream(stream) = &mut self.repr {
            stream.file = Some(Box::new(FilePlace { file, end: length }));
        }
        self
    }

    /// These bytes of the body. Those of a file are read from there on; of another stream, those before are read and dropped.
    pub(crate) fn part(mut self, range: Range<u64>) -> Self {
        let length = range.end.saturating_sub(range.start);
        let content_type = self.content_type.take();
        let place = match &mut self.repr {
            Repr::Failed(_) => return self,
            Repr::Whole(bytes) => {
                let at = |place: u64| {
                    usize::try_from(place)
                        .unwrap_or(usize::MAX)
                        .min(bytes.len())
                };
                let (start, end) = (at(range.start), at(range.end));
                let part = bytes.slice(start..end.max(start));
                let part = Self::of(Repr::Whole(part));
                return Self {
                    content_type,
                    ..part
                };
            }
            Repr::Stream(stream) => stream
                .file
                .take()
                .map(|place| (place.file, place.end - stream.remaining.unwrap_or(0))),
        };
        let part = match place {
            Some((file, begin)) => body_of(file, Some(begin + range.start), Some(length)),
            None => self.skip(range.start, length),
        };
        Self {
            content_type,
            ..part
        }
    }

    fn skip(mut self, before: u64, length: u64) -> Self {
        let (mut before, mut left) = (before, length);
        Self::from_source(Some(length), move |cx| {
            loop {
                if left == 0 {
                    return Poll::Ready(None);
                }
                let Some(chunk) = ready!(self.poll_chunk(cx)) else {
                    return Poll::Ready(None);
                };
                let mut chunk: Bytes = match chunk {
                    Ok(chunk) => chunk,
                    Err(error) => return Poll::Ready(Some(Err::<Bytes, BodyError>(error))),
                };
                let skipped = before.min(chunk.len() as u64);
                before -= skipped;
                // At most the length of the chunk.
                let chunk_end = chunk.len() as u64;
                chunk = chunk.slice(usize_of(skipped)..);
                let taken = left.min(chunk_end - skipped);
                chunk.truncate(usize_of(taken));
                left -= taken;
                if !chunk.is_empty() {
                    return Poll::Ready(Some(Ok(chunk)));
                }
            }
        })
    }
}

/// What is no more than the length of a chunk, and so fits.
fn usize_of(bytes: u64) -> usize {
    usize::try_from(bytes).unwrap_or(usize::MAX)
}
