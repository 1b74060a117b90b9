//! Finds the parts of a multipart message in the bytes that have arrived so far (RFC 2046, section 5.1.1).

use super::MultipartError;
use super::disposition::{self, Disposition};
use bytes::{Buf, Bytes, BytesMut};
use http::{HeaderMap, HeaderName, HeaderValue, header};
use memchr::memmem::{self, Finder};

/// The most blanks that may follow a boundary.
const MAX_PADDING: usize = 256;

/// What comes next in a message.
#[derive(Debug)]
pub(super) enum Token {
    /// A part begins.
    Head(Head),
    /// Some of its content.
    Content(Bytes),
    /// It ends.
    PartEnd,
    /// The message ends.
    End,
}

/// What precedes a part's content.
#[derive(Debug, Default)]
pub(super) struct Head {
    pub(super) disposition: Disposition,
    pub(super) content_type: Option<String>,
    pub(super) headers: HeaderMap,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// Before the first boundary: to be ignored.
    Preamble,
    AfterBoundary,
    Headers,
    Content,
    End,
}

/// A parser that is fed chunks.
pub(super) struct Parser {
    buffer: BytesMut,
    /// A line break, two hyphens, and the boundary.
    delimiter: Finder<'static>,
    state: State,
    header_limit: usize,
    /// How much of the buffer is known not to end the headers.
    searched: usize,
}

impl Parser {
    pub(super) fn new(boundary: &str, header_limit: usize) -> Self {
        let delimiter = format!("\r\n--{boundary}");
        Self {
            // The first boundary may be at the very start.
            buffer: BytesMut::from("\r\n"),
            delimiter: Finder::new(delimiter.as_bytes()).into_owned(),
            state: State::Preamble,
            header_limit,
            searched: 0,
        }
    }

    pub(super) fn push(&mut self, chunk: &[u8]) {
        self.buffer.extend_from_slice(chunk);
    }

    /// What comes next, or `None` if that is not to be said yet.
    pub(super) fn next(&mut self) -> Result<Option<Token>, MultipartError> {
        loop {
            match self.state {
                State::Preamble => match self.delimiter.find(&self.buffer) {
                    Some(position) => self.pass_delimiter(position),
                    None => {
                        self.buffer.advance(self.certain());
                        return Ok(None);
                    }
                },
                State::AfterBoundary => match self.after_boundary()? {
                    Some(State::End) => {
                        self.state = State::End;
                        return Ok(Some(Token::End));
                    }
                    Some(state) => self.state = state,
                    None => return Ok(None),
                },
                State::Headers => {
                    let head = self.head()?;
                    if head.is_some() {
                        self.state = State::Content;
                    }
                    return Ok(head.map(Token::Head));
                }
                State::Content => return Ok(self.content()),
                State::End => return Ok(Some(Token::End)),
            }
        }
    }

    /// How many bytes of the buffer cannot be the start of a delimiter.
    fn certain(&self) -> usize {
        (self.buffer.len() + 1).saturating_sub(self.delimiter.needle().len())
    }

    fn pass_delimiter(&mut self, position: usize) {
        self.buffer
            .advance(position + self.delimiter.needle().len());
        self.state = State::AfterBoundary;
    }

    /// What follows a boundary: two hyphens after the last one, else blanks and a line break.
    fn after_boundary(&mut self) -> Result<Option<State>, MultipartError> {
        if self.buffer.starts_with(b"--") {
            return Ok(Some(State::End));
        }
        let padding = self
            .buffer
            .iter()
            .take_while(|byte| matches!(byte, b' ' | b'\t'))
            .count();
        let rest = &self.buffer[padding..];
        if rest.starts_with(b"\r\n") {
            self.buffer.advance(padding + 2);
            return Ok(Some(State::Headers));
        }
        let may_fit = rest.is_empty() || rest == b"\r" || (padding == 0 && rest == b"-");
        if may_fit && padding <= MAX_PADDING {
            return Ok(None);
        }
        Err(MultipartError::Malformed(
            "a boundary is not followed by a line break",
        ))
    }

