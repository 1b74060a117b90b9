//! The checks of formats.

use super::bytes::{self, Eight};
use super::emails;
use crate::EmailAddress;
use crate::schema::number::{self, Bound};
use chrono::{DateTime, NaiveDate, NaiveTime, Timelike};
use email_address::Options;
use serde_json::Number;
use url::Url;

/// Whether a number lies between two others.
pub(super) fn within(number: &Number, least: i64, most: i64) -> bool {
    number::compare(number, Bound::Int(least.into())).is_ge()
        && number::compare(number, Bound::Int(most.into())).is_le()
}

pub(super) fn is_int64(number: &Number) -> bool {
    // What did not fit was read as a float: one below the least rounds to the least.
    let least = i64::MIN + i64::from(number.is_f64());
    within(number, least, i64::MAX)
}

pub(super) fn is_uint64(number: &Number) -> bool {
    const BEYOND: Bound = Bound::Float(18_446_744_073_709_551_616.0);
    number.is_u64()
        || number::compare(number, Bound::Int(0)).is_ge() && number::compare(number, BEYOND).is_lt()
}

pub(super) fn is_int64_text(text: &str) -> bool {
    is_integer(text) && text.parse::<i64>().is_ok()
}

pub(super) fn is_uint64_text(text: &str) -> bool {
    is_integer(text) && text.parse::<u64>().is_ok()
}

pub(super) fn is_uuid(text: &str) -> bool {
    let Ok(text) = <&[u8; 36]>::try_from(text.as_bytes()) else {
        return false;
    };
    [8, 13, 18, 23].iter().all(|hyphen| text[*hyphen] == b'-')
        && Eight::at::<0>(text).are_hex()
        && Eight::around::<13>(text).are_hex()
        && Eight::around::<23>(text).are_hex()
        && Eight::at::<28>(text).are_hex()
}

/// What the type of addresses reads, whose domain is one. Letters of all scripts are taken, as mail servers do.
pub(super) fn is_email(text: &str) -> bool {
    // All others have it.
    text.contains('@')
        && EmailAddress::parse_with_options(text, Options::default().without_display_text()).is_ok()
        && emails::is_international_mailbox(text)
}

/// Whether bytes have the shape of a pattern in which `0` stands for any digit.
fn has_shape(text: &str, pattern: &str) -> bool {
    text.len() == pattern.len()
        && text
            .bytes()
            .zip(pattern.bytes())
            .all(|(byte, shape)| match shape {
                b'0' => byte.is_ascii_digit(),
                _ => byte.eq_ignore_ascii_case(&shape),
            })
}

/// Whether a text is written in decimal digits, as in JSON but for zeros at the start.
fn is_integer(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

pub(super) fn is_date(text: &str) -> bool {
    // chrono by itself also reads `2026-1-5` and blanks.
    has_shape(text, "0000-00-00") && text.parse::<NaiveDate>().is_ok()
}

pub(super) fn is_time(text: &str) -> bool {
    let at = text.find(['Z', 'z', '+', '-']).unwrap_or(text.len());
    let Some((time, offset)) = text.split_at_checked(at) else {
        return false;
    };
    is_local_time(time) && (offset.is_empty() || is_offset(offset))
}

/// Whether a text is how far a clock is before UTC.
fn is_offset(text: &str) -> bool {
    let is_number = || {
        let hours = text.get(1..3).and_then(|hours| hours.parse::<u8>().ok());
        let minutes = text
            .get(4..6)
            .and_then(|minutes| minutes.parse::<u8>().ok());
        hours.is_some_and(|hours| hours < 24) && minutes.is_some_and(|minutes| minutes < 60)
    };
    let is_shaped = has_shape(text, "+00:00") || has_shape(text, "-00:00");
    matches!(text, "Z" | "z") || is_shaped && is_number()
}

pub(super) fn is_local_date_time(text: &str) -> bool {
    text.split_at_checked(10).is_some_and(|(date, time)| {
        let time = time.strip_prefix(['T', 't']);
        is_date(date) && time.is_some_and(is_local_time)
    })
}

pub(super) fn is_local_time(text: &str) -> bool {
    text.get(..8)
        .is_some_and(|start| has_shape(start, "00:00:00"))
        && text[8..].strip_prefix('.').is_none_or(|fraction| {
            !fraction.is_empty() && fraction.bytes().all(|byte| byte.is_ascii_digit())
        })
        && text.parse::<NaiveTime>().is_ok()
}

pub(super) fn is_date_time(text: &str) -> bool {
    text.get(..19)
        .is_some_and(|start| has_shape(start, "0000-00-00T00:00:00"))
        && DateTime::parse_from_rfc3339(text).is_ok_and(|time| {
            // Leap seconds end a day of UTC (RFC 3339, section 5.7); chrono has them in any minute.
            let utc = time.to_utc();
            time.nanosecond() < 1_000_000_000 || (utc.hour(), utc.minute()) == (23, 59)
        })
}

pub(super) fn is_uri(text: &str) -> bool {
    // Brackets are taken anywhere, as they stand in many queries.
    is_uri_text(text.as_bytes()) && has_scheme(text) && Url::parse(text).is_ok()
}

/// Whether a text begins as an absolute URI does.
fn has_scheme(text: &str) -> bool {
    let end = text
        .bytes()
        .position(|byte| matches!(byte, b':' | b'/' | b'?' | b'#'));
    end.is_some_and(|end| text.as_bytes()[end] == b':')
}

/// Whether a text consists of what may stand in a URI.
pub(super) fn is_uri_text(text: &[u8]) -> bool {
    let mut rest = text;
    loop {
        rest = &rest[bytes::count_many(rest, bytes::URI)..];
        match rest {
            [] => return true,
            [b'%', tens, ones, after @ ..]
                if bytes::is(*tens, bytes::HEX) && bytes::is(*ones, bytes::HEX) =>
            {
                rest = after;
            }
            _ => return false,
        }
    }
}

/// How many digits of a decimal number count: all but zeros before the first other one. `None` for what is no number.
pub(super) fn significant_digits(text: &str) -> Option<usize> {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (number, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((number, exponent)) => (number, Some(exponent)),
        None => (unsigned, None),
    };
    let (whole, fraction) = match number.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (number, None),
    };
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let is_exponent = |text: &str| is_digits(text.strip_prefix(['+', '-']).unwrap_or(text));
    let is_number =
        is_digits(whole) && fraction.is_none_or(is_digits) && exponent.is_none_or(is_exponent);
    let digits = whole.bytes().chain(fraction.unwrap_or_default().bytes());
    is_number.then(|| digits.skip_while(|digit| *digit == b'0').count())
}

pub(super) fn is_sf_string(text: &str) -> bool {
    let inner = text
        .strip_prefix('"')
        .and_then(|text| text.strip_suffix('"'));
    let Some(inner) = inner else { return false };
    let mut bytes = inner.bytes();
    while let Some(byte) = bytes.next() {
        let is_right = match byte {
            b'\\' => matches!(bytes.next(), Some(b'"' | b'\\')),
            b'"' => false,
            byte => matches!(byte, b' '..=b'~'),
        };
        if !is_right {
            return false;
        }
    }
    true
}

pub(super) fn is_sf_binary(text: &str) -> bool {
    let inner = text
        .strip_prefix(':')
        .and_then(|text| text.strip_suffix(':'));
    inner.is_some_and(crate::base64::is_any)
}
