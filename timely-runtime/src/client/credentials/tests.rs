//! Which credentials a request carries, and how.

use super::*;
use crate::{Location, base64};

static KEY: SecurityScheme = SecurityScheme {
    name: "key",
    flows: &[],
    kind: SecurityKind::ApiKey {
        location: Location::Header,
        name: "X-Api-Key",
    },
};
static QUERY: SecurityScheme = SecurityScheme {
    name: "query",
    flows: &[],
    kind: SecurityKind::ApiKey {
        location: Location::Query,
        name: "api key",
    },
};
static COOKIE: SecurityScheme = SecurityScheme {
    name: "cookie",
    flows: &[],
    kind: SecurityKind::ApiKey {
        location: Location::Cookie,
        name: "session",
    },
};
static BEARER: SecurityScheme = SecurityScheme {
    name: "bearer",
    flows: &[],
    kind: SecurityKind::Bearer,
};
static BASIC: SecurityScheme = SecurityScheme {
    name: "basic",
    flows: &[],
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
        deprecation: None,
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
    operation: &'static Operation,
    given: &[(&'static SecurityScheme, &str)],
) -> (String, HeaderMap) {
    let mut credentials = Credentials::default();
    for (scheme, secret) in given {
        credentials.set(scheme, Credential::from(*secret)).unwrap();
    }
    let (mut query, mut headers) = (String::new(), HeaderMap::new());
    credentials
        .apply(None, operation, &mut query, &mut headers)
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
    credentials
        .set(&QUERY, Credential::from("a&b=c d/é"))
        .unwrap();
    let (mut query, mut headers) = (String::from("limit=1"), HeaderMap::new());
    credentials
        .apply(None, &ALTERNATIVES, &mut query, &mut headers)
        .unwrap();
    assert_eq!(query, "limit=1&api%20key=a%26b%3Dc%20d%2F%C3%A9");
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
        flows: &[],
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
        flows: &[],
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
            credentials.set(scheme, Credential::from("a\r\nb: c")),
            Err(Unsendable)
        );
    }
    assert_eq!(
        credentials.set(&COOKIE, Credential::from("a; admin=1")),
        Err(Unsendable)
    );
}

#[test]
fn no_secret_is_shown() {
    let mut credentials = Credentials::default();
    for scheme in [&KEY, &QUERY, &COOKIE, &BEARER, &BASIC] {
        credentials
            .set(scheme, Credential::from("hunter2"))
            .unwrap();
    }
    let (mut query, mut headers) = (String::new(), HeaderMap::new());
    credentials
        .apply(None, &ALTERNATIVES, &mut query, &mut headers)
        .unwrap();
    let shown = format!("{credentials:?} {headers:?}");
    assert!(!shown.contains("hunter2"), "{shown}");
    assert!(!shown.contains(&base64::encode(b"hunter2")), "{shown}");
}

#[test]
fn a_user_and_a_password_are_for_basic_alone() {
    static OPERATION: Operation = operation(&[&[needs(&BASIC)]]);
    let mut credentials = Credentials::default();
    credentials
        .set(&BASIC, Credential::from(("Aladdin", "open sesame")))
        .unwrap();
    let mut headers = HeaderMap::new();
    credentials
        .apply(None, &OPERATION, &mut String::new(), &mut headers)
        .unwrap();
    assert_eq!(
        headers["authorization"],
        "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="
    );
    // The name would end early (RFC 7617, section 2).
    for (scheme, user) in [(&BASIC, "a:b"), (&BEARER, "a"), (&KEY, "a")] {
        let pair = Credential::from((user, "secret"));
        assert_eq!(credentials.set(scheme, pair), Err(Unsendable));
    }
}

