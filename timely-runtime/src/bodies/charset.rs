//! Charsets: how text is written in bytes that are not UTF-8 (RFC 9110, section 8.3.2). Their labels are those of the
//! WHATWG's Encoding standard.

use super::multipart::parameter;
use bytes::Bytes;
use std::borrow::Cow;

const UTF_8_MARK: &[u8] = b"\xEF\xBB\xBF";

/// Why bytes are no text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CharsetError {
    /// The charset is not known here.
    #[error("the charset `{0}` is not known")]
    Unknown(String),
    /// The bytes are not of the charset.
    #[error("the text is not in the charset `{0}`")]
    Malformed(String),
}

/// The charset that a media type names.
pub(crate) fn of(content_type: &str) -> Option<String> {
    let (_, parameters) = content_type.split_once(';')?;
    parameter(parameters, "charset").filter(|charset| !charset.is_empty())
}

/// The charset that an XML document names itself, by a mark or in its declaration (RFC 7303, section 3.2; XML 1.0, section
/// 4.3.3). It counts where the media type names none.
pub(crate) fn of_xml(name: &str, bytes: &[u8]) -> Option<String> {
    const LONGEST: usize = 256;
    if !name.ends_with("xml") {
        return None;
    }
    if let Some(marked) = foreign::by_mark(bytes) {
        return Some(marked.to_owned());
    }
    let bytes = bytes.strip_prefix(UTF_8_MARK).unwrap_or(bytes);
    let declaration = bytes.strip_prefix(b"<?xml")?;
    let declaration = &declaration[..declaration.len().min(LONGEST)];
    let end = memchr::memmem::find(declaration, b"?>")?;
    let text = std::str::from_utf8(&declaration[..end]).ok()?;
    let (_, value) = text.split_once("encoding")?;
    let value = value.trim_start().strip_prefix('=')?.trim_start();
    let quote = value
        .chars()
        .next()
        .filter(|quote| matches!(quote, '"' | '\''))?;
    let (charset, _) = value[1..].split_once(quote)?;
    Some(charset.to_owned())
}

/// Whether a charset is UTF-8, of which ASCII is a part.
pub(crate) fn is_utf_8(charset: &str) -> bool {
    ["utf-8", "utf8", "us-ascii", "ascii"]
        .iter()
        .any(|known| charset.eq_ignore_ascii_case(known))
}

/// Whether text of a charset can be read.
#[cfg(feature = "server")]
pub(crate) fn is_known(charset: &str) -> bool {
    is_utf_8(charset) || foreign::find(charset).is_some()
}

/// The text that bytes are. Without a charset they are UTF-8.
///
/// # Errors
/// When they are not of the charset, or it is not known.
pub(crate) fn text<'b>(
    bytes: &'b [u8],
    charset: Option<&str>,
) -> Result<Cow<'b, str>, CharsetError> {
    let charset = charset.unwrap_or("utf-8");
    if is_utf_8(charset) {
        return std::str::from_utf8(bytes)
            .map(Cow::Borrowed)
            .map_err(|_| CharsetError::Malformed(charset.to_owned()));
    }
    let encoding =
        foreign::find(charset).ok_or_else(|| CharsetError::Unknown(charset.to_owned()))?;
    foreign::decode(encoding, bytes).ok_or_else(|| CharsetError::Malformed(charset.to_owned()))
}

/// JSON text without a byte order mark, which is to be ignored (RFC 8259, section 8.1).
pub(crate) fn without_mark(bytes: &Bytes) -> Bytes {
    match bytes.strip_prefix(UTF_8_MARK) {
        Some(rest) => bytes.slice_ref(rest),
        None => bytes.clone(),
    }
}

