use super::super::ManualClock;
use super::*;
use proptest::prelude::*;

const NOW: i64 = 1_760_000_000;
const SIGNATURE: &str = "x-webhook-signature";
const TIMESTAMP: &str = "x-webhook-timestamp";
const ID: &str = "x-webhook-id";

static BODY_ONLY: SignatureScheme = SignatureScheme::new("X-Webhook-Signature")
    .prefix("sha256=")
    .timestamp_header("X-Webhook-Timestamp")
    .id_header("X-Webhook-ID");
static WITH_TIME: SignatureScheme = SignatureScheme {
    signed: Signed::TimestampDotBody,
    ..BODY_ONLY
};
static BARE: SignatureScheme = SignatureScheme {
    prefix: "",
    timestamp_header: None,
    id_header: None,
    ..BODY_ONLY
};
static NO_TIME: SignatureScheme = SignatureScheme {
    timestamp_header: None,
    signed: Signed::TimestampDotBody,
    ..BODY_ONLY
};

fn verifier(scheme: &'static SignatureScheme, secret: &str) -> Verifier {
    let now = UtcTime::from_timestamp(NOW, 0).unwrap();
    Verifier::new(scheme, secret).clock(ManualClock::new(now))
}

fn signed(scheme: &'static SignatureScheme) -> HeaderMap {
    Signer::new(scheme, "key").sign("wh_1", NOW, b"body")
}

#[test]
fn makes_the_known_signatures() {
    // A key shorter than a block is padded with zeros, so that RFC 4231's binary key of case 1 can be text too.
    let cases = [
        // RFC 4231, test cases 1 and 2.
        (
            "\u{b}".repeat(20),
            "Hi There",
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
        ),
        (
            "Jefe".to_owned(),
            "what do ya want for nothing?",
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
        ),
        (
            "key".to_owned(),
            "The quick brown fox jumps over the lazy dog",
            "f7bc83f430538424b13298e6aa6fb143ef4d59a14946175997479dbc2d1a3cd8",
        ),
    ];
    for (key, text, expected) in cases {
        let headers = Signer::new(&BARE, key).sign("", 0, text.as_bytes());
        assert_eq!(headers[SIGNATURE], expected);
        assert_eq!(headers.len(), 1);
    }
}

#[test]
fn signs_the_timestamp_where_the_scheme_says_so() {
    let whole = Signer::new(&BARE, "key").sign("", 0, b"1760000000.body");
    let headers = signed(&WITH_TIME);
    let expected = format!("sha256={}", whole[SIGNATURE].to_str().unwrap());
    assert_eq!(headers[SIGNATURE], expected);
    assert_eq!(headers[TIMESTAMP], "1760000000");
    assert_eq!(headers[ID], "wh_1");
}

#[test]
fn accepts_what_was_signed() {
    for scheme in [&BODY_ONLY, &WITH_TIME] {
        let verified = verifier(scheme, "key")
            .verify(&signed(scheme), b"body")
            .unwrap();
        assert_eq!(
            verified,
            Verified {
                id: Some("wh_1".into()),
                delivery_id: None,
                timestamp: Some(NOW)
            }
        );
    }
    let verified = verifier(&BARE, "key")
        .verify(&signed(&BARE), b"body")
        .unwrap();
    assert_eq!(
        verified,
        Verified {
            id: None,
            delivery_id: None,
            timestamp: None
        }
    );
}

#[test]
fn accepts_upper_case_digits() {
    let mut headers = signed(&BODY_ONLY);
    let signature = headers[SIGNATURE].to_str().unwrap().to_uppercase();
    let signature = signature.replace("SHA256", "sha256");
    headers.insert(SIGNATURE, signature.parse().unwrap());
    assert!(
        verifier(&BODY_ONLY, "key")
            .verify(&headers, b"body")
            .is_ok()
    );
}

#[test]
fn refuses_what_was_changed() {
    let verify = |scheme, headers: &HeaderMap, body: &[u8]| {
        verifier(scheme, "key").verify(headers, body).unwrap_err()
    };
    let mismatch = SignatureError::Mismatch;
    assert_eq!(verify(&BODY_ONLY, &signed(&BODY_ONLY), b"Body"), mismatch);
    assert_eq!(verify(&BODY_ONLY, &signed(&BODY_ONLY), b""), mismatch);
    assert_eq!(
        verifier(&BODY_ONLY, "kez").verify(&signed(&BODY_ONLY), b"body"),
        Err(mismatch)
    );
    // With the timestamp signed, another one does not match; without, it does.
    let mut headers = signed(&WITH_TIME);
    headers.insert(TIMESTAMP, (NOW + 1).into());
    assert_eq!(
        verify(&WITH_TIME, &headers, b"body"),
        SignatureError::Mismatch
    );
    let mut headers = signed(&BODY_ONLY);
    headers.insert(TIMESTAMP, (NOW + 1).into());
    assert!(
        verifier(&BODY_ONLY, "key")
            .verify(&headers, b"body")
            .is_ok()
    );
}

#[test]
fn names_the_header_that_is_missing_or_malformed() {
    let verify = |headers: &HeaderMap| verifier(&BODY_ONLY, "key").verify(headers, b"body");
    for (name, shown) in [
        (SIGNATURE, "X-Webhook-Signature"),
        (TIMESTAMP, "X-Webhook-Timestamp"),
        (ID, "X-Webhook-ID"),
    ] {
        let mut headers = signed(&BODY_ONLY);
        headers.append(name, headers[name].clone());
        assert_eq!(verify(&headers), Err(SignatureError::Malformed(shown)));
        headers.remove(name);
        assert_eq!(verify(&headers), Err(SignatureError::MissingHeader(shown)));
        headers.insert(name, HeaderValue::from_bytes(b"\xff").unwrap());
        assert_eq!(verify(&headers), Err(SignatureError::Malformed(shown)));
    }
}

