//! What parameters are read from: the parts of a request, and pairs of names and values in them.

use crate::percent;
use crate::schema::Subschema;
use http::HeaderMap;

/// The parts of a request that hold parameters.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Incoming<'r> {
    /// The path parameters by name, as they stand in the path.
    pub(crate) path: &'r [(&'static str, &'r str)],
    /// The query without its question mark.
    pub(crate) query: &'r str,
    /// All header fields.
    pub(crate) headers: &'r HeaderMap,
}

/// The default as the document has it.
pub(super) fn default_text(schema: Subschema<'_>) -> Option<&str> {
    let mut parts = [schema].into_iter().chain(schema.all_of());
    parts.find_map(|part| part.node().default.as_deref())
}

/// Splits `a=1&b=2`; pairs whose name is broken are nobody's.
pub(super) fn pairs(
    text: &str,
    separator: char,
    decode: fn(&str) -> Result<String, percent::Broken>,
) -> Vec<(String, &str)> {
    text.split(separator)
        .filter(|pair| !pair.is_empty())
        .filter_map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            Some((decode(name).ok()?, value))
        })
        .collect()
}
