//! What is not let in.

use super::{World, names};
use crate::harness::start;
use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::response::IntoResponse;
use timely_generated::client::{ContactsApi, WebhooksApi};
use timely_generated::models::*;
use timely_generated::webhooks::{
    Delivery, HandlerError, WebhookEvent, receiver, signer, verifier,
};
use timely_runtime::webhooks::ManualClock;
use timely_runtime::{Field, Uuid};
use tower::ServiceExt;

#[tokio::test]
async fn another_secret_does_not_open_a_delivery() -> anyhow::Result<()> {
    let world = World::new(&[WebhookEventType::ContactCreated]).await?;
    let inbox = world.receive_with("whsec_another");
    world
        .client
        .create_contact(&ContactCreate::new("Ana"))
        .await?;
    let attempts = world.attempts(1).await?;
    assert_eq!(attempts[0].status, WebhookDeliveryStatus::Failed);
    assert_eq!(attempts[0].status_code, Field::Value(401));
    assert!(names(&inbox).is_empty());
    Ok(())
}

/// Lets a delivery pass through someone's hands on its way to a receiver that knows the secret.
async fn tampered(
    tamper: impl Fn(&mut Request, &str) + Clone + Send + Sync + 'static,
) -> anyhow::Result<(i64, Vec<String>)> {
    let world = World::new(&[WebhookEventType::ContactCreated]).await?;
    let inbox = world.receive();
    let inner = world.endpoint.0.lock().expect("nobody panics here").clone();
    let id = world.webhook.id.to_string();
    world
        .endpoint
        .set(Router::new().fallback(move |mut request: Request| {
            tamper(&mut request, &id);
            inner.clone().oneshot(request)
        }));
    let result = world
        .client
        .test_webhook(&world.webhook.id)
        .await?
        .into_body()
        .data;
    let code = result.status_code.expect("an answer");
    assert_eq!(result.success, code < 300);
    Ok((code, names(&inbox)))
}

#[tokio::test]
async fn what_was_tampered_with_is_refused() -> anyhow::Result<()> {
    let (code, taken) = tampered(|_, _| {}).await?;
    assert_eq!((code, taken.len()), (204, 1), "untouched, it passes");

    let forged = r#"{"event": "contact.created", "timestamp": "2026-01-31T08:30:00Z", "data": {}}"#;
    let change_body =
        move |request: &mut Request, _: &str| *request.body_mut() = Body::from(forged);
    assert_eq!(tampered(change_body).await?, (401, vec![]));

    let resign = move |request: &mut Request, id: &str| {
        *request.body_mut() = Body::from(forged);
        let headers = signer("guess").sign(id, start().timestamp(), forged.as_bytes());
        request.headers_mut().extend(headers);
    };
    assert_eq!(tampered(resign).await?, (401, vec![]));

    for name in ["x-webhook-signature", "x-webhook-timestamp"] {
        let without =
            move |request: &mut Request, _: &str| drop(request.headers_mut().remove(name));
        assert_eq!(tampered(without).await?, (401, vec![]), "{name}");
        let broken = move |request: &mut Request, _: &str| {
            request
                .headers_mut()
                .insert(name, http::HeaderValue::from_static("sha256=00"));
        };
        assert_eq!(tampered(broken).await?, (401, vec![]), "{name}");
    }

    let old = (start().timestamp() - 301).to_string();
    let replay = move |request: &mut Request, _: &str| {
        let old = http::HeaderValue::from_str(&old).expect("digits");
        request.headers_mut().insert("x-webhook-timestamp", old);
    };
    assert_eq!(tampered(replay).await?, (401, vec![]), "too old");
    Ok(())
}

#[tokio::test]
async fn the_receiver_says_little_to_strangers() -> anyhow::Result<()> {
    let handler = async |_: Delivery<WebhookEvent>| Ok::<_, HandlerError>(());
    let clock = ManualClock::new(start());
    let app = receiver(verifier("whsec_1").clock(clock), handler);
    let signed = |body: &'static str| {
        let mut request = Request::new(Body::from(body));
        *request.method_mut() = http::Method::POST;
        *request.headers_mut() = signer("whsec_1").sign(
            &Uuid::nil().to_string(),
            start().timestamp(),
            body.as_bytes(),
        );
        request
    };
    let mut get = signed("{}");
    *get.method_mut() = http::Method::GET;
    let mut unsigned = signed("{}");
    unsigned.headers_mut().clear();
    for (request, status) in [
        (unsigned, 401),
        (get, 405),
        (signed("{"), 400),
        (signed("{}"), 400),
        (
            signed(r#"{"event": "contact.created", "timestamp": 7}"#),
            400,
        ),
        (signed(r#"{"event": "invoice.paid"}"#), 204),
    ] {
        let response = app.clone().oneshot(request).await?.into_response();
        assert_eq!(response.status().as_u16(), status);
        let body = axum::body::to_bytes(response.into_body(), usize::MAX).await?;
        let text = String::from_utf8_lossy(&body);
        assert!(
            text.len() < 80 && !text.contains("line") && !text.contains("serde"),
            "{text}"
        );
    }
    Ok(())
}
