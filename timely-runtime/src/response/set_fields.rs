//! Header fields that a handler sets beside those that the document declares.

#[cfg(feature = "server")]
use super::cookie::Cookie;
use crate::EncodeError;
use http::{HeaderMap, HeaderName, HeaderValue};

/// Fields that belong to the connection or frame the message (RFC 9110, section 7.6.1; RFC 9112, section 6): whoever
/// sends the message sets them.
const FRAMING: [&str; 8] = [
    "connection",
    "content-length",
    "keep-alive",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

/// Header fields in the order in which they were set. What cannot be sent is told when the response is written, so that
/// they can be set in one expression.
#[derive(Clone, Debug, Default)]
pub(crate) struct SetFields {
    fields: HeaderMap,
    /// Those of mechanisms of HTTP itself, which no document has to name.
    of_http: HeaderMap,
    /// The first that cannot be sent.
    wrong: Option<String>,
}

impl SetFields {
    /// Sets a field in place of all that have its name.
    pub(crate) fn insert<N, V>(&mut self, name: N, value: V)
    where
        N: TryInto<HeaderName>,
        V: TryInto<HeaderValue>,
    {
        if let Some((name, value)) = self.checked(name, value) {
            self.fields.insert(name, value);
        }
    }

    /// Sets a field of a mechanism of HTTP itself.
    #[cfg(feature = "server")]
    pub(crate) fn insert_of_http<V>(&mut self, name: HeaderName, value: V)
    where
        V: TryInto<HeaderValue>,
    {
        if let Some((name, value)) = self.checked(name, value) {
            self.of_http.insert(name, value);
        }
    }

    /// Sets a field beside those that have its name.
    pub(crate) fn append<N, V>(&mut self, name: N, value: V)
    where
        N: TryInto<HeaderName>,
        V: TryInto<HeaderValue>,
    {
        if let Some((name, value)) = self.checked(name, value) {
            self.fields.append(name, value);
        }
    }

    /// Adds a cookie.
    #[cfg(feature = "server")]
    pub(crate) fn cookie(&mut self, cookie: &Cookie) {
        match cookie.field() {
            Some(value) => {
                self.fields.append(http::header::SET_COOKIE, value);
            }
            None => self.refuse("set-cookie"),
        }
    }

    fn checked<N, V>(&mut self, name: N, value: V) -> Option<(HeaderName, HeaderValue)>
    where
        N: TryInto<HeaderName>,
        V: TryInto<HeaderValue>,
    {
        let Ok(name) = name.try_into() else {
            self.refuse("a name that is none of HTTP");
            return None;
        };
        let Ok(value) = value.try_into() else {
            self.refuse(name.as_str());
            return None;
        };
        if FRAMING.contains(&name.as_str()) {
            self.refuse(name.as_str());
            return None;
        }
        Some((name, value))
    }

    fn refuse(&mut self, what: &str) {
        self.wrong.get_or_insert_with(|| what.to_owned());
    }

    /// The names of those that a document may have.
    pub(crate) fn names(&self) -> impl Iterator<Item = &HeaderName> {
        self.fields.keys()
    }

    /// Puts the fields among others, in place of those that have their names.
    ///
    /// # Errors
    /// When one of them cannot be sent.
    pub(crate) fn put(self, headers: &mut HeaderMap) -> Result<(), EncodeError> {
        if let Some(wrong) = self.wrong {
            return Err(EncodeError::HeaderField(wrong));
        }
        headers.extend(self.of_http);
        headers.extend(self.fields);
        Ok(())
    }
}
