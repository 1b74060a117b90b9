//! Alternatives (`oneOf`, `anyOf`), and what tells them apart.

use super::evaluation::Evaluation;
use super::pairing::{self, Alternative};
use super::place::{Pair, Place, component};
use super::types::shape;
use crate::diagnostic::Pointer;
use crate::diff::rules::schemas::{Kind, kinds};
use crate::diff::side::Side;
use crate::normalize::has_listed_types;
use serde_json::{Map, Value};
use std::collections::{BTreeSet, HashSet};

/// Which of the two lists a schema has.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Union {
    OneOf,
    AnyOf,
}

impl Union {
    fn of(place: &Place<'_>) -> Option<Self> {
        match () {
            () if !place.list("oneOf").is_empty() => Some(Self::OneOf),
            () if !place.list("anyOf").is_empty() && !has_listed_types(place.entries) => {
                Some(Self::AnyOf)
            }
            () => None,
        }
    }

    const fn key(self) -> &'static str {
        match self {
            Self::OneOf => "oneOf",
            Self::AnyOf => "anyOf",
        }
    }

    const fn added(self) -> &'static Kind {
        match self {
            Self::OneOf => &kinds::ONE_OF_ADDED,
            Self::AnyOf => &kinds::ANY_OF_ADDED,
        }
    }

    const fn removed(self) -> &'static Kind {
        match self {
            Self::OneOf => &kinds::ONE_OF_REMOVED,
            Self::AnyOf => &kinds::ANY_OF_REMOVED,
        }
    }

    const fn wrapped(self) -> &'static Kind {
        match self {
            Self::OneOf => &kinds::WRAPPED_IN_ONE_OF,
            Self::AnyOf => &kinds::WRAPPED_IN_ANY_OF,
        }
    }

    const fn unwrapped(self) -> &'static Kind {
        match self {
            Self::OneOf => &kinds::UNWRAPPED_FROM_ONE_OF,
            Self::AnyOf => &kinds::UNWRAPPED_FROM_ANY_OF,
        }
    }
}

