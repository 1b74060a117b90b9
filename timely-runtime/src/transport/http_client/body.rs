//! The body of a response that came over HTTP.

use crate::transport::BoxError;
use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
#[cfg(feature = "reqwest")]
use http_body_util::combinators::MapErr;
use hyper::body::Incoming;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

/// The body of a response of an [`HttpTransport`](super::HttpTransport), as it comes from the connection.
pub struct HttpBody(Source);

enum Source {
    Own(Incoming),
    #[cfg(feature = "reqwest")]
    Reqwest(ReqwestBody),
}

/// The body of a response of reqwest.
#[cfg(feature = "reqwest")]
type ReqwestBody = MapErr<reqwest::Body, fn(reqwest::Error) -> BoxError>;

impl HttpBody {
    pub(super) const fn own(body: Incoming) -> Self {
        Self(Source::Own(body))
    }

    #[cfg(feature = "reqwest")]
    pub(super) const fn reqwest(body: ReqwestBody) -> Self {
        Self(Source::Reqwest(body))
    }
}

impl Body for HttpBody {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        match &mut self.0 {
            Source::Own(body) => {
                let frame = Pin::new(body).poll_frame(context);
                frame.map(|frame| frame.map(|frame| frame.map_err(BoxError::from)))
            }
            #[cfg(feature = "reqwest")]
            Source::Reqwest(body) => Pin::new(body).poll_frame(context),
        }
    }

    fn is_end_stream(&self) -> bool {
        match &self.0 {
            Source::Own(body) => body.is_end_stream(),
            #[cfg(feature = "reqwest")]
            Source::Reqwest(body) => body.is_end_stream(),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match &self.0 {
            Source::Own(body) => body.size_hint(),
            #[cfg(feature = "reqwest")]
            Source::Reqwest(body) => body.size_hint(),
        }
    }
}

impl fmt::Debug for HttpBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpBody").finish_non_exhaustive()
    }
}
