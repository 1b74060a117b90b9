//! Clients that take their time.

use crate::process::{Deadline, SHORT, Server, get, next, post_head};
use std::thread;

#[test]
fn slow_heads_are_cut_off() {
    let server = Server::start(&["--header-timeout=0.3"]);
    let deadline = Deadline::new();
    let mut slow: Vec<_> = (0..100)
        .map(|_| server.send("GET /v1/contacts HTTP/1.1\r\nhost: a\r\nx-a"))
        .collect();
    // A field at a time, which never ends.
    while !slow.is_empty() {
        slow.retain_mut(|slow| slow.send("a").is_ok());
        deadline.left("all are cut off", || format!("{} are not", slow.len()));
        thread::sleep(SHORT / 10);
    }
    server.assert_healthy();
}

#[test]
fn idle_connections_are_closed() {
    let new = Server::start(&["--header-timeout=0.3"]);
    let used = Server::start(&["--idle-timeout=0.3"]);
    let mut second = used.send(next());
    assert_eq!(second.response().status(), 200);
    for idle in [new.connect(), second] {
        let answer = idle.rest();
        assert!(answer.text.is_empty() && !answer.broken, "{answer:?}");
    }
    new.assert_healthy();
    used.assert_healthy();
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
    let server = Server::start(&["--request-timeout=0.6", "--body-pause=3600"]);
    let mut slow: Vec<_> = (0..50)
        .map(|_| server.send(post_head("content-length: 100000\r\n")))
        .collect();
    let deadline = Deadline::new();
    while slow.iter().any(|slow| !slow.is_answered()) {
        for slow in slow.iter_mut().filter(|slow| !slow.is_answered()) {
            // It may be closed by now.
            let _ = slow.send("[");
        }
        deadline.left("all are answered", || {
            let waiting = slow.iter().filter(|slow| !slow.is_answered());
            format!("{} are not", waiting.count())
        });
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
    let (mut greedy, deadline) = (server.connect(), Deadline::new());
    // Each answer is longer than its request, and none is read.
    let requests = next().repeat(100);
    while greedy.send(&requests).is_ok() {
        let memory = || format!("{} KiB", server.memory());
        deadline.left("the server takes no more", memory);
    }
    let grown = server.memory().saturating_sub(before);
    assert!(grown < 64 * 1024, "{grown} KiB");
    server.assert_healthy();
}
