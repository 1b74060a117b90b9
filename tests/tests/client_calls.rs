//! Calls of a client as values: over a socket, as trait objects, and made by doubles.

#![deny(warnings)]
// The generated modules offer more than these tests call.
#![allow(dead_code, deprecated)]
#![allow(
    clippy::unwrap_used,
    reason = "the helpers of a test may fail it as the test itself does"
)]

mod api {
    timely_macros::openapi! {
        document: "fixtures/client_calls.yaml",
        pagination: { style: page, page_param: "page", items: "/items", total_pages: "/total" },
        idempotency: { header: "X-Key" },
    }
}

/// The same with an operation more, and as published clients are: without the server.
mod later {
    timely_macros::openapi! {
        document: "fixtures/client_calls_later.yaml",
        outputs: [client],
        pagination: { style: page, page_param: "page", items: "/items", total_pages: "/total" },
    }
}

use api::client::pets_api::{CreatePetCall, GetPetCall, ListPetsCall, UpdatePetCall};
use api::client::{Call, Client, Error, PetsApi, RetryPolicy};
use api::models::{Change, Kind, Page, Pet, Problem};
use api::operations::{
    CreatePetResponse, GetPetError, GetPetResponse, ListBoxes, ListBoxesResponse, ListPets,
    ListPetsError, ListPetsResponse, UpdatePetResponse,
};
use api::server::{Context, PetsService, router};
use futures_util::{StreamExt, TryStreamExt};
use std::future::IntoFuture;
use std::time::Duration;
use timely_runtime::client::{RequestError, RequestFailure};
use timely_runtime::{Response, Undocumented};

/// Nothing takes as long as this, even on a machine that has much else to do.
const LONG: Duration = Duration::from_secs(120);

struct Shop;

/// A page with a pet that is called like this.
fn page(name: impl Into<String>) -> Page {
    Page::new(vec![Pet::new(name)], 3)
}

impl PetsService for Shop {
    async fn list_pets(
        &self,
        _: Context<()>,
        params: ListPets,
    ) -> Result<ListPetsResponse, ListPetsError> {
        if params.kind == Some(Kind::Dog) {
            return Err(ListPetsError::NotFound(Problem::new("dogs").into()));
        }
        Ok(page(format!("{params:?}")).into())
    }

    async fn create_pet(
        &self,
        _: Context<()>,
        body: Pet,
    ) -> Result<CreatePetResponse, Undocumented> {
        Ok(body.into())
    }

    async fn get_pet(&self, _: Context<()>, name: String) -> Result<GetPetResponse, GetPetError> {
        Ok(Pet::new(name).into())
    }

    async fn update_pet(
        &self,
        _: Context<()>,
        name: String,
        body: Option<Change>,
    ) -> Result<UpdatePetResponse, Undocumented> {
        let mut pet = Pet::new(name);
        pet.kind = body.and_then(|body| body.kind);
        Ok(pet.into())
    }

    async fn list_boxes(
        &self,
        _: Context<()>,
        params: ListBoxes,
    ) -> Result<ListBoxesResponse, Undocumented> {
        Ok(page(format!("{params:?}")).into())
    }
}

/// A client of the shop, over a socket.
async fn client() -> Client {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router(Shop)).await });
    let builder = Client::builder().base_url(format!("http://{address}"));
    builder
        .retry(RetryPolicy::none())
        .timeout(LONG)
        .build()
        .unwrap()
}

