//! The formats that are enforced, one row for each: all that the runtime knows of a format, it has from here.

mod bytes;
mod checks;
mod emails;
mod fast_path;
mod hosts;
mod pointers;
mod regex;
#[cfg(test)]
mod standard_tests;
mod template;
#[cfg(test)]
mod tests;
mod times;
mod uri;

use crate::duration::IsoDuration;
use checks::{
    is_date, is_date_time, is_email, is_int64, is_int64_text, is_local_date_time, is_local_time,
    is_sf_binary, is_sf_string, is_time, is_uint64, is_uint64_text, is_uri, is_uuid,
    significant_digits, within,
};
use serde_json::Number;
use std::net::{Ipv4Addr, Ipv6Addr};

/// What is known of a format.
struct Row {
    /// Its name in documents.
    name: &'static str,
    /// For messages: `expected …`.
    description: &'static str,
    /// What its strings are held to.
    text: Option<Check<str>>,
    /// What its numbers are held to. Fractions are not its business: that is the type's.
    number: Option<Check<Number>>,
    /// The separators of lists that its strings may hold.
    separators: Separators,
    /// The integers of Rust that have its range.
    integer: &'static [&'static str],
}

/// A check, with a fast path.
struct Check<T: ?Sized> {
    /// Tells the usual values at a glance. What it allows, the check allows; what it does not, may be all the same.
    fast: Option<fn(&T) -> bool>,
    /// Whether a value has the format.
    full: fn(&T) -> bool,
}

impl<T: ?Sized> Check<T> {
    const fn new(full: fn(&T) -> bool) -> Option<Self> {
        Some(Self { fast: None, full })
    }

    const fn with_fast_path(fast: fn(&T) -> bool, full: fn(&T) -> bool) -> Option<Self> {
        Some(Self {
            fast: Some(fast),
            full,
        })
    }

    fn allows(&self, value: &T) -> bool {
        self.fast.is_some_and(|fast| fast(value)) || (self.full)(value)
    }
}

/// Which of comma, blank and pipe the strings of a format may hold.
#[derive(Clone, Copy)]
enum Separators {
    All,
    /// The blank, and neither comma nor pipe.
    Blank,
    None,
}

