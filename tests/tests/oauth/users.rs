//! Grants by which a program acts for a user: refresh tokens, codes for another screen, and browsers.

use crate::api::client::DefaultApi;
use crate::server::Server;
use crate::{app, client, oauth_error, status};
use serde_json::json;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use timely_runtime::client::oauth2::{Authorization, OAuth2Error, Tokens};

type Kept = Arc<Mutex<Vec<Tokens>>>;

fn keep(kept: &Kept) -> impl Fn(&Tokens) + Send + Sync + 'static {
    let kept = Arc::clone(kept);
    move |tokens| kept.lock().expect("nothing panics").push(tokens.clone())
}

#[tokio::test]
async fn a_refresh_token_may_be_replaced() {
    let server = Server::start().await;
    let kept = Kept::default();
    let oauth = app().on_tokens(keep(&kept));
    let library = client(&server, |builder| {
        builder.user(oauth.refresh_token("first"))
    });
    library.list_loans().await.unwrap();
    server.revoke();
    server.state().more = json!({"refresh_token": "second"});
    library.borrow_book().await.unwrap();
    server.revoke();
    server.state().more = json!({"refresh_token": ""});
    library.list_loans().await.unwrap();
    let forms = server.state().forms.clone();
    let sent: Vec<_> = forms
        .iter()
        .map(|form| form["refresh_token"].as_str())
        .collect();
    assert_eq!(sent, ["first", "first", "second"]);
    // The document has an address of its own for it; scopes stay those of the first token.
    assert!(forms.iter().all(|form| form["path"] == "/oauth/refresh"));
    assert!(
        forms
            .iter()
            .all(|form| form["client_id"] == "the-app" && !form.contains_key("scope"))
    );
    let kept = kept.lock().unwrap();
    let tokens: Vec<_> = kept
        .iter()
        .map(|tokens| tokens.refresh_token().unwrap().expose())
        .collect();
    assert_eq!(tokens, ["first", "second", "second"]);
}

