//! From texts to the values that a schema wants.

use crate::json;
use crate::json::exact;
use crate::percent::{self, Broken};
use crate::schema::program::{Additional, Compiled};
use crate::schema::{Budget, Schema, Subschema, Types};
use serde_json::{Map, Number, Value};
use std::collections::HashSet;

/// How a text is to be unescaped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Text {
    /// Not at all: headers.
    Plain,
    /// Percent-encoded, as in a path or cookie.
    Path,
    /// Percent-encoded with `+` for blanks.
    Query,
    /// The same, where an escaped separator separates as well.
    Lists,
}

impl Text {
    pub(super) fn decode(self, text: &str) -> Result<String, Broken> {
        match self {
            Self::Plain => Ok(text.trim_matches([' ', '\t']).to_owned()),
            Self::Path => percent::decode(text),
            Self::Query | Self::Lists => percent::decode_query(text),
        }
    }

    /// Decodes a part of a text that is known to be intact: what stands between separators is intact as well.
    pub(super) fn part(self, text: &str) -> String {
        self.decode(text).unwrap_or_default()
    }
}

/// What the check of one candidate may take, in steps of a [`Budget`].
const MAX_CHECK: u64 = 1_000_000;
/// Whether a name matches a pattern of `patternProperties`; no where it takes too many steps to tell.
fn matches_name(pattern: &Compiled, name: &str) -> bool {
    pattern.matches(name, &Budget::new(MAX_CHECK))
}

/// The kinds of value that a schema allows.
const SCALARS: Types = Types::STRING
    .or(Types::NUMBER)
    .or(Types::BOOLEAN)
    .or(Types::NULL);

fn any_of(types: Types, any: Types) -> bool {
    types.and(any) != Types::EMPTY
}

/// Whether a schema allows a text as it is.
pub(super) fn allows(schema: Subschema<'_>, text: &str) -> bool {
    fits(schema, &Value::from(text))
}

pub(super) fn fits(schema: Subschema<'_>, value: &Value) -> bool {
    let budget = Budget::new(MAX_CHECK);
    schema.allows(value, &budget) && !budget.is_exhausted()
}

/// The first candidate that the schema allows; the first of all when none does, so that the check tells why.
fn choose(schema: Subschema<'_>, candidates: Vec<Value>) -> Value {
    let mut candidates = candidates.into_iter();
    let Some(first) = candidates.next() else {
        return Value::Null;
    };
    if candidates.len() == 0 || fits(schema, &first) {
        return first;
    }
    candidates
        .find(|candidate| fits(schema, candidate))
        .unwrap_or(first)
}

/// Reads a text as the scalar that a schema wants. What is not one stays a string, which the schema then refuses.
pub(super) fn scalar(schema: Subschema<'_>, text: String) -> Value {
    let types = schema.effective_types();
    let mut candidates = Vec::with_capacity(1);
    if types == Types::ANY {
        let candidates = json::unique(text.as_bytes()).ok().filter(is_container);
        let candidates = candidates.into_iter().chain([Value::String(text)]);
        return choose(schema, candidates.collect());
    }
    if !exact::is_held(&text) && schema.is_exact() {
        // Here numbers are as machines have them, and this one would be another.
        return Value::String(text);
    }
    if types.contains(Types::NUMBER)
        && let Some(number) = number(&text)
    {
        candidates.push(Value::Number(number));
    } else if types.contains(Types::INTEGER)
        && let Some(number) = integer(&text)
    {
        candidates.push(Value::Number(number));
    }
    if types.contains(Types::BOOLEAN) {
        match text.as_str() {
            "true" => candidates.push(Value::Bool(true)),
            "false" => candidates.push(Value::Bool(false)),
            _ => {}
        }
    }
    if types.contains(Types::NULL) && !types.contains(Types::STRING) && text.is_empty() {
        candidates.push(Value::Null);
    }
    if types.contains(Types::STRING) {
        // A text is a string first of all, and something else where the schema does not allow that string.
        candidates.insert(0, Value::String(text));
    } else if candidates.is_empty() {
        return Value::String(text);
    }
    choose(schema, candidates)
}

fn is_container(value: &Value) -> bool {
    value.is_object() || value.is_array()
}

/// As [`scalar`], in a form, where any value is JSON if its text is, as far as that is written as clients write it: so no
/// text changes by being read. In a parameter of which nothing is said a number is its text.
pub(super) fn form_scalar(schema: Subschema<'_>, text: String) -> Value {
    if !is_any(schema) {
        return scalar(schema, text);
    }
    let value = json::unique(text.as_bytes())
        .ok()
        .filter(|value| is_container(value) || !value.is_null() && json::text(value) == text);
    let candidates = value.into_iter().chain([Value::String(text)]);
    choose(schema, candidates.collect())
}

/// Whether a schema allows values of every kind, so that it does not tell what a text is.
pub(super) fn is_any(schema: Subschema<'_>) -> bool {
    schema.effective_types() == Types::ANY
}

/// A number as JSON writes it, without blanks around it.
pub(super) fn number(text: &str) -> Option<Number> {
    let clean = text
        .bytes()
        .all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte));
    if clean {
        json::from_slice(text.as_bytes()).ok()
    } else {
        None
    }
}

