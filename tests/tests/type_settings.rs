//! What settings say of single types: types of one's own in place of generated ones, derives where they are possible, attributes,
//! and properties that are kept.

#![deny(warnings)]
// The generated module offers more than these tests call.
#![allow(dead_code)]

mod api {
    timely_macros::openapi! {
        document: "fixtures/type_settings.yaml",
        types: {
            "Money": { use: "crate::money::Money", derive: ["Eq", "Hash", "Default"] },
            "Code": { use: "crate::money::Code" },
            "Problem": { use: "crate::money::Problem" },
            "/components/schemas/Offer/properties/period": { use: "crate::money::Period", derive: ["Eq"] },
            "*": { derive: ["Eq", "Hash", "std::default::Default", "::core::cmp::Eq"], keep_unknown: true },
            "Other": { use: "crate::money::Problem" },
            "Point": { derive: ["Copy", "PartialOrd", "Ord"] },
            "Holder": { derive: ["PartialOrd", "Ord"], keep_unknown: false },
            "Wrap": { derive: ["PartialOrd", "Ord"], attributes: ["allow(dead_code)"] },
            "Discount": { attributes: ["doc(alias = \"Rebate\")"], keep_unknown: false },
        },
    }
}

/// What is by hand.
#[allow(unreachable_pub)] // As a crate of its own would have them.
mod money {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    #[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
    pub struct Money {
        pub cents: u64,
        pub currency: String,
    }

    #[derive(Serialize, Deserialize)]
    struct Written {
        amount: String,
        currency: String,
    }

    impl Serialize for Money {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            let amount = format!("{}.{:02}", self.cents / 100, self.cents % 100);
            let currency = self.currency.clone();
            Written { amount, currency }.serialize(serializer)
        }
    }

    impl<'de> Deserialize<'de> for Money {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            let Written { amount, currency } = Written::deserialize(deserializer)?;
            let cents = amount.replace('.', "").parse();
            Ok(Self {
                cents: cents.map_err(serde::de::Error::custom)?,
                currency,
            })
        }
    }

    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    #[serde(transparent)]
    pub struct Code(pub String);

    #[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
    pub struct Period {
        #[serde(default)]
        pub days: u32,
    }

    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    pub struct Problem {
        pub message: String,
    }

    pub fn euros(euros: u64) -> Money {
        Money {
            cents: euros * 100,
            currency: "EUR".to_owned(),
        }
    }
}

use api::client::{Client, Error, OffersApi};
use api::models::{
    self, Closed, Discount, Holder, Leaf, Note, Offer, Point, Shape, Tree, Wrap, offer,
};
use api::operations::{
    CreateOfferResponse, ListOffers, ListOffersResponse, SendFormError, SendFormResponse,
    SendPartsError, SendPartsHeaders, SendPartsResponse, SetPriceResponse,
};
use api::server::{Context, OffersService, router};
use http::StatusCode;
use money::{Code, Money, Period, Problem, euros};
use serde_json::{Value, json};
use std::collections::HashSet;
use timely_runtime::{Date, Response, Text, Undocumented};

fn offer() -> Offer {
    let price: models::Money = euros(7);
    Offer::new(Code("ABC".to_owned()), price)
}

struct Shop;

impl OffersService for Shop {
    async fn list_offers(
        &self,
        _: Context<()>,
        params: ListOffers,
    ) -> Result<ListOffersResponse, Undocumented> {
        let code = params.code.unwrap_or(Code("NON".to_owned()));
        let tags = params.codes.into_iter().flatten().map(|code| code.0);
        let offer = Offer::new(code, params.most.unwrap_or_default()).tags(tags);
        Ok(vec![offer].into())
    }

    async fn create_offer(
        &self,
        _: Context<()>,
        body: Offer,
    ) -> Result<CreateOfferResponse, Undocumented> {
        Ok(body.into())
    }

    async fn set_price(
        &self,
        _: Context<()>,
        code: Code,
        body: Money,
    ) -> Result<SetPriceResponse, Undocumented> {
        let currency = format!("{}{}", code.0, body.currency);
        Ok(Money { currency, ..body }.into())
    }

    async fn send_form(
        &self,
        _: Context<()>,
        body: Money,
    ) -> Result<SendFormResponse, SendFormError> {
        Ok(body.into())
    }

    async fn send_parts(
        &self,
        _: Context<()>,
        body: Money,
    ) -> Result<SendPartsResponse, SendPartsError> {
        if body.cents == 0 {
            let message = "nothing".to_owned();
            let problem = Response::from(Problem { message }).with_status(StatusCode::CONFLICT);
            return Err(SendPartsError::Default(problem));
        }
        let headers = SendPartsHeaders::new(Code("ABC".to_owned()));
        Ok(Response::new(body, headers))
    }
}

