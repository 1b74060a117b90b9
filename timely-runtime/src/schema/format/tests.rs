//! What each format allows and refuses.

use super::*;
use proptest::prelude::*;
use std::collections::HashSet;

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
            &[
                "08:30:00",
                "08:30:00.5",
                "08:30:00Z",
                "00:00:00.1+14:00",
                "23:59:59z",
                "08:30:00-03:30",
            ],
            &[
                "8:30:00",
                "24:00:00Z",
                "08:30:00.Z",
                "08:30:00x",
                "08:30:00+3",
                "08:30:00+24:00",
                "08:30:00é",
                "Z",
            ],
        ),
        (
            Format::TimeLocal,
            &["08:30:00", "08:30:00.5"],
            &["8:30:00", "24:00:00", "08:30:00.", "08:30:00Z"],
        ),
        (
            Format::DateTimeLocal,
            &["2026-01-31T08:30:00", "2026-01-31t08:30:00.5"],
            &[
                "2026-01-31T08:30:00Z",
                "2026-01-31 08:30:00",
                "2026-02-30T08:30:00",
                "2026-01-31",
                "é",
            ],
        ),
        (
            Format::Duration,
            &["P1Y2M3DT4H5M6.7S", "P4W", "PT0S", "PT36H"],
            &["", "P", "PT", "P1S", "P2D1Y", "P1Y2W", "1D", "P1"],
        ),
        (
            Format::HttpDate,
            &[
                "Sun, 06 Nov 1994 08:49:37 GMT",
                "Sunday, 06-Nov-94 08:49:37 GMT",
                "Sun Nov  6 08:49:37 1994",
            ],
            &["", "Sun, 06 Nov 1994", "1994-11-06T08:49:37Z"],
        ),
        (Format::Char, &["a", "é", "\""], &["", "ab"]),
        (Format::SfBoolean, &["?1", "?0"], &["true", "?", "?2"]),
        (
            Format::SfString,
            &[r#""""#, r#""a \" \\ b""#],
            &["a", r#"""#, r#""\""#, r#""\n""#, "\"é\"", r#""a"b""#],
        ),
        (
            Format::SfBinary,
            &["::", ":YQ==:", ":YQ:"],
            &["YQ==", ":", ":Y:"],
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
            &["", "YQ==", "YWI=", "YWJj", "YQ", "YW-_", "YW+/"],
            &["Y", "Y===", "YQ=\n", "YR==", "a b"],
        ),
        (
            Format::Base64Url,
            &["", "YQ==", "YQ", "YWI", "YWJj", "YW-_", "YW+/"],
            &["Y", "Y===", "YQ=", "====", "YQ\n", "YR"],
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

#[test]
fn each_format_has_a_name_of_its_own_and_a_check() {
    let names: HashSet<&str> = Format::ALL.iter().map(|format| format.name()).collect();
    assert_eq!(names.len(), Format::ALL.len());
    for format in Format::ALL {
        let row = format.row();
        // JSON has no other numbers than those of 64 bits.
        let is_checked = row.text.is_some() || row.number.is_some() || *format == Format::Double;
        assert!(is_checked && !row.description.is_empty(), "{format:?}");
    }
}

#[test]
fn formats_are_checked_by_a_row_of_their_own() {
    for (format, name) in [
        (Format::Uuid, "uuid"),
        (Format::DecimalText, "decimal"),
        (Format::Double, "double"),
    ] {
        assert_eq!(format.name(), name);
    }
    assert_eq!(Format::of_integer("isize"), Some(Format::Int64));
    assert_eq!(Format::of_integer("i128"), None);
}

/// A text that a format allows must not be split where it stays whole.
#[test]
fn what_holds_no_separator_refuses_all_texts_with_one() {
    for format in Format::ALL
        .iter()
        .filter(|format| format.row().text.is_some())
    {
        for separator in [",", " ", "|"] {
            for text in ["a,b", "2026-01-31 08:30:00Z", "1|2", "YQ==,YQ==", "::1 ::1"] {
                let is_held = text.contains(separator) && format.allows_text(text);
                assert!(!is_held || format.may_hold(separator), "{format:?} {text}");
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4_000))]

    #[test]
    fn uuids_are_what_their_parser_reads(
        text in "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}",
        at in 0_usize..36,
        byte in 0_u8..128,
    ) {
        prop_assert!(Format::Uuid.allows_text(&text));
        let mut bytes = text.into_bytes();
        bytes[at] = byte;
        let text = String::from_utf8(bytes).unwrap();
        prop_assert_eq!(Format::Uuid.allows_text(&text), uuid::Uuid::try_parse(&text).is_ok());
    }
}

#[test]
fn no_other_byte_is_a_digit_of_a_uuid() {
    for character in ('\0'..='\u{ff}').filter(|it| !it.is_ascii_hexdigit()) {
        let text = format!("67e55044-10b1-426f-9247-bb680e5fe0c{character}");
        assert!(!Format::Uuid.allows_text(&text), "{text}");
        let text = format!("6{character}e55044-10b1-426f-9247-bb680e5fe0c8");
        assert!(!Format::Uuid.allows_text(&text), "{text}");
    }
}