#[test]
fn refuses_other_forms_of_signature() {
    let good = signed(&BODY_ONLY)[SIGNATURE].to_str().unwrap().to_owned();
    let digits = good.strip_prefix("sha256=").unwrap();
    for value in [
        digits.to_owned(),
        format!("sha1={digits}"),
        format!("SHA256={digits}"),
        format!("sha256= {digits}"),
        "sha256=".to_owned(),
        format!("{good}00"),
        good[..good.len() - 1].to_owned(),
        format!("sha256={}", "g".repeat(64)),
        format!("sha256={}", "+1".repeat(32)),
    ] {
        let mut headers = signed(&BODY_ONLY);
        headers.insert(SIGNATURE, value.parse().unwrap());
        let error = verifier(&BODY_ONLY, "key")
            .verify(&headers, b"body")
            .unwrap_err();
        assert_eq!(
            error,
            SignatureError::Malformed("X-Webhook-Signature"),
            "{value}"
        );
    }
}

#[test]
fn refuses_other_forms_of_timestamp() {
    for value in [
        "",
        "soon",
        "1760000000.0",
        "+1760000000",
        "01760000000",
        "99999999999999999999",
    ] {
        let mut headers = signed(&BODY_ONLY);
        headers.insert(TIMESTAMP, value.parse().unwrap());
        let error = verifier(&BODY_ONLY, "key")
            .verify(&headers, b"body")
            .unwrap_err();
        assert_eq!(
            error,
            SignatureError::Malformed("X-Webhook-Timestamp"),
            "{value}"
        );
    }
}

#[test]
fn refuses_what_is_too_old_or_too_new() {
    let verify = |timestamp| {
        let headers = Signer::new(&WITH_TIME, "key").sign("", timestamp, b"");
        verifier(&WITH_TIME, "key")
            .verify(&headers, b"")
            .map(|verified| verified.timestamp)
    };
    for timestamp in [NOW - 300, NOW, NOW + 300] {
        assert_eq!(verify(timestamp), Ok(Some(timestamp)));
    }
    for timestamp in [NOW - 301, NOW + 301, 0, -1, i64::MIN, i64::MAX] {
        assert_eq!(
            verify(timestamp),
            Err(SignatureError::OutsideTolerance),
            "{timestamp}"
        );
    }
    let headers = Signer::new(&WITH_TIME, "key").sign("", i64::MIN, b"");
    let any = verifier(&WITH_TIME, "key").tolerance(Duration::MAX);
    assert!(any.verify(&headers, b"").is_ok());
}

#[test]
fn secrets_can_be_rotated() {
    let both = verifier(&BODY_ONLY, "new").also("key");
    assert!(both.verify(&signed(&BODY_ONLY), b"body").is_ok());
    let new = Signer::new(&BODY_ONLY, "new").sign("wh_1", NOW, b"body");
    assert!(both.verify(&new, b"body").is_ok());
    let other = Signer::new(&BODY_ONLY, "other").sign("wh_1", NOW, b"body");
    assert_eq!(both.verify(&other, b"body"), Err(SignatureError::Mismatch));
}

#[test]
fn an_empty_secret_or_an_impossible_scheme_verifies_nothing() {
    let headers = Signer::new(&BODY_ONLY, "").sign("wh_1", NOW, b"body");
    assert!(!headers.contains_key(SIGNATURE));
    let result = verifier(&BODY_ONLY, "").verify(&signed(&BODY_ONLY), b"body");
    assert_eq!(result, Err(SignatureError::Secret(SecretError::Empty)));
    let result = verifier(&NO_TIME, "key").verify(&signed(&NO_TIME), b"body");
    assert_eq!(result, Err(SignatureError::Mismatch));
}

#[test]
fn an_id_cannot_break_the_headers() {
    let headers = Signer::new(&BODY_ONLY, "key").sign("a\r\nx: é", NOW, b"body");
    assert_eq!(headers[ID], "a%0D%0Ax: %C3%A9");
}

#[test]
fn no_secret_is_shown() {
    let shown = format!(
        "{:?} {:?}",
        Signer::new(&BARE, "hunter2"),
        verifier(&BARE, "hunter2")
    );
    assert!(!shown.contains("hunter2"), "{shown}");
}

proptest! {
    #[test]
    fn what_is_signed_is_verified(key in ".+", id in "[!-~]{1,20}", body: Vec<u8>) {
        for scheme in [&BODY_ONLY, &WITH_TIME] {
            let headers = Signer::new(scheme, key.clone()).sign(&id, NOW, &body);
            let verified = verifier(scheme, &key).verify(&headers, &body).unwrap();
            prop_assert_eq!(verified.id.as_deref(), Some(id.as_str()));
        }
    }

    #[test]
    fn no_header_panics(value: Vec<u8>) {
        if let Ok(value) = HeaderValue::from_bytes(&value) {
            for name in [SIGNATURE, TIMESTAMP] {
                let mut headers = signed(&WITH_TIME);
                headers.insert(name, value.clone());
                prop_assert!(verifier(&WITH_TIME, "key").verify(&headers, b"body").is_err());
            }
        }
    }
}
