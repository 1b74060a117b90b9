//! What operations are called: by their `operationId`, or else by method and path.

use super::methods::{Method, on_the_wire};
use super::operation::{Names, own_id};
use super::paths::pieces;
use crate::diagnostic::{Code, Pointer};
use crate::lower::operations::Operations;
use crate::naming::snake;
use openapiv3::ReferenceOr;
use std::collections::HashMap;
use std::collections::hash_map::Entry;

/// The operationIds of a run.
#[derive(Default)]
pub(super) struct Ids {
    /// Where each of those that are taken stands.
    taken: HashMap<String, Pointer>,
    /// All that the document has, which names that are made up keep out of the way of, and where each belongs: a path
    /// item that several paths share gives its ids to the path that it is written at, or to the first of them.
    own: HashMap<String, Pointer>,
    /// The operations that have none: how many, and the first with its name.
    missing: usize,
    first: Option<(Pointer, String)>,
}

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
                    ids.missing += 1;
                    ids.first
                        .get_or_insert_with(|| (method.at.clone(), made.clone()));
                }
                made
            }
        };
        ids.taken.insert(id.clone(), method.at.clone());
        names.seen.push(id.clone());
        id
    }

    /// Reports the operations without an id, all of them at the first.
    pub(super) fn report_missing_ids(&mut self, names: &Names<'a>) {
        let Some((at, made)) = &names.ids.first else {
            return;
        };
        let (message, others) = match names.ids.missing {
            1 => ("this operation has no operationId".to_owned(), ""),
            count => (
                format!(
                    "this operation has no operationId, and so have {} others",
                    count - 1
                ),
                ", and the others likewise",
            ),
        };
        self.bodies.types.diagnostics
            .warning(Code::MissingKey, at, message)
            .at_key()
            .help(format!(
                "it is called `{made}`, after its method and path{others}; with an `operationId`, a name does not depend \
                 on the path"
            ));
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
            .refusal(
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

impl Ids {
    /// Where the operation of this id stands.
    pub(in crate::lower) fn place(&self, id: &str) -> Option<&Pointer> {
        self.taken.get(id)
    }

    /// Whether an operation stands here, be it one that the settings leave out.
    pub(super) fn is_place(&self, pointer: &Pointer) -> bool {
        self.taken.values().any(|place| place == pointer)
    }

    /// A name that no operation has.
    fn made(&self, method: &str, path: &str) -> String {
        let name = name_of(method, path);
        let is_free =
            |name: &String| !self.taken.contains_key(name) && !self.own.contains_key(name);
        let words = path.ends_with('/').then(|| format!("{name}_slash"));
        let numbers = (2u64..).map(|number| format!("{name}_{number}"));
        let mut candidates = std::iter::once(name.clone()).chain(words).chain(numbers);
        candidates.find(is_free).unwrap_or(name)
    }
}

/// The name that method and path make: `GET /users/{id}/posts` is `get_users_by_id_posts`.
///
/// It depends on nothing else, so that it stays when other operations come and go.
fn name_of(method: &str, path: &str) -> String {
    let mut words = vec![on_the_wire(method).to_lowercase()];
    let mut follows_name = false;
    for (literal, name) in pieces(path) {
        // What is nothing but separators has no word.
        if literal.contains(char::is_alphanumeric) {
            words.push(word(literal));
            follows_name = false;
        }
        if let Some(name) = name {
            words.push(if follows_name { "and" } else { "by" }.to_owned());
            words.push(word(name));
            follows_name = true;
        }
    }
    if words.len() == 1 {
        words.push("root".to_owned());
    }
    words.join("_")
}

/// A part of a path as a part of a name, which may begin with a digit.
fn word(text: &str) -> String {
    let word = snake(text);
    match word.strip_prefix("value_") {
        Some(rest) if rest.starts_with(char::is_numeric) => rest.to_owned(),
        _ => word,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_methods_and_paths() {
        for (method, path, expected) in [
            ("get", "/users/{id}/posts", "get_users_by_id_posts"),
            ("get", "/users", "get_users"),
            (
                "post",
                "/users/{user_id}/posts/{postId}",
                "post_users_by_user_id_posts_by_post_id",
            ),
            ("delete", "/{a}/{b}", "delete_by_a_and_b"),
            ("get", "/files/{name}.{kind}", "get_files_by_name_and_kind"),
            ("put", "/things/{id}:run", "put_things_by_id_run"),
            ("get", "/", "get_root"),
            ("get", "/things?kind=a", "get_things_kind_a"),
            ("post", "/#Some.Action", "post_some_action"),
            ("QUERY", "/v1/2fa", "query_v1_2fa"),
            ("get", "/2/tweets/{+}", "get_2_tweets_by_plus"),
            ("get", "/😀", "get_root"),
            ("get", "/a//b/", "get_a_b"),
        ] {
            assert_eq!(name_of(method, path), expected, "{method} {path}");
        }
    }

    #[test]
    fn made_names_keep_out_of_the_way() {
        let mut ids = Ids::default();
        ids.own.insert("get_users".to_owned(), Pointer::root());
        assert_eq!(ids.made("get", "/users"), "get_users_2");
        assert_eq!(ids.made("get", "/users/"), "get_users_slash");
    }
}
