//! What a document may say of itself in place of the settings: the same values, under keys that begin with `x-`.

use super::{Idempotency, Pagination, Settings, component_at, speaks_of, validate};
use crate::diagnostic::Pointer;
use serde_json::Value;
use std::borrow::Cow;

/// The rule of `x-pagination`, which is that of [`Settings::pagination`](super::Settings::pagination).
///
/// The error says what is wrong with it.
pub(crate) fn pagination(value: &Value) -> Result<Pagination, String> {
    let rule: Pagination =
        serde_json::from_value(value.clone()).map_err(|error| error.to_string())?;
    first(validate::pagination_problems(&rule)).map_or(Ok(rule), Err)
}

/// The rules of `x-pagination` in the document itself: one, or a list of them.
///
/// The error says what is wrong with the first that makes no sense.
pub(crate) fn paginations(value: &Value) -> Result<Vec<Pagination>, String> {
    match value {
        Value::Array(rules) => rules.iter().map(pagination).collect(),
        rule => pagination(rule).map(|rule| vec![rule]),
    }
}

/// Whether a value has a key of a rule of pagination: other tools have an extension of that name as well.
pub(crate) fn is_pagination(value: &Value) -> bool {
    let keys = ["style", "page_param", "items"];
    let is_own = |rule: &Value| {
        rule.as_object().is_none_or(|rule| {
            let has_own = keys.into_iter().any(|key| rule.contains_key(key));
            has_own || rule.is_empty()
        })
    };
    match value {
        Value::Array(rules) => rules.iter().all(is_own),
        rule => is_own(rule),
    }
}

/// The rule of `x-idempotency-key`: the name of a header, or what
/// [`Settings::idempotency`](super::Settings::idempotency) has.
///
/// The error says what is wrong with it.
pub(crate) fn idempotency(value: &Value) -> Result<Idempotency, String> {
    let rule: Idempotency = match value {
        Value::String(header) => Idempotency {
            header: header.clone(),
        },
        value => serde_json::from_value(value.clone()).map_err(|error| error.to_string())?,
    };
    first(validate::idempotency_problems(&rule)).map_or(Ok(rule), Err)
}

/// The name of `x-rust-name`, without the `r#` of a keyword.
///
/// It is an identifier, as [`Settings::rename`](super::Settings::rename) has them, or a keyword, which is told apart as keywords of
/// the document are.
pub(crate) fn rust_name(value: &Value) -> Result<&str, &'static str> {
    /// What a file system takes as a name, with an ending.
    const LONGEST: usize = 100;
    let Some(text) = value.as_str() else {
        return Err("it is not a string");
    };
    let name = text.strip_prefix("r#").unwrap_or(text);
    if name.chars().count() > LONGEST {
        return Err("it has more than 100 characters");
    }
    match is_identifier(name) && name.chars().any(char::is_alphanumeric) {
        true => Ok(name),
        false => Err("it is not an identifier"),
    }
}

/// The day, or the point in time, of an extension that has one: a date of RFC 3339 (section 5.6), with a time or without, which
/// a header of HTTP can say.
pub(crate) fn date(value: &Value) -> Result<&str, &'static str> {
    let Some(text) = value.as_str() else {
        return Err("it is not a string");
    };
    match seconds(text) {
        Some(_) => Ok(text),
        None => Err("it is not a date from 1970 on, such as 2025-06-30 or 2025-06-30T12:00:00Z"),
    }
}

/// A date of RFC 3339 in seconds since 1970; a day without a time is its beginning, in UTC.
pub(crate) fn seconds(text: &str) -> Option<i64> {
    let (day, time) = text.split_at_checked(10)?;
    let days = days(day)?;
    let seconds = match time.strip_prefix(['T', 't']) {
        Some(time) => seconds_of_day(time)?,
        None if time.is_empty() => 0,
        None => return None,
    };
    let all = days * 86_400 + seconds;
    // The years that a date of HTTP has four digits for.
    (0..253_402_300_800).contains(&all).then_some(all)
}

/// Days since 1970, by the Gregorian calendar.
fn days(text: &str) -> Option<i64> {
    let mut parts = text.split('-');
    let (year, month, day) = (
        digits(parts.next()?, 4)?,
        digits(parts.next()?, 2)?,
        digits(parts.next()?, 2)?,
    );
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let lengths = [
        31,
        28 + i64::from(is_leap),
        31,
        30,
        31,
        30,
        31,
        31,
        30,
        31,
        30,
        31,
    ];
    let month = usize::try_from(month).ok()?.checked_sub(1)?;
    let is_day = (1..=*lengths.get(month)?).contains(&day);
    let before = (year - 1) * 365 + (year - 1) / 4 - (year - 1) / 100 + (year - 1) / 400;
    let since_year_one = before + lengths[..month].iter().sum::<i64>() + day - 1;
    (parts.next().is_none() && is_day && year > 0).then_some(since_year_one - 719_162)
}

