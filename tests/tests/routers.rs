//! Generated routers of tags and of documents, merged and beside routes by hand.

#![deny(warnings)]
// The generated modules offer more than these tests call.
#![allow(dead_code)]

mod v1 {
    timely_macros::openapi! {
        document: "fixtures/routers.yaml",
        outputs: [client, server],
        server: { prefix: "document", unimplemented: "answer" },
    }
}
mod v2 {
    timely_macros::openapi! {
        document: "fixtures/routers_later.yaml",
        outputs: [server],
        server: { prefix: "document" },
    }
}

use axum::Router;
use axum::body::Body;
use axum::middleware::{Next, from_fn};
use http::{Request, StatusCode};
use http_body_util::BodyExt;
use serde_json::Value;
use std::sync::{Arc, Mutex};
use timely_runtime::server::{
    AuthError, Authenticator, Candidate, Context, Options, unserved, unserved_below,
};
use timely_runtime::{NoContent, Operation};
use tower::ServiceExt;
use v1::operations as first;
use v1::server::{ReadersService, WritersService, readers_service, writers_service};
use v2::operations as later;

/// What both versions share.
#[derive(Default)]
struct State(Mutex<Vec<String>>);

impl State {
    fn notes(&self) -> Vec<String> {
        self.0.lock().expect("no panic before").clone()
    }
}

impl ReadersService<()> for State {
    async fn list_notes(
        &self,
        _: Context<()>,
    ) -> Result<first::ListNotesResponse, first::ListNotesError> {
        Ok(self.notes().into())
    }

    async fn get_note(
        &self,
        _: Context<()>,
        id: i64,
    ) -> Result<first::GetNoteResponse, first::GetNoteError> {
        let at = usize::try_from(id).unwrap_or(usize::MAX);
        Ok(self
            .notes()
            .get(at)
            .cloned()
            .into_iter()
            .collect::<Vec<_>>()
            .into())
    }

    async fn unpin_note(
        &self,
        _: Context<()>,
        _: i64,
    ) -> Result<first::UnpinNoteResponse, first::UnpinNoteError> {
        Ok(NoContent.into())
    }
}

// Its other method is left to the trait.
impl WritersService<()> for State {
    async fn add_note(
        &self,
        _: Context<()>,
        note: String,
    ) -> Result<first::AddNoteResponse, first::AddNoteError> {
        self.0.lock().expect("no panic before").push(note);
        Ok(NoContent.into())
    }
}

impl v2::server::DefaultService<()> for State {
    async fn list_notes(
        &self,
        _: Context<()>,
    ) -> Result<later::ListNotesResponse, timely_runtime::Undocumented> {
        Ok(self.notes().into())
    }

    async fn get_note(
        &self,
        _: Context<()>,
        _: i64,
    ) -> Result<later::GetNoteResponse, timely_runtime::Undocumented> {
        Ok(NoContent.into())
    }
}

