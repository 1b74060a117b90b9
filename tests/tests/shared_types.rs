//! Two documents with the same types: what one client has received the other one sends.

#![deny(warnings)]
// The generated modules offer more than these tests call.
#![allow(dead_code)]

mod common {
    timely_macros::openapi! {
        document: "fixtures/common.yaml",
        derives: ["Eq", "Hash"],
    }
}

mod shop {
    timely_macros::openapi! {
        document: "fixtures/sharing.yaml",
        derives: ["Eq", "Hash"],
        refs: {
            "common.yaml": { module: "common", derives: ["Eq", "Hash"] },
        },
        pagination: { style: cursor, page_param: "after", items: "/data", next_cursor: "/next" },
    }
}

/// The same document with a crate that has the types of another one, which is outside of its folder.
mod with_a_crate {
    timely_macros::openapi! {
        document: "fixtures/refs/a_crate.yaml",
        refs: {
            "https://timely.example/openapi.yaml": { file: "../spec/timely.yaml", crate: "timely_generated" },
        },
    }
}

/// The same document with types that are named one by one.
mod named {
    timely_macros::openapi! {
        document: "fixtures/sharing.yaml",
        outputs: [client],
        refs: {
            "common.yaml#/components/schemas/Money": { type: "crate::common::models::Money", derives: ["Eq"] },
            "fixtures/common.yaml#/components/schemas/Order": { type: "crate::by_hand::Order" },
        },
    }
}

#[allow(unreachable_pub)] // As a crate of its own would have it.
mod by_hand {
    /// What somebody wrote for an order.
    #[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
    pub struct Order {
        pub id: String,
    }
}

use common::client::{Client as CommonClient, OrdersApi};
use common::models::{
    Cat, Closed, Currency, Level, Money, Order, Page, Pet, Placed, Problem, order, responses,
};
use common::operations::{GetOrderError, GetOrderResponse};
use common::server::OrdersService;
use http::StatusCode;
use serde_json::{Value, json};
use shop::client::{Client as ShopClient, Error, ShopApi};
use shop::models::problem::ProblemRequired;
use shop::models::{Beast, Extended, Parcel, Receipt, Sent, receipt};
use shop::operations::{
    ListOrders, ListOrdersError, ListOrdersHeaders, ListOrdersResponse, ListPages, ListPagesError,
    ListPagesResponse, PlaceOrderError, PlaceOrderResponse, SendPetResponse, SetPriceResponse,
};
use shop::server::ShopService;
use shop::webhooks::WebhookEvent;
use std::collections::HashSet;
use timely_runtime::server::{Context, Router};
use timely_runtime::webhooks::Event as _;
use timely_runtime::{Response, Undocumented};

fn money() -> Money {
    Money::new(12, Currency::Eur).note("fresh")
}

fn stored() -> Order {
    let mut order = Order::new("abc", order::State::Open, money())
        .level(Level::High)
        .history([order::HistoryItem::new(
            "2024-02-29T12:00:00.500Z".parse().expect("a time"),
        )]);
    let further = json!({"sum": 12345678901234567890_u64});
    order
        .additional_properties
        .insert("further".to_owned(), further);
    order
}

/// A server of the common document.
struct Common;

impl OrdersService for Common {
    async fn get_order(
        &self,
        _: Context<()>,
        _: String,
    ) -> Result<GetOrderResponse, GetOrderError> {
        Ok(stored().into())
    }
}

/// A server of the document that shares its types.
struct Shop;

impl ShopService for Shop {
    async fn list_orders(
        &self,
        _: Context<()>,
        params: ListOrders,
    ) -> Result<ListOrdersResponse, ListOrdersError> {
        let Some(currency) = params.currency else {
            let failed = responses::Failed::new(responses::failed::Reason::Unknown);
            let failed = Response::from(failed).with_status(StatusCode::NOT_FOUND);
            return Err(ListOrdersError::Default(failed));
        };
        let mut order = stored();
        order.total = params.least.or(params.most).unwrap_or(money());
        order.level = params.level;
        Ok(Response::new(vec![order], ListOrdersHeaders::new(currency)))
    }

