//! What the tests of this module share.

use super::Body;
use bytes::Bytes;
use futures_core::Stream;
use futures_util::StreamExt;
use proptest::prelude::*;
use std::io;

/// Runs a future to its end.
pub(super) fn run<F: Future>(future: F) -> F::Output {
    tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .unwrap()
        .block_on(future)
}

/// All items of a stream.
pub(super) fn all<S: Stream>(stream: S) -> Vec<S::Item> {
    run(stream.collect())
}

/// A stream of this content in chunks of these sizes, over and over.
pub(super) fn chunked(content: &[u8], sizes: &[usize]) -> Body {
    let mut sizes = sizes.iter().copied().cycle();
    let mut chunks = Vec::new();
    let mut rest = content;
    while !rest.is_empty() {
        let size = sizes.next().unwrap_or(rest.len()).clamp(1, rest.len());
        let (chunk, after) = rest.split_at(size);
        chunks.push(Ok::<_, io::Error>(Bytes::copy_from_slice(chunk)));
        rest = after;
    }
    Body::from_stream(futures_util::stream::iter(chunks))
}

/// Sizes of chunks.
pub(super) fn sizes() -> impl Strategy<Value = Vec<usize>> {
    prop::collection::vec(1..40_usize, 1..20)
}

/// A stream that yields this chunk for ever.
pub(super) fn endless(chunk: &'static [u8]) -> Body {
    Body::from_stream(futures_util::stream::repeat_with(move || {
        Ok::<_, io::Error>(Bytes::from_static(chunk))
    }))
}

/// A stream that yields this content and then breaks off.
pub(super) fn broken(content: &'static [u8]) -> Body {
    let chunks = [
        Ok(Bytes::from_static(content)),
        Err(io::Error::from(io::ErrorKind::ConnectionReset)),
        Ok(Bytes::from_static(b"after the error")),
    ];
    Body::from_stream(futures_util::stream::iter(chunks))
}
