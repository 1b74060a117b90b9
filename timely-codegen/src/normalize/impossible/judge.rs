//! Whether any value satisfies what is said of it.

use super::facts::{Facts, reference};
use super::values::{canonical, refuted};
use crate::diagnostic::Pointer;
use crate::formats::JsonType;
use serde_json::{Map, Value};
use std::collections::{HashMap, HashSet};

/// How deep properties and references are followed.
const MAX_DEPTH: usize = 32;
/// How many schemas are looked at for one document; what is beyond is taken to be possible.
const MAX_STEPS: usize = 5_000_000;

/// Why no value but null satisfies a schema.
pub(super) struct Cause {
    pub(super) at: Pointer,
    pub(super) message: String,
    /// The place that the message names besides.
    pub(super) other: Option<Pointer>,
    /// Whether it is told elsewhere.
    pub(super) is_told: bool,
}

impl Cause {
    fn new(at: Pointer, message: String) -> Self {
        Self {
            at,
            message,
            other: None,
            is_told: false,
        }
    }

    /// With a place that the message names.
    fn beside(self, other: &Pointer) -> Self {
        Self {
            other: Some(other.clone()),
            ..self
        }
    }

    /// The same, told elsewhere.
    fn told(self) -> Self {
        Self {
            is_told: true,
            ..self
        }
    }
}

/// Judges the schemas of a document.
pub(super) struct Judge<'v> {
    schemas: &'v Map<String, Value>,
    /// Which components no value satisfies. One that is being judged is taken to be possible.
    known: HashMap<&'v str, bool>,
    steps: usize,
}

impl<'v> Judge<'v> {
    pub(super) fn new(schemas: &'v Map<String, Value>) -> Self {
        Self {
            schemas,
            known: HashMap::new(),
            steps: MAX_STEPS,
        }
    }