fn credentials(given: &[(&'static SecurityScheme, &str)]) -> Credentials {
    let mut credentials = Credentials::default();
    for (scheme, secret) in given {
        credentials.set(scheme, Credential::from(*secret)).unwrap();
    }
    credentials
}

#[test]
fn those_of_a_call_go_before_the_clients() {
    let client = credentials(&[(&KEY, "k"), (&COOKIE, "c"), (&BEARER, "b")]);
    let applied = |own: &[(&'static SecurityScheme, &str)]| {
        let own = credentials(own);
        let (mut query, mut headers) = (String::new(), HeaderMap::new());
        client
            .apply(Some(&own), &ALTERNATIVES, &mut query, &mut headers)
            .unwrap();
        (query, headers)
    };
    // A part of an alternative comes from the call and a part from the client.
    let (_, headers) = applied(&[(&KEY, "own")]);
    assert_eq!(headers["x-api-key"], "own");
    assert_eq!(headers["cookie"], "session=c");
    // It chooses the alternative.
    let (_, headers) = applied(&[(&BEARER, "own")]);
    assert_eq!(headers["authorization"], "Bearer own");
    assert!(!headers.contains_key("x-api-key"));
    assert_eq!(applied(&[(&QUERY, "own")]).0, "api%20key=own");
    // What the operation does not take chooses nothing.
    assert_eq!(applied(&[(&BASIC, "own")]).1["x-api-key"], "k");
    assert_eq!(applied(&[]).1["x-api-key"], "k");
}

fn via() -> Via {
    let service = tower::service_fn(|_: http::Request<crate::Body>| async {
        Ok::<_, std::convert::Infallible>(http::Response::new(String::new()))
    });
    Via {
        transport: Arc::new(service),
        base: String::new(),
    }
}

/// Whoever asks is told what was asked for.
fn echo() -> Credential {
    Credential::provider(|request: CredentialRequest| async move {
        let refused = request.refused().map_or("", Secret::expose);
        let scopes = request.scopes().join("+");
        Ok(Provided::new(format!(
            "{}/{scopes}/{refused}",
            request.scheme()
        )))
    })
}

#[tokio::test]
async fn a_provider_is_asked_for_any_kind_of_scheme() {
    let mut credentials = Credentials::default();
    for scheme in [&KEY, &QUERY, &COOKIE, &BEARER, &BASIC] {
        credentials.set(scheme, echo()).unwrap();
    }
    static ALL: Operation = operation(&[&[
        needs(&KEY),
        needs(&QUERY),
        needs(&COOKIE),
        SecurityRequirement {
            scheme: &BEARER,
            scopes: &["read", "write"],
        },
    ]]);
    let (mut query, mut headers) = (String::new(), HeaderMap::new());
    assert_eq!(
        credentials.apply(None, &ALL, &mut query, &mut headers),
        Ok(false)
    );
    assert!(headers.is_empty() && query.is_empty());
    let first = credentials
        .authorize(None, &ALL, None, via, &mut query, &mut headers)
        .await
        .unwrap();
    assert_eq!(query, "api%20key=query%2F%2F");
    assert_eq!(headers["x-api-key"], "key//");
    assert_eq!(headers["cookie"], "session=cookie//");
    assert_eq!(headers["authorization"], "Bearer bearer/read+write/");
    assert!(headers.values().all(http::HeaderValue::is_sensitive));

    // Each learns what was refused of its own.
    let second = credentials
        .authorize(None, &ALL, Some(&first), via, &mut query, &mut headers)
        .await
        .unwrap();
    assert_eq!(headers["x-api-key"], "key//key//");
    assert!(!second.is_same(&first) && !second.is_empty());
}

#[tokio::test]
async fn what_stays_is_not_asked_for() {
    let credentials = credentials(&[(&KEY, "k")]);
    let (mut query, mut headers) = (String::new(), HeaderMap::new());
    let asked = credentials.authorize(None, &OPTIONAL, None, via, &mut query, &mut headers);
    // It is ready at once.
    let used = futures_util::FutureExt::now_or_never(asked).unwrap();
    assert!(used.unwrap().is_empty());
    assert_eq!(headers["x-api-key"], "k");
}

#[tokio::test]
async fn one_provider_serves_two_schemes_with_the_scopes_of_both() {
    static OTHER: SecurityScheme = SecurityScheme {
        name: "other",
        ..BEARER
    };
    static BOTH: Operation = operation(&[&[
        SecurityRequirement {
            scheme: &BEARER,
            scopes: &["a", "b"],
        },
        SecurityRequirement {
            scheme: &OTHER,
            scopes: &["b", "c"],
        },
    ]]);
    let mut credentials = Credentials::default();
    credentials.set(&OTHER, echo()).unwrap();
    let mut headers = HeaderMap::new();
    let used = credentials
        .authorize(None, &BOTH, None, via, &mut String::new(), &mut headers)
        .await
        .unwrap();
    assert_eq!(used.secrets().count(), 1);
    assert_eq!(headers["authorization"], "Bearer other/a+b+c/");
}

#[tokio::test]
async fn a_provider_without_a_credential_is_an_error_of_the_call() {
    static OPERATION: Operation = operation(&[&[needs(&BEARER)]]);
    let missing = async |credential: Credential| {
        let mut credentials = Credentials::default();
        credentials.set(&BEARER, credential).unwrap();
        let (mut query, mut headers) = (String::new(), HeaderMap::new());
        credentials
            .authorize(None, &OPERATION, None, via, &mut query, &mut headers)
            .await
            .unwrap_err()
    };
    let vault = Credential::provider(|_: CredentialRequest| async {
        Err(CredentialError::new(std::io::Error::other(
            "the vault is shut",
        )))
    });
    let error = missing(vault).await;
    assert_eq!(error.scheme, "bearer");
    assert_eq!(error.source.to_string(), "the vault is shut");
    assert!(error.source.downcast_ref::<std::io::Error>().is_some());

    let broken =
        Credential::provider(|_: CredentialRequest| async { Ok(Provided::new("a\nhunter2")) });
    let error = missing(broken).await;
    assert!(error.source.downcast_ref::<Unsendable>().is_some());
    assert!(!format!("{error:?} {}", error.source).contains("hunter2"));
}
