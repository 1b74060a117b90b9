//! Texts of each format.

use super::words;
use crate::Format;
use crate::base64;
use crate::mock::random::Random;
use chrono::{Duration, NaiveDate, NaiveDateTime, NaiveTime};

/// A text of a format; after some tries in vain a shorter one.
pub(super) fn text(format: Format, name: &str, random: &mut Random, tried: usize) -> String {
    let is_short = tried >= 6;
    match format {
        Format::Uuid => uuid(random),
        Format::DateTime => format!("{}Z", moment(name, random).format("%Y-%m-%dT%H:%M:%S")),
        Format::DateTimeLocal => moment(name, random).format("%Y-%m-%dT%H:%M:%S").to_string(),
        Format::Date => date(name, random).to_string(),
        Format::FullTime | Format::Time => format!("{}Z", time(random).format("%H:%M:%S")),
        Format::TimeLocal => time(random).format("%H:%M:%S").to_string(),
        Format::Duration | Format::StandardDuration => match is_short {
            true => "P1D".to_owned(),
            false => format!("PT{}M", random.between(1, 90)),
        },
        Format::HttpDate => moment(name, random)
            .format("%a, %d %b %Y %H:%M:%S GMT")
            .to_string(),
        Format::Char => char::from(b'a' + small(random, 26)).to_string(),
        Format::SfBoolean => format!("?{}", random.below(2)),
        Format::SfString => format!("\"{}\"", words::word(random)),
        Format::SfBinary => format!(":{}:", bytes(random, false)),
        Format::Email | Format::IdnEmail => match is_short {
            true => "a@b.co".to_owned(),
            false => words::email(random),
        },
        Format::Uri | Format::Iri | Format::UriReference | Format::IriReference => match tried {
            0..6 => words::url(name, random),
            6..9 => "https://a.co".to_owned(),
            9..12 => "a:b".to_owned(),
            _ => format!("urn:example:{}", words::word(random)),
        },
        Format::UriTemplate => format!("/{}/{{id}}", words::word(random)),
        Format::JsonPointer => format!("/{}/{}", words::word(random), random.below(9)),
        Format::RelativeJsonPointer => format!("1/{}", words::word(random)),
        Format::Regex => format!("^{}-[0-9]+$", words::word(random)),
        Format::Hostname | Format::IdnHostname => match is_short {
            true => "a.co".to_owned(),
            false => format!("{}.example.com", words::word(random)),
        },
        // Addresses that are for documentation (RFC 5737, RFC 3849).
        Format::Ipv4 => format!("192.0.2.{}", random.between(1, 254)),
        Format::Ipv6 => format!("2001:db8::{:x}", random.between(1, 0xffff)),
        Format::Byte => bytes(random, false),
        Format::Base64Url => bytes(random, true),
        Format::Int64 => random.between(1, 1_000_000).to_string(),
        Format::UInt64 => random.between(1, 1_000_000).to_string(),
        Format::DecimalText | Format::Decimal128Text => {
            format!("{}.{:02}", random.between(1, 500), random.below(100))
        }
        _ => words::word(random),
    }
}

/// A text that is longer by so many characters or more, where the format lets it grow.
pub(super) fn longer(format: Format, text: &str, by: usize) -> Option<String> {
    let filling = |count: usize| "a".repeat(count);
    Some(match format {
        Format::Email | Format::IdnEmail => {
            let (local, domain) = text.split_once('@')?;
            // A name has up to 64 characters, and a label of a domain up to 63 (RFC 5321, section 4.5.3.1).
            let more = by.min(64_usize.saturating_sub(local.len()));
            let labels = (by - more).div_ceil(61);
            format!(
                "{}{local}@{}{domain}",
                filling(more),
                (filling(60) + ".").repeat(labels)
            )
        }
        Format::Hostname | Format::IdnHostname => {
            (filling(60) + ".").repeat(by.div_ceil(61)) + text
        }
        Format::Uri | Format::Iri | Format::UriReference | Format::IriReference => {
            format!("{}/{}", text.trim_end_matches('/'), filling(by))
        }
        Format::UriTemplate | Format::JsonPointer | Format::RelativeJsonPointer => {
            format!("{text}/{}", filling(by))
        }
        // Four characters stand for three bytes.
        Format::Byte | Format::Base64Url => "QUJD".repeat(by.div_ceil(4)) + text,
        Format::DateTime => {
            let fraction = "0".repeat(by.saturating_sub(1).clamp(3, 9));
            format!("{}.{fraction}Z", text.trim_end_matches('Z'))
        }
        Format::Regex => format!("{}{}$", text.trim_end_matches('$'), filling(by)),
        Format::SfString => format!("\"{}{}", filling(by), text.trim_start_matches('"')),
        Format::Int64 | Format::UInt64 | Format::DecimalText => "1".repeat(by) + text,
        _ => return None,
    })
}

fn small(random: &mut Random, below: usize) -> u8 {
    u8::try_from(random.below(below)).unwrap_or_default()
}

/// A UUID of version 4 (RFC 9562, section 5.4).
fn uuid(random: &mut Random) -> String {
    uuid::Builder::from_random_bytes(sixteen(random))
        .into_uuid()
        .to_string()
}

fn sixteen(random: &mut Random) -> [u8; 16] {
    let (first, second) = (random.number().to_be_bytes(), random.number().to_be_bytes());
    let mut bytes = [0; 16];
    bytes[..8].copy_from_slice(&first);
    bytes[8..].copy_from_slice(&second);
    bytes
}

fn bytes(random: &mut Random, is_for_urls: bool) -> String {
    let word = format!("{} {}", words::word(random), words::word(random));
    match is_for_urls {
        true => base64::encode_in(base64::Alphabet::Url, word.as_bytes()),
        false => base64::encode(word.as_bytes()),
    }
}

fn time(random: &mut Random) -> NaiveTime {
    let minutes = u32::try_from(random.between(8 * 12, 18 * 12)).unwrap_or_default() * 5;
    NaiveTime::from_hms_opt(minutes / 60, minutes % 60, 0).unwrap_or_default()
}

/// A day of the year in which the examples of this crate are set, or one that the name asks for: of birth, or to come.
fn date(name: &str, random: &mut Random) -> NaiveDate {
    let first = NaiveDate::from_ymd_opt(2025, 1, 1).unwrap_or_default();
    let days = match words::era(name) {
        words::Era::Birth => random.between(-365 * 50, -365 * 20),
        words::Era::Past => random.between(0, 180),
        words::Era::Later => random.between(181, 364),
        words::Era::Future => random.between(365 * 2, 365 * 4),
    };
    first + Duration::days(i64::try_from(days).unwrap_or_default())
}

fn moment(name: &str, random: &mut Random) -> NaiveDateTime {
    let date = date(name, random);
    date.and_time(time(random))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_have_their_format() {
        let mut random = Random::new(11);
        for format in Format::ALL {
            for tried in 0..16 {
                let made = text(*format, "created_at", &mut random, tried);
                assert!(format.allows_text(&made), "{format:?}: {made}");
                if let Some(longer) = longer(*format, &made, 50) {
                    assert!(
                        longer.len() >= made.len() + 3,
                        "{format:?}: {made} {longer}"
                    );
                    let may_be = !matches!(format, Format::Int64 | Format::UInt64);
                    assert!(
                        !may_be || format.allows_text(&longer),
                        "{format:?}: {longer}"
                    );
                }
            }
        }
    }
}