pub(super) fn integer(text: &str) -> Option<Number> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    if digits.bytes().all(|byte| byte.is_ascii_digit()) {
        number(text)
    } else {
        None
    }
}

/// The schema of a property.
pub(super) fn property<'s>(schema: Subschema<'s>, name: &str) -> Subschema<'s> {
    let undeclared = || match is_any(schema) || is_free(schema) {
        true => Schema::ANY.root(),
        false => UNDECLARED.root(),
    };
    property_within(schema, name, 4).unwrap_or_else(undeclared)
}

/// What is not declared beside what is: texts, and lists and objects of those.
static UNDECLARED: Schema = Schema::new(
    r##"{"type": ["string", "array", "object"], "items": {"$ref": "#"}, "additionalProperties": {"$ref": "#"}}"##,
    &[],
);

/// Whether a schema is that of objects of which nothing more is said.
fn is_free(schema: Subschema<'_>) -> bool {
    fn names_none(schema: Subschema<'_>, depth: u8) -> bool {
        !schema.names_properties()
            && matches!(schema.node().additional(), Additional::Allowed)
            && depth
                .checked_sub(1)
                .is_none_or(|depth| combined(schema).all(|part| names_none(part, depth)))
    }
    let types = schema.effective_types();
    (types == Types::OBJECT || types == Types::OBJECT.or(Types::NULL)) && names_none(schema, 4)
}

/// Whether an object may have members that the schema does not name, which it says something of.
pub(super) fn is_open(schema: Subschema<'_>) -> bool {
    additional(schema).is_some() || is_free(schema)
}

fn property_within<'s>(schema: Subschema<'s>, name: &str, depth: u8) -> Option<Subschema<'s>> {
    if let Some(property) = schema.property_named(name) {
        return Some(property.schema);
    }
    let depth = depth.checked_sub(1)?;
    combined(schema)
        .find_map(|part| property_within(part, name, depth))
        .or_else(|| {
            let mut patterns = schema.pattern_properties();
            let matching = patterns.find(|(pattern, _)| matches_name(pattern, name));
            matching.map(|(_, schema)| schema)
        })
        .or_else(|| stated(schema))
}

/// What `additionalProperties` says, where it is a schema.
fn stated(schema: Subschema<'_>) -> Option<Subschema<'_>> {
    match schema.node().additional() {
        Additional::Schema(_) => schema.additional(),
        Additional::Allowed | Additional::Forbidden => None,
    }
}

/// Whether a name is one of [`property_names`].
#[cfg(feature = "server")]
pub(super) fn has_property(schema: Subschema<'_>, name: &str) -> bool {
    fn within(schema: Subschema<'_>, name: &str, depth: u8) -> bool {
        schema.property_named(name).is_some()
            || depth
                .checked_sub(1)
                .is_some_and(|depth| combined(schema).any(|part| within(part, name, depth)))
    }
    within(schema, name, 4)
}

/// The names of all properties.
pub(super) fn property_names(schema: Subschema<'_>) -> HashSet<&str> {
    fn collect<'s>(schema: Subschema<'s>, names: &mut HashSet<&'s str>, depth: u8) {
        names.extend(schema.properties().map(|property| property.name));
        if let Some(depth) = depth.checked_sub(1) {
            combined(schema).for_each(|part| collect(part, names, depth));
        }
    }
    let mut names = HashSet::new();
    collect(schema, &mut names, 4);
    names
}

