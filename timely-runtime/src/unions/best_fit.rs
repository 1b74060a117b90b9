//! A heuristic for unions that nothing tags: how well a value fits each alternative.
//!
//! No validation: an alternative that the value breaks in detail may still be the one that is meant, and a client is
//! to read it. What counts is first how little is wrong, then how much of the value an alternative would hold, then
//! how much it says about it.

use crate::Schema;
use crate::json::instance::{Instance, View};
use crate::json::tape::Node;
use crate::schema::program::{Additional, Link, Property};
use crate::schema::{Budget, Mix, Subschema, Types};
use std::cmp::Reverse;
use std::collections::HashSet;
use std::hash::BuildHasherDefault;

/// How far into a value a comparison looks: far enough to tell shapes apart, and no farther, since each union within
/// the value looks again.
const MAX_DEPTH: u8 = 3;
/// How many schemas that one schema combines may be within each other.
const MAX_PARTS: u8 = 16;
/// How many schemas one comparison looks at; beyond, a value is taken to fit what its type fits.
const MAX_STEPS: u32 = 4000;
/// What the checks of texts and numbers in one comparison may take together, in steps of a [`Budget`].
const MAX_CHECK: u64 = 2_000_000;
/// How many items of an array are looked at: lists are mostly of one kind.
const MAX_ITEMS: usize = 16;
/// What a missing property weighs against values that are not quite right.
const MISSING: u32 = 1000;

/// The alternative that a value is; none if it is no alternative, or if several share what no one of them holds
/// alone. `count` is the number of alternatives, and `work` grows by the steps that it took to tell.
pub(super) fn best(
    schema: &Schema,
    count: usize,
    value: Node<'_>,
    work: &mut u64,
) -> Option<usize> {
    let (schema, links) = alternatives(schema.root(), count, 4)?;
    let found = value.types();
    let all = || schema.each(links).enumerate();
    let mut typed = all().filter(|(_, it)| it.effective_types().contains(found));
    // Most unions are told by the type of the value.
    let first = typed.next()?;
    let Some(second) = typed.next() else {
        return Some(first.0);
    };
    let typed = [first, second].into_iter().chain(typed).collect();
    let typed = complete(typed, |(_, schema)| *schema, value);
    let mut comparison = Comparison {
        steps: MAX_STEPS,
        budget: Budget::new(MAX_CHECK),
        is_only: typed.len() == 1,
        looked: 0,
    };
    let mut fits: Vec<(usize, Fit)> = Vec::with_capacity(typed.len());
    for (index, alternative) in typed {
        if let Some(fit) = comparison.fit(alternative, value, Scope::default()) {
            fits.push((index, fit));
        }
    }
    let named = all().map(|(_, it)| it.node().count_of_properties());
    *work += named.sum::<u64>() / 8 + comparison.looked + comparison.budget.spent();
    fits.sort_by_key(|(_, fit)| (fit.faults, Reverse(fit.held.len()), Reverse(fit.narrow)));
    let ((index, best), others) = fits.split_first()?;
    let is_whole = others
        .iter()
        .filter(|(_, fit)| fit.faults == best.faults)
        .all(|(_, fit)| fit.held.is_subset(&best.held));
    is_whole.then_some(*index)
}

/// The alternatives of which a value lacks nothing, where there are any: what lacks a required property hardly ever fits
/// better, and these are quickly told.
fn complete<'s, T: Copy>(
    alternatives: Vec<T>,
    schema: impl Fn(&T) -> Subschema<'s>,
    value: Node<'_>,
) -> Vec<T> {
    let View::Object = value.view() else {
        return alternatives;
    };
    let is_complete = |it: &&T| !lacks(schema(it), value, 4);
    let complete: Vec<T> = alternatives.iter().filter(is_complete).copied().collect();
    if complete.is_empty() {
        alternatives
    } else {
        complete
    }
}

/// Whether an object lacks a property that a schema requires.
fn lacks(schema: Subschema<'_>, object: Node<'_>, depth: u8) -> bool {
    let is_missing = |property: Property<'_>| {
        property.is_always_required() && object.get(property.name).is_none()
    };
    schema.properties().any(is_missing)
        || depth
            .checked_sub(1)
            .is_some_and(|depth| schema.all_of().any(|part| lacks(part, object, depth)))
}