/// Who knows this key may write.
struct Key(&'static str);

impl Authenticator for Key {
    type Principal = ();

    async fn authenticate(&self, candidate: Candidate<'_>) -> Result<(), AuthError> {
        match candidate.credentials {
            [key] if key.secret.matches(self.0) => Ok(()),
            _ => Err(AuthError::Unauthorized),
        }
    }

    fn has_scope(&self, (): &(), _: &str) -> bool {
        true
    }
}

async fn send(router: &Router, method: &str, uri: &str, body: &str) -> (u16, Value) {
    let request = Request::builder().method(method).uri(uri);
    let request = request
        .header("content-type", "application/json")
        .header("x-key", "w");
    let request = request
        .body(Body::from(body.to_owned()))
        .expect("a request");
    let response = router.clone().oneshot(request).await.unwrap();
    let status = response.status().as_u16();
    let body = response
        .into_body()
        .collect()
        .await
        .expect("a body")
        .to_bytes();
    (status, serde_json::from_slice(&body).unwrap_or(Value::Null))
}

#[test]
fn all_operations_are_listed() {
    let ids: Vec<&str> = first::OPERATIONS.iter().map(|one| one.id).collect();
    assert_eq!(
        ids,
        ["listNotes", "getNote", "unpinNote", "addNote", "deleteNote"]
    );
}

#[tokio::test]
async fn two_versions_share_a_state() {
    let state = Arc::new(State::default());
    let older = v1::server::routes_with(Arc::clone(&state), Key("w"), v1::server::options());
    let newer = v2::server::routes_with(Arc::clone(&state), v2::server::options());
    let merged = Router::new().merge(older).merge(newer);
    let older = v1::server::routes_with(Arc::clone(&state), Key("w"), Options::default());
    let newer = v2::server::routes_with(state, Options::default());
    let nested = Router::new()
        .nest("/{region}/v1", older.into())
        .nest("/v2", newer.into_router());
    for (router, count) in [(merged, 1), (nested, 2)] {
        assert_eq!(send(&router, "POST", "/eu/v1/notes", r#""a""#).await.0, 204);
        let (status, notes) = send(&router, "GET", "/us/v1/notes", "").await;
        assert_eq!((status, notes.as_array().unwrap().len()), (200, count));
        let (status, notes) = send(&router, "GET", "/v2/notes", "").await;
        assert_eq!((status, notes.as_array().unwrap().len()), (200, count));
        assert_eq!(send(&router, "GET", "/v2/notes/1", "").await.0, 204);
        assert_eq!(send(&router, "POST", "/v2/notes", "1").await.0, 405);
        assert_eq!(send(&router, "DELETE", "/v2/notes/1", "").await.0, 405);
        assert_eq!(
            send(&router, "DELETE", "/eu/v1/notes/1:pin", "").await.0,
            204
        );
        assert_eq!(send(&router, "GET", "/notes", "").await.0, 404);
        assert_eq!(
            unserved_below("/eu/v1", router.clone(), first::OPERATIONS).await,
            [""; 0]
        );
        assert_eq!(
            unserved_below("/v2", router.clone(), later::OPERATIONS).await,
            [""; 0]
        );
        assert_eq!(
            unserved(router, later::OPERATIONS).await,
            ["listNotes", "getNote"]
        );
    }
}

#[tokio::test]
async fn tags_have_authenticators_options_and_layers_of_their_own() {
    let state = Arc::new(State::default());
    let refuse = from_fn(async |request: axum::extract::Request, _: Next| {
        let operation = request.extensions().get::<&'static Operation>();
        let id = operation.map_or("none", |operation| operation.id);
        (StatusCode::IM_A_TEAPOT, format!("\"{id}\""))
    });
    let open = readers_service::routes_with(
        Arc::clone(&state),
        Key("nobody's"),
        Options::default().layer_operation(&first::GET_NOTE, refuse),
    );
    let secured = writers_service::routes_with(state, Key("w"), Options::default().body_limit(5));
    let router = open.merge(secured).into_router();
    assert_eq!(send(&router, "POST", "/notes", r#""a""#).await.0, 204);
    assert_eq!(
        send(&router, "POST", "/notes", r#""too long""#).await.0,
        413
    );
    assert_eq!(
        send(&router, "GET", "/notes/0", "").await,
        (418, "getNote".into())
    );
    assert_eq!(send(&router, "GET", "/notes/0?x", "").await.0, 418);
    // What the service leaves to its trait.
    let (status, error) = send(&router, "DELETE", "/notes/0", "").await;
    assert_eq!(
        (status, error["message"].is_string()),
        (501, true),
        "{error}"
    );
    assert_eq!(send(&router, "DELETE", "/notes/x", "").await.0, 400);
    let (status, error) = send(&router, "PUT", "/notes/0", "").await;
    assert_eq!(
        (status, error["message"].is_string()),
        (405, true),
        "{error}"
    );
}

#[tokio::test]
async fn a_service_grows_beside_routes_by_hand() {
    let by_hand = Router::new()
        .route("/notes/{id}", axum::routing::any(async || "by hand"))
        .route("/other", axum::routing::get(async || "other"));
    let state = Arc::<State>::default();
    let generated = readers_service::routes_with(state, Key(""), Options::default());
    let generated = generated.only([&first::LIST_NOTES]);
    let router = by_hand.merge(generated);
    assert_eq!(
        unserved(router.clone(), first::OPERATIONS).await,
        ["addNote"]
    );
    assert_eq!(send(&router, "GET", "/notes", "").await.0, 200);
    let (status, error) = send(&router, "POST", "/notes", "").await;
    assert_eq!((status, error["message"].is_string()), (405, true));
    let (status, error) = send(&router, "GET", "/nowhere", "").await;
    assert_eq!((status, error["message"].is_string()), (404, true));
}
