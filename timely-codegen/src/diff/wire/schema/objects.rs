//! Objects: which properties they may have beside those that they list, and what holds for all of them.

use super::evaluation::{Evaluation, shown};
use super::place::{Pair, Place, is_anything, is_nothing};
use crate::diagnostic::Pointer;
use crate::diff::rules::schemas::kinds;
use crate::normalize::{has_patterns_only, is_written_as_unevaluated};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

const ADDITIONAL: &str = "additionalProperties";
const UNEVALUATED: &str = "unevaluatedProperties";

/// What an object may have beside what it lists.
enum Rest {
    Anything,
    Nothing,
    /// What a schema allows.
    Some,
}

fn rest(value: Option<&Value>) -> Rest {
    match value {
        None => Rest::Anything,
        Some(value) if is_anything(value) => Rest::Anything,
        Some(value) if is_nothing(value) => Rest::Nothing,
        Some(_) => Rest::Some,
    }
}

fn additional(place: &Place<'_>) -> Rest {
    match has_patterns_only(place.entries) {
        true => Rest::Nothing,
        false => rest(place.get(ADDITIONAL)),
    }
}

/// Whether an object has no properties beside those that it lists.
pub(super) fn is_closed(place: &Place<'_>) -> bool {
    matches!(additional(place), Rest::Nothing)
        || matches!(rest(place.get(UNEVALUATED)), Rest::Nothing)
}

