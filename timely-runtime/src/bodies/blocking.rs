//! What may block, such as the files of a disk, where it does not hold up other tasks.

use super::{Body, BodyError};
use bytes::Bytes;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Poll, ready};
use tokio::runtime::Handle;

/// How many bytes are written or read at once.
pub(super) const BLOCK: usize = 256 * 1024;

type Task<T> = Pin<Box<dyn Future<Output = io::Result<T>> + Send>>;

/// Does what may block in a thread that is there for it. Without a runtime there are no tasks to hold up.
///
/// Whoever drops the future does not stop what has begun: its result is dropped when it is there.
pub(super) async fn off_thread<T: Send + 'static>(
    task: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> io::Result<T> {
    match Handle::try_current() {
        Ok(handle) => handle
            .spawn_blocking(task)
            .await
            .unwrap_or_else(|error| Err(io::Error::other(error))),
        Err(_) => task(),
    }
}

/// What a file has from a place on, or from where it stands, up to this many bytes where that is known. No more than a
/// block of it is in memory, and none before the body is first polled.
pub(super) fn body_of(file: Arc<File>, from: Option<u64>, length: Option<u64>) -> Body {
    let mut left = length.unwrap_or(u64::MAX);
    let mut reading: Option<Task<(Arc<File>, Bytes)>> = Some(read_block(file, from, left));
    Body::from_source(length, move |cx| {
        let Some(block) = &mut reading else {
            return Poll::Ready(None);
        };
        let result = ready!(block.as_mut().poll(cx));
        reading = None;
        Poll::Ready(match result {
            Ok((_, bytes)) if bytes.is_empty() => None,
            Ok((file, bytes)) => {
                left = left.saturating_sub(bytes.len() as u64);
                reading = (left > 0).then(|| read_block(file, None, left));
                Some(Ok(bytes))
            }
            Err(error) => Some(Err(BodyError::read(error))),
        })
    })
}

/// Reads the next block, which is empty at the end of the file.
fn read_block(file: Arc<File>, from: Option<u64>, left: u64) -> Task<(Arc<File>, Bytes)> {
    Box::pin(async move {
        off_thread(move || {
            if let Some(from) = from {
                (&*file).seek(SeekFrom::Start(from))?;
            }
            let most = left.min(BLOCK as u64);
            let mut block = Vec::with_capacity(usize::try_from(most).unwrap_or(BLOCK));
            (&*file).take(most).read_to_end(&mut block)?;
            Ok((file, block.into()))
        })
        .await
    })
}
