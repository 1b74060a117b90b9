//! What bodies that are made to cost much cost in memory: a small multiple of their length, and no more for each byte where
//! they are longer. What they cost in time is in the benchmark that they are shared with.

#[path = "../benches/attacks/bodies.rs"]
mod bodies;
#[path = "../benches/attacks/service.rs"]
mod service;

use axum::body::Bytes;
use bodies::{ATTACKS, Attack};

/// What is kept of a body at a time may be so many times as long.
const MOST: u64 = 60;
/// A `Value`, which is what an operation asks for whose schema says nothing: of the smallest objects.
const MOST_OF_ANYTHING: u64 = 100;
/// Backtracking keeps where it may go back to, as far as the budget lets it: below 20 MB in all, however long the text is.
const MOST_OF_BACKTRACKING: u64 = 100;
/// A map of a map for every few bytes, which is what the operation asks for. The budget refuses the largest.
const MOST_OF_MAPS: u64 = 300;
/// A struct of 150 fields for every few bytes. The budget counts that room, and refuses the largest.
const MOST_OF_ROOM: u64 = 1_000;
const LENGTH: usize = 25_000;

/// The most memory at a time, the body apart.
fn peak(router: &axum::Router, attack: &Attack, length: usize) -> (u64, u64) {
    let body = Bytes::from((attack.body)(length));
    // What is made once and kept is not of this request.
    service::send(router, attack, &body);
    let answer = service::send(router, attack, &body);
    assert!(
        matches!(answer.status, 204 | 400),
        "{}: {}",
        attack.what,
        answer.status
    );
    (answer.peak, body.len() as u64)
}

#[test]
fn no_body_takes_many_times_its_memory() {
    let router = service::router();
    for attack in ATTACKS {
        let most = match attack.operation {
            "anything" => MOST_OF_ANYTHING,
            "backReference" => MOST_OF_BACKTRACKING,
            "openForm" => MOST_OF_MAPS,
            "wideObjects" | "markup" => MOST_OF_ROOM,
            _ => MOST,
        };
        // What does not grow with the body, such as the tables of a pattern.
        const FIXED: u64 = 200_000;
        for length in [LENGTH, 4 * LENGTH] {
            let (peak, body) = peak(&router, attack, length);
            assert!(
                peak <= most * body + FIXED,
                "{}: {peak} bytes for {body}",
                attack.what
            );
        }
    }
}