#[tokio::test]
async fn what_is_set_is_sent() {
    let client = client().await;
    let named = |page: &Page| page.items[0].name.clone();
    let plain = client.list_pets().await.unwrap();
    assert_eq!(named(&plain), format!("{:?}", ListPets::default()));
    let set = client
        .list_pets()
        .kind(Kind::Cat)
        .names(["a", "b c"])
        .ages([1, -2])
        .page(7)
        .old(true)
        .await
        .unwrap();
    let expected = ListPets {
        page: Some(7),
        kind: Some(Kind::Cat),
        names: Some(vec!["a".to_owned(), "b c".to_owned()]),
        ages: Some(vec![1, -2]),
        old: Some(true),
    };
    assert_eq!(named(&set), format!("{expected:?}"));
    // What is set twice counts the second time; an owned list is as good.
    let again = client.list_pets().page(1).names(vec![String::from("x")]);
    let again = again.page(2).await.unwrap();
    assert!(named(&again).contains("Some(2)"), "{again:?}");
    let refused = client.list_pets().kind(Kind::Dog).await;
    assert!(matches!(
        refused,
        Err(Error::Api(ListPetsError::NotFound(problem))) if problem.code == "dogs"
    ));
}

#[tokio::test]
async fn bodies_are_arguments_or_set() {
    let client = client().await;
    let pet = Pet::new("Tom").kind(Kind::Cat);
    let made = client.create_pet(&pet).idempotency_key("k").await.unwrap();
    assert_eq!(made.body, pet);
    assert_eq!(client.update_pet("Tom").await.unwrap().kind, None);
    let change = Change::new().kind(Kind::Cat);
    let changed = client.update_pet("Tom").body(&change).await.unwrap();
    assert_eq!(changed.body, pet);
}

#[tokio::test]
async fn a_call_outlives_its_client_and_may_be_sent_elsewhere() {
    let call = client().await.get_pet("Tom");
    let shown = format!("{call:?}");
    assert!(
        shown.contains("getPet") && !shown.contains("Tom"),
        "{shown}"
    );
    let pet = tokio::spawn(call.into_future()).await.unwrap().unwrap();
    assert_eq!(pet.name, "Tom");
}

#[tokio::test]
async fn listings_are_streams_of_items_and_of_pages() {
    let client = client().await;
    let items: Vec<Pet> = client.list_pets().items().try_collect().await.unwrap();
    assert_eq!(items.len(), 3);
    assert!(items[0].name.contains("page: None"), "{items:?}");
    assert!(items[2].name.contains("page: Some(3)"), "{items:?}");
    // The streams need no pinning, and begin where they are told to.
    let mut pages = client.list_pets().page(2).pages();
    let mut count = 0;
    while let Some(page) = pages.next().await {
        assert_eq!(page.unwrap().total, 3);
        count += 1;
    }
    assert_eq!(count, 2);
}

#[tokio::test]
async fn parameters_go_before_the_methods_of_all_calls() {
    let client = client().await;
    let call = || {
        let boxes = client.list_boxes().with("w").items("i").pages("p");
        let boxes = boxes.timeout(1).header("h").retry(true).from("f");
        boxes.idempotency_key("k").into_future("n")
    };
    let call = || call().with_(|call| call.timeout(LONG).retry(RetryPolicy::none()));
    let expected = ListBoxes {
        page: Some(3),
        with: Some("w".to_owned()),
        items: Some("i".to_owned()),
        pages: Some("p".to_owned()),
        timeout: Some(1),
        header: Some("h".to_owned()),
        retry: Some(true),
        idempotency_key: Some("k".to_owned()),
        into_future: Some("n".to_owned()),
        from: Some("f".to_owned()),
    };
    let page = call().page(3).idempotency_key_("key").await.unwrap();
    assert_eq!(page.items[0].name, format!("{expected:?}"));
    let items: Vec<Pet> = call().items_().try_collect().await.unwrap();
    assert_eq!(items[2].name, format!("{expected:?}"));
    let pages: Vec<_> = call().pages_().try_collect().await.unwrap();
    assert_eq!(pages.len(), 3);
}

/// A double that answers by what its caller sets, with a value, and with an error; and not at all.
struct Double;

impl PetsApi for Double {
    fn list_pets(&self) -> ListPetsCall {
        let answer = Call::answer(|call| {
            let params: ListPets = call.parameters()?;
            let page: Option<i64> = call.parameter("page")?;
            assert_eq!(page, params.page);
            if call.parameter::<String>("pages").is_ok() {
                panic!("there is no such parameter");
            }
            Ok(self::page(format!("{params:?}")).into())
        });
        answer.into()
    }

