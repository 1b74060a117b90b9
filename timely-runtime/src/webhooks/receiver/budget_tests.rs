//! What it may cost to read an event.

use super::tests::{answer, request, verifier};
use super::*;
use crate::webhooks::UnknownEvent;
use crate::{Schema, Validate};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::sync::Mutex;
use std::thread::{self, ThreadId};

#[derive(Clone, Debug, PartialEq)]
enum Tree {
    Node(Box<Node>),
    Leaf(i64),
    Other(Value),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Node {
    list: Vec<Tree>,
}

static TREE: Schema = Schema::new(
    r#"{"anyOf": [{"$ref": "NODE"}, {"type": "integer"}]}"#,
    &[&NODE],
);
static NODE: Schema = Schema::new(
    r#"{"type": "object", "required": ["list"], "properties": {"list": {"$ref": "LIST"}}}"#,
    &[&LIST],
);
static LIST: Schema = Schema::new(r#"{"type": "array", "items": {"$ref": "TREE"}}"#, &[&TREE]);

impl Validate for Tree {
    const SCHEMA: &'static Schema = &TREE;
}
crate::__union!(Tree, { Node, Leaf });

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Grown {
    tree: Tree,
}

#[derive(Clone, Debug, PartialEq)]
enum Events {
    Grown(Grown),
    Unknown(UnknownEvent),
}
crate::__webhook_events!(Events, "event", { "tree.grown" => Grown });

/// Lists within lists, the innermost with so many numbers.
fn tree(depth: usize, width: usize) -> String {
    let numbers = vec!["1"; width].join(",");
    let (open, close) = (r#"{"list":["#.repeat(depth), "]}".repeat(depth));
    format!(r#"{{"event":"tree.grown","tree":{open}{numbers}{close}}}"#)
}

async fn take(_: Delivery<Events>) -> Result<(), HandlerError> {
    Ok(())
}

async fn status(options: ReceiverOptions, body: String) -> (u16, String) {
    let router = receiver_with(verifier(), take, options);
    let answered = answer(router, request(0, body));
    crate::testing::within("an answer", answered).await
}

const INVALID: &str = r#"{"error":"invalid event"}"#;

fn budget(steps: u64, steps_per_byte: u64) -> ReceiverOptions {
    ReceiverOptions::default().check_budget(CheckBudget {
        steps,
        steps_per_byte,
    })
}

#[tokio::test]
async fn what_takes_too_much_work_is_no_valid_event() {
    let little = budget(10, 0);
    let refused = (400, INVALID.to_owned());
    assert_eq!(status(little, tree(50, 1_000)).await, refused);
    // More than is read on the thread of the request.
    assert!(tree(50, 40_000).len() > offload::LARGE);
    assert_eq!(status(little, tree(50, 40_000)).await, refused);
    for enough in [CheckBudget::DEFAULT, CheckBudget::UNLIMITED] {
        let options = ReceiverOptions::default().check_budget(enough);
        assert_eq!(status(options, tree(50, 1_000)).await.0, 204);
    }
    // The bound is one of each delivery, and leaves nothing behind. An event without a union takes none of it.
    let plain = r#"{"event":"tree.cut"}"#.to_owned();
    assert_eq!(status(little, plain).await.0, 204);
}

#[tokio::test]
async fn the_budget_grows_with_the_delivery() {
    for width in [10, 1_000, 100_000] {
        assert_eq!(status(budget(1_000, 40), tree(1, width)).await.0, 204);
    }
    assert_eq!(status(budget(1_000, 0), tree(1, 100_000)).await.0, 400);
}

#[test]
fn the_bound_is_that_of_a_server_unless_set() {
    let server = crate::server::Options::default().check_budget;
    assert_eq!(ReceiverOptions::default().check_budget, server);
}

#[tokio::test]
async fn an_event_that_is_none_is_bounded_as_well() {
    // Read a second time for what is said of it.
    let wrong = tree(50, 1_000).replace(r#""tree":"#, r#""trees":"#);
    for options in [budget(10, 0), ReceiverOptions::default()] {
        let refused = (400, INVALID.to_owned());
        assert_eq!(status(options, wrong.clone()).await, refused);
    }
}

/// An event that remembers where it was read.
static THREADS: Mutex<Vec<ThreadId>> = Mutex::new(Vec::new());

#[derive(Debug)]
struct Here;

impl Event for Here {
    const NAMES: &'static [&'static str] = &[];

    fn name(&self) -> &'static str {
        "here"
    }

    fn decode(_: &Value) -> Result<Self, crate::webhooks::EventError> {
        THREADS.lock().unwrap().push(thread::current().id());
        Ok(Self)
    }

    fn encode(&self) -> Result<Value, crate::webhooks::EventError> {
        Ok(Value::Null)
    }
}

#[tokio::test]
async fn large_deliveries_are_read_where_they_hold_up_nobody() {
    async fn here(_: Delivery<Here>) -> Result<(), HandlerError> {
        Ok(())
    }
    let router = receiver(verifier(), here);
    for length in [10, offload::LARGE] {
        let body = format!("{{{}}}", " ".repeat(length));
        assert_eq!(answer(router.clone(), request(0, body)).await.0, 204);
    }
    let threads = THREADS.lock().unwrap();
    assert_eq!(threads[0], thread::current().id());
    assert_ne!(threads[1], thread::current().id());
}
