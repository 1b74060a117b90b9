//! From the lines of a stream to its events (WHATWG HTML, section 9.2.6).

use super::Event;
use crate::bodies::frames::{Delimiter, Frames, Piece};
use crate::bodies::{Body, StreamError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

/// Reads events whose data is text yet.
pub(super) struct Reader {
    lines: Frames,
    limit: usize,
    is_first_line: bool,
    block: Block,
}

/// The fields since the last blank line.
#[derive(Default)]
struct Block {
    id: Option<String>,
    event: Option<String>,
    data: Option<String>,
    /// Kept where a block has no data and so is no event, for the next one that is.
    retry: Option<Duration>,
    /// The bytes of all fields.
    size: usize,
    is_too_large: bool,
}

impl Reader {
    pub(super) fn new(body: Body, limit: usize) -> Self {
        Self {
            // The name of a field is no part of what it says.
            lines: Frames::new(
                body,
                Delimiter::LineEnd,
                limit.saturating_add("event: ".len()),
            ),
            limit,
            is_first_line: true,
            block: Block::default(),
        }
    }

    pub(super) fn poll_next(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Event<String>, StreamError>>> {
        let limit = self.limit;
        loop {
            let piece = match ready!(self.lines.poll_next(cx)) {
                None => return Poll::Ready(self.block.end().map(Err)),
                // Something has cut the stream in the middle of a line.
                Some(Ok(Piece::Rest(_))) => {
                    self.block = Block::default();
                    return Poll::Ready(Some(Err(StreamError::Truncated)));
                }
                Some(Err(error)) => return Poll::Ready(Some(Err(error.into()))),
                Some(Ok(piece)) => piece,
            };
            let is_first = std::mem::take(&mut self.is_first_line);
            let Piece::Whole(line) = piece else {
                self.block.is_too_large = true;
                continue;
            };
            let line = match line.strip_prefix(b"\xEF\xBB\xBF") {
                Some(line) if is_first => line,
                _ => &line[..],
            };
            if !line.is_empty() {
                self.block.add(&String::from_utf8_lossy(line), limit);
            } else if let Some(item) = self.block.take(limit) {
                return Poll::Ready(Some(item));
            }
        }
    }
}

impl Block {
    /// Adds a line that is not blank.
    fn add(&mut self, line: &str, limit: usize) {
        let (name, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        if name.is_empty() || self.is_too_large {
            return;
        }
        self.size = match name {
            "data" | "event" | "id" => self.size.saturating_add(value.len()).saturating_add(1),
            _ => self.size,
        };
        // The one more is for the line break that the last line of data loses.
        if self.size > limit.saturating_add(1) {
            *self = Self {
                is_too_large: true,
                retry: self.retry,
                ..Self::default()
            };
            return;
        }
        match name {
            "data" => match &mut self.data {
                Some(data) => {
                    data.push('\n');
                    data.push_str(value);
                }
                None => self.data = Some(value.to_owned()),
            },
            "event" => self.event = (!value.is_empty()).then(|| value.to_owned()),
            "id" if !value.contains('\0') => self.id = Some(value.to_owned()),
            "retry" if value.bytes().all(|byte| byte.is_ascii_digit()) => {
                // None where it is empty or too large to be meant.
                if let Ok(milliseconds) = value.parse() {
                    self.retry = Some(Duration::from_millis(milliseconds));
                }
            }
            _ => {}
        }
    }

    /// What is wrong when the stream ends here. A block without the blank line at its end is no event; one that has data
    /// would have become one.
    fn end(&mut self) -> Option<StreamError> {
        let block = std::mem::take(self);
        (block.data.is_some() || block.is_too_large).then_some(StreamError::Truncated)
    }

    /// The event that a blank line ends, if there is one.
    fn take(&mut self, limit: usize) -> Option<Result<Event<String>, StreamError>> {
        let block = std::mem::take(self);
        if block.is_too_large {
            self.retry = block.retry;
            return Some(Err(StreamError::TooLarge { limit }));
        }
        let Some(data) = block.data else {
            self.retry = block.retry;
            return None;
        };
        Some(Ok(Event {
            id: block.id,
            event: block.event,
            data,
            retry: block.retry,
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bodies::testing::{endless, run};

    #[test]
    fn data_that_is_too_large_is_not_held_in_memory() {
        for line in [
            "data: xxxxxxxxxxxxxxxx\n",
            "id: xxxxxxxxxxxxxxxx\n",
            "data\n",
        ] {
            let mut reader = Reader::new(endless(line.as_bytes()).limited(1 << 20), 1000);
            let item = run(std::future::poll_fn(|cx| reader.poll_next(cx)));
            assert!(matches!(item, Some(Err(StreamError::Body(_)))));
            assert!(reader.block.is_too_large);
            assert!(reader.block.data.is_none() && reader.block.id.is_none());
        }
    }
}
