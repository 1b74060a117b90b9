//! What tokens are taken, and that no other is.

#[path = "rsa_fixture.rs"]
mod rsa;

use super::super::testing::{BASIC, BEARER, KEY, ask};
use super::*;
use crate::Operation;
use crate::server::routes::ServiceRoutes;
use crate::server::{ErrorFormat, Options};
use crate::{NoContent, Response, SecurityRequirement, Undocumented, base64};
use axum::body::Body;
use http::Request;
use jsonwebtoken::EncodingKey;
use jsonwebtoken::crypto::rust_crypto::DEFAULT_PROVIDER;
use rcgen::KeyPair;
use serde::Deserialize;
use serde_json::json;
use tower::ServiceExt;

/// When the tests take place, in seconds since 1970.
const NOW: i64 = 1_800_000_000;
const SECRET: &[u8] = b"a secret of sixty-four bytes or more, of which nobody should know";

#[derive(Debug, Deserialize, PartialEq)]
pub(super) struct User {
    sub: String,
}

/// Signs what a header and claims say.
pub(super) fn sign(
    algorithm: JwtAlgorithm,
    key: &EncodingKey,
    header: &Value,
    claims: &Value,
) -> String {
    let text = format!("{}.{}", encode(header), encode(claims));
    let signer = (DEFAULT_PROVIDER.signer_factory)(&algorithm.known_as(), key).unwrap();
    let signature = signer.try_sign(text.as_bytes()).unwrap();
    let signature = base64::encode_in(base64::Alphabet::Url, &signature);
    format!("{text}.{signature}")
}

fn encode(value: &Value) -> String {
    encode_bytes(value.to_string().as_bytes())
}

fn encode_bytes(bytes: &[u8]) -> String {
    base64::encode_in(base64::Alphabet::Url, bytes)
}

fn signing_key() -> EncodingKey {
    EncodingKey::from_secret(SECRET).unwrap()
}

/// A token with these claims beside what each must have.
fn with(header: Value, claims: Value) -> String {
    let mut all = json!({"sub": "ann", "exp": NOW + 600});
    all.as_object_mut()
        .unwrap()
        .extend(claims.as_object().unwrap().clone());
    let mut head = json!({"alg": "HS256"});
    head.as_object_mut()
        .unwrap()
        .extend(header.as_object().unwrap().clone());
    sign(JwtAlgorithm::Hs256, &signing_key(), &head, &all)
}

fn claiming(claims: Value) -> String {
    with(json!({}), claims)
}

fn jwt(keys: impl Into<JwtKeys>) -> Jwt<User> {
    Jwt::new(keys).clock(|| UtcTime::from_timestamp(NOW, 0).unwrap())
}

fn secret() -> JwtKey {
    JwtKey::secret(JwtAlgorithm::Hs256, SECRET).unwrap()
}

async fn takes(jwt: &Jwt<User>, token: &str) -> bool {
    match ask(jwt, &BEARER, token).await {
        Ok(user) => {
            assert_eq!(user.sub, "ann");
            true
        }
        Err(AuthError::Unauthorized) => false,
        Err(error) => panic!("{error}"),
    }
}

/// Why a token is refused.
async fn refusal(jwt: &Jwt<User>, token: &str) -> Refusal {
    match jwt.check(token).await {
        Err(Failure::Refused(refusal)) => refusal,
        Err(Failure::NoKeys(error)) => panic!("{error}"),
        Ok(user) => panic!("{user:?} is taken"),
    }
}

/// A JSON Web Key of a pair whose public half is a point.
pub(super) fn jwk(pair: &KeyPair, kid: &str) -> Value {
    let raw = pair.public_key_raw();
    let (x, y) = raw[1..].split_at(raw.len() / 2);
    let curve = if x.len() == 32 { "P-256" } else { "P-384" };
    json!({"kty": "EC", "crv": curve, "kid": kid, "x": encode_bytes(x), "y": encode_bytes(y)})
}

