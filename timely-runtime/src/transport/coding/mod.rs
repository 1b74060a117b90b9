//! Content codings: what a response's body was compressed with (RFC 9110, section 8.4).

use crate::bodies::{Body, BodyError};
use async_compression::tokio::bufread;
use bytes::{Buf, Bytes, BytesMut};
use http::{HeaderMap, StatusCode, header};
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use tokio::io::{AsyncBufRead, AsyncRead, ReadBuf};

/// What a client asks for: all codings that it can undo, but for those that are out of use.
pub(crate) const ACCEPTED: &str = match (cfg!(feature = "brotli"), cfg!(feature = "zstd")) {
    (false, false) => "gzip",
    (true, false) => "gzip, br",
    (false, true) => "gzip, zstd",
    (true, true) => "gzip, br, zstd",
};

/// The most codings that one body may have: nobody applies several in earnest.
const MOST: usize = 4;

/// The most bytes that one chunk of a decoded body has.
const CHUNK: usize = 16 * 1024;

/// The codings of a response, the one that was applied first being the first. None of a part of a coded body (206), which
/// can be undone only along with the other parts.
pub(crate) fn codings(status: StatusCode, headers: &HeaderMap) -> Vec<String> {
    if status == StatusCode::PARTIAL_CONTENT {
        return Vec::new();
    }
    let fields = headers.get_all(header::CONTENT_ENCODING).iter();
    let names = fields.flat_map(|field| field.as_bytes().split(|byte| *byte == b','));
    let names = names.map(|name| String::from_utf8_lossy(name.trim_ascii()).to_ascii_lowercase());
    names
        .filter(|name| !matches!(name.as_str(), "" | "identity"))
        .collect()
}

/// Whether all of these codings can be undone.
pub(crate) fn are_known(codings: &[String]) -> bool {
    codings.len() <= MOST && codings.iter().all(|name| Coding::of(name).is_some())
}

/// The body without its codings. An empty one has none, whatever the header fields say.
///
/// It is read bit by bit: no more is decoded than is asked for, so that a limit on the result bounds the work.
///
/// # Errors
/// When one of the codings is not known here.
pub(crate) fn decoded(codings: &[String], body: Body) -> Result<Body, BodyError> {
    if codings.len() > MOST {
        return Err(unknown(&codings.join(", ")));
    }
    codings.iter().rev().try_fold(body, |body, name| {
        let coding = Coding::of(name).ok_or_else(|| unknown(name))?;
        Ok(coding.decode(name, body))
    })
}

fn unknown(name: &str) -> BodyError {
    BodyError::Coding {
        coding: name.to_owned(),
        source: io::Error::new(io::ErrorKind::Unsupported, "it is not known here"),
    }
}

#[derive(Clone, Copy)]
enum Coding {
    Gzip,
    /// The format of zlib, in spite of its name (RFC 9110, section 8.4.1.2).
    Deflate,
    #[cfg(feature = "brotli")]
    Brotli,
    #[cfg(feature = "zstd")]
    Zstd,
}

impl Coding {
    fn of(name: &str) -> Option<Self> {
        match name {
            "gzip" | "x-gzip" => Some(Self::Gzip),
            "deflate" => Some(Self::Deflate),
            #[cfg(feature = "brotli")]
            "br" => Some(Self::Brotli),
            #[cfg(feature = "zstd")]
            "zstd" => Some(Self::Zstd),
            _ => None,
        }
    }