impl<'a> Evaluation<'a, '_> {
    /// Compares alternatives. Whether the rest of the schemas can be compared.
    pub(super) fn alternatives(&mut self, pair: &Pair<'a>) -> bool {
        let unions = [Union::of(&pair.old), Union::of(&pair.new)];
        // Types that are listed are alternatives where the other document has some that are told apart otherwise.
        let is_list = |place: &Place<'_>| has_listed_types(place.entries);
        let unions = match unions {
            [None, union @ Some(_)] if is_list(&pair.old) => [Some(Union::AnyOf), union],
            [union @ Some(_), None] if is_list(&pair.new) => [union, Some(Union::AnyOf)],
            unions => unions,
        };
        match unions.into() {
            (None, None) => {
                self.discriminators(pair, &HashSet::new());
                true
            }
            (Some(old), Some(new)) => {
                self.unions(pair, old, new);
                true
            }
            (None, Some(union)) => self.wrapped(pair, union, true),
            (Some(union), None) => self.wrapped(pair, union, false),
        }
    }

    fn unions(&mut self, pair: &Pair<'a>, old: Union, new: Union) {
        let before = of_union(self.old, &pair.old, old);
        let after = of_union(self.new, &pair.new, new);
        let paired = pairing::of_alternatives([self.old, self.new], before, after);
        let mut renamed = HashSet::new();
        for (old, new) in &paired.pairs {
            renamed.extend(old.name.clone().zip(new.name.clone()));
            self.child(old.at.clone(), new.at.clone(), self.context.within());
        }
        for gone in &paired.old {
            let places = [gone.at.clone(), pair.new.key(new.key())];
            self.report(
                old.removed(),
                places,
                "an alternative",
                [gone.shown(), None],
            );
        }
        for more in &paired.new {
            let places = [pair.old.key(old.key()), more.at.clone()];
            self.report(new.added(), places, "an alternative", [None, more.shown()]);
        }
        self.discriminators(pair, &renamed);
    }

    /// A schema that is one of several now, or the other way round. Whether the rest can be compared.
    fn wrapped(&mut self, pair: &Pair<'a>, union: Union, is_new: bool) -> bool {
        let (alone, several, side) = match is_new {
            true => (&pair.old, &pair.new, self.new),
            false => (&pair.new, &pair.old, self.old),
        };
        let says_nothing = alone
            .entries
            .keys()
            .all(|key| super::place::is_said_for_people(key) || matches!(key.as_str(), "nullable"));
        let keeps_own = several
            .object("properties")
            .is_some_and(|own| !own.is_empty());
        if says_nothing || keeps_own {
            // What was allowed has to be one of these as well.
            let kind = match is_new {
                true => self.narrowed(),
                false => &kinds::TYPE_GENERALIZED,
            };
            let list = Some(union.key().to_owned());
            let values = match is_new {
                true => [shape(alone), list],
                false => [list, shape(alone)],
            };
            self.report(kind, pair.sites(), "", values);
            return keeps_own;
        }
        let all = of_union(side, several, union);
        let Some(same) = self.same_as(alone, &all, is_new) else {
            let kind = match is_new {
                true => union.wrapped(),
                false => union.unwrapped(),
            };
            self.report(kind, pair.sites(), "", [None, None]);
            return false;
        };
        for (index, alternative) in all.iter().enumerate() {
            let at = alternative.at.clone();
            match (index == same, is_new) {
                (true, true) => self.child(alone.site.clone(), at, self.context),
                (true, false) => self.child(at, alone.site.clone(), self.context),
                (false, true) => {
                    let places = [pair.old.site.clone(), at];
                    let values = [None, alternative.shown()];
                    self.report(union.added(), places, "an alternative", values);
                }
                (false, false) => {
                    let places = [at, pair.new.site.clone()];
                    let values = [alternative.shown(), None];
                    self.report(union.removed(), places, "an alternative", values);
                }
            }
        }
        false
    }

    /// Which of several alternatives is a schema of the other document.
    fn same_as(&self, alone: &Place<'a>, all: &[Alternative<'a>], is_new: bool) -> Option<usize> {
        let is_same = |alternative: &Alternative<'a>| {
            let places = match is_new {
                true => [alone.at.clone(), alternative.at.clone()],
                false => [alternative.at.clone(), alone.at.clone()],
            };
            self.are_same(places)
        };
        let is_scalar = |name: &str| name != "object" && name != "array";
        let scalar = alone.text("type").filter(|name| is_scalar(name));
        let is_of_type = |it: &Alternative<'a>| scalar.is_some() && it.place.text("type") == scalar;
        let own = alone.object("properties").filter(|own| !own.is_empty());
        let has_all = |it: &Alternative<'a>| {
            let there = it.place.object("properties");
            own.zip(there)
                .is_some_and(|(own, there)| own.keys().all(|name| there.contains_key(name)))
        };
        let by_name = all.iter().position(|it| it.place.at == alone.at);
        by_name
            .or_else(|| all.iter().position(is_same))
            .or_else(|| all.iter().position(is_of_type))
            .or_else(|| all.iter().position(has_all))
    }

    /// Compares how alternatives are told apart. `renamed` has the components that stand for each other.
    pub(super) fn discriminators(&mut self, pair: &Pair<'a>, renamed: &HashSet<(String, String)>) {
        const KEY: &str = "discriminator";
        let (old, new) = (pair.old.object(KEY), pair.new.object(KEY));
        let name = |it: Option<&'a Map<String, Value>>| -> Option<String> {
            Some(it?.get("propertyName")?.as_str()?.to_owned())
        };
        let names = [name(old), name(new)];
        let places = pair.keys(KEY);
        let (old, new) = match (old, new) {
            (None, None) => return,
            (None, Some(_)) => {
                self.report(&kinds::DISCRIMINATOR_ADDED, places, "", names);
                return;
            }
            (Some(_), None) => {
                self.report(&kinds::DISCRIMINATOR_REMOVED, places, "", names);
                return;
            }
            (Some(old), Some(new)) => (old, new),
        };
        if names[0] != names[1] {
            let kind = &kinds::DISCRIMINATOR_PROPERTY_NAME_CHANGED;
            self.report(kind, places.clone(), "", names);
        }
        let mapping = |it: &'a Map<String, Value>| it.get("mapping").and_then(Value::as_object);
        let (old, new) = (mapping(old), mapping(new));
        let values: BTreeSet<&String> = [old, new]
            .into_iter()
            .flatten()
            .flat_map(|it| it.keys())
            .collect();
        for value in values {
            let before = old.and_then(|it| target(it.get(value)?));
            let after = new.and_then(|it| target(it.get(value)?));
            let kind = match (&before, &after) {
                (None, Some(_)) => &kinds::DISCRIMINATOR_MAPPING_ADDED,
                (Some(_), None) => &kinds::DISCRIMINATOR_MAPPING_DELETED,
                (Some(before), Some(after))
                    if before != after
                        && !renamed.contains(&(before.clone(), after.clone()))
                        && !self.are_same_components([before, after]) =>
                {
                    &kinds::DISCRIMINATOR_MAPPING_CHANGED
                }
                _ => continue,
            };
            let places = places.clone().map(|at| at.child("mapping").child(value));
            let what = format!("the name `{value}`");
            self.report(kind, places, &what, [before, after]);
        }
    }
}

/// The schema that a name is mapped to, by its name.
pub(super) fn target(value: &Value) -> Option<String> {
    let text = value.as_str()?;
    let name = crate::grammar::component(text, "schemas");
    Some(name.map_or_else(|| text.to_owned(), |name| name.into_owned()))
}

/// The alternatives of a schema.
fn of_union<'a>(side: Side<'a>, place: &Place<'a>, union: Union) -> Vec<Alternative<'a>> {
    let list = place.key(union.key());
    let mapping = place
        .object("discriminator")
        .and_then(|it| it.get("mapping")?.as_object());
    let members = place.list(union.key()).iter().enumerate();
    members
        .filter_map(|(index, member)| {
            let at: Pointer = list.index(index);
            let name = component(member);
            let mut mapped = mapping.into_iter().flatten();
            let value = mapped.find(|(_, to)| name.is_some() && target(to) == name);
            Some(Alternative {
                place: Place::find(side, &at)?,
                at,
                value: value.map(|(value, _)| value.as_str()),
                name,
            })
        })
        .collect()
}
