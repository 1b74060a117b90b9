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

/// How many bytes at the beginning of a text are of this class.
#[inline]
pub(super) fn count(text: &[u8], class: u8) -> usize {
    let end = text.iter().position(|byte| !is(*byte, class));
    end.unwrap_or(text.len())
}

/// As [`count`], of a text that is likely to be long: four at a time take less than one after the other.
#[inline]
pub(super) fn count_many(text: &[u8], class: u8) -> usize {
    let (fours, _) = text.as_chunks::<4>();
    let is_right = |four: &&[u8; 4]| {
        let classes = four.iter().map(|byte| CLASSES[*byte as usize]);
        classes.fold(class, |all, classes| all & classes) != 0
    };
    let told = 4 * fours.iter().take_while(is_right).count();
    told + text.get(told..).map_or(0, |rest| count(rest, class))
}

/// Eight bytes in one word.
#[derive(Clone, Copy)]
pub(super) struct Eight(u64);

/// A word in which each byte is this one.
const fn each(byte: u8) -> u64 {
    u64::from_le_bytes([byte; 8])
}

impl Eight {
    /// Those from a place on.
    #[inline]
    pub(super) fn at<const START: usize>(text: &[u8]) -> Self {
        let eight = text[START..].first_chunk();
        Self(eight.map_or(0, |eight| u64::from_le_bytes(*eight)))
    }

    /// The four before a byte, and the four after it.
    #[inline]
    pub(super) fn around<const AT: usize>(text: &[u8]) -> Self {
        let four = |start: usize| {
            let four = text[start..].first_chunk();
            four.map_or(0, |four| u32::from_le_bytes(*four))
        };
        Self(u64::from(four(AT - 4)) | u64::from(four(AT + 1)) << 32)
    }

    /// The highest bit of each byte that is more than the one of `most`, which is at most 127: so no byte carries into the
    /// next.
    #[inline]
    const fn beyond(word: u64, most: u64) -> u64 {
        (((word & each(0x7f)) + (each(0x7f) - most)) | word) & each(0x80)
    }

    /// The digits of a text that has a shape in which `0` stands for any digit; whatever else is zero.
    #[inline]
    pub(super) const fn digits(self, shape: &[u8; 8]) -> Option<Self> {
        let word = self.0 ^ u64::from_le_bytes(*shape);
        let (mut most, mut at) = ([0; 8], 0);
        while at < 8 {
            if shape[at] == b'0' {
                most[at] = 9;
            }
            at += 1;
        }
        match Self::beyond(word, u64::from_le_bytes(most)) {
            0 => Some(Self(word)),
            _ => None,
        }
    }

    /// The number that a digit and the next one are.
    #[inline]
    pub(super) const fn pair<const AT: usize>(self) -> u64 {
        let [tens, ones] = [self.0 >> (8 * AT) & 0xf, self.0 >> (8 * AT + 8) & 0xf];
        tens * 10 + ones
    }

    /// Whether all are hexadecimal digits.
    #[inline]
    pub(super) const fn are_hex(self) -> bool {
        let no_digit = Self::beyond(self.0 ^ each(b'0'), each(9));
        // From `a` on, in either case, as numbers from zero on.
        let letter = (self.0 | each(0x20)) ^ each(0x60);
        let no_letter = Self::beyond(letter, each(6)) | !Self::beyond(letter, 0) & each(0x80);
        no_digit & no_letter == 0
    }
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
