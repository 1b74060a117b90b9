//! What holds under conditions (`if`), what must not hold (`not`), what is in a string (`contentSchema`), and XML.

use super::context::Form;
use super::evaluation::{Evaluation, shown};
use super::place::Pair;
use crate::diff::rules::schemas::{Kind, kinds};

impl<'a> Evaluation<'a, '_> {
    pub(super) fn conditions(&mut self, pair: &Pair<'a>) {
        self.condition(pair);
        let kinds = [&kinds::THEN_ADDED, &kinds::THEN_REMOVED];
        self.schema_under(pair, "then", kinds);
        let kinds = [&kinds::ELSE_ADDED, &kinds::ELSE_REMOVED];
        self.schema_under(pair, "else", kinds);
        let kinds = [&kinds::CONTENT_SCHEMA_ADDED, &kinds::CONTENT_SCHEMA_REMOVED];
        self.schema_under(pair, "contentSchema", kinds);
        const NOT: &str = "not";
        let kind = match (pair.old.get(NOT), pair.new.get(NOT)) {
            (None, Some(_)) => &kinds::NOT_ADDED,
            (Some(_), None) => &kinds::NOT_REMOVED,
            (Some(_), Some(_)) if !self.are_same(pair.keys(NOT)) => &kinds::NOT_CHANGED,
            _ => return,
        };
        let values = [pair.old.get(NOT).map(shown), pair.new.get(NOT).map(shown)];
        self.report(kind, pair.keys(NOT), "what is excluded", values);
    }

    fn condition(&mut self, pair: &Pair<'a>) {
        const IF: &str = "if";
        let kind = match (pair.old.get(IF), pair.new.get(IF)) {
            (None, Some(_)) => &kinds::IF_ADDED,
            (Some(_), None) => &kinds::IF_REMOVED,
            (Some(_), Some(_)) if !self.are_same(pair.keys(IF)) => &kinds::IF_CHANGED,
            _ => return,
        };
        let values = [pair.old.get(IF).map(shown), pair.new.get(IF).map(shown)];
        self.report(kind, pair.keys(IF), "the condition", values);
    }

    /// A keyword that holds a schema.
    fn schema_under(&mut self, pair: &Pair<'a>, key: &str, [added, removed]: [&Kind; 2]) {
        let [old, new] = pair.keys(key);
        let kind = match (pair.old.get(key), pair.new.get(key)) {
            (None, None) => return,
            (None, Some(_)) => added,
            (Some(_), None) => removed,
            (Some(_), Some(_)) => {
                self.child(old, new, self.context.within());
                return;
            }
        };
        self.report(kind, [old, new], &format!("`{key}`"), [None, None]);
    }

    /// Compares what names and forms values have in XML.
    pub(super) fn xml(&mut self, pair: &Pair<'a>) {
        const KEY: &str = "xml";
        let (before, after) = (pair.old.get(KEY), pair.new.get(KEY));
        if self.context.form == Form::Xml && before != after {
            let values = [before.map(shown), after.map(shown)];
            self.report(&kinds::XML_CHANGED, pair.keys(KEY), "", values);
        }
    }
}