/// JSON in UTF-8, as which it travels (RFC 8259, section 8.1), whatever it says of itself. What it says counts where it is
/// no UTF-8 all the same.
///
/// # Errors
/// As for [`text`].
pub(crate) fn json(bytes: &Bytes, charset: Option<&str>) -> Result<Bytes, CharsetError> {
    let bytes = without_mark(bytes);
    let charset = charset
        .filter(|charset| !is_utf_8(charset))
        .or_else(|| foreign::by_mark(&bytes));
    let Some(charset) = charset else {
        // What is wrong with it is for the parser to say.
        return Ok(bytes);
    };
    // In UTF-16, JSON is valid UTF-8 as well, with a NUL beside each character; in JSON there is none.
    if std::str::from_utf8(&bytes).is_ok() && !bytes.contains(&0) {
        return Ok(bytes);
    }
    match text(&bytes, Some(charset))? {
        Cow::Owned(text) => Ok(text.into()),
        Cow::Borrowed(_) => Ok(bytes),
    }
}

/// All charsets but UTF-8.
#[cfg(any(feature = "client", feature = "server"))]
mod foreign {
    use encoding_rs::{Encoding, REPLACEMENT, UTF_8};
    use std::borrow::Cow;

    pub(super) fn find(charset: &str) -> Option<&'static Encoding> {
        // Some charsets are known for not being safe to read.
        Encoding::for_label(charset.as_bytes()).filter(|encoding| *encoding != REPLACEMENT)
    }

    /// The charset that a byte order mark tells of; UTF-8 is none.
    pub(super) fn by_mark(bytes: &[u8]) -> Option<&'static str> {
        let (encoding, _) = Encoding::for_bom(bytes)?;
        (encoding != UTF_8).then_some(encoding.name())
    }

    pub(super) fn decode<'b>(encoding: &'static Encoding, bytes: &'b [u8]) -> Option<Cow<'b, str>> {
        // Of UTF-16, a mark tells which of the two it is.
        let marked = Encoding::for_bom(bytes).filter(|(marked, _)| {
            let names = [encoding.name(), marked.name()];
            names.iter().all(|name| name.starts_with("UTF-16"))
        });
        let (encoding, start) = marked.unwrap_or((encoding, 0));
        encoding.decode_without_bom_handling_and_without_replacement(&bytes[start..])
    }
}

/// Models alone have no messages to read.
#[cfg(not(any(feature = "client", feature = "server")))]
mod foreign {
    use std::borrow::Cow;
    use std::convert::Infallible;

    pub(super) const fn find(_: &str) -> Option<Infallible> {
        None
    }

