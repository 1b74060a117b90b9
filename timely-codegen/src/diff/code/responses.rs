//! What operations give: the types of successes and errors, and the headers of both.

use super::members::Only;
use super::operations::{CHANGED, Way};
use super::structs::{Owner, Places, change_of};
use super::uses::Uses;
use super::view::View;
use super::{Aspect, Comparison, Impact, Item, Severity};
use crate::diagnostic::Pointer;
use crate::emit::Spelling;
use crate::ir::{HeaderSet, Operation, Payload, ResponseCase, StatusMatch};

const OTHER_TYPE: &str = "programs that read or make it use it as the other type";

impl Comparison<'_> {
    /// Compares the results of an operation.
    pub(super) fn results(
        &mut self,
        owner: &str,
        method: &str,
        (old, new): (&Operation, &Operation),
        way: Way,
    ) {
        let path = |name: &str| format!("operations::{name}");
        let paths = [&old.success.name, &new.success.name].map(|it| path(it));
        if paths[0] != paths[1] {
            let places = (&old.pointer, &new.pointer);
            self.renamed(owner, &paths, places, way.answered.naming());
        }
        let success = Owner {
            id: CHANGED,
            old: &paths[0],
            new: &paths[1],
            old_place: &old.pointer.child("responses"),
            new_place: &new.pointer.child("responses"),
            uses: way.answered,
        };
        match (old.success.cases.as_slice(), new.success.cases.as_slice()) {
            ([before], [after]) => {
                let path = success.new.to_owned();
                self.payload(&success, path, (old, before), (new, after));
            }
            (before, after) if before.len() > 1 && after.len() > 1 => {
                self.cases(&success, (old, before), (new, after));
            }
            (before, after) => self.other_form(&success, (old, before), (new, after)),
        }
        self.errors(owner, method, (old, new), way);
        self.headers(owner, (old, new), way.answered);
    }

    fn errors(
        &mut self,
        owner: &str,
        method: &str,
        (old, new): (&Operation, &Operation),
        way: Way,
    ) {
        let path = |name: &str| format!("operations::{name}");
        match (&old.error_name, &new.error_name) {
            (Some(before), Some(after)) => {
                let paths = [path(before), path(after)];
                if before != after {
                    let places = (&old.pointer, &new.pointer);
                    self.renamed(owner, &paths, places, way.answered.naming());
                }
                let errors = Owner {
                    id: CHANGED,
                    old: &paths[0],
                    new: &paths[1],
                    old_place: &old.pointer.child("responses"),
                    new_place: &new.pointer.child("responses"),
                    uses: way.answered,
                };
                self.cases(&errors, (old, &old.errors), (new, &new.errors));
            }
            (None, None) => {}
            (before, after) => {
                let name = |error: &Option<String>| match error {
                    Some(name) => path(name),
                    None => "rt::Undocumented".to_owned(),
                };
                let change = change_of(&name(before), &name(after));
                self.first_error(owner, method, (old, new), &change, way);
            }
        }
    }

    /// An operation that has errors on one side alone.
    fn first_error(
        &mut self,
        owner: &str,
        method: &str,
        (old, new): (&Operation, &Operation),
        change: &str,
        way: Way,
    ) {
        let place = |operation: &Operation| {
            let first = operation.errors.first();
            first.map(|case| View::response(operation, case.status))
        };
        let all = way.answered.naming();
        let is_answered_by_servers = way.answered == Uses::RESPONSE;
        let impact = match old.error_name.is_some() {
            true => all,
            // Who does not name the type is not concerned.
            false => Impact {
                client: all.client.min(Severity::Risky),
                handlers: match is_answered_by_servers {
                    true => all.handlers.min(Severity::Risky),
                    false => all.handlers,
                },
                ..all
            },
        };
        let of_callers = Impact {
            server: Severity::Safe,
            ..impact
        };
        let of_servers = Impact {
            server: impact.server,
            ..Impact::SAFE
        };
        for (path, impact) in [(owner, of_callers), (method, of_servers)] {
            let item = Item {
                id: CHANGED,
                aspect: Aspect::Shape,
                owner,
                item: path.to_owned(),
                change: format!("fails with {change}"),
                old: place(old),
                new: place(new),
            };
            let why = "programs that name the type of its errors name another";
            self.add(item, impact, why);
        }
    }

    /// Compares enums with a variant for each status.
    fn cases(
        &mut self,
        owner: &Owner<'_>,
        (old, before): (&Operation, &[ResponseCase]),
        (new, after): (&Operation, &[ResponseCase]),
    ) {
        for case in before {
            let other = after.iter().find(|it| it.variant == case.variant);
            let renamed = || after.iter().find(|it| it.status == case.status);
            match other {
                Some(other) => {
                    let path = format!("{}::{}", owner.new, case.variant);
                    self.payload(owner, path, (old, case), (new, other));
                }
                None if renamed().is_some() => {
                    if let Some(other) = renamed() {
                        let change = format!("renamed to {}", other.variant);
                        let places = (
                            Some(View::response(old, case.status)),
                            Some(View::response(new, other.status)),
                        );
                        let item = Item {
                            id: owner.id,
                            aspect: Aspect::Name,
                            owner: owner.new,
                            item: format!("{}::{}", owner.old, case.variant),
                            change,
                            old: places.0,
                            new: places.1,
                        };
                        self.add(item, owner.uses.naming(), OTHER_TYPE);
                    }
                }
                None => {
                    let place = Some(View::response(old, case.status));
                    self.variant_at(owner, &Only::Old(&case.variant), (place, None));
                }
            }
        }
        for case in after {
            let is_known =
                |it: &&ResponseCase| it.variant == case.variant || it.status == case.status;
            if !before.iter().any(|it| is_known(&it)) {
                let place = Some(View::response(new, case.status));
                self.variant_at(owner, &Only::New(&case.variant), (None, place));
            }
        }
    }

    /// Compares what a response holds.
    fn payload(
        &mut self,
        owner: &Owner<'_>,
        path: String,
        (old, before): (&Operation, &ResponseCase),
        (new, after): (&Operation, &ResponseCase),
    ) {
        let response = (
            View::response(old, before.status),
            View::response(new, after.status),
        );
        let schemas = (
            self.old.schema_of_body(&response.0),
            self.new.schema_of_body(&response.1),
        );
        let is_same = match (&before.payload.content, &after.payload.content) {
            (Some(old), Some(new)) => {
                self.contents(old, new, owner.uses, &schemas);
                self.is_same_content(old, new)
            }
            (old, new) => old.is_none() && new.is_none(),
        };
        if !is_same {
            let is_of_schema = match (&before.payload.content, &after.payload.content) {
                (Some(old), Some(new)) => !Self::is_other_kind(old, new),
                _ => false,
            };
            let (old_place, new_place) = match is_of_schema {
                true => schemas,
                false => response,
            };
            let item = Item {
                id: owner.id,
                aspect: Aspect::Shape,
                owner: owner.new,
                item: path,
                change: change_of(
                    &body(self.old, &before.payload),
                    &body(self.new, &after.payload),
                ),
                old: Some(old_place),
                new: Some(new_place),
            };
            self.add(item, owner.uses.naming(), OTHER_TYPE);
        }
    }

    /// A success that is one response on one side, and one of several on the other.
    fn other_form(
        &mut self,
        owner: &Owner<'_>,
        (old, before): (&Operation, &[ResponseCase]),
        (new, after): (&Operation, &[ResponseCase]),
    ) {
        let word = |view: &View<'_>, cases: &[ResponseCase]| match cases {
            [only] => body(view, &only.payload),
            cases => {
                let names: Vec<&str> = cases.iter().map(|it| it.variant.as_str()).collect();
                format!("an enum of {}", names.join(", "))
            }
        };
        let only = |these: &[ResponseCase], others: &[ResponseCase]| -> Option<StatusMatch> {
            let is_other =
                |it: &&ResponseCase| !others.iter().any(|other| other.status == it.status);
            these.iter().find(is_other).map(|it| it.status)
        };
        let old_place = only(before, after).map(|status| View::response(old, status));
        let new_place = only(after, before).map(|status| View::response(new, status));
        let item = Item {
            id: owner.id,
            aspect: Aspect::Shape,
            owner: owner.new,
            item: owner.new.to_owned(),
            change: change_of(&word(self.old, before), &word(self.new, after)),
            old: old_place,
            new: new_place,
        };
        self.add(item, owner.uses.naming(), OTHER_TYPE);
    }

    /// The names that an operation has for the headers of its responses.
    fn headers(&mut self, owner: &str, (old, new): (&Operation, &Operation), uses: Uses) {
        for (name, set) in &old.header_names {
            let before = &self.old.api.header_sets[*set];
            let path = format!("operations::{name}");
            let status = status_of(old, *set);
            let old_place = headers_place(old, status);
            let other = new.header_names.iter().find(|(other, _)| other == name);
            // It follows its operation where that is renamed.
            let other = other.or_else(|| {
                let others = new.header_names.iter();
                let mut others = others.filter(|(_, set)| status_of(new, *set) == status);
                others.next().filter(|_| old.stem != new.stem)
            });
            let Some((new_name, other)) = other else {
                let item = Item {
                    id: CHANGED,
                    aspect: Aspect::Shape,
                    owner,
                    item: path,
                    change: "removed".to_owned(),
                    old: Some(old_place),
                    new: None,
                };
                let why = "programs that read or make the headers do not compile any more";
                self.add(item, uses.naming(), why);
                continue;
            };
            let new_path = format!("operations::{new_name}");
            let after = &self.new.api.header_sets[*other];
            let new_place = headers_place(new, status_of(new, *other));
            let places = Places {
                old: &|wire| old_place.child(&header(before, wire)),
                new: &|wire| new_place.child(&header(after, wire)),
            };
            let set = Owner {
                id: CHANGED,
                old: &path,
                new: &new_path,
                old_place: &old_place,
                new_place: &new_place,
                uses,
            };
            let members = (Spelling::headers(before), Spelling::headers(after));
            self.structs(&set, &members.0, &members.1, &places);
        }
        for (name, set) in &new.header_names {
            let is_known =
                old.stem != new.stem || old.header_names.iter().any(|(other, _)| other == name);
            if !is_known {
                self.first_header(owner, new, (name, *set), uses);
            }
        }
    }

    /// The first header of a response. Who makes that answers as before, unless it has to be there.
    fn first_header(
        &mut self,
        owner: &str,
        operation: &Operation,
        (name, set): (&str, usize),
        uses: Uses,
    ) {
        let headers = &self.new.api.header_sets[set];
        let required = headers.headers.iter().find(|(it, ..)| it.required);
        let first = required.or_else(|| headers.headers.first());
        let place = headers_place(operation, status_of(operation, set));
        let item = Item {
            id: CHANGED,
            aspect: Aspect::Shape,
            owner,
            item: format!("operations::{name}"),
            change: "added".to_owned(),
            old: None,
            new: Some(match first {
                Some((header, ..)) => place.child(&header.wire),
                None => place,
            }),
        };
        let (impact, why) = match required.is_some() {
            true => (
                uses.making(),
                "who makes the response has to give the header",
            ),
            false => (Impact::SAFE, "who makes the response need not give it"),
        };
        self.add(item, impact, why);
    }
}

fn body(view: &View<'_>, payload: &Payload) -> String {
    match &payload.content {
        Some(content) => view.spelling.content(content),
        None => "rt::NoContent".to_owned(),
    }
}

/// The status of the response that has a set of headers.
fn status_of(operation: &Operation, set: usize) -> Option<StatusMatch> {
    let mut cases = operation.success.cases.iter().chain(&operation.errors);
    let found = cases.find(|case| case.payload.headers == Some(set));
    found.map(|case| case.status)
}

fn headers_place(operation: &Operation, status: Option<StatusMatch>) -> Pointer {
    match status {
        Some(status) => View::response(operation, status).child("headers"),
        None => operation.pointer.child("responses"),
    }
}

/// The name that a header has on the wire.
fn header(set: &HeaderSet, field: &str) -> String {
    let known = set.headers.iter().find(|(it, ..)| it.field == field);
    known.map_or_else(|| field.to_owned(), |(header, ..)| header.wire.clone())
}
