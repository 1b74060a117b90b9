//! Bytes that are text on the wire.

use crate::Field;
use crate::base64::{self, Alphabet};
use crate::schema::{self, Format};
use crate::text::FormatError;
use bytes::Bytes;
use serde::de::{self, Deserialize, Deserializer, Unexpected, Visitor};
use serde::ser::{Serialize, Serializer};
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;
use std::ops::Deref;
use std::str::FromStr;

/// Bytes that are Base64 in the standard alphabet, with padding, when they are written: `format: byte`,
/// `contentEncoding: base64` (RFC 4648, section 4).
pub type Base64 = EncodedBytes<Standard>;

/// Bytes that are Base64 in the alphabet for URLs, without padding, when they are written: `format: base64url`,
/// `contentEncoding: base64url` (RFC 4648, section 5).
pub type Base64Url = EncodedBytes<UrlSafe>;

/// Bytes between colons, as structured header fields have them: `format: sf-binary` (RFC 9651, section 3.3.5).
pub type SfBinary = EncodedBytes<Colons>;

/// Bytes that are text on the wire: a slice of bytes to a program.
///
/// Read are both alphabets of Base64, with padding or without; what `E` says is written. Text that is no Base64 is refused,
/// and so is one whose last digit says more than the bytes hold, which could not be written again.
///
/// ```
/// use timely_runtime::{Base64, Base64Url};
///
/// let seal = Base64::from([0xfb, 0xef]);
/// assert_eq!(seal.to_string(), "++8=");
/// assert_eq!(seal.len(), 2);
/// assert_eq!("--8".parse::<Base64>()?, seal);
/// assert_eq!(Base64Url::from(seal.into_bytes()).to_string(), "--8");
/// assert!("no Base64".parse::<Base64>().is_err());
/// # Ok::<(), timely_runtime::FormatError>(())
/// ```
pub struct EncodedBytes<E> {
    bytes: Bytes,
    encoding: PhantomData<fn() -> E>,
}

/// The text that stands for bytes.
pub trait BytesEncoding {
    /// The format of the texts.
    const FORMAT: Format;

    /// Writes bytes.
    fn encode(bytes: &[u8]) -> String;

    /// Reads a text; `None` when it is of another format.
    fn decode(text: &str) -> Option<Vec<u8>>;
}

/// The encoding of [`Base64`].
#[derive(Clone, Copy, Debug)]
pub enum Standard {}

/// The encoding of [`Base64Url`].
#[derive(Clone, Copy, Debug)]
pub enum UrlSafe {}

/// The encoding of [`SfBinary`].
#[derive(Clone, Copy, Debug)]
pub enum Colons {}

impl BytesEncoding for Standard {
    const FORMAT: Format = Format::Byte;

    fn encode(bytes: &[u8]) -> String {
        base64::encode(bytes)
    }

    fn decode(text: &str) -> Option<Vec<u8>> {
        base64::decode_any(text)
    }
}

impl BytesEncoding for UrlSafe {
    const FORMAT: Format = Format::Base64Url;

    fn encode(bytes: &[u8]) -> String {
        base64::encode_in(Alphabet::Url, bytes)
    }

    fn decode(text: &str) -> Option<Vec<u8>> {
        base64::decode_any(text)
    }
}

impl BytesEncoding for Colons {
    const FORMAT: Format = Format::SfBinary;

    fn encode(bytes: &[u8]) -> String {
        format!(":{}:", base64::encode(bytes))
    }

    fn decode(text: &str) -> Option<Vec<u8>> {
        let text = text.strip_prefix(':')?.strip_suffix(':')?;
        base64::decode_any(text)
    }
}

impl<E> EncodedBytes<E> {
    /// Bytes of the program itself.
    #[must_use]
    pub const fn from_static(bytes: &'static [u8]) -> Self {
        Self::of(Bytes::from_static(bytes))
    }

    const fn of(bytes: Bytes) -> Self {
        Self {
            bytes,
            encoding: PhantomData,
        }
    }

    /// The bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The bytes by value, which are not copied.
    #[must_use]
    pub fn into_bytes(self) -> Bytes {
        self.bytes
    }
}

impl<E> Deref for EncodedBytes<E> {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.bytes
    }
}

impl<E> AsRef<[u8]> for EncodedBytes<E> {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

impl<E> Clone for EncodedBytes<E> {
    fn clone(&self) -> Self {
        Self::of(self.bytes.clone())
    }
}

impl<E> Default for EncodedBytes<E> {
    fn default() -> Self {
        Self::of(Bytes::new())
    }
}

/// How many bytes they are: they may be many, and a secret.
impl<E> fmt::Debug for EncodedBytes<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.bytes.len() {
            1 => f.write_str("[1 byte]"),
            count => write!(f, "[{count} bytes]"),
        }
    }
}

/// The text that is written.
impl<E: BytesEncoding> fmt::Display for EncodedBytes<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&E::encode(&self.bytes))
    }
}

impl<E> PartialEq for EncodedBytes<E> {
    fn eq(&self, other: &Self) -> bool {
        self.bytes == other.bytes
    }
}

impl<E> Eq for EncodedBytes<E> {}

impl<E> PartialOrd for EncodedBytes<E> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<E> Ord for EncodedBytes<E> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.bytes.cmp(&other.bytes)
    }
}

impl<E> Hash for EncodedBytes<E> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.bytes.hash(state);
    }
}

