//! What types schemas become, where documents are less plain than they could be.

#![deny(warnings)]

mod combined;
mod default_mapping;
mod hierarchies;
mod variant_names;

use serde_json::Value;
use std::fmt::Debug;

/// Reads a value, writes it again, and returns what it was read as.
#[track_caller]
fn round_trip<T: serde::de::DeserializeOwned + serde::Serialize + Debug>(value: Value) -> T {
    let text = value.to_string();
    let read: T = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{text}: {error}"));
    let written = serde_json::to_value(&read).expect("can be written");
    assert_eq!(written, value, "{read:?}");
    read
}
