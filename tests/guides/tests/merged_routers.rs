//! What the guide to axum says of routers that are merged.

use api::server::{AuthError, Authenticator, Candidate, Context};
use axum::{Router, body::Body, http::Request, routing::get};
use std::panic::{AssertUnwindSafe, catch_unwind};
use timely_runtime::{Text, Uuid};
use tower::ServiceExt as _;

mod api {
    timely_macros::openapi! {
        document: "spec/pets.yaml",
        outputs: [server],
        include: ["getPet", "placeOrder"],
    }
}
use api::models::{Order, OrderCreate, Pet, PetStatus, order::OrderRequired};
use api::operations::{GetPetError, GetPetResponse, PlaceOrderError, PlaceOrderResponse};
use api::server::{OrdersService, PetsService, orders_service, pets_service};

#[derive(Clone)]
struct App;

impl Authenticator for App {
    type Principal = ();

    async fn authenticate(&self, _: Candidate<'_>) -> Result<(), AuthError> {
        Ok(())
    }

    fn has_scope(&self, (): &(), _: &str) -> bool {
        true
    }
}

impl PetsService<()> for App {
    async fn get_pet(&self, _: Context<()>, id: Text<Uuid>) -> Result<GetPetResponse, GetPetError> {
        Ok(Pet::new(id, "Rex", PetStatus::Available).into())
    }
}

impl OrdersService<()> for App {
    async fn place_order(
        &self,
        _: Context<()>,
        order: OrderCreate,
    ) -> Result<PlaceOrderResponse, PlaceOrderError> {
        let (id, pet_id) = (order.pet_id.clone(), order.pet_id);
        Ok(Order::new(OrderRequired { id, pet_id }).into())
    }
}

async fn answer(app: &Router, path: &str) -> (u16, String) {
    let request = Request::get(path).header("x-api-key", "the-key");
    let request = request.body(Body::empty()).expect("a request");
    let response = app.clone().oneshot(request).await.expect("an answer");
    let status = response.status().as_u16();
    let body = axum::body::to_bytes(response.into_body(), 1 << 16)
        .await
        .expect("a body");
    (status, String::from_utf8(body.to_vec()).expect("a text"))
}

fn panics(merge: impl FnOnce() -> Router) -> bool {
    catch_unwind(AssertUnwindSafe(merge)).is_err()
}

#[tokio::test]
async fn no_fallback_is_reset() {
    let by_hand = Router::new().route("/pets/count", get(async || "1"));
    let app = by_hand
        .merge(pets_service::router(App, App))
        .merge(orders_service::router(App, App));
    assert_eq!(answer(&app, "/pets/count").await, (200, "1".to_owned()));
    let pet = format!("/pets/{}", Uuid::nil());
    assert_eq!(answer(&app, &pet).await.0, 200);
    let (status, body) = answer(&app, "/elsewhere").await;
    assert_eq!(status, 404);
    assert!(
        body.starts_with(r#"{"error":{"code":"NOT_FOUND""#),
        "{body}"
    );
}

#[tokio::test]
async fn a_fallback_of_ones_own_stays() {
    let own = Router::new().fallback(async || "mine");
    let app = own.merge(pets_service::router(App, App));
    assert_eq!(answer(&app, "/elsewhere").await, (200, "mine".to_owned()));
}

#[tokio::test]
async fn methods_of_one_path_are_generated_and_by_hand() {
    let by_hand = |path| Router::new().route(path, axum::routing::delete(async || "gone"));
    let app = by_hand("/pets/{p1}").merge(pets_service::router(App, App));
    let pet = format!("/pets/{}", Uuid::nil());
    assert_eq!(answer(&app, &pet).await.0, 200);
    assert!(panics(
        || by_hand("/pets/{id}").merge(pets_service::router(App, App))
    ));
}

#[tokio::test]
async fn a_prefix_is_nested() {
    let app = Router::new().nest("/v1", pets_service::router(App, App));
    let pet = format!("/v1/pets/{}", Uuid::nil());
    assert_eq!(answer(&app, &pet).await.0, 200);
}