    pub(super) const fn by_mark(_: &[u8]) -> Option<&'static str> {
        None
    }

    pub(super) const fn decode(encoding: Infallible, _: &[u8]) -> Option<Cow<'_, str>> {
        match encoding {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utf_16(text: &str, mark: bool, swap: bool) -> Vec<u8> {
        let units = mark
            .then_some(0xFEFF)
            .into_iter()
            .chain(text.encode_utf16());
        units
            .flat_map(|unit| {
                if swap {
                    unit.to_be_bytes()
                } else {
                    unit.to_le_bytes()
                }
            })
            .collect()
    }

    #[test]
    fn parameters_name_charsets() {
        for (content_type, charset) in [
            ("text/plain; charset=ISO-8859-1", Some("ISO-8859-1")),
            ("text/plain;format=flowed;CharSet=\"utf-8\"", Some("utf-8")),
            ("text/plain; charset = koi8-r ; x=y", Some("koi8-r")),
            ("text/plain; charset=", None),
            ("text/plain", None),
        ] {
            assert_eq!(of(content_type).as_deref(), charset, "{content_type}");
        }
    }

    #[test]
    fn text_is_read_by_its_charset() {
        for (charset, bytes) in [
            (None, "café €".as_bytes().to_vec()),
            (Some("UTF-8"), "café €".as_bytes().to_vec()),
            (Some("windows-1252"), b"caf\xE9 \x80".to_vec()),
            (Some("iso-8859-15"), b"caf\xE9 \xA4".to_vec()),
            (Some("utf-16le"), utf_16("café €", false, false)),
            (Some("utf-16be"), utf_16("café €", false, true)),
            (Some("UTF-16"), utf_16("café €", true, false)),
            (Some("UTF-16"), utf_16("café €", true, true)),
        ] {
            assert_eq!(text(&bytes, charset).unwrap(), "café €", "{charset:?}");
        }
        assert_eq!(text(b"caf\xE9", Some("ISO-8859-1")).unwrap(), "café");
        assert_eq!(
            text(b"\x93\xFA\x96\x7B", Some("shift_jis")).unwrap(),
            "日本"
        );
    }

    #[test]
    fn what_cannot_be_read_is_told_by_its_name() {
        let malformed = |name: &str| Err(CharsetError::Malformed(name.to_owned()));
        assert_eq!(text(b"caf\xE9", None), malformed("utf-8"));
        assert_eq!(text(b"caf\xE9", Some("us-ascii")), malformed("us-ascii"));
        assert_eq!(text(b"\x93", Some("Shift_JIS")), malformed("Shift_JIS"));
        assert_eq!(text(b"a", Some("utf-16le")), malformed("utf-16le"));
        for unknown in ["klingon", "utf-32", "utf-7", "hz-gb-2312"] {
            assert_eq!(
                text(b"a", Some(unknown)),
                Err(CharsetError::Unknown(unknown.to_owned()))
            );
        }
    }

    #[test]
    fn xml_names_its_charset_itself() {
        let found = |bytes: &[u8]| of_xml("application/xml", bytes);
        for (start, charset) in [
            (
                "<?xml version='1.0' encoding='ISO-8859-1'?><a/>",
                Some("ISO-8859-1"),
            ),
            (
                "<?xml version=\"1.0\" encoding = \"koi8-r\" standalone='no'?>",
                Some("koi8-r"),
            ),
            (
                "\u{FEFF}<?xml version='1.0' encoding='utf-8'?>",
                Some("utf-8"),
            ),
            ("<?xml version='1.0'?><a encoding='utf-7'/>", None),
            ("<?xml version='1.0' encoding='utf-7", None),
            ("<?xml version='1.0' encoding=?>", None),
            ("<?xml version='1.0' encoding='?>", None),
            ("<a/>", None),
            ("", None),
        ] {
            assert_eq!(found(start.as_bytes()).as_deref(), charset, "{start}");
        }
        assert_eq!(
            found(&utf_16("<a/>", true, true)).as_deref(),
            Some("UTF-16BE")
        );
        assert_eq!(of_xml("text/plain", b"<?xml encoding='koi8-r'?>"), None);
        let far = format!("<?xml {}encoding='koi8-r'?>", " ".repeat(1 << 20));
        assert_eq!(found(far.as_bytes()), None);
    }

    #[test]
    fn json_is_utf_8_whatever_it_says() {
        let expected = "[\"é\"]";
        for (charset, bytes) in [
            (None, expected.as_bytes().to_vec()),
            (None, ["\u{FEFF}", expected].concat().into_bytes()),
            (Some("utf-8"), ["\u{FEFF}", expected].concat().into_bytes()),
            (Some("iso-8859-1"), expected.as_bytes().to_vec()),
            (Some("iso-8859-1"), b"[\"\xE9\"]".to_vec()),
            (Some("utf-16"), utf_16(expected, true, true)),
            (Some("utf-16le"), utf_16(expected, false, false)),
            (None, utf_16(expected, true, false)),
            (Some("klingon"), expected.as_bytes().to_vec()),
        ] {
            let bytes = Bytes::from(bytes);
            assert_eq!(
                json(&bytes, charset).unwrap(),
                expected,
                "{charset:?} {bytes:?}"
            );
        }
        let bytes = Bytes::from_static(b"[\"\xE9\"]");
        assert_eq!(
            json(&bytes, Some("klingon")),
            Err(CharsetError::Unknown("klingon".to_owned()))
        );
        // One mark is ignored, and no more.
        let twice = Bytes::from("\u{FEFF}\u{FEFF}1");
        assert_eq!(json(&twice, None).unwrap(), "\u{FEFF}1");
    }
}
