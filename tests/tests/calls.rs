//! Webhooks and callbacks as requests of their own: what is sent is what is received, and what cannot be is refused.

#![deny(warnings)]
// The generated modules offer more than these tests call.
#![allow(dead_code, deprecated)]
#![allow(
    clippy::unwrap_used,
    reason = "the helpers of a test may fail it as the test itself does"
)]

mod api {
    timely_macros::openapi!("fixtures/callbacks.yaml");
}

mod signed {
    timely_macros::openapi! {
        document: "fixtures/callbacks.yaml",
        outputs: [webhooks],
        webhooks: { signature_header: "X-Signature", timestamp_header: "X-Time", signed: "timestamp.body" },
    }
}

use api::callbacks::{self, Context, Error, Router, Target};
use api::models::{Answer, Question};
use api::operations::changed::Body as ChangedBody;
use api::operations::{ChangedError, ChangedResponse, QuestionError, ReportProgress, security};
use api::webhooks::{self, AuthError, Authenticator, Candidate, WebhookEvent};
use http::StatusCode;
use serde_json::json;
use std::sync::{Arc, Mutex};
use timely_runtime::{NoContent, Response, webhooks::Event};

const URL: &str = "https://user.example/hooks/7?token=secret";

fn target(router: Router) -> Target {
    Target::builder(URL).transport(router).build().unwrap()
}

async fn take_change(_: Context<()>, body: ChangedBody) -> Result<ChangedResponse, ChangedError> {
    match body.what.as_str() {
        "end" => Err(ChangedError::Gone(NoContent.into())),
        what => Ok(Answer::new(what == "more").into()),
    }
}