    /// What a schema says, with all that it refers to.
    pub(super) fn facts<'s>(&mut self, schema: &'s Value, at: &Pointer) -> Facts<'s>
    where
        'v: 's,
    {
        let mut facts = Facts::default();
        if self.steps > 0 {
            facts.add(self.schemas, schema, at);
        }
        self.steps = self.steps.saturating_sub(facts.steps);
        facts
    }

    /// Why nothing satisfies a schema.
    pub(super) fn cause(&mut self, facts: &Facts<'_>) -> Option<Cause> {
        let cause = self.judge(facts, 0)?;
        let message = match facts.allows_null {
            true => format!("nothing but null is accepted: {}", cause.message),
            false => cause.message,
        };
        Some(Cause { message, ..cause })
    }

    /// Whether no value at all satisfies a component.
    pub(super) fn is_never(&mut self, key: &str, depth: usize) -> bool {
        let Some((key, schema)) = self.schemas.get_key_value(key) else {
            return false;
        };
        if let Some(known) = self.known.get(key.as_str()) {
            return *known;
        }
        if depth > MAX_DEPTH {
            return false;
        }
        self.known.insert(key, false);
        let facts = self.facts(schema, &Pointer::root());
        let is_never = !facts.allows_null && self.judge(&facts, depth + 1).is_some();
        self.known.insert(key, is_never);
        is_never
    }

    /// Why nothing satisfies several schemas of one value.
    pub(super) fn together<'s>(
        &mut self,
        nodes: &[(&'s Value, Pointer)],
        depth: usize,
    ) -> Option<Cause>
    where
        'v: 's,
    {
        if depth > MAX_DEPTH || self.steps == 0 {
            return None;
        }
        let mut facts = Facts::default();
        for (node, at) in nodes {
            facts.add(self.schemas, node, at);
        }
        self.steps = self.steps.saturating_sub(facts.steps);
        if facts.allows_null {
            return None;
        }
        match depth {
            0 => self.judge(&facts, depth),
            _ => self.judge_apart_from_unions(&facts, depth),
        }
    }

    /// Why nothing is an alternative of what the facts are about.
    pub(super) fn alternative<'s>(
        &mut self,
        facts: &Facts<'s>,
        alternative: &'s Value,
        at: &Pointer,
    ) -> Option<Cause>
    where
        'v: 's,
    {
        let told = |is_never: bool| is_never.then(|| Cause::new(at.clone(), String::new()).told());
        match reference(alternative) {
            Some(key) if self.is_never(key, 0) => return told(true),
            Some(_) => {}
            None => {
                let own = self.facts(alternative, at);
                if !own.allows_null && self.judge_apart_from_unions(&own, 1).is_some() {
                    return told(true);
                }
            }
        }
        // What says nothing beside the list has nothing to disagree with.
        let is_open = facts.types.is_empty() && facts.lists.is_empty() && facts.required.is_empty();
        if (is_open && facts.properties.is_empty() && facts.closed.is_empty()) || self.steps == 0 {
            return None;
        }
        let mut both = facts.clone();
        both.unions = Vec::new();
        let cost = both.properties.len() + both.required.len();
        both.add(self.schemas, alternative, at);
        self.steps = self.steps.saturating_sub(both.steps + cost);
        let cause = self
            .judge_apart_from_unions(&both, 1)
            .filter(|_| !both.allows_null)?;
        Some(Cause {
            is_told: false,
            ..cause
        })
    }

    /// Whether a component never has a value of a discriminator.
    pub(super) fn excludes(&mut self, key: &str, property: &str, tag: &str) -> bool {
        let Some(schema) = self.schemas.get(key) else {
            return false;
        };
        let facts = self.facts(schema, &Pointer::root());
        let Some(nodes) = facts.properties.get(property) else {
            return false;
        };
        let mut own = Facts::default();
        for (node, at) in nodes {
            own.add(self.schemas, node, at);
        }
        let is_tag = |value: &Value| match value {
            Value::String(text) => text == tag,
            // A tag is told by its text, as `1` for the number.
            other => {
                let text = other.to_string();
                text == tag
            }
        };
        own.lists
            .iter()
            .any(|(values, _)| !values.iter().any(is_tag))
    }

    /// Why the facts agree with no value.
    fn judge(&mut self, facts: &Facts<'_>, depth: usize) -> Option<Cause> {
        self.judge_apart_from_unions(facts, depth)
            .or_else(|| self.unions(facts, depth))
    }

    /// The same, whatever their lists of alternatives say.
    fn judge_apart_from_unions(&mut self, facts: &Facts<'_>, depth: usize) -> Option<Cause> {
        if facts.is_never {
            let message = "a part of it accepts nothing".to_owned();
            return Some(Cause::new(Pointer::root(), message).told());
        }
        let conflict = types(facts).or_else(|| lists(facts));
        if conflict.is_some() {
            return conflict;
        }
        if !facts.lists.is_empty() {
            return None;
        }
        match type_of(facts) {
            "string" => ranges(facts, "minLength", "maxLength"),
            "integer" => numbers(facts, JsonType::Integer),
            "number" => numbers(facts, JsonType::Number),
            "array" => ranges(facts, "minItems", "maxItems").or_else(|| self.items(facts, depth)),
            "object" => ranges(facts, "minProperties", "maxProperties")
                .or_else(|| closed(facts))
                .or_else(|| self.required(facts, depth)),
            _ => None,
        }
    }

    /// A property that must be there, and for which nothing is accepted.
    fn required(&mut self, facts: &Facts<'_>, depth: usize) -> Option<Cause> {
        facts.required.iter().find_map(|(name, at)| {
            let nodes = facts.properties.get(name)?;
            let is_never = match &nodes[..] {
                [(node, _)] if reference(node).is_some() => {
                    reference(node).is_some_and(|key| self.is_never(key, depth + 1))
                }
                _ => self.together(nodes, depth + 1).is_some(),
            };
            is_never.then(|| {
                Cause::new(
                    at.clone(),
                    format!("`{name}` is required, and no value is accepted for it"),
                )
            })
        })
    }

    fn items(&mut self, facts: &Facts<'_>, depth: usize) -> Option<Cause> {
        let least = facts
            .bounds
            .iter()
            .filter_map(|(entries, at)| Some((entries.get("minItems")?.as_u64()?, at)))
            .max_by_key(|(least, _)| *least);
        let (least, at) = least.filter(|(least, _)| *least > 0)?;
        let has_first =
            |(entries, _): &(&Map<String, Value>, Pointer)| entries.contains_key("prefixItems");
        if facts.items.is_empty() || facts.bounds.iter().any(has_first) {
            return None;
        }
        let is_never = match &facts.items[..] {
            [(node, _)] if reference(node).is_some() => {
                reference(node).is_some_and(|key| self.is_never(key, depth + 1))
            }
            nodes => self.together(nodes, depth + 1).is_some(),
        };
        is_never.then(|| {
            Cause::new(
                at.clone(),
                format!("`minItems` is {least}, and no value is accepted as an item"),
            )
        })
    }

    /// A list of alternatives none of which is possible.
    fn unions(&mut self, facts: &Facts<'_>, depth: usize) -> Option<Cause> {
        if depth > 4 {
            return None;
        }
        for (list, at) in &facts.unions {
            let mut causes = Vec::new();
            for (index, alternative) in list.iter().enumerate() {
                match self.alternative(facts, alternative, &at.index(index)) {
                    Some(cause) => causes.push(cause),
                    None => break,
                }
            }
            if causes.len() == list.len() && !list.is_empty() {
                let reason = causes.into_iter().find(|cause| !cause.is_told);
                let reason = reason.map(|cause| format!(": {}", cause.message));
                return Some(Cause::new(
                    at.clone(),
                    format!(
                        "none of these alternatives accepts a value{}",
                        reason.unwrap_or_default()
                    ),
                ));
            }
        }
        None
    }
}

