//! A message's body: bytes in memory, or a stream of them.

#[cfg(feature = "client")]
mod idle;
#[cfg(feature = "server")]
mod part;

use super::BoxError;
use bytes::{Buf, Bytes, BytesMut};
use futures_core::Stream;
use http::HeaderValue;
use http_body::{Frame, SizeHint};
use std::fmt;
use std::future::poll_fn;
use std::num::NonZeroUsize;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use sync_wrapper::SyncWrapper;

/// What yields the chunks of a stream.
type Source = Box<dyn FnMut(&mut Context<'_>) -> Poll<Option<Result<Bytes, BodyError>>> + Send>;

/// The body of a request or a response whose content is passed on as it is: a file, an image, an archive, …
///
/// Either whole in memory, made from bytes or text, or a stream, which is read once, bit by bit, and need not fit
/// into memory. Where the document leaves a choice of media types, such as `image/*`, it says which of them it is
/// ([`Body::with_content_type`]); one that was received knows what it was received as.
///
/// ```
/// use timely_runtime::Body;
///
/// # let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
/// # runtime.block_on(async {
/// let body = Body::from("some text");
/// assert_eq!(body.as_bytes().map(|bytes| bytes.len()), Some(9));
/// // Reads the body, but no more than one kibibyte of it.
/// let bytes = body.bytes(1024).await?;
/// assert_eq!(bytes, "some text");
/// # Ok::<(), timely_runtime::bodies::BodyError>(())
/// # }).unwrap();
/// ```
pub struct Body {
    repr: Repr,
    content_type: Option<Box<ContentType>>,
    /// Whether JSON in it that names a member of an object twice is refused.
    has_unique_names: bool,
}

/// What the bytes of a body are.
#[derive(Clone)]
struct ContentType {
    name: HeaderValue,
    origin: Origin,
}

/// Who says what a body's media type is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Origin {
    /// Whoever sends the body set it.
    Stated,
    /// It was received with the bytes.
    Received,
}

enum Repr {
    Whole(Bytes),
    Stream(StreamBody),
    /// An error that was found before any of the body was read.
    Failed(BodyError),
}

struct StreamBody {
    // Only ever used through `&mut`, which the wrapper proves, so that a body is `Sync` whatever its stream is.
    source: SyncWrapper<Source>,
    /// The bytes that are yet to come, where that is known.
    remaining: Option<u64>,
    /// Whether nothing comes behind them, by the protocol that they travel by.
    is_exact: bool,
    limit: Option<Limit>,
    /// Where its bytes are, if they can be read from any place on.
    #[cfg(feature = "server")]
    file: Option<Box<part::FilePlace>>,
    #[cfg(feature = "client")]
    idle: Option<idle::Idle>,
}

#[derive(Clone, Copy)]
struct Limit {
    /// One more than what is allowed; never zero, so that a body without a limit is no larger for it.
    above: NonZeroUsize,
    left: usize,
}

impl Limit {
    const fn new(limit: usize) -> Self {
        Self {
            above: NonZeroUsize::MIN.saturating_add(limit),
            left: limit,
        }
    }

    const fn whole(self) -> usize {
        self.above.get() - 1
    }
}

impl Body {
    /// A body without content.
    #[must_use]
    pub const fn empty() -> Self {
        Self::of(Repr::Whole(Bytes::new()))
    }

    const fn of(repr: Repr) -> Self {
        Self {
            repr,
            content_type: None,
            has_unique_names: false,
        }
    }

    /// Has JSON in it refused that names a member of an object twice, as servers do, since others may read it otherwise.
    #[cfg(feature = "server")]
    pub(crate) fn require_unique_names(&mut self) {
        self.has_unique_names = true;
    }

    /// Whether that is so.
    pub(crate) const fn has_unique_names(&self) -> bool {
        self.has_unique_names
    }

    /// Says what the bytes are, where the document leaves a choice. A client refuses to send what the document does not
    /// allow.
    ///
    /// ```
    /// use timely_runtime::{Body, http::HeaderValue};
    ///
    /// let picture = Body::from(vec![0x89, b'P', b'N', b'G'])
    ///     .with_content_type(HeaderValue::from_static("image/png"));
    /// assert_eq!(picture.content_type().unwrap(), "image/png");
    /// ```
    #[must_use]
    pub fn with_content_type(self, content_type: HeaderValue) -> Self {
        self.with(content_type, Origin::Stated)
    }

    /// Notes what the bytes were received as. It is sent on where the document allows it, and is no claim of whoever
    /// sends the body.
    pub(crate) fn received_as(self, content_type: Option<&HeaderValue>) -> Self {
        match content_type {
            Some(content_type) => self.with(content_type.clone(), Origin::Received),
            None => self,
        }
    }

