//! What texts mean.

use super::{SfString, Text, TextValue, Time, instant};
use crate::duration::IsoDuration;
use crate::schema::Format;
use crate::{Date, DateTime, EmailAddress, Field, LocalDateTime, LocalTime, Url, Uuid};
use chrono::Utc;
use httpdate::HttpDate;
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::net::{Ipv4Addr, Ipv6Addr};
use std::time::SystemTime;

/// What texts of a format mean: the type and its format, how texts are compared that are not the same, and how they are
/// read and written. By default what `Display` shows is the usual text, which `FromStr` reads.
macro_rules! meaning {
    ($(#[$docs:meta])* $type:ty: $format:ident, by text; $($how:tt)*) => {
        meaning!(@ $(#[$docs])* $type: $format; {} $($how)*);
    };
    ($(#[$docs:meta])* $type:ty: $format:ident, by meaning; $($how:tt)*) => {
        meaning!(@ $(#[$docs])* $type: $format; {
            fn compare(left: &str, right: &str) -> Ordering {
                compare::<Self>(left, right)
            }

            fn hash<H: Hasher>(text: &str, state: &mut H) {
                hash::<Self, H>(text, state);
            }
        } $($how)*);
    };
    (@ $(#[$docs:meta])* $type:ty: $format:ident; $order:tt) => {
        meaning!(@ $(#[$docs])* $type: $format; $order
            fn read(text: &str) -> Option<Self> {
                text.parse().ok()
            }

            fn write(&self, out: &mut dyn fmt::Write) -> fmt::Result {
                write!(out, "{self}")
            }
        );
    };
    (@ $(#[$docs:meta])* $type:ty: $format:ident; { $($order:tt)* } $($how:tt)+) => {
        $(#[$docs])*
        impl TextValue for $type {
            const FORMAT: Format = Format::$format;

            $($how)*

            $($order)*
        }

        /// Whether the text means this value.
        impl PartialEq<Text<Self>> for $type {
            fn eq(&self, text: &Text<Self>) -> bool {
                text == self
            }
        }
    };
}

meaning! {
    /// `format: uri`.
    Url: Uri, by text;

    fn read(text: &str) -> Option<Self> {
        Self::parse(text).ok()
    }

    fn write(&self, out: &mut dyn fmt::Write) -> fmt::Result {
        out.write_str(self.as_str())
    }
}

meaning! {
    /// `format: email`.
    EmailAddress: Email, by text;

    fn read(text: &str) -> Option<Self> {
        text.parse().ok()
    }

    /// Without the name of a person, which the format does not have.
    fn write(&self, out: &mut dyn fmt::Write) -> fmt::Result {
        write!(out, "{}@{}", self.local_part(), self.domain())
    }
}

meaning! {
    /// `format: uuid`. Capitals, braces and missing hyphens make no other UUID.
    Uuid: Uuid, by meaning;

    fn read(text: &str) -> Option<Self> {
        Self::try_parse(text).ok()
    }

    fn write(&self, out: &mut dyn fmt::Write) -> fmt::Result {
        let mut text = Self::encode_buffer();
        out.write_str(self.hyphenated().encode_lower(&mut text))
    }
}

meaning! {
    /// `format: date-time`. Sorted by the instant, wherever its clock stands.
    DateTime: DateTime, by meaning;

    fn read(text: &str) -> Option<Self> {
        Self::parse_from_rfc3339(text).ok()
    }

    fn write(&self, out: &mut dyn fmt::Write) -> fmt::Result {
        match self.offset().local_minus_utc() {
            // RFC 3339 has no seconds in offsets, as local times of long ago have.
            offset if offset == 0 || offset % 60 != 0 => {
                instant::write(self.naive_utc(), out)?;
                out.write_char('Z')
            }
            _ => {
                instant::write(self.naive_local(), out)?;
                write!(out, "{}", self.offset())
            }
        }
    }
}

meaning! {
    /// `format: date`.
    Date: Date, by meaning;
}

meaning! {
    /// `format: time`.
    Time: Time, by meaning;

    fn read(text: &str) -> Option<Self> {
        Self::parse(text)
    }

    fn write(&self, out: &mut dyn fmt::Write) -> fmt::Result {
        write!(out, "{self}")
    }
}

meaning! {
    /// `format: time-local`.
    LocalTime: TimeLocal, by meaning;
}

meaning! {
    /// `format: date-time-local`.
    LocalDateTime: DateTimeLocal, by meaning;

    fn read(text: &str) -> Option<Self> {
        text.parse().ok()
    }

    fn write(&self, out: &mut dyn fmt::Write) -> fmt::Result {
        instant::write(*self, out)
    }
}

meaning! {
    /// `format: duration`.
    IsoDuration: Duration, by text;

    fn read(text: &str) -> Option<Self> {
        Self::parse(text)
    }

    fn write(&self, out: &mut dyn fmt::Write) -> fmt::Result {
        write!(out, "{self}")
    }
}

meaning! {
    /// `format: http-date`. Read are the obsolete forms as well (RFC 9110, section 5.6.7).
    HttpDate: HttpDate, by text;
}

meaning! {
    /// `format: char`.
    char: Char, by text;
}

meaning! {
    /// `format: sf-boolean`: `?1` and `?0` (RFC 9651, section 3.3.6).
    bool: SfBoolean, by text;

    fn read(text: &str) -> Option<Self> {
        match text {
            "?1" => Some(true),
            "?0" => Some(false),
            _ => None,
        }
    }

    fn write(&self, out: &mut dyn fmt::Write) -> fmt::Result {
        out.write_str(if *self { "?1" } else { "?0" })
    }
}

meaning! {
    /// `format: sf-string`.
    SfString: SfString, by text;

    fn read(text: &str) -> Option<Self> {
        Self::parse(text)
    }

    fn write(&self, out: &mut dyn fmt::Write) -> fmt::Result {
        write!(out, "{self}")
    }
}

#[cfg(feature = "decimal")]
meaning! {
    /// `format: decimal` of strings.
    rust_decimal::Decimal: DecimalText, by meaning;

    fn read(text: &str) -> Option<Self> {
        super::decimal::read(text)
    }

    fn write(&self, out: &mut dyn fmt::Write) -> fmt::Result {
        write!(out, "{self}")
    }
}

meaning! {
    /// `format: ipv4`.
    Ipv4Addr: Ipv4, by text;
}

meaning! {
    /// `format: ipv6`.
    Ipv6Addr: Ipv6, by text;
}

/// By what the texts mean; those that mean nothing last, by their texts.
fn compare<T: TextValue + Ord>(left: &str, right: &str) -> Ordering {
    match (T::read(left), T::read(right)) {
        (Some(left), Some(right)) => left.cmp(&right),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => left.cmp(right),
    }
}

fn hash<T: TextValue + Hash, H: Hasher>(text: &str, state: &mut H) {
    match T::read(text) {
        Some(value) => value.hash(state),
        None => text.hash(state),
    }
}

/// In UTC.
impl From<chrono::DateTime<Utc>> for Text<DateTime> {
    fn from(time: chrono::DateTime<Utc>) -> Self {
        time.fixed_offset().into()
    }
}

impl From<chrono::DateTime<Utc>> for Field<Text<DateTime>> {
    fn from(time: chrono::DateTime<Utc>) -> Self {
        Self::Value(time.into())
    }
}

/// In UTC.
impl From<SystemTime> for Text<DateTime> {
    fn from(time: SystemTime) -> Self {
        chrono::DateTime::<Utc>::from(time).into()
    }
}

/// The instant that the text means.
impl PartialEq<chrono::DateTime<Utc>> for Text<DateTime> {
    fn eq(&self, time: &chrono::DateTime<Utc>) -> bool {
        *self == time.fixed_offset()
    }
}

/// By the instant that the text means.
impl PartialOrd<chrono::DateTime<Utc>> for Text<DateTime> {
    fn partial_cmp(&self, time: &chrono::DateTime<Utc>) -> Option<Ordering> {
        self.partial_cmp(&time.fixed_offset())
    }
}
