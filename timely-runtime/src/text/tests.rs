use super::{Text, TextValue};
use crate::{Date, DateTime, EmailAddress, Url, UtcTime, Uuid};
use chrono::{FixedOffset, NaiveTime, TimeDelta, TimeZone, Utc};
use proptest::prelude::*;
use serde_json::{from_str, to_string};
use std::collections::HashSet;
use std::net::Ipv6Addr;

fn now() -> UtcTime {
    std::time::SystemTime::now().into()
}

/// Whether a text comes out of JSON and goes back as it is.
fn keeps<T: TextValue>(text: &str) -> bool {
    let json = serde_json::Value::from(text).to_string();
    let read: Text<T> = from_str(&json).unwrap();
    read == *text && to_string(&read).unwrap() == json && format!("{read}") == text
}

#[test]
fn texts_are_kept_as_they_came() {
    for text in [
        "https://example.com",
        "HTTP://EXAMPLE.com:80/a/../b",
        "",
        "n/a",
        "/a",
    ] {
        assert!(keeps::<Url>(text), "{text}");
    }
    for text in ["Ana.Silva@EXAMPLE.com", "", "Ana <ana@example.com>", "ana"] {
        assert!(keeps::<EmailAddress>(text), "{text}");
    }
    for text in [
        "67E55044-10B1-426F-9247-BB680E5FE0C8",
        "{67e55044-10b1-426f-9247-bb680e5fe0c8}",
        "67e5504410b1426f9247bb680e5fe0c8",
        "",
        "507f1f77bcf86cd799439011",
    ] {
        assert!(keeps::<Uuid>(text), "{text}");
    }
    for text in [
        "2026-01-31T08:30:00.000Z",
        "2026-01-31T08:30:00+00:00",
        "2026-01-31t08:30:00z",
        "2026-01-31T08:30:00-00:00",
        "2026-01-31T08:30:00.1234567891Z",
        "2016-12-31T23:59:60Z",
        "2026-01-31T08:30:00",
        "2026-01-31 08:30:00Z",
        "0000-00-00T00:00:00Z",
        "",
    ] {
        assert!(keeps::<DateTime>(text), "{text}");
    }
    for text in ["2026-1-5", "0000-00-00", "31.1.2026"] {
        assert!(keeps::<Date>(text), "{text}");
    }
    assert!(keeps::<NaiveTime>("08:30") && keeps::<Ipv6Addr>("::0001"));
    // What is no text is not one.
    assert!(from_str::<Text<Url>>("7").is_err() && from_str::<Text<Url>>("null").is_err());
}

#[test]
fn what_a_text_means_is_told_on_demand() {
    let url = Text::<Url>::unchecked("https://example.com")
        .parsed()
        .unwrap();
    assert_eq!(url.as_str(), "https://example.com/");
    let id = Text::<Uuid>::unchecked("{67E55044-10b1-426f-9247-bb680e5fe0c8}");
    assert_eq!(id.parsed().unwrap().as_u128() >> 96, 0x67e5_5044);
    let time = Text::<DateTime>::unchecked("2026-01-31 08:30:00+05:30")
        .parsed()
        .unwrap();
    assert_eq!(time.offset().local_minus_utc(), 19_800);
    let error = Text::<DateTime>::unchecked("2026-01-31T08:30:00")
        .parsed()
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "expected a date and time such as 2026-01-31T08:30:00Z, found \"2026-01-31T08:30:00\""
    );
}

#[test]
fn the_constructor_checks_as_a_server_does() {
    assert!(Text::<Url>::new("https://example.com").is_ok());
    assert!(Text::<Url>::new("https://example.com/é").is_err());
    assert!(Text::<EmailAddress>::new("Ana <ana@example.com>").is_err());
    assert!(Text::<Uuid>::new("67E55044-10B1-426F-9247-BB680E5FE0C8").is_ok());
    assert!(
        "67e5504410b1426f9247bb680e5fe0c8"
            .parse::<Text<Uuid>>()
            .is_err()
    );
    assert!(Text::<DateTime>::new("2026-01-31T08:30:00").is_err());
    assert!(Text::<Date>::new("2026-02-30").is_err());
}

