//! The limits of a server.

/// The limits of a server.
///
/// ```
/// use timely_runtime::server::Options;
///
/// let options = Options::default().body_limit(64 * 1024);
/// assert_eq!(options.body_limit, 65_536);
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Options {
    /// The largest request body, in bytes; 2 MiB unless set. A larger one is answered with 413.
    pub body_limit: usize,
}

impl Options {
    /// Sets the largest request body, in bytes.
    #[must_use]
    pub const fn body_limit(mut self, bytes: usize) -> Self {
        self.body_limit = bytes;
        self
    }
}

impl Default for Options {
    fn default() -> Self {
        Self {
            body_limit: 2 * 1024 * 1024,
        }
    }
}