#[tokio::test]
async fn a_callback_is_typed_on_both_sides() {
    let target = target(Router::new().nest("/hooks/7", callbacks::receive_changed(take_change)));
    let send = |what: &str| {
        let (target, body) = (target.clone(), ChangedBody::new(what));
        async move { callbacks::send_changed(&target, &body).await }
    };
    assert!(send("more").await.unwrap().more);
    assert!(!send("enough").await.unwrap().more);
    assert!(matches!(
        send("end").await,
        Err(Error::Api(ChangedError::Gone(_)))
    ));
    // The constraint of the document holds on this side as well.
    let Err(Error::Unexpected(refused)) = send("").await else {
        panic!("an empty text was taken");
    };
    assert_eq!(refused.status(), StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn the_address_is_called_as_it_stands() {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let record = {
        let seen = Arc::clone(&seen);
        tower::service_fn(
            move |request: http::Request<timely_runtime::client::Body>| {
                let line = format!("{} {}", request.method(), request.uri());
                let mut headers: Vec<_> =
                    request.headers().keys().map(ToString::to_string).collect();
                headers.sort();
                seen.lock().unwrap().push((line, headers.join(" ")));
                async {
                    Ok::<_, std::convert::Infallible>(
                        http::Response::builder()
                            .status(204)
                            .body(String::new())
                            .unwrap(),
                    )
                }
            },
        )
    };
    let target = Target::builder(URL)
        .header("x-tenant", "7")
        .transport(record)
        .build()
        .unwrap();
    let params = ReportProgress::new().handler(3);
    callbacks::send_report_progress(&target, "a b", params)
        .await
        .unwrap();
    assert_eq!(
        *seen.lock().unwrap(),
        [(
            "PUT https://user.example/hooks/7?token=secret&target=a%20b".to_owned(),
            "accept accept-encoding content-length handler user-agent x-tenant".to_owned()
        )]
    );
}

#[tokio::test]
async fn parameters_reach_the_handler() {
    let router = callbacks::receive_report_progress(
        |_, target: String, params: ReportProgress| async move {
            assert_eq!((target.as_str(), params.handler), ("a b", Some(3)));
            Ok(NoContent.into())
        },
    );
    let target = Target::builder("https://user.example/")
        .transport(router)
        .build()
        .unwrap();
    let params = ReportProgress::new().handler(3);
    callbacks::send_report_progress(&target, "a b", params)
        .await
        .unwrap();
}

struct OneKey;

impl Authenticator for OneKey {
    type Principal = &'static str;

    async fn authenticate(&self, candidate: Candidate<'_>) -> Result<&'static str, AuthError> {
        match candidate.credentials {
            [key] if key.secret.expose() == "k" => Ok("the API"),
            _ => Err(AuthError::Unauthorized),
        }
    }

    fn has_scope(&self, _: &&'static str, _: &str) -> bool {
        true
    }
}

#[tokio::test]
async fn a_webhook_that_is_answered_takes_credentials_where_it_says_so() {
    let router = webhooks::receive_question(OneKey, |cx, question: Question| async move {
        match (*cx.principal(), question.text.as_str()) {
            (_, "busy") => Err(QuestionError::ServiceUnavailable(NoContent.into())),
            (caller, _) => Ok(Answer::new(caller.is_some()).into()),
        }
    });
    let at = |key: Option<&str>| {
        let builder = Target::builder("https://user.example").transport(router.clone());
        match key {
            Some(key) => builder.credential(&security::KEY, key),
            None => builder,
        }
        .build()
        .unwrap()
    };
    let ask = Question::new("why");
    assert!(!webhooks::send_question(&at(None), &ask).await.unwrap().more);
    assert!(
        webhooks::send_question(&at(Some("k")), &ask)
            .await
            .unwrap()
            .more
    );
    let refused = webhooks::send_question(&at(Some("other")), &ask).await;
    assert!(matches!(refused, Err(Error::Unexpected(answer)) if answer.status() == 401));
    let busy = webhooks::send_question(&at(None), &Question::new("busy")).await;
    assert!(matches!(
        busy,
        Err(Error::Api(QuestionError::ServiceUnavailable(_)))
    ));

    let router = webhooks::receive_free_form(OneKey, |cx: Context<&str>, body| async move {
        assert_eq!(*cx.principal(), "the API");
        assert_eq!(body, json!({"any": ["thing"]}).as_object().cloned());
        Ok(NoContent.into())
    });
    let target = Target::builder("https://user.example")
        .credential(&security::KEY, "k")
        .transport(router)
        .build()
        .unwrap();
    let body = json!({"any": ["thing"]});
    webhooks::send_free_form(&target, body.as_object())
        .await
        .unwrap();
}

#[test]
fn those_that_share_an_envelope_are_events_still() {
    assert_eq!(WebhookEvent::NAMES, ["started", "stopped"]);
}

#[tokio::test]
async fn a_signature_is_checked_unless_the_receiver_says_otherwise() {
    use signed::callbacks as other;
    use signed::operations::changed::Body as ChangedBody;
    use signed::webhooks::{signer, verifier};

    async fn take(
        _: Context<()>,
        _: ChangedBody,
    ) -> Result<signed::operations::ChangedResponse, signed::operations::ChangedError> {
        Ok(Response::from(signed::models::Answer::new(true)))
    }
    let body = ChangedBody::new("it");
    let strict = other::receive_changed(verifier("s3cret"), take);
    let lax = other::receive_changed(None, take);
    let unsigned =
        |router: &Router| Target::builder("https://user.example").transport(router.clone());
    let signed_by = |secret: &str| {
        unsigned(&strict)
            .signer(signer(secret), "wh_1")
            .build()
            .unwrap()
    };

    assert!(
        other::send_changed(&signed_by("s3cret"), &body)
            .await
            .is_ok()
    );
    assert!(
        other::send_changed(&unsigned(&lax).build().unwrap(), &body)
            .await
            .is_ok()
    );
    for target in [signed_by("other"), unsigned(&strict).build().unwrap()] {
        let refused = other::send_changed(&target, &body).await;
        assert!(matches!(refused, Err(Error::Unexpected(answer)) if answer.status() == 401));
    }
}
