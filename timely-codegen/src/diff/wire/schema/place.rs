//! Schemas at their places.

use crate::diagnostic::Pointer;
use crate::diff::side::Side;
use crate::grammar;
use serde_json::{Map, Value, json};
use std::sync::LazyLock;

/// How many references are followed to what they lead to.
const MAX_REFERENCES: usize = 32;

/// Says nothing.
static ANYTHING: LazyLock<Value> = LazyLock::new(|| json!({}));
/// Allows nothing.
static NOTHING: LazyLock<Value> = LazyLock::new(|| json!({ "not": {} }));

/// A schema in one of the documents.
#[derive(Clone, Debug)]
pub(super) struct Place<'a> {
    /// Where it stands, be it as a reference: what is found of it as a whole.
    pub(super) site: Pointer,
    /// Where its keywords are.
    pub(super) at: Pointer,
    pub(super) entries: &'a Map<String, Value>,
}

impl<'a> Place<'a> {
    /// The schema at a place, or behind the reference there.
    pub(super) fn find(side: Side<'a>, site: &Pointer) -> Option<Self> {
        let mut at = site.clone();
        for _ in 0..MAX_REFERENCES {
            let value = side.at(&at)?;
            if let Some(name) = component(value) {
                at = component_at(&name);
                continue;
            }
            let entries = match value {
                Value::Bool(true) => ANYTHING.as_object()?,
                Value::Bool(false) => NOTHING.as_object()?,
                value => value.as_object()?,
            };
            let site = site.clone();
            return Some(Self { site, at, entries });
        }
        None
    }

    /// A schema that says nothing, where another one would stand.
    pub(super) fn empty(site: &Pointer) -> Option<Self> {
        Some(Self {
            site: site.clone(),
            at: site.clone(),
            entries: ANYTHING.as_object()?,
        })
    }

    pub(super) fn get(&self, key: &str) -> Option<&'a Value> {
        self.entries.get(key)
    }

    pub(super) fn text(&self, key: &str) -> Option<&'a str> {
        self.get(key)?.as_str()
    }

    pub(super) fn flag(&self, key: &str) -> bool {
        self.get(key) == Some(&Value::Bool(true))
    }

    pub(super) fn object(&self, key: &str) -> Option<&'a Map<String, Value>> {
        self.get(key)?.as_object()
    }

    pub(super) fn list(&self, key: &str) -> &'a [Value] {
        let list = self.get(key).and_then(Value::as_array);
        list.map_or(&[], Vec::as_slice)
    }

    /// The place of a keyword.
    pub(super) fn key(&self, key: &str) -> Pointer {
        self.at.child(key)
    }
}

/// The same schema in both documents.
#[derive(Clone, Debug)]
pub(super) struct Pair<'a> {
    pub(super) old: Place<'a>,
    pub(super) new: Place<'a>,
}

impl Pair<'_> {
    /// Where both stand.
    pub(super) fn sites(&self) -> [Pointer; 2] {
        [self.old.site.clone(), self.new.site.clone()]
    }

    /// Where a keyword of both is.
    pub(super) fn keys(&self, key: &str) -> [Pointer; 2] {
        [self.old.key(key), self.new.key(key)]
    }
}

/// The component that a schema refers to.
pub(super) fn component(value: &Value) -> Option<String> {
    let name = grammar::component(grammar::reference(value)?, "schemas")?;
    Some(name.into_owned())
}

/// Where a component is.
pub(super) fn component_at(name: &str) -> Pointer {
    Pointer::root()
        .child("components")
        .child("schemas")
        .child(name)
}

/// Whether a schema allows everything.
pub(super) fn is_anything(value: &Value) -> bool {
    match value {
        Value::Bool(anything) => *anything,
        Value::Object(entries) => entries.keys().all(|key| is_said_for_people(key)),
        _ => false,
    }
}

/// Whether a schema allows nothing.
pub(super) fn is_nothing(value: &Value) -> bool {
    *value == Value::Bool(false) || *value == *NOTHING
}

/// Whether a keyword says nothing of values.
pub(super) fn is_said_for_people(key: &str) -> bool {
    const WORDS: &[&str] = &[
        "title",
        "description",
        "default",
        "example",
        "examples",
        "deprecated",
        "readOnly",
        "writeOnly",
        "externalDocs",
        "xml",
    ];
    WORDS.contains(&key) || key.starts_with("x-")
}

/// What a schema says under a keyword, or a part of it does.
pub(super) fn effective<'a>(side: Side<'a>, place: &Place<'a>, key: &str) -> Option<&'a Value> {
    let mut place = place.clone();
    for _ in 0..MAX_REFERENCES {
        let own = place.get(key);
        if own.is_some() || place.list("allOf").len() != 1 {
            return own;
        }
        place = Place::find(side, &place.key("allOf").index(0))?;
    }
    None
}

/// The component that stands at a place.
pub(super) fn component_of(at: &Pointer) -> Option<String> {
    let name = at.name()?;
    (component_at(&name) == *at).then_some(name)
}