#[test]
fn values_make_texts() {
    let utc = Utc.timestamp_opt(1_770_000_000, 0).unwrap();
    assert_eq!(Text::from(utc), *"2026-02-02T02:40:00Z");
    let offset = FixedOffset::west_opt(3 * 3600).unwrap();
    assert_eq!(
        Text::from(utc.with_timezone(&offset)),
        *"2026-02-01T23:40:00-03:00"
    );
    // Amsterdam until 1937: RFC 3339 has no such offset, but the same instant.
    let mean = FixedOffset::east_opt(1172).unwrap();
    assert_eq!(
        Text::from(utc.with_timezone(&mean)),
        *"2026-02-02T02:40:00Z"
    );
    assert_eq!(
        Text::from(Uuid::nil()),
        *"00000000-0000-0000-0000-000000000000"
    );
    let person: EmailAddress = "Ana <ana@example.com>".parse().unwrap();
    assert_eq!(Text::from(person), *"ana@example.com");
}

#[test]
fn times_and_uuids_are_compared_by_what_they_mean_and_addresses_by_their_texts() {
    let time = Text::<DateTime>::unchecked;
    assert_eq!(
        time("2026-01-31T08:30:00Z"),
        time("2026-01-31T09:30:00.000+01:00")
    );
    assert!(time("2026-01-31T08:30:00+01:00") < time("2026-01-31T08:30:00Z"));
    assert!(time("2026-01-31T08:30:00Z") < time("") && time("a") < time("b"));
    assert!(time("2026-01-31T08:30:00Z") < now());
    assert!(time("").partial_cmp(&now()).is_none());
    assert_eq!(
        time("2026-02-02T02:40:00Z"),
        Utc.timestamp_opt(1_770_000_000, 0).unwrap()
    );
    let later = time("2026-01-31T08:30:00Z").parsed().unwrap() + TimeDelta::days(1);
    assert_eq!(later, time("2026-02-01T08:30:00Z"));

    let id = Text::<Uuid>::unchecked;
    let ids = HashSet::from([
        id("67E55044-10B1-426F-9247-BB680E5FE0C8"),
        id("67e55044-10b1-426f-9247-bb680e5fe0c8"),
        id(""),
    ]);
    assert_eq!(ids.len(), 2);

    let url = Text::<Url>::unchecked;
    assert_ne!(url("https://example.com"), url("https://example.com/"));
    assert_eq!(
        url("https://example.com"),
        Url::parse("https://example.com/").unwrap()
    );
    assert_ne!(url(""), Url::parse("https://example.com/").unwrap());
}

proptest! {
    /// A server makes a value of what it has checked: the check lets nothing through that means nothing.
    #[test]
    fn what_passes_means_something(
        text in r"[0-9+:TtZz. -]{0,30}|[a-z@.<> -]{0,20}|[a-z]{1,5}:[!-~é]{0,12}|[0-9]{4}-[01][0-9]-[0-3][0-9][Tt ][0-2][0-9]:[0-6][0-9]:[0-6][0-9](\.[0-9]{1,12})?([zZ]|[+-][0-9]{2}:[0-9]{2})"
    ) {
        fn holds<T: TextValue>(text: &str) -> bool {
            Text::<T>::new(text).is_ok_and(|text| text.parsed().is_err())
        }
        prop_assert!(!holds::<DateTime>(&text) && !holds::<Date>(&text) && !holds::<NaiveTime>(&text));
        prop_assert!(!holds::<EmailAddress>(&text) && !holds::<Url>(&text));
    }

    /// What a value is written as is of its format, and means it.
    #[test]
    fn what_is_written_is_read(seconds in -62_000_000_000_i64..253_000_000_000, nanos in 0..1_000_000_000_u32, offset in -1439..1440) {
        let offset = FixedOffset::east_opt(offset * 60).unwrap();
        let time = offset.timestamp_opt(seconds, nanos).unwrap();
        let text = Text::<DateTime>::from(time);
        prop_assert!(Text::<DateTime>::new(text.as_str()).is_ok(), "{text}");
        prop_assert_eq!(text.parsed().unwrap(), time);
        let read = text.parsed().unwrap();
        prop_assert_eq!(read.offset(), time.offset());
    }
}