/// The list of a union, which may stand beside other keywords or be wrapped to allow null, and the schema whose it is.
fn alternatives(
    schema: Subschema<'_>,
    count: usize,
    depth: u8,
) -> Option<(Subschema<'_>, &[Link])> {
    let depth = depth.checked_sub(1)?;
    let combined = schema.node().combined()?;
    let lists = [&combined.alternatives, &combined.one_of, &combined.any_of];
    if let Some(list) = lists.into_iter().find(|list| list.len() == count) {
        return Some((schema, list));
    }
    let mut parts = schema
        .one_of()
        .chain(schema.any_of())
        .chain(schema.all_of());
    parts.find_map(|part| alternatives(part, count, depth))
}

/// How a value fits a schema.
#[derive(Default)]
struct Fit {
    /// What is wrong.
    faults: u32,
    /// The values within the value that the schema speaks of, by their addresses.
    held: HashSet<usize, BuildHasherDefault<Mix>>,
    /// How much narrower than its type the schema is.
    narrow: u32,
}

impl Fit {
    fn add(&mut self, other: Fit) {
        self.faults = self.faults.saturating_add(other.faults);
        self.held.extend(other.held);
        self.narrow = self.narrow.saturating_add(other.narrow);
    }

    fn hold(&mut self, value: Node<'_>) {
        self.held.insert(value.address());
    }

    /// Holds a value with all that is in it, as far as comparisons look.
    fn hold_all(&mut self, value: Node<'_>, depth: u8) {
        if depth > MAX_DEPTH {
            return;
        }
        self.hold(value);
        let depth = depth.saturating_add(1);
        let items = value.items().take(MAX_ITEMS);
        items.for_each(|item| self.hold_all(item, depth));
        let members = value.members();
        members.for_each(|(_, member)| self.hold_all(member, depth));
    }
}

/// What surrounds a schema.
#[derive(Clone, Copy, Default)]
struct Scope {
    /// How far into the value it is.
    depth: u8,
    /// How many schemas combine it.
    parts: u8,
    /// Whether another part of the same schema names the properties or items.
    named: bool,
}

struct Comparison {
    steps: u32,
    /// What the checks of texts and numbers may take.
    budget: Budget,
    /// Whether there is nothing to compare with, so that all that counts is whether the value is plainly something else.
    is_only: bool,
    /// What was looked at, in steps of a budget.
    looked: u64,
}

impl Comparison {
    /// How a value fits a schema; `None` when it is plainly something else.
    fn fit(&mut self, schema: Subschema<'_>, value: Node<'_>, scope: Scope) -> Option<Fit> {
        let node = schema.node();
        let (types, view) = (node.types, value.view());
        if !types.contains(Types::of_view(&view)) {
            return None;
        }
        let mut fit = Fit::default();
        let is_far = scope.depth >= MAX_DEPTH || scope.parts >= MAX_PARTS;
        let Some(steps) = self.steps.checked_sub(1).filter(|_| !is_far) else {
            fit.hold_all(value, scope.depth);
            return Some(fit);
        };
        self.steps = steps;
        self.looked += 2 + node.count_of_properties() / 4;
        // Where there is nothing to compare with, it does not count what is held.
        if !self.is_only {
            fit.hold(value);
        }
        fit.narrow += u32::from(types != Types::ANY) + u32::from(!types.contains(Types::NUMBER));
        if let Some(constants) = &node.constants {
            if !constants.contains(value) {
                return None;
            }
            fit.narrow += 4;
        }
        let named = scope.named || names(schema, 4);
        let scope = Scope { named, ..scope };
        match view {
            View::Text(_) | View::Number(_) if self.is_only => {}
            View::Text(_) | View::Number(_) => {
                let is_right = self.holds(schema, value);
                // An integer can be written as `1.0`, which Rust's integers are not read from.
                let is_float = matches!(&view, View::Number(number) if number.is_f64())
                    && !types.contains(Types::NUMBER);
                fit.faults += u32::from(!is_right) + u32::from(is_float);
                fit.narrow += 2 * u32::from(node.format.is_some() || node.has_pattern());
            }
            View::Array => self.array(schema, value, scope, &mut fit),
            View::Object => self.object(schema, value, scope, &mut fit)?,
            View::Null | View::Bool(_) => {}
        }
        for part in schema.all_of() {
            fit.add(self.fit(part, value, within(scope))?);
        }
        if let Some(combined) = node.combined() {
            for list in [&combined.one_of, &combined.any_of] {
                if !list.is_empty() {
                    let list = schema.each(list).collect();
                    fit.add(self.best(list, value, within(scope))?);
                }
            }
        }
        Some(fit)
    }

