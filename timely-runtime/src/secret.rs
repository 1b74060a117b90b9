//! Values that must not be printed.

use std::fmt;

/// A credential or a signing key.
///
/// Its `Debug` output is always `Secret(…)`, and it has no `Display`, so that it cannot reach a log by way of a
/// struct that holds it. [`Secret::expose`] is the only way to read it.
///
/// ```
/// let key = timely_runtime::Secret::from("sk_live_1234");
/// assert_eq!(format!("{key:?}"), "Secret(…)");
/// assert_eq!(key.expose(), "sk_live_1234");
/// ```
#[derive(Clone)]
pub struct Secret(Repr);

#[derive(Clone)]
enum Repr {
    Text(String),
    /// A header field of a request, which is shared rather than copied. It is known to be UTF-8.
    #[cfg(feature = "server")]
    Field(http::HeaderValue),
}

impl Secret {
    /// Wraps a secret text.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(Repr::Text(text.into()))
    }

    /// Whether a candidate is this secret, compared in constant time against timing attacks: the time that it takes tells
    /// nothing of where the two differ, only whether they are of one length; keys of an API usually all are.
    ///
    /// ```
    /// let key = timely_runtime::Secret::from("sk_live_1234");
    /// assert!(key.matches("sk_live_1234"));
    /// assert!(!key.matches("sk_live_1235"));
    /// ```
    #[cfg(feature = "server")]
    #[must_use]
    pub fn matches(&self, candidate: &str) -> bool {
        use subtle::ConstantTimeEq as _;

        self.expose().as_bytes().ct_eq(candidate.as_bytes()).into()
    }

    /// The secret itself. Do not log or print it.
    #[must_use]
    pub fn expose(&self) -> &str {
        match &self.0 {
            Repr::Text(text) => text,
            #[cfg(feature = "server")]
            Repr::Field(field) => std::str::from_utf8(field.as_bytes()).unwrap_or_default(),
        }
    }

    /// The whole value of a header field, if it is UTF-8.
    #[cfg(feature = "server")]
    pub(crate) fn from_field(field: &http::HeaderValue) -> Option<Self> {
        let bytes = field.as_bytes();
        let is_text = bytes.is_ascii() || std::str::from_utf8(bytes).is_ok();
        is_text.then(|| Self(Repr::Field(field.clone())))
    }

    /// Whether there is nothing in it.
    #[cfg(feature = "server")]
    pub(crate) fn is_empty(&self) -> bool {
        match &self.0 {
            Repr::Text(text) => text.is_empty(),
            Repr::Field(field) => field.is_empty(),
        }
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self::new(text)
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}
