//! What went wrong: errors of the document, others, and what they say.

use crate::depot::client::DepotApi;
use crate::server::{Act, Server};
use crate::{ana, at_once, contact, depot, fault, timely, within};
use http::StatusCode;
use timely_generated::client::{Client, ContactsApi, Error, LeadsApi, SdkError};
use timely_generated::operations::GetContactError;
use timely_generated::runtime::serde_json::json;

async fn failing(act: Act) -> (Server, Client) {
    let server = Server::new([act]).await;
    let client = timely(&server).build().unwrap();
    (server, client)
}

#[tokio::test]
async fn a_documented_error_has_its_type_and_all_that_came() {
    let act = Act::json(404, &fault(404, "NOT_FOUND", "Contact not found"))
        .header("x-request-id", "7f3a")
        .header("x-ratelimit-remaining", "3")
        .header("x-served-by", "node-1")
        .header("set-cookie", "session=hunter2");
    let (_server, client) = failing(act).await;
    let error = within("an error", client.get_contact(&ana())).await;
    let error = error.unwrap_err();
    match &error {
        Error::Api(GetContactError::NotFound(response)) => {
            assert_eq!(response.error.code, "NOT_FOUND");
            assert_eq!(response.headers().rate_limit_remaining, Some(3));
            assert_eq!(response.request_id(), Some("7f3a"));
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(error.status(), Some(StatusCode::NOT_FOUND));
    assert_eq!(error.code().as_deref(), Some("NOT_FOUND"));
    assert_eq!(error.message().as_deref(), Some("Contact not found"));
    assert_eq!(error.request_id(), Some("7f3a"));
    assert_eq!(error.headers().unwrap()["x-served-by"], "node-1");
    assert_eq!(error.operation_id(), Some("getContact"));
    assert_eq!(error.attempts(), 1);
    assert!(!error.is_retryable() && !error.is_timeout() && !error.is_connect());
    let body = error.response().unwrap().body();
    assert_eq!(
        *body,
        fault(404, "NOT_FOUND", "Contact not found").to_string()
    );
    let shown = "getContact: 404 Not Found: NOT_FOUND: Contact not found (request 7f3a)";
    assert_eq!(error.to_string(), shown);
    assert!(!format!("{error:?}").contains("hunter2"), "{error:?}");
}

#[tokio::test]
async fn an_undocumented_answer_is_told_as_well() {
    let act =
        Act::json(418, &fault(418, "TEAPOT", "short\nand stout")).header("x-request-id", "b2");
    let (_server, client) = failing(act).await;
    let error = within("an error", client.get_contact(&ana())).await;
    let error = error.unwrap_err();
    assert!(matches!(error, Error::Unexpected(_)), "{error:?}");
    assert_eq!(error.status(), Some(StatusCode::IM_A_TEAPOT));
    assert_eq!(error.code().as_deref(), Some("TEAPOT"));
    assert_eq!(error.request_id(), Some("b2"));
    assert_eq!(
        error.to_string(),
        "getContact: the server answered 418 I'm a teapot, which is not documented: TEAPOT: short and stout (request b2)"
    );
    // A gateway answers in a form of its own.
    let html = Act::status(502).body("text/html", "<html>\nno luck</html>");
    let (_server, client) = failing(html).await;
    let error = within("an error", client.get_contact(&ana())).await;
    let error = error.unwrap_err();
    assert_eq!((error.code(), error.message()), (None, None));
    assert!(error.is_retryable());
    let told = error.to_string();
    assert!(
        told.contains("502 Bad Gateway") && told.contains("<html> no luck"),
        "{told}"
    );
    assert_eq!(told.lines().count(), 1);
}

#[tokio::test]
async fn a_documented_status_with_the_wrong_content_says_where_and_what() {
    let mut wrong = contact();
    wrong["data"]["customer_name"] = json!(7);
    let act = Act::json(200, &wrong).header("x-request-id", "c3");
    let (_server, client) = failing(act).await;
    let error = within("an error", client.get_contact(&ana())).await;
    let error = error.unwrap_err();
    assert!(matches!(error, Error::Decode(_)), "{error:?}");
    let told = error.to_string();
    for part in [
        "getContact: ",
        "200 OK",
        "/data/customer_name",
        "string",
        "7",
        "(request c3)",
    ] {
        assert!(told.contains(part), "{part}: {told}");
    }
    assert_eq!(told.lines().count(), 1);
    assert_eq!((error.code(), error.is_retryable()), (None, false));
    assert_eq!(*error.response().unwrap().body(), wrong.to_string());
    // A form that is not that of the document.
    let (_server, client) = failing(Act::status(404).body("text/html", "<html>")).await;
    let error = within("an error", client.get_contact(&ana())).await;
    let error = error.unwrap_err();
    assert_eq!(error.status(), Some(StatusCode::NOT_FOUND));
    assert!(matches!(error, Error::Decode(_)), "{error:?}");
}

#[tokio::test]
async fn what_the_document_calls_a_password_is_shown_nowhere() {
    let act = Act::json(200, &json!({"count": "x", "pin": ["hunter2"]}));
    let server = Server::new([act]).await;
    let client = depot(&server).build().unwrap();
    let error = within("an error", client.get_archive()).await.unwrap_err();
    let shown = format!("{error} {error:?} {error:#?}");
    assert!(!shown.contains("hunter2"), "{shown}");
}

/// As a program has it that calls several operations.
async fn busy(client: &Client) -> Result<String, SdkError> {
    let leads = client.list_leads().await?.into_body().data.len();
    let contact = client.get_contact(&ana()).await?;
    Ok(format!("{leads} {}", contact.data.customer_name))
}

#[tokio::test]
async fn the_errors_of_several_operations_are_one() {
    let busy_server = Act::json(429, &fault(429, "RATE_LIMIT_EXCEEDED", "slow down"))
        .header("x-request-id", "d4")
        .header("retry-after", "2");
    let (_server, client) = failing(busy_server).await;
    let error = within("an error", busy(&client)).await.unwrap_err();
    assert_eq!(error.operation_id(), Some("listLeads"));
    assert_eq!(error.status(), Some(StatusCode::TOO_MANY_REQUESTS));
    assert_eq!(error.code().as_deref(), Some("RATE_LIMIT_EXCEEDED"));
    assert_eq!(error.message().as_deref(), Some("slow down"));
    assert_eq!(error.request_id(), Some("d4"));
    assert_eq!(error.retry_after().unwrap().as_secs(), 2);
    assert_eq!(error.headers().unwrap()["retry-after"], "2");
    assert_eq!(error.attempts(), 1);
    assert!(error.is_retryable() && !error.is_timeout() && !error.is_connect());
    let told = "listLeads: 429 Too Many Requests: RATE_LIMIT_EXCEEDED: slow down (request d4)";
    assert_eq!(error.to_string(), told);
    assert!(!format!("{error:?}").contains("hunter2"), "{error:?}");
    // And it is an error as others are.
    let boxed: Box<dyn std::error::Error + Send + Sync> = error.into();
    let error = boxed.downcast_ref::<SdkError>().unwrap();
    type Own = Error<timely_generated::operations::ListLeadsError>;
    assert!(error.downcast_ref::<Own>().is_some());
}

#[tokio::test]
async fn a_server_that_is_not_there_was_not_reached() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let builder = Client::builder().base_url(url).api_key("hunter2");
    let client = builder.retry(at_once()).build().unwrap();
    let error = within("an error", busy(&client)).await.unwrap_err();
    assert!(error.is_connect() && error.is_retryable() && !error.is_timeout());
    assert_eq!((error.status(), error.attempts()), (None, 3));
    assert_eq!(
        error.to_string(),
        "listLeads: no connection could be made, after 3 attempts"
    );
    let source = std::error::Error::source(&error);
    assert!(source.is_some(), "{error:?}");
}
