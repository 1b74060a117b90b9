//! What operations are called: by their `operationId`, or else by method and path.

use super::names::{Ids, Names};
use super::source::{Method, own_id};
use crate::diagnostic::{Code, Group, Pointer};
use crate::lower::operations::Operations;
use openapiv3::ReferenceOr;
use std::collections::hash_map::Entry;

impl<'a> Operations<'a> {
    /// Notes the ids that the document has.
    pub(super) fn note_ids(&self, names: &mut Names<'a>) {
        let base = Pointer::root().child("paths");
        for (path, item) in &self.context.openapi.paths.paths {
            let ReferenceOr::Item(item) = item else {
                continue;
            };
            let methods = self.methods(item, &base.child(path));
            for method in &methods {
                let Some(id) = own_id(method.operation) else {
                    continue;
                };
                match names.ids.own.entry(id.to_owned()) {
                    Entry::Vacant(entry) => {
                        entry.insert(method.at.clone());
                    }
                    Entry::Occupied(mut entry) => {
                        let is_written_here = self.context.source_map.is_in_place(&method.at)
                            && self.is_copy(&method.at, entry.get())
                            && !self.context.source_map.is_in_place(entry.get());
                        if is_written_here {
                            entry.insert(method.at.clone());
                        }
                    }
                }
            }
        }
    }

    /// Whether two operations are one in the text, by their places: their path item is shared.
    fn is_copy(&self, a: &Pointer, b: &Pointer) -> bool {
        let id = |at: &Pointer| at.child("operationId");
        a != b && self.context.source_map.is_same_source(&id(a), &id(b))
    }

    /// The operationId of a webhook or callback, unless it is that of another place that shares its path item.
    pub(super) fn unshared_id(
        &mut self,
        operation: &'a openapiv3::Operation,
        (at, item_at): (&Pointer, &Pointer),
        instead: &str,
        names: &Names<'a>,
    ) -> Option<&'a str> {
        let own = own_id(operation)?;
        let ids = &names.ids;
        let shared = ids.taken.get(own).filter(|other| self.is_copy(at, other));
        let Some(other) = shared.cloned() else {
            return Some(own);
        };
        self.report_shared(own, item_at, &other, instead);
        None
    }

    /// Reports an operation of a path item that stands here by reference, and somewhere else as well.
    fn report_shared(&mut self, id: &str, item_at: &Pointer, owner: &Pointer, made: &str) {
        self.bodies.types.diagnostics
            .warning(
                Code::DuplicateKey,
                &item_at.child("$ref"),
                format!(
                    "this path item is used elsewhere too, and its operationId `{id}` can name one operation only; the \
                     one here is called `{made}`"
                ),
            )
            .help(format!(
                "`{}` keeps the name; write a path item for each place to name all of its operations",
                self.context.source_map.shown(owner)
            ));
    }

    /// The name of an operation: its `operationId`, or one made of method and path where it has none, or one that
    /// another operation has.
    pub(super) fn operation_id(
        &mut self,
        path: &str,
        method: &Method<'a>,
        names: &mut Names<'a>,
    ) -> String {
        let ids = &mut names.ids;
        let owner = own_id(method.operation)
            .and_then(|own| ids.own.get(own))
            .filter(|owner| self.is_copy(&method.at, owner))
            .cloned();
        let id = match (own_id(method.operation), owner) {
            (Some(own), Some(owner)) => {
                let made = ids.made(method.name, path);
                let item_at = Pointer::root().child("paths").child(path);
                self.report_shared(own, &item_at, &owner, &made);
                made
            }
            (Some(own), None) if !ids.taken.contains_key(own) => own.to_owned(),
            (Some(own), None) => {
                let made = ids.made(method.name, path);
                self.report_duplicate(own, &method.at, Some(&made), ids);
                made
            }
            (None, _) => {
                let made = ids.made(method.name, path);
                if self.context.settings.wants_operation(&made) {
                    self.report_missing_id(&method.at, &made);
                }
                made
            }
        };
        ids.taken.insert(id.clone(), method.at.clone());
        names.seen.push(id.clone());
        id
    }

    /// Reports an operation without an id.
    fn report_missing_id(&mut self, at: &Pointer, made: &str) {
        let group = Group::new(
            "",
            ", and 1 other has none either",
            ", and {} others have none either",
        );
        self.bodies
            .types
            .diagnostics
            .warning(Code::MissingKey, at, "this operation has no operationId")
            .at_key()
            .help(format!(
                "it is called `{made}`, after its method and path; with an `operationId`, a name does not depend on the path"
            ))
            .group(group);
    }

    /// Takes the id of a webhook or callback, which nothing but the settings knows it by.
    pub(super) fn take_id(&mut self, id: &str, pointer: &Pointer, names: &mut Names<'a>) {
        if names.ids.taken.contains_key(id) {
            self.report_duplicate(id, pointer, None, &names.ids);
        } else {
            names.ids.taken.insert(id.to_owned(), pointer.clone());
        }
    }

    fn report_duplicate(&mut self, id: &str, pointer: &Pointer, made: Option<&str>, ids: &Ids) {
        let instead = match made {
            Some(made) => format!("this operation is called `{made}`"),
            None => "this operation keeps it".to_owned(),
        };
        let first = ids.taken.get(id);
        let first = first.map_or_else(String::new, |first| self.context.source_map.shown(first));
        self.bodies
            .types
            .diagnostics
            .assumption(
                Code::DuplicateKey,
                &pointer.child("operationId"),
                format!("the operationId `{id}` is used twice"),
                &instead,
            )
            .help(format!(
                "it also stands at `{first}`; operationIds are unique in a document"
            ));
    }
}
