//! Points in time as RFC 3339 writes them, without the machinery of formatting: responses are full of them.

use chrono::{Datelike, NaiveDateTime, Timelike};
use std::fmt;

/// The longest text: a date, a time, and nine digits of a second.
const LONGEST: usize = 29;

/// Writes a date and a time, with three, six or nine digits of the second where it has a fraction.
pub(super) fn write(instant: NaiveDateTime, out: &mut dyn fmt::Write) -> fmt::Result {
    let nanos = instant.nanosecond();
    let Ok(year @ 0..=9999) = u32::try_from(instant.year()) else {
        return write!(out, "{instant:?}");
    };
    // A leap second is held as more nanoseconds than a second has.
    if nanos >= 1_000_000_000 {
        return write!(out, "{instant:?}");
    }
    let mut text = *b"0000-00-00T00:00:00.000000000";
    digits(&mut text[0..4], year);
    digits(&mut text[5..7], instant.month());
    digits(&mut text[8..10], instant.day());
    digits(&mut text[11..13], instant.hour());
    digits(&mut text[14..16], instant.minute());
    digits(&mut text[17..19], instant.second());
    digits(&mut text[20..LONGEST], nanos);
    let length = match nanos {
        0 => 19,
        nanos if nanos % 1_000_000 == 0 => 23,
        nanos if nanos % 1_000 == 0 => 26,
        _ => LONGEST,
    };
    // Digits and signs of ASCII are UTF-8.
    out.write_str(std::str::from_utf8(&text[..length]).unwrap_or_default())
}

/// Writes a number in all of a place.
fn digits(place: &mut [u8], mut number: u32) {
    for digit in place.iter_mut().rev() {
        *digit = b'0' + (number % 10) as u8;
        number /= 10;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;
    use proptest::prelude::*;

    fn written(seconds: i64, nanos: u32) -> Option<(String, String)> {
        let instant = DateTime::from_timestamp(seconds, nanos)?.naive_utc();
        let mut text = String::new();
        write(instant, &mut text).unwrap();
        Some((text, format!("{instant:?}")))
    }

    #[test]
    fn fractions_and_ends_are_written_as_chrono_writes_them() {
        for (seconds, nanos) in [
            (0, 0),
            (0, 1),
            (0, 1_000),
            (0, 1_000_000),
            (0, 120_000_000),
            (1_700_000_000, 999_999_999),
            (1_483_228_799, 1_500_000_000),
            (-62_167_219_200, 0),
            (-62_167_219_201, 0),
            (253_402_300_799, 0),
            (253_402_300_800, 0),
        ] {
            let (text, expected) = written(seconds, nanos).unwrap();
            assert_eq!(text, expected);
        }
    }

    proptest! {
        #[test]
        fn instants_are_written_as_chrono_writes_them(
            seconds in -70_000_000_000_i64..300_000_000_000,
            nanos in prop_oneof![Just(0), 0..1_000_000_000_u32, (0..1_000_u32).prop_map(|millis| millis * 1_000_000)],
        ) {
            if let Some((text, expected)) = written(seconds, nanos) {
                prop_assert_eq!(text, expected);
            }
        }
    }
}
