//! The formats that are enforced.

use crate::EmailAddress;
use chrono::{DateTime, NaiveDate, NaiveTime, Timelike};
use email_address::Options;
use serde_json::Number;
use std::net::{Ipv4Addr, Ipv6Addr};
use url::Url;
use uuid::Uuid;

use super::{Bound, fast_formats, number};

/// A `format` that constrains strings or numbers.
///
/// String formats have no effect on other values, nor number formats on values that are no numbers, but for the integers of 64
/// bits: they are also sent as strings, since many readers of JSON round numbers of that size. What passes is
/// decoded by the Rust type of the format; where that type reads more than the standard allows (a UUID in braces, an
/// e-mail address with a display name), the standard counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Format {
    /// A UUID in its hyphenated form (RFC 9562), in either case.
    Uuid,
    /// RFC 3339 date-time.
    DateTime,
    /// RFC 3339 full-date.
    Date,
    /// RFC 3339 partial-time, such as `08:30:00`.
    Time,
    /// An e-mail address (RFC 5321) without display name.
    Email,
    /// An absolute URI (RFC 3986).
    Uri,
    /// A host name (RFC 1123).
    Hostname,
    /// An IPv4 address in dotted form.
    Ipv4,
    /// An IPv6 address (RFC 4291) without zone.
    Ipv6,
    /// Base64 with the standard alphabet and padding (RFC 4648, section 4).
    Byte,
    /// Base64 with the alphabet for URLs (RFC 4648, section 5), with or without padding.
    Base64Url,
    /// −2⁷ to 2⁷−1.
    Int8,
    /// −2¹⁵ to 2¹⁵−1.
    Int16,
    /// −2³¹ to 2³¹−1.
    Int32,
    /// −2⁶³ to 2⁶³−1.
    Int64,
    /// 0 to 2⁸−1.
    UInt8,
    /// 0 to 2¹⁶−1.
    UInt16,
    /// 0 to 2³²−1.
    UInt32,
    /// 0 to 2⁶⁴−1.
    UInt64,
    /// A string that is a decimal number of any precision.
    DecimalText,
    /// A string that is a decimal number of at most 34 significant digits (IEEE 754 decimal128).
    Decimal128Text,
    /// A number within the range of a 32-bit float.
    Float,
    /// A number within the range of a 64-bit float.
    Double,
}

impl Format {
    /// Whether a string has this format.
    pub(crate) fn allows_text(self, text: &str) -> bool {
        match self {
            Self::Uuid => text.len() == 36 && Uuid::try_parse(text).is_ok(),
            Self::DateTime => fast_formats::is_date_time(text) || is_date_time(text),
            Self::Date => is_date(text),
            Self::Time => is_time(text),
            Self::Email => {
                fast_formats::is_email(text)
                    || EmailAddress::parse_with_options(
                        text,
                        Options::default().without_display_text(),
                    )
                    .is_ok()
            }
            Self::Uri => is_uri(text),
            Self::Hostname => is_hostname(text),
            Self::Ipv4 => text.parse::<Ipv4Addr>().is_ok(),
            Self::Ipv6 => text.parse::<Ipv6Addr>().is_ok(),
            Self::Byte => crate::base64::decode(text).is_some(),
            Self::Base64Url => is_base64url(text),
            Self::Int64 => is_integer(text) && text.parse::<i64>().is_ok(),
            Self::UInt64 => is_integer(text) && text.parse::<u64>().is_ok(),
            Self::DecimalText => significant_digits(text).is_some(),
            Self::Decimal128Text => significant_digits(text).is_some_and(|count| count <= 34),
            _ => true,
        }
    }

    /// Whether a number has this format. Fractions are not its business: that is the type's.
    pub(super) fn allows_number(self, value: &Number) -> bool {
        let range = match self {
            Self::Int8 => (i8::MIN.into(), i8::MAX.into()),
            Self::Int16 => (i16::MIN.into(), i16::MAX.into()),
            Self::Int32 => (i32::MIN.into(), i32::MAX.into()),
            // What did not fit was read as a float: one below the least rounds to the least.
            Self::Int64 if value.is_f64() => (i64::MIN + 1, i64::MAX),
            Self::Int64 => (i64::MIN, i64::MAX),
            Self::UInt8 => (0, u8::MAX.into()),
            Self::UInt16 => (0, u16::MAX.into()),
            Self::UInt32 => (0, u32::MAX.into()),
            Self::UInt64 => {
                return value.is_u64()
                    || number::compare(value, Bound::Int(0)).is_ge()
                        && number::compare(value, Bound::Float(18_446_744_073_709_551_616.0))
                            .is_lt();
            }
            // A narrowing cast rounds; what is beyond the range becomes infinite.
            #[allow(clippy::cast_possible_truncation)]
            Self::Float => return value.as_f64().is_some_and(|n| (n as f32).is_finite()),
            _ => return true,
        };
        number::compare(value, Bound::Int(range.0)).is_ge()
            && number::compare(value, Bound::Int(range.1)).is_le()
    }

