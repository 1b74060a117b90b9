//! The comparison of one pair.

use super::Holder;
use super::context::Context;
use super::parts::Flat;
use super::place::{Pair, Place, component, component_at};
use super::subject::subject;
use crate::diagnostic::Pointer;
use crate::diff::changes::Change;
use crate::diff::options::Options;
use crate::diff::rules::schemas::Kind;
use crate::diff::side::Side;
use serde_json::Value;
use std::collections::{BTreeSet, HashSet};
use std::rc::Rc;

/// A pair that another one leads to.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Child {
    pub(super) places: [Pointer; 2],
    pub(super) context: Context,
    /// The component that it is in both documents.
    component: Option<String>,
}

impl Child {
    /// The pair of what stands at two places. References to components of one name are these components, wherever they stand.
    pub(super) fn new(sides: [Side<'_>; 2], places: [Pointer; 2], context: Context) -> Self {
        let name = |index: usize| component(sides[index].at(&places[index])?);
        let (old, new) = (name(0), name(1));
        if old.is_some() && old == new {
            let at = component_at(old.as_deref().unwrap_or_default());
            return Self {
                places: [at.clone(), at],
                context,
                component: old,
            };
        }
        Self {
            places,
            context,
            component: None,
        }
    }

    /// Whether it is one of these components.
    pub(super) fn is_unchanged(&self, components: &HashSet<String>) -> bool {
        let name = self.component.as_ref();
        name.is_some_and(|name| components.contains(name))
    }
}

/// The comparison of one pair in the making.
pub(super) struct Evaluation<'a, 'h> {
    pub(super) old: Side<'a>,
    pub(super) new: Side<'a>,
    pub(super) context: Context,
    pub(super) holder: &'h Holder,
    pub(super) options: Options,
    /// What the schemas as wholes say of properties, beside the parts that are compared: `None` where there is one part.
    pub(super) whole: Option<[Rc<Flat<'a>>; 2]>,
    /// How many parts within parts are being compared.
    pub(super) depth: usize,
    found: Found,
}

/// What a comparison found.
#[derive(Default)]
pub(super) struct Found {
    pub(super) changes: Vec<Change>,
    pub(super) children: Vec<Child>,
}

impl<'a, 'h> Evaluation<'a, 'h> {
    pub(super) fn new(
        [old, new]: [Side<'a>; 2],
        context: Context,
        holder: &'h Holder,
        options: Options,
    ) -> Self {
        Self {
            old,
            new,
            context,
            holder,
            options,
            whole: None,
            depth: 0,
            found: Found::default(),
        }
    }

    /// Compares what stands at two places.
    pub(super) fn run(&mut self, [old, new]: &[Pointer; 2]) {
        if let Some(pair) = self.pair(old, new) {
            self.nullable(&pair);
            self.default(&pair);
            self.lifecycle(&pair);
            self.xml(&pair);
            self.parts(&pair);
        }
    }

    pub(super) fn finish(self) -> Found {
        self.found
    }

    pub(super) fn pair(&self, old: &Pointer, new: &Pointer) -> Option<Pair<'a>> {
        Some(Pair {
            old: Place::find(self.old, old)?,
            new: Place::find(self.new, new)?,
        })
    }

    /// Goes on with what stands at two places.
    pub(super) fn child(&mut self, old: Pointer, new: Pointer, context: Context) {
        let child = Child::new([self.old, self.new], [old, new], context);
        self.found.children.push(child);
    }

    /// Reports a kind of change. `what` is the part of the schema that it is about, if it is not the schema as a whole.
    pub(super) fn report(
        &mut self,
        kind: &Kind,
        places: [Pointer; 2],
        what: &str,
        [from, to]: [Option<String>; 2],
    ) {
        let family = self.context.family;
        let id = match self.context.unseen {
            true => kind.unseen_id(family),
            false => Some(kind.id(family)),
        };
        if let Some(id) = id {
            self.report_as(id, places, what, [from, to]);
        }
    }

    /// Reports a change by its id.
    pub(super) fn report_as(
        &mut self,
        id: &'static str,
        [old, new]: [Pointer; 2],
        what: &str,
        [from, to]: [Option<String>; 2],
    ) {
        // What is in one document alone has its name from there.
        let named = match (self.new.at(&new), self.old.at(&old)) {
            (None, Some(_)) => &old,
            _ => &new,
        };
        let subject = subject(named, self.holder, self.context);
        let subject = match what {
            "" => subject,
            what => format!("{what} of {subject}"),
        };
        self.found.changes.push(Change {
            id,
            subject,
            from,
            to,
            old: Some(old),
            new: Some(new),
            direction: Some(self.context.direction),
            operations: BTreeSet::new(),
        });
    }
}

/// A value as text, shortened.
pub(super) fn shown(value: &Value) -> String {
    const MOST: usize = 80;
    let text = value.to_string();
    match text.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

impl<'a> Evaluation<'a, '_> {
    /// Compares the keywords of two schemas, or of two parts of them.
    pub(super) fn keywords(&mut self, pair: &Pair<'a>) {
        if self.one_or_many(pair) || self.several_types(pair) {
            return;
        }
        if self.alternatives(pair) && self.types(pair) {
            self.contents(pair);
        }
    }

    /// Compares what schemas of one type say.
    pub(super) fn contents(&mut self, pair: &Pair<'a>) {
        self.values(pair);
        self.bounds(pair);
        self.arrays(pair);
        self.objects(pair);
        self.conditions(pair);
    }
}
