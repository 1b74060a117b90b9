//! A body: bytes in memory, or a stream of them.

use bytes::{Buf, Bytes, BytesMut};
use futures_core::Stream;
use http_body::{Frame, SizeHint};
use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Mutex;
use std::task::{Context, Poll};

type BoxError = Box<dyn std::error::Error + Send + Sync>;
type BoxStream = Pin<Box<dyn Stream<Item = Result<Bytes, BodyError>> + Send>>;

/// A body: bytes in memory, or a stream of them.
#[derive(Default)]
pub struct Body(Inner);

#[derive(Default)]
enum Inner {
    #[default]
    Empty,
    Whole(Bytes),
    /// Never locked: what has a stream to itself needs no lock.
    Stream(Mutex<BoxStream>),
}

/// Why a body cannot be read to its end.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BodyError {
    /// It has more bytes than are allowed.
    #[error("the body is larger than {limit} bytes")]
    TooLarge {
        /// How many bytes are allowed.
        limit: usize,
    },
    /// Its source failed.
    #[error("the body broke off")]
    Source(#[source] BoxError),
}

impl Body {
    /// A body without a byte.
    #[must_use]
    pub const fn empty() -> Self {
        Self(Inner::Empty)
    }

    /// A body that comes piece by piece.
    pub fn from_stream<S, T, E>(stream: S) -> Self
    where
        S: Stream<Item = Result<T, E>> + Send + 'static,
        T: Into<Bytes>,
        E: Into<BoxError>,
    {
        struct Converted<S>(Pin<Box<S>>);
        impl<S, T, E> Stream for Converted<S>
        where
            S: Stream<Item = Result<T, E>>,
            T: Into<Bytes>,
            E: Into<BoxError>,
        {
            type Item = Result<Bytes, BodyError>;

            fn poll_next(
                mut self: Pin<&mut Self>,
                cx: &mut Context<'_>,
            ) -> Poll<Option<Self::Item>> {
                self.0.as_mut().poll_next(cx).map(|item| {
                    item.map(|item| {
                        item.map(Into::into).map_err(|error| {
                            let error: BoxError = error.into();
                            match error.downcast::<BodyError>() {
                                Ok(error) => *error,
                                Err(error) => BodyError::Source(error),
                            }
                        })
                    })
                })
            }
        }
        Self(Inner::Stream(Mutex::new(Box::pin(Converted(Box::pin(
            stream,
        ))))))
    }

    /// The bytes, if all of them are in memory.
    #[must_use]
    pub fn as_bytes(&self) -> Option<&Bytes> {
        static EMPTY: Bytes = Bytes::new();
        match &self.0 {
            Inner::Empty => Some(&EMPTY),
            Inner::Whole(bytes) => Some(bytes),
            Inner::Stream(_) => None,
        }
    }

    /// Reads all bytes into memory.
    ///
    /// # Errors
    /// When there are more than `limit`, or the source fails.
    pub async fn bytes(mut self, limit: usize) -> Result<Bytes, BodyError> {
        if let Some(bytes) = self.as_bytes() {
            return match bytes.len() > limit {
                true => Err(BodyError::TooLarge { limit }),
                false => Ok(bytes.clone()),
            };
        }
        let mut all = BytesMut::new();
        while let Some(bytes) = poll_fn(|cx| Pin::new(&mut self).poll_next(cx)).await {
            let bytes = bytes?;
            if all.len() + bytes.len() > limit {
                return Err(BodyError::TooLarge { limit });
            }
            all.extend_from_slice(&bytes);
        }
        Ok(all.freeze())
    }

    /// The same body, which fails once it has more bytes than this.
    #[must_use]
    pub fn limited(self, limit: usize) -> Self {
        struct Limited {
            body: Body,
            left: usize,
            limit: usize,
        }
        impl Stream for Limited {
            type Item = Result<Bytes, BodyError>;

            fn poll_next(
                mut self: Pin<&mut Self>,
                cx: &mut Context<'_>,
            ) -> Poll<Option<Self::Item>> {
                let item = std::task::ready!(Pin::new(&mut self.body).poll_next(cx));
                Poll::Ready(match item {
                    Some(Ok(bytes)) => match self.left.checked_sub(bytes.remaining()) {
                        Some(left) => {
                            self.left = left;
                            Some(Ok(bytes))
                        }
                        None => {
                            self.body = Body::empty();
                            Some(Err(BodyError::TooLarge { limit: self.limit }))
                        }
                    },
                    other => other,
                })
            }
        }
        let body = self;
        Self::from_stream(Limited {
            body,
            left: limit,
            limit,
        })
    }
}

impl Stream for Body {
    type Item = Result<Bytes, BodyError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        match &mut self.0 {
            Inner::Empty => Poll::Ready(None),
            Inner::Whole(bytes) => {
                let bytes = std::mem::take(bytes);
                self.0 = Inner::Empty;
                Poll::Ready((!bytes.is_empty()).then_some(Ok(bytes)))
            }
            Inner::Stream(stream) => {
                let stream = stream
                    .get_mut()
                    .unwrap_or_else(std::sync::PoisonError::into_inner);
                stream.as_mut().poll_next(cx)
            }
        }
    }
}

impl http_body::Body for Body {
    type Data = Bytes;
    type Error = BodyError;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BodyError>>> {
        self.poll_next(cx)
            .map(|item| item.map(|item| item.map(Frame::data)))
    }

    fn is_end_stream(&self) -> bool {
        self.as_bytes().is_some_and(Bytes::is_empty)
    }

    fn size_hint(&self) -> SizeHint {
        self.as_bytes().map_or_else(SizeHint::default, |bytes| {
            SizeHint::with_exact(bytes.len() as u64)
        })
    }
}

macro_rules! from_bytes {
    ($($source:ty),*) => {
        $(impl From<$source> for Body {
            fn from(bytes: $source) -> Self {
                Self(Inner::Whole(Bytes::from(bytes)))
            }
        })*
    };
}

from_bytes!(Bytes, Vec<u8>, String, &'static str, &'static [u8]);

/// The length at most.
impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.as_bytes() {
            Some(bytes) => write!(f, "Body({} bytes)", bytes.len()),
            None => f.write_str("Body(stream)"),
        }
    }
}
