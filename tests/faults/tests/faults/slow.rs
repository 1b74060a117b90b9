//! Clients that take their time.

use crate::process::{LONG, SHORT, Server, get, next, post_head};
use std::thread;
use std::time::Instant;

#[test]
fn slow_heads_are_cut_off() {
    let server = Server::start(&["--header-timeout=0.3"]);
    let since = Instant::now();
    let mut slow: Vec<_> = (0..100)
        .map(|_| server.send("GET /v1/contacts HTTP/1.1\r\nhost: a\r\nx-a"))
        .collect();
    // A field at a time, which never ends.
    while slow.iter_mut().any(|slow| slow.send("a").is_ok()) {
        assert!(since.elapsed() < 20 * SHORT, "they go on for ever");
        thread::sleep(SHORT / 10);
    }
    server.assert_healthy();
}

#[test]
fn idle_connections_are_closed() {
    let server = Server::start(&["--header-timeout=0.3", "--idle-timeout=0.3"]);
    let mut used = server.send(next());
    assert_eq!(used.response().status(), 200);
    for idle in [used, server.connect()] {
        let answer = idle.rest();
        assert!(answer.text.is_empty() && !answer.broken, "{answer:?}");
    }
    server.assert_healthy();
}

#[test]
fn slow_bodies_are_answered_with_408() {
    let server = Server::start(&["--body-pause=0.3"]);
    let head = post_head("content-length: 100\r\n");
    let chunked = post_head("transfer-encoding: chunked\r\n");
    for start in [
        head.clone(),
        format!("{head}{{\"customer"),
        chunked.clone(),
        format!("{chunked}5\r\n{{\"cus\r\n"),
        format!("{chunked}5\r\n{{\"c"),
    ] {
        let answer = server.ask(&start);
        assert_eq!(answer.status(), 408, "{answer:?}");
        assert!(answer.text.contains(r#""status":408"#), "{answer:?}");
        assert!(answer.text.contains("connection: close"), "{answer:?}");
    }
    server.assert_healthy();
}

#[test]
fn dripping_bodies_are_answered_with_408() {
    let server = Server::start(&["--request-timeout=0.6", "--body-pause=0.3"]);
    let mut slow: Vec<_> = (0..50)
        .map(|_| server.send(post_head("content-length: 100000\r\n")))
        .collect();
    let since = Instant::now();
    while since.elapsed() < 3 * SHORT {
        for slow in &mut slow {
            // It may be closed by now.
            let _ = slow.send("[");
        }
        thread::sleep(SHORT / 10);
    }
    for slow in slow {
        let answer = slow.rest();
        assert_eq!(answer.status(), 408, "{answer:?}");
    }
    server.assert_healthy();
}

#[test]
fn half_closed_sockets_get_their_answers() {
    let server = Server::start(&[]);
    for request in [get("/v1/contacts"), next()] {
        let connection = server.send(request);
        connection.0.shutdown(std::net::Shutdown::Write).unwrap();
        let answer = connection.rest();
        assert_eq!(answer.status(), 200, "{answer:?}");
    }
    // In the middle of a body, and of a head.
    let connection = server.send(post_head("content-length: 100\r\n") + "{");
    connection.0.shutdown(std::net::Shutdown::Write).unwrap();
    assert_eq!(connection.rest().status(), 400);
    let connection = server.send("GET /v1/contacts HTTP/1.1\r\nhost:");
    connection.0.shutdown(std::net::Shutdown::Write).unwrap();
    assert_eq!(connection.rest().text, "");
    server.assert_healthy();
}

#[test]
fn clients_that_take_nothing_are_cut_off() {
    let server = Server::start(&["--write-timeout=0.3"]);
    let before = server.memory();
    let (mut greedy, since) = (server.connect(), Instant::now());
    // Each answer is longer than its request, and none is read.
    let requests = next().repeat(100);
    while greedy.send(&requests).is_ok() {
        assert!(since.elapsed() < LONG, "the server takes more and more");
    }
    let grown = server.memory().saturating_sub(before);
    assert!(grown < 64 * 1024, "{grown} KiB");
    server.assert_healthy();
}
