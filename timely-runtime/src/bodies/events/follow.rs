//! Where the events of a stream end, and what they say about going on after a break (WHATWG HTML, sections 9.2.5 and
//! 9.2.6). Their bytes stay as they are.

use bytes::{Buf, Bytes, BytesMut};
use std::time::Duration;

/// The longest identifier that is sent back: servers take no longer headers.
const LONGEST_ID: usize = 8 * 1024;

const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// Goes along with the bytes of a stream, and holds those of an event back until it is whole.
#[derive(Debug)]
pub(super) struct Follower {
    /// The event after which nothing comes.
    done: Option<&'static str>,
    /// How much of an event is held back.
    limit: usize,
    /// What has not been passed on.
    held: BytesMut,
    /// Where in it the line begins that has not ended, and how much is known to have no end of a line.
    line: usize,
    searched: usize,
    /// The line began with bytes that have been passed on already.
    is_line_cut: bool,
    /// The last line ended with a CR: a LF that follows belongs to it.
    after_cr: bool,
    is_first_line: bool,
    is_reopened: bool,
    /// Some of the event was passed on because it is so large.
    is_cut: bool,
    block: Block,
    last: Last,
}

/// The fields since the last blank line.
#[derive(Debug, Default)]
struct Block {
    has_fields: bool,
    has_data: bool,
    /// Whether its data is that of the end.
    is_done: bool,
    id: Option<EventId>,
}

/// What is known from all events that were whole.
#[derive(Debug, Default)]
pub(super) struct Last {
    /// The last identifier, if there has been one.
    pub(super) id: Option<EventId>,
    /// How long to wait before the stream is opened again.
    pub(super) retry: Option<Duration>,
    /// The number of events that have data.
    pub(super) events: u64,
    /// Whether the event of the end has come.
    pub(super) is_done: bool,
}

/// The identifier of an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum EventId {
    /// Empty where the server takes back what it said before.
    Known(Bytes),
    TooLong,
}

impl Follower {
    pub(super) fn new(done: Option<&'static str>, limit: usize) -> Self {
        Self {
            done,
            limit,
            held: BytesMut::new(),
            line: 0,
            searched: 0,
            is_line_cut: false,
            after_cr: false,
            is_first_line: true,
            is_reopened: false,
            is_cut: false,
            block: Block::default(),
            last: Last::default(),
        }
    }

    pub(super) const fn last(&self) -> &Last {
        &self.last
    }

    /// Whether the server has said something that is of use for going on alone.
    pub(super) const fn has_sign(&self) -> bool {
        self.last.id.is_some() || self.last.retry.is_some()
    }

    /// Whether some of an event was passed on that is not whole, so that nothing else can follow it.
    pub(super) const fn is_cut(&self) -> bool {
        self.is_cut
    }

    /// Takes what has come, and returns what may be passed on: events that are whole. Nothing comes after the end.
    pub(super) fn push(&mut self, chunk: &[u8]) -> Bytes {
        if self.last.is_done {
            return Bytes::new();
        }
        self.held.extend_from_slice(chunk);
        let mut whole = 0;
        while !self.last.is_done {
            self.skip_line_feed();
            let unsearched = self.held.get(self.searched..).unwrap_or_default();
            let Some(end) = memchr::memchr2(b'\r', b'\n', unsearched) else {
                self.searched = self.held.len();
                break;
            };
            let end = self.searched + end;
            self.after_cr = self.held[end] == b'\r';
            let end = self.without_mark(end);
            let is_boundary = self.end_of_line(end);
            self.line = end + 1;
            self.searched = self.line;
            self.is_line_cut = false;
            if is_boundary {
                whole = self.line;
            }
        }
        if self.is_cut || self.held.len() - whole > self.limit {
            // Larger than whoever reads it takes: it passes as it comes, and cannot be taken back.
            self.is_cut = true;
            self.is_line_cut |= self.line < self.held.len();
            whole = self.held.len();
        }
        self.line = self.line.saturating_sub(whole);
        self.searched = self.searched.saturating_sub(whole);
        self.held.split_to(whole).freeze()
    }

    /// What was held back, where the stream is at its end.
    pub(super) fn rest(&mut self) -> Bytes {
        self.line = 0;
        self.searched = 0;
        self.held.split().freeze()
    }

    /// Forgets the event that is not whole: another stream begins.
    pub(super) fn reopen(&mut self) {
        self.held.clear();
        self.line = 0;
        self.searched = 0;
        self.is_line_cut = false;
        self.after_cr = false;
        self.is_first_line = true;
        self.is_reopened = true;
        self.block = Block::default();
    }

    fn skip_line_feed(&mut self) {
        if self.after_cr && self.searched == self.line && self.line < self.held.len() {
            self.after_cr = false;
            if self.held[self.line] == b'\n' {
                self.line += 1;
                self.searched = self.line;
            }
        }
    }

    /// Takes the byte order mark away that another stream begins with: whoever reads expects one at the first alone. Returns where the
    /// first line then ends.
    fn without_mark(&mut self, end: usize) -> usize {
        let is_marked = self.is_first_line && self.is_reopened;
        if is_marked && !self.is_cut && self.held.starts_with(BYTE_ORDER_MARK) {
            self.held.advance(BYTE_ORDER_MARK.len());
            return end - BYTE_ORDER_MARK.len();
        }
        end
    }

    /// Looks at a line that ends here. Whether what has come up to it may be passed on.
    fn end_of_line(&mut self, end: usize) -> bool {
        let is_first = std::mem::take(&mut self.is_first_line);
        let line = &self.held[self.line..end];
        let line = match line.strip_prefix(BYTE_ORDER_MARK) {
            Some(line) if is_first && !self.is_line_cut => line,
            _ => line,
        };
        if self.is_line_cut {
            return false;
        }
        if line.is_empty() {
            self.end_of_block();
            return true;
        }
        if line.starts_with(b":") {
            // It belongs to no event.
            return !self.block.has_fields && !self.is_cut;
        }
        let (name, value) = match memchr::memchr(b':', line) {
            Some(colon) => (&line[..colon], &line[colon + 1..]),
            None => (line, &line[line.len()..]),
        };
        let value = value.strip_prefix(b" ").unwrap_or(value);
        self.block.has_fields = true;
        match name {
            b"data" => {
                let is_only = !std::mem::replace(&mut self.block.has_data, true);
                let done = self.done.map(str::as_bytes);
                self.block.is_done = is_only && done == Some(value);
            }
            b"id" if !value.contains(&0) => {
                self.block.id = Some(match value.len() <= LONGEST_ID {
                    true => EventId::Known(Bytes::copy_from_slice(value)),
                    false => EventId::TooLong,
                });
            }
            b"retry" => {
                if let Some(milliseconds) = digits(value) {
                    self.last.retry = Some(Duration::from_millis(milliseconds));
                }
            }
            _ => {}
        }
        false
    }

    fn end_of_block(&mut self) {
        let block = std::mem::take(&mut self.block);
        let is_cut = std::mem::take(&mut self.is_cut);
        if block.id.is_some() {
            self.last.id = block.id;
        }
        if block.has_data {
            self.last.events += 1;
        }
        self.last.is_done = block.is_done && !is_cut;
    }
}

/// A number of digits alone that is small enough to be meant.
fn digits(value: &[u8]) -> Option<u64> {
    let is_number = value.iter().all(u8::is_ascii_digit);
    let text = std::str::from_utf8(value).ok().filter(|_| is_number)?;
    text.parse().ok()
}
