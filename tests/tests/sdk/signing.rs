//! Requests that are signed by an interceptor, over the bytes that are sent; the server checks the signature.

use crate::server::{Act, Seen, Server};
use crate::{ana, at_once, contact, timely, within};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use std::fmt::Write as _;
use timely_generated::client::ContactsApi;
use timely_generated::models::{ContactCreate, ContactUpdate};
use timely_generated::runtime::Body;
use timely_generated::runtime::client::{BoxError, Interceptor, OperationInfo};

const KEY: &[u8] = b"the key of both";

/// HMAC-SHA-256 over method, path with query, and body.
fn signature(method: &str, target: &str, body: &[u8]) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(KEY).expect("keys of any length");
    for part in [method.as_bytes(), b"\n", target.as_bytes(), b"\n", body] {
        mac.update(part);
    }
    let code = mac.finalize().into_bytes();
    code.iter().fold(String::new(), |mut hex, byte| {
        write!(hex, "{byte:02x}").unwrap();
        hex
    })
}

struct Signs;

impl Interceptor for Signs {
    fn before_attempt(
        &self,
        request: &mut http::Request<Body>,
        _: &OperationInfo,
    ) -> Result<(), BoxError> {
        let body = request.body().as_bytes().ok_or("a stream is not signed")?;
        let target = request
            .uri()
            .path_and_query()
            .map_or("", |all| all.as_str());
        let signature = signature(request.method().as_str(), target, body);
        let headers = request.headers_mut();
        headers.insert("x-signature", signature.parse()?);
        Ok(())
    }
}

/// Lets in what is signed.
fn check(seen: &Seen) -> bool {
    seen.header("x-signature") == signature(&seen.method, &seen.target, &seen.body)
}

#[tokio::test]
async fn the_server_finds_the_signature_of_what_it_receives() {
    let server = Server::of(|number, seen| match (number, check(seen)) {
        (1, _) => Act::status(503),
        (_, true) => Act::json(200, &contact()),
        (_, false) => Act::status(401),
    })
    .await;
    let builder = timely(&server).interceptor(Signs).retry(at_once());
    let client = builder.build().unwrap();
    let create = ContactCreate::new("João & Ana");
    within("an answer", client.create_contact(&create))
        .await
        .unwrap();
    // Also when it is sent again, and with a query of the call's own.
    let update = ContactUpdate::new().notes("n");
    let call = client
        .update_contact(&ana(), &update)
        .with(|call| call.query("a", "b c"));
    within("an answer", call).await.unwrap();
    let long = ContactCreate::new("x").notes("ç".repeat(200_000));
    within("an answer", client.create_contact(&long))
        .await
        .unwrap();
    let seen = server.seen();
    assert_eq!(seen.len(), 4);
    assert!(seen.iter().all(check));
    // Without it nobody is let in.
    let stranger = timely(&server).build().unwrap();
    let error = within("an error", stranger.create_contact(&create)).await;
    assert_eq!(error.unwrap_err().status().unwrap(), 401);
}
