//! The servers with more routes than they have by themselves: what a request takes must not depend on how many others
//! there are.
//!
//! A document of 5,000 operations takes minutes to compile. The router is made of the operations at run time all the same,
//! so that these are stated at run time: the added ones are those that list contacts or get one, on paths of their own.
//! What is measured is the request to an operation that the generator made, in a router as large as that of such a document.

use crate::generated::{Crm, Keys, Known};
use crate::{Side, by_garde, by_hand, generated};
use axum::Router;
use axum::http::StatusCode;
use axum::routing::get;
use timely_generated::operations::{GET_CONTACT, LIST_CONTACTS, ListContacts};
use timely_generated::server::{ContactsService, ERRORS, Options};
use timely_runtime::Operation;
use timely_runtime::generated::server::ServiceRoutes;

/// The server of a side with so many routes; with its own at the least.
pub fn router(side: Side, routes: usize) -> Router {
    let own = side.router();
    let more = (0..routes.saturating_sub(own_routes(side))).map(path);
    match side {
        Side::Generated => own.merge(generated_routes(more)),
        Side::ByHand | Side::Garde => more.fold(own, |router, path| {
            router.route(&path, get(async || StatusCode::NO_CONTENT))
        }),
    }
}

/// How many routes a server has by itself: all of the two tags, or those that are measured.
const fn own_routes(side: Side) -> usize {
    match side {
        Side::Generated => generated::ROUTES,
        Side::ByHand => by_hand::ROUTES,
        Side::Garde => by_garde::ROUTES,
    }
}

/// The path of an added route: four to a kind of thing. Some begin as those of contacts do.
fn path(number: usize) -> String {
    const NAMES: [&str; 8] = [
        "accounts",
        "contact-lists",
        "contract",
        "conversions",
        "deliveries",
        "invoices",
        "webhook-logs",
        "zones",
    ];
    let things = number / 4;
    let name = NAMES[things % NAMES.len()];
    let end = ["", "/{id}", "/{id}/archive", "/{id}/history"][number % 4];
    format!("/v1/{name}-{}{end}", things / NAMES.len())
}

fn generated_routes(paths: impl Iterator<Item = String>) -> Router {
    let mut routes = ServiceRoutes::new(Crm::full(), Keys, &ERRORS, Options::default());
    for path in paths {
        let like = if path.contains("{id}") {
            &GET_CONTACT
        } else {
            &LIST_CONTACTS
        };
        // As generated code has it: for as long as the program runs.
        let path: &'static str = path.leak();
        let operation = Operation::get(path)
            .named(path)
            .parameters(like.parameters)
            .secured(like.security);
        routes.add(
            Box::leak(Box::new(operation)),
            |service, context: timely_generated::server::Context<Known>, _| async move {
                let everything = ListContacts::default();
                Ok(service.list_contacts(context, everything).await)
            },
        );
    }
    routes.into_router()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::FULL_KEY;
    use crate::requests::GOOD;
    use axum::body::Body;
    use axum::http::Request;
    use tower::ServiceExt;

    async fn status(router: &Router, path: &str) -> StatusCode {
        let request = Request::get(path).header("x-api-key", FULL_KEY);
        let request = request.body(Body::empty()).expect("a request");
        let Ok(response) = router.clone().oneshot(request).await;
        response.status()
    }

    #[tokio::test]
    async fn there_are_as_many_routes_as_asked_for() {
        let id = crate::store::id(7).to_string();
        for side in Side::ALL {
            let router = router(side, 100);
            let more = 100 - own_routes(side);
            for number in 0..more {
                let path = path(number).replace("{id}", &id);
                assert!(status(&router, &path).await.is_success(), "{path}");
            }
            let next = path(more).replace("{id}", &id);
            assert_eq!(status(&router, &next).await, StatusCode::NOT_FOUND);
            for sample in GOOD {
                let Ok(response) = router.clone().oneshot(sample.request()).await;
                assert!(response.status().is_success(), "{}", sample.name);
            }
        }
    }

    #[test]
    fn the_own_routes_stay() {
        for side in Side::ALL {
            assert!(router(side, 0).has_routes());
        }
    }
}
