//! What is read while a program runs and has to live as long as it does, as what generated code states: each text and each
//! schema once.

use crate::Schema;
use std::collections::{HashMap, HashSet};
use std::sync::{LazyLock, Mutex, PoisonError};

/// A text that lives as long as the program.
pub(super) fn text(text: &str) -> &'static str {
    static TEXTS: LazyLock<Mutex<HashSet<&'static str>>> = LazyLock::new(Mutex::default);
    let mut texts = TEXTS.lock().unwrap_or_else(PoisonError::into_inner);
    match texts.get(text) {
        Some(known) => known,
        None => {
            let kept: &'static str = String::leak(text.to_owned());
            texts.insert(kept);
            kept
        }
    }
}

/// What makes a schema what it is: its text, and where those are that it refers to.
type Key = (&'static str, Vec<usize>);

/// A schema of this text and with these references.
pub(super) fn schema(text: &str, references: Vec<&'static Schema>) -> &'static Schema {
    static SCHEMAS: LazyLock<Mutex<HashMap<Key, &'static Schema>>> = LazyLock::new(Mutex::default);
    let text = self::text(text);
    let addresses = references.iter().map(|it| std::ptr::from_ref(*it).addr());
    let key = (text, addresses.collect());
    let mut schemas = SCHEMAS.lock().unwrap_or_else(PoisonError::into_inner);
    schemas
        .entry(key)
        .or_insert_with(|| Box::leak(Box::new(Schema::new(text, Vec::leak(references)))))
}
