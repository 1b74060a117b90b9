//! Arrays: their items, and which have to be among them.

use super::evaluation::Evaluation;
use super::place::{Pair, Place, is_anything};
use crate::diagnostic::Pointer;
use crate::diff::rules::schemas::kinds;
use serde_json::{Value, json};

/// How many items fit `contains` where nothing says so.
const LEAST_CONTAINED: u64 = 1;

impl<'a> Evaluation<'a, '_> {
    pub(super) fn arrays(&mut self, pair: &Pair<'a>) {
        self.items(pair);
        self.prefix_items(pair);
        self.contains(pair);
        let is_unique = |place: &Place<'_>| place.flag("uniqueItems");
        let kind = match (is_unique(&pair.old), is_unique(&pair.new)) {
            (false, true) => Some(&kinds::UNIQUE_ITEMS_SET),
            (true, false) => Some(&kinds::UNIQUE_ITEMS_UNSET),
            _ => None,
        };
        if let Some(kind) = kind {
            self.report(
                kind,
                pair.keys("uniqueItems"),
                "`uniqueItems`",
                [None, None],
            );
        }
        self.unevaluated(
            pair,
            "unevaluatedItems",
            [
                &kinds::UNEVALUATED_ITEMS_ADDED,
                &kinds::UNEVALUATED_ITEMS_REMOVED,
            ],
        );
    }

    fn items(&mut self, pair: &Pair<'a>) {
        let says = |place: &Place<'a>| place.get("items").is_some_and(|items| !is_anything(items));
        let [old, new] = pair.keys("items");
        let any = || Some("any".to_owned());
        let outer = self.context;
        match (says(&pair.old), says(&pair.new)) {
            (true, true) => self.child(old, new, outer.within()),
            (false, false) => {}
            (false, true) => {
                self.context = outer.within();
                let kind = self.narrowed();
                self.report(kind, [old, new], "", [any(), None]);
            }
            (true, false) => {
                self.context = outer.within();
                self.report(&kinds::TYPE_GENERALIZED, [old, new], "", [None, any()]);
            }
        }
        self.context = outer;
    }

    fn prefix_items(&mut self, pair: &Pair<'a>) {
        const KEY: &str = "prefixItems";
        let (before, after) = (pair.old.list(KEY).len(), pair.new.list(KEY).len());
        let [old, new] = pair.keys(KEY);
        for index in 0..before.min(after) {
            self.child(old.index(index), new.index(index), self.context.within());
        }
        // One that is what the items say anyhow changes nothing.
        let longer = if after > before { &new } else { &old };
        let says_more = |index: usize| {
            let at = longer.index(index);
            let (old_items, new_items) = (pair.old.key("items"), pair.new.key("items"));
            !match after > before {
                true => self.are_items([old_items, at], 0),
                false => self.are_items([at, new_items], 1),
            }
        };
        if !(before.min(after)..before.max(after)).any(says_more) {
            return;
        }
        let kind = match after.cmp(&before) {
            std::cmp::Ordering::Greater => &kinds::PREFIX_ITEMS_ADDED,
            std::cmp::Ordering::Less => &kinds::PREFIX_ITEMS_REMOVED,
            std::cmp::Ordering::Equal => return,
        };
        let values = [Some(before.to_string()), Some(after.to_string())];
        self.report(kind, [old, new], "the first items", values);
    }

    /// Whether two schemas are the same, one of which (`items`, by its place) may not be there.
    fn are_items(&self, places: [Pointer; 2], items: usize) -> bool {
        let sides = [self.old, self.new];
        match sides[items].at(&places[items]) {
            Some(_) => self.are_same(places),
            None => sides[1 - items]
                .at(&places[1 - items])
                .is_some_and(is_anything),
        }
    }

    fn contains(&mut self, pair: &Pair<'a>) {
        const KEY: &str = "contains";
        let [old, new] = pair.keys(KEY);
        match (pair.old.get(KEY), pair.new.get(KEY)) {
            (None, None) => return,
            (None, Some(_)) => {
                self.report(&kinds::CONTAINS_ADDED, [old, new], "", [None, None]);
                return;
            }
            (Some(_), None) => {
                self.report(&kinds::CONTAINS_REMOVED, [old, new], "", [None, None]);
                return;
            }
            (Some(_), Some(_)) => self.child(old, new, self.context.within()),
        }
        let count = |place: &Place<'a>, key: &str| place.get(key).and_then(Value::as_u64);
        let least = |place: &Place<'a>| count(place, "minContains").unwrap_or(LEAST_CONTAINED);
        let most = |place: &Place<'a>| count(place, "maxContains").unwrap_or(u64::MAX);
        let counts = [
            (
                "minContains",
                [least(&pair.old), least(&pair.new)],
                [
                    &kinds::MIN_CONTAINS_INCREASED,
                    &kinds::MIN_CONTAINS_DECREASED,
                ],
            ),
            (
                "maxContains",
                [most(&pair.old), most(&pair.new)],
                [
                    &kinds::MAX_CONTAINS_INCREASED,
                    &kinds::MAX_CONTAINS_DECREASED,
                ],
            ),
        ];
        for (key, [before, after], [increased, decreased]) in counts {
            let kind = match after.cmp(&before) {
                std::cmp::Ordering::Greater => increased,
                std::cmp::Ordering::Less => decreased,
                std::cmp::Ordering::Equal => continue,
            };
            let shown = |count: u64| (count < u64::MAX).then(|| json!(count).to_string());
            let values = [shown(before), shown(after)];
            self.report(kind, pair.keys(key), &format!("`{key}`"), values);
        }
    }
}
