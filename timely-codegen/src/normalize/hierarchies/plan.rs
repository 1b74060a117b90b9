//! What becomes of the components that stand for those that extend them.

use super::bases::Bases;
use super::schema::{
    OF_THE_UNION, default_of, given, listed, mapping_of, place_of, reference_to, requires,
    turn_parts,
};
use super::{Context, Schemas, annotations};
use crate::diagnostic::Code;
use serde_json::{Map, Value, json};
use std::collections::{HashMap, HashSet};

/// What becomes of one component.
pub(super) struct Plan {
    base: String,
    /// The property that tells its alternatives apart.
    property: String,
    /// The components that extend it.
    extended_by: Vec<String>,
    /// The component of what they have in common.
    common: String,
    /// The components that its values are of.
    alternatives: Vec<String>,
    /// The references that the values of the discriminator lead to.
    mapping: Map<String, Value>,
    /// Whether the component is its own default.
    is_default: bool,
    /// Whether an object without the discriminator is one of the component, and of none that extends it.
    is_absent: bool,
    /// The values that lead to components that do not extend this one.
    strangers: Vec<(String, String)>,
}

/// The alternatives of a base, and the values that select them.
#[derive(Default)]
struct Alternatives {
    order: Vec<String>,
    seen: HashSet<String>,
    mapping: Map<String, Value>,
}

impl Alternatives {
    fn add(&mut self, alternative: &str, tags: Vec<String>) {
        for tag in tags {
            if self.mapping.contains_key(&tag) {
                continue;
            }
            self.mapping.insert(tag, reference_to(alternative).into());
            self.list(alternative);
        }
    }

    fn list(&mut self, alternative: &str) {
        if self.seen.insert(alternative.to_owned()) {
            self.order.push(alternative.to_owned());
        }
    }
}

/// What selects the parts of a tree of components, before their base is one of them.
#[derive(Default)]
struct Selection {
    alternatives: Alternatives,
    /// The values that are mapped to the base itself.
    own: Vec<String>,
    /// The values that lead to components that do not extend the base.
    strangers: Vec<(String, String)>,
}

impl Selection {
    fn of<'v>(bases: &Bases<'_, 'v>, base: &'v str) -> Self {
        let mut selection = Self::default();
        let explicit = bases.mapping(base);
        let mut mapped: HashMap<&str, Vec<String>> = HashMap::new();
        for (tag, target) in &explicit {
            mapped.entry(target).or_default().push((*tag).to_owned());
        }
        let taken: HashSet<&str> = explicit.iter().map(|(tag, _)| *tag).collect();
        for selected in bases.selection(base) {
            let tags = mapped.remove(selected.key).unwrap_or_else(|| {
                let mut implied = bases.implied(selected.key, bases.property(base));
                implied.retain(|tag| !taken.contains(tag.as_str()));
                implied
            });
            selection.alternatives.add(selected.within, tags);
        }
        selection.own = mapped.remove(base).unwrap_or_default();
        // What is left is beyond a base with a property of its own, and named all the same; or no part of the tree.
        for (tag, target) in &explicit {
            if mapped.contains_key(target.as_str()) {
                selection.add_named(bases, base, tag, target);
            }
        }
        if explicit.is_empty() {
            selection.add_beyond(bases, base);
        }
        selection
    }

    /// Adds what the mapping names and the tree does not select.
    fn add_named(&mut self, bases: &Bases<'_, '_>, base: &str, tag: &str, target: &str) {
        let schemas = bases.tree.schemas;
        if bases.extends(target, base) {
            self.alternatives.add(target, vec![tag.to_owned()]);
        } else if schemas.contains_key(target)
            && mapping_of(&schemas[base]).any(|(own, _)| own == tag)
        {
            self.strangers.push((tag.to_owned(), target.to_owned()));
        }
    }

    /// Without a mapping names select, however far what they name is from the base (OpenAPI 3.1, section 4.8.25.4).
    fn add_beyond<'v>(&mut self, bases: &Bases<'_, 'v>, base: &'v str) {
        let schemas = bases.tree.schemas;
        for key in bases.beyond(base) {
            if listed(schemas, &schemas[key], bases.property(base)).is_empty() {
                self.alternatives.add(key, vec![key.to_owned()]);
            }
        }
    }
}

