//! What stands in the header of a signature.

use super::scheme::{SignatureEncoding, SignatureScheme};
use super::secret::Digest;
use crate::base64;

/// What a header of signatures says.
pub(super) struct Value<'a> {
    /// Those that are of the scheme; none is an answer as well, where others may stand beside them.
    pub(super) signatures: Vec<Digest>,
    /// The time, where the scheme has it here.
    pub(super) timestamp: Option<&'a str>,
}

/// Writes the value of a header.
pub(super) fn write(scheme: &SignatureScheme, signatures: &[Digest], timestamp: &str) -> String {
    let named = scheme
        .timestamp_parameter
        .map(|name| format!("{name}={timestamp}"));
    let signatures = signatures.iter().map(|digest| {
        let digits = match scheme.encoding {
            SignatureEncoding::Hex => to_hex(digest),
            SignatureEncoding::Base64 => base64::encode(digest),
        };
        format!("{}{digits}", scheme.prefix)
    });
    // Without a separator there is room for one, which is that of the first key.
    let room = if scheme.separator.is_some() {
        usize::MAX
    } else {
        1
    };
    let items: Vec<String> = named.into_iter().chain(signatures).take(room).collect();
    items.join(
        scheme
            .separator
            .map(String::from)
            .as_deref()
            .unwrap_or_default(),
    )
}

/// Reads the value of a header; `None` when it is not of the form that the scheme says.
pub(super) fn read<'a>(scheme: &SignatureScheme, text: &'a str) -> Option<Value<'a>> {
    let digest = |item: &str| decode(scheme.encoding, item.strip_prefix(scheme.prefix)?);
    let Some(separator) = scheme.separator else {
        return Some(Value {
            signatures: vec![digest(text)?],
            timestamp: None,
        });
    };
    let mut value = Value {
        signatures: Vec::new(),
        timestamp: None,
    };
    for item in text.split(separator).map(str::trim) {
        let named = scheme.timestamp_parameter.and_then(|name| {
            let time = item.strip_prefix(name)?.strip_prefix('=')?;
            Some(time)
        });
        match named {
            // Of two times only one can have been signed.
            Some(_) if value.timestamp.is_some() => return None,
            Some(time) => value.timestamp = Some(time),
            None => value.signatures.extend(digest(item)),
        }
    }
    let is_whole = value.timestamp.is_some() || scheme.timestamp_parameter.is_none();
    (is_whole && !value.signatures.is_empty()).then_some(value)
}

fn to_hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The 32 bytes of an HMAC-SHA256.
fn decode(encoding: SignatureEncoding, digits: &str) -> Option<Digest> {
    match encoding {
        SignatureEncoding::Hex => from_hex(digits),
        // 44 characters; what is longer is not worth decoding.
        SignatureEncoding::Base64 if digits.len() == 44 => {
            let digest: Digest = base64::decode(digits)?.try_into().ok()?;
            // Each signature is written in one way: the last digit has two bits that are none of its bytes.
            (base64::encode(&digest) == digits).then_some(digest)
        }
        SignatureEncoding::Base64 => None,
    }
}

/// The 32 bytes of 64 hexadecimal digits of either case.
fn from_hex(text: &str) -> Option<Digest> {
    let digits = text.as_bytes();
    if digits.len() != 64 {
        return None;
    }
    let digit = |at: usize| char::from(digits[at]).to_digit(16);
    let mut bytes = [0; 32];
    for (at, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::try_from(digit(2 * at)? << 4 | digit(2 * at + 1)?).ok()?;
    }
    Some(bytes)
}