#[tokio::test]
async fn each_algorithm_is_verified_with_its_keys() {
    for (algorithm, bytes) in [
        (JwtAlgorithm::Hs256, 32),
        (JwtAlgorithm::Hs384, 48),
        (JwtAlgorithm::Hs512, 64),
    ] {
        let name = algorithm.to_string();
        let (header, claims) = (json!({"alg": name}), json!({"sub": "ann", "exp": NOW + 1}));
        let secret = &SECRET[..bytes];
        let key = EncodingKey::from_secret(secret).unwrap();
        let token = sign(algorithm, &key, &header, &claims);
        let key = JwtKey::secret(algorithm, secret).unwrap();
        assert!(takes(&jwt(key), &token).await, "{algorithm}");
        let oct = json!({"kty": "oct", "alg": name, "k": encode_bytes(secret)});
        let key = JwtKey::jwk(&oct.to_string()).unwrap();
        assert!(takes(&jwt(key), &token).await, "{algorithm}");
        assert!(matches!(
            JwtKey::secret(algorithm, &secret[1..]),
            Err(JwtKeyError::TooShort { .. })
        ));
    }
    for (algorithm, token) in rsa::TOKENS {
        let key = JwtKey::pem(algorithm, rsa::PEM).unwrap();
        assert!(takes(&jwt(key), token).await, "{algorithm}");
        let key = json!({"kty": "RSA", "n": rsa::MODULUS, "e": "AQAB"});
        let key = JwtKey::jwk(&key.to_string()).unwrap();
        assert!(takes(&jwt(key), token).await, "{algorithm}");
    }
    for (algorithm, kind) in [
        (JwtAlgorithm::Es256, &rcgen::PKCS_ECDSA_P256_SHA256),
        (JwtAlgorithm::Es384, &rcgen::PKCS_ECDSA_P384_SHA384),
        (JwtAlgorithm::EdDsa, &rcgen::PKCS_ED25519),
    ] {
        let pair = KeyPair::generate_for(kind).unwrap();
        let key = EncodingKey::from_ec_der(&pair.serialize_der());
        let key = match algorithm {
            JwtAlgorithm::EdDsa => EncodingKey::from_ed_der(&pair.serialize_der()),
            _ => key,
        };
        let name = algorithm.to_string();
        let (header, claims) = (json!({"alg": name}), json!({"sub": "ann", "exp": NOW + 1}));
        let token = sign(algorithm, &key, &header, &claims);
        let pem = JwtKey::pem(algorithm, pair.public_key_pem()).unwrap();
        assert!(takes(&jwt(pem), &token).await, "{algorithm}");
        let der: String = pair
            .public_key_pem()
            .lines()
            .filter(|line| !line.starts_with('-'))
            .collect();
        let der = JwtKey::der(algorithm, base64::decode(&der).unwrap()).unwrap();
        assert!(takes(&jwt(der), &token).await, "{algorithm}");
        let web = match algorithm {
            JwtAlgorithm::EdDsa => {
                let x = encode_bytes(pair.public_key_raw());
                json!({"kty": "OKP", "crv": "Ed25519", "alg": "Ed25519", "x": x})
            }
            _ => jwk(&pair, "1"),
        };
        let web = JwtKey::jwk(&web.to_string()).unwrap();
        assert!(takes(&jwt(web), &token).await, "{algorithm}");
        // The key of someone else.
        let other = KeyPair::generate_for(kind).unwrap().public_key_pem();
        let other = JwtKey::pem(algorithm, other).unwrap();
        assert_eq!(refusal(&jwt(other), &token).await, Refusal::Signature);
    }
}

