//! Arrays and objects.

use super::kin::Kin;
use super::parts::Parts;
use super::{Maker, Sub, words};
use crate::schema::Budget;
use crate::schema::program::{Access, Additional, ArrayRules, ObjectRules};
use crate::{Direction, Types};
use serde_json::{Map, Value};

/// How deep properties that need not be there are made.
const OPTIONAL_DEPTH: usize = 7;
/// How many values there may be before no more are made that need not be there.
const ENOUGH: usize = 2_000;
/// How often an item or a name is made anew that was there already.
const AGAIN: usize = 24;
/// How many items a list has where it may have any number.
const USUAL_ITEMS: usize = 2;

/// What all parts ask of a list.
struct Items {
    least: usize,
    most: usize,
    is_unique: bool,
    /// How many items there must be that something else is asked of, and what.
    contained: Vec<(usize, Sub)>,
}

impl Items {
    fn of(parts: &Parts) -> Self {
        let mut items = Self {
            least: 0,
            most: usize::MAX,
            is_unique: false,
            contained: Vec::new(),
        };
        let size = |count: u64| usize::try_from(count).unwrap_or(usize::MAX);
        for node in &parts.nodes {
            let Some(rules): Option<&ArrayRules> = node.node().array.as_deref() else {
                continue;
            };
            items.least = items.least.max(rules.min_items.map_or(0, size));
            items.most = items.most.min(rules.max_items.map_or(usize::MAX, size));
            items.is_unique |= rules.unique_items;
            if let Some(contained) = rules.contains {
                let count = rules.min_contains.map_or(1, size);
                items.contained.push((count, node.follow(contained)));
            }
        }
        let contained = items.contained.iter().map(|(count, _)| *count).max();
        items.least = items.least.max(contained.unwrap_or(0));
        items
    }
}

