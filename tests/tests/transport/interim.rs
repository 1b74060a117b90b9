//! Interim responses (1xx; RFC 9110, section 15.2): some, and without end.

use crate::api::client::DefaultApi as _;
use std::io::{Read as _, Write as _};
use std::net::SocketAddr;
use std::thread;
use std::time::Duration;

/// How much of interim responses is sent at most: more than any machine reads within the client's time.
const FLOOD: usize = 2 << 30;

/// A server, in a thread of its own, that sends interim responses by the block, and then an answer.
fn flooding(interim: &str, bytes: usize) -> SocketAddr {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("it is bound");
    let block = interim.repeat(bytes.min(1 << 20) / interim.len());
    thread::spawn(move || {
        for socket in listener.incoming() {
            let Ok(mut socket) = socket else { return };
            // The request, which is short.
            let _ = socket.read(&mut [0; 4096]);
            let mut sent = 0;
            // It ends when the client closes the connection.
            while sent < bytes && socket.write_all(block.as_bytes()).is_ok() {
                sent += block.len();
            }
            let _ = socket.write_all(b"HTTP/1.1 204 No Content\r\n\r\n");
        }
    });
    address
}

#[tokio::test]
async fn a_timeout_holds_against_a_flood_of_interim_responses() {
    for interim in [
        "HTTP/1.1 100 Continue\r\n\r\n",
        "HTTP/1.1 103 Early Hints\r\nlink: </a>; rel=preload\r\n\r\n",
        "HTTP/1.1 199 Any\r\nx: y\r\nx: y\r\nx: y\r\n\r\n",
    ] {
        let address = flooding(interim, FLOOD);
        let client = crate::client_at(address).timeout(Duration::from_millis(100));
        let client = client.build().expect("valid");
        let error = crate::within("the call gives up", client.log_out()).await;
        // Were the timer not looked at, the answer after the flood would be read.
        let error = error.expect_err("there is no answer in time");
        assert!(error.is_timeout(), "{error:?}");
    }
}

#[tokio::test]
async fn some_interim_responses_are_passed_over() {
    let address = flooding("HTTP/1.1 102 Processing\r\n\r\n", 1000);
    let client = crate::client_at(address).build().expect("valid");
    let answer = crate::within("an answer", client.log_out()).await;
    answer.expect("it is documented");
}
