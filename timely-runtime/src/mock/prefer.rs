//! What a request asks of its answer: the header field `Prefer` (RFC 7240).

use http::{HeaderMap, HeaderName, HeaderValue};

/// The field of a request.
const PREFER: HeaderName = HeaderName::from_static("prefer");
/// The field of the answer that says what was done.
pub(super) const APPLIED: HeaderName = HeaderName::from_static("preference-applied");

/// What is asked of an answer. What is no preference of a mock, or has a value that none has, is passed over, as RFC 7240 wants
/// it (section 2).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Preferences {
    pub(super) code: Option<u16>,
    pub(super) example: Option<String>,
    pub(super) dynamic: Option<bool>,
    pub(super) seed: Option<u64>,
}

impl Preferences {
    /// Those of a request. Of several of one name, the first counts.
    pub(super) fn of(headers: &HeaderMap) -> Self {
        let mut found = Self::default();
        let fields = headers.get_all(PREFER).iter();
        for field in fields.filter_map(|field| field.to_str().ok()) {
            for preference in split(field, ',') {
                // What follows a semicolon is about the preference.
                let preference = split(preference, ';').next().unwrap_or_default();
                let (name, value) = preference.split_once('=').unwrap_or((preference, ""));
                found.note(name.trim(), value.trim());
            }
        }
        found
    }

    fn note(&mut self, name: &str, value: &str) {
        let value = unquoted(value);
        match name.to_ascii_lowercase().as_str() {
            "code" | "status" => {
                let code = value.parse().ok().filter(|code| (100..1000).contains(code));
                self.code = self.code.or(code);
            }
            "example" if !value.is_empty() => {
                self.example.get_or_insert(value);
            }
            "dynamic" => {
                let dynamic = match value.as_str() {
                    "" | "true" => Some(true),
                    "false" => Some(false),
                    _ => None,
                };
                self.dynamic = self.dynamic.or(dynamic);
            }
            "seed" => self.seed = self.seed.or(value.parse().ok()),
            _ => {}
        }
    }

    /// What was done, for the answer; nothing where nothing was asked.
    pub(super) fn applied(&self) -> Option<HeaderValue> {
        let code = self.code.map(|code| format!("code={code}"));
        let example = self
            .example
            .as_deref()
            .map(|name| format!("example={}", word(name)));
        let dynamic = self.dynamic.map(|dynamic| format!("dynamic={dynamic}"));
        let seed = self.seed.map(|seed| format!("seed={seed}"));
        let all: Vec<String> = [code, example, dynamic, seed]
            .into_iter()
            .flatten()
            .collect();
        match all.as_slice() {
            [] => None,
            all => HeaderValue::try_from(all.join(", ")).ok(),
        }
    }
}

/// The parts of a field between separators that are in no quotes.
fn split(text: &str, separator: char) -> impl Iterator<Item = &str> {
    let (mut is_quoted, mut is_escaped) = (false, false);
    text.split(move |character| {
        let was_escaped = std::mem::take(&mut is_escaped);
        match character {
            '"' if !was_escaped => is_quoted = !is_quoted,
            '\\' if is_quoted && !was_escaped => is_escaped = true,
            _ => {}
        }
        character == separator && !is_quoted
    })
}

/// The text of a word: a token, or a string in quotes (RFC 9110, section 5.6.4).
fn unquoted(word: &str) -> String {
    let inner = word
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'));
    let Some(inner) = inner else {
        return word.to_owned();
    };
    let mut text = String::with_capacity(inner.len());
    let mut characters = inner.chars();
    while let Some(character) = characters.next() {
        let escaped = (character == '\\').then(|| characters.next()).flatten();
        text.push(escaped.unwrap_or(character));
    }
    text
}

/// A word for a text: itself where that is a token.
fn word(text: &str) -> String {
    let is_token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    match !text.is_empty() && text.bytes().all(is_token) {
        true => text.to_owned(),
        false => format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(fields: &[&'static str]) -> Preferences {
        let fields = fields.iter();
        let fields = fields.map(|field| (PREFER, HeaderValue::from_static(field)));
        let mut headers = HeaderMap::new();
        for (name, value) in fields {
            headers.append(name, value);
        }
        Preferences::of(&headers)
    }

    #[test]
    fn preferences_are_read() {
        let all = of(&[
            "respond-async, Code = 404; why=not",
            "example=\"a, \\\"b\\\"; c=d\", dynamic",
            "seed=7, code=500",
        ]);
        let expected = Preferences {
            code: Some(404),
            example: Some("a, \"b\"; c=d".to_owned()),
            dynamic: Some(true),
            seed: Some(7),
        };
        assert_eq!(all, expected);
        let applied = "code=404, example=\"a, \\\"b\\\"; c=d\", dynamic=true, seed=7";
        assert_eq!(all.applied().unwrap(), applied);
    }

    #[test]
    fn what_is_no_preference_is_passed_over() {
        let nothing = [
            "",
            ",;=",
            "code=x",
            "code=12",
            "seed=-1",
            "example=",
            "dynamic=maybe",
            "\"",
            "example",
        ];
        for field in nothing {
            assert_eq!(of(&[field]), Preferences::default(), "{field}");
            assert_eq!(of(&[field]).applied(), None);
        }
    }

    #[test]
    fn a_field_may_be_long() {
        let long: &'static str =
            String::leak("code=404;a=\"".to_owned() + &"\\\",".repeat(100_000) + "\"");
        assert_eq!(of(&[long]).code, Some(404));
    }
}