/// A client of the shop, over a socket.
async fn client() -> Client {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .expect("a port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async move { axum::serve(listener, router(Shop)).await });
    Client::builder()
        .base_url(format!("http://{address}"))
        .build()
        .expect("a client")
}

#[tokio::test]
async fn types_of_ones_own_go_to_a_server_and_back() -> anyhow::Result<()> {
    let client = client().await;
    let listed = client
        .list_offers()
        .most(euros(9))
        .code(Code("XYZ".to_owned()))
        .codes([Code("ONE".to_owned()), Code("TWO".to_owned())])
        .await?;
    let expected = Offer::new(Code("XYZ".to_owned()), euros(9)).tags(["ONE", "TWO"]);
    assert_eq!(listed.into_body(), [expected]);

    let sent = offer()
        .before(None)
        .least(euros(1))
        .either(offer::Either::Money(euros(2)))
        .period(Period { days: 3 });
    let made = client.create_offer(&sent).await?;
    assert_eq!(made.into_body(), sent);

    let price = client.set_price(Code("ABC".to_owned()), &euros(5)).await;
    let price = price?.into_body();
    assert_eq!((price.cents, &*price.currency), (500, "ABCEUR"));

    let sent = client.send_form(&euros(5)).await?;
    assert_eq!(sent.into_body(), euros(5));
    let sent = client.send_parts(&euros(6)).await?;
    assert_eq!(sent.headers.code, Code("ABC".to_owned()));
    assert_eq!(sent.into_body(), euros(6));
    let refused = client.send_parts(&euros(0)).await;
    let Err(Error::Api(SendPartsError::Default(problem))) = refused else {
        panic!("{refused:?}");
    };
    assert_eq!(problem.message, "nothing");
    Ok(())
}

#[tokio::test]
async fn what_a_server_reads_is_held_to_its_schema() {
    let ask = async |body: Value| {
        let request = http::Request::put("/prices/ABC")
            .header("content-type", "application/json")
            .body(axum::body::Body::from(body.to_string()));
        let request = request.expect("a request");
        let answer = tower::ServiceExt::oneshot(router(Shop), request).await;
        answer.expect("an answer").status().as_u16()
    };
    assert_eq!(ask(json!({"amount": "1.00", "currency": "EUR"})).await, 200);
    // The type would read it.
    assert_eq!(ask(json!({"amount": "100", "currency": "EUR"})).await, 400);
    assert_eq!(ask(json!({"amount": "1.00", "currency": "ABC"})).await, 400);
    assert_eq!(ask(json!({"amount": "1.00"})).await, 400);
}

/// What has these traits.
fn is_eq<T: Eq>(_: &T) {}

#[test]
fn traits_are_derived_where_every_member_has_them() {
    let notes = HashSet::from([Note::default(), Note::default(), Note::new("other")]);
    assert_eq!(notes.len(), 2);
    // Constants are filled in, and what is there without being asked for stays.
    assert_eq!(Note::default(), Note::new(""));
    is_eq(&Closed::default());
    let wrap = |depth| (0..depth).fold(Wrap::default(), |inner, _| Wrap(vec![inner]));
    let holder = |depth| {
        let at: Text<Date> = "2024-01-01".parse().expect("a date");
        Holder::new(at, 1, wrap(depth))
    };
    assert!(holder(1) < holder(2) && HashSet::from([wrap(1), wrap(1)]).len() == 1);
    let point = Point::new(1, 0.5);
    let same = point;
    assert!(point <= same);
    let _: models::Other = Problem {
        message: String::new(),
    };
    is_eq(&Leaf::new("green".into()).color);
    assert_eq!(Discount::default().percent, 0.0);
    assert_eq!(Tree::default(), Tree::new());
    assert_eq!(
        serde_json::to_value(Note::default()).expect("JSON"),
        json!({"kind": "note", "text": ""})
    );
}

#[test]
fn unknown_properties_survive_where_the_settings_say_so() -> serde_json::Result<()> {
    let round = |value: &Value| -> serde_json::Result<Value> {
        let note: Note = serde_json::from_value(value.clone())?;
        serde_json::to_value(note)
    };
    let known = json!({"kind": "note", "text": "a", "more": {"kind": "note", "text": "b", "new": [1.5, null]}, "x": {}});
    assert_eq!(round(&known)?, known);
    let discount: Discount = serde_json::from_value(json!({"percent": 5.0, "new": 1}))?;
    assert_eq!(serde_json::to_value(discount)?, json!({"percent": 5.0}));
    // The object and the shape that it has keep each what the other does not.
    let shape = json!({"name": "a", "radius": 1, "new": [1]});
    let read: Shape = serde_json::from_value(shape.clone())?;
    assert_eq!(serde_json::to_value(&read)?, shape);
    assert_eq!(serde_json::to_string(&read)?.matches("new").count(), 1);
    // It allows none.
    let closed: Closed = serde_json::from_value(json!({"name": "a", "new": 1}))?;
    assert_eq!(serde_json::to_value(closed)?, json!({"name": "a"}));
    Ok(())
}
