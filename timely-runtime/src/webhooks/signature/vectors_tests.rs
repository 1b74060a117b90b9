//! Signatures of other makers: of the standard's own libraries, of providers' documentation, and of OpenSSL
//! (`openssl dgst -sha256 -hmac KEY`).

use super::super::ManualClock;
use super::*;
use crate::testing::ends;
use std::time::Instant;

const ID: &str = "msg_p5jXN8AQM9LWM0D4loKWxJek";
const TIME: i64 = 1_614_265_330;
const BODY: &[u8] = br#"{"test": 2432232314}"#;
const OLD: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
/// The libraries of the standard have this signature in their tests.
const OLD_SIGNED: &str = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
const NEW: &str = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
const NEW_SIGNED: &str = "v1,hK4CWvngkaAwjY1pABLuUbOIkEJjW9tAapq1no4ojG0=";

static STANDARD: SignatureScheme = SignatureScheme::STANDARD;
static SLACK: SignatureScheme = SignatureScheme::new("X-Slack-Signature")
    .prefix("v0=")
    .timestamp_header("X-Slack-Request-Timestamp")
    .signed(Signed::Parts(&[
        SignedPart::Text("v0:"),
        SignedPart::Timestamp,
        SignedPart::Text(":"),
        SignedPart::Body,
    ]));
static GITHUB: SignatureScheme = SignatureScheme::new("X-Hub-Signature-256")
    .prefix("sha256=")
    .delivery_id_header("X-GitHub-Delivery");
static STRIPE: SignatureScheme = SignatureScheme::new("Stripe-Signature")
    .separator(',')
    .timestamp_parameter("t")
    .prefix("v1=")
    .signed(Signed::TimestampDotBody);
static SHOPIFY: SignatureScheme =
    SignatureScheme::new("X-Shopify-Hmac-Sha256").encoding(SignatureEncoding::Base64);
/// As at Twitch, but for the form of the time.
static NOTHING_BETWEEN: SignatureScheme = SignatureScheme::new("X-Signature")
    .prefix("sha256=")
    .timestamp_header("X-Time")
    .delivery_id_header("X-Id")
    .signed(Signed::Parts(&[
        SignedPart::Id,
        SignedPart::Timestamp,
        SignedPart::Body,
    ]));

