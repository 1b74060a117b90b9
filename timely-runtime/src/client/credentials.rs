//! Which credentials a request carries, and how.

use crate::{
    Location, Operation, Secret, SecurityKind, SecurityRequirement, SecurityScheme, base64,
};
use http::{HeaderMap, HeaderName, HeaderValue, header};
use std::fmt;

/// The credentials that a client was given, each ready to be sent.
#[derive(Clone, Debug, Default)]
pub(crate) struct Credentials(Vec<Credential>);

/// One credential in the form it travels in.
#[derive(Clone)]
struct Credential {
    scheme: &'static SecurityScheme,
    form: Form,
}

/// The form a credential travels in.
#[derive(Clone)]
enum Form {
    Header(HeaderName, HeaderValue),
    /// `name=value`, percent-encoded.
    Query(String),
    /// `name=value`.
    Cookie(String),
}

/// A credential that cannot be sent; the text does not show it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Unsendable;

impl Credentials {
    /// Adds a credential; a second one for the same scheme replaces the first.
    pub(crate) fn set(
        &mut self,
        scheme: &'static SecurityScheme,
        secret: &Secret,
    ) -> Result<(), Unsendable> {
        let form = Form::new(scheme.kind, secret.expose())?;
        self.0
            .retain(|credential| credential.scheme.name != scheme.name);
        self.0.push(Credential { scheme, form });
        Ok(())
    }

    /// The credentials for an operation: those of the first alternative that can be satisfied whole.
    ///
    /// Nothing when there is none. The request then goes out as it is, and the server says 401.
    fn for_operation(&self, operation: &Operation) -> Vec<&Credential> {
        let alternative = operation.security.iter().find_map(|alternative| {
            alternative
                .iter()
                // A certificate is the transport's.
                .filter(|requirement| requirement.scheme.kind != SecurityKind::MutualTls)
                .map(|requirement| self.find(requirement.scheme, alternative))
                .collect::<Option<Vec<_>>>()
                // The empty alternative makes credentials optional; one that can be sent is better than none.
                .filter(|credentials| !credentials.is_empty())
        });
        alternative.unwrap_or_default()
    }

    /// The credential for a scheme, or for one beside it that travels in the same place and form: a token that two
    /// schemes ask for at the same time is one token.
    fn find(
        &self,
        scheme: &SecurityScheme,
        alternative: &[SecurityRequirement],
    ) -> Option<&Credential> {
        let is_twin = |other: &SecurityScheme| {
            let mut schemes = alternative.iter().map(|requirement| requirement.scheme);
            other.kind == scheme.kind && schemes.any(|scheme| scheme.name == other.name)
        };
        let own = |credential: &&Credential| credential.scheme.name == scheme.name;
        let twin = |credential: &&Credential| is_twin(credential.scheme);
        self.0.iter().find(own).or_else(|| self.0.iter().find(twin))
    }

    /// Puts an operation's credentials into a request: those of the call, where they are enough, or these.
    pub(crate) fn apply(
        &self,
        operation: &Operation,
        own: Option<&Self>,
        query: &mut String,
        headers: &mut HeaderMap,
    ) -> Result<(), Unsendable> {
        let own = own.map(|own| own.for_operation(operation));
        let used = own.filter(|own| !own.is_empty());
        for credential in used.unwrap_or_else(|| self.for_operation(operation)) {
            match &credential.form {
                Form::Header(name, value) => {
                    headers.insert(name, value.clone());
                }
                Form::Query(pair) => {
                    if !query.is_empty() {
                        query.push('&');
                    }
                    query.push_str(pair);
                }
                Form::Cookie(pair) => add_cookie(headers, pair)?,
            }
        }
        Ok(())
    }
}

/// Adds a cookie to those already there: a request has one `Cookie` field (RFC 6265, section 5.4).
fn add_cookie(headers: &mut HeaderMap, pair: &str) -> Result<(), Unsendable> {
    let mut cookies = match headers.get(header::COOKIE) {
        Some(cookies) => [cookies.as_bytes(), b"; "].concat(),
        None => Vec::new(),
    };
    cookies.extend_from_slice(pair.as_bytes());
    headers.insert(header::COOKIE, sensitive(&cookies)?);
    Ok(())
}

