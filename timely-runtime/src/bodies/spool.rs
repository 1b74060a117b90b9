//! Content that is too large for memory, in a temporary file without a name: nobody else can open it, and it is gone
//! when it is closed, however the process ends.

use super::Body;
use super::blocking::{BLOCK, body_of, off_thread};
use std::fs::File;
use std::io::{self, Seek, Write};
use std::sync::Arc;

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
        Ok(body_of(Arc::new(file), None, Some(self.length)))
    }
}
