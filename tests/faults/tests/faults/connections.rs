//! Many connections.

use crate::process::{Connection, Server, get, next};
use nix::sys::resource::{Resource, getrlimit, setrlimit};

/// How many connections both processes may have, of 10,000: each has a file descriptor for every one.
fn affordable() -> usize {
    let (_, hard) = getrlimit(Resource::RLIMIT_NOFILE).expect("the limit is known");
    // The server, which is started after this, inherits it.
    setrlimit(Resource::RLIMIT_NOFILE, hard, hard).expect("the hard limit is allowed");
    usize::try_from(hard).map_or(10_000, |hard| hard.saturating_sub(500).min(10_000))
}

#[test]
fn ten_thousand_idle_connections_keep_nobody_out() {
    let count = affordable();
    let server = Server::start(&["--max-connections=11000", "--header-timeout=3600"]);
    let before = server.memory();
    let mut idle = Vec::with_capacity(count);
    for number in 0..count {
        let mut connection = server.connect();
        match number % 10 {
            // Has been used. Its answer also tells that the server has taken all before it out of the system's queue,
            // which is short.
            0 => {
                connection.send(next()).expect("the server reads");
                assert_eq!(connection.response().status(), 200);
            }
            // Has begun a request.
            1 => connection.send("GET /v1/con").expect("the server reads"),
            _ => {}
        }
        idle.push(connection);
    }
    for _ in 0..100 {
        assert_eq!(server.ask(get("/v1/contacts")).status(), 200);
    }
    let each = server.memory().saturating_sub(before) / count as u64;
    println!("{count} idle connections, {each} KiB of memory each");
    assert!(each < 32, "{each} KiB for each connection");
    server.assert_healthy();
    // They are still there.
    let last = idle.last_mut().expect("there are some");
    last.send(next()).expect("the server reads");
    assert_eq!(last.response().status(), 200);
}

#[test]
fn connections_beyond_the_limit_wait_until_others_close() {
    let server = Server::start(&["--max-connections=5", "--header-timeout=0.5"]);
    let idle: Vec<Connection> = (0..50).map(|_| server.connect()).collect();
    // Ten times five idle connections are closed one after another, and then it is the turn of this one.
    server.assert_healthy();
    drop(idle);
}

#[test]
fn requests_beyond_the_limit_are_refused() {
    let server = Server::start(&[
        "--max-requests=2",
        "--body-pause=3600",
        "--request-timeout=3600",
    ]);
    let head = crate::process::post_head("content-length: 21\r\n");
    let mut working: Vec<Connection> = (0..2).map(|_| server.begin(&head)).collect();
    let refused = server.ask(get("/v1/contacts"));
    assert_eq!(refused.status(), 503, "{refused:?}");
    assert!(refused.text.contains("retry-after: 1"), "{refused:?}");
    assert!(refused.text.contains(r#""status":503"#), "{refused:?}");
    for connection in &mut working {
        connection
            .send(r#"{"customer_name":"a"}"#)
            .expect("the server reads");
    }
    for connection in working {
        let answer = connection.rest();
        assert_eq!(answer.status(), 201, "{answer:?}");
    }
    server.assert_healthy();
}

#[test]
fn a_server_without_file_descriptors_recovers() {
    let server = Server::start(&["--header-timeout=3600"]);
    if !server.limit_descriptors(40) {
        println!("skipped: there is no prlimit on the path");
        return;
    }
    let mut crowd: Vec<Connection> = (0..60).map(|_| server.connect()).collect();
    // Those that it could accept are served, and it does not give up on the others.
    crowd[0].send(next()).expect("the server reads");
    assert_eq!(crowd[0].response().status(), 200);
    let mut waiting = crowd.pop().expect("there are some");
    drop(crowd);
    waiting.send(get("/v1/health")).expect("it is in the queue");
    let answer = waiting.rest();
    assert_eq!((answer.status(), answer.broken), (200, false), "{answer:?}");
    server.assert_healthy();
}