    async fn place_order(
        &self,
        _: Context<()>,
        body: Order,
    ) -> Result<PlaceOrderResponse, PlaceOrderError> {
        let state = body.state.clone();
        let either = receipt::Either::Money(body.total.clone());
        Ok(Receipt::new(body, state).either(either).into())
    }

    async fn set_price(
        &self,
        _: Context<()>,
        _: String,
        currency: Currency,
        body: Money,
    ) -> Result<SetPriceResponse, Undocumented> {
        Ok(Money { currency, ..body }.into())
    }

    async fn list_pages(
        &self,
        _: Context<()>,
        params: ListPages,
    ) -> Result<ListPagesResponse, ListPagesError> {
        match params.after.as_deref() {
            Some("none") => Err(ListPagesError::NotFound(
                Problem::new(ProblemRequired {
                    code: "none".to_owned(),
                    message: "no page".to_owned(),
                })
                .into(),
            )),
            after => Ok(Self::page(after).into()),
        }
    }

    async fn send_pet(
        &self,
        _: Context<()>,
        body: Parcel,
    ) -> Result<SendPetResponse, Undocumented> {
        let pet = match body.pet {
            Pet::Cat(cat) => Beast::Cat(cat),
            other => panic!("{other:?}"),
        };
        let Order { id, state, .. } = stored();
        let extended = Extended::new(shop::models::extended::ExtendedRequired {
            id,
            state,
            total: body.price,
            shop: "corner".to_owned(),
        });
        Ok(Sent::new(extended, pet).into())
    }
}

impl Shop {
    /// The page after a cursor.
    fn page(after: Option<&str>) -> Page {
        let page = Page::new(vec![stored()]);
        match after {
            None => page.next("second".to_owned()),
            Some(_) => page,
        }
    }
}

/// The address of a server.
async fn serve(router: Router) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .expect("a port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async move { axum::serve(listener, router).await });
    format!("http://{address}")
}

async fn shop_client() -> ShopClient {
    let address = serve(shop::server::router(Shop)).await;
    ShopClient::builder()
        .base_url(address)
        .build()
        .expect("a client")
}

#[tokio::test]
async fn what_one_client_received_the_other_sends() -> anyhow::Result<()> {
    let address = serve(common::server::router(Common)).await;
    let common = CommonClient::builder().base_url(address).build()?;
    let order = common.get_order("abc").await?.into_body();
    assert_eq!(order, stored());

    let receipt = shop_client().await.place_order(&order).await?.into_body();
    // Nothing is lost on the way, and nothing is converted: it is one type.
    assert_eq!(receipt.order, order);
    assert_eq!(receipt.state, order::State::Open);
    assert_eq!(receipt.either, Some(receipt::Either::Money(money())));
    let same: shop::models::Order = receipt.order;
    assert_eq!(HashSet::from([same, order]).len(), 1);
    Ok(())
}

#[tokio::test]
async fn shared_types_stand_wherever_others_do() -> anyhow::Result<()> {
    let client = shop_client().await;
    let listed = client
        .list_orders()
        .currency(Currency::Usd)
        .level(Level::Low)
        .most(money())
        .await?;
    assert_eq!(listed.headers.currency, Currency::Usd);
    let order = &listed.body[0];
    assert_eq!((&order.level, &order.total), (&Some(Level::Low), &money()));
    let least = Money::new(7, Currency::Usd);
    let listed = client
        .list_orders()
        .currency(Currency::Eur)
        .least(least.clone())
        .await?;
    assert_eq!(listed.body[0].total, least);

    let refused = client.list_orders().await;
    let Err(Error::Api(ListOrdersError::Default(failed))) = refused else {
        panic!("{refused:?}");
    };
    assert_eq!(failed.body.reason, responses::failed::Reason::Unknown);

    let price = client.set_price("abc", Currency::Usd, &money()).await?;
    assert_eq!(
        price.into_body(),
        Money::new(12, Currency::Usd).note("fresh")
    );

    let parcel = Parcel::new(Pet::Cat(Cat::new("cat", 9)), money()).currency(Currency::Eur);
    let sent = client.send_pet(&parcel).await?.into_body();
    assert_eq!(sent.pet, Beast::Cat(Cat::new("cat", 9)));
    assert_eq!(sent.extended.total, money());
    Ok(())
}