/// Makes the type of formats and their rows, which are in the same order.
macro_rules! formats {
    ($($(#[$docs:meta])* $variant:ident: $row:expr;)*) => {
        /// A `format` that constrains strings or numbers.
        ///
        /// String formats have no effect on other values, nor number formats on values that are no numbers, but for the
        /// integers of 64 bits: they are also sent as strings, since many readers of JSON round numbers of that size.
        /// What passes is decoded by the Rust type of the format; where that type reads more than the standard allows
        /// (a UUID in braces, an e-mail address with a display name), the standard counts.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Format {
            $($(#[$docs])* $variant,)*
        }

        impl Format {
            /// All formats that are enforced.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];
        }

        static ROWS: [Row; Format::ALL.len()] = [$($row),*];
    };
}

formats! {
    /// A UUID in its hyphenated form (RFC 9562), in either case.
    Uuid: Row {
        text: Check::new(is_uuid),
        ..Row::plain("uuid", "a UUID")
    };
    /// RFC 3339 date-time.
    DateTime: Row {
        text: Check::with_fast_path(fast_path::is_date_time, is_date_time),
        // It may stand between the date and the time.
        separators: Separators::Blank,
        ..Row::plain("date-time", "a date and time such as 2026-01-31T08:30:00Z")
    };
    /// RFC 3339 full-date.
    Date: Row {
        text: Check::new(is_date),
        ..Row::plain("date", "a date such as 2026-01-31")
    };
    /// RFC 3339 full-time, such as `08:30:00Z`.
    FullTime: Row {
        text: Check::new(times::is_full_time),
        ..Row::plain("full-time", "a time with its offset such as 08:30:00Z")
    };
    /// A duration (RFC 3339, appendix A).
    StandardDuration: Row {
        text: Check::new(times::is_duration),
        ..Row::plain("standard-duration", "a duration such as P3DT12H")
    };
    /// RFC 3339 full-time, such as `08:30:00Z`; the offset may be missing, as it is in many documents.
    Time: Row {
        text: Check::new(is_time),
        ..Row::plain("time", "a time such as 08:30:00Z")
    };
    /// RFC 3339 partial-time, such as `08:30:00`.
    TimeLocal: Row {
        text: Check::new(is_local_time),
        ..Row::plain("time-local", "a time such as 08:30:00")
    };
    /// RFC 3339 date-time without its offset.
    DateTimeLocal: Row {
        text: Check::new(is_local_date_time),
        separators: Separators::Blank,
        ..Row::plain("date-time-local", "a date and time such as 2026-01-31T08:30:00")
    };
    /// A duration of ISO 8601 (RFC 3339, appendix A).
    Duration: Row {
        text: Check::new(|text| IsoDuration::parse(text).is_some()),
        // The mark of a fraction.
        separators: Separators::All,
        ..Row::plain("duration", "a duration such as P1DT12H")
    };
    /// A date of HTTP (RFC 9110, section 5.6.7).
    HttpDate: Row {
        text: Check::new(|text| text.parse::<httpdate::HttpDate>().is_ok()),
        separators: Separators::All,
        ..Row::plain("http-date", "a date such as Sat, 31 Jan 2026 08:30:00 GMT")
    };
    /// One character.
    Char: Row {
        text: Check::new(|text| text.parse::<char>().is_ok()),
        separators: Separators::All,
        ..Row::plain("char", "one character")
    };
    /// A boolean of structured header fields (RFC 9651, section 3.3.6).
    SfBoolean: Row {
        text: Check::new(|text| matches!(text, "?0" | "?1")),
        ..Row::plain("sf-boolean", "?1 or ?0")
    };
    /// A string of structured header fields (RFC 9651, section 3.3.3).
    SfString: Row {
        text: Check::new(is_sf_string),
        separators: Separators::All,
        ..Row::plain("sf-string", "a text in quotes, of ASCII")
    };
    /// Bytes of structured header fields (RFC 9651, section 3.3.5).
    SfBinary: Row {
        text: Check::new(is_sf_binary),
        ..Row::plain("sf-binary", "Base64 text between colons")
    };
    /// An e-mail address (RFC 5321) without display name.
    Email: Row {
        text: Check::with_fast_path(fast_path::is_email, is_email),
        separators: Separators::All,
        ..Row::plain("email", "an e-mail address")
    };
    /// An e-mail address with characters of all scripts (RFC 6531).
    IdnEmail: Row {
        text: Check::new(emails::is_international_mailbox),
        separators: Separators::All,
        ..Row::plain("idn-email", "an e-mail address")
    };
    /// An absolute URI (RFC 3986).
    Uri: Row {
        text: Check::with_fast_path(fast_path::is_web_address, is_uri),
        separators: Separators::All,
        ..Row::plain("uri", "an absolute URI")
    };
    /// A URI, or a reference that is relative to one (RFC 3986).
    UriReference: Row {
        text: Check::new(uri::is_uri_reference),
        separators: Separators::All,
        ..Row::plain("uri-reference", "a URI or a relative reference")
    };
    /// An absolute IRI (RFC 3987).
    Iri: Row {
        text: Check::new(uri::is_iri),
        separators: Separators::All,
        ..Row::plain("iri", "an absolute IRI")
    };
    /// An IRI, or a reference that is relative to one (RFC 3987).
    IriReference: Row {
        text: Check::new(uri::is_iri_reference),
        separators: Separators::All,
        ..Row::plain("iri-reference", "an IRI or a relative reference")
    };
    /// A template of URIs (RFC 6570).
    UriTemplate: Row {
        text: Check::new(template::is_uri_template),
        separators: Separators::All,
        ..Row::plain("uri-template", "a template of URIs such as /pets/{id}")
    };
    /// A JSON pointer (RFC 6901).
    JsonPointer: Row {
        text: Check::new(pointers::is_json_pointer),
        separators: Separators::All,
        ..Row::plain("json-pointer", "a JSON pointer such as /pets/0")
    };
    /// A relative JSON pointer (draft-bhutton-relative-json-pointer-00).
    RelativeJsonPointer: Row {
        text: Check::new(pointers::is_relative_json_pointer),
        separators: Separators::All,
        ..Row::plain("relative-json-pointer", "a relative JSON pointer such as 1/pets")
    };
    /// A regular expression (ECMA-262, with the flag `u`).
    Regex: Row {
        text: Check::new(regex::is_regex),
        separators: Separators::All,
        ..Row::plain("regex", "a regular expression of ECMA-262")
    };
    /// A host name (RFC 1123).
    Hostname: Row {
        text: Check::new(hosts::is_hostname),
        ..Row::plain("hostname", "a host name")
    };
    /// A host name with characters of all scripts (RFC 5890).
    IdnHostname: Row {
        text: Check::new(hosts::is_idn_hostname),
        ..Row::plain("idn-hostname", "a host name")
    };
    /// An IPv4 address in dotted form.
    Ipv4: Row {
        text: Check::new(|text| text.parse::<Ipv4Addr>().is_ok()),
        ..Row::plain("ipv4", "an IPv4 address")
    };
    /// An IPv6 address (RFC 4291) without zone.
    Ipv6: Row {
        text: Check::new(|text| text.parse::<Ipv6Addr>().is_ok()),
        ..Row::plain("ipv6", "an IPv6 address")
    };
    /// Base64 in either alphabet, with or without padding (RFC 4648, sections 4 and 5).
    Byte: Row {
        text: Check::new(crate::base64::is_any),
        ..Row::plain("byte", "Base64 text")
    };
    /// Base64 in either alphabet, with or without padding (RFC 4648, sections 4 and 5).
    Base64Url: Row {
        text: Check::new(crate::base64::is_any),
        ..Row::plain("base64url", "Base64 text with the alphabet for URLs")
    };
    /// −2⁷ to 2⁷−1.
    Int8: Row {
        number: Check::new(|number| within(number, i8::MIN.into(), i8::MAX.into())),
        ..Row::of_integers("int8", "a signed 8-bit integer", &["i8"])
    };
    /// −2¹⁵ to 2¹⁵−1.
    Int16: Row {
        number: Check::new(|number| within(number, i16::MIN.into(), i16::MAX.into())),
        ..Row::of_integers("int16", "a signed 16-bit integer", &["i16"])
    };
    /// −2³¹ to 2³¹−1.
    Int32: Row {
        number: Check::new(|number| within(number, i32::MIN.into(), i32::MAX.into())),
        ..Row::of_integers("int32", "a signed 32-bit integer", &["i32"])
    };
    /// −2⁶³ to 2⁶³−1.
    Int64: Row {
        text: Check::new(is_int64_text),
        number: Check::new(is_int64),
        ..Row::of_integers("int64", "a signed 64-bit integer", &["i64", "isize"])
    };
    /// 0 to 2⁸−1.
    UInt8: Row {
        number: Check::new(|number| within(number, 0, u8::MAX.into())),
        ..Row::of_integers("uint8", "an unsigned 8-bit integer", &["u8"])
    };
    /// 0 to 2¹⁶−1.
    UInt16: Row {
        number: Check::new(|number| within(number, 0, u16::MAX.into())),
        ..Row::of_integers("uint16", "an unsigned 16-bit integer", &["u16"])
    };
    /// 0 to 2³²−1.
    UInt32: Row {
        number: Check::new(|number| within(number, 0, u32::MAX.into())),
        ..Row::of_integers("uint32", "an unsigned 32-bit integer", &["u32"])
    };
    /// 0 to 2⁶⁴−1.
    UInt64: Row {
        text: Check::new(is_uint64_text),
        number: Check::new(is_uint64),
        ..Row::of_integers("uint64", "an unsigned 64-bit integer", &["u64", "usize"])
    };
    /// A string that is a decimal number of any precision.
    DecimalText: Row {
        text: Check::new(|text| significant_digits(text).is_some()),
        // All of them have it: it says that each digit counts.
        number: Check::new(|_| true),
        separators: Separators::All,
        ..Row::plain("decimal", "a decimal number such as 12.50")
    };
    /// A string that is a decimal number of at most 34 significant digits (IEEE 754 decimal128).
    Decimal128Text: Row {
        text: Check::new(|text| significant_digits(text).is_some_and(|count| count <= 34)),
        separators: Separators::All,
        ..Row::plain("decimal128", "a decimal number of at most 34 digits")
    };
    /// A number within the range of a 32-bit float.
    Float: Row {
        // A narrowing cast rounds; what is beyond the range becomes infinite.
        #[allow(clippy::cast_possible_truncation)]
        number: Check::new(|number| number.as_f64().is_some_and(|n| (n as f32).is_finite())),
        separators: Separators::All,
        ..Row::plain("float", "a 32-bit floating point number")
    };
    /// A number within the range of a 64-bit float.
    Double: Row {
        separators: Separators::All,
        ..Row::plain("double", "a 64-bit floating point number")
    };
}

impl Row {
    /// A format that holds no value to anything, and whose strings have no separator in them.
    const fn plain(name: &'static str, description: &'static str) -> Self {
        Self {
            name,
            description,
            text: None,
            number: None,
            separators: Separators::None,
            integer: &[],
        }
    }

    /// A format of numbers; strings that have it can be anything.
    const fn of_integers(
        name: &'static str,
        description: &'static str,
        integer: &'static [&'static str],
    ) -> Self {
        Self {
            separators: Separators::All,
            integer,
            ..Self::plain(name, description)
        }
    }
}

impl Format {
    /// Its name in documents, such as `date-time`.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.row().name
    }

    /// The format of this name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        let mut formats = Self::ALL.iter().copied();
        formats.find(|format| format.name() == name)
    }

    /// Whether it holds strings to anything.
    pub(crate) fn is_of_text(self) -> bool {
        self.row().text.is_some()
    }

    /// Whether it holds numbers to anything.
    pub(crate) fn is_of_numbers(self) -> bool {
        self.row().number.is_some()
    }

    /// The integers that it allows, where it is one of integers.
    pub(crate) const fn range(self) -> Option<(i128, i128)> {
        Some(match self {
            Self::Int8 => (i8::MIN as i128, i8::MAX as i128),
            Self::Int16 => (i16::MIN as i128, i16::MAX as i128),
            Self::Int32 => (i32::MIN as i128, i32::MAX as i128),
            Self::Int64 => (i64::MIN as i128, i64::MAX as i128),
            Self::UInt8 => (0, u8::MAX as i128),
            Self::UInt16 => (0, u16::MAX as i128),
            Self::UInt32 => (0, u32::MAX as i128),
            Self::UInt64 => (0, u64::MAX as i128),
            _ => return None,
        })
    }

    fn row(self) -> &'static Row {
        &ROWS[self as usize]
    }

    /// The format that an integer of Rust has, by the name of its type.
    pub(crate) fn of_integer(name: &str) -> Option<Self> {
        let mut formats = Self::ALL.iter().copied();
        formats.find(|format| format.row().integer.contains(&name))
    }

    /// Whether this is what a format's values are called in messages.
    pub(crate) fn describes(words: &str) -> bool {
        ROWS.iter().any(|row| row.description == words)
    }

    /// Whether a string has this format.
    pub(crate) fn allows_text(self, text: &str) -> bool {
        let check = self.row().text.as_ref();
        check.is_none_or(|check| check.allows(text))
    }

    /// Whether a number has this format.
    pub(super) fn allows_number(self, number: &Number) -> bool {
        let check = self.row().number.as_ref();
        check.is_none_or(|check| check.allows(number))
    }

    /// Whether a string of this format may have a separator of lists in it: a comma, a blank or a pipe.
    pub(crate) fn may_hold(self, separator: &str) -> bool {
        match self.row().separators {
            Separators::All => true,
            Separators::Blank => separator == " ",
            Separators::None => false,
        }
    }

    /// For messages: `expected …`.
    pub(crate) fn description(self) -> &'static str {
        self.row().description
    }
}