    /// For messages: `expected …`.
    pub(crate) const fn description(self) -> &'static str {
        match self {
            Self::Uuid => "a UUID",
            Self::DateTime => "a date and time such as 2026-01-31T08:30:00Z",
            Self::Date => "a date such as 2026-01-31",
            Self::Time => "a time such as 08:30:00",
            Self::Email => "an e-mail address",
            Self::Uri => "an absolute URI",
            Self::Hostname => "a host name",
            Self::Ipv4 => "an IPv4 address",
            Self::Ipv6 => "an IPv6 address",
            Self::Byte => "Base64 text",
            Self::Base64Url => "Base64 text with the alphabet for URLs",
            Self::Int8 => "a signed 8-bit integer",
            Self::Int16 => "a signed 16-bit integer",
            Self::Int32 => "a signed 32-bit integer",
            Self::Int64 => "a signed 64-bit integer",
            Self::UInt8 => "an unsigned 8-bit integer",
            Self::UInt16 => "an unsigned 16-bit integer",
            Self::UInt32 => "an unsigned 32-bit integer",
            Self::UInt64 => "an unsigned 64-bit integer",
            Self::DecimalText => "a decimal number such as 12.50",
            Self::Decimal128Text => "a decimal number of at most 34 digits",
            Self::Float => "a 32-bit floating point number",
            Self::Double => "a 64-bit floating point number",
        }
    }
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

fn is_date(text: &str) -> bool {
    // chrono by itself also reads `2026-1-5` and blanks.
    has_shape(text, "0000-00-00") && text.parse::<NaiveDate>().is_ok()
}

fn is_time(text: &str) -> bool {
    text.get(..8)
        .is_some_and(|start| has_shape(start, "00:00:00"))
        && text[8..].strip_prefix('.').is_none_or(|fraction| {
            !fraction.is_empty() && fraction.bytes().all(|byte| byte.is_ascii_digit())
        })
        && text.parse::<NaiveTime>().is_ok()
}

fn is_date_time(text: &str) -> bool {
    text.get(..19)
        .is_some_and(|start| has_shape(start, "0000-00-00T00:00:00"))
        && DateTime::parse_from_rfc3339(text).is_ok_and(|time| {
            // Leap seconds end a day of UTC (RFC 3339, section 5.7); chrono has them in any minute.
            let utc = time.to_utc();
            time.nanosecond() < 1_000_000_000 || (utc.hour(), utc.minute()) == (23, 59)
        })
}

fn is_uri(text: &str) -> bool {
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        let allowed = match byte {
            b'%' => {
                let hex = |byte: Option<u8>| byte.is_some_and(|byte| byte.is_ascii_hexdigit());
                hex(bytes.next()) && hex(bytes.next())
            }
            // RFC 3986, section 2: what is neither reserved nor unreserved. `Url` repairs most of it silently.
            b'"' | b'<' | b'>' | b'\\' | b'^' | b'`' | b'{' | b'|' | b'}' => false,
            byte => byte.is_ascii_graphic(),
        };
        if !allowed {
            return false;
        }
    }
    fast_formats::is_web_address(text) || Url::parse(text).is_ok()
}

fn is_hostname(text: &str) -> bool {
    text.len() <= 253
        && text.split('.').all(|label| {
            (1..=63).contains(&label.len())
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        })
}

