//! Items of structured header fields (RFC 9651, section 3.3) that are strings in a document.

use std::fmt;
use std::ops::Deref;

/// A string as structured header fields have it: `format: sf-string` (RFC 9651, section 3.3.3). On the wire it is in quotes.
///
/// ```
/// use timely_runtime::{SfString, Text};
///
/// let title: Text<SfString> = r#""the \"best\" one""#.parse()?;
/// assert_eq!(*title.parsed()?, *r#"the "best" one"#);
/// let title = SfString::new("plain").map(Text::from);
/// assert_eq!(title.unwrap().as_str(), r#""plain""#);
/// assert!(SfString::new("é").is_none());
/// # Ok::<(), timely_runtime::FormatError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SfString(String);

impl SfString {
    /// A string; `None` where it has other characters than those of ASCII that can be seen, and the blank.
    pub fn new(text: impl Into<String>) -> Option<Self> {
        let text = text.into();
        text.bytes().all(is_visible).then_some(Self(text))
    }

    /// The string by value.
    #[must_use]
    pub fn into_string(self) -> String {
        self.0
    }

    /// Reads what is on the wire.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut rest = text.strip_prefix('"')?.strip_suffix('"')?.chars();
        let mut read = String::with_capacity(text.len());
        while let Some(c) = rest.next() {
            read.push(match c {
                '\\' => rest.next().filter(|c| matches!(c, '"' | '\\'))?,
                '"' => return None,
                c => c,
            });
        }
        Self::new(read)
    }
}

fn is_visible(byte: u8) -> bool {
    matches!(byte, b' '..=b'~')
}

impl Deref for SfString {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

/// In quotes, as on the wire.
impl fmt::Display for SfString {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let escaped = self.0.replace('\\', "\\\\").replace('"', "\\\"");
        write!(f, "\"{escaped}\"")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_are_read_and_written() {
        for (text, meaning) in [(r#""""#, ""), (r#""a b""#, "a b"), (r#""\"\\""#, r#""\"#)] {
            let read = SfString::parse(text).unwrap();
            assert_eq!((&*read, read.to_string().as_str()), (meaning, text));
        }
        for text in [
            "", "\"", "a", r#""a"#, r#""\""#, r#""\n""#, r#""a"b""#, "\"é\"", "\"\n\"",
        ] {
            assert_eq!(SfString::parse(text), None, "{text}");
        }
    }
}
