//! Listed values against the keywords for scalars.

use serde_json::{Map, Value};
use timely_pattern::{Limited, Pattern};

/// Whether a pattern refuses a text; of what is no pattern, or takes too long to tell, it is not said.
pub(crate) fn pattern_refuses(pattern: &str, text: &str) -> bool {
    const MOST: u64 = 100_000;
    let found = Pattern::new(pattern).ok();
    found.is_some_and(|pattern| pattern.is_match(text, &Limited::to(MOST)) == Ok(false))
}

/// The keyword that refuses a value, if one does beyond doubt.
pub(super) fn refuted(entries: &Map<String, Value>, value: &Value) -> Option<&'static str> {
    match value {
        Value::String(text) => refuted_text(entries, text),
        Value::Number(number) => refuted_number(entries, number.as_f64()?),
        _ => None,
    }
}

fn refuted_text(entries: &Map<String, Value>, text: &str) -> Option<&'static str> {
    let count = |key: &str| entries.get(key).and_then(Value::as_u64);
    let length = text.chars().count() as u64;
    if count("minLength").is_some_and(|least| length < least) {
        return Some("minLength");
    }
    if count("maxLength").is_some_and(|most| length > most) {
        return Some("maxLength");
    }
    let wanted = entries.get("pattern").and_then(Value::as_str)?;
    pattern_refuses(wanted, text).then_some("pattern")
}

#[expect(clippy::float_cmp, reason = "a bound is the number that was written")]
fn refuted_number(entries: &Map<String, Value>, number: f64) -> Option<&'static str> {
    let bound = |key: &str| entries.get(key).and_then(Value::as_f64);
    let is_exclusive = |key: &str| entries.get(key) == Some(&Value::Bool(true));
    if let Some(least) = bound("minimum")
        && (number < least || (number == least && is_exclusive("exclusiveMinimum")))
    {
        return Some("minimum");
    }
    if let Some(most) = bound("maximum")
        && (number > most || (number == most && is_exclusive("exclusiveMaximum")))
    {
        return Some("maximum");
    }
    None
}

/// A value as text that is the same for the same values: 1 is 1.0 (JSON Schema 2020-12 core, section 4.2.2).
pub(super) fn canonical(value: &Value) -> String {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    match value.as_f64() {
        Some(number) if number.abs() < EXACT => format!("{number}"),
        _ => value.to_string(),
    }
}