#[tokio::test]
async fn a_server_holds_shared_types_to_their_schemas() {
    let ask = async |body: Value| {
        let request = http::Request::post("/orders")
            .header("content-type", "application/json")
            .body(axum::body::Body::from(body.to_string()))
            .expect("a request");
        let answer = tower::ServiceExt::oneshot(shop::server::router(Shop), request).await;
        answer.expect("an answer").status().as_u16()
    };
    let order = |amount: i64, note: &str| {
        let total = json!({"amount": amount, "currency": "EUR", "note": note});
        json!({"id": "abc", "state": "open", "total": total})
    };
    assert_eq!(ask(order(1, "short")).await, 201);
    // The type itself would read each of them.
    assert_eq!(ask(order(-1, "short")).await, 400);
    assert_eq!(ask(order(1, "longer")).await, 400);
    let mut short = order(1, "short");
    short["id"] = json!("ab");
    assert_eq!(ask(short).await, 400);
}

#[tokio::test]
async fn what_is_made_of_types_is_made_of_shared_ones() -> anyhow::Result<()> {
    // Pages are walked by their members.
    let client = shop_client().await;
    let mut orders = client.list_pages().items();
    let mut count = 0;
    while let Some(order) = orders.try_next().await? {
        assert_eq!(order, stored());
        count += 1;
    }
    assert_eq!(count, 2);
    // Webhooks are told apart by a property, and defaults are values.
    let event = json!({"event": "closed", "id": "abc", "a": 1, "b": 2, "c": 3});
    let event = WebhookEvent::decode(&event);
    let Ok(WebhookEvent::OrderClosed(closed)) = event else {
        panic!("{event:?}");
    };
    let closed: Closed = closed;
    let required = shop::models::closed::ClosedRequired {
        id: "abc".to_owned(),
        a: 1,
        b: 2,
        c: 3,
    };
    assert_eq!(closed, Closed::new(required));
    let placed = json!({"event": "placed", "order": stored()});
    let event = WebhookEvent::decode(&placed);
    assert!(
        matches!(event, Ok(WebhookEvent::OrderPlaced(placed)) if placed == Placed::new(stored()))
    );
    let receipt = Receipt::new(stored(), order::State::Open);
    assert_eq!(receipt.currency_or_default(), Currency::Eur);
    Ok(())
}

/// The error body of the document is filled in by the names of its properties.
#[tokio::test]
async fn a_server_refuses_with_the_shared_error_body() -> anyhow::Result<()> {
    let request = http::Request::get("/pages?after=1&after=2").body(axum::body::Body::empty())?;
    let answer = tower::ServiceExt::oneshot(shop::server::router(Shop), request).await?;
    assert_eq!(answer.status(), 400);
    let body = http_body_util::BodyExt::collect(answer.into_body())
        .await?
        .to_bytes();
    let body: Problem = serde_json::from_slice(&body)?;
    assert!(!body.code.is_empty() && !body.message.is_empty());
    Ok(())
}

#[test]
fn types_are_named_one_by_one() {
    let total: named::models::Money = money();
    let order: named::models::Order = by_hand::Order {
        id: "abc".to_owned(),
    };
    let receipt = named::models::Receipt::new(order, named::models::State::Open).paid(total);
    let text = serde_json::to_value(&receipt).expect("JSON");
    assert_eq!(text["order"], json!({"id": "abc"}));
    assert_eq!(text["paid"]["note"], "fresh");
}

#[test]
fn a_type_of_another_crate_is_that_type() {
    use timely_generated::models::{Error, ErrorDetail, WebhookEventType};
    use with_a_crate::models::error_detail::ErrorDetailRequired;
    use with_a_crate::models::{Summary, summary};

    let _: Option<timely_generated::models::Contact> = None::<with_a_crate::models::Contact>;
    let summary = Summary::new();
    assert_eq!(summary.event_or_default(), WebhookEventType::MessageSent);
    let detail = ErrorDetail::new(ErrorDetailRequired {
        code: "a".to_owned(),
        message: "b".to_owned(),
        status: 400,
    });
    let summary = summary.either(Error::new(detail));
    assert!(matches!(summary.either, Some(summary::Either::Error(_))));
    let names = with_a_crate::webhooks::WebhookEvent::NAMES;
    assert_eq!(names, timely_generated::webhooks::WebhookEvent::NAMES);
}
