//! Values for schemas: what a schema seems to want, and that with something changed.

use crate::names::{Names, pick};
use crate::scalars::{FORMATS, Numbers, PATTERNS, beside, text};
use crate::schemas::{NAME_PATTERNS, TYPES, any_value};
use fastrand::Rng;
use serde_json::{Map, Value, json};

/// How deep values are made.
const DEPTH: usize = 6;
/// How many schemas are brought together for one value.
const DEMANDS: usize = 48;

/// Makes values for the schemas of one case.
pub(crate) struct Values<'c> {
    pub(crate) random: &'c mut Rng,
    pub(crate) names: &'c Names,
    pub(crate) numbers: Numbers,
    pub(crate) definitions: &'c Map<String, Value>,
}

/// What is asked of one value: the schemas that apply to it, as far as they are chosen.
type Demands<'c> = Vec<&'c Map<String, Value>>;

impl<'c> Values<'c> {
    /// A value for a schema: one that it seems to want, one that is a little different, or any.
    pub(crate) fn make(&mut self, schema: &'c Value) -> Value {
        let choice = self.random.u8(0..16);
        if choice == 0 {
            return any_value(self.random, self.names, self.numbers, 3);
        }
        let mut value = self.wanted(vec![schema], DEPTH);
        if choice > 8 {
            for _ in 0..self.random.usize(1..3) {
                self.change(&mut value);
            }
        }
        value
    }

    /// A value that some schemas want, as far as that is quickly found.
    fn wanted(&mut self, schemas: Vec<&'c Value>, depth: usize) -> Value {
        let demands = self.demands(schemas);
        if let Some(constant) = self.constant(&demands) {
            return constant;
        }
        match self.type_of(&demands) {
            "null" => Value::Null,
            "boolean" => self.random.bool().into(),
            "string" => self.text(&demands).into(),
            "integer" => self.number(&demands, true),
            "number" => self.number(&demands, false),
            _ if depth == 0 => any_value(self.random, self.names, self.numbers, 0),
            "array" => self.array(&demands, depth - 1),
            _ => self.object(&demands, depth - 1),
        }
    }

    /// The schemas that apply to a value, where of unions one alternative is chosen.
    fn demands(&mut self, schemas: Vec<&'c Value>) -> Demands<'c> {
        let mut open = schemas;
        let mut demands = Vec::new();
        while let Some(schema) = open.pop() {
            let Value::Object(map) = schema else { continue };
            if demands.len() == DEMANDS {
                break;
            }
            demands.push(map);
            open.extend(
                map.get("$ref")
                    .and_then(|reference| self.resolve(reference)),
            );
            open.extend(list(map, "allOf"));
            for keyword in ["anyOf", "oneOf"] {
                let alternatives = list(map, keyword);
                if !alternatives.is_empty() {
                    open.push(pick(self.random, alternatives));
                }
            }
            match self.random.bool() {
                true => open.extend(
                    ["if", "then"]
                        .iter()
                        .filter_map(|keyword| map.get(*keyword)),
                ),
                false => open.extend(map.get("else")),
            }
            if let Some(Value::Object(dependent)) = map.get("dependentSchemas")
                && self.random.bool()
            {
                open.extend(dependent.values());
            }
        }
        demands
    }

    fn resolve(&self, reference: &Value) -> Option<&'c Value> {
        let (_, name) = reference.as_str()?.rsplit_once('/')?;
        self.definitions.get(name)
    }

    fn constant(&mut self, demands: &Demands<'c>) -> Option<Value> {
        for demand in demands {
            if let Some(value) = demand.get("const") {
                return Some(value.clone());
            }
            let values = list(demand, "enum");
            if !values.is_empty() {
                return Some(pick(self.random, values).clone());
            }
        }
        None
    }