/// Comparisons with what holds bytes.
macro_rules! compared {
    ($([$($parameter:tt)*] $other:ty),* $(,)?) => {$(
        impl<E, $($parameter)*> PartialEq<$other> for EncodedBytes<E> {
            fn eq(&self, other: &$other) -> bool {
                let other: &[u8] = other.as_ref();
                self.bytes == other
            }
        }
    )*};
}
compared! { [] [u8], [] &[u8], [] Vec<u8>, [] Bytes, [const N: usize] [u8; N], [const N: usize] &[u8; N] }

/// Conversions from what holds bytes, and to a member of an object.
macro_rules! made_of {
    ($([$($parameter:tt)*] $held:ty, $bytes:ident => $made:expr;)*) => {$(
        impl<E, $($parameter)*> From<$held> for EncodedBytes<E> {
            fn from($bytes: $held) -> Self {
                Self::of($made)
            }
        }

        impl<E, $($parameter)*> From<$held> for Field<EncodedBytes<E>> {
            fn from(bytes: $held) -> Self {
                Self::Value(bytes.into())
            }
        }
    )*};
}
made_of! {
    [] Vec<u8>, bytes => bytes.into();
    [] Bytes, bytes => bytes;
    [] &[u8], bytes => Bytes::copy_from_slice(bytes);
    [const N: usize] [u8; N], bytes => Bytes::copy_from_slice(&bytes);
    [const N: usize] &[u8; N], bytes => Bytes::copy_from_slice(bytes);
}

impl<E> From<EncodedBytes<E>> for Bytes {
    fn from(encoded: EncodedBytes<E>) -> Self {
        encoded.bytes
    }
}

impl<E> From<EncodedBytes<E>> for Vec<u8> {
    fn from(encoded: EncodedBytes<E>) -> Self {
        encoded.bytes.into()
    }
}

impl<E> From<&Self> for EncodedBytes<E> {
    fn from(encoded: &Self) -> Self {
        encoded.clone()
    }
}

/// Of the text that is on the wire.
impl<E: BytesEncoding> FromStr for EncodedBytes<E> {
    type Err = FormatError;

    fn from_str(text: &str) -> Result<Self, FormatError> {
        match E::decode(text) {
            Some(bytes) => Ok(bytes.into()),
            None => Err(FormatError::new(E::FORMAT, text)),
        }
    }
}

impl<E: BytesEncoding> Serialize for EncodedBytes<E> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&E::encode(&self.bytes))
    }
}

impl<'de, E: BytesEncoding> Deserialize<'de> for EncodedBytes<E> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(Encoded(PhantomData))
    }
}

struct Encoded<E>(PhantomData<fn() -> E>);

impl<E: BytesEncoding> Visitor<'_> for Encoded<E> {
    type Value = EncodedBytes<E>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(E::FORMAT.description())
    }

    /// A text may be broken into lines, as MIME has it (RFC 2045, section 6.8). A server has refused that by then.
    fn visit_str<F: de::Error>(self, text: &str) -> Result<EncodedBytes<E>, F> {
        let read = match text.contains(['\r', '\n']) {
            true => E::decode(&text.replace(['\r', '\n'], "")),
            false => E::decode(text),
        };
        let found = || F::invalid_value(Unexpected::Other(&schema::quote(text)), &self);
        read.map(EncodedBytes::from).ok_or_else(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_is_read_is_written_as_its_type_says() {
        for text in ["-_-_YQ", "+/+/YQ==", "-_-_YQ==", "+/+/YQ"] {
            let standard: Base64 = serde_json::from_value(json!(text)).unwrap();
            assert_eq!(serde_json::to_value(&standard).unwrap(), json!("+/+/YQ=="));
            let url: Base64Url = serde_json::from_value(json!(text)).unwrap();
            assert_eq!(serde_json::to_value(&url).unwrap(), json!("-_-_YQ"));
            assert_eq!(url, *standard);
            assert_eq!(format!("{url:?}"), "[4 bytes]");
        }
        let field: SfBinary = ":+/+/YQ==:".parse().unwrap();
        assert_eq!(field.to_string(), ":+/+/YQ==:");
    }

    #[test]
    fn what_is_no_base64_is_refused_in_words() {
        let error = serde_json::from_value::<Base64>(json!("a b")).unwrap_err();
        assert_eq!(
            error.to_string(),
            r#"invalid value: "a b", expected Base64 text"#
        );
        let error = serde_json::from_value::<Base64Url>(json!(7)).unwrap_err();
        assert!(
            error
                .to_string()
                .ends_with("expected Base64 text with the alphabet for URLs"),
            "{error}"
        );
        assert!("YQ==".parse::<SfBinary>().is_err());
    }

    #[test]
    fn lines_of_mime_are_read_from_messages_alone() {
        let bytes: Base64 = serde_json::from_value(json!("YWJj\r\nZGVm\n")).unwrap();
        assert_eq!(bytes, b"abcdef");
        assert!("YWJj\nZGVm".parse::<Base64>().is_err());
    }

    #[test]
    fn they_are_made_of_what_holds_bytes() {
        let all = [
            Base64::from(b"ab"),
            Base64::from(*b"ab"),
            Base64::from(&b"ab"[..]),
            Base64::from(b"ab".to_vec()),
            Base64::from(Bytes::from_static(b"ab")),
            Base64::from_static(b"ab"),
            Field::<Base64>::from(b"ab").into_value().unwrap(),
        ];
        for bytes in all {
            assert!(bytes == *b"ab" && bytes == b"ab".to_vec() && bytes == b"ab"[..]);
            assert_eq!(Vec::from(bytes), b"ab");
        }
        assert!(Base64::default().is_empty());
    }
}
