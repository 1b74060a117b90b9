//! Schemas that no value satisfies, told with their places.
//!
//! What a document asks for is generated all the same, and what is asked for is what a server checks: here is only said that
//! nothing passes. The judgement is careful: what it calls impossible is, and not everything that is impossible is found.
//! A schema that refers to itself is taken to be possible.

mod facts;
mod judge;
#[cfg(test)]
mod tests;
mod values;

use super::Context;
use super::schema::ENUM_NAMES;
use crate::diagnostic::{Code, Pointer};
use crate::grammar::{DOCUMENT, Kind, Object, Role, Visit, walk};
use facts::Facts;
use judge::{Cause, Judge};
use serde_json::{Map, Value};
use std::collections::HashSet;
pub(crate) use values::pattern_refuses;

pub(super) fn report(document: &mut Value, context: &mut Context<'_>) {
    let schemas = document
        .pointer("/components/schemas")
        .and_then(Value::as_object)
        .cloned()
        .unwrap_or_default();
    let mut reporter = Reporter {
        judge: Judge::new(&schemas),
        context,
        told: HashSet::new(),
    };
    walk(&DOCUMENT, document, &mut Pointer::root(), &mut reporter);
}

struct Reporter<'v, 'a, 'b> {
    judge: Judge<'v>,
    context: &'a mut Context<'b>,
    /// Where something was said.
    told: HashSet<Pointer>,
}

impl Visit for Reporter<'_, '_, '_> {
    fn enter(&mut self, kind: &'static Kind, value: &mut Value, pointer: &Pointer) -> bool {
        let is_schema = matches!(
            kind,
            Kind::Object(Object {
                role: Role::Schema,
                ..
            })
        );
        if let Value::Object(entries) = value
            && is_schema
            && !entries.contains_key("$ref")
        {
            self.leave_out_refuted(entries, pointer);
            self.schema(value, pointer);
        }
        true
    }
}