/// How many digits of a decimal number count: all but zeros before the first other one. `None` for what is no number.
fn significant_digits(text: &str) -> Option<usize> {
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

fn is_base64url(text: &str) -> bool {
    let digits = text.trim_end_matches('=');
    let padding = text.len() - digits.len();
    // One digit holds no byte.
    digits.len() % 4 != 1
        && (padding == 0 || padding < 3 && text.len().is_multiple_of(4))
        && digits
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}

#[cfg(test)]
mod tests {
    use super::Format;

    #[test]
    fn what_each_text_format_allows_and_refuses() {
        let cases: &[(Format, &[&str], &[&str])] = &[
            (
                Format::Uuid,
                &[
                    "67e55044-10b1-426f-9247-bb680e5fe0c8",
                    "67E55044-10B1-426F-9247-BB680E5FE0C8",
                ],
                &[
                    "",
                    "67e5504410b1426f9247bb680e5fe0c8",
                    "{67e55044-10b1-426f-9247-bb680e5fe0c}",
                ],
            ),
            (
                Format::DateTime,
                &[
                    "2026-01-31T08:30:00Z",
                    "2026-01-31t08:30:00.123456789-03:00",
                    "2016-12-31T23:59:60Z",
                    "1990-12-31T15:59:60.5-08:00",
                ],
                &[
                    "2026-01-31 08:30:00Z",
                    "2026-01-31T08:30:00",
                    "2026-02-30T08:30:00Z",
                    "é",
                    "2026-01-31T08:30Z",
                    "2016-12-31T23:58:60Z",
                    "1990-12-31T15:59:60-07:00",
                ],
            ),
            (
                Format::Date,
                &["2024-02-29"],
                &["2023-02-29", "2023-2-9", " 2023-02-09", "2023-02-09T"],
            ),
            (
                Format::Time,
                &["08:30:00", "08:30:00.5"],
                &["8:30:00", "24:00:00", "08:30:00.", "08:30:00x"],
            ),
            (
                Format::Email,
                &["a@b.c", "joão@exemplo.com"],
                &["a", "a@", "A <a@b.c>", "a b@c.d"],
            ),
            (
                Format::Uri,
                &["https://a.b/c?d=e#f", "urn:x:y", "https://a/%C3%A9"],
                &[
                    "",
                    "a/b",
                    "//a",
                    "https://a/ b",
                    "https://a/é",
                    "https://a/%4",
                    "https://a/{b}",
                    "https://",
                ],
            ),
            (
                Format::Hostname,
                &["localhost", "a-b.c"],
                &["", "a..b", "-a", "a_b"],
            ),
            (
                Format::Ipv4,
                &["127.0.0.1"],
                &["127.1", "256.0.0.1", "01.0.0.1"],
            ),
            (
                Format::Ipv6,
                &["::1", "fe80::a"],
                &["1", "::g", "fe80::a%eth0"],
            ),
            (
                Format::Byte,
                &["", "YQ==", "YWI=", "YWJj"],
                &["YQ", "Y", "Y===", "YW-_", "YQ=\n"],
            ),
            (
                Format::Base64Url,
                &["", "YQ==", "YQ", "YWI", "YWJj", "YW-_"],
                &["Y", "Y===", "YQ=", "YW+/", "====", "YQ\n"],
            ),
            (
                Format::DecimalText,
                &[
                    "0",
                    "-12.50",
                    "1e-7",
                    "123456789012345678901234567890.123456789",
                ],
                &["", ".5", "1.", "1,5", "NaN", "1e", "--1", "é"],
            ),
            (
                Format::Decimal128Text,
                &[
                    "0.000000000000000000000000000000000000000001",
                    "1234567890123456789012345678901234",
                ],
                &["12345678901234567890123456789012345", "a"],
            ),
        ];
        for (format, good, bad) in cases {
            for text in *good {
                assert!(format.allows_text(text), "{format:?} refuses {text:?}");
            }
            for text in *bad {
                assert!(!format.allows_text(text), "{format:?} allows {text:?}");
            }
        }
    }

    #[test]
    fn what_each_number_format_allows() {
        for (format, good, bad) in [
            (Format::Int8, "-128", "128"),
            (Format::Int16, "32767", "-32769"),
            (Format::Int32, "2147483647", "2147483648"),
            (Format::Int64, "-9223372036854775808", "9223372036854775808"),
            (Format::Int64, "-9007199254740992.0", "-9223372036854775809"),
            (Format::UInt8, "255.0", "-1"),
            (Format::UInt16, "65535", "65536"),
            (Format::UInt32, "4294967295", "4294967296.0"),
            (
                Format::UInt64,
                "18446744073709551615",
                "18446744073709551616",
            ),
            (Format::Float, "3.4e38", "3.5e38"),
        ] {
            let number = |text: &str| serde_json::from_str(text).unwrap();
            assert!(format.allows_number(&number(good)), "{format:?} {good}");
            assert!(!format.allows_number(&number(bad)), "{format:?} {bad}");
        }
    }
}
