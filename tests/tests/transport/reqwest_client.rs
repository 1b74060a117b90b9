//! A `reqwest::Client` of the user's own in place of the default transport, against the generated server on a socket.

use crate::api::client::{Client, DefaultApi as _, Error};
use crate::api::operations::log_in::Body as LogInBody;
use futures_util::TryStreamExt;
use std::net::SocketAddr;
use std::time::Duration;
use timely_runtime::client::{ReqwestTransport, TransportErrorKind};
use tokio::net::TcpListener;

/// The server of the document on a socket.
async fn served() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("it is bound");
    let service = crate::server::app().into_make_service();
    tokio::spawn(async move { axum::serve(listener, service).await });
    address
}

fn client_at(address: SocketAddr, http: reqwest::ClientBuilder) -> Client {
    let http = http.no_proxy().build().expect("valid");
    let builder = crate::client_at(address).transport(ReqwestTransport::from(http));
    builder.build().expect("valid")
}

#[tokio::test]
async fn json_and_streams_go_both_ways() {
    let client = client_at(served().await, reqwest::Client::builder());
    let page = crate::within("a page", client.list_stops()).await;
    let page = page.expect("it is documented").into_body();
    assert_eq!(
        (page.results, page.next),
        (vec![1], Some("2".to_owned()).into())
    );
    let stops = client.list_stops().items().try_collect();
    let stops: Vec<i64> = crate::within("all pages", stops).await.expect("an end");
    assert_eq!(stops, [1, 1]);
    let body = LogInBody::new().name("ana");
    let cookies = crate::within("an answer", client.log_in().body(&body)).await;
    let cookies = cookies.expect("it is documented");
    assert_eq!(
        cookies.headers().set_cookie.as_deref(),
        Some(&crate::cookies::COOKIES.map(str::to_owned)[..])
    );
    let events = crate::within("a stream", client.watch()).await;
    let events = events.expect("a stream").into_body();
    let numbers = events.map_ok(|event| event.data).try_collect();
    let numbers: Vec<i64> = crate::within("its end", numbers).await.expect("an end");
    assert_eq!(numbers, [1, 2]);
}

#[tokio::test]
async fn either_timeout_is_a_timeout() {
    // Connections are accepted by the system, and nobody answers.
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("it is bound");
    let short = Duration::from_millis(50);
    let of_reqwest = client_at(address, reqwest::Client::builder().timeout(short));
    let http = reqwest::Client::builder().no_proxy().build();
    let own = crate::client_at(address)
        .timeout(short)
        .transport(ReqwestTransport::from(http.expect("valid")))
        .build()
        .expect("valid");
    for client in [of_reqwest, own] {
        let error = crate::within("the call gives up", client.log_out()).await;
        let error = error.expect_err("there is no answer");
        assert!(error.is_timeout(), "{error:?}");
    }
}

#[tokio::test]
async fn a_refused_connection_is_told_as_by_the_default_transport() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("it is bound");
    drop(listener);
    let default = crate::client_at(address).build().expect("valid");
    for client in [client_at(address, reqwest::Client::builder()), default] {
        let error = crate::within("an error", client.log_out()).await;
        match error.expect_err("nobody listens") {
            Error::Transport(error) => {
                assert_eq!(error.kind(), TransportErrorKind::Connect);
                assert_eq!(error.to_string(), "no connection could be made");
            }
            other => panic!("{other:?}"),
        }
    }
}