impl Maker<'_> {
    /// A list; none where there is none that is small enough.
    pub(super) fn array(
        &mut self,
        parts: &Parts,
        name: &str,
        example: Option<&Value>,
    ) -> Option<Value> {
        let asked = Items::of(parts);
        if asked.least > asked.most {
            return None;
        }
        if asked.least > self.values {
            self.values = 0;
            return None;
        }
        let example = example.and_then(Value::as_array);
        let item_name = words::singular(name);
        let count = self.count_of_items(parts, &asked, example.map(Vec::len));
        let mut items: Vec<Value> = Vec::new();
        while items.len() < count {
            let place = items.len();
            let mut wanted = items_at(parts, place);
            let also = asked.contained.iter().filter(|(count, _)| place < *count);
            wanted.extend(also.map(|(_, schema)| *schema));
            let given = example.and_then(|items| items.get(place).or_else(|| items.last()));
            let made = self.another(&wanted, &item_name, given, &items, asked.is_unique);
            match made {
                Some(item) => items.push(item),
                None if items.len() >= asked.least => break,
                None => return None,
            }
        }
        Some(Value::Array(items))
    }

    fn count_of_items(&mut self, parts: &Parts, asked: &Items, given: Option<usize>) -> usize {
        let first = parts.nodes.iter().map(|node| node.first_items()).max();
        let first = first.unwrap_or(0);
        let leads_back = items_at(parts, first)
            .iter()
            .any(|item| self.is_within(*item));
        let usual = match (self.effort, given) {
            (0, Some(given)) => given,
            // What is within itself, or was made in vain, is as short as it may be.
            _ if leads_back || self.stack.len() >= OPTIONAL_DEPTH => 0,
            (0..2, _) => USUAL_ITEMS.max(first),
            (2, _) => 1,
            _ => 0,
        };
        usual
            .clamp(asked.least, asked.most.max(asked.least))
            .min(self.values)
    }

    /// An item that is not there yet, where all have to differ.
    fn another(
        &mut self,
        wanted: &[Sub],
        name: &str,
        example: Option<&Value>,
        known: &[Value],
        is_unique: bool,
    ) -> Option<Value> {
        for tried in 0..AGAIN {
            // What is given would be the same once more.
            let given = example.filter(|_| tried == 0);
            let made = match is_unique && tried > 0 {
                true => self.without_examples(|maker| maker.value(wanted, name, given)),
                false => self.value(wanted, name, given),
            }?;
            if !is_unique || !known.contains(&made) {
                return Some(made);
            }
        }
        None
    }

    fn without_examples<T>(&mut self, make: impl FnOnce(&mut Self) -> T) -> T {
        let examples = self.examples.take();
        let made = make(self);
        self.examples = examples;
        made
    }

    /// An object; none where something that must be there cannot be made.
    pub(super) fn object(&mut self, parts: &Parts, example: Option<&Value>) -> Option<Value> {
        let asked = Members::of(parts, self.direction);
        let example = example.and_then(Value::as_object);
        let mut members = Map::new();
        for (name, value) in &parts.fixed {
            members.insert((*name).to_owned(), value.clone());
        }
        let is_there = |name: &&&str| members.contains_key(**name);
        let kin = Kin::of(asked.names());
        let mut to_come = asked.required.len() - asked.required.iter().filter(is_there).count();
        for name in asked.names() {
            let is_required = asked.required.contains(&name);
            if members.contains_key(name) {
                continue;
            }
            let wanted = members_at(parts, name);
            let count = members.len() + to_come;
            if !is_required && !self.takes_optional(&wanted, count, &asked, example, name) {
                continue;
            }
            to_come -= usize::from(is_required);
            let given = example.and_then(|members| members.get(name));
            let given = given.or_else(|| self.example_of(parts, name)).cloned();
            match self.value(&wanted, kin.name(name), given.as_ref()) {
                Some(value) => {
                    members.insert(name.to_owned(), value);
                }
                None if is_required => return None,
                None => {}
            }
        }
        self.add_dependent(parts, &mut members)?;
        self.add_others(parts, &asked, example, &mut members)?;
        Some(Value::Object(members))
    }

    /// What the document has as an example of a property.
    fn example_of(&self, parts: &Parts, name: &str) -> Option<&Value> {
        let examples = self.examples?;
        let mut nodes = parts.nodes.iter();
        nodes.find_map(|node| examples.member(*node, name))
    }

    /// Whether a property is made that need not be there.
    fn takes_optional(
        &mut self,
        wanted: &[Sub],
        count: usize,
        asked: &Members<'_>,
        example: Option<&Map<String, Value>>,
        name: &str,
    ) -> bool {
        let leads_back = wanted.iter().any(|schema| {
            self.is_within(*schema) || schema.items().is_some_and(|items| self.is_within(items))
        });
        let is_deep = self.stack.len() >= OPTIONAL_DEPTH || self.made() >= ENOUGH;
        if count >= asked.most || leads_back {
            return false;
        }
        let is_missing = count < asked.least;
        match self.effort {
            0 if is_deep => is_missing,
            // An example is whole as it is.
            0 => example.is_none_or(|example| example.contains_key(name)) || is_missing,
            1 => !is_deep,
            2 => is_missing || !is_deep && self.random.below(2) == 0,
            _ => is_missing,
        }
    }

    /// What other properties ask for, by `dependentRequired` and `dependentSchemas`.
    fn add_dependent(&mut self, parts: &Parts, members: &mut Map<String, Value>) -> Option<()> {
        // What is added may ask for more.
        for _ in 0..8 {
            let missing = missing_dependents(parts, members);
            if missing.is_empty() {
                break;
            }
            for name in missing {
                let value = self.value(&members_at(parts, name), name, None)?;
                members.insert(name.to_owned(), value);
            }
        }
        let dependent = parts.nodes.iter().filter_map(|node| {
            let rules = node.node().object.as_deref()?;
            Some(
                rules
                    .dependent_schemas
                    .iter()
                    .map(|(name, link)| (&**name, node.follow(*link))),
            )
        });
        let dependent: Vec<(&str, Sub)> = dependent.flatten().collect();
        for (name, schema) in dependent {
            let object = Value::Object(members.clone());
            if !members.contains_key(name) || self.admits(schema, &object) {
                continue;
            }
            // Without it, nothing is asked; else what is asked is made along with the rest.
            let is_required = Members::of(parts, self.direction).required.contains(&name);
            if !is_required {
                members.remove(name);
                continue;
            }
            for property in schema.properties().filter(|property| property.required) {
                let mut wanted = members_at(parts, property.name);
                wanted.push(property.schema);
                let value = self.value(&wanted, property.name, None)?;
                members.insert(property.name.to_owned(), value);
            }
        }
        Some(())
    }

    /// Properties that the schemas do not name: as many as there must be, and some where that is all that there is.
    fn add_others(
        &mut self,
        parts: &Parts,
        asked: &Members<'_>,
        example: Option<&Map<String, Value>>,
        members: &mut Map<String, Value>,
    ) -> Option<()> {
        let others = example.into_iter().flatten();
        for (name, value) in others.filter(|_| self.effort == 0) {
            if members.len() < asked.most && !members.contains_key(name) && !asked.is_known(name) {
                let wanted = members_at(parts, name);
                if self.all_admit(&wanted, value) && self.may_be_called(parts, name) {
                    members.insert(name.clone(), value.clone());
                }
            }
        }
        let is_map = asked.is_map && members.is_empty() && self.effort < 2;
        let usual = if is_map && self.stack.len() < OPTIONAL_DEPTH {
            2
        } else {
            0
        };
        if asked.least > self.values {
            self.values = 0;
            return None;
        }
        let count = usual.max(asked.least).min(asked.most);
        let mut tried = 0;
        while members.len() < count {
            tried += 1;
            if tried > AGAIN + count {
                break;
            }
            let Some(name) = self.name_of_member(parts) else {
                break;
            };
            if members.contains_key(&name) {
                continue;
            }
            let wanted = members_at(parts, &name);
            if wanted.iter().any(|schema| self.is_within(*schema)) && members.len() >= asked.least {
                break;
            }
            match self.value(&wanted, &name, None) {
                Some(value) => {
                    members.insert(name, value);
                }
                None if members.len() >= asked.least => break,
                None => {}
            }
        }
        (members.len() >= asked.least).then_some(())
    }

    /// A name for a property: one that a pattern asks for, that `propertyNames` allows, or a word.
    fn name_of_member(&mut self, parts: &Parts) -> Option<String> {
        let names: Vec<Sub> = parts
            .nodes
            .iter()
            .filter_map(|node| Some(node.follow(node.node().object.as_deref()?.names?)))
            .collect();
        if !names.is_empty() {
            let name = self.without_examples(|maker| maker.value(&names, "key", None))?;
            return name.as_str().map(str::to_owned);
        }
        let is_closed = parts
            .nodes
            .iter()
            .any(|node| matches!(node.node().additional(), Additional::Forbidden));
        let patterns = parts
            .nodes
            .iter()
            .flat_map(|node| node.pattern_properties());
        let patterns: Vec<&str> = patterns.map(|(pattern, _)| &*pattern.text).collect();
        if patterns.is_empty() {
            return (!is_closed).then(|| {
                let number = self.random.below(100);
                format!("{}_{number}", words::word(&mut self.random))
            });
        }
        let pattern = *patterns.get(self.random.below(patterns.len()))?;
        self.name_like(pattern)
    }

    fn may_be_called(&self, parts: &Parts, name: &str) -> bool {
        let name = Value::from(name);
        parts.nodes.iter().all(|node| {
            let names = node.node().object.as_deref().and_then(|rules| rules.names);
            names.is_none_or(|names| self.admits(node.follow(names), &name))
        })
    }
}

