//! What responses of an operation say of its deprecation.

use crate::ir::Deprecation;
use crate::normalize::{DEPRECATED_SINCE, DEPRECATION_LINK, SUNSET, SUNSET_LINK};
use crate::settings::document;
use serde_json::Value;

/// That an operation is deprecated, by its own word and by extensions, of which the normal form has none that make no sense.
pub(super) fn deprecation(operation: &openapiv3::Operation) -> Option<Deprecation> {
    let said = |key: &str| {
        let value = operation.extensions.get(key).and_then(Value::as_str);
        value.map(str::to_owned)
    };
    // What a deprecated operation refers to says why, if anything does.
    let docs = operation.external_docs.as_ref();
    let docs = docs.map(|docs| docs.url.as_str());
    let docs = docs.filter(|url| operation.deprecated && document::is_link(url));
    let found = Deprecation {
        since: said(DEPRECATED_SINCE),
        sunset: said(SUNSET),
        link: said(DEPRECATION_LINK).or_else(|| docs.map(str::to_owned)),
        sunset_link: said(SUNSET_LINK),
    };
    let is_deprecated = operation.deprecated || found.since.is_some() || found.sunset.is_some();
    is_deprecated.then_some(found)
}