#[tokio::test]
async fn no_other_algorithm_is_taken() {
    let hmac = jwt(secret());
    let claims = json!({"sub": "ann", "exp": NOW + 600});
    // Without a signature, whatever it is called.
    for name in ["none", "None", "NONE", "nOnE", "", "HS1", "hs256"] {
        let unsigned = format!("{}.{}.", encode(&json!({"alg": name})), encode(&claims));
        assert_eq!(
            refusal(&hmac, &unsigned).await,
            Refusal::Algorithm,
            "{name}"
        );
    }
    let header = json!({"alg": ["HS256", "none"]});
    let listed = format!("{}.{}.", encode(&header), encode(&claims));
    assert_eq!(refusal(&hmac, &listed).await, Refusal::Malformed);

    // A public key, which all know, as if it were a secret.
    let public = jwt(JwtKey::pem(JwtAlgorithm::Rs256, rsa::PEM).unwrap());
    for known in [
        rsa::PEM.as_bytes(),
        rsa::PEM.trim().as_bytes(),
        rsa::MODULUS.as_bytes(),
    ] {
        let key = EncodingKey::from_secret(known).unwrap();
        let forged = sign(JwtAlgorithm::Hs256, &key, &json!({"alg": "HS256"}), &claims);
        assert_eq!(refusal(&public, &forged).await, Refusal::Algorithm);
        let both = jwt(vec![
            secret(),
            JwtKey::pem(JwtAlgorithm::Rs256, rsa::PEM).unwrap(),
        ]);
        assert_eq!(refusal(&both, &forged).await, Refusal::Signature);
    }
    // A key is for one algorithm, though another takes keys of its kind.
    let (_, pss) = rsa::TOKENS[3];
    assert_eq!(refusal(&public, pss).await, Refusal::Algorithm);
    // What is allowed may be less than the keys are for.
    let narrow = jwt(vec![secret()]).algorithms([JwtAlgorithm::Rs256]);
    assert_eq!(
        refusal(&narrow, &claiming(json!({}))).await,
        Refusal::Algorithm
    );
}

#[tokio::test]
async fn what_was_changed_is_refused() {
    let jwt = jwt(secret());
    let token = claiming(json!({}));
    assert!(takes(&jwt, &token).await);
    let parts: Vec<&str> = token.split('.').collect();
    let (head, body, signature) = (parts[0], parts[1], parts[2]);
    let other = encode(&json!({"sub": "eve", "exp": NOW + 600}));
    let of_other = claiming(json!({"sub": "bob"}));
    let of_other = of_other.rsplit('.').next().unwrap();
    let short = encode_bytes(&base64::decode_any(signature).unwrap()[..31]);
    for changed in [
        format!("{head}.{other}.{signature}"),
        format!("{head}.{body}.{of_other}"),
        format!("{head}.{body}."),
        format!("{head}.{body}.{short}"),
        format!(
            "{}.{body}.{signature}",
            encode(&json!({"alg":"HS256","x":1}))
        ),
    ] {
        assert_eq!(
            refusal(&jwt, &changed).await,
            Refusal::Signature,
            "{changed}"
        );
    }
}

