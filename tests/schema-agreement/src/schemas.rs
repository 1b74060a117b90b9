//! Random schemas of JSON Schema draft 2020-12, of every keyword that the check knows.

use crate::names::{Names, pick};
use crate::scalars::{FORMATS, Numbers, PATTERNS, text};
use fastrand::Rng;
use serde_json::{Map, Value, json};

pub(crate) const TYPES: [&str; 7] = [
    "null", "boolean", "integer", "number", "string", "array", "object",
];

/// The patterns of names: those that values are made for.
pub(crate) const NAME_PATTERNS: [&str; 2] = ["^a", "b$"];

/// How many schemas have names at first.
const DEFINITIONS: usize = 3;

/// Makes the schemas of one case.
///
/// Left out are, since the two validators mean to differ there, or one of them has no say:
/// - `$ref` that lead back to a schema while it is held against the same value: what such a schema means is undefined
///   (JSON Schema core, section 9.4.1). Those that lead back from a member or an item are made;
/// - a `pattern` that is no regular expression, a `type` of no types, an `enum` without values: the other one refuses them;
/// - what OpenAPI adds: `discriminator`, `readOnly` and `writeOnly`.
pub(crate) struct Schemas<'r> {
    pub(crate) random: &'r mut Rng,
    pub(crate) names: Names,
    pub(crate) numbers: Numbers,
    made: Map<String, Value>,
    /// The definition that is being made.
    current: usize,
}

/// What a schema is held against.
#[derive(Clone, Copy, PartialEq)]
enum Of {
    /// The value that the definition around it is held against.
    TheSame,
    /// A member or an item of that.
    Another,
}

impl<'r> Schemas<'r> {
    pub(crate) fn new(random: &'r mut Rng) -> Self {
        let names = Names::new(random);
        let numbers = Numbers::of(random);
        Self {
            random,
            names,
            numbers,
            made: Map::new(),
            current: 0,
        }
    }

    /// Makes the schemas, of which `A` is the one that values are held against.
    pub(crate) fn make(&mut self) -> Map<String, Value> {
        for at in 0..DEFINITIONS {
            self.current = at;
            let depth = self.random.usize(1..4);
            let schema = self.schema(depth, Of::TheSame);
            self.made.insert(name_of(at), schema);
        }
        in_use(&std::mem::take(&mut self.made))
    }

    /// True so many times of a hundred.
    fn chance(&mut self, percent: u8) -> bool {
        self.random.u8(0..100) < percent
    }

    fn schema(&mut self, depth: usize, of: Of) -> Value {
        let Some(depth) = depth.checked_sub(1) else {
            return self.leaf(of);
        };
        let mut map = Map::new();
        match self.random.u8(0..23) {
            0..7 => self.object(&mut map, depth, of),
            7..11 => self.array(&mut map, depth),
            11..16 => self.union(&mut map, depth, of),
            16..18 => self.combination(&mut map, depth, of),
            18 => self.condition(&mut map, depth, of),
            19 | 20 => return self.reference(of),
            _ => return self.leaf(of),
        }
        // Keywords of other kinds beside these.
        while self.chance(15) {
            match self.random.u8(0..8) {
                0 => self.object(&mut map, 0, of),
                1 => self.array(&mut map, 0),
                2 => self.union(&mut map, 0, of),
                3 => self.combination(&mut map, 0, of),
                4 => self.condition(&mut map, 0, of),
                5 => self.unevaluated(&mut map),
                6 => self.constants(&mut map),
                _ => map.extend(self.reference(of).as_object().cloned().unwrap_or_default()),
            }
        }
        Value::Object(map)
    }

    fn leaf(&mut self, of: Of) -> Value {
        let mut map = Map::new();
        match self.random.u8(0..16) {
            0 => return self.random.bool().into(),
            1 | 2 => return self.reference(of),
            3..5 => self.types(&mut map),
            5..7 => self.constants(&mut map),
            7..10 => self.text(&mut map),
            10..14 => self.number(&mut map),
            14 => return json!({ "type": *pick(self.random, &TYPES) }),
            _ => {
                self.text(&mut map);
                self.number(&mut map);
                map.remove("type");
            }
        }
        Value::Object(map)
    }

    /// A `$ref`, to a later definition where it is held against the same value.
    fn reference(&mut self, of: Of) -> Value {
        let first = match of {
            Of::TheSame => self.current + 1,
            Of::Another => 0,
        };
        if first >= DEFINITIONS {
            return json!({ "type": *pick(self.random, &TYPES) });
        }
        let at = self.random.usize(first..DEFINITIONS);
        self.reference_to(&name_of(at))
    }

