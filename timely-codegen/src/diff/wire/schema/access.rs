//! Which way properties travel: `readOnly` and `writeOnly`.

use super::evaluation::Evaluation;
use super::parts::all_parts;
use super::place::Place;
use crate::diff::rules::schemas::Family;
use crate::diff::side::Side;

pub(super) fn is_read_only(side: Side<'_>, place: &Place<'_>) -> bool {
    has(side, place, "readOnly")
}

pub(super) fn is_write_only(side: Side<'_>, place: &Place<'_>) -> bool {
    has(side, place, "writeOnly")
}

/// Whether a schema has a flag, or a part of it.
fn has(side: Side<'_>, place: &Place<'_>, flag: &str) -> bool {
    all_parts(side, place).iter().any(|part| part.flag(flag))
}

impl<'a> Evaluation<'a, '_> {
    /// Whether a property does not travel this way.
    pub(super) fn is_unseen(&self, side: Side<'a>, place: &Place<'a>) -> bool {
        match self.context.is_request() {
            true => is_read_only(side, place),
            false => is_write_only(side, place),
        }
    }

    /// Whether a property travels as before.
    pub(super) fn access(&mut self, old: &Place<'a>, new: &Place<'a>, is_required: bool) {
        let is_body = matches!(
            self.context.family,
            Family::RequestBody
                | Family::RequestProperty
                | Family::ResponseBody
                | Family::ResponseProperty
        );
        if self.context.unseen || !is_body {
            return;
        }
        let places = || [old.site.clone(), new.site.clone()];
        let is_request = self.context.is_request();
        let flags = [is_read_only(self.old, old), is_read_only(self.new, new)];
        if flags[0] != flags[1] {
            let id = read_only_id(is_request, is_required, flags[1]);
            self.report_as(id, places(), "", [None, None]);
        }
        let flags = [is_write_only(self.old, old), is_write_only(self.new, new)];
        if flags[0] != flags[1] {
            let id = write_only_id(is_request, is_required, flags[1]);
            self.report_as(id, places(), "", [None, None]);
        }
    }
}

const fn read_only_id(is_request: bool, is_required: bool, is: bool) -> &'static str {
    match (is_request, is_required, is) {
        (true, true, true) => "request-required-property-became-read-only",
        (true, true, false) => "request-required-property-became-not-read-only",
        (true, false, true) => "request-optional-property-became-read-only",
        (true, false, false) => "request-optional-property-became-not-read-only",
        (false, true, true) => "response-required-property-became-read-only",
        (false, true, false) => "response-required-property-became-not-read-only",
        (false, false, true) => "response-optional-property-became-read-only",
        (false, false, false) => "response-optional-property-became-not-read-only",
    }
}

const fn write_only_id(is_request: bool, is_required: bool, is: bool) -> &'static str {
    match (is_request, is_required, is) {
        (true, true, true) => "request-required-property-became-write-only",
        (true, true, false) => "request-required-property-became-not-write-only",
        (true, false, true) => "request-optional-property-became-write-only",
        (true, false, false) => "request-optional-property-became-not-write-only",
        (false, true, true) => "response-required-property-became-write-only",
        (false, true, false) => "response-required-property-became-not-write-only",
        (false, false, true) => "response-optional-property-became-write-only",
        (false, false, false) => "response-optional-property-became-not-write-only",
    }
}
