//! What a document says of operations that are on their way out, and how responses say it.

#[cfg(feature = "server")]
use chrono::{DateTime, NaiveDate};
#[cfg(feature = "server")]
use http::{HeaderMap, HeaderName, HeaderValue, header};

/// The header of RFC 9745.
pub(crate) const DEPRECATION: &str = "deprecation";
/// The header of RFC 8594.
pub(crate) const SUNSET: &str = "sunset";

/// That an operation is deprecated (OpenAPI 3.1, section 4.8.10), since when, until when it will be there, and where more is said.
///
/// A server says so in each of its responses: in `Deprecation` (RFC 9745) and `Sunset` (RFC 8594), and in links of the relations
/// `deprecation` and `sunset`. `Deprecation` is a date and nothing else, so without one it is left out.
#[derive(Clone, Copy, Debug)]
pub struct Deprecation {
    since: Option<&'static str>,
    sunset: Option<&'static str>,
    link: Option<&'static str>,
    sunset_link: Option<&'static str>,
}

/// How generated code states it. Dates are those of RFC 3339, with a time or without.
#[doc(hidden)]
impl Deprecation {
    /// Nothing more is known.
    #[must_use]
    #[allow(clippy::new_without_default, reason = "it is called in statics alone")]
    pub const fn new() -> Self {
        Self {
            since: None,
            sunset: None,
            link: None,
            sunset_link: None,
        }
    }

    /// Sets since when it is deprecated.
    #[must_use]
    pub const fn starting(self, since: &'static str) -> Self {
        let since = Some(since);
        Self { since, ..self }
    }

    /// Sets when it will be gone.
    #[must_use]
    pub const fn ending(self, sunset: &'static str) -> Self {
        let sunset = Some(sunset);
        Self { sunset, ..self }
    }

    /// Sets where people read about the deprecation.
    #[must_use]
    pub const fn explained(self, link: &'static str) -> Self {
        let link = Some(link);
        Self { link, ..self }
    }

    /// Sets where people read about the end.
    #[must_use]
    pub const fn end_explained(self, link: &'static str) -> Self {
        let sunset_link = Some(link);
        Self {
            sunset_link,
            ..self
        }
    }
}

impl Deprecation {
    /// Since when the operation is deprecated: a date of RFC 3339, with a time or without.
    #[must_use]
    pub const fn since(&self) -> Option<&'static str> {
        self.since
    }

    /// When it will be gone: a date of RFC 3339, with a time or without.
    #[must_use]
    pub const fn sunset(&self) -> Option<&'static str> {
        self.sunset
    }

    /// Where people read about the deprecation.
    #[must_use]
    pub const fn link(&self) -> Option<&'static str> {
        self.link
    }

    /// Says it in the header fields of a response, as far as they do not say it already.
    #[cfg(feature = "server")]
    pub(crate) fn announce(&self, headers: &mut HeaderMap) {
        let date = |text: Option<&str>| text.and_then(seconds);
        let since = date(self.since).map(|seconds| format!("@{seconds}"));
        set(headers, DEPRECATION, since);
        set(headers, SUNSET, date(self.sunset).and_then(http_date));
        for (target, relation) in [(self.link, DEPRECATION), (self.sunset_link, SUNSET)] {
            if let Some(target) = target
                && !links_to(headers, relation)
                && let Ok(link) = HeaderValue::try_from(format!("<{target}>; rel=\"{relation}\""))
            {
                headers.append(header::LINK, link);
            }
        }
    }
}

#[cfg(feature = "server")]
fn set(headers: &mut HeaderMap, name: &'static str, value: Option<String>) {
    let name = HeaderName::from_static(name);
    if !headers.contains_key(&name)
        && let Some(value) = value.and_then(|value| HeaderValue::try_from(value).ok())
    {
        headers.insert(name, value);
    }
}

/// Whether a link of this relation is there already (RFC 8288, section 3.3).
#[cfg(feature = "server")]
fn links_to(headers: &HeaderMap, relation: &str) -> bool {
    let fields = headers.get_all(header::LINK).iter();
    let mut fields = fields.filter_map(|field| field.to_str().ok());
    fields.any(|field| {
        let mut parameters = field.split(';').skip(1);
        parameters.any(|parameter| {
            let value = parameter.trim_start().get(..4);
            let is_relation = value.is_some_and(|name| name.eq_ignore_ascii_case("rel="));
            let names = parameter.split_once('=').map_or("", |(_, names)| names);
            let names = names.split(',').next().unwrap_or_default();
            let mut names = names.trim().trim_matches('"').split(' ');
            is_relation && names.any(|name| name.eq_ignore_ascii_case(relation))
        })
    })
}

/// A date of RFC 3339 in seconds since 1970; a day without a time is its beginning, in UTC.
#[cfg(feature = "server")]
fn seconds(text: &str) -> Option<i64> {
    if let Ok(time) = DateTime::parse_from_rfc3339(text) {
        return Some(time.timestamp());
    }
    let day: NaiveDate = text.parse().ok()?;
    Some(day.and_hms_opt(0, 0, 0)?.and_utc().timestamp())
}

/// As `Sunset` has it (RFC 9110, section 5.6.7), where such a date can be written.
#[cfg(feature = "server")]
fn http_date(seconds: i64) -> Option<String> {
    let time = DateTime::from_timestamp(seconds, 0)?;
    let is_writable = (0..=9999).contains(&chrono::Datelike::year(&time));
    is_writable.then(|| time.format("%a, %d %b %Y %H:%M:%S GMT").to_string())
}

#[cfg(test)]
#[cfg(feature = "server")]
mod tests {
    use super::*;

    const ALL: Deprecation = Deprecation::new()
        .starting("2023-06-30T23:59:59Z")
        .ending("2024-06-30")
        .explained("https://a.example/why")
        .end_explained("/when");

    fn announced(deprecation: Deprecation, fields: &[(&'static str, &'static str)]) -> Vec<String> {
        let mut headers = HeaderMap::new();
        for (name, value) in fields {
            headers.append(*name, HeaderValue::from_static(value));
        }
        deprecation.announce(&mut headers);
        let fields = headers.iter();
        fields
            .map(|(name, value)| format!("{name}: {}", value.to_str().unwrap()))
            .collect()
    }

    #[test]
    fn everything_that_is_known_is_said() {
        assert_eq!(
            announced(ALL, &[]),
            [
                "deprecation: @1688169599",
                "sunset: Sun, 30 Jun 2024 00:00:00 GMT",
                "link: <https://a.example/why>; rel=\"deprecation\"",
                "link: </when>; rel=\"sunset\"",
            ]
        );
        assert!(announced(Deprecation::new(), &[]).is_empty());
        let offset = Deprecation::new().starting("2023-07-01T01:59:59+02:00");
        assert_eq!(announced(offset, &[]), ["deprecation: @1688169599"]);
        let wrong = Deprecation::new().starting("soon").ending("9999-99-99");
        assert!(announced(wrong, &[]).is_empty());
    }

    #[test]
    fn what_a_handler_says_stays() {
        let own = [
            ("deprecation", "@0"),
            ("sunset", "Sat, 31 Dec 2050 23:59:59 GMT"),
            ("link", "</a>; rel=\"next\", </b>; REL=\"x Deprecation\""),
            ("link", "</c>; title=\"rel=sunset\"; rel=sunset"),
        ];
        assert_eq!(announced(ALL, &own).len(), 4);
        let next = [("link", "</sunset>; rel=\"next\", </b>; title=\"a sunset\"")];
        assert_eq!(announced(ALL, &next).len(), 5);
    }
}
