//! The items of a stream, whatever it is that yields them.

use super::{BoxError, StreamError};
use futures_core::Stream;
use std::task::{Context, Poll, ready};
use sync_wrapper::SyncWrapper;

type Source<T> = Box<dyn FnMut(&mut Context<'_>) -> Poll<Option<Result<T, StreamError>>> + Send>;

/// Items that come one by one. Nothing comes after the end, or after an error that ends the stream.
pub(super) struct Items<T> {
    // Only ever used through `&mut`, which the wrapper proves.
    source: SyncWrapper<Source<T>>,
    has_ended: bool,
}

impl<T> Items<T> {
    /// The items that a function yields when it is polled.
    pub(super) fn from_source(
        source: impl FnMut(&mut Context<'_>) -> Poll<Option<Result<T, StreamError>>> + Send + 'static,
    ) -> Self {
        Self {
            source: SyncWrapper::new(Box::new(source)),
            has_ended: false,
        }
    }

    /// The items of a stream that does not fail.
    pub(super) fn from_stream<S>(stream: S) -> Self
    where
        S: Stream<Item = T> + Send + 'static,
    {
        let mut stream = Box::pin(stream);
        Self::from_source(move |cx| stream.as_mut().poll_next(cx).map(|item| item.map(Ok)))
    }

    /// The items of a stream that may fail.
    pub(super) fn try_from_stream<S, E>(stream: S) -> Self
    where
        S: Stream<Item = Result<T, E>> + Send + 'static,
        E: Into<BoxError>,
    {
        let mut stream = Box::pin(stream);
        Self::from_source(move |cx| {
            let item = ready!(stream.as_mut().poll_next(cx));
            Poll::Ready(item.map(|item| item.map_err(StreamError::source)))
        })
    }

    pub(super) fn poll_next(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<T, StreamError>>> {
        if self.has_ended {
            return Poll::Ready(None);
        }
        let item = ready!((self.source.get_mut())(cx));
        self.has_ended = matches!(
            item,
            None | Some(Err(StreamError::Body(_) | StreamError::Source(_)))
        );
        Poll::Ready(item)
    }
}

impl StreamError {
    /// An error of a stream, which may be one of these already.
    fn source(error: impl Into<BoxError>) -> Self {
        match error.into().downcast::<Self>() {
            Ok(error) => *error,
            Err(other) => Self::Source(other),
        }
    }
}