    fn with(mut self, name: HeaderValue, origin: Origin) -> Self {
        self.content_type = Some(Box::new(ContentType { name, origin }));
        self
    }

    /// The media type of the bytes: what was set, or what they were received as.
    #[must_use]
    pub fn content_type(&self) -> Option<&HeaderValue> {
        self.content_type.as_ref().map(|known| &known.name)
    }

    /// Whether the media type was set, and so must be one that the document allows.
    pub(crate) fn states_content_type(&self) -> bool {
        self.content_type
            .as_ref()
            .is_some_and(|known| known.origin == Origin::Stated)
    }

    /// A body that is read from a stream of chunks.
    ///
    /// An error of the stream breaks the message off: the other side sees that it is not complete.
    ///
    /// ```
    /// use timely_runtime::Body;
    ///
    /// let chunks = ["one ", "two"].map(Ok::<_, std::io::Error>);
    /// let body = Body::from_stream(futures_util::stream::iter(chunks));
    /// assert!(body.as_bytes().is_none());
    /// ```
    pub fn from_stream<S, B, E>(stream: S) -> Self
    where
        S: Stream<Item = Result<B, E>> + Send + 'static,
        B: Into<Bytes>,
        E: Into<BoxError>,
    {
        let mut stream = Box::pin(stream);
        Self::from_source(None, move |cx| {
            let item = ready!(stream.as_mut().poll_next(cx));
            Poll::Ready(item.map(|chunk| chunk.map(Into::into).map_err(BodyError::read)))
        })
    }

    /// A body that is read from a stream whose length in bytes is known, so that the message can announce it
    /// (`Content-Length`).
    ///
    /// A stream that turns out to be longer or shorter breaks the message off.
    pub fn from_sized_stream<S, B, E>(length: u64, stream: S) -> Self
    where
        S: Stream<Item = Result<B, E>> + Send + 'static,
        B: Into<Bytes>,
        E: Into<BoxError>,
    {
        let mut body = Self::from_stream(stream);
        if let Repr::Stream(stream) = &mut body.repr {
            stream.remaining = Some(length);
        }
        body
    }

    /// The body of a message of another library, such as axum, hyper or reqwest. Its trailers are left out.
    pub fn from_http<B>(body: B) -> Self
    where
        B: http_body::Body + Send + 'static,
        B::Error: Into<BoxError>,
    {
        let length = body.size_hint().exact();
        if length == Some(0) {
            return Self::empty();
        }
        let mut body = Box::pin(body);
        let mut read = Self::from_source(length, move |cx| {
            loop {
                let Some(frame) = ready!(body.as_mut().poll_frame(cx)) else {
                    return Poll::Ready(None);
                };
                match frame.map(Frame::into_data) {
                    Ok(Ok(mut data)) => {
                        let length = data.remaining();
                        return Poll::Ready(Some(Ok(data.copy_to_bytes(length))));
                    }
                    Ok(Err(_trailers)) => {}
                    Err(error) => return Poll::Ready(Some(Err(BodyError::read(error)))),
                }
            }
        });
        if let Repr::Stream(stream) = &mut read.repr {
            stream.is_exact = true;
        }
        read
    }

    /// A body that cannot be read at all.
    #[cfg(feature = "client")]
    pub(crate) const fn failed(error: BodyError) -> Self {
        Self::of(Repr::Failed(error))
    }

