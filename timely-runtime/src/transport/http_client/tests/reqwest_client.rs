//! The default transport made of a client of reqwest.

use super::*;

#[tokio::test]
async fn a_client_of_reqwest_takes_the_place_of_hyper() {
    let (address, mut told) = serve().await;
    let client = reqwest::Client::builder()
        .no_proxy()
        .user_agent("reqwest's")
        .build();
    let transport = HttpTransport::from(client.unwrap());
    for _ in 0..2 {
        let answer = get(&transport, &format!("http://{address}/a")).await;
        assert_eq!(answer.unwrap(), "pong");
        let (number, head) = asked(&mut told).await;
        assert_eq!(number, 0);
        assert!(head.contains("user-agent: reqwest's\r\n"), "{head}");
    }
    assert!(!format!("{transport:?}").contains("reqwest's"));
}

#[tokio::test]
async fn what_fails_is_of_the_same_kinds() {
    let client = || reqwest::Client::builder().no_proxy();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let transport = HttpTransport::from(client().build().unwrap());
    let error = get(&transport, &format!("http://{address}/?key=hunter2")).await;
    let error = error.unwrap_err();
    assert_no_connection(&error, "refused");
    assert!(!said(&error).contains("hunter2"), "{}", said(&error));

    // Nobody answers at an address for documentation (RFC 5737); where a machine knows that, it says so at once.
    let client = client().connect_timeout(Duration::from_millis(30));
    let transport = HttpTransport::from(client.build().unwrap());
    let error = get(&transport, "http://192.0.2.1/").await.unwrap_err();
    assert!(error.is_connect(), "{}", said(&error));
}