/// Seconds since midnight in UTC: `12:00:00Z`, `12:00:00.5+02:00`.
fn seconds_of_day(text: &str) -> Option<i64> {
    let (clock, rest) = text.split_at_checked(8)?;
    let time = clock_of(clock.get(..5)?)? * 60;
    let second = digits(clock.get(5..)?.strip_prefix(':')?, 2)?;
    let rest = match rest.strip_prefix('.') {
        Some(rest) => {
            let fraction = rest.trim_start_matches(|c: char| c.is_ascii_digit());
            (fraction.len() < rest.len()).then_some(fraction)?
        }
        None => rest,
    };
    let offset = match rest.split_at_checked(1)? {
        ("Z" | "z", "") => 0,
        ("+", offset) => clock_of(offset)?,
        ("-", offset) => -clock_of(offset)?,
        _ => return None,
    };
    (second < 60).then_some(time + second - offset * 60)
}

/// Minutes of hours and minutes: `23:59`.
fn clock_of(text: &str) -> Option<i64> {
    let (hours, minutes) = text.split_once(':')?;
    let (hours, minutes) = (digits(hours, 2)?, digits(minutes, 2)?);
    (hours < 24 && minutes < 60).then_some(hours * 60 + minutes)
}

/// A number of so many digits.
fn digits(text: &str, count: usize) -> Option<i64> {
    let is_number = text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.parse().ok()).flatten()
}

/// The address of an extension that has one.
pub(crate) fn link(value: &Value) -> Result<&str, &'static str> {
    match value.as_str() {
        Some(text) if is_link(text) => Ok(text),
        Some(_) => Err("it is not a URI, in which other characters are percent-encoded"),
        None => Err("it is not a string"),
    }
}

/// Whether a text can stand between the angle brackets of a link (RFC 8288, section 3).
pub(crate) fn is_link(text: &str) -> bool {
    let is_of_uri = |byte: u8| byte.is_ascii_graphic() && !b"<>\"\\^`{|}".contains(&byte);
    !text.is_empty() && text.bytes().all(is_of_uri)
}

impl Settings {
    /// The settings with the types that overlays name for schemas, by their places; what the settings say themselves counts
    /// more. What is no path of a type stays in the document, where it is reported.
    pub(crate) fn with_own_types(&self, types: &[(Pointer, String)]) -> Cow<'_, Self> {
        let is_free = |place: &Pointer| {
            let component = component_at(place);
            let mut own = self.types.iter();
            own.all(|(key, settings)| {
                settings.path.is_none() || !speaks_of(key, place, component.as_deref())
            })
        };
        let paths = types.iter();
        let paths = paths.filter(|(place, path)| is_type_path(path) && is_free(place));
        let mut settings = Cow::Borrowed(self);
        for (place, path) in paths {
            let types = &mut settings.to_mut().types;
            let entry = types.entry(place.as_str().to_owned()).or_default();
            entry.path.get_or_insert_with(|| path.clone());
        }
        settings
    }
}

/// Whether a text is the path of a type, as [`TypeSettings::path`](field@super::TypeSettings::path) has it, and nothing else.
pub(crate) fn is_type_path(text: &str) -> bool {
    let path = text.strip_prefix("::").unwrap_or(text);
    let is_path = path.is_ascii() && path.split("::").all(is_identifier);
    is_path && validate::own_type_problems(text).is_empty()
}

/// Whether a text has the form of an identifier, keywords among them.
///
/// No parser is asked: within a macro it is the compiler's own, which takes what it reads of a document for names of the program and
/// warns about those that look alike.
fn is_identifier(text: &str) -> bool {
    let mut chars = text.chars();
    let begins = |c: char| c == '_' || c.is_alphabetic();
    chars.next().is_some_and(begins) && chars.all(|c| c == '_' || c.is_alphanumeric())
}