fn headers(fields: &[(&'static str, &str)]) -> HeaderMap {
    let fields = fields.iter().map(|(name, value)| {
        let value = HeaderValue::from_str(value).unwrap();
        (HeaderName::from_static(name), value)
    });
    fields.collect()
}

fn at(verifier: Verifier, seconds: i64) -> Verifier {
    verifier.clock(ManualClock::new(
        UtcTime::from_timestamp(seconds, 0).unwrap(),
    ))
}

fn standard(secret: &str) -> Verifier {
    at(Verifier::try_new(&STANDARD, secret).unwrap(), TIME)
}

fn standard_headers(signature: &str) -> HeaderMap {
    headers(&[
        ("webhook-id", ID),
        ("webhook-timestamp", "1614265330"),
        ("webhook-signature", signature),
    ])
}

/// What a scheme makes of known values, and that it takes it.
fn check(
    scheme: &'static SignatureScheme,
    secret: &str,
    (id, time): (&str, i64),
    body: &str,
    expected: &[(&'static str, &str)],
) {
    let signed = Signer::new(scheme, secret).sign(id, time, body.as_bytes());
    assert_eq!(signed, headers(expected));
    let verifier = at(Verifier::new(scheme, secret), time);
    assert!(verifier.verify(&signed, body.as_bytes()).is_ok());
    for changed in [
        format!("{body} "),
        body.replacen('1', "2", 1),
        String::new(),
    ] {
        if changed != body {
            let result = verifier.verify(&signed, changed.as_bytes());
            assert_eq!(result, Err(SignatureError::Mismatch), "{changed}");
        }
    }
}

#[test]
fn the_standards_own_vector() {
    check(
        &STANDARD,
        OLD,
        (ID, TIME),
        std::str::from_utf8(BODY).unwrap(),
        &[
            ("webhook-id", ID),
            ("webhook-timestamp", "1614265330"),
            ("webhook-signature", OLD_SIGNED),
        ],
    );
    let verified = standard(OLD).verify(&standard_headers(OLD_SIGNED), BODY);
    let expected = Verified {
        id: None,
        delivery_id: Some(ID.to_owned()),
        timestamp: Some(TIME),
    };
    assert_eq!(verified, Ok(expected));
    // The prefix of a secret may be missing.
    let bare = OLD.strip_prefix("whsec_").unwrap();
    assert!(
        standard(bare)
            .verify(&standard_headers(OLD_SIGNED), BODY)
            .is_ok()
    );
}

#[test]
fn the_vectors_of_providers() {
    // docs.slack.dev, "Verifying requests from Slack".
    check(
        &SLACK,
        "8f742231b10e8888abcd99yyyzzz85a5",
        ("", 1_531_420_618),
        "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&\
         user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2F\
         commands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.\
         803a0bc887a14d10d2c447fce8b6703c",
        &[
            ("x-slack-request-timestamp", "1531420618"),
            (
                "x-slack-signature",
                "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503",
            ),
        ],
    );
    // docs.github.com, "Validating webhook deliveries".
    check(
        &GITHUB,
        "It's a Secret to Everybody",
        ("72d3162e-cc78-11e3-81ab-4c9367dc0958", 0),
        "Hello, World!",
        &[
            ("x-github-delivery", "72d3162e-cc78-11e3-81ab-4c9367dc0958"),
            (
                "x-hub-signature-256",
                "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17",
            ),
        ],
    );
    check(
        &STRIPE,
        "whsec_test_secret",
        ("", 1_492_774_577),
        r#"{"id":"evt_1","object":"event"}"#,
        &[(
            "stripe-signature",
            "t=1492774577,v1=654b43d3508ecadb3f8cefc4bc7d3d2bdc5ba9e03bf2c89b2d0657a8e24e4543",
        )],
    );
    check(
        &SHOPIFY,
        "hush",
        ("", 0),
        r#"{"id":820982911946154508}"#,
        &[(
            "x-shopify-hmac-sha256",
            "qBvrsZF7RfB1iS6BX6IHqJTp5L911P7intnPeTPsH0I=",
        )],
    );
    check(
        &NOTHING_BETWEEN,
        "s3cre77890ab",
        ("e76c6bd4-55c9-4987-8304-da1588d8988b", 1_700_000_000),
        r#"{"a":1}"#,
        &[
            ("x-id", "e76c6bd4-55c9-4987-8304-da1588d8988b"),
            ("x-time", "1700000000"),
            (
                "x-signature",
                "sha256=5f2097c5097b158d48023195f6eb9a4eac1bb6dfde880569904215a1f2c9f40e",
            ),
        ],
    );
}

/// A secret is replaced: each side may know one, the other, or both.
#[test]
fn secrets_are_replaced_without_a_gap() {
    let both = Signer::new(&STANDARD, NEW).also(OLD).sign(ID, TIME, BODY);
    let expected = format!("{NEW_SIGNED} {OLD_SIGNED}");
    assert_eq!(both["webhook-signature"], expected);
    for verifier in [standard(OLD), standard(NEW), standard(NEW).also(OLD)] {
        assert!(verifier.verify(&both, BODY).is_ok());
    }
    let other = format!("whsec_{}", "A".repeat(32));
    assert_eq!(
        standard(&other).verify(&both, BODY),
        Err(SignatureError::Mismatch)
    );
    // At Stripe in parameters of one name.
    let both = Signer::new(&STRIPE, "whsec_test_secret").also("whsec_old_secret");
    let both = both.sign("", 1_492_774_577, br#"{"id":"evt_1","object":"event"}"#);
    let expected = "t=1492774577,v1=654b43d3508ecadb3f8cefc4bc7d3d2bdc5ba9e03bf2c89b2d0657a8e24e4543,\
                    v1=6ff3bb574686a5e06ed372dd22beab15e045c7d15c6c1b70f8ccbf8d3f230fe8";
    assert_eq!(both["stripe-signature"], expected);
    // Where there is room for one, it is that of the first secret.
    let one = Signer::new(&GITHUB, "new").also("old").sign("1", 0, b"");
    assert_eq!(one, Signer::new(&GITHUB, "new").sign("1", 0, b""));
}

#[test]
fn signatures_of_other_versions_are_passed_over() {
    let wrong = "v1,Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc=";
    let verify = |value: &str| standard(OLD).verify(&standard_headers(value), BODY).err();
    let others = "v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg==";
    for value in [
        format!("{others} {OLD_SIGNED}"),
        format!("{wrong} v2,abc {OLD_SIGNED} {wrong}"),
        format!(" {OLD_SIGNED}  "),
        format!("v1,short v1, {OLD_SIGNED}"),
    ] {
        assert_eq!(verify(&value), None, "{value}");
    }
    let malformed = SignatureError::Malformed("webhook-signature");
    let no_version = &OLD_SIGNED[3..];
    let upper = OLD_SIGNED.replace("v1", "V1");
    for value in [
        "",
        "v1,",
        others,
        no_version,
        "v1",
        &upper,
        &OLD_SIGNED[..46],
    ] {
        assert_eq!(verify(value), Some(malformed.clone()), "{value}");
    }
    assert_eq!(verify(wrong), Some(SignatureError::Mismatch));
    // Its parameters in another order, and more of them.
    let stripe = "v0=00,v1=654b43d3508ecadb3f8cefc4bc7d3d2bdc5ba9e03bf2c89b2d0657a8e24e4543 , t=1492774577,x";
    let verifier = at(Verifier::new(&STRIPE, "whsec_test_secret"), 1_492_774_577);
    let body = br#"{"id":"evt_1","object":"event"}"#;
    assert!(
        verifier
            .verify(&headers(&[("stripe-signature", stripe)]), body)
            .is_ok()
    );
    for value in [
        stripe.replace("t=1492774577", "t="),
        stripe.replace("t=1492774577", "T=1492774577"),
        format!("{stripe},t=1492774577"),
        format!("{stripe},t=1492774578"),
        "t=1492774577".to_owned(),
    ] {
        let result = verifier.verify(&headers(&[("stripe-signature", &value)]), body);
        assert_eq!(
            result,
            Err(SignatureError::Malformed("Stripe-Signature")),
            "{value}"
        );
    }
}

#[test]
fn timestamps_are_held_to_the_tolerance() {
    let verify = |time: &str| {
        let seconds = time.parse().unwrap_or_default();
        let mut signed = Signer::new(&STANDARD, OLD).sign(ID, seconds, BODY);
        signed.insert("webhook-timestamp", time.parse().unwrap());
        standard(OLD).verify(&signed, BODY).err()
    };
    for time in [TIME - 300, TIME, TIME + 300] {
        assert_eq!(verify(&time.to_string()), None, "{time}");
    }
    for time in [TIME - 301, TIME + 301, 0, -1, i64::MIN, i64::MAX] {
        let outside = Some(SignatureError::OutsideTolerance);
        assert_eq!(verify(&time.to_string()), outside, "{time}");
    }
    for time in [
        "",
        "-",
        "now",
        "1e9",
        "1614265330.0",
        " 1614265330x",
        "+1614265330",
        "9223372036854775808",
    ] {
        let malformed = Some(SignatureError::Malformed("webhook-timestamp"));
        assert_eq!(verify(time), malformed, "{time}");
    }
}

/// Where an id ends and the time begins could not be told otherwise.
#[test]
fn an_id_cannot_reach_into_what_stands_behind_it() {
    let shifted = headers(&[
        ("webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek.1614265330"),
        ("webhook-timestamp", "1614265330"),
        ("webhook-signature", OLD_SIGNED),
    ]);
    let malformed = Err(SignatureError::Malformed("webhook-id"));
    assert_eq!(standard(OLD).verify(&shifted, BODY), malformed);
    let empty = Signer::new(&STANDARD, OLD).sign("", TIME, BODY);
    assert_eq!(standard(OLD).verify(&empty, BODY), malformed);
    let long = "x".repeat(1 << 20);
    let signed = Signer::new(&STANDARD, OLD).sign(&long, TIME, BODY);
    let verified = standard(OLD).verify(&signed, BODY).unwrap();
    assert_eq!(verified.delivery_id, Some(long));
}

/// Bytes of the body could be sent as bytes of the id, and the other way round.
#[test]
fn an_id_and_a_body_are_told_apart() {
    static BEHIND: SignatureScheme = SignatureScheme::new("X-Sign")
        .delivery_id_header("X-Id")
        .signed(Signed::Parts(&[
            SignedPart::Body,
            SignedPart::Text("."),
            SignedPart::Id,
        ]));
    let verify =
        |headers: &HeaderMap, body: &[u8]| Verifier::new(&BEHIND, "s").verify(headers, body);
    let mut signed = Signer::new(&BEHIND, "s").sign("id", 0, b"a.b");
    assert!(verify(&signed, b"a.b").is_ok());
    signed.insert("x-id", HeaderValue::from_static("b.id"));
    let malformed = Err(SignatureError::Malformed("X-Id"));
    assert_eq!(verify(&signed, b"a"), malformed);

    static TOGETHER: [SignatureScheme; 2] = {
        const fn of(signed: Signed) -> SignatureScheme {
            let scheme = SignatureScheme::new("X-Sign").delivery_id_header("X-Id");
            scheme.signed(signed)
        }
        [
            of(Signed::Parts(&[SignedPart::Id, SignedPart::Body])),
            of(Signed::Parts(&[
                SignedPart::Body,
                SignedPart::Text(""),
                SignedPart::Id,
            ])),
        ]
    };
    for scheme in &TOGETHER {
        let signed = Signer::new(scheme, "s").sign("id", 0, b"body");
        assert!(!signed.contains_key("x-sign"));
        let mac = "77".repeat(32);
        let claimed = headers(&[("x-sign", &mac), ("x-id", "id")]);
        let result = Verifier::new(scheme, "s").verify(&claimed, b"body");
        assert_eq!(result, Err(SignatureError::Mismatch));
    }
}

#[test]
fn a_signature_is_written_in_one_way() {
    // The last digit before the padding has two bits too many.
    let (digits, last) = OLD_SIGNED
        .strip_suffix('=')
        .map(|text| text.split_at(text.len() - 1))
        .unwrap();
    let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let at = alphabet.find(last).unwrap();
    for other in 1..4 {
        let next = &alphabet[at + other..=at + other];
        let headers = standard_headers(&format!("{digits}{next}="));
        let malformed = Err(SignatureError::Malformed("webhook-signature"));
        assert_eq!(standard(OLD).verify(&headers, BODY), malformed);
    }
}

#[test]
fn secrets_are_held_to_the_form() {
    let error = |secret: &str| Verifier::try_new(&STANDARD, secret).err();
    let of = |bytes: usize| format!("whsec_{}", crate::base64::encode(&vec![7; bytes]));
    for bytes in [24, 32, 64] {
        assert_eq!(error(&of(bytes)), None);
    }
    for bytes in [0, 1, 23, 65, 1000] {
        assert_eq!(error(&of(bytes)), Some(SecretError::Length { bytes }));
    }
    for secret in [
        "whsec_***",
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS",
        "sk_live 1",
        "whsec_é",
    ] {
        assert_eq!(error(secret), Some(SecretError::NotBase64), "{secret}");
    }
    assert_eq!(error(""), Some(SecretError::Empty));
    assert_eq!(error("whpk_abc"), Some(SecretError::Asymmetric));
    assert_eq!(
        Signer::try_new(&STANDARD, "whsk_abc").err(),
        Some(SecretError::Asymmetric)
    );
    assert_eq!(Signer::try_new(&GITHUB, "").err(), Some(SecretError::Empty));
    // Without asking, nothing is signed and nothing passes.
    let unsigned = Signer::new(&STANDARD, "short").sign(ID, TIME, BODY);
    assert!(!unsigned.contains_key("webhook-signature"));
    let verifier = at(Verifier::new(&STANDARD, "whsec_c2hvcnQ="), TIME);
    let refused = Err(SignatureError::Secret(SecretError::Length { bytes: 5 }));
    assert_eq!(
        verifier.verify(&standard_headers(OLD_SIGNED), BODY),
        refused
    );
    // One that can be used is enough.
    let verifier = verifier.also(OLD);
    assert!(verifier.verify(&standard_headers(OLD_SIGNED), BODY).is_ok());
}

#[test]
fn a_flood_of_signatures_costs_no_more_than_its_length() {
    let flood = |count: usize| {
        let wrong = "v1,Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc= ".repeat(count);
        standard_headers(&format!("{wrong}{OLD_SIGNED}"))
    };
    let headers = flood(10_000);
    let body = vec![b'x'; 1 << 20];
    let taken = ends("ten thousand signatures", move || {
        let begun = Instant::now();
        assert!(standard(NEW).also(OLD).verify(&headers, BODY).is_ok());
        // The body is gone through once for each secret, not for each signature: that would be ten gigabytes.
        assert!(standard(OLD).verify(&headers, &body).is_err());
        begun.elapsed()
    });
    assert!(taken < Duration::from_secs(20), "{taken:?}");
}

#[test]
fn what_is_no_text_is_malformed() {
    for name in ["webhook-id", "webhook-timestamp", "webhook-signature"] {
        let mut headers = standard_headers(OLD_SIGNED);
        headers.insert(name, HeaderValue::from_bytes(b"v1,\xff\xfe").unwrap());
        let result = standard(OLD).verify(&headers, BODY);
        assert_eq!(result, Err(SignatureError::Malformed(name)));
    }
}

#[test]
fn a_scheme_that_signs_no_body_verifies_nothing() {
    static NO_BODY: SignatureScheme =
        SignatureScheme::new("X-Signature").signed(Signed::Parts(&[SignedPart::Text("x")]));
    static NO_ID: SignatureScheme = SignatureScheme::new("X-Signature")
        .signed(Signed::Parts(&[SignedPart::Id, SignedPart::Body]));
    let any = headers(&[("x-signature", &"0".repeat(64))]);
    assert!(Signer::new(&NO_BODY, "key").sign("", 0, b"").is_empty());
    for scheme in [&NO_BODY, &NO_ID] {
        let result = Verifier::new(scheme, "key").verify(&any, b"body");
        assert_eq!(result, Err(SignatureError::Mismatch));
    }
}

/// Ids of both kinds, each in its header.
#[test]
fn a_webhook_and_a_delivery_have_ids() {
    static BOTH: SignatureScheme = SignatureScheme::new("X-Signature")
        .id_header("X-Hook")
        .delivery_id_header("X-Delivery");
    let signed = Signer::new(&BOTH, "key")
        .webhook_id("wh_1")
        .sign("d_1", 0, b"");
    let verified = Verifier::new(&BOTH, "key").verify(&signed, b"").unwrap();
    assert_eq!(verified.id.as_deref(), Some("wh_1"));
    assert_eq!(verified.delivery_id.as_deref(), Some("d_1"));
}