impl<'a> Evaluation<'a, '_> {
    pub(super) fn objects(&mut self, pair: &Pair<'a>) {
        self.properties(pair);
        self.additional(pair);
        self.pattern_properties(pair);
        self.property_names(pair);
        self.dependent_required(pair);
        self.schemas_by_name(
            pair,
            "dependentSchemas",
            "a condition",
            [
                &kinds::DEPENDENT_SCHEMA_ADDED,
                &kinds::DEPENDENT_SCHEMA_REMOVED,
            ],
        );
        self.unevaluated(
            pair,
            UNEVALUATED,
            [
                &kinds::UNEVALUATED_PROPERTIES_ADDED,
                &kinds::UNEVALUATED_PROPERTIES_REMOVED,
            ],
        );
    }

    /// What is not listed.
    fn additional(&mut self, pair: &Pair<'a>) {
        let written = |place: &Place<'_>| is_written_as_unevaluated(place.entries);
        let kind = match (additional(&pair.old), additional(&pair.new)) {
            (Rest::Anything, Rest::Nothing) if written(&pair.new) => {
                &kinds::UNEVALUATED_PROPERTIES_ADDED
            }
            (Rest::Nothing, Rest::Anything) if written(&pair.old) => {
                &kinds::UNEVALUATED_PROPERTIES_REMOVED
            }
            (Rest::Anything | Rest::Some, Rest::Nothing) => &kinds::ADDITIONAL_PROPERTIES_CLOSED,
            (Rest::Nothing, Rest::Anything | Rest::Some) => &kinds::ADDITIONAL_PROPERTIES_OPENED,
            (Rest::Anything, Rest::Some) => &kinds::ADDITIONAL_PROPERTIES_NARROWED,
            (Rest::Some, Rest::Anything) => &kinds::ADDITIONAL_PROPERTIES_WIDENED,
            (Rest::Some, Rest::Some) => {
                let [old, new] = pair.keys(ADDITIONAL);
                self.child(old, new, self.context.within());
                return;
            }
            (Rest::Anything, Rest::Anything) | (Rest::Nothing, Rest::Nothing) => return,
        };
        self.report(kind, pair.sites(), "other properties", [None, None]);
    }

    fn pattern_properties(&mut self, pair: &Pair<'a>) {
        let (old, new) = (patterns(&pair.old), patterns(&pair.new));
        for (pattern, at) in &old {
            if let Some(there) = new.get(pattern) {
                self.child(at.clone(), there.clone(), self.context.within());
                continue;
            }
            let there = pair.new.key("patternProperties").child(pattern);
            let values = [Some((*pattern).to_owned()), None];
            let kind = &kinds::PATTERN_PROPERTY_REMOVED;
            self.report(kind, [at.clone(), there], "properties by a pattern", values);
        }
        for (pattern, at) in new
            .iter()
            .filter(|(pattern, _)| !old.contains_key(*pattern))
        {
            let there = pair.old.key("patternProperties").child(pattern);
            let values = [None, Some((*pattern).to_owned())];
            let kind = &kinds::PATTERN_PROPERTY_ADDED;
            self.report(kind, [there, at.clone()], "properties by a pattern", values);
        }
    }

    fn property_names(&mut self, pair: &Pair<'a>) {
        const KEY: &str = "propertyNames";
        let kind = match (pair.old.get(KEY), pair.new.get(KEY)) {
            (None, Some(_)) => &kinds::PROPERTY_NAMES_ADDED,
            (Some(_), None) => &kinds::PROPERTY_NAMES_REMOVED,
            (Some(_), Some(_)) if !self.are_same(pair.keys(KEY)) => &kinds::PROPERTY_NAMES_CHANGED,
            _ => return,
        };
        let values = [pair.old.get(KEY).map(shown), pair.new.get(KEY).map(shown)];
        self.report(kind, pair.keys(KEY), "names of properties", values);
    }

    fn dependent_required(&mut self, pair: &Pair<'a>) {
        const KEY: &str = "dependentRequired";
        let all = |place: &Place<'a>| -> BTreeMap<&'a str, BTreeSet<&'a str>> {
            let entries = place.object(KEY).into_iter().flatten();
            let names = |list: &'a Value| list.as_array().into_iter().flatten();
            entries
                .map(|(name, list)| {
                    (
                        name.as_str(),
                        names(list).filter_map(Value::as_str).collect(),
                    )
                })
                .filter(|(_, names): &(_, BTreeSet<_>)| !names.is_empty())
                .collect()
        };
        let (old, new) = (all(&pair.old), all(&pair.new));
        let triggers: BTreeSet<&str> = old.keys().chain(new.keys()).copied().collect();
        for trigger in triggers {
            let (before, after) = (old.get(trigger), new.get(trigger));
            let kind = match (before, after) {
                (None, _) => &kinds::DEPENDENT_REQUIRED_ADDED,
                (_, None) => &kinds::DEPENDENT_REQUIRED_REMOVED,
                (Some(before), Some(after)) if before == after => continue,
                (Some(before), Some(after)) if before.is_subset(after) => {
                    &kinds::DEPENDENT_REQUIRED_MORE
                }
                (Some(before), Some(after)) if after.is_subset(before) => {
                    &kinds::DEPENDENT_REQUIRED_FEWER
                }
                _ => &kinds::DEPENDENT_REQUIRED_CHANGED,
            };
            let places = pair.keys(KEY).map(|at| at.child(trigger));
            let list =
                |names: &BTreeSet<&str>| names.iter().copied().collect::<Vec<_>>().join(", ");
            let what = format!("what is required with `{trigger}`");
            self.report(kind, places, &what, [before.map(list), after.map(list)]);
        }
    }

    /// A keyword that holds schemas by names.
    pub(super) fn schemas_by_name(
        &mut self,
        pair: &Pair<'a>,
        key: &str,
        what: &str,
        [added, removed]: [&kinds::Kind; 2],
    ) {
        let (old, new) = (pair.old.object(key), pair.new.object(key));
        let has = |object: Option<&serde_json::Map<String, Value>>, name: &str| {
            object.is_some_and(|entries| entries.contains_key(name))
        };
        let names: BTreeSet<&String> = [old, new]
            .into_iter()
            .flatten()
            .flat_map(|entries| entries.keys())
            .collect();
        for name in names {
            let places = pair.keys(key).map(|at| at.child(name));
            let named = Some(name.clone());
            match (has(old, name), has(new, name)) {
                (true, true) => {
                    let [old, new] = places;
                    self.child(old, new, self.context.within());
                }
                (false, _) => self.report(added, places, what, [None, named]),
                (true, false) => self.report(removed, places, what, [named, None]),
            }
        }
    }

    /// What no other part of a schema speaks of.
    pub(super) fn unevaluated(
        &mut self,
        pair: &Pair<'a>,
        key: &str,
        [added, removed]: [&kinds::Kind; 2],
    ) {
        let [old, new] = pair.keys(key);
        match (rest(pair.old.get(key)), rest(pair.new.get(key))) {
            (Rest::Anything, Rest::Nothing | Rest::Some) | (Rest::Some, Rest::Nothing) => {
                self.report(added, [old, new], "", [None, None]);
            }
            (Rest::Nothing | Rest::Some, Rest::Anything) | (Rest::Nothing, Rest::Some) => {
                self.report(removed, [old, new], "", [None, None]);
            }
            (Rest::Some, Rest::Some) => self.child(old, new, self.context.within()),
            _ => {}
        }
    }
}

/// The patterns of names of properties, and where the schemas of these are.
fn patterns<'a>(place: &Place<'a>) -> BTreeMap<&'a str, Pointer> {
    let root = place.key("patternProperties");
    let is_only = has_patterns_only(place.entries);
    let patterns = place.object("patternProperties").into_iter().flatten();
    patterns
        .map(|(pattern, _)| match is_only {
            // The schema of the one pattern stands there.
            true => (pattern.as_str(), place.key(ADDITIONAL)),
            false => (pattern.as_str(), root.child(pattern)),
        })
        .collect()
}