/// Two types that no value has at the same time.
fn types(facts: &Facts<'_>) -> Option<Cause> {
    let (first, at) = facts.types.first()?;
    let is_number = |name: &str| matches!(name, "integer" | "number");
    let other = facts
        .types
        .iter()
        .find(|(name, _)| name != first && !(is_number(name) && is_number(first)))?;
    Some(at_once(&other.1, at))
}

fn at_once(at: &Pointer, other: &Pointer) -> Cause {
    let message = format!("no value satisfies this and `{other}` at the same time");
    Cause::new(at.clone(), message).beside(other)
}

/// The one type that values must have; the narrower one of two. Where none is written, the one that all keywords are
/// about: no value of another type is taken.
fn type_of<'v>(facts: &Facts<'v>) -> &'v str {
    let mut names = facts.types.iter().map(|(name, _)| *name);
    let Some(first) = names.next() else {
        let first = facts.inferred.first().copied().unwrap_or("any");
        let are_one = facts.inferred.iter().all(|name| *name == first);
        return if are_one { first } else { "any" };
    };
    names.find(|name| *name == "integer").unwrap_or(first)
}

/// Lists of values that leave none, or none that the other keywords accept.
fn lists(facts: &Facts<'_>) -> Option<Cause> {
    let ((values, at), others) = facts.lists.split_first()?;
    let mut left: Vec<&Value> = values.iter().collect();
    for (other, place) in others {
        let known: HashSet<String> = other.iter().map(canonical).collect();
        left.retain(|value| known.contains(&canonical(value)));
        if left.is_empty() {
            return Some(at_once(place, at));
        }
    }
    for (name, place) in &facts.types {
        let ty = JsonType::named(name);
        left.retain(|value| ty.is_none_or(|ty| ty.holds(value)));
        if left.is_empty() {
            return Some(at_once(place, at));
        }
    }
    for (entries, place) in &facts.bounds {
        let mut last = None;
        left.retain(|value| {
            let keyword = refuted(entries, value);
            last = keyword.or(last);
            keyword.is_none()
        });
        if let (true, Some(keyword)) = (left.is_empty(), last) {
            return Some(Cause::new(
                place.child(keyword),
                format!("`{keyword}` refuses every value of `enum`"),
            ));
        }
    }
    None
}