    fn decode(self, name: &str, body: Body) -> Body {
        let chunks = Chunks::new(body);
        let name = name.to_owned();
        match self {
            Self::Gzip => {
                let mut decoder = bufread::GzipDecoder::new(chunks);
                // RFC 1952, section 2.2.
                decoder.multiple_members(true);
                source(name, decoder, bufread::GzipDecoder::get_mut)
            }
            Self::Deflate => {
                let decoder = bufread::ZlibDecoder::new(chunks);
                source(name, decoder, bufread::ZlibDecoder::get_mut)
            }
            #[cfg(feature = "brotli")]
            Self::Brotli => {
                let decoder = bufread::BrotliDecoder::new(chunks);
                source(name, decoder, bufread::BrotliDecoder::get_mut)
            }
            #[cfg(feature = "zstd")]
            Self::Zstd => {
                let mut decoder = bufread::ZstdDecoder::new(chunks);
                // RFC 8878, section 3: frames may follow each other.
                decoder.multiple_members(true);
                source(name, decoder, bufread::ZstdDecoder::get_mut)
            }
        }
    }
}

/// The body that a decoder yields.
fn source<D>(name: String, decoder: D, chunks: fn(&mut D) -> &mut Chunks) -> Body
where
    D: AsyncRead + Unpin + Send + 'static,
{
    let mut decoder = decoder;
    let mut buffer = BytesMut::zeroed(CHUNK);
    Body::from_source(None, move |cx| {
        if ready!(chunks(&mut decoder).poll_is_empty(cx)) {
            return Poll::Ready(None);
        }
        let mut read = ReadBuf::new(&mut buffer);
        let result = ready!(Pin::new(&mut decoder).poll_read(cx, &mut read));
        let decoded = Bytes::copy_from_slice(read.filled());
        let result = match result {
            Ok(()) if !decoded.is_empty() => return Poll::Ready(Some(Ok(decoded))),
            Ok(()) => ready!(chunks(&mut decoder).poll_end(cx)),
            Err(error) => Err(error),
        };
        // What broke off below is no fault of the coding.
        Poll::Ready(result.err().map(|error| {
            Err(error
                .downcast::<BodyError>()
                .unwrap_or_else(|source| BodyError::Coding {
                    coding: name.clone(),
                    source,
                }))
        }))
    })
}

/// The chunks of a body, as a decoder reads them.
struct Chunks {
    body: Body,
    chunk: Bytes,
    has_begun: bool,
}

impl Chunks {
    fn new(body: Body) -> Self {
        Self {
            body,
            chunk: Bytes::new(),
            has_begun: false,
        }
    }

    fn poll_more(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.chunk.is_empty()
            && let Some(chunk) = ready!(self.body.poll_chunk(cx))
        {
            self.has_begun = true;
            self.chunk = chunk.map_err(io::Error::other)?;
        }
        Poll::Ready(Ok(()))
    }

    /// Whether there is nothing to decode. An error is for the decoder to find.
    fn poll_is_empty(&mut self, cx: &mut Context<'_>) -> Poll<bool> {
        if self.has_begun {
            return Poll::Ready(false);
        }
        // An error ends the body, and must not be lost.
        match ready!(self.poll_more(cx)) {
            Ok(()) => Poll::Ready(!self.has_begun),
            Err(error) => {
                self.body = Body::failed(BodyError::read(error));
                Poll::Ready(false)
            }
        }
    }

    /// Makes sure that nothing follows what was decoded.
    fn poll_end(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.poll_more(cx))?;
        Poll::Ready(match self.chunk.is_empty() {
            true => Ok(()),
            false => Err(io::Error::new(
                io::ErrorKind::InvalidData,
                "something follows its end",
            )),
        })
    }
}

impl AsyncBufRead for Chunks {
    fn poll_fill_buf(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<&[u8]>> {
        let chunks = self.get_mut();
        ready!(chunks.poll_more(cx))?;
        Poll::Ready(Ok(&chunks.chunk))
    }

    fn consume(mut self: Pin<&mut Self>, amount: usize) {
        self.chunk.advance(amount);
    }
}

impl AsyncRead for Chunks {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let available = ready!(self.as_mut().poll_fill_buf(cx))?;
        let length = available.len().min(buffer.remaining());
        buffer.put_slice(&available[..length]);
        self.consume(length);
        Poll::Ready(Ok(()))
    }
}

#[cfg(test)]
mod tests;
