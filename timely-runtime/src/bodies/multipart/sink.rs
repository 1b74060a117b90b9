//! Where the content of a part is kept: in memory, and what is too much for it in a temporary file.

#[cfg(feature = "server")]
use super::super::spool::Spool;
use crate::bodies::Body;
use std::io;

/// Takes the content of one part.
#[derive(Debug)]
pub(super) struct Sink {
    memory: Vec<u8>,
    #[cfg_attr(not(feature = "server"), allow(dead_code))]
    limit: usize,
    #[cfg(feature = "server")]
    spool: Option<Spool>,
}

impl Sink {
    /// Holds at most `limit` bytes in memory.
    pub(super) const fn new(limit: usize) -> Self {
        Self {
            memory: Vec::new(),
            limit,
            #[cfg(feature = "server")]
            spool: None,
        }
    }

    #[cfg(feature = "server")]
    pub(super) async fn push(&mut self, bytes: &[u8]) -> io::Result<()> {
        if let Some(spool) = &mut self.spool {
            return spool.write(bytes).await;
        }
        self.memory.extend_from_slice(bytes);
        if self.memory.len() > self.limit {
            let mut spool = Spool::new();
            spool.write(&std::mem::take(&mut self.memory)).await?;
            self.spool = Some(spool);
        }
        Ok(())
    }

    #[cfg(not(feature = "server"))]
    pub(super) async fn push(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.memory.extend_from_slice(bytes);
        Ok(())
    }

    /// The content.
    #[cfg_attr(not(feature = "server"), allow(clippy::unused_async))]
    pub(super) async fn finish(self) -> io::Result<Body> {
        #[cfg(feature = "server")]
        if let Some(spool) = self.spool {
            return spool.finish().await;
        }
        Ok(self.memory.into())
    }
}
