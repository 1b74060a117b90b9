//! Calls: the methods that set what is optional, and those that follow the pages of a listing.

use super::structs::change_of;
use super::view::View;
use super::{Aspect, Comparison, Impact, Item};
use crate::diagnostic::Pointer;
use crate::emit::Spelling;
use crate::ir::{Content, Operation, Type};
use crate::naming::unraw;

/// Where each side has something.
type Places = (Option<Pointer>, Option<Pointer>);

/// A method of a call.
struct Setter<'a> {
    name: String,
    text: String,
    held: Held<'a>,
    /// Where the document says what it takes.
    place: Pointer,
    /// Where the document says that it is there.
    own: Pointer,
}

enum Held<'a> {
    Value(&'a Type),
    Body(&'a Content),
    /// Nothing of the document's own.
    Nothing,
}

const REMOVED: &str = "calls of the method do not compile any more";

impl Comparison<'_> {
    /// Compares the methods of an operation's calls.
    pub(super) fn calls(&mut self, owner: &str, path: &str, old: &Operation, new: &Operation) {
        let before = setters(self.old, old);
        let after = setters(self.new, new);
        let item = |name: &str, change: String, places: Places| Item {
            id: "code-operation-changed",
            aspect: Aspect::Shape,
            owner,
            item: format!("{path}::{name}"),
            change,
            old: places.0,
            new: places.1,
        };
        for setter in &before {
            let Some(other) = after.iter().find(|it| it.name == setter.name) else {
                let places = (Some(setter.own.clone()), None);
                let item = item(&setter.name, "removed".to_owned(), places);
                self.add(item, Impact::CLIENT, REMOVED);
                continue;
            };
            let is_same = match (&setter.held, &other.held) {
                (Held::Value(old), Held::Value(new)) => self.is_same(old, new),
                (Held::Body(old), Held::Body(new)) => self.is_same_content(old, new),
                (Held::Nothing, Held::Nothing) => true,
                _ => false,
            };
            if !is_same {
                let change = change_of(&setter.text, &other.text);
                let is_other_kind = match (&setter.held, &other.held) {
                    (Held::Body(old), Held::Body(new)) => Self::is_other_kind(old, new),
                    _ => false,
                };
                let places = match is_other_kind {
                    true => (setter.own.clone(), other.own.clone()),
                    false => (setter.place.clone(), other.place.clone()),
                };
                let places = (Some(places.0), Some(places.1));
                let item = item(&setter.name, change, places);
                self.add(
                    item,
                    Impact::CLIENT,
                    "callers give a value of the other type",
                );
            }
        }
        for setter in &after {
            if !before.iter().any(|it| it.name == setter.name) {
                let places = (None, Some(setter.own.clone()));
                let item = item(&setter.name, "added".to_owned(), places);
                self.add(item, Impact::SAFE, "callers need not call it");
            }
        }
        self.listings(&|name, change, places| item(name, change, places), old, new);
    }

    /// What a listing gives: its items, and the ways through its pages.
    fn listings<'i>(
        &mut self,
        item: &dyn Fn(&str, String, Places) -> Item<'i>,
        old: &Operation,
        new: &Operation,
    ) {
        let (Some(before), Some(after)) = (&old.pagination, &new.pagination) else {
            return;
        };
        let places = (Some(old.pointer.clone()), Some(new.pointer.clone()));
        if !self.is_same(&before.item, &after.item) {
            let was = self.old.spelling.ty(&before.item);
            let is = self.new.spelling.ty(&after.item);
            let item = item("items", change_of(&was, &is), places.clone());
            let why = "who follows the listing gets items of the other type";
            self.add(item, Impact::CLIENT, why);
        }
        for (is_lost, what) in [
            (
                before.is_reversible() && !after.is_reversible(),
                "no longer goes back",
            ),
            (
                before.is_numbered() && !after.is_numbered(),
                "no longer starts at a number",
            ),
        ] {
            if is_lost {
                let item = item("pages", what.to_owned(), places.clone());
                self.add(item, Impact::CLIENT, REMOVED);
            }
        }
    }
}

fn setters<'a>(view: &View<'_>, operation: &'a Operation) -> Vec<Setter<'a>> {
    let fields = operation.optional.iter().flat_map(|it| &it.fields);
    let parameters = fields.map(|field| {
        let place = view.parameter(operation, unraw(&field.name));
        Setter {
            name: unraw(&field.name).to_owned(),
            text: view.spelling.ty(&field.ty),
            held: Held::Value(&field.ty),
            own: place.clone(),
            place,
        }
    });
    let body = operation.body.as_ref().filter(|body| !body.required);
    let body = body.map(|body| Setter {
        name: "body".to_owned(),
        text: view.spelling.sent(&body.content),
        held: Held::Body(&body.content),
        place: view.schema_of_body(&operation.pointer.child("requestBody")),
        own: operation.pointer.child("requestBody"),
    });
    let is_listing = operation.pagination.is_some();
    let keyed = view.spelling.takes_idempotency_key(operation);
    let own = [
        ("with", true),
        ("items", is_listing),
        ("pages", is_listing),
        ("idempotency_key", keyed),
    ];
    let own = own.into_iter().filter(|(_, is_there)| *is_there);
    let own = own.map(|(name, _)| Setter {
        name: Spelling::call_method(operation, name),
        text: "that of every call".to_owned(),
        held: Held::Nothing,
        place: operation.pointer.clone(),
        own: operation.pointer.clone(),
    });
    parameters.chain(body).chain(own).collect()
}