impl Plan {
    pub(super) fn new<'v>(bases: &Bases<'_, 'v>, base: &'v str, common: String) -> Self {
        let schemas = bases.tree.schemas;
        let schema = &schemas[base];
        let property = bases.property(base);
        let Selection {
            mut alternatives,
            own,
            strangers,
        } = Selection::of(bases, base);
        let own = own_tags(bases, base, own, &alternatives.mapping);
        let is_default = default_of(schema).as_deref() == Some(base);
        let is_absent = bases.is_nested(base) && !requires(schemas, schema, property);
        if is_absent || is_default {
            alternatives.list(&common);
        }
        alternatives.add(&common, own);
        Self {
            base: base.to_owned(),
            property: property.to_owned(),
            extended_by: bases
                .tree
                .children(base)
                .iter()
                .map(|child| (*child).to_owned())
                .collect(),
            common,
            alternatives: alternatives.order,
            mapping: alternatives.mapping,
            is_default,
            is_absent,
            strangers,
        }
    }

    /// The component is a union from now on, and what it was stands beside it.
    fn carry_out(self, schemas: &mut Schemas, context: &mut Context<'_>) {
        self.report_strangers(context);
        let Some(index) = schemas.keys().position(|key| *key == self.base) else {
            return;
        };
        let Some(Value::Object(entries)) = schemas.get_mut(&self.base) else {
            return;
        };
        let mut union = Map::new();
        let mut common = Map::new();
        for (key, value) in std::mem::take(entries) {
            let is_of_union = OF_THE_UNION.contains(&key.as_str()) || key == "discriminator";
            let side = if is_of_union { &mut union } else { &mut common };
            side.insert(key, value);
        }
        common.insert(
            "description".to_owned(),
            Value::from(format!("What every `{}` has.", self.base)),
        );
        let discriminator = union
            .entry("discriminator")
            .or_insert_with(|| json!({ "propertyName": self.property }));
        if let Value::Object(discriminator) = discriminator {
            let reference = reference_to(&self.common);
            if self.is_default {
                let reference = Value::from(reference.clone());
                discriminator.insert("defaultMapping".to_owned(), reference);
            }
            if self.is_absent {
                annotations::set_absent_mapping(discriminator, reference);
            }
            discriminator.insert("mapping".to_owned(), Value::Object(self.mapping));
        }
        let list = self.alternatives.iter();
        let list = list.map(|key| json!({ "$ref": reference_to(key) }));
        union.insert("anyOf".to_owned(), list.collect());
        *entries = union;
        context
            .map
            .moved(&place_of(&self.base), place_of(&self.common));
        schemas.shift_insert(index + 1, self.common, Value::Object(common));
    }

    fn report_strangers(&self, context: &mut Context<'_>) {
        let at = place_of(&self.base).child("discriminator").child("mapping");
        for (tag, target) in &self.strangers {
            let base = &self.base;
            context
                .diagnostics
                .warning(
                    Code::Degraded,
                    &at.child(tag),
                    format!(
                        "`{target}` does not extend `{base}`; a client keeps such a value as it came, a server \
                         refuses it"
                    ),
                )
                .help(format!("write `allOf` with `{base}` in `{target}`"));
        }
    }
}

/// The values that a base is selected by itself: those mapped to it, those it lists and no other one has, or its name where
/// nothing else is said and a plain one is a value.
fn own_tags(
    bases: &Bases<'_, '_>,
    base: &str,
    mapped: Vec<String>,
    others: &Map<String, Value>,
) -> Vec<String> {
    let schemas = bases.tree.schemas;
    let schema = &schemas[base];
    let listed = listed(schemas, schema, bases.property(base));
    let is_plain = mapping_of(schema).next().is_none() || bases.is_selected(base);
    let is_silent = listed.is_empty() && mapped.is_empty() && is_plain;
    let name = is_silent.then(|| given(schema).unwrap_or(base));
    let mut own = mapped;
    own.extend(listed.into_iter().chain(name).map(str::to_owned));
    own.retain(|tag| !others.contains_key(tag));
    own
}

/// Carries out all plans.
pub(super) fn carry_out(plans: Vec<Plan>, schemas: &mut Schemas, context: &mut Context<'_>) {
    // Before anything moves: a base may extend another one.
    for plan in &plans {
        for child in &plan.extended_by {
            if let Some(schema) = schemas.get_mut(child) {
                turn_parts(schema, &plan.base, &plan.common);
            }
        }
    }
    for plan in plans {
        plan.carry_out(schemas, context);
    }
}
