//! What an error's body says went wrong, whatever its type.

use super::ResponseFields;
use crate::excerpt::Excerpt;
use http::StatusCode;
use serde_json::Value;
use std::fmt;

/// Where the code of an error commonly stands.
const CODES: &[&str] = &[
    "/error/code",
    "/error/type",
    "/code",
    "/errors/0/code",
    "/error_code",
    "/type",
    "/error",
];

/// Where its message commonly stands.
const MESSAGES: &[&str] = &[
    "/error/message",
    "/message",
    "/error_description",
    "/detail",
    "/title",
    "/errors/0/message",
    "/errors/0/detail",
    "/error_message",
    "/msg",
    "/error",
];

/// What an error's body says went wrong.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Problem {
    pub(crate) code: Option<String>,
    pub(crate) message: Option<String>,
}

impl Problem {
    /// Reads the body of an error, if it is JSON.
    pub(crate) fn of(fields: &ResponseFields, body: &[u8]) -> Self {
        let Ok(value) = serde_json::from_slice::<Value>(body) else {
            return Self::default();
        };
        let code = first(&value, fields.code, |_| true)
            .or_else(|| first(&value, CODES, |text| !text.contains(char::is_whitespace)));
        let message = first(&value, fields.message, |_| true)
            .or_else(|| first(&value, MESSAGES, |text| code.as_deref() != Some(text)));
        Self { code, message }
    }

    /// Writes an error on one line: the operation, the status, the code, the message and the id of the request.
    pub(crate) fn write(
        &self,
        f: &mut fmt::Formatter<'_>,
        status: StatusCode,
        request_id: Option<&str>,
    ) -> fmt::Result {
        write!(f, "{status}")?;
        self.write_parts(f)?;
        write_request_id(f, request_id)
    }

    /// Whether the body says nothing of it.
    pub(crate) const fn is_empty(&self) -> bool {
        self.code.is_none() && self.message.is_none()
    }

    /// Writes the code and the message behind what is said already.
    pub(crate) fn write_parts(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut parts = [&self.code, &self.message].into_iter().flatten();
        parts.try_for_each(|part| write!(f, ": {}", Excerpt(part.as_bytes())))
    }
}

/// Writes the id of a request behind what is said of it.
pub(crate) fn write_request_id(f: &mut fmt::Formatter<'_>, id: Option<&str>) -> fmt::Result {
    match id {
        Some(id) => write!(f, " (request {})", Excerpt(id.as_bytes())),
        None => Ok(()),
    }
}

/// The text or number at the first of these places that has one.
fn first(value: &Value, pointers: &[&str], is_fit: impl Fn(&str) -> bool) -> Option<String> {
    let mut found = pointers.iter().filter_map(|pointer| {
        Some(match value.pointer(pointer)? {
            Value::String(text) if !text.is_empty() => text.clone(),
            Value::Number(number) => number.to_string(),
            _ => return None,
        })
    });
    found.find(|text| is_fit(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(body: &str) -> (Option<String>, Option<String>) {
        let Problem { code, message } = Problem::of(ResponseFields::COMMON, body.as_bytes());
        (code, message)
    }

    fn told(code: &str, message: &str) -> (Option<String>, Option<String>) {
        let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        (text(code), text(message))
    }

    #[test]
    fn common_forms_of_errors_are_read() {
        for (body, code, message) in [
            (r#"{"error":{"code":"A","message":"m"}}"#, "A", "m"),
            (
                r#"{"error":{"type":"T","code":null,"message":"m"}}"#,
                "T",
                "m",
            ),
            (r#"{"code":7,"message":"m"}"#, "7", "m"),
            (
                r#"{"error":"invalid_grant","error_description":"m"}"#,
                "invalid_grant",
                "m",
            ),
            (r#"{"error":"Not found"}"#, "", "Not found"),
            (r#"{"error":"not_found"}"#, "not_found", ""),
            (
                r#"{"type":"about:blank","title":"Gone","detail":"d"}"#,
                "about:blank",
                "d",
            ),
            (r#"{"errors":[{"code":"E","detail":"d"}]}"#, "E", "d"),
            (r#"{"error":true}"#, "", ""),
            ("[]", "", ""),
            ("<html>", "", ""),
            ("", "", ""),
        ] {
            assert_eq!(read(body), told(code, message), "{body}");
        }
    }

    #[test]
    fn what_a_document_says_goes_first() {
        static FIELDS: ResponseFields = ResponseFields::new(&["x-id"], &["/err"], &["/text"]);
        let body = br#"{"err":"E 1","code":"C","text":"t","message":"m"}"#;
        let problem = Problem::of(&FIELDS, body);
        assert_eq!(problem.code.as_deref(), Some("E 1"));
        assert_eq!(problem.message.as_deref(), Some("t"));
        let other = Problem::of(&FIELDS, br#"{"code":"C","message":"m"}"#);
        assert_eq!(other.code.as_deref(), Some("C"));
        assert_eq!(other.message.as_deref(), Some("m"));
    }
}