    fn head(&mut self) -> Result<Option<Head>, MultipartError> {
        let length = if self.buffer.starts_with(b"\r\n") {
            0
        } else {
            let from = self.searched;
            let Some(position) = memmem::find(&self.buffer[from..], b"\r\n\r\n") else {
                self.searched = self.buffer.len().saturating_sub(3);
                return if self.searched > self.header_limit {
                    Err(self.headers_too_large())
                } else {
                    Ok(None)
                };
            };
            from + position + 2
        };
        if length > self.header_limit {
            return Err(self.headers_too_large());
        }
        self.searched = 0;
        let lines = self.buffer.split_to(length);
        self.buffer.advance(2);
        Head::read(&lines).map(Some)
    }

    const fn headers_too_large(&self) -> MultipartError {
        MultipartError::HeadersTooLarge {
            limit: self.header_limit,
        }
    }

    fn content(&mut self) -> Option<Token> {
        let length = match self.delimiter.find(&self.buffer) {
            Some(0) => {
                self.pass_delimiter(0);
                return Some(Token::PartEnd);
            }
            Some(position) => position,
            None => self.certain(),
        };
        (length > 0).then(|| Token::Content(self.buffer.split_to(length).freeze()))
    }
}

impl Head {
    /// Reads header lines, each with its line break.
    fn read(lines: &[u8]) -> Result<Self, MultipartError> {
        let mut head = Self::default();
        let mut has_disposition = false;
        for line in lines.split(|byte| *byte == b'\n') {
            let Some(line) = line.strip_suffix(b"\r") else {
                if line.is_empty() {
                    continue;
                }
                return Err(MultipartError::Malformed("a header has a lone line feed"));
            };
            let (name, value) = read_header(line).ok_or(MultipartError::Malformed(
                "a line of a part's headers is no header",
            ))?;
            if name == header::CONTENT_DISPOSITION {
                head.disposition = Disposition::read(value.as_bytes())
                    .filter(|_| !has_disposition)
                    .ok_or(MultipartError::Malformed(
                        "a part's content disposition cannot be read",
                    ))?;
                has_disposition = true;
            } else if name == header::CONTENT_TYPE {
                let text = value
                    .to_str()
                    .ok()
                    .filter(|_| head.content_type.is_none())
                    .ok_or(MultipartError::Malformed(
                        "a part's content type cannot be read",
                    ))?;
                head.content_type = Some(text.to_owned());
            } else {
                head.headers
                    .try_append(name, value)
                    .map_err(|_| MultipartError::Malformed("a part has too many headers"))?;
            }
        }
        Ok(head)
    }
}

fn read_header(line: &[u8]) -> Option<(HeaderName, HeaderValue)> {
    let colon = memchr::memchr(b':', line)?;
    let name = HeaderName::from_bytes(&line[..colon]).ok()?;
    let value = HeaderValue::from_bytes(line[colon + 1..].trim_ascii()).ok()?;
    Some((name, value))
}

/// The boundary that a content type names, and whether the type is `multipart/form-data`.
pub(super) fn boundary(content_type: &str) -> Option<(String, bool)> {
    let (name, parameters) = content_type.split_once(';')?;
    let name = name.trim().to_ascii_lowercase();
    if !name.starts_with("multipart/") {
        return None;
    }
    let boundary = disposition::parameter(parameters, "boundary")?;
    // RFC 2046, section 5.1.1, and what others write all the same: any visible character.
    let is_sound = (1..=70).contains(&boundary.len())
        && boundary.bytes().all(|byte| matches!(byte, b' '..=b'~'))
        && !boundary.ends_with(' ');
    is_sound.then(|| (boundary, name == "multipart/form-data"))
}
