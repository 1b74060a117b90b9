//! The `Retry-After` header (RFC 9110, section 10.2.3).

use chrono::{DateTime, NaiveDateTime, Utc};
use http::{HeaderMap, header};
use std::time::{Duration, SystemTime};

/// How long the server asks to wait, from now on; nothing when it does not ask or what it says is not valid.
pub(crate) fn parse(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let value = headers.get(header::RETRY_AFTER)?.to_str().ok()?.trim();
    if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) {
        // A number of seconds that is too large for 64 bits still says "very long".
        return Some(Duration::from_secs(value.parse().unwrap_or(u64::MAX)));
    }
    let wait = date(value)?.signed_duration_since(DateTime::<Utc>::from(now));
    // A date in the past means that there is no need to wait.
    Some(wait.to_std().unwrap_or(Duration::ZERO))
}

/// An HTTP date in any of the three forms that a recipient must take (RFC 9110, section 5.6.7).
fn date(value: &str) -> Option<DateTime<Utc>> {
    const FORMS: [&str; 3] = [
        "%a, %d %b %Y %H:%M:%S GMT",
        "%A, %d-%b-%y %H:%M:%S GMT",
        "%a %b %e %H:%M:%S %Y",
    ];
    FORMS
        .iter()
        .find_map(|form| NaiveDateTime::parse_from_str(value, form).ok())
        .map(|date| date.and_utc())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sun, 06 Nov 1994 08:49:37 GMT, the date of the examples in RFC 9110.
    const THEN: u64 = 784_111_777;

    fn read(value: &str, now: u64) -> Option<Duration> {
        let mut headers = HeaderMap::new();
        headers.insert(header::RETRY_AFTER, value.parse().unwrap());
        parse(&headers, SystemTime::UNIX_EPOCH + Duration::from_secs(now))
    }

    #[test]
    fn reads_seconds() {
        assert_eq!(read("0", 0), Some(Duration::ZERO));
        assert_eq!(read("120", 0), Some(Duration::from_secs(120)));
        assert_eq!(
            read("99999999999999999999999", 0),
            Some(Duration::from_secs(u64::MAX))
        );
    }

    #[test]
    fn reads_dates_in_all_three_forms() {
        for date in [
            "Sun, 06 Nov 1994 08:49:37 GMT",
            "Sunday, 06-Nov-94 08:49:37 GMT",
            "Sun Nov  6 08:49:37 1994",
        ] {
            assert_eq!(
                read(date, THEN - 30),
                Some(Duration::from_secs(30)),
                "{date}"
            );
            assert_eq!(read(date, THEN + 30), Some(Duration::ZERO), "{date}");
        }
    }

    #[test]
    fn ignores_what_is_neither() {
        for value in [
            "",
            "soon",
            "-1",
            "1.5",
            "+5",
            "Mon, 06 Nov 1994",
            "06 Nov 1994 08:49:37 GMT",
        ] {
            assert_eq!(read(value, THEN), None, "{value:?}");
        }
        assert_eq!(parse(&HeaderMap::new(), SystemTime::now()), None);
    }
}