/// The schema of properties that are not named, where the document gives one.
pub(super) fn additional(schema: Subschema<'_>) -> Option<Subschema<'_>> {
    stated(schema).or_else(|| schema.all_of().find_map(stated))
}

pub(super) fn items(schema: Subschema<'_>) -> Subschema<'_> {
    items_within(schema, 4).unwrap_or_else(|| Schema::ANY.root())
}

fn items_within(schema: Subschema<'_>, depth: u8) -> Option<Subschema<'_>> {
    schema.items().or_else(|| {
        let depth = depth.checked_sub(1)?;
        combined(schema).find_map(|part| items_within(part, depth))
    })
}

/// What the item of a place is, of a list whose items may differ by their places.
pub(super) fn item_at(schema: Subschema<'_>, place: usize) -> Subschema<'_> {
    fn within(schema: Subschema<'_>, place: usize, depth: u8) -> Option<Subschema<'_>> {
        schema.item_at(place).or_else(|| {
            let depth = depth.checked_sub(1)?;
            combined(schema).find_map(|part| within(part, place, depth))
        })
    }
    within(schema, place, 4).unwrap_or_else(|| Schema::ANY.root())
}

fn combined(schema: Subschema<'_>) -> impl Iterator<Item = Subschema<'_>> {
    schema
        .all_of()
        .chain(schema.any_of())
        .chain(schema.one_of())
}

/// Reads a text in which a separator stands between items, or between names and values; as a scalar where the schema
/// wants one. The text as a whole must be intact.
pub(super) fn delimited(
    schema: Subschema<'_>,
    text: &str,
    escapes: Text,
    separator: &str,
    explode: bool,
) -> Value {
    let types = schema.effective_types();
    let mut candidates = Vec::with_capacity(1);
    if any_of(types, SCALARS) || !any_of(types, Types::ARRAY.or(Types::OBJECT)) {
        candidates.push(scalar(schema, escapes.part(text)));
    }
    if types.contains(Types::ARRAY) {
        candidates.push(list(schema, text, escapes, separator));
    }
    if types.contains(Types::OBJECT) {
        candidates.push(members(schema, text, escapes, separator, explode));
    }
    choose(schema, candidates)
}

fn list(schema: Subschema<'_>, text: &str, escapes: Text, separator: &str) -> Value {
    if text.is_empty() {
        return Value::Array(Vec::new());
    }
    let others = items(schema);
    let at = |place| match place < schema.first_items() {
        true => item_at(schema, place),
        false => others,
    };
    // Senders that escape the separators too are understood where no item can hold one: `URLSearchParams` does so.
    let mut each = (0..schema.first_items()).map(at).chain([others]);
    if escapes == Text::Lists || !each.any(|item| may_hold(item, separator, 4)) {
        let text = escapes.part(text);
        let item = |(place, item): (usize, &str)| match escapes {
            Text::Plain => scalar(at(place), escapes.part(item)),
            Text::Path | Text::Query | Text::Lists => scalar(at(place), item.to_owned()),
        };
        return text.split(separator).enumerate().map(item).collect();
    }
    let parts = text.split(separator).enumerate();
    parts
        .map(|(place, item)| scalar(at(place), escapes.part(item)))
        .collect()
}

/// Whether an item may have a separator in it. A comma, a blank or a pipe is in no number and in no text of most formats.
fn may_hold(schema: Subschema<'_>, separator: &str, depth: u8) -> bool {
    if !schema.effective_types().contains(Types::STRING) {
        return false;
    }
    let node = schema.node();
    if let Some(constants) = &node.constants
        && !constants
            .list()
            .iter()
            .any(|constant| constant_holds(constant, separator))
    {
        return false;
    }
    let has_none = node
        .format
        .is_some_and(|format| !format.may_hold(separator));
    let Some(depth) = depth.checked_sub(1) else {
        return !has_none;
    };
    let holds = |part: Subschema<'_>| may_hold(part, separator, depth);
    let (mut any, mut one) = (schema.any_of().peekable(), schema.one_of().peekable());
    let of_any = any.peek().is_none() || any.any(holds);
    let of_one = one.peek().is_none() || one.any(holds);
    !has_none && of_any && of_one && schema.all_of().all(holds)
}

fn constant_holds(constant: &Value, separator: &str) -> bool {
    match constant {
        Value::String(text) => text.contains(separator),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
        other => other.to_string().contains(separator),
    }
}

/// A text that is no object of the style, or names a member twice, stays a text, which the schema refuses.
fn members(
    schema: Subschema<'_>,
    text: &str,
    escapes: Text,
    separator: &str,
    explode: bool,
) -> Value {
    let mut object = Map::new();
    let mut insert = |name: &str, value: &str| {
        let name = escapes.part(name);
        let value = scalar(property(schema, &name), escapes.part(value));
        object.insert(name, value).is_none()
    };
    if text.is_empty() {
        return Value::Object(object);
    }
    let mut parts = text.split(separator);
    while let Some(part) = parts.next() {
        let is_new = if explode {
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            insert(name, value)
        } else {
            parts.next().is_some_and(|value| insert(part, value))
        };
        if !is_new {
            return Value::String(escapes.part(text));
        }
    }
    Value::Object(object)
}

/// Reads the values of a name that may occur several times, all of them intact: an array, or a scalar that occurs
/// once. `None` when it occurs several times and is no array.
pub(super) fn repeated(schema: Subschema<'_>, texts: &[&str], escapes: Text) -> Option<Value> {
    let types = schema.effective_types();
    if let [text] = texts
        && let Some(value) = nested(types, &escapes.part(text))
    {
        return Some(value);
    }
    match texts {
        [text] if any_of(types, SCALARS) || !types.contains(Types::ARRAY) => {
            let mut candidates = vec![scalar(schema, escapes.part(text))];
            if types.contains(Types::ARRAY) {
                candidates.push(list_of(schema, texts, escapes));
            }
            Some(choose(schema, candidates))
        }
        _ if types.contains(Types::ARRAY) => Some(list_of(schema, texts, escapes)),
        _ => None,
    }
}

/// The texts as the items of an array.
pub(super) fn list_of(schema: Subschema<'_>, texts: &[&str], escapes: Text) -> Value {
    let texts = texts.iter().enumerate();
    texts
        .map(|(place, text)| scalar(item_at(schema, place), escapes.part(text)))
        .collect()
}

/// An object as JSON text, which is how some senders write one where a form has no way of its own.
fn nested(types: Types, text: &str) -> Option<Value> {
    let is_wanted = types.contains(Types::OBJECT) && !any_of(types, SCALARS);
    (is_wanted && text.starts_with('{'))
        .then(|| json::unique(text.as_bytes()).ok())
        .flatten()
}
