//! Bodies without measure.

use crate::process::{Deadline, Server, post, post_head};

/// More than the 2 MiB that the server takes.
const LARGE: usize = 3 << 20;

#[test]
fn bodies_that_are_announced_too_large_are_refused_unread() {
    let server = Server::start(&[]);
    let answer = server.ask(post_head("content-length: 99999999999\r\n"));
    assert_eq!(answer.status(), 413, "{answer:?}");
    assert!(answer.text.contains("PAYLOAD_TOO_LARGE"), "{answer:?}");
    // Nobody waits for leave to send what will not be read.
    let polite = "content-length: 99999999\r\nexpect: 100-continue\r\n";
    let answer = server.ask(post_head(polite));
    assert_eq!((answer.status(), answer.count()), (413, 1), "{answer:?}");
    server.assert_healthy();
}

#[test]
fn bodies_that_are_sent_too_large_are_refused_readably() {
    let server = Server::start(&[]);
    for _ in 0..10 {
        let answer = server.ask(post(vec![b' '; LARGE]));
        assert_eq!((answer.status(), answer.broken), (413, false), "{answer:?}");
    }
    server.assert_healthy();
}

#[test]
fn endless_bodies_end() {
    let server = Server::start(&[]);
    let before = server.memory();
    let mut endless: Vec<_> = (0..8)
        .map(|_| server.send(post_head("transfer-encoding: chunked\r\n")))
        .collect();
    let chunk = format!("10000\r\n{}\r\n", " ".repeat(0x10000));
    let deadline = Deadline::new();
    let mut sent = 0_usize;
    while !endless.is_empty() {
        endless.retain_mut(|connection| connection.send(&chunk).is_ok());
        sent += endless.len() * chunk.len();
        deadline.left("the server reads no more", || format!("{sent} bytes"));
    }
    let grown = server.memory().saturating_sub(before);
    assert!(sent > 8 * LARGE, "{sent}");
    assert!(grown < 64 * 1024, "{grown} KiB after {sent} bytes");
    // One that looks at the answer when there is one.
    let mut polite = server.send(post_head("transfer-encoding: chunked\r\n"));
    for _ in 0..LARGE / 0x10000 {
        polite
            .send(&chunk)
            .expect("the server reads on for a while");
    }
    let answer = polite.rest();
    assert_eq!(answer.status(), 413, "{answer:?}");
    server.assert_healthy();
}

#[test]
fn compressed_bodies_are_not_inflated() {
    let server = Server::start(&[]);
    // A bomb of any size would do: it is not looked at.
    for coding in [
        "gzip",
        "deflate",
        "br",
        "zstd",
        "x-unknown",
        "identity, gzip",
    ] {
        let fields = format!("content-encoding: {coding}\r\ncontent-length: 100000\r\n");
        let answer = server.ask(post_head(&fields));
        assert_eq!(answer.status(), 415, "{coding}: {answer:?}");
        assert!(
            answer.text.contains("accept-encoding: identity"),
            "{answer:?}"
        );
    }
    server.assert_healthy();
}
