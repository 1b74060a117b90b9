//! The texts that places lie in.

use super::Pointer;
use std::fmt;
use std::sync::Arc;

/// A file of the document: its name and its text.
pub(crate) struct Source {
    name: String,
    text: String,
    /// Where each line begins, in bytes.
    lines: Vec<usize>,
    /// How many characters come before each block of [`BLOCK`] bytes, so that columns of very long lines are cheap.
    blocks: Vec<usize>,
}

/// See [`Source::blocks`].
const BLOCK: usize = 1024;

impl Source {
    /// A source of the given name, as it is to be shown to the user.
    pub(crate) fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        let text = text.into();
        let breaks = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let lines = std::iter::once(0)
            .chain(breaks.map(|(at, _)| at + 1))
            .collect();
        let mut chars = 0;
        let mut blocks = vec![0];
        for block in text.as_bytes().chunks(BLOCK) {
            chars += count_chars(block);
            blocks.push(chars);
        }
        Self {
            name: name.into(),
            text,
            lines,
            blocks,
        }
    }

    /// The name of the file.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// The whole text.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// The text of a line (1-based), without its line break.
    pub(crate) fn line(&self, line: u32) -> Option<&str> {
        let index = usize::try_from(line).ok()?.checked_sub(1)?;
        let start = *self.lines.get(index)?;
        let end = self
            .lines
            .get(index + 1)
            .copied()
            .unwrap_or(self.text.len());
        Some(self.text[start..end].trim_end_matches(['\n', '\r']))
    }

    /// The line and column of a byte of the text.
    pub(crate) fn position(&self, byte: usize) -> Position {
        let byte = byte.min(self.text.len());
        let line = self.lines.partition_point(|start| *start <= byte).max(1);
        let start = self.lines[line - 1];
        Position::new(line, self.chars_before(byte) - self.chars_before(start) + 1)
    }

    /// The byte of a line and a column (both from 1), as parsers report them; the nearest one if there is no such place.
    pub(crate) fn byte(&self, line: usize, column: usize) -> usize {
        let index = line.saturating_sub(1).min(self.lines.len() - 1);
        let start = self.lines[index];
        let end = self
            .lines
            .get(index + 1)
            .copied()
            .unwrap_or(self.text.len());
        self.byte_of_char(self.chars_before(start) + column.saturating_sub(1))
            .clamp(start, end)
    }

    fn byte_of_char(&self, char: usize) -> usize {
        let block = self.blocks.partition_point(|before| *before <= char).max(1) - 1;
        let mut at = (block * BLOCK).min(self.text.len());
        // The character that began in the block before was counted there.
        while !self.text.is_char_boundary(at) {
            at += 1;
        }
        let skipped = self.text[at..]
            .char_indices()
            .nth(char - self.blocks[block]);
        skipped.map_or(self.text.len(), |(skipped, _)| at + skipped)
    }

    fn chars_before(&self, byte: usize) -> usize {
        let block = byte / BLOCK;
        self.blocks[block] + count_chars(&self.text.as_bytes()[block * BLOCK..byte])
    }
}

/// How many characters begin in these bytes of UTF-8.
fn count_chars(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| (**byte as i8) >= -0x40).count()
}

impl fmt::Debug for Source {
    /// The text is left out: it is long, and no message is about it as a whole.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Source")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

/// A line and a column, both from 1; columns count characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// The line.
    pub line: u32,
    /// The column.
    pub column: u32,
}

impl Position {
    /// A position; numbers beyond 32 bits are cut to the largest that fits.
    pub fn new(line: usize, column: usize) -> Self {
        let fit = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        Self {
            line: fit(line),
            column: fit(column),
        }
    }
}

/// A place in a source.
#[derive(Clone, Debug)]
pub(crate) struct Location {
    /// The file.
    pub(crate) source: Arc<Source>,
    /// Line and column.
    pub(crate) position: Position,
    /// The pointer as it reads in that file; `None` where the file could not be read as far as that.
    pub(crate) pointer: Option<Pointer>,
}

impl fmt::Display for Location {
    /// `file:line:column`, as editors and terminals recognise it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}:{}:{}",
            self.source.name, self.position.line, self.position.column
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_positions() {
        let source = Source::new("x", "ab\r\né: 1\n");
        assert_eq!(source.line(1), Some("ab"));
        assert_eq!(source.line(2), Some("é: 1"));
        assert_eq!(source.line(3), Some(""));
        assert_eq!(source.line(4), None);
        assert_eq!(source.line(0), None);
        assert_eq!(source.position(4), Position::new(2, 1));
        assert_eq!(source.position(8), Position::new(2, 4));
        assert_eq!(source.position(99), Position::new(3, 1));
    }

    #[test]
    fn columns_of_long_lines() {
        let text = format!("xy\n{}", "é".repeat(3 * BLOCK));
        let source = Source::new("x", &*text);
        assert_eq!(source.position(3), Position::new(2, 1));
        assert_eq!(source.position(3 + 2 * BLOCK), Position::new(2, BLOCK + 1));
        assert_eq!(source.position(usize::MAX), Position::new(2, 3 * BLOCK + 1));
        for column in [1, 2, 511, 512, 513, BLOCK, 2 * BLOCK + 3, 3 * BLOCK + 1] {
            assert_eq!(source.byte(2, column), 3 + 2 * (column - 1), "{column}");
            assert_eq!(
                source.position(source.byte(2, column)),
                Position::new(2, column)
            );
        }
        assert_eq!(source.byte(1, 99), 3);
    }
}
