//! The start of a body, for messages.

use std::fmt;

/// The start of a body, as text on one line.
pub(crate) struct Excerpt<'a>(pub(crate) &'a [u8]);

impl Excerpt<'_> {
    const LENGTH: usize = 200;
    /// Four bytes a character at most, so that a large body is not converted whole.
    pub(crate) const BYTES: usize = Self::LENGTH * 4;
}

impl fmt::Display for Excerpt<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let start = &self.0[..self.0.len().min(Self::BYTES)];
        let text = String::from_utf8_lossy(start);
        let mut characters = text.chars();
        for character in characters.by_ref().take(Self::LENGTH) {
            match character {
                control if control.is_control() => f.write_str(" ")?,
                other => write!(f, "{other}")?,
            }
        }
        if characters.next().is_some() || start.len() < self.0.len() {
            f.write_str("…")
        } else {
            Ok(())
        }
    }
}
