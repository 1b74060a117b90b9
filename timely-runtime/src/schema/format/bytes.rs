//! Classes of bytes, one bit each, so that a text is told in one pass.

/// Letters and digits.
pub(super) const ALPHANUMERIC: u8 = 1;
/// What stands within a label of a domain: letters, digits and the hyphen.
pub(super) const LABEL: u8 = 1 << 1;
/// What an atom of an e-mail address consists of (RFC 5322, section 3.2.3).
pub(super) const ATOM: u8 = 1 << 2;
/// What may stand in a URI, the percent sign apart (RFC 3986, section 2).
pub(super) const URI: u8 = 1 << 3;
/// Hexadecimal digits.
pub(super) const HEX: u8 = 1 << 4;

/// Whether a byte is of one of these classes.
#[inline]
pub(super) fn is(byte: u8, classes: u8) -> bool {
    CLASSES[byte as usize] & classes != 0
}

/// How many bytes at the beginning of a text are of these classes.
#[inline]
pub(super) fn count(text: &[u8], classes: u8) -> usize {
    let end = text.iter().position(|byte| !is(*byte, classes));
    end.unwrap_or(text.len())
}

static CLASSES: [u8; 256] = {
    let mut classes = [0; 256];
    let mut byte = 0;
    while byte < 128 {
        classes[byte as usize] = classes_of(byte);
        byte += 1;
    }
    classes
};

const fn classes_of(byte: u8) -> u8 {
    let mut classes = 0;
    if byte.is_ascii_alphanumeric() {
        classes |= ALPHANUMERIC | LABEL | ATOM;
    }
    if byte == b'-' {
        classes |= LABEL;
    }
    if matches!(
        byte,
        b'!' | b'#'..=b'\'' | b'*' | b'+' | b'/' | b'=' | b'?' | b'^'..=b'`' | b'{'..=b'~' | b'-'
    ) {
        classes |= ATOM;
    }
    // What is neither reserved nor unreserved; `Url` repairs most of it silently.
    let is_excluded = matches!(
        byte,
        b'"' | b'<' | b'>' | b'\\' | b'^' | b'`' | b'{' | b'|' | b'}' | b'%'
    );
    if byte.is_ascii_graphic() && !is_excluded {
        classes |= URI;
    }
    if byte.is_ascii_hexdigit() {
        classes |= HEX;
    }
    classes
}
