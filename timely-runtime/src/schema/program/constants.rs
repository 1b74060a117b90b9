//! The values of an `enum` or a `const`.

use super::names::Names;
use crate::json::instance::{Instance, View};
use crate::schema::{Types, order, text};
use serde_json::Value;
use std::sync::{Arc, OnceLock};

/// Lists of numbers and the like that are no longer are gone through.
const FEW: usize = 8;

/// The values that are allowed.
pub(crate) struct Constants {
    /// In the order of the document.
    list: Vec<Value>,
    texts: Names,
    /// All that are no texts, in the order of [`order::compare`].
    others: Vec<Value>,
    /// Whether some of them hold others.
    types: Types,
    /// As they are told, once that was asked for.
    shown: OnceLock<Arc<str>>,
}

impl Constants {
    pub(super) fn new(list: Vec<Value>) -> Self {
        let texts = Names::new(list.iter().filter_map(Value::as_str));
        let mut others: Vec<Value> = list
            .iter()
            .filter(|value| !value.is_string())
            .cloned()
            .collect();
        others.sort_by(|a, b| order::compare(a, b));
        let types = list
            .iter()
            .fold(Types::EMPTY, |types, value| types.or(Types::of(value)));
        Self {
            list,
            texts,
            others,
            types,
            shown: OnceLock::new(),
        }
    }

    /// All values.
    pub(crate) fn list(&self) -> &[Value] {
        &self.list
    }

    /// All values, for a message.
    pub(crate) fn shown(&self) -> Arc<str> {
        let shown = self.shown.get_or_init(|| text::list(&self.list).into());
        Arc::clone(shown)
    }

    /// The one value that is allowed, if it is only one.
    pub(crate) fn only(&self) -> Option<&Value> {
        match self.list.as_slice() {
            [only] => Some(only),
            _ => None,
        }
    }

    /// Whether all values are texts.
    pub(crate) fn are_texts(&self) -> bool {
        self.others.is_empty()
    }

    /// Whether a text is one of them.
    pub(crate) fn contains_text(&self, text: &str) -> bool {
        self.texts.find(text).is_some()
    }

    /// Whether a value is one of them.
    pub(crate) fn contains<'v>(&self, value: impl Instance<'v>) -> bool {
        match value.view() {
            View::Text(text) => self.contains_text(text),
            View::Array if !self.types.contains(Types::ARRAY) => false,
            View::Object if !self.types.contains(Types::OBJECT) => false,
            _ if self.others.len() <= FEW => {
                let mut others = self.others.iter();
                others.any(|other| order::compare(other, value).is_eq())
            }
            _ => {
                let is_it = |other: &Value| order::compare(other, value);
                self.others.binary_search_by(is_it).is_ok()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn constants_are_found_among_many_as_among_few() {
        let mixed = vec![
            json!("a"),
            json!("s"),
            json!(""),
            json!(null),
            json!(true),
            json!(-3),
            json!(0.5),
            json!(u64::MAX),
            json!({"a": [1, 2.0]}),
        ];
        let more = (100..130)
            .map(|n| json!(n))
            .chain((0..30).map(|n| json!(format!("t{n}"))));
        let many: Vec<Value> = mixed.iter().cloned().chain(more).collect();
        for constants in [Constants::new(mixed), Constants::new(many)] {
            for good in [
                json!("a"),
                json!(""),
                json!(null),
                json!(true),
                json!(-3.0),
                json!(0.5),
                json!(u64::MAX),
                json!({"a": [1.0, 2]}),
            ] {
                assert!(constants.contains(&good), "{good}");
            }
            for bad in [
                json!("t"),
                json!(false),
                json!(3),
                json!([]),
                json!({"a": [2, 1]}),
            ] {
                assert!(!constants.contains(&bad), "{bad}");
            }
        }
        assert!(!Constants::new(vec![json!(1)]).contains(&json!([1])));
    }
}
