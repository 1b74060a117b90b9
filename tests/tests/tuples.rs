//! Lists whose first items have types of their own: as values, in the query, and between client and server.

#![deny(warnings)]
// The generated modules offer more than these tests call.
#![allow(dead_code)]

// The document does not list what the server answers with.
#[allow(deprecated)]
mod api {
    timely_macros::openapi!("fixtures/tuples.yaml");
}

use api::client::{Client, DefaultApi, Error};
use api::models::{Chain, Link, Long, Loose, Older, Reading, Shape, Task, Tree};
use api::operations::{FindPoint, FindPointResponse, PutShapeResponse};
use api::server::{Context, DefaultService, router};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};
use std::fmt::Debug;
use timely_runtime::{Direction, Field, Undocumented};

struct Store;

impl DefaultService for Store {
    async fn find_point(
        &self,
        _: Context<()>,
        at: (String, i64),
        parameters: FindPoint,
    ) -> Result<FindPointResponse, Undocumented> {
        let (name, number) = at;
        let near = parameters.near.map_or(0.0, |(near, is_it)| match is_it {
            true => near,
            false => -near,
        });
        Ok((near, format!("{name} {number}")).into())
    }

    async fn put_shape(
        &self,
        _: Context<()>,
        body: Shape,
    ) -> Result<PutShapeResponse, Undocumented> {
        Ok(body.into())
    }
}

fn client() -> Client {
    Client::builder()
        .base_url("http://localhost")
        .transport(router(Store))
        .build()
        .expect("the settings are valid")
}

/// Reads a value, writes it again, and returns what it was read as.
#[track_caller]
fn carried<T: DeserializeOwned + Serialize>(value: Value) -> T {
    let read: T = serde_json::from_str(&value.to_string()).expect("it can be read");
    assert_eq!(serde_json::to_value(&read).expect("can be written"), value);
    read
}

#[track_caller]
fn refused<T: DeserializeOwned + Debug>(value: Value) {
    assert!(
        serde_json::from_value::<T>(value.clone()).is_err(),
        "{value}"
    );
}

#[test]
fn lists_are_what_their_schemas_say() {
    let reading: Reading = carried(json!(["2020-01-01T00:00:00Z", 1.5, null, true, false]));
    assert_eq!(
        (reading.1, reading.2, reading.3),
        (Some(1.5), Some(None), vec![true, false])
    );
    let reading: Reading = carried(json!(["2020-01-01T00:00:00Z"]));
    assert_eq!((reading.1, reading.2), (None, None));
    assert_eq!(carried::<Loose>(json!([])), Loose(None, None, vec![]));
    assert_eq!(carried::<Older>(json!([1, "a"])), (1, "a".to_owned()));
    assert_eq!(
        carried::<Task>(json!(["a", 1])),
        Task::Array(("a".to_owned(), 1))
    );
    let tree: Tree = carried(json!(["a", [["b", []], ["c", [["d", []]]]]]));
    assert_eq!(tree.1[1].1[0].0, "d");
    let chain: Chain = carried(json!([1, [2, [3]]]));
    assert_eq!(chain.1.and_then(|next| next.1).map(|next| next.0), Some(3));
    let link: Link = carried(json!({"pair": [1, {"pair": [2, null]}]}));
    assert_eq!(link.pair.1.map(|link| link.pair), Some((2, None)));
    carried::<Long>(json!([1, "", 2, "", 3, "", 4, "", 5, "", 6, "", true]));
    refused::<Long>(json!([1, "", 2, "", 3, "", 4, "", 5, "", 6, ""]));
    refused::<Chain>(json!([]));
    refused::<Chain>(json!([1, [2], 3]));
    refused::<Older>(json!([1, "a", 2]));
}

#[test]
fn defaults_and_null() {
    let mut shape = Shape::new(vec![], (1.0, "a".to_owned()));
    assert_eq!(shape.scale_or_default(), (2, "cm".to_owned()));
    shape.none = Field::Null;
    let text = r#"{"point":[1.0,"a"],"pairs":[],"none":null}"#;
    assert_eq!(serde_json::to_string(&shape).expect("can be written"), text);
}

#[tokio::test]
async fn a_query_has_them() {
    let at = ("a".to_owned(), 7);
    let found = client()
        .find_point(at.clone())
        .near((1.5, true))
        .await
        .expect("found");
    assert_eq!(*found, (1.5, "a 7".to_owned()));
    // What looks like a number is a text where the schema says so.
    let found = client()
        .find_point(("7".to_owned(), 8))
        .await
        .expect("found");
    assert_eq!(*found, (0.0, "7 8".to_owned()));
}

#[tokio::test]
async fn a_server_holds_each_item_to_its_schema() {
    let mut shape = Shape::new(vec![], (1.0, "a".to_owned()));
    shape.tree = Some(carried(json!(["a", [["b", []]]])));
    shape.reading = Some(carried(json!(["2020-01-01T00:00:00Z", 1.5])));
    assert_eq!(*client().put_shape(&shape).await.expect("put"), shape);
    shape.point.0 = 1000.0;
    let refused = client().put_shape(&shape).await;
    let Err(Error::Unexpected(refused)) = refused else {
        panic!("{refused:?}");
    };
    let text = String::from_utf8_lossy(refused.body());
    assert!(text.contains("/point/0"), "{text}");
    let schema = &api::schemas::LOOSE;
    assert!(!schema.is_valid(&json!([1]), Direction::Request));
}
