//! Content that is too large for memory, in a temporary file without a name: nobody else can open it, and it is gone
//! when it is closed, however the process ends.

use super::{Body, BodyError};
use bytes::Bytes;
use std::fs::File;
use std::io::{self, Read, Seek, Write};
use std::pin::Pin;
use std::task::{Poll, ready};
use tokio::runtime::Handle;

/// How many bytes are written or read at once.
const BLOCK: usize = 256 * 1024;

type Task<T> = Pin<Box<dyn Future<Output = io::Result<T>> + Send>>;

/// Takes content and keeps it in a file, which is opened when the first block is full.
#[derive(Debug)]
pub(super) struct Spool {
    file: Option<File>,
    block: Vec<u8>,
    length: u64,
}

impl Spool {
    pub(super) const fn new() -> Self {
        Self {
            file: None,
            block: Vec::new(),
            length: 0,
        }
    }

    pub(super) async fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.block.extend_from_slice(bytes);
        self.length += bytes.len() as u64;
        if self.block.len() >= BLOCK {
            self.flush().await?;
        }
        Ok(())
    }

    async fn flush(&mut self) -> io::Result<()> {
        let block = std::mem::take(&mut self.block);
        let file = self.file.take();
        let file = off_thread(move || {
            let mut file = match file {
                Some(file) => file,
                None => tempfile::tempfile()?,
            };
            file.write_all(&block)?;
            Ok(file)
        })
        .await?;
        self.file = Some(file);
        Ok(())
    }

    /// The content, from its start.
    pub(super) async fn finish(mut self) -> io::Result<Body> {
        self.flush().await?;
        let Some(mut file) = self.file else {
            return Ok(Body::empty());
        };
        let file = off_thread(move || file.rewind().map(|()| file)).await?;
        let mut reading: Task<(File, Bytes)> = read_block(file);
        let mut has_ended = false;
        Ok(Body::from_source(Some(self.length), move |cx| {
            if has_ended {
                return Poll::Ready(None);
            }
            let result = ready!(reading.as_mut().poll(cx));
            Poll::Ready(match result {
                Ok((file, bytes)) if !bytes.is_empty() => {
                    reading = read_block(file);
                    Some(Ok(bytes))
                }
                Ok(_) => {
                    has_ended = true;
                    None
                }
                Err(error) => {
                    has_ended = true;
                    Some(Err(BodyError::read(error)))
                }
            })
        }))
    }
}

/// Reads the next block, which is empty at the end of the file.
fn read_block(file: File) -> Task<(File, Bytes)> {
    Box::pin(async {
        off_thread(move || {
            let mut block = Vec::with_capacity(BLOCK);
            (&file).take(BLOCK as u64).read_to_end(&mut block)?;
            Ok((file, block.into()))
        })
        .await
    })
}

/// Does what may block where it does not hold up other tasks. Without a runtime there are none.
async fn off_thread<T: Send + 'static>(
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
