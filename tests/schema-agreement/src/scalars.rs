//! Texts and numbers, and what schemas ask of them.

use crate::names::pick;
use fastrand::Rng;
use serde_json::{Number, Value, json};

/// Patterns, each with texts that match it. All of them mean the same in ECMA-262 and in the other validator.
pub(crate) const PATTERNS: [(&str, &[&str]); 8] = [
    ("^a", &["a", "ab", "abc"]),
    ("b$", &["b", "ab", "b1b"]),
    ("^[a-z]+$", &["a", "abc", "kind"]),
    (r"\d", &["1", "b1", "0042"]),
    ("^(?!ab)", &["", "b", "ac", "é"]),
    (r"^(a|b)\1?$", &["a", "bb"]),
    ("^.{2,3}$", &["ab", "abc", "éé"]),
    ("", &["", "x"]),
];

/// Formats that both enforce, each with texts that have it and texts that do not.
///
/// Left out are those of which the two have different views:
/// - the formats of numbers, of Base64 and of decimals: the other one does not know those of OpenAPI;
/// - `time`: here the partial-time of RFC 3339, there the full-time with an offset;
/// - `uri`, `email` and `hostname` but for what is plainly one or none: here a URI is one that `url` can take as well, and
///   there the labels of hosts are held to punycode;
/// - leap seconds, which are in few of the minutes in which one or the other takes them;
/// - offsets of 24 hours and beyond, and years before the first.
pub(crate) const FORMATS: [(&str, &[&str], &[&str]); 8] = [
    (
        "uuid",
        &[
            "123e4567-e89b-12d3-a456-426614174000",
            "123E4567-E89B-12D3-A456-426614174000",
            "00000000-0000-0000-0000-000000000000",
        ],
        &[
            "123e4567e89b12d3a456426614174000",
            "{123e4567-e89b-12d3-a456-426614174000}",
            "123e4567-e89b-12d3-a456-42661417400g",
            "123e4567-e89b-12d3-a456-42661417400",
            "123e4567-e89b-12d3-a45-6426614174000",
        ],
    ),
    (
        "date",
        &["2024-02-29", "1999-12-31", "0001-01-01"],
        &[
            "2023-02-29",
            "2024-13-01",
            "2024-00-10",
            "2024-1-1",
            "20240101",
            "2024-01-01T00:00:00Z",
            "२०२४-01-01",
        ],
    ),
    (
        "date-time",
        &[
            "2024-02-29T08:30:00Z",
            "2024-02-29t08:30:00z",
            "2024-02-29T08:30:00.123456789+02:00",
            "2024-02-29T23:59:59-23:59",
        ],
        &[
            "2024-02-29",
            "2024-02-30T08:30:00Z",
            "2024-02-29T24:00:00Z",
            "2024-02-29T08:30Z",
            "2024-02-29T08:30:00",
            "2024-02-29T08:30:00.Z",
            "2024-02-29T08:30:00+0200",
        ],
    ),
    (
        "ipv4",
        &["127.0.0.1", "255.255.255.255", "0.0.0.0"],
        &[
            "256.0.0.1",
            "1.2.3",
            "1.2.3.4.5",
            "01.2.3.4",
            "1.2.3.4 ",
            "::1",
        ],
    ),
    (
        "ipv6",
        &["::1", "::", "2001:db8::ff00:42:8329", "::ffff:1.2.3.4"],
        &["127.0.0.1", "1::2::3", "12345::", ":1", "fe80::1%eth0"],
    ),
    (
        "email",
        &["ada@example.org", "a.b+c@mail.example.org"],
        &["ada", "@example.org", "ada@", "a b@example.org"],
    ),
    (
        "hostname",
        &["example", "www.example.org", "a-1.example"],
        &["-a.example", "a-.example", "a_b.example", "a..b", "a b"],
    ),
    (
        "uri",
        &["http://example.org/a?b#c", "https://example.org", "urn:a:b"],
        &["/a", "example", "http://a b", "//example.org"],
    ),
];

const TEXTS: [&str; 13] = [
    "",
    "a",
    "b",
    "ab",
    "abc",
    "b1",
    "1",
    "x",
    "é",
    "éé",
    "cat",
    "dog",
    "a longer text than others",
];

pub(crate) fn text(random: &mut Rng) -> String {
    match random.u8(0..12) {
        0 => {
            let (_, good, bad) = *pick(random, &FORMATS);
            let texts = if random.bool() { good } else { bad };
            (*pick(random, texts)).to_owned()
        }
        1 => "é".repeat(random.usize(0..6)),
        _ => (*pick(random, &TEXTS)).to_owned(),
    }
}

/// Where integers and floats end, and where the one cannot tell what the other can.
const BOUNDS: [f64; 8] = [
    9_007_199_254_740_992.0,
    9_223_372_036_854_775_807.0,
    18_446_744_073_709_551_615.0,
    1e19,
    1e300,
    f64::MAX,
    f64::MIN_POSITIVE,
    5e-324,
];

/// What numbers are in the schemas and values of a case.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Numbers {
    /// Small ones, of which some are halves and tenths.
    Small,
    /// Those at the ends of what 64 bits can hold. `multipleOf` does not meet them: beyond 2⁵³ the other one divides what a
    /// float holds in binary, and not the decimal that it is written as.
    AtBounds,
}

impl Numbers {
    pub(crate) fn of(random: &mut Rng) -> Self {
        match random.u8(0..5) {
            0 => Self::AtBounds,
            _ => Self::Small,
        }
    }

    pub(crate) fn one(self, random: &mut Rng) -> Number {
        match self {
            Self::AtBounds if random.u8(0..3) > 0 => at_bounds(random),
            _ => small(random),
        }
    }
}

fn small(random: &mut Rng) -> Number {
    let whole = random.i64(-3..8);
    match random.u8(0..6) {
        0 => float(whole as f64),
        1 => float(whole as f64 / 2.0),
        2 => float(whole as f64 / 10.0),
        3 if whole == 0 => float(-0.0),
        _ => whole.into(),
    }
}

fn at_bounds(random: &mut Rng) -> Number {
    let near = random.i64(-1..=1);
    match random.u8(0..8) {
        0 => i64::MAX.saturating_add(near).into(),
        1 => i64::MIN.saturating_add(near).into(),
        2 => u64::MAX.saturating_add_signed(near).into(),
        3 => (i64::MAX as u64).saturating_add_signed(near).into(),
        4 => ((1_i64 << 53) + near).into(),
        5 => (-(1_i64 << 53) + near).into(),
        _ => {
            let sign = if random.bool() { 1.0 } else { -1.0 };
            float(sign * *pick(random, &BOUNDS))
        }
    }
}

/// All that are made here are finite.
fn float(number: f64) -> Number {
    Number::from_f64(number).unwrap_or_else(|| 0.into())
}

/// A number that is a little more or less, or the same in another form.
pub(crate) fn beside(number: &Number, random: &mut Rng) -> Value {
    match (number.as_i64(), number.as_f64()) {
        (Some(whole), _) => match random.u8(0..4) {
            0 => json!(whole.saturating_add(1)),
            1 => json!(whole.saturating_sub(1)),
            2 => json!(whole as f64),
            _ => json!(whole as f64 + 0.5),
        },
        (None, Some(float)) if float.fract() == 0.0 && float.abs() < 1e15 => json!(float as i64),
        (None, Some(float)) => match random.u8(0..3) {
            0 => json!(float.next_up()),
            1 => json!(float.next_down()),
            _ => json!(float.trunc()),
        },
        _ => json!(0),
    }
}