    fn get_pet(&self, name: &str) -> GetPetCall {
        Call::ready(match name {
            "Tom" => Ok(Pet::new(name).into()),
            _ => Err(Error::Api(GetPetError::NotFound(Problem::new(name).into()))),
        })
        .into()
    }

    fn update_pet(&self, name: &str) -> UpdatePetCall {
        let name = name.to_owned();
        let answer = Call::answer(move |call| {
            let sent = call.body().and_then(|body| body.as_bytes());
            let text = sent.map_or("", |sent| std::str::from_utf8(sent).unwrap());
            Ok(Response::from(Pet::new(format!("{name}: {text}"))))
        });
        answer.into()
    }
}

/// What a program does with any client.
async fn names(pets: &dyn PetsApi) -> Vec<String> {
    let items = pets.list_pets().kind(Kind::Cat).items();
    items.map_ok(|pet| pet.name).try_collect().await.unwrap()
}

#[tokio::test]
async fn a_client_is_a_trait_object_and_so_is_a_double() {
    let client: Box<dyn PetsApi> = Box::new(client().await);
    assert_eq!(names(&*client).await, names(&Double).await);
}

#[tokio::test]
async fn a_double_answers_with_a_value_an_error_or_a_function() {
    assert_eq!(Double.get_pet("Tom").await.unwrap().name, "Tom");
    let missing = Double.get_pet("Rex").await;
    assert!(matches!(
        missing,
        Err(Error::Api(GetPetError::NotFound(problem))) if problem.code == "Rex"
    ));
    let page = Double.list_pets().page(4).names(["a"]).await.unwrap();
    let expected = ListPets {
        page: Some(4),
        names: Some(vec!["a".to_owned()]),
        ..ListPets::default()
    };
    assert_eq!(page.items[0].name, format!("{expected:?}"));
    let change = Change::new().kind(Kind::Cat);
    let changed = Double.update_pet("Tom").body(&change).await.unwrap();
    assert_eq!(changed.name, r#"Tom: {"kind":"cat"}"#);
    assert_eq!(Double.update_pet("Tom").await.unwrap().name, "Tom: ");
}

#[tokio::test]
async fn what_a_double_does_not_answer_says_so() {
    let call: CreatePetCall = Double.create_pet(&Pet::new("Tom"));
    let error = call.await.unwrap_err();
    assert!(matches!(
        error,
        Error::Request(RequestFailure {
            error: RequestError::Unanswered("createPet"),
            ..
        })
    ));
    assert_eq!(
        error.to_string(),
        "createPet: nothing answers the operation createPet here"
    );
    let mut items = Double.list_boxes().items_();
    assert!(items.next().await.unwrap().is_err());
    assert!(items.next().await.is_none());
}

/// The double of one operation, as it would be written for either document.
macro_rules! double {
    ($module:ident) => {{
        use $module::client::{Call, PetsApi, pets_api};
        struct Double;
        impl PetsApi for Double {
            fn get_pet(&self, name: &str) -> pets_api::GetPetCall {
                Call::ready(Ok($module::models::Pet::new(name).into())).into()
            }
        }
        Double
    }};
}

#[tokio::test]
async fn a_new_operation_breaks_no_double() {
    assert_eq!(double!(api).get_pet("Tom").await.unwrap().name, "Tom");
    use later::client::PetsApi as _;
    let double = double!(later);
    assert_eq!(double.get_pet("Tom").await.unwrap().name, "Tom");
    let error = double.feed_pet("Tom").await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "feedPet: nothing answers the operation feedPet here"
    );
}

#[test]
fn what_is_made_for_a_call_is_small() {
    // They are moved by each setter, and into whatever awaits them.
    assert!(
        size_of::<ListPetsCall>() <= 512,
        "{}",
        size_of::<ListPetsCall>()
    );
    assert!(size_of::<<ListPetsCall as IntoFuture>::IntoFuture>() <= 64);
}
