//! Calls as generated code makes them.

#![allow(
    unreachable_pub,
    reason = "the type of a call is public where it is generated"
)]

use super::*;
use crate::client::paginate::{Next, Turn};
use crate::client::timeouts::Limit;
use serde_json::Value;

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Contacts {
    items: Vec<Value>,
    total_pages: u32,
}

crate::__call!(ListContactsCall {
    of: "ContactsApi::list_contacts",
    operation: GET,
    success: Response<Contacts>,
    error: Undocumented,
});

impl ListContactsCall {
    fn limit(self, limit: u32) -> Self {
        Self(self.0.arg("limit", &limit))
    }

    fn items(self) -> Items<Self> {
        Items::of(self.0)
    }
}

impl Listing for ListContactsCall {
    type Page = Response<Contacts>;
    type Error = Undocumented;
    type Item = Value;

    const PARAMETER: &'static str = "limit";

    fn items(page: &Self::Page) -> &[Value] {
        &page.items
    }

    fn into_items(page: Self::Page) -> Vec<Value> {
        page.into_body().items
    }

    fn turn(page: &Self::Page, turn: &mut Turn<'_>) -> Next {
        turn.up_to::<u32>(1, Some(page.total_pages.into()))
    }
}

/// What a generated trait with a listing looks like.
trait ContactsApi: Send + Sync {
    fn list_contacts(&self, id: &str) -> ListContactsCall;
}

impl ContactsApi for Client {
    fn list_contacts(&self, id: &str) -> ListContactsCall {
        ListContactsCall(self.request(&GET).arg("id", id).call())
    }
}

#[tokio::test]
async fn a_listing_is_followed_to_its_end() {
    use futures_util::TryStreamExt;

    let page = |text| Does::Answer(200, text);
    let server = Server::new([
        page(r#"{"items":[{"id":1},{"id":2}],"total_pages":2}"#),
        page(r#"{"items":[{"id":3}],"total_pages":2}"#),
    ]);
    let client = server.builder().build().unwrap();
    let contacts = client.list_contacts("all").items();
    let contacts: Vec<Value> = contacts.try_collect().await.unwrap();
    assert_eq!(
        contacts,
        [json!({ "id": 1 }), json!({ "id": 2 }), json!({ "id": 3 })]
    );
    let seen = server.seen.lock().unwrap();
    let queries: Vec<_> = seen.iter().map(|(parts, ..)| parts.uri.query()).collect();
    assert_eq!(queries, [None, Some("limit=2")]);
}

#[tokio::test]
async fn a_call_varies_what_the_client_says() {
    let server = Server::new([
        Does::Answer(503, ""),
        Does::Answer(200, r#"{"items":[],"total_pages":1}"#),
        Does::Answer(200, r#"{"items":[],"total_pages":1}"#),
    ]);
    let builder = server.builder().header("x-team", "a").header("x-user", "b");
    let client = builder.build().unwrap();
    let once = |call: CallOptions| call.retry(RetryPolicy::none());
    let refused = client.list_contacts("all").with(once).await;
    assert_eq!(refused.unwrap_err().status().unwrap(), 503);
    let headers = |call: CallOptions| call.header("X-Team", "c").header("x-trace", "d");
    let call = client.list_contacts("all").with(headers).limit(3);
    assert!(format!("{call:?}").contains("x-trace"));
    assert!(!format!("{call:?}").contains("\"d\""), "{call:?}");
    call.await.unwrap();
    client.list_contacts("all").await.unwrap();
    let seen = server.seen.lock().unwrap();
    let sent = |request: usize, name: &str| {
        let value = seen[request].0.headers.get(name)?;
        Some(value.to_str().unwrap().to_owned())
    };
    assert_eq!(sent(1, "x-team").as_deref(), Some("c"));
    assert_eq!(sent(1, "x-trace").as_deref(), Some("d"));
    assert_eq!(sent(1, "x-user").as_deref(), Some("b"));
    assert_eq!(sent(2, "x-team").as_deref(), Some("a"));
    assert_eq!(sent(2, "x-trace"), None);
}

#[tokio::test]
async fn a_header_that_is_none_is_an_error_of_the_call() {
    let server = Server::new([]);
    let client = server.builder().build().unwrap();
    for (name, value) in [("x y", "a"), ("x-a", "a\nb"), ("", "a")] {
        let call = client.list_contacts("all");
        let answer = call.with(|call| call.header(name, value)).await;
        let Err(Error::Request(RequestFailure {
            error: RequestError::Header(told),
            ..
        })) = answer
        else {
            panic!("{answer:?}");
        };
        assert_eq!(told, name);
    }
}

#[tokio::test(start_paused = true)]
async fn a_call_may_have_a_timeout_of_its_own() {
    let server = Server::new([Does::Hang]);
    let client = server.builder().build().unwrap();
    let start = Instant::now();
    let call = client.list_contacts("all");
    let call = call.with(|call| {
        call.timeout(Duration::from_secs(2))
            .retry(RetryPolicy::none())
    });
    assert!(call.await.unwrap_err().is_timeout());
    assert_eq!(start.elapsed().as_secs(), 2);
}

/// What a program is given that is to work with any client.
struct Double;

impl ContactsApi for Double {
    fn list_contacts(&self, id: &str) -> ListContactsCall {
        let id = id.to_owned();
        let answer = Call::answer(move |call| {
            let limit: u32 = call.parameter("limit")?.unwrap_or(1);
            let seconds = call
                .options()
                .and_then(|options| options.timeouts.get(Limit::Attempt));
            let body = json!({
                "items": [{ "id": id, "limit": limit, "patient": seconds.is_some() }],
                "total_pages": 3,
            });
            Ok(Response::from(
                serde_json::from_value::<Contacts>(body).unwrap(),
            ))
        });
        answer.into()
    }
}

#[tokio::test]
async fn a_double_answers_by_what_its_caller_sets() {
    use futures_util::TryStreamExt;

    let double: Box<dyn ContactsApi> = Box::new(Double);
    let call = double.list_contacts("all").limit(2);
    assert_eq!(
        format!("{call:?}"),
        "ListContactsCall(Call { operation: \"doContact\", arguments: [\"limit\"], body: None, options: None, error: None, .. })"
    );
    let found = call
        .with(|call| call.timeout(Duration::ZERO))
        .await
        .unwrap();
    assert_eq!(
        found.items,
        [json!({ "id": "all", "limit": 2, "patient": true })]
    );
    let items: Vec<Value> = double
        .list_contacts("all")
        .items()
        .try_collect()
        .await
        .unwrap();
    let limits: Vec<_> = items.iter().map(|item| item["limit"].clone()).collect();
    assert_eq!(limits, [1, 2, 3]);
}

#[tokio::test]
async fn what_nobody_answers_says_so() {
    struct Nobody;
    impl ContactsApi for Nobody {
        fn list_contacts(&self, _: &str) -> ListContactsCall {
            ListContactsCall(Request::new(&GET).call())
        }
    }
    let error = Nobody.list_contacts("all").await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "doContact: nothing answers the operation doContact here"
    );
    let error = Nobody
        .list_contacts("all")
        .limit(1)
        .with(|call| call.header("", ""));
    assert!(matches!(
        error.await,
        Err(Error::Request(RequestFailure {
            error: RequestError::Header(_),
            ..
        }))
    ));
}