/// A bound, with its place and with what it says.
struct Bound<'f, 'v> {
    value: f64,
    written: &'v Value,
    is_exclusive: bool,
    at: &'f Pointer,
}

/// The tightest bound of a kind; `sign` is -1 where the smallest counts.
fn tightest<'f, 'v>(
    facts: &'f Facts<'v>,
    key: &str,
    exclusive: &str,
    sign: f64,
) -> Option<Bound<'f, 'v>> {
    let bounds = facts.bounds.iter().filter_map(|(entries, at)| {
        let written = entries.get(key)?;
        Some(Bound {
            value: written.as_f64()?,
            written,
            is_exclusive: entries.get(exclusive) == Some(&Value::Bool(true)),
            at,
        })
    });
    bounds.reduce(|best, next| {
        let order = (sign * next.value).total_cmp(&(sign * best.value));
        match order.then(next.is_exclusive.cmp(&best.is_exclusive)) {
            std::cmp::Ordering::Greater => next,
            _ => best,
        }
    })
}

fn beyond(lower: &Bound<'_, '_>, upper: &Bound<'_, '_>, keys: (&str, &str)) -> Cause {
    let (least, most) = keys;
    let message = format!(
        "`{least}` is {}, which is above `{most}`, {}",
        lower.written, upper.written
    );
    let at = lower.at.child(least);
    match lower.at == upper.at {
        // It was told when the schema was read.
        true => Cause::new(at, message).told(),
        false => Cause::new(at, format!("{message} of `{}`", upper.at)).beside(upper.at),
    }
}

fn ranges(facts: &Facts<'_>, least: &str, most: &str) -> Option<Cause> {
    let lower = tightest(facts, least, "", 1.0)?;
    let upper = tightest(facts, most, "", -1.0)?;
    (lower.value > upper.value).then(|| beyond(&lower, &upper, (least, most)))
}

#[expect(clippy::float_cmp, reason = "a bound is the number that was written")]
fn numbers(facts: &Facts<'_>, ty: JsonType) -> Option<Cause> {
    let keys = ("minimum", "maximum");
    let lower = tightest(facts, keys.0, "exclusiveMinimum", 1.0)?;
    let upper = tightest(facts, keys.1, "exclusiveMaximum", -1.0)?;
    if lower.value > upper.value {
        return Some(beyond(&lower, &upper, keys));
    }
    let is_empty = match ty {
        JsonType::Integer => {
            let first = if lower.is_exclusive {
                lower.value.floor() + 1.0
            } else {
                lower.value.ceil()
            };
            let last = if upper.is_exclusive {
                upper.value.ceil() - 1.0
            } else {
                upper.value.floor()
            };
            first > last
        }
        _ => lower.value == upper.value && (lower.is_exclusive || upper.is_exclusive),
    };
    let message = format!(
        "no {} lies between the bounds, {} and {}",
        ty.name(),
        lower.written,
        upper.written
    );
    is_empty.then(|| Cause::new(lower.at.child(keys.0), message))
}

/// A property that must be there and that a part forbids, or more of them than there may be.
fn closed(facts: &Facts<'_>) -> Option<Cause> {
    for closed in &facts.closed {
        let missing = facts
            .required
            .iter()
            .find(|(name, _)| !closed.names.contains(*name));
        if let Some((name, at)) = missing {
            let message =
                format!("`additionalProperties: false` forbids `{name}`, which `{at}` asks for");
            return Some(Cause::new(closed.at.clone(), message).beside(at));
        }
    }
    let most = tightest(facts, "maxProperties", "", -1.0)?;
    let wanted = facts.required.len();
    #[expect(clippy::cast_precision_loss, reason = "no object has as many names")]
    let is_less = most.value < wanted as f64;
    is_less.then(|| {
        Cause::new(
            most.at.child("maxProperties"),
            format!(
                "`maxProperties` is {}, and {wanted} properties are required",
                most.written
            ),
        )
    })
}