fn first(problems: Vec<super::Invalid>) -> Option<String> {
    let problem = problems.into_iter().next()?;
    let key = problem.path.last().cloned().unwrap_or_default();
    Some(format!("`{key}`: {}", problem.message))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn dates_are_those_that_headers_can_say() {
        for (text, expected) in [
            ("1970-01-01", 0),
            ("2023-06-30T23:59:59Z", 1_688_169_599),
            ("2023-07-01T01:59:59.25+02:00", 1_688_169_599),
            ("2024-02-29", 1_709_164_800),
            ("2024-02-29t00:00:00-00:30", 1_709_166_600),
            ("9999-12-31T23:59:59z", 253_402_300_799),
        ] {
            assert_eq!(seconds(text), Some(expected), "{text}");
            assert_eq!(date(&json!(text)), Ok(text));
        }
        for value in [
            json!(""),
            json!("soon"),
            json!(20_230_630),
            json!("2023-02-29"),
            json!("2023-13-01"),
            json!("2023-00-01"),
            json!("2023-06-00"),
            json!("2023-06-30 12:00:00Z"),
            json!("2023-06-30T"),
            json!("2023-06-30T12:00Z"),
            json!("2023-06-30T12:00:00"),
            json!("2023-06-30T24:00:00Z"),
            json!("2023-06-30T12:00:60Z"),
            json!("2023-06-30T12:00:00.Z"),
            json!("2023-06-30T12:00:00+2:00"),
            json!("2023-06-3é"),
            json!("2023-06-30T12:00:0é"),
            json!("+023-06-30"),
            json!("1969-12-31"),
            json!("9999-12-31T23:59:59-01:00"),
            json!("0000-01-01"),
            json!("2023-06-30-01"),
        ] {
            assert!(date(&value).is_err(), "{value}");
        }
        assert!(link(&json!("https://a.example/why?x=%C3%A9#y")).is_ok());
        for value in [
            json!(""),
            json!("a b"),
            json!("a>; rel=x"),
            json!("é"),
            json!(7),
        ] {
            assert!(link(&value).is_err(), "{value}");
        }
    }

    #[test]
    fn names_are_identifiers_and_nothing_else() {
        for name in [
            "Pet", "pet_kind", "type", "r#type", "Größe", "Self", "crate", "_x",
        ] {
            assert!(rust_name(&json!(name)).is_ok(), "{name}");
        }
        assert_eq!(rust_name(&json!("r#type")), Ok("type"));
        for name in [
            json!(""),
            json!("_"),
            json!("a b"),
            json!("a::b"),
            json!("1a"),
            json!("r#"),
            json!("x; fn injected() {}"),
            json!("x\n"),
            json!(" x"),
            json!("x/* */"),
            json!("r#r#fn"),
            json!("a-b"),
            json!("'a"),
            json!("\u{202e}x"),
            json!("x".repeat(101)),
            json!(7),
            json!(null),
        ] {
            assert!(rust_name(&name).is_err(), "{name}");
        }
    }

    #[test]
    fn paths_of_types_are_paths_and_nothing_else() {
        for path in [
            "my_money::Money",
            "::my_money::Money",
            "crate::Money",
            "u64",
        ] {
            assert!(is_type_path(path), "{path}");
        }
        for path in [
            "",
            "Money",
            "Vec<u8>",
            "money::Money<u8>",
            "self::Money",
            "a::b; fn injected() {}",
            "a::{b}",
            "&'static str",
            "a::b!()",
            "a::b /* c */",
            "a::b // c",
        ] {
            assert!(!is_type_path(path), "{path}");
        }
    }

    #[test]
    fn rules_are_those_of_the_settings() {
        let rule = json!({"style": "page", "page_param": "page", "items": "/data"});
        assert_eq!(
            pagination(&rule).map(|rule| rule.items),
            Ok("/data".to_owned())
        );
        for (rule, expected) in [
            (
                json!({"style": "pages", "page_param": "page", "items": ""}),
                "unknown variant `pages`",
            ),
            (
                json!({"style": "page", "items": ""}),
                "`page_param`: expected the name of a parameter",
            ),
            (
                json!({"style": "page", "page_param": "p", "items": "data"}),
                "`items`: expected a JSON pointer",
            ),
            (
                json!({"style": "cursor", "page_param": "p", "items": ""}),
                "`style`: `cursor` needs",
            ),
            (
                json!({"style": "page", "page_param": "p", "in": "body", "items": ""}),
                "`page_param`: expected a JSON pointer",
            ),
            (
                json!({"style": "link", "page_param": "p", "items": ""}),
                "`page_param`: an address is followed",
            ),
            (json!({"style": "url", "items": ""}), "`style`: `url` needs"),
            (json!("page"), "invalid type: string"),
        ] {
            let error = pagination(&rule).unwrap_err();
            assert!(error.starts_with(expected), "{error}");
        }
        let link = json!({"style": "link", "items": ""});
        assert_eq!(
            paginations(&json!([rule, link])).map(|rules| rules.len()),
            Ok(2)
        );
        assert!(paginations(&json!([rule, {"style": "link"}])).is_err());
        // What another tool has under this name is none of ours.
        assert!(!is_pagination(
            &json!({"limitParam": "count", "resultsPath": "data"})
        ));
        assert!(is_pagination(&json!({"page_param": "p"})) && is_pagination(&json!(true)));

        let key = |value: Value| idempotency(&value).map(|rule| rule.header);
        assert_eq!(
            key(json!("Idempotency-Key")),
            Ok("Idempotency-Key".to_owned())
        );
        assert_eq!(key(json!({"header": "X-Key"})), Ok("X-Key".to_owned()));
        for value in [
            json!("a b"),
            json!(""),
            json!(true),
            json!({"name": "X"}),
            json!("x\r\ny"),
        ] {
            assert!(key(value.clone()).is_err(), "{value}");
        }
    }
}
