//! How long a server asks to wait: the `Retry-After` header (RFC 9110, section 10.2.3), and those of rate limits.

use chrono::{DateTime, NaiveDateTime, Utc};
use http::{HeaderMap, StatusCode, header};
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

/// How long a server asks to wait that has answered with this status, from now on.
pub(crate) fn asked(status: StatusCode, headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let exact = text(headers, "retry-after-ms").and_then(milliseconds);
    let asked = exact.or_else(|| parse(headers, now));
    let is_limit = matches!(status.as_u16(), 429 | 503);
    asked.or_else(|| rate_limit_reset(headers, now).filter(|_| is_limit))
}

/// When the rate limit ends by the fields that are in use for that, if it is used up: those of the drafts of the IETF
/// (`RateLimit`, before that `RateLimit-Reset`, both in seconds), and `X-RateLimit-Reset`, which is a number of seconds at some
/// servers and a time at others.
fn rate_limit_reset(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    // Of several quotas, this field alone tells which is used up.
    let lines = headers.get_all("ratelimit").iter();
    let drafted = lines.filter_map(|line| used_up(line.to_str().ok()?)).max();
    if drafted.is_some() {
        return drafted;
    }
    let is_left = ["ratelimit-remaining", "x-ratelimit-remaining"]
        .iter()
        .filter_map(|name| text(headers, name))
        .any(|left| left.parse::<u64>().is_ok_and(|left| left > 0));
    if is_left {
        return None;
    }
    let names = ["ratelimit-reset", "x-ratelimit-reset", "x-rate-limit-reset"];
    let told = names.iter().find_map(|name| text(headers, name))?;
    Some(until(told.parse().ok()?, now))
}

/// The time in seconds after which a quota that is used up has something left again: the longest, of several. The field is a list with
/// the parameters `r` and `t` (draft-ietf-httpapi-ratelimit-headers-11, section 4) or, before the draft's version 8, a
/// dictionary with `remaining` and `reset`.
fn used_up(field: &str) -> Option<Duration> {
    let number = |text: &str, name: &str| {
        let value = text.trim().strip_prefix(name)?.strip_prefix('=')?;
        value.trim().parse::<u64>().ok()
    };
    let quotas = split(field, b',').filter_map(|quota| {
        let parameter = |name| {
            split(quota, b';')
                .skip(1)
                .find_map(|text| number(text, name))
        };
        (parameter("r") == Some(0)).then(|| parameter("t"))?
    });
    let member = |name| split(field, b',').find_map(|text| number(text, name));
    let older = || (member("remaining") == Some(0)).then(|| member("reset"))?;
    quotas.max().or_else(older).map(Duration::from_secs)
}

/// The parts of a structured field between separators, which strings may hold as well (RFC 9651, section 3.3.3).
fn split(field: &str, separator: u8) -> impl Iterator<Item = &str> {
    let (mut is_quoted, mut is_escaped) = (false, false);
    field.split(move |char: char| {
        if is_escaped {
            is_escaped = false;
        } else if char == '"' {
            is_quoted = !is_quoted;
        } else if is_quoted {
            is_escaped = char == '\\';
        } else {
            return char == char::from(separator);
        }
        false
    })
}

/// A number of seconds, or a time in seconds or milliseconds since 1970: no rate limit lasts for thirty years.
fn until(number: u64, now: SystemTime) -> Duration {
    const THIRTY_YEARS: u64 = 1_000_000_000;
    let at = match number {
        ..THIRTY_YEARS => return Duration::from_secs(number),
        at if at >= THIRTY_YEARS * 1000 => Duration::from_millis(at),
        at => Duration::from_secs(at),
    };
    let now = now
        .duration_since(SystemTime::UNIX_EPOCH)
        .unwrap_or_default();
    at.saturating_sub(now)
}

fn milliseconds(text: &str) -> Option<Duration> {
    text.parse().ok().map(Duration::from_millis)
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok().map(str::trim)
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
    fn rate_limits_tell_when_they_end() {
        let asked = |status: u16, fields: &[(&'static str, &str)], now: u64| {
            let fields = fields.iter().map(|(name, value)| {
                let name = http::HeaderName::from_static(name);
                (name, value.parse().unwrap())
            });
            let now = SystemTime::UNIX_EPOCH + Duration::from_secs(now);
            let status = StatusCode::from_u16(status).unwrap();
            super::asked(status, &fields.collect(), now).map(|wait| wait.as_millis())
        };
        assert_eq!(
            asked(503, &[("retry-after-ms", "250"), ("retry-after", "1")], 0),
            Some(250)
        );
        assert_eq!(asked(429, &[("ratelimit-reset", "30")], THEN), Some(30_000));
        assert_eq!(
            asked(429, &[("x-ratelimit-reset", "12")], THEN),
            Some(12_000)
        );
        let then = 1_700_000_000;
        let at = [("x-ratelimit-reset", "1700000060")];
        assert_eq!(asked(429, &at, then), Some(60_000));
        assert_eq!(asked(429, &at, then + 100), Some(0));
        let at = [("x-ratelimit-reset", "1700000000500")];
        assert_eq!(asked(429, &at, then), Some(500));
        let policies = [(
            "ratelimit",
            r#""burst";r=0;t=5, "daily"; r=0; t=90, "free";r=3;t=500"#,
        )];
        assert_eq!(asked(429, &policies, THEN), Some(90_000));
        let named = [(
            "ratelimit",
            r#""a,;r=0;t=7,\",;r=0;t=8";r=3;t=500, "b";pk=:cHs=:;r=0;t=9"#,
        )];
        assert_eq!(asked(429, &named, THEN), Some(9_000));
        let older = [("ratelimit", "limit=100, remaining=0, reset=50")];
        assert_eq!(asked(429, &older, THEN), Some(50_000));
        let lines = [
            ("ratelimit", r#""a";r=0;t=5"#),
            ("ratelimit", r#""b";r=0;t=6"#),
            ("ratelimit", "\"c"),
            ("x-ratelimit-remaining", "4"),
        ];
        assert_eq!(asked(429, &lines, THEN), Some(6_000));
        let first = [("ratelimit", r#""a";r=0;t=5"#), ("retry-after", "3")];
        assert_eq!(asked(429, &first, THEN), Some(3_000));
        // Other answers have these fields as well, and other reasons.
        assert_eq!(asked(502, &[("ratelimit-reset", "30")], THEN), None);
        let left = [("x-ratelimit-remaining", "4"), ("x-ratelimit-reset", "12")];
        assert_eq!(asked(429, &left, THEN), None);
        assert_eq!(asked(429, &[("x-ratelimit-reset", "soon")], THEN), None);
        assert_eq!(asked(429, &[("ratelimit", ";;r=0;t=,")], THEN), None);
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