    /// A body of the chunks that a function yields when it is polled.
    pub(crate) fn from_source(
        length: Option<u64>,
        source: impl FnMut(&mut Context<'_>) -> Poll<Option<Result<Bytes, BodyError>>> + Send + 'static,
    ) -> Self {
        Self::of(Repr::Stream(StreamBody {
            source: SyncWrapper::new(Box::new(source)),
            remaining: length,
            is_exact: false,
            limit: None,
            #[cfg(feature = "server")]
            file: None,
            #[cfg(feature = "client")]
            idle: None,
        }))
    }

    /// A body of the same media type whose chunks a function makes of this one, of this length where that is known.
    pub(crate) fn map_source(
        self,
        length: Option<u64>,
        mut source: impl FnMut(&mut Self, &mut Context<'_>) -> Poll<Option<Result<Bytes, BodyError>>>
        + Send
        + 'static,
    ) -> Self {
        let content_type = self.content_type.clone();
        let has_unique_names = self.has_unique_names;
        let mut inner = self;
        Self {
            content_type,
            has_unique_names,
            ..Self::from_source(length, move |cx| source(&mut inner, cx))
        }
    }

    /// The content, if all of it is in memory. Such a body may be sent again.
    #[must_use]
    pub const fn as_bytes(&self) -> Option<&Bytes> {
        match &self.repr {
            Repr::Whole(bytes) => Some(bytes),
            Repr::Stream(_) | Repr::Failed(_) => None,
        }
    }

    /// The content, if all of it is in memory, and the body if not.
    #[cfg(feature = "server")]
    #[allow(clippy::result_large_err, reason = "it is the body as it was")]
    pub(crate) fn into_bytes(self) -> Result<Bytes, Self> {
        match self.repr {
            Repr::Whole(bytes) => Ok(bytes),
            repr => Err(Self::of(repr)),
        }
    }

    /// A body with the same content, if all of it is in memory.
    #[must_use]
    pub fn try_clone(&self) -> Option<Self> {
        let bytes = self.as_bytes()?.clone();
        Some(Self {
            repr: Repr::Whole(bytes),
            content_type: self.content_type.clone(),
            has_unique_names: self.has_unique_names,
        })
    }

    /// The length in bytes, where it is known before the body is read.
    #[must_use]
    pub const fn length(&self) -> Option<u64> {
        match &self.repr {
            Repr::Whole(bytes) => Some(bytes.len() as u64),
            Repr::Stream(stream) => stream.remaining,
            Repr::Failed(_) => None,
        }
    }

    /// Makes the body an error from the point where it exceeds a number of bytes.
    #[must_use]
    pub fn limited(mut self, limit: usize) -> Self {
        self.limit(limit);
        self
    }

    fn limit(&mut self, limit: usize) {
        if self.length().is_some_and(|length| length > limit as u64) {
            self.repr = Repr::Failed(BodyError::TooLarge { limit });
        }
        if let Repr::Stream(stream) = &mut self.repr
            && stream.limit.is_none_or(|set| limit < set.left)
        {
            stream.limit = Some(Limit::new(limit));
        }
    }

    /// Makes the body an error where it does not get on for this time while it is read.
    #[cfg(feature = "client")]
    pub(crate) fn limit_idle(&mut self, limit: std::time::Duration) {
        if let Repr::Stream(stream) = &mut self.repr {
            stream.idle = Some(idle::Idle::new(limit));
        }
    }

    /// Reads the body into memory.
    ///
    /// # Errors
    /// When the body is larger than `limit` bytes, or breaks off.
    pub async fn bytes(self, limit: usize) -> Result<Bytes, BodyError> {
        let mut body = self;
        body.read(limit, &mut Chunks::default()).await
    }

    /// As [`Body::bytes`]; after an error, `chunks` hold what was read before it.
    pub(crate) fn read<'a>(
        &'a mut self,
        limit: usize,
        chunks: &'a mut Chunks,
    ) -> impl Future<Output = Result<Bytes, BodyError>> + Send + use<'a> {
        self.limit(limit);
        poll_fn(move |cx| {
            loop {
                match ready!(self.poll_chunk(cx)) {
                    Some(Ok(chunk)) => chunks.push(chunk),
                    Some(Err(error)) => return Poll::Ready(Err(error)),
                    None => return Poll::Ready(Ok(chunks.take())),
                }
            }
        })
    }

    /// The next chunk.
    pub(crate) async fn next(&mut self) -> Option<Result<Bytes, BodyError>> {
        poll_fn(|cx| self.poll_chunk(cx)).await
    }

    /// The next chunk, which is not empty. Nothing comes after an error.
    pub(crate) fn poll_chunk(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, BodyError>>> {
        if let Repr::Stream(stream) = &mut self.repr {
            let item = loop {
                match ready!(stream.poll(cx)) {
                    Some(Ok(chunk)) if chunk.is_empty() => {}
                    item => break item,
                }
            };
            let is_over = stream.is_exact && stream.remaining == Some(0);
            if is_over || !matches!(item, Some(Ok(_))) {
                self.repr = Repr::Whole(Bytes::new());
            }
            return Poll::Ready(item);
        }
        // What is in memory is one chunk.
        Poll::Ready(
            match std::mem::replace(&mut self.repr, Repr::Whole(Bytes::new())) {
                Repr::Failed(error) => Some(Err(error)),
                Repr::Whole(bytes) if !bytes.is_empty() => Some(Ok(bytes)),
                Repr::Whole(_) | Repr::Stream(_) => None,
            },
        )
    }
}

/// What has been read of a body: a single chunk is not copied.
#[derive(Default)]
pub(crate) struct Chunks {
    first: Bytes,
    all: BytesMut,
}

impl Chunks {
    fn push(&mut self, chunk: Bytes) {
        if self.first.is_empty() && self.all.is_empty() {
            self.first = chunk;
            return;
        }
        if self.all.is_empty() {
            self.all.extend_from_slice(&self.first);
            self.first = Bytes::new();
        }
        self.all.extend_from_slice(&chunk);
    }