    fn reference_to(&mut self, name: &str) -> Value {
        let start = *pick(self.random, &["#/$defs/", "#/components/schemas/"]);
        json!({ "$ref": format!("{start}{name}") })
    }

    fn types(&mut self, map: &mut Map<String, Value>) {
        let mut types = TYPES.to_vec();
        self.random.shuffle(&mut types);
        types.truncate(self.random.usize(1..4));
        map.insert("type".to_owned(), json!(types));
    }

    /// `type`, in most cases.
    fn of_type(&mut self, map: &mut Map<String, Value>, name: &str) {
        let types = match self.random.u8(0..10) {
            0..6 => json!(name),
            6 => json!([name, "null"]),
            7 => json!([*pick(self.random, &TYPES), name]),
            _ => return,
        };
        // The other one refuses a type that is there twice.
        if types[0] != types[1] || types.is_string() {
            map.insert("type".to_owned(), types);
        }
    }

    /// `const` and `enum`.
    fn constants(&mut self, map: &mut Map<String, Value>) {
        if self.chance(40) {
            let value = self.value(2);
            map.insert("const".to_owned(), value);
            return;
        }
        let count = if self.chance(15) { 14 } else { 3 };
        let mut list: Vec<Value> = Vec::new();
        for _ in 0..self.random.usize(1..=count) {
            let value = if self.chance(60) {
                text(self.random).into()
            } else {
                self.value(1)
            };
            // The other one refuses a value that is there twice.
            if !list.iter().any(|known| is_same(known, &value)) {
                list.push(value);
            }
        }
        map.insert("enum".to_owned(), list.into());
    }

    fn text(&mut self, map: &mut Map<String, Value>) {
        self.of_type(map, "string");
        if self.chance(25) {
            map.insert("minLength".to_owned(), self.random.u8(0..4).into());
        }
        if self.chance(25) {
            map.insert("maxLength".to_owned(), self.random.u8(0..6).into());
        }
        if self.chance(30) {
            let (pattern, _) = *pick(self.random, &PATTERNS);
            map.insert("pattern".to_owned(), pattern.into());
        } else if self.chance(40) {
            let (format, ..) = *pick(self.random, &FORMATS);
            map.insert("format".to_owned(), format.into());
        }
    }

