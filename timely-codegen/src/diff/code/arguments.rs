//! What methods and functions take: arguments, which go by their places.

use super::structs::change_of;
use super::view::View;
use super::{Aspect, Comparison, Impact, Item};
use crate::diagnostic::Pointer;
use crate::ir::{Body, Content, Operation, Type};
use crate::naming::unraw;

/// An argument of a method.
pub(super) struct Argument<'a> {
    name: String,
    /// Its type, as it is spelled.
    text: String,
    held: Held<'a>,
    place: Pointer,
}

/// What an argument holds.
enum Held<'a> {
    Value(&'a Type),
    Body {
        content: &'a Content,
        is_option: bool,
    },
    Parameters,
}

/// A method of both sides.
pub(super) struct Method<'m> {
    pub(super) id: &'static str,
    /// What the findings are about.
    pub(super) owner: &'m str,
    /// Its path.
    pub(super) path: &'m str,
    /// What it means that it takes something else.
    pub(super) impact: Impact,
    pub(super) places: (&'m Pointer, &'m Pointer),
}

/// Who writes the arguments.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Taker {
    /// A method of the client: what is required.
    Client,
    /// A method of a service, or a handler: values, and all that is optional as a struct.
    Service,
    /// A function that sends what the API sends.
    Sender,
}

/// The arguments of an operation's method.
pub(super) fn arguments<'a>(
    view: &View<'_>,
    operation: &'a Operation,
    taker: Taker,
) -> Vec<Argument<'a>> {
    let required = operation.arguments.iter().map(|argument| Argument {
        name: unraw(&argument.name).to_owned(),
        text: match taker {
            Taker::Client | Taker::Sender => view.spelling.borrowed(&argument.ty),
            Taker::Service => view.spelling.ty(&argument.ty),
        },
        held: Held::Value(&argument.ty),
        place: view.parameter(operation, unraw(&argument.name)),
    });
    let body = operation.body.as_ref();
    let body = body.filter(|body| body.required || taker != Taker::Client);
    let body = body.map(|body| Argument {
        name: "body".to_owned(),
        text: body_text(view, body, taker),
        held: Held::Body {
            content: &body.content,
            is_option: !body.required,
        },
        place: operation.pointer.child("requestBody"),
    });
    let optional = operation.optional.as_ref();
    let optional = optional.filter(|_| taker != Taker::Client);
    let optional = optional.map(|optional| Argument {
        name: "params".to_owned(),
        text: format!("operations::{}", optional.name),
        held: Held::Parameters,
        place: match optional.fields.first() {
            Some(field) => view.parameter(operation, unraw(&field.name)),
            None => operation.pointer.clone(),
        },
    });
    required.chain(body).chain(optional).collect()
}

fn body_text(view: &View<'_>, body: &Body, taker: Taker) -> String {
    match (taker, body.required) {
        (Taker::Service, _) => view.spelling.received(body),
        (_, true) => view.spelling.sent(&body.content),
        (_, false) => format!("Option<{}>", view.spelling.sent(&body.content)),
    }
}

impl Comparison<'_> {
    /// Compares what a method takes.
    pub(super) fn arguments(
        &mut self,
        method: &Method<'_>,
        old: &[Argument<'_>],
        new: &[Argument<'_>],
    ) {
        let is_same = |old: &Argument<'_>, new: &Argument<'_>| self.is_same_argument(old, new);
        let names = |list: &[Argument<'_>]| -> Vec<String> {
            list.iter().map(|it| it.name.clone()).collect()
        };
        let (was, is) = (names(old), names(new));
        // One that is called otherwise may move others: they stand in the order of their names.
        let is_reordered = was.len() == is.len() && {
            let places = was.iter().enumerate();
            let mut places =
                places.map(|(place, name)| (Some(place), is.iter().position(|it| it == name)));
            places.any(|(before, after)| after.is_some() && before != after)
        };
        if old.len() == new.len() && old.iter().zip(new).all(|(old, new)| is_same(old, new)) {
            // Other names alone are nothing that callers write.
            if is_reordered {
                let item = reordered(method, old, new);
                self.add_silent(item, method.impact);
            }
            return;
        }
        let before = self.items.len();
        for argument in old {
            match new.iter().find(|it| it.name == argument.name) {
                Some(other) if self.is_same_argument(argument, other) => {}
                Some(other) => {
                    let change = change_of(&argument.text, &other.text);
                    let change = format!("{}: {change}", argument.name);
                    self.argument(method, change, Some(argument), Some(other));
                }
                None => {
                    let change = format!("no longer takes {}: {}", argument.name, argument.text);
                    self.argument(method, change, Some(argument), None);
                }
            }
        }
        for argument in new {
            if !was.contains(&argument.name) {
                let change = format!("takes {}: {}", argument.name, argument.text);
                self.argument(method, change, None, Some(argument));
            }
        }
        if self.items.len() == before && is_reordered {
            let item = reordered(method, old, new);
            let why = "arguments go by their places";
            self.add(item, method.impact, why);
        }
    }

    fn argument(
        &mut self,
        method: &Method<'_>,
        change: String,
        old: Option<&Argument<'_>>,
        new: Option<&Argument<'_>>,
    ) {
        // A body that is there on both sides, in the same way, is of another type by its schema.
        let is_of_schema = match (old.map(|it| &it.held), new.map(|it| &it.held)) {
            (
                Some(Held::Body {
                    content: old,
                    is_option: was,
                }),
                Some(Held::Body {
                    content: new,
                    is_option: is,
                }),
            ) => was == is && !Self::is_other_kind(old, new),
            _ => false,
        };
        let place = |argument: Option<&Argument<'_>>, view: &View<'_>| {
            argument.map(|argument| match is_of_schema {
                true => view.schema_of_body(&argument.place),
                false => argument.place.clone(),
            })
        };
        let item = Item {
            id: method.id,
            aspect: Aspect::Shape,
            owner: method.owner,
            item: method.path.to_owned(),
            change,
            old: place(old, self.old),
            new: place(new, self.new),
        };
        let why = "arguments go by their places and types";
        self.add(item, method.impact, why);
    }

    fn is_same_argument(&self, old: &Argument<'_>, new: &Argument<'_>) -> bool {
        match (&old.held, &new.held) {
            (Held::Value(old), Held::Value(new)) => self.is_same(old, new),
            (
                Held::Body {
                    content: old,
                    is_option: was,
                },
                Held::Body {
                    content: new,
                    is_option: is,
                },
            ) => was == is && self.is_same_content(old, new),
            (Held::Parameters, Held::Parameters) => true,
            _ => false,
        }
    }
}

fn reordered<'i>(method: &Method<'i>, old: &[Argument<'_>], new: &[Argument<'_>]) -> Item<'i> {
    let listed = |list: &[Argument<'_>]| {
        let list = list.iter().map(|it| format!("{}: {}", it.name, it.text));
        format!("({})", list.collect::<Vec<_>>().join(", "))
    };
    Item {
        id: "code-arguments-reordered",
        aspect: Aspect::Order,
        owner: method.owner,
        item: method.path.to_owned(),
        change: change_of(&listed(old), &listed(new)),
        old: Some(method.places.0.clone()),
        new: Some(method.places.1.clone()),
    }
}
