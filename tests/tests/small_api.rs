//! The client and the server generated from one small document with what the Timely API does not have: several
//! successes, ranges and `default` among the errors, required headers, optional credentials, two security schemes.

#![deny(warnings)]
// The generated modules offer more than these tests call.
#![allow(dead_code)]

mod api {
    timely_macros::openapi!("fixtures/operations.yaml");
}

use api::client::{Client, Error, ThingsApi};
use api::models::Thing;
use api::models::responses::Refused;
use api::operations::headers::TotalHeaders;
use api::operations::list_things::ResponseBody as ListThingsResponseBody;
use api::operations::{
    CreateThingError, CreateThingResponse, GetThing, GetThingResponse, GreetResponse, ListThings,
    ListThingsError, ListThingsResponse,
};
use api::server::{AuthError, Authenticator, Candidate, Context, ThingsService, router};
use futures_util::TryStreamExt;
use http::StatusCode;
use timely_runtime::{NoContent, Response, Undocumented};

/// Pages of things: 1 and 2 on the first, 3 on the second.
struct Shop;

impl ThingsService<String> for Shop {
    async fn list_things(
        &self,
        cx: Context<String>,
        params: ListThings,
    ) -> Result<ListThingsResponse, ListThingsError> {
        if cx.principal() == "teapot" {
            let body = Refused::new().title("short and stout");
            return Err(ListThingsError::Default(
                Response::from(body).with_status(StatusCode::IM_A_TEAPOT),
            ));
        }
        let items = match params.page_or_default() {
            1 => vec![Thing::new(1), Thing::new(2)],
            2 => vec![Thing::new(3)],
            _ => vec![],
        };
        Ok(Response::new(
            ListThingsResponseBody::new(items, 2),
            TotalHeaders { total: 3 },
        ))
    }

    async fn create_thing(
        &self,
        _: Context<String>,
        body: Thing,
        _: api::operations::CreateThing,
    ) -> Result<CreateThingResponse, CreateThingError> {
        match body.label.as_deref() {
            Some("later") => Ok(CreateThingResponse::Accepted(NoContent.into())),
            Some("taken") => {
                let body = Refused::new().title("taken");
                Err(CreateThingError::ClientError(
                    Response::from(body).with_status(StatusCode::CONFLICT),
                ))
            }
            _ => Ok(CreateThingResponse::Created(body.into())),
        }
    }

    async fn get_thing(
        &self,
        _: Context<()>,
        thing_id: i64,
        params: GetThing,
    ) -> Result<GetThingResponse, Undocumented> {
        let fields = params.fields.unwrap_or_default().join("+");
        let label = format!("{}/{fields}", params.trace.unwrap_or_default());
        Ok(Thing::new(thing_id).label(label).into())
    }

    async fn greet(&self, cx: Context<Option<String>>) -> Result<GreetResponse, Undocumented> {
        Ok(format!("hello {}", cx.principal().as_deref().unwrap_or("stranger")).into())
    }
}

struct Keys;

impl Authenticator for Keys {
    type Principal = String;

    async fn authenticate(&self, candidate: Candidate<'_>) -> Result<String, AuthError> {
        match candidate.credentials {
            [one] if one.secret.expose() != "wrong" => Ok(one.secret.expose().to_owned()),
            _ => Err(AuthError::Unauthorized),
        }
    }

    fn has_scope(&self, holder: &String, scope: &str) -> bool {
        scope == "read" || holder == "writer"
    }
}

fn builder() -> api::client::ClientBuilder {
    Client::builder()
        .base_url("http://localhost")
        .transport(router(Shop, Keys))
}

fn client(key: &str) -> Client {
    builder().key(key).build().expect("the settings are valid")
}

#[tokio::test]
async fn required_headers_and_pages() {
    let page = client("reader").list_things().await.expect("a page");
    assert_eq!(page.headers().total, 3);
    assert_eq!(page.items.len(), 2);
}

#[tokio::test]
async fn default_errors_carry_their_status() {
    let error = client("teapot").list_things().await.expect_err("a teapot");
    let Error::Api(ListThingsError::Default(refused)) = error else {
        panic!("{error:?}")
    };
    assert_eq!(refused.status(), Some(StatusCode::IM_A_TEAPOT));
    assert_eq!(refused.title.as_deref(), Some("short and stout"));
}

#[tokio::test]
async fn each_success_has_its_variant() {
    let writer = client("writer");
    let thing = Thing::new(1).label("now");
    let created = writer.create_thing(&thing).await.expect("made");
    assert!(matches!(created, CreateThingResponse::Created(made) if made.body == thing));
    let queued = writer
        .create_thing(&Thing::new(1).label("later"))
        .await
        .expect("queued");
    assert!(matches!(queued, CreateThingResponse::Accepted(_)));
}