    /// All of it.
    pub(crate) fn take(&mut self) -> Bytes {
        if self.all.is_empty() {
            return std::mem::take(&mut self.first);
        }
        self.all.split().freeze()
    }
}

impl StreamBody {
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, BodyError>>> {
        let polled = (self.source.get_mut())(cx);
        #[cfg(feature = "client")]
        if let Some(idle) = &mut self.idle
            && let Some(error) = idle.watch(polled.is_pending(), cx)
        {
            return Poll::Ready(Some(Err(error)));
        }
        Poll::Ready(match ready!(polled) {
            Some(Ok(chunk)) => Some(self.count(chunk.len()).map(|()| chunk)),
            None if self.remaining.is_some_and(|remaining| remaining > 0) => {
                Some(Err(BodyError::Length))
            }
            other => other,
        })
    }

    /// Counts a chunk towards what is announced and what is allowed.
    fn count(&mut self, length: usize) -> Result<(), BodyError> {
        if let Some(limit) = &mut self.limit {
            let whole = limit.whole();
            limit.left = limit
                .left
                .checked_sub(length)
                .ok_or(BodyError::TooLarge { limit: whole })?;
        }
        if let Some(remaining) = &mut self.remaining {
            *remaining = remaining
                .checked_sub(length as u64)
                .ok_or(BodyError::Length)?;
        }
        Ok(())
    }
}

impl Default for Body {
    fn default() -> Self {
        Self::empty()
    }
}

/// Shows the length at most: the content may be secret, large, or no text.
impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.length() {
            Some(length) => write!(f, "Body({length} bytes)"),
            None => f.write_str("Body(stream)"),
        }
    }
}

impl From<Bytes> for Body {
    fn from(bytes: Bytes) -> Self {
        Self::of(Repr::Whole(bytes))
    }
}

impl From<Vec<u8>> for Body {
    fn from(bytes: Vec<u8>) -> Self {
        Self::from(Bytes::from(bytes))
    }
}

impl From<String> for Body {
    fn from(text: String) -> Self {
        Self::from(Bytes::from(text))
    }
}

impl From<&'static str> for Body {
    fn from(text: &'static str) -> Self {
        Self::from(Bytes::from_static(text.as_bytes()))
    }
}

impl From<&'static [u8]> for Body {
    fn from(bytes: &'static [u8]) -> Self {
        Self::from(Bytes::from_static(bytes))
    }
}

impl Stream for Body {
    type Item = Result<Bytes, BodyError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_chunk(cx)
    }
}

impl http_body::Body for Body {
    type Data = Bytes;
    type Error = BodyError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BodyError>>> {
        self.poll_chunk(cx)
            .map(|chunk| chunk.map(|chunk| chunk.map(Frame::data)))
    }

    fn is_end_stream(&self) -> bool {
        self.length() == Some(0)
    }

    fn size_hint(&self) -> SizeHint {
        self.length()
            .map_or_else(SizeHint::new, SizeHint::with_exact)
    }
}

/// Why a body could not be read to its end.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BodyError {
    /// It is larger than the reader accepts.
    #[error("the body is larger than {limit} bytes")]
    TooLarge {
        /// The most bytes that are accepted.
        limit: usize,
    },
    /// It is longer or shorter than was announced.
    #[error("the body is not as long as announced")]
    Length,
    /// It broke off.
    #[error("the body could not be read")]
    Read(#[source] BoxError),
    /// It did not get on for this time.
    #[error("nothing came for {limit:?}")]
    Idle {
        /// The most time between bytes.
        limit: std::time::Duration,
    },
    /// Its content coding cannot be undone (RFC 9110, section 8.4): it is not one that is known here, or the body is not what it
    /// says.
    #[error("the content coding `{coding}` of the body cannot be undone")]
    Coding {
        /// The content coding, or several.
        coding: String,
        /// What is wrong.
        #[source]
        source: std::io::Error,
    },
    /// It is an event stream that has broken off and did not go on.
    #[error(transparent)]
    Reconnect(#[from] super::ReconnectError),
}

impl BodyError {
    /// An error of a stream, which may be one of these already.
    pub(crate) fn read(error: impl Into<BoxError>) -> Self {
        match error.into().downcast::<Self>() {
            Ok(error) => *error,
            Err(other) => match other.downcast::<std::io::Error>() {
                Ok(error) => error
                    .downcast::<Self>()
                    .unwrap_or_else(|error| Self::Read(error.into())),
                Err(other) => Self::Read(other),
            },
        }
    }
}

#[cfg(test)]
mod tests;
