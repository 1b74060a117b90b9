//! A type is named by where the document has it, whatever it is equal to: what uses it by that name goes on to compile
//! when types that were equal come to differ, and when others come to be equal.

#![deny(warnings)]
// The generated modules offer more than these tests call.
#![allow(dead_code)]

mod first {
    timely_macros::openapi!("fixtures/type_paths.yaml");
}

/// The same some time later.
mod later {
    timely_macros::openapi!("fixtures/type_paths_later.yaml");
}

/// A client alone has the schemas that its code names, and the compiler, which the macro has the paths of schemas from as
/// text, breaks long ones into lines.
mod client_alone {
    timely_macros::openapi! {
        document: "fixtures/type_paths_later.yaml",
        outputs: [client],
    }
}

use serde_json::json;
use std::any::TypeId;

/// The program of a user, as it would be written for either document.
macro_rules! user {
    ($user:ident of $api:ident) => {
        mod $user {
            use super::$api;
            use $api::client::{Call, DefaultApi, Error, default_api};
            use $api::models::{Factory, Place, Shop, factory, place, shop};
            use $api::operations::{create_invoice, create_order};

            pub(super) fn order() -> create_order::Body {
                use create_order::body::{Customer, LinesItem, State, customer};
                let address = customer::Address::new().city("Faro");
                let address = address.kind(customer::address::Kind::Home);
                let customer = Customer::new("Ana").address(address);
                create_order::Body::new(customer, vec![LinesItem::new(2)]).state(State::Open)
            }

            pub(super) fn invoice() -> create_invoice::Body {
                use create_invoice::body::{Customer, LinesItem, State, customer};
                let address = customer::Address::new().city("Faro");
                let address = address.kind(customer::address::Kind::Home);
                let customer = Customer::new("Ana").address(address);
                create_invoice::Body::new(customer, vec![LinesItem::new(2)]).state(State::Open)
            }

            pub(super) fn place() -> Place {
                Place::new().city("Faro").kind(place::Kind::Home)
            }

            pub(super) fn shop() -> Shop {
                Shop::new().owner(shop::Owner::new().name("Ana"))
            }

            pub(super) fn factory() -> Factory {
                Factory::new().owner(factory::Owner::new().name("Ana"))
            }

            /// Makes orders, and refuses invoices.
            struct Double;

            impl DefaultApi for Double {
                fn create_order(&self, body: &create_order::Body) -> default_api::CreateOrderCall {
                    let made = create_order::ResponseBody::new(&*body.customer.name);
                    Call::ready(Ok(made.into())).into()
                }

                fn create_invoice(
                    &self,
                    body: &create_invoice::Body,
                ) -> default_api::CreateInvoiceCall {
                    let other = create_invoice::ConflictBody::new().other(&*body.customer.name);
                    let refused = $api::operations::CreateInvoiceError::Conflict(other.into());
                    Call::ready(Err(Error::Api(refused))).into()
                }
            }

            pub(super) async fn made() -> create_order::ResponseBody {
                let call = Double.create_order(&order());
                let made = call.urgency(create_order::Urgency::High).await;
                made.expect("an order").into_body()
            }

            pub(super) async fn refused() -> create_invoice::ConflictBody {
                let call = Double.create_invoice(&invoice());
                let refused = call.urgency(create_invoice::Urgency::Low).await;
                match refused.map(|made| -> create_invoice::ResponseBody { made.into_body() }) {
                    Err(Error::Api($api::operations::CreateInvoiceError::Conflict(refused))) => {
                        refused.into_body()
                    }
                    other => panic!("{other:?}"),
                }
            }
        }
    };
}

user!(user_of_first of first);
user!(user_of_later of later);

#[tokio::test]
async fn paths_of_types_stay_when_shapes_merge_and_split() {
    let body = json!({
        "customer": { "name": "Ana", "address": { "city": "Faro", "kind": "home" } },
        "lines": [{ "count": 2 }], "state": "open",
    });
    let place = json!({ "city": "Faro", "kind": "home" });
    let owned = json!({ "owner": { "name": "Ana" } });
    macro_rules! holds {
        ($user:ident) => {
            assert_eq!(
                [json!($user::order()), json!($user::invoice())],
                [body.clone(), body.clone()]
            );
            assert_eq!(json!($user::place()), place);
            assert_eq!(
                [json!($user::shop()), json!($user::factory())],
                [owned.clone(), owned.clone()]
            );
            assert_eq!($user::made().await.id, "Ana");
            assert_eq!($user::refused().await.other.as_deref(), Some("Ana"));
        };
    }
    holds!(user_of_first);
    holds!(user_of_later);
}

/// Otherwise the test before this one shows nothing.
#[test]
fn the_shapes_of_these_documents_do_merge_and_split() {
    /// For each pair of paths, whether one type is behind both, at first and later.
    macro_rules! shared {
        ($($($one:ident)::+ = $($other:ident)::+: $first:literal -> $later:literal;)*) => {$(
            let of_first = TypeId::of::<first::$($one)::+>() == TypeId::of::<first::$($other)::+>();
            let of_later = TypeId::of::<later::$($one)::+>() == TypeId::of::<later::$($other)::+>();
            let names = concat!(stringify!($($one)::+), " and ", stringify!($($other)::+));
            assert_eq!((of_first, of_later), ($first, $later), "{names}");
        )*};
    }
    shared! {
        operations::create_order::Body = operations::create_invoice::Body: true -> false;
        operations::create_order::body::Customer = operations::create_invoice::body::Customer: true -> false;
        operations::create_order::body::customer::Address = operations::create_invoice::body::customer::Address: true -> false;
        operations::create_invoice::body::customer::Address = models::Place: true -> false;
        operations::create_invoice::body::customer::address::Kind = models::place::Kind: true -> true;
        operations::create_order::body::LinesItem = operations::create_invoice::body::LinesItem: true -> true;
        operations::create_order::Urgency = operations::create_invoice::Urgency: true -> false;
        operations::create_order::ResponseBody = operations::create_invoice::ResponseBody: false -> true;
        operations::create_order::ConflictBody = operations::create_invoice::ConflictBody: true -> true;
        models::shop::Owner = models::factory::Owner: true -> false;
    }
}