#[tokio::test]
async fn a_range_covers_its_statuses() {
    let error = client("writer")
        .create_thing(&Thing::new(1).label("taken"))
        .await
        .expect_err("taken");
    let Error::Api(CreateThingError::ClientError(refused)) = &error else {
        panic!("{error:?}")
    };
    assert_eq!(refused.status(), Some(StatusCode::CONFLICT));
    assert_eq!(error.status(), Some(StatusCode::CONFLICT));
}

#[tokio::test]
async fn either_security_scheme_will_do_where_either_is_named() {
    let thing = Thing::new(1);
    let error = client("reader")
        .create_thing(&thing)
        .await
        .expect_err("no scope");
    assert_eq!(error.status(), Some(StatusCode::FORBIDDEN));
    let with_token = builder()
        .token("reader")
        .build()
        .expect("the settings are valid");
    with_token
        .create_thing(&thing)
        .await
        .expect("the token needs no scope");
}

#[tokio::test]
async fn optional_credentials_are_checked_when_sent() {
    let anonymous = builder().build().expect("the settings are valid");
    assert_eq!(
        anonymous.greet().await.expect("open").into_body(),
        "hello stranger"
    );
    assert_eq!(
        client("ann").greet().await.expect("known").into_body(),
        "hello ann"
    );
    let error = client("wrong").greet().await.expect_err("refused");
    assert_eq!(error.status(), Some(StatusCode::UNAUTHORIZED));
}

#[tokio::test]
#[allow(deprecated)] // The document deprecates the operation; it works all the same.
async fn parameters_of_every_place_arrive() {
    let thing = client("any")
        .get_thing(7)
        .trace("t")
        .fields(["a,b", "c"])
        .await
        .expect("a thing");
    assert_eq!((thing.id, thing.label.as_deref()), (7, Some("t/a,b+c")));
}

#[tokio::test]
async fn a_body_over_its_bounds_is_refused_before_the_handler() {
    let error = client("writer")
        .create_thing(&Thing::new(1).label("far too long"))
        .await
        .expect_err("refused");
    assert_eq!(error.status(), Some(StatusCode::BAD_REQUEST));
}

#[tokio::test]
async fn errors_have_the_media_type_of_the_document() {
    use tower::ServiceExt;
    let request = http::Request::get("/things")
        .header("x-key", "teapot")
        .body(axum::body::Body::empty());
    let answer = router(Shop, Keys)
        .oneshot(request.expect("a request"))
        .await
        .expect("routers do not fail");
    assert_eq!(answer.status(), StatusCode::IM_A_TEAPOT);
    assert_eq!(
        answer.headers()[http::header::CONTENT_TYPE],
        "application/problem+json"
    );
}

/// A client of one of the modules below, which differ in their settings alone.
macro_rules! reader {
    ($module:ident) => {
        $module::client::Client::builder()
            .base_url("http://localhost")
            .key("reader")
            .transport(router(Shop, Keys))
            .build()
            .expect("valid")
    };
}

/// Without a rule for pages in the settings there is no stream; with one there is.
mod paged {
    timely_macros::openapi! {
        document: "fixtures/operations.yaml",
        outputs: [client],
        pagination: { style: page, page_param: "page", items: "/items", total_pages: "/pages" },
    }
}

/// The same, with a number that stands for all items, of which the first page has as many.
mod counted {
    timely_macros::openapi! {
        document: "fixtures/operations.yaml",
        outputs: [client],
        pagination: { style: page, page_param: "page", items: "/items", total: "/pages" },
    }
}

/// And with pages that are told by how many items came before.
mod skipped {
    timely_macros::openapi! {
        document: "fixtures/operations.yaml",
        outputs: [client],
        pagination: { style: offset, page_param: "page", items: "/items", total: "/pages" },
    }
}

#[tokio::test]
async fn a_number_of_items_ends_a_listing() {
    use counted::client::ThingsApi as _;
    let client = reader!(counted);
    let things: Vec<_> = client
        .list_things()
        .items()
        .try_collect()
        .await
        .expect("all pages");
    assert_eq!(things.len(), 2);

    use skipped::client::ThingsApi as _;
    let client = reader!(skipped);
    let things: Vec<_> = client
        .list_things()
        .page(1)
        .items()
        .try_collect()
        .await
        .expect("all pages");
    assert_eq!(things.len(), 2);
}

#[tokio::test]
async fn pages_are_followed_by_the_rule_of_the_settings() {
    use paged::client::ThingsApi as _;
    let client = reader!(paged);
    let things: Vec<_> = client
        .list_things()
        .items()
        .try_collect()
        .await
        .expect("all pages");
    assert_eq!(
        things.iter().map(|thing| thing.id).collect::<Vec<_>>(),
        [1, 2, 3]
    );
}
