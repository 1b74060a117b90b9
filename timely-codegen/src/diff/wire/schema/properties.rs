//! Properties: whether they are there, have to be, and travel.

use super::access::{is_read_only, is_write_only};
use super::context::Context;
use super::evaluation::Evaluation;
use super::parts::Flat;
use super::place::{Pair, Place};
use crate::diagnostic::Pointer;
use crate::diff::rules::schemas::Family;
use serde_json::Value;
use std::collections::BTreeSet;
use std::rc::Rc;

/// A property of one of the documents.
struct Alone {
    /// Whether it has to be there.
    is_required: bool,
    /// Whether the object of the other document has no properties that it does not list.
    is_closed: bool,
    read_only: bool,
    write_only: bool,
    has_default: bool,
}

impl<'a> Evaluation<'a, '_> {
    pub(super) fn properties(&mut self, pair: &Pair<'a>) {
        let flats = self.whole.clone().unwrap_or_else(|| {
            [
                Rc::new(Flat::of(self.old, &pair.old)),
                Rc::new(Flat::of(self.new, &pair.new)),
            ]
        });
        let (old, new) = (pair.old.object("properties"), pair.new.object("properties"));
        let has = |object: Option<&serde_json::Map<String, Value>>, name: &str| {
            object.is_some_and(|entries| entries.contains_key(name))
        };
        let at = |place: &Place<'_>, name: &str| place.key("properties").child(name);
        for name in old.into_iter().flatten().map(|(name, _)| name) {
            let (before, after) = (at(&pair.old, name), at(&pair.new, name));
            if has(new, name) {
                self.property(&flats, name, &before, &after);
            } else if !flats[1].properties.contains_key(name.as_str()) {
                self.removed(&flats, name, before, after);
            }
        }
        let added = new.into_iter().flatten().map(|(name, _)| name);
        for name in added.filter(|name| !has(old, name)) {
            let after = at(&pair.new, name);
            match flats[0].properties.get(name.as_str()) {
                // It stands in another part.
                Some(before) => self.property(&flats, name, &before.clone(), &after),
                None => self.added(&flats, name, at(&pair.old, name), after),
            }
        }
        let required = [&pair.old, &pair.new].map(|place| place.list("required"));
        let names: BTreeSet<&str> = required
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        for name in names
            .into_iter()
            .filter(|name| !has(old, name) && !has(new, name))
        {
            self.elsewhere(&flats, pair, name);
        }
    }

    /// A property that is required where it is not listed.
    fn elsewhere(&mut self, flats: &[Rc<Flat<'a>>; 2], pair: &Pair<'a>, name: &str) {
        let places = match (flats[0].properties.get(name), flats[1].properties.get(name)) {
            (Some(old), Some(new)) => [old.clone(), new.clone()],
            (None, None) => pair.keys("properties").map(|at| at.child(name)),
            // Whether it is required is told where it is added or removed.
            _ => return,
        };
        self.required(flats, name, places);
    }

    /// A property of both documents.
    pub(super) fn property(
        &mut self,
        flats: &[Rc<Flat<'a>>; 2],
        name: &str,
        old: &Pointer,
        new: &Pointer,
    ) {
        self.required(flats, name, [old.clone(), new.clone()]);
        let (Some(before), Some(after)) = (Place::find(self.old, old), Place::find(self.new, new))
        else {
            return;
        };
        let is_required = flats[1].required.contains(name);
        let unseen_before = self.is_unseen(self.old, &before);
        let unseen_after = self.is_unseen(self.new, &after);
        self.access(&before, &after, is_required);
        let context = Context {
            unseen: self.context.unseen || (unseen_before && unseen_after),
            ..self.context.within()
        };
        self.child(old.clone(), new.clone(), context);
    }

    /// Whether a property of both documents has to be there.
    fn required(&mut self, flats: &[Rc<Flat<'a>>; 2], name: &str, places: [Pointer; 2]) {
        let before = flats[0].required.contains(name);
        let after = flats[1].required.contains(name);
        if before == after || self.context.unseen {
            return;
        }
        let place = Place::find(self.new, &places[1]);
        let place = place.as_ref();
        if place.is_some_and(|it| self.context.is_request() && is_read_only(self.new, it)) {
            return;
        }
        let write_only = place.is_some_and(|it| is_write_only(self.new, it));
        let has_default = place.is_some_and(|it| it.get("default").is_some());
        let id = match (self.context.family, after) {
            (Family::RequestBody | Family::RequestProperty, true) if has_default => {
                "request-property-became-required-with-default"
            }
            (Family::RequestBody | Family::RequestProperty, true) => {
                "request-property-became-required"
            }
            (Family::RequestBody | Family::RequestProperty, false) => {
                "request-property-became-optional"
            }
            (Family::Parameter | Family::ParameterProperty, true) if self.context.in_header => {
                "request-header-property-became-required"
            }
            (Family::Parameter | Family::ParameterProperty, true) => {
                "request-parameter-property-became-required"
            }
            (Family::Parameter | Family::ParameterProperty, false) => {
                "request-parameter-property-became-optional"
            }
            (Family::ResponseBody | Family::ResponseProperty, true) if write_only => {
                "response-write-only-property-became-required"
            }
            (Family::ResponseBody | Family::ResponseProperty, false) if write_only => {
                "response-write-only-property-became-optional"
            }
            (Family::ResponseBody | Family::ResponseProperty, true) => {
                "response-property-became-required"
            }
            (Family::ResponseBody | Family::ResponseProperty, false) => {
                "response-property-became-optional"
            }
            (Family::Header | Family::HeaderValueProperty, true) => {
                "response-header-property-became-required"
            }
            (Family::Header | Family::HeaderValueProperty, false) => {
                "response-header-property-became-optional"
            }
        };
        self.report_as(id, places, "", [None, None]);
    }

    fn added(&mut self, flats: &[Rc<Flat<'a>>; 2], name: &str, old: Pointer, new: Pointer) {
        let Some(place) = Place::find(self.new, &new) else {
            return;
        };
        let alone = Alone {
            is_required: flats[1].required.contains(name),
            is_closed: flats[0].is_closed,
            read_only: is_read_only(self.new, &place),
            write_only: is_write_only(self.new, &place),
            has_default: place.get("default").is_some(),
        };
        if let Some(id) = self.id_of_added(&alone) {
            self.report_as(id, [old, new], "", [None, None]);
        }
    }

    fn id_of_added(&self, alone: &Alone) -> Option<&'static str> {
        let is_request = self.context.is_request();
        if self.context.unseen || (is_request && alone.read_only) {
            return None;
        }
        let id = match (self.context.family, alone.is_required, alone.is_closed) {
            (Family::RequestBody | Family::RequestProperty, true, closed) => {
                match (alone.has_default, closed) {
                    (false, false) => "new-required-request-property",
                    (false, true) => "new-required-request-property:closed",
                    (true, false) => "new-required-request-property-with-default",
                    (true, true) => "new-required-request-property-with-default:closed",
                }
            }
            (Family::RequestBody | Family::RequestProperty, false, false) => {
                "new-optional-request-property"
            }
            (Family::RequestBody | Family::RequestProperty, false, true) => {
                "new-optional-request-property:closed"
            }
            (Family::Parameter | Family::ParameterProperty, true, closed) => {
                match (self.context.in_header, closed) {
                    (true, false) => "new-required-request-header-property",
                    (true, true) => "new-required-request-header-property:closed",
                    (false, false) => "new-required-request-parameter-property",
                    (false, true) => "new-required-request-parameter-property:closed",
                }
            }
            (Family::Parameter | Family::ParameterProperty, false, false) => {
                "new-optional-request-parameter-property"
            }
            (Family::Parameter | Family::ParameterProperty, false, true) => {
                "new-optional-request-parameter-property:closed"
            }
            (Family::ResponseBody | Family::ResponseProperty, required, _) if alone.write_only => {
                match required {
                    true => "response-required-write-only-property-added",
                    false => "response-optional-write-only-property-added",
                }
            }
            (Family::ResponseBody | Family::ResponseProperty, required, closed) => {
                match (required, closed) {
                    (true, false) => "response-required-property-added",
                    (true, true) => "response-required-property-added:closed",
                    (false, false) => "response-optional-property-added",
                    (false, true) => "response-optional-property-added:closed",
                }
            }
            (Family::Header | Family::HeaderValueProperty, true, _) => {
                "response-header-required-property-added"
            }
            (Family::Header | Family::HeaderValueProperty, false, _) => {
                "response-header-optional-property-added"
            }
        };
        Some(id)
    }

    fn removed(&mut self, flats: &[Rc<Flat<'a>>; 2], name: &str, old: Pointer, new: Pointer) {
        let Some(place) = Place::find(self.old, &old) else {
            return;
        };
        let alone = Alone {
            is_required: flats[0].required.contains(name),
            is_closed: flats[1].is_closed,
            read_only: is_read_only(self.old, &place),
            write_only: is_write_only(self.old, &place),
            has_default: place.get("default").is_some(),
        };
        if let Some(id) = self.id_of_removed(&alone) {
            self.report_as(id, [old, new], "", [None, None]);
        }
    }

    fn id_of_removed(&self, alone: &Alone) -> Option<&'static str> {
        let is_request = self.context.is_request();
        if self.context.unseen || (is_request && alone.read_only) {
            return None;
        }
        let id = match (self.context.family, alone.is_required, alone.is_closed) {
            (Family::RequestBody | Family::RequestProperty, required, closed) => {
                match (required, closed) {
                    (false, false) => "request-property-removed",
                    (false, true) => "request-property-removed:closed",
                    (true, false) => "request-property-removed:required",
                    (true, true) => "request-property-removed:required-closed",
                }
            }
            (Family::Parameter | Family::ParameterProperty, required, closed) => {
                match (required, closed) {
                    (false, false) => "request-parameter-property-removed",
                    (false, true) => "request-parameter-property-removed:closed",
                    (true, false) => "request-parameter-property-removed:required",
                    (true, true) => "request-parameter-property-removed:required-closed",
                }
            }
            (Family::ResponseBody | Family::ResponseProperty, required, _) if alone.write_only => {
                match required {
                    true => "response-required-write-only-property-removed",
                    false => "response-optional-write-only-property-removed",
                }
            }
            (Family::ResponseBody | Family::ResponseProperty, required, closed) => {
                match (required, closed) {
                    (true, false) => "response-required-property-removed",
                    (true, true) => "response-required-property-removed:closed",
                    (false, false) => "response-optional-property-removed",
                    (false, true) => "response-optional-property-removed:closed",
                }
            }
            (Family::Header | Family::HeaderValueProperty, true, _) => {
                "response-header-required-property-removed"
            }
            (Family::Header | Family::HeaderValueProperty, false, _) => {
                "response-header-optional-property-removed"
            }
        };
        Some(id)
    }
}