    /// A type that all allow, or else what their keywords are about.
    fn type_of(&mut self, demands: &Demands<'c>) -> &'static str {
        let allows = |name: &str| {
            demands
                .iter()
                .filter_map(|demand| demand.get("type"))
                .all(|types| match types {
                    Value::Array(types) => types.iter().any(|it| *it == name),
                    only => *only == name || *only == "number" && name == "integer",
                })
        };
        let about = |keywords: &[&str]| {
            let mut all = demands.iter().flat_map(|demand| demand.keys());
            all.any(|keyword| keywords.contains(&keyword.as_str()))
        };
        let mut types: Vec<&'static str> = TYPES.into_iter().filter(|name| allows(name)).collect();
        let told = [
            (
                "object",
                about(&[
                    "properties",
                    "required",
                    "unevaluatedProperties",
                    "propertyNames",
                ]),
            ),
            (
                "array",
                about(&["items", "prefixItems", "contains", "unevaluatedItems"]),
            ),
            (
                "string",
                about(&["minLength", "maxLength", "pattern", "format"]),
            ),
            (
                "number",
                about(&["minimum", "maximum", "multipleOf", "exclusiveMinimum"]),
            ),
        ];
        let told: Vec<_> = told
            .iter()
            .filter(|(name, is_it)| *is_it && types.contains(name))
            .collect();
        if !told.is_empty() && self.random.u8(0..10) > 0 {
            return pick(self.random, &told).0;
        }
        if types.is_empty() {
            types = TYPES.to_vec();
        }
        types[self.random.usize(0..types.len())]
    }

    fn text(&mut self, demands: &Demands<'c>) -> String {
        for demand in demands {
            let format = demand.get("format").and_then(Value::as_str);
            if let Some((_, good, _)) = FORMATS.iter().find(|(name, ..)| Some(*name) == format) {
                return (*pick(self.random, good)).to_owned();
            }
            let pattern = demand.get("pattern").and_then(Value::as_str);
            if let Some((_, texts)) = PATTERNS.iter().find(|(text, _)| Some(*text) == pattern) {
                return (*pick(self.random, texts)).to_owned();
            }
        }
        let (least, most) = counts(demands, "minLength", "maxLength");
        let mut text: String = text(self.random).chars().take(most).collect();
        while text.chars().count() < least {
            text.push('x');
        }
        text
    }

    fn number(&mut self, demands: &Demands<'c>, whole: bool) -> Value {
        let bounds: Vec<_> = ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"]
            .into_iter()
            .flat_map(|keyword| demands.iter().filter_map(move |demand| demand.get(keyword)))
            .filter_map(Value::as_number)
            .collect();
        if let Some(unit) = demands.iter().find_map(|demand| demand.get("multipleOf"))
            && let Some(unit) = unit.as_f64()
            && self.random.u8(0..4) > 0
        {
            let multiple = unit * self.random.i32(-4..12) as f64;
            return if multiple.fract() == 0.0 {
                json!(multiple as i64)
            } else {
                json!(multiple)
            };
        }
        if !bounds.is_empty() && self.random.u8(0..3) > 0 {
            let bound = *pick(self.random, &bounds);
            return match self.random.bool() {
                true => bound.clone().into(),
                false => beside(bound, self.random),
            };
        }
        let number = self.numbers.one(self.random);
        match number.as_f64() {
            Some(float) if whole && float.fract() != 0.0 => json!(float.trunc() as i64),
            _ => number.into(),
        }
    }

    fn array(&mut self, demands: &Demands<'c>, depth: usize) -> Value {
        let (least, most) = counts(demands, "minItems", "maxItems");
        let prefix = demands
            .iter()
            .map(|demand| list(demand, "prefixItems").len())
            .max();
        let usual = match self.random.u8(0..20) {
            // More than is compared in pairs.
            0 => self.random.usize(7..24),
            _ => self.random.usize(0..4),
        };
        let count = usual
            .max(prefix.unwrap_or_default().min(usual + 2))
            .max(least)
            .min(most.max(least));
        let mut items: Vec<Value> = Vec::new();
        for at in 0..count {
            let mut schemas = Vec::new();
            for demand in demands {
                schemas.extend(
                    list(demand, "prefixItems")
                        .get(at)
                        .or_else(|| demand.get("items")),
                );
                if at < 2 && self.random.bool() {
                    schemas.extend(demand.get("contains"));
                }
            }
            let item = self.wanted(schemas, depth);
            if !items.contains(&item) || self.random.bool() {
                items.push(item);
            }
        }
        items.into()
    }

    fn object(&mut self, demands: &Demands<'c>, depth: usize) -> Value {
        let (least, most) = counts(demands, "minProperties", "maxProperties");
        let mut names: Vec<String> = Vec::new();
        for demand in demands {
            names.extend(
                list(demand, "required")
                    .iter()
                    .filter_map(Value::as_str)
                    .map(str::to_owned),
            );
            if let Some(Value::Object(properties)) = demand.get("properties") {
                let percent = if properties.len() > 8 { 85 } else { 50 };
                let some = properties
                    .keys()
                    .filter(|_| self.random.u8(0..100) < percent);
                names.extend(some.cloned());
            }
        }
        if self.random.u8(0..6) == 0 {
            names.push(self.names.one(self.random));
        }
        for _ in names.len()..least {
            names.push(self.names.one(self.random));
        }
        for demand in demands {
            if let Some(Value::Object(dependent)) = demand.get("dependentRequired") {
                for wanted in names.clone().iter().filter_map(|name| dependent.get(name)) {
                    let wanted = wanted.as_array().into_iter().flatten();
                    names.extend(wanted.filter_map(Value::as_str).map(str::to_owned));
                }
            }
        }
        if self.random.u8(0..4) == 0 {
            self.random.shuffle(&mut names);
        }
        names.truncate(most.max(1));
        let members = names.into_iter().map(|name| {
            let schemas = demands
                .iter()
                .flat_map(|demand| of_member(demand, &name))
                .collect();
            let value = self.wanted(schemas, depth);
            (name, value)
        });
        Value::Object(members.collect())
    }

    /// Changes something somewhere in a value.
    fn change(&mut self, value: &mut Value) {
        let goes_in = self.random.u8(0..4) > 0;
        match value {
            Value::Array(items) if goes_in && !items.is_empty() => {
                let at = self.random.usize(0..items.len());
                self.change(&mut items[at]);
            }
            Value::Object(members) if goes_in && !members.is_empty() => {
                let at = self.random.usize(0..members.len());
                if let Some(member) = members.values_mut().nth(at) {
                    self.change(member);
                }
            }
            Value::Array(items) => match self.random.u8(0..4) {
                0 => drop(items.pop()),
                1 => items.extend(items.first().cloned()),
                2 => items.reverse(),
                _ => items.push(any_value(self.random, self.names, self.numbers, 1)),
            },
            Value::Object(members) => {
                let at = self.random.usize(0..members.len().max(1));
                let name = members.keys().nth(at).cloned().unwrap_or_default();
                let new = self.names.one(self.random);
                match self.random.u8(0..3) {
                    0 => drop(members.remove(&name)),
                    1 => {
                        let value = members.remove(&name).unwrap_or_default();
                        members.insert(new, value);
                    }
                    _ => {
                        let value = any_value(self.random, self.names, self.numbers, 1);
                        members.insert(new, value);
                    }
                }
            }
            Value::Number(number) if self.random.bool() => *value = beside(number, self.random),
            Value::String(text) if self.random.bool() => match self.random.bool() {
                true => text.push('b'),
                false => drop(text.pop()),
            },
            _ => *value = any_value(self.random, self.names, self.numbers, 1),
        }
    }
}

/// What a schema wants of a member.
fn of_member<'c>(demand: &'c Map<String, Value>, name: &str) -> Vec<&'c Value> {
    let in_map = |keyword: &str, name: &str| demand.get(keyword)?.as_object()?.get(name);
    let [starts, ends] = NAME_PATTERNS;
    let mut schemas: Vec<&Value> = in_map("properties", name).into_iter().collect();
    if name.starts_with('a') {
        schemas.extend(in_map("patternProperties", starts));
    }
    if name.ends_with('b') {
        schemas.extend(in_map("patternProperties", ends));
    }
    if schemas.is_empty() {
        schemas.extend(demand.get("additionalProperties"));
        schemas.extend(demand.get("unevaluatedProperties"));
    }
    schemas
}

fn list<'c>(map: &'c Map<String, Value>, keyword: &str) -> &'c [Value] {
    let list = map.get(keyword).and_then(Value::as_array);
    list.map_or(&[], Vec::as_slice)
}

/// The least and the most of what is counted.
fn counts(demands: &Demands<'_>, least: &str, most: &str) -> (usize, usize) {
    let all = |keyword: &str| {
        let keyword = keyword.to_owned();
        let counts = demands
            .iter()
            .filter_map(move |demand| demand.get(&keyword)?.as_u64());
        counts.map(|count| usize::try_from(count).unwrap_or(usize::MAX))
    };
    (
        all(least).max().unwrap_or(0).min(64),
        all(most).min().unwrap_or(64),
    )
}