impl Reporter<'_, '_, '_> {
    fn tell(&mut self, at: &Pointer, message: String) {
        if self.told.insert(at.clone()) {
            self.context
                .diagnostics
                .warning(Code::ImpossibleSchema, at, message)
                .help("no value is accepted here; make the schemas agree");
        }
    }

    fn tell_cause(&mut self, cause: &Cause) {
        if !cause.is_told {
            let message = self.shown(cause);
            self.tell(&cause.at, message);
        }
    }

    /// The message of a cause, with the place that it names as its author knows it.
    fn shown(&self, cause: &Cause) -> String {
        match &cause.other {
            Some(other) => {
                let shown = self.context.map.shown(other);
                cause.message.replace(&other.to_string(), &shown)
            }
            None => cause.message.clone(),
        }
    }

    fn schema(&mut self, schema: &Value, pointer: &Pointer) {
        // What says nothing of parts, properties or bounds has nothing that could disagree.
        let speaks = ["allOf", "anyOf", "oneOf", "properties", "required", "enum"];
        let bounds = ["minimum", "minItems", "minProperties", "discriminator"];
        let mut keys = speaks.iter().chain(&bounds);
        if !keys.any(|key| schema.get(key).is_some()) {
            return;
        }
        let facts = self.judge.facts(schema, pointer);
        if let Some(cause) = self.judge.cause(&facts) {
            self.tell_cause(&cause);
        } else {
            self.alternatives(&facts);
            self.forbidden(&facts);
        }
        self.properties(&facts);
        self.mapping(schema, pointer);
    }

    /// Alternatives that are never what a value is.
    fn alternatives(&mut self, facts: &Facts<'_>) {
        for (list, at) in &facts.unions {
            for (index, alternative) in list.iter().enumerate() {
                let at = at.index(index);
                let Some(cause) = self.judge.alternative(facts, alternative, &at) else {
                    continue;
                };
                if !cause.is_told {
                    let message = self.shown(&cause);
                    let message = format!("no value is of this alternative: {message}");
                    self.tell(&at, message);
                } else if let Some(key) = facts::reference(alternative) {
                    self.tell(
                        &at,
                        format!("no value is of this alternative: `{key}` accepts none"),
                    );
                }
            }
        }
    }

    /// Properties that one part names and another forbids.
    fn forbidden(&mut self, facts: &Facts<'_>) {
        for closed in &facts.closed {
            let names = facts
                .properties
                .keys()
                .filter(|name| !closed.names.contains(*name));
            let names: Vec<String> = names.take(4).map(|name| format!("`{name}`")).collect();
            if !names.is_empty() {
                let message = format!(
                    "`additionalProperties: false` forbids what another part names: {}",
                    names.join(", ")
                );
                self.tell(&closed.at, message);
            }
        }
    }

    /// Properties that no value can have.
    fn properties(&mut self, facts: &Facts<'_>) {
        for (name, nodes) in &facts.properties {
            let [(node, at)] = &nodes[..] else {
                if let Some(cause) = self.judge.together(nodes, 0) {
                    self.tell_cause(&cause);
                }
                continue;
            };
            // One that is written in place is told where it is, and one of another component there.
            let own = Pointer::root().child("properties").child(name);
            if let Some(key) = facts::reference(node)
                && at.as_str().ends_with(own.as_str())
                && self.judge.is_never(key, 0)
            {
                self.tell(
                    at,
                    format!("`{name}` is never there: `{key}` accepts no value"),
                );
            }
        }
    }

    /// Values of a discriminator that select what never has them.
    fn mapping(&mut self, schema: &Value, pointer: &Pointer) {
        let Some(discriminator) = schema.get("discriminator") else {
            return;
        };
        let property = discriminator.get("propertyName").and_then(Value::as_str);
        let mapping = discriminator.get("mapping").and_then(Value::as_object);
        let (Some(property), Some(mapping)) = (property, mapping) else {
            return;
        };
        let at = pointer.child("discriminator").child("mapping");
        for (tag, target) in mapping {
            let key = target.as_str().and_then(facts::component);
            if let Some(key) = key
                && self.judge.excludes(key, property, tag)
            {
                self.tell(
                    &at.child(tag),
                    format!("`{tag}` selects `{key}`, whose `{property}` never is that"),
                );
            }
        }
    }

    /// Values of an `enum` that a keyword beside it refutes are none.
    fn leave_out_refuted(&mut self, entries: &mut Map<String, Value>, pointer: &Pointer) {
        let Some(Value::Array(values)) = entries.get("enum") else {
            return;
        };
        let refuted: Vec<Option<&'static str>> = values
            .iter()
            .map(|value| values::refuted(entries, value))
            .collect();
        let count = values.len();
        // Where nothing is left, the schema as a whole is told.
        if refuted.iter().all(Option::is_some) || refuted.iter().all(Option::is_none) {
            return;
        }
        let at = pointer.child("enum");
        for (index, keyword) in refuted.iter().enumerate() {
            if let Some(keyword) = keyword {
                self.context
                    .diagnostics
                    .warning(
                        Code::ImpossibleSchema,
                        &at.index(index),
                        format!("`{keyword}` refuses this value; it is left out"),
                    )
                    .help("no such value is accepted; make the two agree");
            }
        }
        // What was said so far was said of places that are others from now on.
        self.context.settle_places();
        let kept: Vec<usize> = (0..count)
            .filter(|index| refuted[*index].is_none())
            .collect();
        for (to, from) in kept.iter().enumerate().filter(|(to, from)| to != *from) {
            self.context.map.moved(&at.index(*from), at.index(to));
        }
        for key in ENUM_NAMES.iter().copied().chain(["enum"]) {
            if let Some(Value::Array(list)) = entries.get_mut(key)
                && list.len() == count
            {
                let mut index = 0;
                list.retain(|_| {
                    index += 1;
                    refuted[index - 1].is_none()
                });
            }
        }
    }
}
