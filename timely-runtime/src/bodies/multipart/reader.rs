//! Reads a multipart message, part by part.

use super::parser::{self, Head, Parser, Token};
use super::sink::Sink;
use super::{MultipartError, NamedPart};
use crate::bodies::{Body, Part};
use crate::media_type;
use std::fmt;

/// How much of a multipart message is accepted, and how much of it is held in memory.
///
/// ```
/// use timely_runtime::bodies::MultipartLimits;
///
/// let limits = MultipartLimits { parts: 20, ..MultipartLimits::new(10 * 1024 * 1024) };
/// assert_eq!(limits.total, 10 * 1024 * 1024);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MultipartLimits {
    /// The most bytes of the whole message.
    pub total: usize,
    /// The most parts: 1024 if not set.
    pub parts: usize,
    /// The most bytes of one part's headers: 16 KiB if not set.
    pub headers: usize,
    /// The most bytes of a file that are held in memory: 64 KiB if not set. A larger one is kept in a temporary file that
    /// has no name, if the feature `server` is on.
    pub file_memory: usize,
    /// The same for a part without a file name whose type is text or JSON: 1 MiB if not set.
    pub text_memory: usize,
}

impl MultipartLimits {
    /// Messages of at most `total` bytes, with the usual other limits.
    #[must_use]
    pub const fn new(total: usize) -> Self {
        Self {
            total,
            parts: 1024,
            headers: 16 * 1024,
            file_memory: 64 * 1024,
            text_memory: 1024 * 1024,
        }
    }
}

/// Reads a multipart message, part by part.
///
/// ```
/// use timely_runtime::Part;
/// use timely_runtime::bodies::{MultipartLimits, MultipartReader, MultipartWriter};
///
/// # let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
/// # runtime.block_on(async {
/// let writer = MultipartWriter::form_data().part("avatar", Part::new("…").file_name("me.png"));
/// let (content_type, body) = writer.finish()?;
///
/// let limits = MultipartLimits::new(1024 * 1024);
/// let mut reader = MultipartReader::new(content_type.to_str().unwrap(), body, limits)?;
/// while let Some(part) = reader.next().await? {
///     assert_eq!(part.name.as_deref(), Some("avatar"));
///     assert_eq!(part.part.file_name.as_deref(), Some("me.png"));
/// }
/// # Ok::<(), timely_runtime::bodies::MultipartError>(())
/// # }).unwrap();
/// ```
pub struct MultipartReader {
    body: Body,
    parser: Parser,
    limits: MultipartLimits,
    /// Whether each part must have a name.
    is_form: bool,
    parts: usize,
}

impl MultipartReader {
    /// A reader of a message that has this content type.
    ///
    /// # Errors
    /// When that is not a multipart type with a usable boundary.
    pub fn new(
        content_type: &str,
        body: Body,
        limits: MultipartLimits,
    ) -> Result<Self, MultipartError> {
        let (boundary, is_form) =
            parser::boundary(content_type).ok_or(MultipartError::ContentType)?;
        Ok(Self {
            body: body.limited(limits.total),
            parser: Parser::new(&boundary, limits.headers),
            limits,
            is_form,
            parts: 0,
        })
    }

    /// The next part, all of it: what is left of the message has not been read yet.
    ///
    /// `None` at the end; whatever follows the last boundary is ignored. Once an error has been returned, or the future
    /// was dropped before it was ready, what follows means nothing.
    ///
    /// # Errors
    /// When the message is malformed, exceeds a limit, or breaks off.
    pub async fn next(&mut self) -> Result<Option<NamedPart>, MultipartError> {
        let mut current: Option<(Head, Sink)> = None;
        loop {
            match self.parser.next()? {
                Some(Token::Head(head)) => {
                    self.admit(&head)?;
                    let sink = Sink::new(self.memory(&head));
                    current = Some((head, sink));
                }
                Some(Token::Content(bytes)) => {
                    if let Some((_, sink)) = &mut current {
                        sink.push(&bytes).await.map_err(MultipartError::Spool)?;
                    }
                }
                Some(Token::PartEnd) => {
                    if let Some((head, sink)) = current.take() {
                        let content = sink.finish().await.map_err(MultipartError::Spool)?;
                        return Ok(Some(named(head, content)));
                    }
                }
                Some(Token::End) => return Ok(None),
                None => match self.body.next().await {
                    Some(chunk) => self.parser.push(&chunk?),
                    None => return Err(MultipartError::Incomplete),
                },
            }
        }
    }

    fn admit(&mut self, head: &Head) -> Result<(), MultipartError> {
        self.parts += 1;
        if self.parts > self.limits.parts {
            return Err(MultipartError::TooManyParts {
                limit: self.limits.parts,
            });
        }
        // RFC 7578, section 4.2.
        if self.is_form && head.disposition.name.is_none() {
            return Err(MultipartError::Malformed("a part has no name"));
        }
        Ok(())
    }

    /// How much of a part is held in memory.
    fn memory(&self, head: &Head) -> usize {
        let is_text = head.disposition.file_name.is_none()
            && head.content_type.as_deref().is_none_or(|media_type| {
                let name = media_type.split(';').next().unwrap_or_default();
                let name = name.trim().to_ascii_lowercase();
                name.starts_with("text/") || media_type::is_json(&name)
            });
        if is_text {
            self.limits.text_memory
        } else {
            self.limits.file_memory
        }
    }
}

fn named(head: Head, content: Body) -> NamedPart {
    NamedPart {
        name: head.disposition.name,
        part: Part {
            file_name: head.disposition.file_name,
            content_type: head.content_type,
            headers: head.headers,
            content,
        },
    }
}

impl fmt::Debug for MultipartReader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MultipartReader")
            .field("limits", &self.limits)
            .field("parts", &self.parts)
            .finish_non_exhaustive()
    }
}
