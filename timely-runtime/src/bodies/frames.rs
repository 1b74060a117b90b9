//! Cuts a body into pieces that end with a delimiter, wherever its chunks end.

use super::{Body, BodyError};
use bytes::{Buf, Bytes, BytesMut};
use std::task::{Context, Poll, ready};

/// What ends a piece.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Delimiter {
    /// CR, LF, or both in this order.
    LineEnd,
    /// This byte.
    Byte(u8),
}

/// A piece, without its delimiter.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Piece {
    /// One that its delimiter ended.
    Whole(Bytes),
    /// What came after the last delimiter. It is not empty.
    Rest(Bytes),
    /// One that is longer than allowed, and was skipped.
    TooLong,
}

/// The pieces of a body.
#[derive(Debug)]
pub(super) struct Frames {
    body: Body,
    delimiter: Delimiter,
    limit: usize,
    buffer: BytesMut,
    /// How much of the buffer is known to have no delimiter.
    searched: usize,
    /// A piece is too long: its rest is dropped up to the next delimiter.
    is_skipping: bool,
    /// The last delimiter was a CR at the end of the buffer: a LF that follows belongs to it.
    after_cr: bool,
    has_ended: bool,
}

impl Frames {
    /// Pieces of at most `limit` bytes.
    pub(super) fn new(body: Body, delimiter: Delimiter, limit: usize) -> Self {
        Self {
            body,
            delimiter,
            limit,
            buffer: BytesMut::new(),
            searched: 0,
            is_skipping: false,
            after_cr: false,
            has_ended: false,
        }
    }

    pub(super) fn poll_next(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Piece, BodyError>>> {
        loop {
            if let Some(piece) = self.take_buffered() {
                return Poll::Ready(Some(Ok(piece)));
            }
            if self.has_ended {
                let rest = self.take_rest();
                return Poll::Ready(rest.map(Ok));
            }
            match ready!(self.body.poll_chunk(cx)) {
                Some(Ok(chunk)) => self.buffer.extend_from_slice(&chunk),
                Some(Err(error)) => {
                    self.has_ended = true;
                    self.buffer.clear();
                    self.searched = 0;
                    self.is_skipping = false;
                    return Poll::Ready(Some(Err(error)));
                }
                None => self.has_ended = true,
            }
        }
    }

    /// The next piece that is complete, or already too long.
    fn take_buffered(&mut self) -> Option<Piece> {
        loop {
            if self.after_cr && !self.buffer.is_empty() {
                self.after_cr = false;
                if self.buffer[0] == b'\n' {
                    self.buffer.advance(1);
                }
            }
            let Some(position) = self.find() else {
                self.searched = self.buffer.len();
                if self.searched <= self.limit && !self.is_skipping {
                    return None;
                }
                self.buffer.clear();
                self.searched = 0;
                let is_new = !self.is_skipping;
                self.is_skipping = true;
                return is_new.then_some(Piece::TooLong);
            };
            let piece = self.buffer.split_to(position).freeze();
            let delimiter = self.buffer.get_u8();
            self.searched = 0;
            self.after_cr = self.delimiter == Delimiter::LineEnd && delimiter == b'\r';
            if std::mem::take(&mut self.is_skipping) {
                continue;
            }
            return Some(if piece.len() > self.limit {
                Piece::TooLong
            } else {
                Piece::Whole(piece)
            });
        }
    }

    fn find(&self) -> Option<usize> {
        let unsearched = &self.buffer[self.searched..];
        let found = match self.delimiter {
            Delimiter::LineEnd => memchr::memchr2(b'\r', b'\n', unsearched),
            Delimiter::Byte(byte) => memchr::memchr(byte, unsearched),
        };
        found.map(|position| position + self.searched)
    }

    fn take_rest(&mut self) -> Option<Piece> {
        self.searched = 0;
        let rest = self.buffer.split().freeze();
        (!rest.is_empty()).then_some(Piece::Rest(rest))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bodies::testing::{endless, run};
    use std::future::poll_fn;

    #[test]
    fn what_is_skipped_is_not_held_in_memory() {
        static CHUNK: [u8; 1 << 16] = [b'x'; 1 << 16];
        for delimiter in [Delimiter::LineEnd, Delimiter::Byte(b'\n')] {
            let body = endless(&CHUNK).limited(1 << 24);
            let mut frames = Frames::new(body, delimiter, 1000);
            let piece = run(poll_fn(|cx| frames.poll_next(cx)));
            assert!(matches!(piece, Some(Ok(Piece::TooLong))));
            let piece = run(poll_fn(|cx| frames.poll_next(cx)));
            assert!(matches!(piece, Some(Err(BodyError::TooLarge { .. }))));
            assert!(frames.buffer.capacity() <= 1 << 18);
        }
    }
}