/// The members that all parts ask for.
struct Members<'n> {
    required: Vec<&'n str>,
    /// Those that the schemas name, in their order.
    named: Vec<&'n str>,
    least: usize,
    most: usize,
    /// Whether it has whatever members, and what these are is told.
    is_map: bool,
}

impl Members<'static> {
    fn of(parts: &Parts, direction: Direction) -> Self {
        let mut members = Self {
            required: Vec::new(),
            named: Vec::new(),
            least: 0,
            most: usize::MAX,
            is_map: false,
        };
        let left_out = match direction {
            Direction::Response => Access::WriteOnly,
            Direction::Request => Access::ReadOnly,
        };
        let size = |count: u64| usize::try_from(count).unwrap_or(usize::MAX);
        for node in &parts.nodes {
            for property in node.properties() {
                let is_sent = property.access != left_out;
                if is_sent && !members.named.contains(&property.name) {
                    members.named.push(property.name);
                }
                if is_sent && property.required {
                    members.require(property.name);
                }
            }
            let Some(rules): Option<&'static ObjectRules> = node.node().object.as_deref() else {
                continue;
            };
            for name in &rules.required {
                let elsewhere = parts
                    .nodes
                    .iter()
                    .find_map(|node| node.property_named(name));
                if elsewhere.is_none_or(|property| property.access != left_out) {
                    members.require(name);
                }
            }
            members.least = members.least.max(rules.min_properties.map_or(0, size));
            members.most = members
                .most
                .min(rules.max_properties.map_or(usize::MAX, size));
            members.is_map |= matches!(rules.additional, Additional::Schema(_))
                || !rules.patterns.is_empty()
                || rules.names.is_some();
        }
        members
    }

    fn require(&mut self, name: &'static str) {
        if !self.required.contains(&name) {
            self.required.push(name);
        }
    }
}

