//! SIGTERM in the middle of it all.

use crate::process::{Answer, Connection, Deadline, Server, next, post_head, until};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;

const BODY: &str = r#"{"customer_name":"a"}"#;

#[test]
fn what_is_under_way_is_finished() {
    let server = Server::start(&[]);
    let head = post_head(&format!("content-length: {}\r\n", BODY.len()));
    let mut running: Vec<Connection> = (0..50).map(|_| server.begin(&head)).collect();
    for connection in &mut running {
        connection.send(&BODY[..5]).expect("the server reads");
    }
    let mut idle = server.send(next());
    assert_eq!(idle.response().status(), 200);
    server.terminate();
    // Who has nothing under way is told at once.
    assert_eq!(idle.rest().text, "");
    for connection in &mut running {
        connection.send(&BODY[5..]).expect("the server reads on");
    }
    for connection in running {
        let answer = connection.rest();
        assert_eq!(answer.status(), 201, "{answer:?}");
        assert!(answer.text.contains("connection: close"), "{answer:?}");
    }
    let (status, log) = server.wait();
    assert!(status.success(), "{status}");
    assert!(!log.contains("panic"), "{log}");
}

#[test]
fn under_load_no_request_that_was_accepted_is_lost() {
    let server = Server::start(&[]);
    let (answered, lost) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let stopping = AtomicBool::new(false);
    let deadline = Deadline::new();
    thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                // Each request on a connection of its own: one that is accepted is answered, whole.
                while let Ok(mut connection) = server.try_connect() {
                    deadline.left("the server accepts no more", || {
                        format!("{answered:?} answers")
                    });
                    if connection
                        .send(next().replace("host", "connection: close\r\nhost"))
                        .is_err()
                    {
                        break;
                    }
                    match connection.rest() {
                        Answer {
                            broken: false,
                            text,
                        } if text.ends_with('}') => answered.fetch_add(1, Ordering::SeqCst),
                        // After the end of the queue, the system refuses or resets.
                        _ if stopping.load(Ordering::SeqCst) => break,
                        _ => lost.fetch_add(1, Ordering::SeqCst),
                    };
                }
            });
        }
        until("100 answers", || {
            let count = answered.load(Ordering::SeqCst);
            (count >= 100)
                .then_some(())
                .ok_or_else(|| format!("{count} answers"))
        });
        stopping.store(true, Ordering::SeqCst);
        server.terminate();
    });
    assert_eq!(lost.into_inner(), 0);
    let (status, log) = server.wait();
    assert!(status.success(), "{status}");
    assert!(!log.contains("panic") && !log.contains("cut off"), "{log}");
}

#[test]
fn the_end_does_not_wait_for_ever() {
    let server = Server::start(&["--grace=0.3"]);
    let stuck = server.begin(&post_head("content-length: 100\r\n"));
    server.terminate();
    let (status, log) = server.wait();
    assert!(status.success(), "{status}");
    assert!(log.contains("cut off"), "{log}");
    drop(stuck);
}
