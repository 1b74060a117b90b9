//! The content of messages that is not one JSON value: bytes, files, forms of several parts, and streams of events or
//! of values.
//!
//! - [`Body`] — bytes in memory, or a stream of them; from files and into files, with its [`Progress`].
//! - [`Part`], [`MultipartWriter`], [`MultipartReader`] — `multipart/form-data` and its kin.
//! - [`EventStream`] — `text/event-stream`; [`Reconnect`] says when a client opens one again.
//! - [`JsonLines`] — JSON Lines, NDJSON, and JSON text sequences.
//!
//! Everything that reads is bounded: what the other side sends cannot make it hold more than it is allowed to.

#[cfg(any(feature = "client", feature = "server"))]
mod blocking;
mod body;
pub(crate) mod charset;
mod events;
#[cfg(any(feature = "client", feature = "server"))]
mod file;
mod frames;
mod item_error;
mod items;
mod json_lines;
mod multipart;
mod part;
mod progress;
#[cfg(feature = "server")]
mod spool;
#[cfg(test)]
mod testing;
mod text_form;

#[cfg(feature = "client")]
pub(crate) use body::Chunks;
pub use body::{Body, BodyError};
pub use charset::CharsetError;
pub use events::{Event, EventStream, Reconnect, ReconnectError};
#[cfg(feature = "client")]
pub(crate) use events::{LastEventId, Opening, Reopened, resumed};
#[cfg(any(feature = "client", feature = "server"))]
pub use file::FileError;
pub use item_error::ItemError;
pub use json_lines::{Framing, JsonLines};
pub use multipart::{MultipartError, MultipartLimits, MultipartReader, MultipartWriter, NamedPart};
pub use part::Part;
pub use progress::{Progress, ProgressStream};
pub use text_form::TextForm;

/// An error of any type, as streams report it.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// The most bytes that one event or one line may have, if nothing else is set: 16 MiB.
pub const DEFAULT_ITEM_LIMIT: usize = 16 * 1024 * 1024;

/// Why an item of a stream could not be read or written.
///
/// After [`StreamError::Body`] and [`StreamError::Source`] there is nothing more to come; after the others the stream
/// goes on with the next item.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StreamError {
    /// The message broke off.
    #[error("the stream could not be read to its end")]
    Body(#[from] BodyError),
    /// An item is larger than the reader accepts. It was skipped.
    #[error("an item of the stream is larger than {limit} bytes")]
    TooLarge {
        /// The most bytes that one item may have.
        limit: usize,
    },
    /// An item is not what the document says. It is in the error as it came.
    #[error("an item of the stream is not as documented: {0}")]
    Item(#[source] ItemError),
    /// An item cannot be written as JSON.
    #[error("an item of the stream cannot be written")]
    Write(#[source] serde_json::Error),
    /// The stream has ended in the middle of an item: an event before the blank line that completes it, or a number, `true`,
    /// `false` or `null` of a JSON text sequence that may have lost its end (RFC 7464, section 2.4).
    #[error("an item of the stream is cut off")]
    Truncated,
    /// A field of an event has a character that it cannot have, such as a line break.
    #[error("the field `{0}` of an event has a character that it cannot have")]
    Field(&'static str),
    /// What the items come from has failed.
    #[error("the source of the stream failed")]
    Source(#[source] BoxError),
}