#[tokio::test]
async fn what_is_no_token_is_refused() {
    let jwt = jwt(secret());
    let token = claiming(json!({}));
    let parts: Vec<&str> = token.split('.').collect();
    let (head, body, signature) = (parts[0], parts[1], parts[2]);
    let twice = encode_bytes(br#"{"alg":"none","alg":"HS256"}"#);
    let padded = format!("{head}={}", if head.len() % 4 == 3 { "" } else { "=" });
    let deep = encode_bytes("[".repeat(5000).as_bytes());
    for wrong in [
        String::new(),
        ".".into(),
        "..".into(),
        "...".into(),
        "é.é.é".into(),
        format!("{head}.{body}"),
        format!("{token}.{signature}"),
        format!("{padded}.{body}.{signature}"),
        format!("{head}.{body}.{signature}="),
        format!("{head}.{body}.+/{signature}"),
        format!("{head}.{body}.{signature}\n"),
        format!(" {token}"),
        format!("{twice}.{body}.{signature}"),
        format!("{}.{body}.{signature}", encode(&json!([]))),
        format!("{}.{body}.{signature}", encode(&json!({}))),
        format!(
            "{}.{body}.{signature}",
            encode(&json!({"alg":"HS256","kid":1}))
        ),
        format!(
            "{}.{body}.{signature}",
            encode(&json!({"alg":"HS256","typ":{}}))
        ),
        format!("{}.{body}.{signature}", encode_bytes(b"\xff\xfe")),
        format!("{deep}.{body}.{signature}"),
    ] {
        assert_eq!(
            refusal(&jwt, &wrong).await,
            Refusal::Malformed,
            "{wrong:.80}"
        );
    }
    // Signed as it should be, and no object of claims.
    for body in [
        "[]",
        "\"ann\"",
        "null",
        r#"{"exp":1e999}"#,
        r#"{"sub":"ann","sub":"eve","exp":1800000600}"#,
        "{",
    ] {
        let text = format!(
            "{}.{}",
            encode(&json!({"alg": "HS256"})),
            encode_bytes(body.as_bytes())
        );
        let key = signing_key();
        let signer = (DEFAULT_PROVIDER.signer_factory)(&JwtAlgorithm::Hs256.known_as(), &key);
        let signature = signer.unwrap().try_sign(text.as_bytes()).unwrap();
        let token = format!("{text}.{}", encode_bytes(&signature));
        assert_eq!(refusal(&jwt, &token).await, Refusal::Malformed, "{body}");
    }
    let huge = claiming(json!({"more": "x".repeat(20_000)}));
    assert_eq!(refusal(&jwt, &huge).await, Refusal::TooLarge);
    assert!(takes(&self::jwt(secret()).token_limit(100_000), &huge).await);
}

#[tokio::test]
async fn the_header_leads_to_no_key() {
    let key = secret().with_id("2026");
    let own = jwt(key);
    assert!(takes(&own, &with(json!({"kid": "2026"}), json!({}))).await);
    assert!(takes(&own, &claiming(json!({}))).await);
    for kid in [
        "2025",
        "",
        "../../../../dev/null",
        "' OR '1'='1",
        "2026\0",
        "http://evil.example/jwks",
    ] {
        let token = with(json!({"kid": kid}), json!({}));
        assert_eq!(refusal(&own, &token).await, Refusal::Key, "{kid}");
    }
    // Keys that the token itself has, or points to.
    let pair = KeyPair::generate().unwrap();
    let key = EncodingKey::from_ec_der(&pair.serialize_der());
    let header = json!({
        "alg": "ES256", "jwk": jwk(&pair, "1"), "jku": "https://evil.example/jwks", "x5u": "https://evil.example/"
    });
    let claims = json!({"sub": "ann", "exp": NOW + 600});
    let forged = sign(JwtAlgorithm::Es256, &key, &header, &claims);
    let other = JwtKey::pem(
        JwtAlgorithm::Es256,
        KeyPair::generate().unwrap().public_key_pem(),
    );
    let other = jwt(other.unwrap());
    assert_eq!(refusal(&other, &forged).await, Refusal::Signature);
    // Extensions that must be understood, of which none is.
    for crit in [json!(["b64"]), json!(["exp"]), json!([]), json!(null)] {
        let token = with(json!({"crit": crit, "b64": false}), json!({}));
        assert_eq!(refusal(&own, &token).await, Refusal::Critical, "{crit}");
    }
}

#[tokio::test]
async fn the_type_may_be_asked_for() {
    let access = jwt(secret()).token_type("at+jwt");
    for typ in [
        "at+jwt",
        "AT+JWT",
        "application/at+jwt",
        "Application/At+Jwt",
    ] {
        assert!(
            takes(&access, &with(json!({"typ": typ}), json!({}))).await,
            "{typ}"
        );
    }
    for typ in ["JWT", "", "application/", "at+jwt2", "ünknown/at+jwt"] {
        let token = with(json!({"typ": typ}), json!({}));
        assert_eq!(refusal(&access, &token).await, Refusal::Type, "{typ}");
    }
    assert_eq!(refusal(&access, &claiming(json!({}))).await, Refusal::Type);
    assert!(takes(&jwt(secret()), &with(json!({"typ": "whatever"}), json!({}))).await);
}

#[tokio::test]
async fn tokens_have_their_time() {
    let jwt = || jwt(secret());
    let minute = jwt();
    for (claims, expected) in [
        (json!({"exp": NOW - 59}), None),
        (json!({"exp": NOW as f64 - 59.5}), None),
        (json!({"exp": NOW - 60}), Some(Refusal::Expired)),
        (json!({"exp": 0}), Some(Refusal::Expired)),
        (json!({"exp": -1e300}), Some(Refusal::Expired)),
        (json!({"exp": 1e300}), None),
        (json!({"exp": u64::MAX}), None),
        (json!({"exp": null}), Some(Refusal::Claims)),
        (json!({"exp": "9999999999"}), Some(Refusal::Claims)),
        (json!({"exp": [9_999_999_999_u64]}), Some(Refusal::Claims)),
        (json!({"nbf": NOW + 60}), None),
        (json!({"nbf": NOW + 61}), Some(Refusal::Early)),
        (json!({"nbf": "now"}), Some(Refusal::Claims)),
        (json!({"iat": NOW}), None),
        (json!({"iat": "now"}), Some(Refusal::Claims)),
    ] {
        let token = claiming(claims.clone());
        match expected {
            None => assert!(takes(&minute, &token).await, "{claims}"),
            Some(expected) => assert_eq!(refusal(&minute, &token).await, expected, "{claims}"),
        }
    }
    let strict = jwt().leeway(Duration::ZERO);
    assert_eq!(
        refusal(&strict, &claiming(json!({"exp": NOW}))).await,
        Refusal::Expired
    );
    let head = json!({"alg": "HS256"});
    let unlimited = sign(
        JwtAlgorithm::Hs256,
        &signing_key(),
        &head,
        &json!({"sub": "ann"}),
    );
    assert_eq!(refusal(&minute, &unlimited).await, Refusal::Unlimited);
    assert!(takes(&jwt().allow_unlimited(), &unlimited).await);
}

#[tokio::test]
async fn issuer_audience_and_claims_are_as_they_must_be() {
    let jwt = || jwt(secret());
    let one = jwt()
        .issuer("https://id.example")
        .issuer("https://old.example");
    for (issuer, is_fine) in [
        (json!("https://id.example"), true),
        (json!("https://old.example"), true),
        (json!("https://id.example/"), false),
        (json!("https://evil.example"), false),
        (json!(["https://id.example"]), false),
        (json!(null), false),
    ] {
        let taken = takes(&one, &claiming(json!({"iss": issuer}))).await;
        assert_eq!(taken, is_fine, "{issuer}");
    }
    assert_eq!(refusal(&one, &claiming(json!({}))).await, Refusal::Issuer);

    let api = jwt().audience("api").audience("api2");
    for (audience, is_fine) in [
        (json!("api"), true),
        (json!("api2"), true),
        (json!(["other", "api"]), true),
        (json!("API"), false),
        (json!("other"), false),
        (json!([]), false),
        (json!(["api", 1]), false),
        (json!({"api": true}), false),
        (json!(null), false),
    ] {
        let token = claiming(json!({"aud": audience}));
        assert_eq!(takes(&api, &token).await, is_fine, "{audience}");
        // For someone, and nobody says that it is this server.
        assert_eq!(refusal(&jwt(), &token).await, Refusal::Audience);
        assert!(takes(&jwt().any_audience(), &token).await);
    }
    assert_eq!(refusal(&api, &claiming(json!({}))).await, Refusal::Audience);

    let tenant = jwt().require("tenant");
    assert!(takes(&tenant, &claiming(json!({"tenant": 1}))).await);
    for claims in [json!({}), json!({"tenant": null})] {
        assert_eq!(refusal(&tenant, &claiming(claims)).await, Refusal::Missing);
    }
    assert_eq!(
        refusal(&jwt(), &claiming(json!({"sub": 1}))).await,
        Refusal::Claims
    );
}

#[tokio::test]
async fn scopes_are_where_they_are_said_to_be() {
    let claims = json!({
        "scope": "read  write", "scp": ["admin", 1], "roles": "owner",
        "realm": {"roles": ["a b"], "x/y": ["z"]},
    });
    let token = claiming(claims);
    for (place, expected) in [
        (None, "admin,read,write"),
        (Some("roles"), "owner"),
        (Some("/realm/roles"), "a b"),
        (Some("/realm/x~1y"), "z"),
        (Some("/scope"), "read,write"),
        (Some("/realm/none"), ""),
        (Some("none"), ""),
        (Some("/"), ""),
        (Some("sub"), "ann"),
    ] {
        let mut jwt = jwt(secret());
        if let Some(place) = place {
            jwt = jwt.scopes_in(place);
        }
        let user = ask(&jwt, &KEY, &token).await.unwrap();
        let scopes: Vec<&str> = user.scopes().collect();
        assert_eq!(scopes.join(","), expected, "{place:?}");
        assert_eq!(jwt.has_scope(&user, "read"), expected.contains("read"));
    }
}

#[test]
fn what_is_no_key_is_told_at_once() {
    use JwtAlgorithm::{EdDsa, Es256, Es384, Hs256, Rs256};
    assert!(matches!(
        JwtKey::secret(Hs256, ""),
        Err(JwtKeyError::TooShort { .. })
    ));
    assert_eq!(
        JwtKey::secret(Rs256, SECRET).unwrap_err(),
        JwtKeyError::Kind(Rs256)
    );
    assert_eq!(
        JwtKey::pem(Hs256, rsa::PEM).unwrap_err(),
        JwtKeyError::Kind(Hs256)
    );
    assert!(matches!(
        JwtKey::pem(Rs256, rsa::SHORT),
        Err(JwtKeyError::TooShort { .. })
    ));
    let pair = KeyPair::generate().unwrap();
    let (public, private) = (pair.public_key_pem(), pair.serialize_pem());
    for (algorithm, pem) in [
        (Rs256, ""),
        (
            Rs256,
            "-----BEGIN PUBLIC KEY-----\n-----END PUBLIC KEY-----\n",
        ),
        (
            Rs256,
            "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n",
        ),
        (Rs256, &public),
        (Es384, &public),
        (EdDsa, &public),
        (Es256, rsa::PEM),
        (Es256, &private),
        (Es256, &format!("{public}{public}")),
    ] {
        let refused = JwtKey::pem(algorithm, pem).unwrap_err();
        assert_eq!(refused, JwtKeyError::Unreadable(algorithm), "{pem}");
    }
    assert!(JwtKey::der(EdDsa, [0; 12]).is_err() && JwtKey::der(Rs256, []).is_err());
    let point = jwk(&pair, "1");
    let without = |name: &str, value: Value| {
        let mut key = point.clone();
        key[name] = value;
        key
    };
    for wrong in [
        json!(null),
        json!([]),
        json!({}),
        json!({"kty": "RSA"}),
        json!({"kty": "RSA", "n": "AQAB", "e": "AQAB"}),
        json!({"kty": "RSA", "n": "", "e": ""}),
        json!({"kty": "RSA", "n": rsa::MODULUS, "e": "AQAB", "alg": "ES256"}),
        json!({"kty": "RSA", "n": rsa::MODULUS, "e": "AQAB", "alg": "RSA-OAEP"}),
        json!({"kty": "RSA", "n": rsa::MODULUS, "e": "AQAB", "alg": "HS256"}),
        json!({"kty": "OKP", "crv": "Ed25519", "x": "AAAA"}),
        json!({"kty": "OKP", "crv": "X25519", "x": encode_bytes(&[1; 32])}),
        json!({"kty": "oct", "k": encode_bytes(SECRET)}),
        json!({"kty": "oct", "k": "AAAA", "alg": "HS256"}),
        json!({"kty": "oct", "k": encode_bytes(SECRET), "alg": "RS256"}),
        without("use", json!("enc")),
        without("use", json!(1)),
        without("key_ops", json!(["sign"])),
        without("key_ops", json!("verify")),
        without("crv", json!("P-384")),
        without("crv", json!("P-521")),
        without("kty", json!("RSA")),
        without("kid", json!(1)),
        without("alg", json!("ES384")),
        without("x", json!("AAAA")),
        without("x", json!(encode_bytes(&[255; 32]))),
        without("y", json!("not base64!")),
    ] {
        assert!(JwtKey::jwk(&wrong.to_string()).is_err(), "{wrong}");
    }
    assert!(JwtKey::jwk("{").is_err());
    assert!(JwtKey::jwk(&without("use", json!("sig")).to_string()).is_ok());
}

#[tokio::test]
async fn several_keys_may_have_one_name_and_few_that_are_published_are_tried() {
    let pairs: Vec<KeyPair> = (0..10).map(|_| KeyPair::generate().unwrap()).collect();
    let key = |pair: &KeyPair| JwtKey::jwk(&jwk(pair, "same").to_string()).unwrap();
    let keys: Vec<JwtKey> = pairs.iter().map(key).collect();
    let jwt = jwt(keys);
    let header = json!({"alg": "ES256", "kid": "same"});
    let claims = json!({"sub": "ann", "exp": NOW + 600});
    let signed_by = |pair: &KeyPair| {
        let key = EncodingKey::from_ec_der(&pair.serialize_der());
        sign(JwtAlgorithm::Es256, &key, &header, &claims)
    };
    for pair in &pairs {
        assert!(takes(&jwt, &signed_by(pair)).await);
    }
    #[cfg(feature = "jwks")]
    {
        let published = KeySet::published(pairs.iter().map(key).collect());
        let verified = |pair: &KeyPair| {
            let token = signed_by(pair);
            published.verify(&Token::read(&token, token.len()).unwrap())
        };
        assert_eq!(verified(&pairs[7]), Ok(()));
        assert_eq!(verified(&pairs[8]), Err(Refusal::Signature));
    }
}

#[tokio::test]
async fn credentials_of_other_kinds_are_none() {
    let jwt = jwt(secret());
    let token = claiming(json!({}));
    assert!(ask(&jwt, &KEY, &token).await.is_ok());
    assert!(ask(&jwt, &BASIC, &token).await.is_err());
}

#[test]
fn secrets_are_not_shown() {
    let jwt = jwt(secret().with_id("2026"));
    let shown = format!("{jwt:?} {:?}", secret());
    assert!(
        shown.contains("2026") && !shown.contains("secret of"),
        "{shown}"
    );
    let secret = format!("{:?}", SECRET);
    assert!(!shown.contains(&secret[1..20]), "{shown}");
}

static OPERATION: Operation = Operation {
    security: &[&[SecurityRequirement::new(&BEARER, &["read"])]],
    ..Operation::get("/")
};

/// The status and the challenge that a token is answered with.
pub(super) async fn answer(jwt: Jwt<User>, token: &str) -> (u16, String) {
    let mut routes = ServiceRoutes::new((), jwt, &ErrorFormat::PROBLEM_JSON, Options::default());
    routes.add(&OPERATION, |_, cx, _| async move {
        assert_eq!(cx.principal().sub, "ann");
        Ok(Ok::<_, Undocumented>(Response::<NoContent>::from(
            NoContent,
        )))
    });
    let request = Request::get("/").header("authorization", format!("Bearer {token}"));
    let request = request.body(Body::empty()).unwrap();
    let response = routes.into_router().oneshot(request).await.unwrap();
    let challenge = response.headers().get("www-authenticate");
    let challenge = challenge.map_or("", |challenge| challenge.to_str().unwrap());
    (response.status().as_u16(), challenge.to_owned())
}

#[tokio::test]
async fn a_server_answers_as_the_standard_says() {
    let good = claiming(json!({"scope": "read"}));
    let answered = answer(jwt(secret()), &good).await;
    assert_eq!(answered, (200, String::new()));
    let expired = claiming(json!({"scope": "read", "exp": NOW - 600}));
    let (status, challenge) = answer(jwt(secret()), &expired).await;
    assert_eq!(
        (status, challenge.as_str()),
        (401, r#"Bearer error="invalid_token""#)
    );
    let (status, challenge) = answer(jwt(secret()), &claiming(json!({}))).await;
    assert_eq!(status, 403);
    assert_eq!(
        challenge,
        r#"Bearer error="insufficient_scope", scope="read""#
    );
}