impl Form {
    fn new(kind: SecurityKind, secret: &str) -> Result<Self, Unsendable> {
        Ok(match kind {
            SecurityKind::Bearer => {
                let value = sensitive(format!("Bearer {secret}").as_bytes())?;
                Self::Header(header::AUTHORIZATION, value)
            }
            SecurityKind::Basic => {
                let value =
                    sensitive(format!("Basic {}", base64::encode(secret.as_bytes())).as_bytes())?;
                Self::Header(header::AUTHORIZATION, value)
            }
            SecurityKind::Http(scheme) => {
                let value = sensitive(format!("{scheme} {secret}").as_bytes())?;
                Self::Header(header::AUTHORIZATION, value)
            }
            // There is nothing to send in a request.
            SecurityKind::MutualTls => return Err(Unsendable),
            SecurityKind::ApiKey {
                location: Location::Query | Location::QueryString,
                name,
            } => Self::Query(format!(
                "{}={}",
                percent_encode(name),
                percent_encode(secret)
            )),
            SecurityKind::ApiKey {
                location: Location::Cookie,
                name,
            } => {
                // These would end the value or begin another cookie (RFC 6265, section 4.1.1).
                if secret.contains([';', ',', '"', '\\', ' ']) || !secret.is_ascii() {
                    return Err(Unsendable);
                }
                sensitive(secret.as_bytes())?;
                Self::Cookie(format!("{name}={secret}"))
            }
            SecurityKind::ApiKey {
                location: Location::Header | Location::Path,
                name,
            } => {
                let name = HeaderName::try_from(name).map_err(|_| Unsendable)?;
                Self::Header(name, sensitive(secret.as_bytes())?)
            }
        })
    }
}

/// A header value that logs and `Debug` do not show.
fn sensitive(value: &[u8]) -> Result<HeaderValue, Unsendable> {
    let mut value = HeaderValue::from_bytes(value).map_err(|_| Unsendable)?;
    value.set_sensitive(true);
    Ok(value)
}

/// Encodes everything but what RFC 3986 (section 2.3) calls unreserved.
fn percent_encode(text: &str) -> String {
    use std::fmt::Write;
    text.bytes()
        .fold(String::with_capacity(text.len()), |mut encoded, byte| {
            if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
                encoded.push(char::from(byte));
            } else {
                // Writing to a `String` cannot fail.
                let _ = write!(encoded, "%{byte:02X}");
            }
            encoded
        })
}

impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.scheme.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    static KEY: SecurityScheme = SecurityScheme {
        name: "key",
        kind: SecurityKind::ApiKey {
            location: Location::Header,
            name: "X-Api-Key",
        },
    };
    static QUERY: SecurityScheme = SecurityScheme {
        name: "query",
        kind: SecurityKind::ApiKey {
            location: Location::Query,
            name: "api key",
        },
    };
    static COOKIE: SecurityScheme = SecurityScheme {
        name: "cookie",
        kind: SecurityKind::ApiKey {
            location: Location::Cookie,
            name: "session",
        },
    };
    static BEARER: SecurityScheme = SecurityScheme {
        name: "bearer",
        kind: SecurityKind::Bearer,
    };
    static BASIC: SecurityScheme = SecurityScheme {
        name: "basic",
        kind: SecurityKind::Basic,
    };

    const fn needs(scheme: &'static SecurityScheme) -> SecurityRequirement {
        SecurityRequirement {
            scheme,
            scopes: &[],
        }
    }

    const fn operation(security: &'static [&'static [SecurityRequirement]]) -> Operation {
        Operation {
            id: "test",
            tag: "",
            method: "GET",
            path: "/",
            parameters: &[],
            request_body: None,
            security,
            success: 200,
            errors: &[],
            media_types: &[],
            json: &[],
            conditions: &[],
        }
    }

    static ALTERNATIVES: Operation = operation(&[
        &[needs(&KEY), needs(&COOKIE)],
        &[needs(&BEARER)],
        &[needs(&QUERY)],
    ]);
    static OPTIONAL: Operation = operation(&[&[], &[needs(&KEY)]]);
    static OPEN: Operation = operation(&[]);

    fn sent(
        operation: &Operation,
        given: &[(&'static SecurityScheme, &str)],
    ) -> (String, HeaderMap) {
        let mut credentials = Credentials::default();
        for (scheme, secret) in given {
            credentials.set(scheme, &Secret::from(*secret)).unwrap();
        }
        let (mut query, mut headers) = (String::new(), HeaderMap::new());
        credentials
            .apply(operation, None, &mut query, &mut headers)
            .unwrap();
        (query, headers)
    }

    #[test]
    fn the_first_alternative_that_is_complete_is_sent() {
        let (query, headers) = sent(&ALTERNATIVES, &[(&QUERY, "q"), (&BEARER, "b"), (&KEY, "k")]);
        assert_eq!(query, "");
        assert_eq!(headers["authorization"], "Bearer b");
        assert!(!headers.contains_key("x-api-key"));

        let (_, headers) = sent(
            &ALTERNATIVES,
            &[(&KEY, "k"), (&BEARER, "b"), (&COOKIE, "c")],
        );
        assert_eq!(headers["x-api-key"], "k");
        assert_eq!(headers["cookie"], "session=c");
        assert!(!headers.contains_key("authorization"));
    }

    #[test]
    fn without_a_complete_alternative_nothing_is_sent() {
        let (query, headers) = sent(&ALTERNATIVES, &[(&KEY, "k")]);
        assert_eq!((query.as_str(), headers.len()), ("", 0));
        assert_eq!(sent(&OPEN, &[(&KEY, "k")]).1.len(), 0);
        assert_eq!(sent(&OPTIONAL, &[]).1.len(), 0);
    }

    #[test]
    fn an_optional_credential_is_sent_if_there_is_one() {
        assert_eq!(sent(&OPTIONAL, &[(&KEY, "k")]).1["x-api-key"], "k");
    }

    #[test]
    fn one_token_serves_two_schemes_of_an_alternative() {
        static OTHER: SecurityScheme = SecurityScheme {
            name: "other",
            ..BEARER
        };
        static BOTH: Operation = operation(&[&[needs(&BEARER), needs(&OTHER)]]);
        static FIRST: Operation = operation(&[&[needs(&BEARER)]]);
        for scheme in [&BEARER, &OTHER] {
            assert_eq!(sent(&BOTH, &[(scheme, "t")]).1["authorization"], "Bearer t");
        }
        assert_eq!(sent(&FIRST, &[(&OTHER, "t")]).1.len(), 0);
    }

    #[test]
    fn a_later_credential_replaces_an_earlier_one() {
        assert_eq!(
            sent(&OPTIONAL, &[(&KEY, "old"), (&KEY, "new")]).1["x-api-key"],
            "new"
        );
    }

    #[test]
    fn a_query_key_is_encoded_and_added() {
        let mut credentials = Credentials::default();
        credentials.set(&QUERY, &Secret::from("a&b=c d/é")).unwrap();
        let (mut query, mut headers) = (String::from("limit=1"), HeaderMap::new());
        credentials
            .apply(&ALTERNATIVES, None, &mut query, &mut headers)
            .unwrap();
        assert_eq!(query, "limit=1&api%20key=a%26b%3Dc%20d%2F%C3%A9");
    }

    #[test]
    fn a_cookie_joins_the_others() {
        let mut headers = HeaderMap::new();
        headers.insert("cookie", "theme=dark".parse().unwrap());
        add_cookie(&mut headers, "session=c").unwrap();
        assert_eq!(headers["cookie"], "theme=dark; session=c");
        assert_eq!(headers.get_all("cookie").iter().count(), 1);
    }

    #[test]
    fn basic_credentials_are_encoded() {
        // The example of RFC 7617, section 2.
        static OPERATION: Operation = operation(&[&[needs(&BASIC)]]);
        let (_, headers) = sent(&OPERATION, &[(&BASIC, "Aladdin:open sesame")]);
        assert_eq!(
            headers["authorization"],
            "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="
        );
    }

    #[test]
    fn other_schemes_name_themselves() {
        static DIGEST: SecurityScheme = SecurityScheme {
            name: "digest",
            kind: SecurityKind::Http("Digest"),
        };
        static OPERATION: Operation = operation(&[&[needs(&DIGEST)]]);
        let (_, headers) = sent(&OPERATION, &[(&DIGEST, "username=\"a\", response=\"b\"")]);
        let expected = "Digest username=\"a\", response=\"b\"";
        assert_eq!(headers["authorization"], expected);
    }

    #[test]
    fn a_certificate_is_the_transports() {
        static MUTUAL: SecurityScheme = SecurityScheme {
            name: "mutual",
            kind: SecurityKind::MutualTls,
        };
        static BOTH: Operation = operation(&[&[needs(&MUTUAL), needs(&KEY)]]);
        static EITHER: Operation = operation(&[&[needs(&MUTUAL)], &[needs(&BEARER)]]);
        assert_eq!(sent(&BOTH, &[(&KEY, "k")]).1["x-api-key"], "k");
        assert_eq!(
            sent(&EITHER, &[(&BEARER, "b")]).1["authorization"],
            "Bearer b"
        );
        assert!(sent(&EITHER, &[]).1.is_empty());
    }

    #[test]
    fn what_cannot_travel_is_refused() {
        let mut credentials = Credentials::default();
        for scheme in [&KEY, &BEARER, &COOKIE] {
            assert_eq!(
                credentials.set(scheme, &Secret::from("a\r\nb: c")),
                Err(Unsendable)
            );
        }
        assert_eq!(
            credentials.set(&COOKIE, &Secret::from("a; admin=1")),
            Err(Unsendable)
        );
    }

    #[test]
    fn no_secret_is_shown() {
        let mut credentials = Credentials::default();
        for scheme in [&KEY, &QUERY, &COOKIE, &BEARER, &BASIC] {
            credentials.set(scheme, &Secret::from("hunter2")).unwrap();
        }
        let (mut query, mut headers) = (String::new(), HeaderMap::new());
        credentials
            .apply(&ALTERNATIVES, None, &mut query, &mut headers)
            .unwrap();
        let shown = format!("{credentials:?} {headers:?}");
        assert!(!shown.contains("hunter2"), "{shown}");
        assert!(!shown.contains(&base64::encode(b"hunter2")), "{shown}");
    }
}