    fn number(&mut self, map: &mut Map<String, Value>) {
        let name = *pick(self.random, &["integer", "number"]);
        self.of_type(map, name);
        for keyword in ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"] {
            if self.chance(25) {
                let bound = self.numbers.one(self.random);
                map.insert(keyword.to_owned(), bound.into());
            }
        }
        if self.numbers == Numbers::Small && self.chance(30) {
            let units = [
                json!(1),
                json!(2),
                json!(3),
                json!(0.5),
                json!(0.1),
                json!(2.0),
                json!(0.3),
                json!(1.5),
            ];
            map.insert("multipleOf".to_owned(), pick(self.random, &units).clone());
        }
    }

    fn array(&mut self, map: &mut Map<String, Value>, depth: usize) {
        self.of_type(map, "array");
        if self.chance(30) {
            let count = self.random.usize(1..4);
            let items: Vec<Value> = (0..count)
                .map(|_| self.schema(depth, Of::Another))
                .collect();
            map.insert("prefixItems".to_owned(), items.into());
        }
        if self.chance(60) {
            let items = self.schema(depth, Of::Another);
            map.insert("items".to_owned(), items);
        }
        if self.chance(30) {
            let contains = self.schema(depth, Of::Another);
            map.insert("contains".to_owned(), contains);
        }
        for keyword in ["minContains", "maxContains", "minItems", "maxItems"] {
            if self.chance(15) {
                map.insert(keyword.to_owned(), self.random.u8(0..4).into());
            }
        }
        if self.chance(20) {
            map.insert("uniqueItems".to_owned(), self.chance(90).into());
        }
        if self.chance(12) {
            self.unevaluated(map);
        }
    }

    fn object(&mut self, map: &mut Map<String, Value>, depth: usize, of: Of) {
        self.of_type(map, "object");
        let (names, depth) = match self.names.many(self.random) {
            // So that schemas do not become huge.
            Some(names) if depth > 0 && self.chance(40) => (names, 0),
            _ => {
                let count = self.random.usize(0..5);
                (self.names.some(self.random, count), depth)
            }
        };
        let properties: Map<String, Value> = names
            .iter()
            .map(|name| (name.clone(), self.schema(depth, Of::Another)))
            .collect();
        let mut required: Vec<String> = names.into_iter().filter(|_| self.chance(40)).collect();
        if self.chance(10) {
            let name = self.names.one(self.random);
            required.retain(|known| *known != name);
            required.push(name);
        }
        if !properties.is_empty() {
            map.insert("properties".to_owned(), properties.into());
        }
        if !required.is_empty() {
            map.insert("required".to_owned(), required.into());
        }
        if self.chance(45) {
            let additional = match self.random.u8(0..4) {
                0 | 1 => Value::Bool(false),
                2 => Value::Bool(true),
                _ => self.schema(depth.min(1), Of::Another),
            };
            map.insert("additionalProperties".to_owned(), additional);
        }
        for keyword in ["minProperties", "maxProperties"] {
            if self.chance(8) {
                map.insert(keyword.to_owned(), self.random.u8(0..5).into());
            }
        }
        self.object_more(map, depth, of);
    }

    /// The keywords of objects that few have.
    fn object_more(&mut self, map: &mut Map<String, Value>, depth: usize, of: Of) {
        let depth = depth.min(1);
        if self.chance(12) {
            let mut schemas = Map::new();
            for pattern in NAME_PATTERNS {
                if self.chance(60) {
                    schemas.insert(pattern.to_owned(), self.schema(depth, Of::Another));
                }
            }
            map.insert("patternProperties".to_owned(), schemas.into());
        }
        if self.chance(8) {
            let mut names = Map::new();
            match self.random.bool() {
                true => self.text(&mut names),
                false => {
                    let count = self.random.usize(1..6);
                    let list = self.names.some(self.random, count);
                    names.insert("enum".to_owned(), list.into());
                }
            }
            map.insert("propertyNames".to_owned(), names.into());
        }
        if self.chance(10) {
            let mut wanted = Map::new();
            for name in self.names.some(self.random, 2) {
                let names = self.names.some(self.random, 2);
                wanted.insert(name, names.into());
            }
            map.insert("dependentRequired".to_owned(), wanted.into());
        }
        if self.chance(10) {
            let mut wanted = Map::new();
            for name in self.names.some(self.random, 2) {
                wanted.insert(name, self.schema(depth, of));
            }
            map.insert("dependentSchemas".to_owned(), wanted.into());
        }
        if self.chance(12) {
            self.unevaluated(map);
        }
    }

    fn unevaluated(&mut self, map: &mut Map<String, Value>) {
        let keyword = *pick(self.random, &["unevaluatedProperties", "unevaluatedItems"]);
        let rest = match self.chance(60) {
            true => Value::Bool(false),
            false => self.schema(1, Of::Another),
        };
        map.insert(keyword.to_owned(), rest);
    }

    fn combination(&mut self, map: &mut Map<String, Value>, depth: usize, of: Of) {
        if self.chance(25) {
            let not = self.schema(depth, of);
            map.insert("not".to_owned(), not);
            return;
        }
        let count = self.random.usize(1..4);
        let parts: Vec<Value> = (0..count).map(|_| self.schema(depth, of)).collect();
        map.insert("allOf".to_owned(), parts.into());
    }

    fn condition(&mut self, map: &mut Map<String, Value>, depth: usize, of: Of) {
        for (keyword, percent) in [("if", 90), ("then", 70), ("else", 60)] {
            if self.chance(percent) {
                let schema = self.schema(depth, of);
                map.insert(keyword.to_owned(), schema);
            }
        }
    }

    /// `anyOf` or `oneOf`, whose alternatives are told apart by their types, by constants, or by nothing.
    fn union(&mut self, map: &mut Map<String, Value>, depth: usize, of: Of) {
        let count = self.random.usize(2..5);
        let mut alternatives = match self.random.u8(0..5) {
            0 | 1 => self.typed_alternatives(count, depth, of),
            2 | 3 => self.tagged_alternatives(count, depth),
            _ => (0..count).map(|_| self.schema(depth, of)).collect(),
        };
        if self.chance(8) {
            alternatives.push(self.leaf(of));
        }
        let keyword = *pick(self.random, &["anyOf", "oneOf"]);
        map.insert(keyword.to_owned(), alternatives.into());
    }

    fn typed_alternatives(&mut self, count: usize, depth: usize, of: Of) -> Vec<Value> {
        let mut types = TYPES.to_vec();
        self.random.shuffle(&mut types);
        let types = types.into_iter().take(count);
        let alternatives = types.map(|name| {
            let mut map = Map::new();
            match name {
                "string" => self.text(&mut map),
                "integer" | "number" => self.number(&mut map),
                "array" => self.array(&mut map, depth),
                "object" => self.object(&mut map, depth, of),
                _ => {}
            }
            map.insert("type".to_owned(), name.into());
            self.wrapped(map.into())
        });
        alternatives.collect()
    }

    /// Objects with a constant each, which in some cases is not what it takes to be told by it.
    fn tagged_alternatives(&mut self, count: usize, depth: usize) -> Vec<Value> {
        const TAGS: [&str; 8] = ["cat", "dog", "x", "a", "b1", "é", "", "1"];
        let tag = self.names.one(self.random);
        let start = self.random.usize(0..TAGS.len());
        let is_spoilt = self.chance(40);
        let alternatives = (0..count).map(|at| {
            let mut at = start + 2 * at;
            let spoilt = if is_spoilt { self.random.u8(0..9) } else { 9 };
            if spoilt == 0 {
                // The constant of another one.
                at = start;
            }
            let own = [TAGS[at % TAGS.len()], TAGS[(at + 1) % TAGS.len()]];
            let constant = match spoilt {
                1 => json!({ "const": at }),
                2 => json!({ "enum": [own[0], null] }),
                3 => json!({ "type": "string" }),
                _ if self.chance(70) => json!({ "const": own[0] }),
                _ => json!({ "enum": own }),
            };
            let mut map = Map::new();
            let count = self.random.usize(0..4);
            let mut properties: Map<String, Value> = self
                .names
                .some(self.random, count)
                .into_iter()
                .map(|name| (name, self.schema(depth.min(1), Of::Another)))
                .collect();
            properties.insert(tag.clone(), constant);
            map.insert("properties".to_owned(), properties.into());
            if spoilt != 4 {
                map.insert("required".to_owned(), json!([tag]));
            }
            if spoilt != 5 {
                map.insert("type".to_owned(), "object".into());
            }
            if self.chance(20) {
                map.insert("additionalProperties".to_owned(), false.into());
            }
            self.wrapped(map.into())
        });
        alternatives.collect()
    }

    /// A schema, or what says the same by way of another.
    fn wrapped(&mut self, schema: Value) -> Value {
        match self.random.u8(0..8) {
            0 => json!({ "allOf": [schema] }),
            1 => json!({ "allOf": [{ "title": "another" }, { "allOf": [schema] }] }),
            2 => {
                let name = format!("Part{}", self.made.len());
                self.made.insert(name.clone(), schema);
                self.reference_to(&name)
            }
            3 => json!({ "anyOf": [schema] }),
            _ => schema,
        }
    }

    /// Any value.
    pub(crate) fn value(&mut self, depth: usize) -> Value {
        any_value(self.random, &self.names, self.numbers, depth)
    }
}

