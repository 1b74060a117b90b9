//! Writes a multipart message.

use super::MultipartError;
use super::disposition::Disposition;
use crate::bodies::{Body, Part};
use crate::random::random;
use bytes::{BufMut, Bytes, BytesMut};
use http::{HeaderValue, header};
use std::collections::VecDeque;
use std::task::{Poll, ready};

/// Writes a multipart message: `multipart/form-data` or another kind.
///
/// The message is whole in memory if each part is, and is a stream else. Its length is known if that of each part is.
///
/// ```
/// use timely_runtime::Part;
/// use timely_runtime::bodies::MultipartWriter;
///
/// let (content_type, body) = MultipartWriter::form_data()
///     .part("description", "What to see")
///     .part("picture", Part::new(vec![1, 2, 3]).file_name("a.png").content_type("image/png"))
///     .finish()?;
/// assert!(content_type.to_str().unwrap().starts_with("multipart/form-data; boundary="));
/// assert!(body.as_bytes().is_some());
/// # Ok::<(), timely_runtime::bodies::MultipartError>(())
/// ```
#[derive(Debug)]
pub struct MultipartWriter {
    media_type: String,
    boundary: String,
    segments: VecDeque<Body>,
    /// The first that went wrong.
    error: Option<MultipartError>,
}

impl MultipartWriter {
    /// A form (`multipart/form-data`).
    #[must_use]
    pub fn form_data() -> Self {
        Self::new("multipart/form-data")
    }

    /// A message of a kind such as `multipart/mixed`.
    #[must_use]
    pub fn new(media_type: impl Into<String>) -> Self {
        Self {
            media_type: media_type.into(),
            // 128 random bits: no content has them by accident, and no one who makes the content can guess them.
            boundary: format!("{:016x}{:016x}", random(), random()),
            segments: VecDeque::new(),
            error: None,
        }
    }

    /// Adds a part that has a name: the value of a form's field, or one of its values.
    #[must_use]
    pub fn part(self, name: &str, part: impl Into<Part>) -> Self {
        self.push(Some(name), part.into())
    }

    /// Adds a part without a name, for other kinds than `multipart/form-data`.
    #[must_use]
    pub fn unnamed(self, part: impl Into<Part>) -> Self {
        self.push(None, part.into())
    }

    fn push(mut self, name: Option<&str>, part: Part) -> Self {
        if self.error.is_some() {
            return self;
        }
        match self.head(name, &part) {
            Ok(head) => {
                self.segments.push_back(head.into());
                self.segments.push_back(part.content);
            }
            Err(error) => self.error = Some(error),
        }
        self
    }

    fn head(&self, name: Option<&str>, part: &Part) -> Result<Bytes, MultipartError> {
        let mut head = BytesMut::new();
        // The line break before a boundary belongs to the boundary.
        let line_break = if self.segments.is_empty() { "" } else { "\r\n" };
        head.put_slice(format!("{line_break}--{}\r\n", self.boundary).as_bytes());
        if name.is_some() || part.file_name.is_some() {
            let kind = if name.is_some() {
                "form-data"
            } else {
                "attachment"
            };
            let disposition = Disposition {
                name: name.map(str::to_owned),
                file_name: part.file_name.clone(),
            };
            let line = format!("Content-Disposition: {kind}{}\r\n", disposition.write());
            head.put_slice(line.as_bytes());
        }
        if let Some(content_type) = &part.content_type {
            let value = HeaderValue::from_str(content_type)
                .map_err(|_| MultipartError::UnwritableContentType)?;
            put_header(&mut head, "content-type", &value);
        }
        for (name, value) in &part.headers {
            // They have fields of their own, which are to be the only ones.
            if name != header::CONTENT_TYPE && name != header::CONTENT_DISPOSITION {
                put_header(&mut head, name.as_str(), value);
            }
        }
        head.put_slice(b"\r\n");
        Ok(head.freeze())
    }

    /// The content type of the message, and the message.
    ///
    /// # Errors
    /// When the content type of the message or of a part cannot stand in a header.
    pub fn finish(mut self) -> Result<(HeaderValue, Body), MultipartError> {
        if let Some(error) = self.error {
            return Err(error);
        }
        let content_type = format!("{}; boundary={}", self.media_type, self.boundary);
        let content_type = HeaderValue::try_from(content_type)
            .map_err(|_| MultipartError::UnwritableContentType)?;
        let line_break = if self.segments.is_empty() { "" } else { "\r\n" };
        let end = format!("{line_break}--{}--\r\n", self.boundary);
        self.segments.push_back(end.into());
        Ok((content_type, chain(self.segments)))
    }
}

fn put_header(head: &mut BytesMut, name: &str, value: &HeaderValue) {
    head.put_slice(name.as_bytes());
    head.put_slice(b": ");
    head.put_slice(value.as_bytes());
    head.put_slice(b"\r\n");
}

/// One body after the other.
fn chain(mut segments: VecDeque<Body>) -> Body {
    let whole: Option<Vec<&[u8]>> = segments
        .iter()
        .map(|segment| segment.as_bytes().map(|bytes| &bytes[..]))
        .collect();
    if let Some(whole) = whole {
        return Bytes::from(whole.concat()).into();
    }
    let length = segments
        .iter()
        .try_fold(0_u64, |sum, segment| sum.checked_add(segment.length()?));
    Body::from_source(length, move |cx| {
        while let Some(segment) = segments.front_mut() {
            if let Some(chunk) = ready!(segment.poll_chunk(cx)) {
                return Poll::Ready(Some(chunk));
            }
            segments.pop_front();
        }
        Poll::Ready(None)
    })
}