impl<'n> Members<'n> {
    fn is_known(&self, name: &str) -> bool {
        self.required.contains(&name) || self.named.contains(&name)
    }

    /// All names, in the order of the document.
    fn names(&self) -> impl Iterator<Item = &'n str> {
        let others = self
            .required
            .iter()
            .filter(|name| !self.named.contains(name));
        self.named.iter().chain(others).copied()
    }
}

/// What all parts say of the item of a place.
fn items_at(parts: &Parts, place: usize) -> Vec<Sub> {
    let mut wanted: Vec<Sub> = Vec::new();
    let is_told = parts.nodes.iter().any(|node| node.item_at(place).is_some());
    for node in &parts.nodes {
        let rest = || node.node().rest(Types::ARRAY).filter(|_| !is_told);
        let item = node.item_at(place).or_else(|| Some(node.follow(rest()?)));
        push_new(&mut wanted, item);
    }
    if wanted.is_empty() {
        wanted.push(super::any());
    }
    wanted
}

/// What all parts say of a property.
fn members_at(parts: &Parts, name: &str) -> Vec<Sub> {
    let mut wanted: Vec<Sub> = Vec::new();
    let mut is_told = false;
    for node in &parts.nodes {
        let named = node.property_named(name).map(|property| property.schema);
        let patterns = node.pattern_properties();
        let budget = Budget::new(1_000_000);
        let matching: Vec<Sub> = patterns
            .filter(|(pattern, _)| pattern.matches(name, &budget))
            .map(|(_, schema)| schema)
            .collect();
        let is_own = named.is_some() || !matching.is_empty();
        push_new(&mut wanted, named);
        for schema in matching {
            push_new(&mut wanted, Some(schema));
        }
        let additional = node.node().additional();
        if !is_own && !matches!(additional, Additional::Allowed) {
            is_told = true;
            let additional = node.additional();
            push_new(&mut wanted, additional.or_else(|| Some(super::never())));
        }
        is_told |= is_own;
    }
    if !is_told {
        for node in &parts.nodes {
            let rest = node.node().rest(Types::OBJECT);
            push_new(&mut wanted, rest.map(|link| node.follow(link)));
        }
    }
    if wanted.is_empty() {
        wanted.push(super::any());
    }
    wanted
}

fn push_new(wanted: &mut Vec<Sub>, schema: Option<Sub>) {
    if let Some(schema) = schema
        && !wanted.iter().any(|known| known.is(schema))
    {
        wanted.push(schema);
    }
}

/// The names that `dependentRequired` asks for and that are not there.
fn missing_dependents(parts: &Parts, members: &Map<String, Value>) -> Vec<&'static str> {
    let rules = parts
        .nodes
        .iter()
        .filter_map(|node| node.node().object.as_deref());
    let asked = rules.flat_map(|rules| &rules.dependent_required);
    let asked = asked.filter(|(name, _)| members.contains_key(&**name));
    asked
        .flat_map(|(_, names)| names.iter().map(|name| &**name))
        .filter(|name| !members.contains_key(*name))
        .collect()
}