/// The schemas that `A` leads to, and itself.
fn in_use(all: &Map<String, Value>) -> Map<String, Value> {
    let mut used = Map::new();
    let mut open = vec![name_of(0)];
    while let Some(name) = open.pop() {
        if let Some(schema) = all.get(&name)
            && !used.contains_key(&name)
        {
            collect_references(schema, &mut open);
            used.insert(name, schema.clone());
        }
    }
    used
}

fn collect_references(schema: &Value, names: &mut Vec<String>) {
    match schema {
        Value::Array(items) => items
            .iter()
            .for_each(|item| collect_references(item, names)),
        Value::Object(members) => {
            if let Some(Value::String(reference)) = members.get("$ref") {
                names.extend(reference.rsplit_once('/').map(|(_, name)| name.to_owned()));
            }
            let schemas = members.values();
            schemas.for_each(|schema| collect_references(schema, names));
        }
        _ => {}
    }
}

pub(crate) fn name_of(definition: usize) -> String {
    char::from(b'A' + definition as u8).to_string()
}

/// Any value.
pub(crate) fn any_value(random: &mut Rng, names: &Names, numbers: Numbers, depth: usize) -> Value {
    let kinds = if depth == 0 { 6 } else { 9 };
    match random.u8(0..kinds) {
        0 => Value::Null,
        1 => random.bool().into(),
        2 | 3 => numbers.one(random).into(),
        4 | 5 => text(random).into(),
        6 => {
            let count = random.usize(0..4);
            (0..count)
                .map(|_| any_value(random, names, numbers, depth - 1))
                .collect()
        }
        _ => {
            let count = random.usize(0..5);
            let members = names.some(random, count).into_iter();
            let members = members.map(|name| (name, any_value(random, names, numbers, depth - 1)));
            Value::Object(members.collect())
        }
    }
}

/// Whether two values are the same to JSON Schema: numbers are by their value.
fn is_same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => a == b || a.as_f64() == b.as_f64(),
        (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| is_same(a, b))
        }
        (Value::Object(a), Value::Object(b)) => {
            let has =
                |(name, value): (&String, &Value)| b.get(name).is_some_and(|b| is_same(value, b));
            a.len() == b.len() && a.iter().all(has)
        }
        _ => a == b,
    }
}
