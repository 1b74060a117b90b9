//! Values by themselves: `enum`, `const`, `default`, `x-extensible-enum`.

use super::evaluation::{Evaluation, shown};
use super::place::{Pair, Place, effective};
use super::same::canonical;
use crate::diff::rules::schemas::{Family, kinds};
use crate::normalize::is_written_as_const;
use serde_json::Value;
use std::collections::HashSet;

const EXTENSIBLE: &str = "x-extensible-enum";

impl<'a> Evaluation<'a, '_> {
    pub(super) fn values(&mut self, pair: &Pair<'a>) {
        self.enumeration(pair);
        self.extensible(pair);
    }

    fn enumeration(&mut self, pair: &Pair<'a>) {
        let values = |place: &Place<'a>| place.get("enum").and_then(Value::as_array);
        let is_const = |place: &Place<'_>| is_written_as_const(place.entries);
        let (before, after) = (values(&pair.old), values(&pair.new));
        let shown_all = |values: &[Value]| {
            let all: Vec<String> = values.iter().map(shown).collect();
            Some(all.join(", "))
        };
        let (kind, values) = match (before, after) {
            (None, None) => return,
            (None, Some(after)) if is_const(&pair.new) => {
                (&kinds::CONST_ADDED, [None, shown_all(after)])
            }
            (None, Some(after)) => {
                let is_in_header = self.context.in_header
                    && self.context.family == Family::ParameterProperty
                    && !self.context.unseen;
                if is_in_header {
                    let id = "request-header-property-became-enum";
                    self.report_as(id, pair.sites(), "", [None, shown_all(after)]);
                    return;
                }
                (&kinds::BECAME_ENUM, [None, shown_all(after)])
            }
            (Some(before), None) if is_const(&pair.old) => {
                (&kinds::CONST_REMOVED, [shown_all(before), None])
            }
            (Some(before), None) => (&kinds::BECAME_NOT_ENUM, [shown_all(before), None]),
            (Some(before), Some(after)) => {
                let are_single = before.len() == 1 && after.len() == 1 && before != after;
                if !are_single || !(is_const(&pair.old) || is_const(&pair.new)) {
                    let kinds = [&kinds::ENUM_VALUE_REMOVED, &kinds::ENUM_VALUE_ADDED];
                    self.lists(pair, [before, after], "enum", kinds);
                    return;
                }
                (&kinds::CONST_CHANGED, [shown_all(before), shown_all(after)])
            }
        };
        self.report(kind, pair.sites(), "", values);
    }

    /// The values of which there may be more.
    fn extensible(&mut self, pair: &Pair<'a>) {
        let old = pair.old.list(EXTENSIBLE);
        let new = pair.new.list(EXTENSIBLE);
        // Without a list, nothing is said of values.
        if !old.is_empty() && !new.is_empty() {
            let kinds = [
                &kinds::X_EXTENSIBLE_ENUM_VALUE_REMOVED,
                &kinds::X_EXTENSIBLE_ENUM_VALUE_ADDED,
            ];
            self.lists(pair, [old, new], EXTENSIBLE, kinds);
        }
    }

    /// What is in one list alone.
    fn lists(
        &mut self,
        pair: &Pair<'a>,
        [old, new]: [&[Value]; 2],
        key: &str,
        [removed, added]: [&kinds::Kind; 2],
    ) {
        let all = |values: &[Value]| -> HashSet<String> { values.iter().map(canonical).collect() };
        let (before, after) = (all(old), all(new));
        let [old_list, new_list] = pair.keys(key);
        for (index, value) in old.iter().enumerate() {
            if !after.contains(&canonical(value)) {
                let places = [old_list.index(index), new_list.clone()];
                self.report(removed, places, "a value", [Some(shown(value)), None]);
            }
        }
        for (index, value) in new.iter().enumerate() {
            if !before.contains(&canonical(value)) {
                let places = [old_list.clone(), new_list.index(index)];
                self.report(added, places, "a value", [None, Some(shown(value))]);
            }
        }
    }

    pub(super) fn default(&mut self, pair: &Pair<'a>) {
        const KEY: &str = "default";
        // What a part says is found in the part, and nothing stands in for what is always sent.
        if self.context.is_always_sent || pair.old.get(KEY) == pair.new.get(KEY) {
            return;
        }
        let values = [
            effective(self.old, &pair.old, KEY),
            effective(self.new, &pair.new, KEY),
        ];
        let kind = match values.into() {
            (None, Some(_)) => &kinds::DEFAULT_VALUE_ADDED,
            (Some(_), None) => &kinds::DEFAULT_VALUE_REMOVED,
            (Some(old), Some(new)) if old != new => &kinds::DEFAULT_VALUE_CHANGED,
            _ => return,
        };
        let values = values.map(|value| value.map(shown));
        self.report(kind, pair.keys(KEY), "the default", values);
    }
}
