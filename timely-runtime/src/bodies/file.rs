//! Bodies from files and into files, a block at a time.

use super::blocking::{BLOCK, body_of, off_thread};
use super::{Body, BodyError, Part};
use crate::random::random;
use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Why a file could not become a body, or a body a file.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FileError {
    /// The file cannot be opened to be read.
    #[error("the file `{}` cannot be opened", path.display())]
    Open {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        #[source]
        source: io::Error,
    },
    /// It is a folder.
    #[error("`{}` is a folder", .0.display())]
    Folder(PathBuf),
    /// What is to be written cannot be written, or cannot take the place of the file. Nothing of it is left, and the file is as it was.
    #[error("the file `{}` cannot be written", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        #[source]
        source: io::Error,
    },
    /// The body broke off. Nothing of it is left, and the file is as it was.
    #[error("what was to be written to the file could not be read to its end")]
    Body(#[from] BodyError),
}

impl Body {
    /// A body that is read from a file while it is sent, in blocks of 256 KiB, so that a file of any size takes no more memory than
    /// that. Its length is announced (`Content-Length`): what is appended to the file meanwhile is not sent, and one that
    /// becomes shorter breaks the message off.
    ///
    /// What the bytes are is for the caller to say: [`Body::with_content_type`]. Like any stream it is read once, so a request that
    /// carries it is not repeated. Dropping the body closes the file.
    ///
    /// ```
    /// use timely_runtime::Body;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), timely_runtime::bodies::FileError> {
    /// let body = Body::from_file("Cargo.toml").await?;
    /// assert!(body.length() > Some(0));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// When the file cannot be opened, or is a folder.
    pub async fn from_file(path: impl AsRef<Path>) -> Result<Self, FileError> {
        let path = path.as_ref().to_owned();
        let opened = path.clone();
        let result = off_thread(move || {
            let file = File::open(opened)?;
            let metadata = file.metadata()?;
            Ok((file, metadata))
        });
        let (file, metadata) = match result.await {
            Ok(opened) => opened,
            Err(source) => return Err(FileError::Open { path, source }),
        };
        if metadata.is_dir() {
            return Err(FileError::Folder(path));
        }
        // A pipe or a device has no length of its own.
        let length = metadata.is_file().then_some(metadata.len());
        Ok(match length {
            Some(0) => Self::empty(),
            length => {
                let file = Arc::new(file);
                let body = body_of(Arc::clone(&file), None, length);
                // Servers send parts of it.
                #[cfg(feature = "server")]
                let body = match length {
                    Some(length) => body.of_file(file, length),
                    None => body,
                };
                body
            }
        })
    }

    /// Writes the body to a file, however large it is, and returns the number of bytes.
    ///
    /// The file is whole or not there: the bytes go to a new file beside it, which takes its place, and that of an
    /// older one, when all of them are on the disk. After an error, or when the future is dropped, the new file is removed.
    ///
    /// ```no_run
    /// # use timely_runtime::{Body, bodies::FileError};
    /// # async fn save(body: Body) -> Result<(), FileError> {
    /// let bytes = body.save_to("report.pdf").await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// When the body breaks off, or the file cannot be written.
    pub async fn save_to(mut self, path: impl AsRef<Path>) -> Result<u64, FileError> {
        let path = path.as_ref().to_owned();
        let failed = |source| FileError::Write {
            path: path.clone(),
            source,
        };
        let beside = beside(&path).map_err(failed)?;
        let mut partial = off_thread(move || Partial::create(beside))
            .await
            .map_err(failed)?;
        let mut length = 0;
        let mut block = Vec::new();
        while let Some(chunk) = self.next().await.transpose()? {
            length += chunk.len() as u64;
            // What is large is written as it is.
            if block.is_empty() && chunk.len() >= BLOCK {
                partial = partial.write(chunk).await.map_err(failed)?;
                continue;
            }
            block.extend_from_slice(&chunk);
            if block.len() >= BLOCK {
                let full = std::mem::take(&mut block);
                partial = partial.write(full).await.map_err(failed)?;
            }
        }
        partial = partial.write(block).await.map_err(failed)?;
        let target = path.clone();
        off_thread(move || partial.keep(&target))
            .await
            .map_err(failed)?;
        Ok(length)
    }
}

impl Part {
    /// A part that is a file, with its name: see [`Body::from_file`]. A name that is no Unicode is left out.
    ///
    /// # Errors
    /// When the file cannot be opened, or is a folder.
    pub async fn from_file(path: impl AsRef<Path>) -> Result<Self, FileError> {
        let path = path.as_ref();
        let content = Body::from_file(path).await?;
        let name = path.file_name().and_then(|name| name.to_str());
        Ok(Self {
            file_name: name.map(str::to_owned),
            ..Self::new(content)
        })
    }
}

/// The path of a new file in the same folder.
fn beside(path: &Path) -> io::Result<PathBuf> {
    let name = path
        .file_name()
        .ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "the path names no file"))?;
    let mut new = OsString::from(".");
    new.push(name);
    new.push(format!(".{:016x}.part", random()));
    Ok(path.with_file_name(new))
}

/// A file that is being written; it is removed unless it is kept.
///
/// It goes along into the threads that write it and comes back from there, so that it is removed as well where nobody waits
/// for it any more.
#[derive(Debug)]
struct Partial {
    file: File,
    path: PathBuf,
    is_kept: bool,
}

impl Partial {
    fn create(path: PathBuf) -> io::Result<Self> {
        let file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .open(&path)?;
        Ok(Self {
            file,
            path,
            is_kept: false,
        })
    }

    async fn write(mut self, bytes: impl AsRef<[u8]> + Send + 'static) -> io::Result<Self> {
        off_thread(move || {
            self.file.write_all(bytes.as_ref())?;
            Ok(self)
        })
        .await
    }

    /// Has the file take its place.
    fn keep(mut self, target: &Path) -> io::Result<()> {
        // Otherwise a machine that loses its power might have the name without the content.
        self.file.sync_all()?;
        fs::rename(&self.path, target)?;
        self.is_kept = true;
        Ok(())
    }
}

impl Drop for Partial {
    fn drop(&mut self) {
        if !self.is_kept {
            // Nobody is there to hear of it.
            let _ = fs::remove_file(&self.path);
        }
    }
}

#[cfg(test)]
mod tests;
