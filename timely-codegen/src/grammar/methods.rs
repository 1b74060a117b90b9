//! The methods of HTTP that a path item has a key for.

use super::objects::PATH_ITEM;
use super::{Kind, Role};

/// The key of the one method that is new in OpenAPI 3.2. In the normal form it stands among the methods without a key.
pub(crate) const QUERY: &str = "query";

/// The keys of a path item that hold operations: methods in lower case.
pub(crate) fn methods() -> impl Iterator<Item = &'static str> {
    let fields = PATH_ITEM.fields.iter().filter(|field| match &field.kind {
        Kind::Object(object) => object.role == Role::Operation,
        _ => false,
    });
    fields.map(|field| field.key)
}

/// The same in the normal form, whose path items are those of OpenAPI 3.0.
pub(crate) fn normal_methods() -> impl Iterator<Item = &'static str> {
    methods().filter(|method| *method != QUERY)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn methods_are_those_of_the_standard() {
        let known = [
            "get", "put", "post", "delete", "options", "head", "patch", "trace",
        ];
        assert_eq!(normal_methods().collect::<Vec<_>>(), known);
        assert!(methods().eq(known.into_iter().chain([QUERY])));
    }

    /// The crate that holds the normal form has its own list.
    #[test]
    fn the_normal_form_has_the_same() {
        let methods: serde_json::Map<_, _> = normal_methods()
            .map(|method| (method.to_owned(), serde_json::json!({"responses": {}})))
            .collect();
        let item: openapiv3::PathItem =
            serde_json::from_value(serde_json::Value::Object(methods)).unwrap();
        let mut held: Vec<&str> = item.iter().map(|(method, _)| method).collect();
        let mut expected: Vec<&str> = normal_methods().collect();
        held.sort_unstable();
        expected.sort_unstable();
        assert_eq!(held, expected);
    }
}