#[tokio::test]
async fn a_user_enters_a_code_elsewhere() {
    let server = Server::start().await;
    server.script(400, r#"{"error": "authorization_pending"}"#);
    server.state().more = json!({"expires_in": 3600, "refresh_token": "kept"});
    let shown = Arc::new(Mutex::new(Vec::new()));
    let show = Arc::clone(&shown);
    let oauth = app().scopes(["loans:read", "loans:write"]);
    let credential = oauth.device(move |code| {
        show.lock()
            .unwrap()
            .push((code.code().to_owned(), code.url().to_owned()));
        assert!(!format!("{code:?}").contains("ABCD"));
    });
    let library = client(&server, |builder| builder.user(credential));
    let (loans, borrowed) = tokio::join!(async { library.list_loans().await }, async {
        library.borrow_book().await
    });
    loans.unwrap();
    borrowed.unwrap();
    server.revoke();
    library.list_loans().await.unwrap();
    let activate = "https://id.example.com/activate".to_owned();
    assert_eq!(*shown.lock().unwrap(), [("ABCD".to_owned(), activate)]);
    let forms = server.state().forms.clone();
    let paths: Vec<_> = forms.iter().map(|form| form["path"].as_str()).collect();
    assert_eq!(
        paths,
        [
            "/v1/oauth/device",
            "/oauth/token",
            "/oauth/token",
            "/oauth/token"
        ]
    );
    assert_eq!(forms[0]["scope"], "loans:read loans:write");
    assert_eq!(
        forms[1]["grant_type"],
        "urn:ietf:params:oauth:grant-type:device_code"
    );
    assert_eq!(forms[1]["device_code"], "hunter2");
    assert_eq!(forms[3]["refresh_token"], "kept");
}

#[tokio::test]
async fn a_user_who_refuses_is_asked_again_by_the_next_call() {
    let server = Server::start().await;
    server.script(400, r#"{"error": "access_denied"}"#);
    let library = client(&server, |builder| builder.user(app().device(|_| {})));
    let error = library.list_loans().await.unwrap_err();
    assert_eq!(
        oauth_error(&error).refusal().unwrap().code(),
        "access_denied"
    );
    assert!(!format!("{error:?}").contains("hunter2"));
    server.script(400, r#"{"error": "expired_token"}"#);
    let error = library.list_loans().await.unwrap_err();
    assert!(
        matches!(oauth_error(&error), OAuth2Error::Expired),
        "{error}"
    );
    library.list_loans().await.unwrap();
    // Without a refresh token, or with one that does not hold, the user is asked.
    server.state().more = json!({"refresh_token": "kept"});
    server.revoke();
    library.list_loans().await.unwrap();
    server.revoke();
    server.script(400, r#"{"error": "invalid_grant"}"#);
    library.list_loans().await.unwrap();
    let forms = server.state().forms.clone();
    let asked = forms
        .iter()
        .filter(|form| form["path"] == "/v1/oauth/device");
    assert_eq!(asked.count(), 5);
}

/// A browser that the user authorizes the program with: it remembers the challenge for the server, and comes back.
fn browse(server: &Server, authorization: &Authorization) -> String {
    let query: BTreeMap<_, _> = authorization.url().query_pairs().into_owned().collect();
    assert_eq!(query["response_type"], "code");
    assert_eq!(query["client_id"], "the-app");
    assert_eq!(query["code_challenge_method"], "S256");
    assert_eq!(query["redirect_uri"], "http://127.0.0.1:8400/callback");
    server
        .state()
        .challenge
        .clone_from(&query["code_challenge"]);
    format!("/callback?code=hunter2&state={}", query["state"])
}

async fn authorize(server: &Server) -> Authorization {
    let oauth = app().scopes(["loans:read"]).base_url(server.url("/v1"));
    let authorization = oauth
        .authorize("http://127.0.0.1:8400/callback")
        .await
        .expect("the addresses are known");
    let shown = format!("{authorization:?}");
    assert!(!shown.contains(authorization.state()), "{shown}");
    authorization
}

#[tokio::test]
async fn a_user_comes_back_with_a_code() {
    let server = Server::start().await;
    server.state().more = json!({"expires_in": 3600, "refresh_token": "kept"});
    let authorization = authorize(&server).await;
    let url = authorization.url().clone();
    assert!(
        url.as_str().starts_with(&server.url("/oauth/authorize?")),
        "{url}"
    );
    let back = browse(&server, &authorization);
    let credential = authorization.finish_at(&back).await.unwrap();
    let library = client(&server, |builder| builder.user(credential));
    library.list_loans().await.unwrap();
    server.revoke();
    library.list_loans().await.unwrap();
    let forms = server.state().forms.clone();
    assert_eq!(forms.len(), 2);
    assert_eq!(forms[0]["grant_type"], "authorization_code");
    assert_eq!(forms[0]["code"], "hunter2");
    assert_eq!(forms[0]["redirect_uri"], "http://127.0.0.1:8400/callback");
    assert!(forms[0]["code_verifier"].len() >= 43);
    assert_eq!(forms[1]["refresh_token"], "kept");
    assert_eq!(forms[1]["path"], "/oauth/refresh");
}

#[tokio::test]
async fn a_code_without_its_proof_is_worth_nothing() {
    let server = Server::start().await;
    let authorization = authorize(&server).await;
    let back = browse(&server, &authorization);
    // As when somebody else has begun it.
    server.state().challenge = "another".to_owned();
    let error = authorization.finish_at(&back).await.unwrap_err();
    assert_eq!(error.refusal().unwrap().code(), "invalid_grant");
}

#[tokio::test]
async fn who_comes_back_with_another_state_is_not_heard() {
    let server = Server::start().await;
    for back in [
        "/callback?code=hunter2&state=other",
        "/callback?code=hunter2",
        "/callback?error=access_denied",
        "",
    ] {
        let authorization = authorize(&server).await;
        let error = authorization.finish_at(back).await.unwrap_err();
        assert!(matches!(error, OAuth2Error::State), "{back}: {error}");
    }
    let authorization = authorize(&server).await;
    let error = authorization.finish("hunter2", "other").await.unwrap_err();
    assert!(matches!(error, OAuth2Error::State), "{error}");
    assert!(server.state().forms.is_empty());

    let authorization = authorize(&server).await;
    let back = format!(
        "http://127.0.0.1:8400/callback?error=access_denied&state={}#_",
        authorization.state()
    );
    let error = authorization.finish_at(&back).await.unwrap_err();
    assert_eq!(error.refusal().unwrap().code(), "access_denied");
    let authorization = authorize(&server).await;
    let back = format!("/callback?state={}", authorization.state());
    let error = authorization.finish_at(&back).await.unwrap_err();
    assert!(matches!(error, OAuth2Error::NoCode), "{error}");
}

#[tokio::test]
async fn without_a_refresh_token_the_user_is_needed() {
    let server = Server::start().await;
    let authorization = authorize(&server).await;
    let back = browse(&server, &authorization);
    let credential = authorization.finish_at(&back).await.unwrap();
    let library = client(&server, |builder| builder.user(credential));
    library.list_loans().await.unwrap();
    server.revoke();
    assert_eq!(status(&library.list_loans().await.unwrap_err()), 401);
    let error = library.list_loans().await.unwrap_err();
    assert!(
        matches!(oauth_error(&error), OAuth2Error::NeedsUser),
        "{error}"
    );
}