    /// How a value fits the best of several schemas. It holds what any of them speaks of, since a union keeps a value
    /// that several alternatives share.
    fn best(&mut self, list: Vec<Subschema<'_>>, value: Node<'_>, scope: Scope) -> Option<Fit> {
        let list = complete(list, |part| *part, value);
        let fits = list.iter().filter_map(|part| self.fit(*part, value, scope));
        fits.reduce(|mut best, mut next| {
            if next.faults < best.faults {
                std::mem::swap(&mut best, &mut next);
            }
            if next.faults == best.faults {
                best.held.extend(next.held);
            }
            best
        })
    }

    /// Whether a text or a number is as a schema wants it. One that takes too much work to tell is not.
    fn holds(&self, schema: Subschema<'_>, value: Node<'_>) -> bool {
        schema.allows(value, &self.budget) && !self.budget.is_exhausted()
    }

    fn array(&mut self, schema: Subschema<'_>, array: Node<'_>, scope: Scope, fit: &mut Fit) {
        if self.is_only {
            return;
        }
        let inner = deeper(scope);
        for item in array.items().take(MAX_ITEMS) {
            match schema.items() {
                Some(schema) => self.member(schema, item, inner, fit),
                None if !scope.named => fit.hold_all(item, inner.depth),
                None => {}
            }
        }
        let count = array.len() as u64;
        let is_wrong = schema.node().array.as_deref().is_some_and(|rules| {
            rules.min_items.is_some_and(|min| count < min)
                || rules.max_items.is_some_and(|max| count > max)
        });
        fit.faults += u32::from(is_wrong);
    }

    /// `None` when a property has another value than the only one it can have.
    fn object(
        &mut self,
        schema: Subschema<'_>,
        object: Node<'_>,
        scope: Scope,
        fit: &mut Fit,
    ) -> Option<()> {
        let inner = deeper(scope);
        for property in schema.properties() {
            match object.get(property.name) {
                Some(value) if contradicts(&property, value) => return None,
                Some(_) if self.is_only => {}
                Some(value) => self.member(property.schema, value, inner, fit),
                None if property.is_always_required() => {
                    fit.faults = fit.faults.saturating_add(MISSING);
                }
                None => {}
            }
        }
        if self.is_only {
            return Some(());
        }
        let is_named = |name: &str| schema.property_named(name).is_some();
        for (name, value) in object.members() {
            match schema.node().additional() {
                Additional::Allowed if scope.named => {}
                _ if is_named(name) => {}
                Additional::Allowed => fit.hold_all(value, inner.depth),
                Additional::Forbidden => fit.faults += 1,
                Additional::Schema(link) => {
                    self.member(schema.follow(link), value, inner, fit);
                }
            }
        }
        Some(())
    }

    fn member(&mut self, schema: Subschema<'_>, value: Node<'_>, scope: Scope, fit: &mut Fit) {
        match self.fit(schema, value, scope) {
            Some(inner) => fit.add(inner),
            None => {
                fit.faults = fit.faults.saturating_add(1);
                fit.hold_all(value, scope.depth);
            }
        }
    }
}

/// Around a member of the value.
fn deeper(scope: Scope) -> Scope {
    Scope {
        depth: scope.depth.saturating_add(1),
        ..Scope::default()
    }
}

/// Around a schema that this one combines.
fn within(scope: Scope) -> Scope {
    Scope {
        parts: scope.parts.saturating_add(1),
        ..scope
    }
}

/// Whether a schema says what is in a value, so that what it does not name is nothing it holds.
fn names(schema: Subschema<'_>, depth: u8) -> bool {
    let own = schema.names_properties()
        || schema.items().is_some()
        || matches!(schema.node().additional(), Additional::Schema(_));
    own || depth.checked_sub(1).is_some_and(|depth| {
        let mut parts = schema
            .all_of()
            .chain(schema.one_of())
            .chain(schema.any_of());
        parts.any(|part| names(part, depth))
    })
}

/// Whether a property is a constant that has another value.
fn contradicts(property: &Property<'_>, value: Node<'_>) -> bool {
    let constants = property.schema.node().constants.as_deref();
    constants.is_some_and(|constants| {
        property.required && constants.only().is_some() && !constants.contains(value)
    })
}
