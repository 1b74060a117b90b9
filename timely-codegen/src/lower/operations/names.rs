//! The scopes in which operations get their names, and what waits for the names of all of them.

use super::source::on_the_wire;
use super::template::pieces;
use crate::diagnostic::Pointer;
use crate::lower::types::Owner;
use crate::naming::{Case, DEVICES, LONGEST, Scope, snake};
use crate::settings::Compat;
use openapiv3::PathItem;
use std::collections::HashMap;

/// Names that stand beside the modules of tags already where these have no ending, or that cannot be the name of a file of
/// code. The names of devices are taken as well.
const MODULE_NAMES: &[&str] = &[
    "rt",
    "base_urls",
    "bodies",
    "errors",
    "headers",
    "parameters",
    "security",
    "mod",
    "gen",
    "router",
];

/// Methods that clients and servers have already: their own, and those of the traits that hold for everything, which
/// would be found on the reference to a service before the service's own.
const METHOD_NAMES: &[&str] = &[
    "builder", "new", "as_ref", "borrow", "clone", "drop", "into", "to_owned", "try_into",
];

/// The scopes in which operations get their names, and what of them waits for its turn.
pub(in crate::lower) struct Names<'a> {
    pub(in crate::lower) types: Scope,
    pub(super) statics: Scope,
    pub(super) methods: Scope,
    /// The functions of webhooks and callbacks, without their verbs.
    pub(super) functions: Scope,
    /// Whether the modules of tags are called like the tags alone.
    pub(super) has_bare_modules: bool,
    /// What the modules of tags begin with.
    pub(in crate::lower) modules: Scope,
    /// The modules of the operations' types, by the stems of their names.
    pub(super) owners: HashMap<String, Owner>,
    pub(super) ids: Ids,
    /// What the settings can name: the ids of all operations of both directions, left out or not.
    pub(in crate::lower) seen: Vec<String>,
    /// The callbacks of the operations that were lowered.
    pub(super) callbacks: Vec<PendingCallback<'a>>,
    /// The links of the operations that were lowered.
    pub(super) links: Vec<PendingLink<'a>>,
}

impl Names<'_> {
    pub(in crate::lower) fn new(shape: Compat) -> Self {
        let has_bare_modules = shape < Compat::V0_2;
        let modules = match has_bare_modules {
            true => Scope::reserving(Case::Snake, &[MODULE_NAMES, DEVICES].concat()),
            false => Scope::new(Case::Snake),
        };
        Self {
            has_bare_modules,
            types: Scope::of_types(),
            statics: Scope::reserving(Case::Shouty, &[crate::naming::ALL_OPERATIONS]),
            methods: Scope::reserving(Case::Snake, METHOD_NAMES),
            functions: Scope::new(Case::Snake),
            modules,
            owners: HashMap::new(),
            ids: Ids::default(),
            seen: Vec::new(),
            callbacks: Vec::new(),
            links: Vec::new(),
        }
    }
}

/// The operationIds of a run.
#[derive(Default)]
pub(super) struct Ids {
    /// Where each of those that are taken stands.
    pub(super) taken: HashMap<String, Pointer>,
    /// All that the document has, which names that are made up keep out of the way of, and where each belongs: a path
    /// item that several paths share gives its ids to the path that it is written at, or to the first of them.
    pub(super) own: HashMap<String, Pointer>,
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
    pub(super) fn made(&self, method: &str, path: &str) -> String {
        let whole = name_of(method, path);
        let name = without_first_words(&whole);
        let is_free =
            |name: &String| !self.taken.contains_key(name) && !self.own.contains_key(name);
        let words = path.ends_with('/').then(|| format!("{name}_slash"));
        let numbers = (2u64..).map(|number| format!("{name}_{number}"));
        let mut candidates = [name.clone(), whole]
            .into_iter()
            .chain(words)
            .chain(numbers);
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

/// A name without the words after its first one that are too much.
fn without_first_words(name: &str) -> String {
    let mut words: Vec<&str> = name.split('_').collect();
    let length = |words: &[&str]| words.iter().map(|word| word.len() + 1).sum::<usize>() - 1;
    while words.len() > 2 && length(&words) > LONGEST {
        words.remove(1);
        while words.len() > 2 && ["and", "by"].contains(&words[1]) {
            words.remove(1);
        }
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

/// A callback whose turn has not come.
pub(super) struct PendingCallback<'a> {
    pub(super) name: &'a str,
    pub(super) expression: &'a str,
    /// The operations that it follows, by `operationId`.
    pub(super) follows: Vec<String>,
    pub(super) item: &'a PathItem,
    pub(super) item_at: Pointer,
    pub(super) method: &'a str,
    pub(super) operation: &'a openapiv3::Operation,
    pub(super) at: Pointer,
}

/// A link whose target is not yet named.
pub(super) struct PendingLink<'a> {
    /// Where the operation stands whose answer it is part of.
    pub(in crate::lower) owner: Pointer,
    /// Its key, and the status of the response.
    pub(super) name: &'a str,
    pub(super) status: String,
    pub(super) link: &'a openapiv3::Link,
    pub(super) at: Pointer,
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
